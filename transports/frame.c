/* frame.c - the JSON of one message, both ways (spec 3.2). */
#include "transports/frame.h"

#include "engine/text.h"
#include "transports/json.h"

#include <string.h>

static bool is_text(const cJSON *value, const char *word) {
    return cJSON_IsString(value) && strcmp(value->valuestring, word) == 0;
}

static bool says_something(const cJSON *content) {
    return cJSON_IsString(content) &&
           !text_is_blank(content->valuestring, strlen(content->valuestring));
}

static enum frame_kind kind_of(const struct frame *frame, const cJSON *content, const cJSON *data) {
    const cJSON *role = json_member(frame->json, "role");
    if (data != NULL && is_text(role, "Function Call")) {
        return FRAME_FUNCTION_CALL;
    }
    if (data != NULL && is_text(role, "Function Call Result")) {
        return FRAME_FUNCTION_CALL_RESULT;
    }
    if (says_something(content)) {
        return FRAME_UTTERANCE;
    }
    return frame->ends_call || frame->metadata != NULL ? FRAME_CONTROL : FRAME_OTHER;
}

static void read_object(struct frame *frame) {
    const cJSON *content = json_member(frame->json, "content");
    const cJSON *type = json_member(frame->json, "type");
    const cJSON *data = json_member(frame->json, "data");
    const cJSON *metadata = json_member(frame->json, "metadata");
    frame->ends_call = is_text(type, "end_call");
    frame->is_dtmf = is_text(type, "dtmf");
    frame->metadata = cJSON_IsObject(metadata) ? json_print(metadata) : NULL;
    frame->kind = kind_of(frame, content, data);
    if (frame->kind == FRAME_UTTERANCE) {
        frame->content = content->valuestring;
        frame->content_length = strlen(content->valuestring);
    } else if (frame->kind == FRAME_OTHER) {
        frame->data = json_print(frame->json);
    } else if (frame->kind != FRAME_CONTROL) {
        frame->data = json_print(data);
    }
}

void frame_read(struct frame *frame, const char *text, size_t length) {
    *frame = (struct frame){.content = ""};
    frame->json = json_parse(text, length);
    if (cJSON_IsObject(frame->json)) {
        read_object(frame);
    } else if (text_is_blank(text, length)) {
        frame->kind = FRAME_EMPTY;
    } else {
        frame->kind = FRAME_UTTERANCE;
        frame->content = text;
        frame->content_length = length;
    }
}

void frame_finish(struct frame *frame) {
    cJSON_Delete(frame->json);
    cJSON_free(frame->data);
    cJSON_free(frame->metadata);
    *frame = (struct frame){.content = ""};
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

void frame_write_client_message(struct buffer *out, const char *id, const char *type,
                                const char *data) {
    buffer_append_text(out, "{\"label\":\"rtvi-ai\",\"type\":\"client-message\",\"id\":");
    json_append_string(out, id);
    buffer_append_text(out, ",\"data\":{\"t\":");
    json_append_string(out, type);
    buffer_append_text(out, ",\"d\":");
    cJSON *json = json_parse(data, strlen(data));
    if (json != NULL) {
        json_append(out, json);
    } else {
        json_append_string(out, data);
    }
    cJSON_Delete(json);
    buffer_append_text(out, "}}");
}
