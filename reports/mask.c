/* mask.c - events on their way to the reports, without secrets.
 *
 * An event is copied, each of its texts is masked into a buffer of its own, and the copy goes on. A
 * raw NUL, which a text frame may hold, becomes U+FFFD on the way: behind the mask every text is a
 * C string. */
#include "reports/mask.h"

#include "transports/json.h"

#include <string.h>

enum { TEXTS = 4 /* The most texts that one event has: an ending's. */ };

struct mask {
    const struct memory *memory;
    const struct secrets *secrets;
    struct event_listener *listeners;
    size_t listener_count;
    struct buffer texts[TEXTS];
    struct transport_end end;
};

struct mask *mask_create(const struct memory *memory, const struct secrets *secrets,
                         const struct event_listener *listeners, size_t count) {
    const struct memory *from = memory != NULL ? memory : &memory_system;
    struct mask *mask = from->resize(from->user, NULL, 0, sizeof(*mask));
    *mask = (struct mask){.memory = from, .secrets = secrets, .listener_count = count};
    mask->listeners = from->resize(from->user, NULL, 0, count * sizeof(*listeners) + 1);
    memcpy(mask->listeners, listeners, count * sizeof(*listeners));
    for (size_t i = 0; i < TEXTS; i++) {
        buffer_init(&mask->texts[i], from);
    }
    return mask;
}

void mask_destroy(struct mask *mask) {
    if (mask == NULL) {
        return;
    }
    const struct memory *memory = mask->memory;
    for (size_t i = 0; i < TEXTS; i++) {
        buffer_finish(&mask->texts[i]);
    }
    memory->resize(memory->user, mask->listeners,
                   mask->listener_count * sizeof(*mask->listeners) + 1, 0);
    memory->resize(memory->user, mask, sizeof(*mask), 0);
}

static void append_without_nul(struct buffer *out, const char *text, size_t length) {
    const char *end = text + length;
    for (;;) {
        const char *nul = memchr(text, '\0', (size_t)(end - text));
        buffer_append(out, text, (size_t)((nul != NULL ? nul : end) - text));
        if (nul == NULL) {
            return;
        }
        buffer_append_text(out, "\xEF\xBF\xBD");
        text = nul + 1;
    }
}

/* @text as it may be shown, in the @slot-th buffer. A text that needs no change stays as it is. */
static const char *mask_text(struct mask *mask, size_t slot, const char *text, size_t *length) {
    struct buffer *out = &mask->texts[slot];
    bool has_nul = memchr(text, '\0', *length) != NULL;
    if (!has_nul && !secrets_found(mask->secrets, text, *length)) {
        return text;
    }
    out->length = 0;
    if (has_nul) {
        struct buffer clean;
        buffer_init(&clean, mask->memory);
        append_without_nul(&clean, text, *length);
        secrets_mask(mask->secrets, clean.data, clean.length, out);
        buffer_finish(&clean);
    } else {
        secrets_mask(mask->secrets, text, *length, out);
    }
    *length = out->length;
    return buffer_terminate(out);
}

static const char *mask_string(struct mask *mask, size_t slot, const char *text) {
    if (text == NULL) {
        return NULL;
    }
    size_t length = strlen(text);
    return mask_text(mask, slot, text, &length);
}

/* JSON in which a secret reaches beyond a string (it is a number, or whole members): then it is
 * hidden in one piece, as an object so that metadata stays one. */
static const char *mask_json(struct mask *mask, const char *json) {
    const char *masked = mask_string(mask, 0, json);
    return json_is_valid(masked, strlen(masked)) ? masked : "{\"masked\":\"***\"}";
}

static const struct transport_end *mask_end(struct mask *mask, const struct transport_end *end) {
    if (end == NULL) {
        return NULL;
    }
    mask->end = *end;
    mask->end.close_reason = mask_string(mask, 0, end->close_reason);
    mask->end.detail = mask_string(mask, 1, end->detail);
    return &mask->end;
}

static void mask_ended(struct mask *mask, struct event *event) {
    event->ended.end = mask_end(mask, event->ended.end);
    if (event->ended.stuck_on != NULL) {
        event->ended.stuck_on =
            mask_text(mask, 2, event->ended.stuck_on, &event->ended.stuck_on_length);
    }
    event->ended.detail = mask_string(mask, 3, event->ended.detail);
}

static void hear(void *user, const struct event *original) {
    struct mask *mask = user;
    struct event event = *original;
    switch (event.kind) {
    case EVENT_RETRYING:
        event.retrying.end = mask_end(mask, event.retrying.end);
        break;
    case EVENT_HEARD:
    case EVENT_UNMATCHED:
    case EVENT_IGNORED:
        event.heard.text = mask_text(mask, 0, event.heard.text, &event.heard.length);
        break;
    case EVENT_SAID:
    case EVENT_SMS:
        event.said.text = mask_text(mask, 0, event.said.text, &event.said.length);
        break;
    case EVENT_FUNCTION_CALL:
    case EVENT_FUNCTION_CALL_RESULT:
    case EVENT_METADATA:
    case EVENT_OTHER:
        event.data.json = mask_json(mask, event.data.json);
        break;
    case EVENT_ENDED:
        mask_ended(mask, &event);
        break;
    default:
        break;
    }
    for (size_t i = 0; i < mask->listener_count; i++) {
        mask->listeners[i].event(mask->listeners[i].user, &event);
    }
}

struct event_listener mask_listener(struct mask *mask) {
    return (struct event_listener){.event = hear, .user = mask};
}
