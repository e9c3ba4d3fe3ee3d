/* output.c - bytes on their way out, and the first thing that went wrong with them. */
#include "reports/output.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void output_init(struct output *output, int descriptor, const struct memory *memory) {
    *output = (struct output){.descriptor = descriptor};
    buffer_init(&output->pending, memory);
}

void output_finish(struct output *output) {
    buffer_finish(&output->pending);
}

void output_write(struct output *output, const char *text, size_t length) {
    if (output->error == 0) {
        buffer_append(&output->pending, text, length);
    }
}

void output_text(struct output *output, const char *text) {
    output_write(output, text, strlen(text));
}

void output_printf(struct output *output, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (output->error == 0) {
        buffer_vprintf(&output->pending, format, arguments);
    }
    va_end(arguments);
}

/* A pipe that whoever started us shares with a program that set it not to block. */
static void await_room(int descriptor) {
    struct pollfd room = {.fd = descriptor, .events = POLLOUT};
    poll(&room, 1, -1);
}

void output_flush(struct output *output) {
    if (output->descriptor == OUTPUT_TO_BUFFER) {
        return;
    }
    size_t written = 0;
    while (output->error == 0 && written < output->pending.length) {
        ssize_t bytes = write(output->descriptor, output->pending.data + written,
                              output->pending.length - written);
        if (bytes >= 0) {
            written += (size_t)bytes;
        } else if (errno == EAGAIN) {
            await_room(output->descriptor);
        } else if (errno != EINTR) {
            output->error = errno;
        }
    }
    output->pending.length = 0;
}

unsigned output_width(const struct output *output) {
    struct winsize size = {0};
    return ioctl(output->descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

void output_close(struct output *output) {
    int descriptor = output->descriptor;
    output->descriptor = OUTPUT_TO_BUFFER;
    if (descriptor != OUTPUT_TO_BUFFER && close(descriptor) != 0 && errno != EINTR &&
        output->error == 0) {
        output->error = errno;
    }
}
