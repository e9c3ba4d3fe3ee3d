/* message.c - joins pieces of text where markup was taken out. */
#include "engine/message.h"

#include "engine/text.h"

/* How many bytes of white space @text begins with. */
static size_t leading_space(const char *text, size_t length) {
    size_t at = 0;
    while (at < length) {
        uint32_t code_point = 0;
        size_t bytes = text_read(text + at, length - at, &code_point);
        if (!text_is_space(code_point)) {
            break;
        }
        at += bytes;
    }
    return at;
}

/* The length of @text without the white space at its end. */
static size_t without_trailing_space(const char *text, size_t length) {
    while (length > 0) {
        size_t start = length - 1;
        while (start > 0 && length - start < 4 && ((unsigned char)text[start] & 0xC0) == 0x80) {
            start--;
        }
        uint32_t code_point = 0;
        size_t bytes = text_read(text + start, length - start, &code_point);
        if (start + bytes != length || !text_is_space(code_point)) {
            break;
        }
        length = start;
    }
    return length;
}

static bool takes_no_space_before(char byte) {
    return byte == ',' || byte == '.' || byte == ';' || byte == ':' || byte == '!' || byte == '?';
}

static void trim_end(struct message *message) {
    size_t length = without_trailing_space(message->text.data, message->text.length);
    message->space = message->space || length < message->text.length;
    message->text.length = length;
}

void message_init(struct message *message, const struct memory *memory) {
    *message = (struct message){.cut = true};
    buffer_init(&message->text, memory);
}

void message_finish(struct message *message) {
    buffer_finish(&message->text);
}

void message_append(struct message *message, const char *text, size_t length) {
    if (message->cut) {
        size_t space = leading_space(text, length);
        message->space = message->space || space > 0;
        if (space == length) {
            return;
        }
        text += space;
        length -= space;
        if (message->space && message->text.length > 0 && !takes_no_space_before(*text)) {
            buffer_append(&message->text, " ", 1);
        }
        message->cut = false;
        message->space = false;
    }
    buffer_append(&message->text, text, length);
}

void message_cut(struct message *message) {
    trim_end(message);
    message->cut = true;
}

const char *message_take(struct message *message, struct arena *arena, size_t *length) {
    trim_end(message);
    const char *text = NULL;
    *length = message->text.length;
    if (message->text.length > 0) {
        text = arena_copy(arena, message->text.data, message->text.length);
    }
    message->text.length = 0;
    message->cut = true;
    message->space = false;
    return text;
}
