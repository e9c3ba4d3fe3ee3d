/* fuzz_frame.c - any text as a message.
 *
 * Beyond not crashing: what we call JSON, cJSON reads too; what it makes of it is what we made of
 * it; and what is written from a frame reads back as the same. */
#include "engine/text.h"
#include "transports/frame.h"
#include "transports/json.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static char *copy_of(const char *text, size_t length) {
    char *copy = malloc(length + 1);
    require(copy != NULL);
    memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

/* The value of the last member @key, as JavaScript has it. */
static const cJSON *last_member(const cJSON *object, const char *key) {
    const cJSON *found = NULL;
    const cJSON *member;
    cJSON_ArrayForEach(member, object) {
        if (strcmp(member->string, key) == 0) {
            found = member;
        }
    }
    return found;
}

/* Against cJSON, which gets the compact form, where no escape is left that it would refuse. */
static void compare(const struct frame *frame, const char *compact) {
    const char *end;
    cJSON *json = cJSON_ParseWithOpts(compact, &end, true);
    require(json != NULL && *end == '\0');
    if (cJSON_IsObject(json)) {
        const char *content = cJSON_GetStringValue(last_member(json, "content"));
        if (frame->kind == FRAME_UTTERANCE) {
            require(content != NULL && strcmp(content, frame->content) == 0);
        } else if (frame->kind == FRAME_CONTROL || frame->kind == FRAME_OTHER) {
            require(content == NULL || text_is_blank(content, strlen(content)));
        }
        const char *type = cJSON_GetStringValue(last_member(json, "type"));
        require(frame->ends_call == (type != NULL && strcmp(type, "end_call") == 0));
        require((frame->metadata != NULL) == cJSON_IsObject(last_member(json, "metadata")));
        require((frame->data != NULL) ==
                (frame->kind == FRAME_OTHER || frame->kind == FRAME_FUNCTION_CALL ||
                 frame->kind == FRAME_FUNCTION_CALL_RESULT));
    }
    cJSON_Delete(json);
}

/* What we would say in these words reads back as these words. */
static void write_and_read(const char *content) {
    struct buffer out;
    buffer_init(&out, NULL);
    frame_write(&out, content, "end_call");
    size_t length = out.length;
    struct frame frame;
    frame_read(&frame, buffer_terminate(&out), length);
    require(frame.ends_call);
    if (!text_is_blank(content, strlen(content))) {
        require(frame.kind == FRAME_UTTERANCE && strcmp(frame.content, content) == 0);
    }
    buffer_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!text_is_utf8((const char *)data, size, NULL)) {
        return 0; /* The transport has closed with 1007. */
    }
    char *text = copy_of((const char *)data, size);
    struct frame frame;
    frame_read(&frame, text, size);
    require(text_is_utf8(frame.content, frame.content_length, NULL));
    require(frame.content[frame.content_length] == '\0');
    require(frame.metadata == NULL || json_is_valid(frame.metadata, strlen(frame.metadata)));
    require(frame.data == NULL || json_is_valid(frame.data, strlen(frame.data)));

    char *compact = copy_of((const char *)data, size);
    if (json_is_valid(compact, size)) {
        compare(&frame, json_compact((struct json_value){.start = compact, .length = size}));
    } else {
        require(frame.kind == FRAME_UTTERANCE || frame.kind == FRAME_EMPTY);
    }
    write_and_read(frame.content);
    free(compact);
    free(text);
    return 0;
}
