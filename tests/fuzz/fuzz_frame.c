/* fuzz_frame.c - any text as a message.
 *
 * Beyond not crashing: what comes out is UTF-8 and JSON, reading is the same every time, and what
 * is written from a frame reads back as the same words. */
#include "engine/text.h"
#include "transports/frame.h"
#include "transports/json.h"

#include <stdlib.h>
#include <string.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void require_json(const char *text) {
    require(text == NULL || json_is_valid(text, strlen(text)));
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
    frame_finish(&frame);
    buffer_finish(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (!text_is_utf8((const char *)data, size, NULL)) {
        return 0; /* The transport has closed with 1007. */
    }
    char *text = malloc(size + 1);
    require(text != NULL);
    memcpy(text, data, size);
    text[size] = '\0';

    struct frame frame;
    frame_read(&frame, text, size);
    require(text_is_utf8(frame.content, frame.content_length, NULL));
    require(frame.content[frame.content_length] == '\0');
    require_json(frame.metadata);
    require_json(frame.data);
    bool has_data = frame.kind == FRAME_OTHER || frame.kind == FRAME_FUNCTION_CALL ||
                    frame.kind == FRAME_FUNCTION_CALL_RESULT;
    require((frame.data != NULL) == has_data);
    require((frame.kind == FRAME_UTTERANCE) == (frame.content_length > 0));
    write_and_read(frame.content);
    frame_finish(&frame);
    free(text);
    return 0;
}
