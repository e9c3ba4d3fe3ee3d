/* lws_log.c - what libwebsockets says nowhere but in its log. */
#include "transports/lws_log.h"

#include <errno.h>
#include <libwebsockets.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static _Thread_local struct {
    const char *breach;
    int connect_error;
    char tls_error[128];
} kept;

/* Asked many times about each connection: most lines differ in their first character. */
static bool is_line(const char *line, const char *wanted) {
    return line[0] == wanted[0] && strcmp(line, wanted) == 0;
}

/* The lines of libwebsockets 4.1.6 that name a breach, and the words for people. */
static const char *breach_in(const char *line) {
    static const struct {
        const char *line;
        const char *words;
    } breaches[] = {
        {"illegal rsv bits set\n", "a frame with reserved bits set"},
        {"illegal opcode\n", "a frame with an unknown opcode"},
        {"disordered continuation\n", "a continuation of no message"},
        {"hey you owed us a FIN\n", "a new message within a fragmented one"},
        {"control msg can't be fragmented\n", "a fragmented control frame"},
        {"Control frame asking for extended length is illegal\n",
         "a control frame of more than 125 bytes"},
        {"Control frame with xtended length is illegal\n",
         "a control frame of more than 125 bytes"},
        {"b63 of length must be zero\n", "a frame length above 2^63"},
    };
    for (size_t i = 0; i < sizeof(breaches) / sizeof(breaches[0]); i++) {
        if (is_line(line, breaches[i].line)) {
            return breaches[i].words;
        }
    }
    return NULL;
}

/* OpenSSL's own line is error:0A000086:SSL routines::certificate verify failed; its last part is
 * for people. */
static void keep_tls_error(const char *line) {
    const char *last = strrchr(line, ':');
    snprintf(kept.tls_error, sizeof(kept.tls_error), "%s", last != NULL ? last + 1 : line);
}

/* This is asked about all of the library's debug lines, so it must be quick. */
static bool is_connect_error(const char *line) {
    return line[0] == '%' && line[1] == 's' && line[2] == ':' && line[3] == ' ' && line[4] == 'c' &&
           strcmp(line, "%s: connect says errno: %d\n") == 0;
}

static void keep_connect_error(va_list arguments) {
    (void)va_arg(arguments, const char *); /* The name of the library's function. */
    int error = va_arg(arguments, int);
    if (error != EINPROGRESS) {
        kept.connect_error = error;
    }
}

static void keep(const char *line, va_list arguments) {
    const char *breach = breach_in(line);
    if (breach != NULL) {
        kept.breach = breach;
    } else if (is_line(line, "%p: LRS_FLUSHING_BEFORE_CLOSE\n")) {
        kept.breach = NULL; /* That connection ends later, when others may have ended. */
    } else if (is_line(line, "Unable to open socket\n")) {
        kept.connect_error = errno;
    } else if (is_line(line, "   openssl error: %s\n")) {
        keep_tls_error(va_arg(arguments, const char *));
    }
}

/* In place of the library's function of this name. */
void _lws_log(int filter, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if ((filter & (LLL_INFO | LLL_WARN)) != 0) {
        keep(format, arguments);
    } else if (is_connect_error(format)) {
        keep_connect_error(arguments);
    }
    va_end(arguments);
}

const char *lws_log_take_breach(void) {
    const char *breach = kept.breach;
    kept.breach = NULL;
    return breach;
}

int lws_log_take_connect_error(void) {
    int error = kept.connect_error;
    kept.connect_error = 0;
    return error;
}

const char *lws_log_take_tls_error(void) {
    static _Thread_local char taken[sizeof(kept.tls_error)];
    memcpy(taken, kept.tls_error, sizeof(taken));
    kept.tls_error[0] = '\0';
    return taken;
}
