/* frame.h - the JSON of one message, both ways (spec 3.2). */
#ifndef PARLEY_TRANSPORTS_FRAME_H
#define PARLEY_TRANSPORTS_FRAME_H

#include "engine/memory.h"

#include <stdbool.h>

enum frame_kind {
    FRAME_UTTERANCE, /* Has `content`; may also have end_call and metadata. */
    FRAME_FUNCTION_CALL,
    FRAME_FUNCTION_CALL_RESULT,
    FRAME_CONTROL, /* No content, but end_call or metadata. */
    FRAME_OTHER,   /* A JSON object with none of these: recorded as an event. */
    FRAME_EMPTY,   /* An empty or blank text that is no JSON object: nothing. */
};

/* One message as read. Its texts point into the message and live as long as it; there is nothing to
 * free. */
struct frame {
    enum frame_kind kind;
    const char *content; /* NUL-terminated; never NULL; "" when there is none. */
    size_t content_length;
    bool ends_call;       /* `type` is end_call. */
    bool is_dtmf;         /* `type` is dtmf. */
    const char *data;     /* FUNCTION_CALL*: `data`; OTHER: the whole object. Compact JSON on one
                             line, numbers as they came, NUL-terminated; NULL otherwise. */
    const char *metadata; /* The object as compact JSON, NUL-terminated; NULL when there is none. */
};

/* Read one message of valid UTF-8. @text[@length] must be NUL; the message is changed in place (a
 * lone surrogate escape and \u0000 become U+FFFD) and lends the frame its texts. Never fails and
 * never allocates: what is no JSON object, or one nested deeper than JSON_DEPTH, is an utterance as
 * it stands. A key that stands twice: the last counts, as in JavaScript. */
void frame_read(struct frame *frame, char *text, size_t length);

/* Append the JSON of a message to @out: {"content":"..."} with "type" when @type is not NULL
 * ("end_call", "dtmf"). */
void frame_write(struct buffer *out, const char *content, const char *type);

/* Append an RTVI client message: label rtvi-ai, type client-message, @id, data {t, d}. A @data that
 * is no JSON goes as a string. */
void frame_write_client_message(struct buffer *out, const char *id, const char *type,
                                const char *data);

#endif
