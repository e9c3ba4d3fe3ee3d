/* console.c - the standard streams. */
#include "commands/console.h"

#include "reports/output.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void console_hold_streams(void) {
    /* open() gives the lowest descriptor that is free, so this goes upwards. */
    for (int descriptor = 0; descriptor <= STDERR_FILENO; descriptor++) {
        if (fcntl(descriptor, F_GETFD) >= 0) {
            continue;
        }
        int flags = descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY;
        if (open("/dev/null", flags) != descriptor) {
            fprintf(stderr, "parley: /dev/null cannot be opened: %s\n", strerror(errno));
            _exit(STATUS_INTERNAL);
        }
    }
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

int console_print(int descriptor, const struct buffer *text) {
    struct output output;
    output_init(&output, descriptor, NULL);
    output_write(&output, text->data, text->length);
    output_flush(&output);
    int error = output.error;
    output_finish(&output);
    return error;
}

enum exit_status stdout_print(const struct buffer *text, enum exit_status status) {
    int error = console_print(STDOUT_FILENO, text);
    if (error == 0) {
        return status;
    }
    fprintf(stderr, "parley: cannot write to standard output: %s\n", strerror(error));
    return exit_status_worse(status, STATUS_UNWRITTEN);
}

bool console_is_live(int descriptor) {
    const char *terminal = getenv("TERM");
    return isatty(descriptor) == 1 && terminal != NULL && *terminal != '\0' &&
           strcmp(terminal, "dumb") != 0;
}

bool console_has_colour(int descriptor) {
    const char *no_colour = getenv("NO_COLOR");
    return console_is_live(descriptor) && (no_colour == NULL || *no_colour == '\0');
}

unsigned console_width(int descriptor) {
    struct output output;
    output_init(&output, descriptor, NULL);
    unsigned width = output_width(&output);
    output_finish(&output);
    return width;
}
