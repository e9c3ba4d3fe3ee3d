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

/* One message as read. Its texts are valid until frame_finish(), and as long as the message. */
struct frame {
    enum frame_kind kind;
    const char *content; /* NUL-terminated; never NULL; "" when there is none. */
    size_t content_length;
    bool ends_call; /* `type` is end_call. */
    bool is_dtmf;   /* `type` is dtmf. */
    char *data; /* FUNCTION_CALL*: `data`; OTHER: the whole object. Compact JSON, NUL-terminated;
                   otherwise NULL. */
    char *metadata; /* The object as compact JSON, NUL-terminated; NULL when there is none. */
    /* private */
    struct cJSON *json;
};

/* Read one message of valid UTF-8. @text[@length] must be NUL. Never fails: what is no JSON object
 * is an utterance as it stands. A key that stands twice: the last counts, as in JavaScript. Always
 * followed by frame_finish(). */
void frame_read(struct frame *frame, const char *text, size_t length);
void frame_finish(struct frame *frame);

/* Append the JSON of a message to @out: {"content":"..."} with "type" when @type is not NULL
 * ("end_call", "dtmf"). */
void frame_write(struct buffer *out, const char *content, const char *type);

/* Append an RTVI client message: label rtvi-ai, type client-message, @id, data {t, d}. A @data that
 * is no JSON goes as a string. */
void frame_write_client_message(struct buffer *out, const char *id, const char *type,
                                const char *data);

#endif
