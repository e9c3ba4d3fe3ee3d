/* frame.c - the JSON of one message, both ways (spec 3.2). */
#include "transports/frame.h"

#include "engine/text.h"
#include "transports/json.h"

#include <string.h>

/* The members of a message that mean something; a start of NULL: not there. */
struct parts {
    struct json_value role;
    struct json_value content;
    struct json_value type;
    struct json_value data;
    struct json_value metadata;
};

static bool is_text(struct json_value value, const char *word) {
    return value.start != NULL && json_is_string(value) && json_string_is(value, word);
}

/* A key that stands twice: the last counts. */
static void find_parts(struct parts *parts, struct json_members *members) {
    const struct {
        const char *key;
        struct json_value *value;
    } known[] = {
        {"content", &parts->content}, {"type", &parts->type},         {"role", &parts->role},
        {"data", &parts->data},       {"metadata", &parts->metadata},
    };
    struct json_value key;
    struct json_value value;
    while (json_next_member(members, &key, &value)) {
        for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
            if (json_string_is(key, known[i].key)) {
                *known[i].value = value;
            }
        }
    }
}

static enum frame_kind kind_of(const struct parts *parts, bool ends_call, bool has_metadata) {
    if (parts->data.start != NULL && is_text(parts->role, "Function Call")) {
        return FRAME_FUNCTION_CALL;
    }
    if (parts->data.start != NULL && is_text(parts->role, "Function Call Result")) {
        return FRAME_FUNCTION_CALL_RESULT;
    }
    struct json_value content = parts->content;
    if (content.start != NULL && json_is_string(content) && !json_string_is_blank(content)) {
        return FRAME_UTTERANCE;
    }
    return ends_call || has_metadata ? FRAME_CONTROL : FRAME_OTHER;
}

static void read_object(struct frame *frame, struct json_members *members,
                        struct json_value whole) {
    struct parts parts = {0};
    find_parts(&parts, members);
    bool has_metadata = parts.metadata.start != NULL && json_is_object(parts.metadata);
    frame->ends_call = is_text(parts.type, "end_call");
    frame->is_dtmf = is_text(parts.type, "dtmf");
    frame->kind = kind_of(&parts, frame->ends_call, has_metadata);
    /* All is decided, so the text may change now. The parts do not overlap. */
    if (has_metadata) {
        frame->metadata = json_compact(parts.metadata);
    }
    if (frame->kind == FRAME_UTTERANCE) {
        frame->content = json_string_decode(parts.content, &frame->content_length);
    } else if (frame->kind == FRAME_OTHER) {
        frame->data = json_compact(whole);
    } else if (frame->kind != FRAME_CONTROL) {
        frame->data = json_compact(parts.data);
    }
}

void frame_read(struct frame *frame, char *text, size_t length) {
    *frame = (struct frame){.content = ""};
    struct json_members members;
    if (json_members(&members, text, length) && json_is_valid(text, length)) {
        read_object(frame, &members, (struct json_value){.start = text, .length = length});
    } else if (text_is_blank(text, length)) {
        frame->kind = FRAME_EMPTY;
    } else {
        frame->kind = FRAME_UTTERANCE;
        frame->content = text;
        frame->content_length = length;
    }
}

void frame_write(struct buffer *out, const char *content, const char *type) {
    buffer_append_text(out, "{\"content\":");
    json_append_string(out, content);
    if (type != NULL) {
        buffer_append_text(out, ",\"type\":");
        json_append_string(out, type);
    }
    buffer_append_text(out, "}");
}

/* A frame is one line, so what is pasted into it must be. */
static void append_compact(struct buffer *out, const char *json) {
    size_t start = out->length;
    buffer_append_text(out, json);
    buffer_terminate(out);
    json_compact((struct json_value){.start = out->data + start, .length = out->length - start});
    out->length = start + strlen(out->data + start);
}

void frame_write_client_message(struct buffer *out, const char *id, const char *type,
                                const char *data) {
    buffer_append_text(out, "{\"label\":\"rtvi-ai\",\"type\":\"client-message\",\"id\":");
    json_append_string(out, id);
    buffer_append_text(out, ",\"data\":{\"t\":");
    json_append_string(out, type);
    buffer_append_text(out, ",\"d\":");
    if (json_is_valid(data, strlen(data))) {
        append_compact(out, data);
    } else {
        json_append_string(out, data);
    }
    buffer_append_text(out, "}}");
}
