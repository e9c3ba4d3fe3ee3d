/* log_commands.c - finds and disarms commands to CI systems. */
#include "reports/log_commands.h"

#include "engine/text.h"

#include <string.h>

static bool is_letter(char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

bool log_command_anywhere(const char *text, size_t length) {
    size_t at = 2;
    if (length < 3 || memcmp(text, "##", 2) != 0) {
        return false;
    }
    while (at < length && is_letter(text[at])) {
        at++;
    }
    return at < length && text[at] == '[';
}

bool log_command_in_front(const char *text, size_t length) {
    return length >= 3 && memcmp(text, "::", 2) == 0 && is_letter(text[2]);
}

/* Append @text, disarmed. */
static void append_disarmed(struct buffer *out, const char *text, size_t length, const char *hash,
                            const char *colon) {
    bool in_front = true; /* Nothing but white space stands before it in its line. */
    for (size_t i = 0; i < length;) {
        uint32_t code_point = 0;
        size_t bytes = text_read(text + i, length - i, &code_point);
        if (log_command_anywhere(text + i, length - i)) {
            buffer_append_text(out, hash);
        } else if (in_front && log_command_in_front(text + i, length - i)) {
            buffer_append_text(out, colon);
        } else {
            buffer_append(out, text + i, bytes);
        }
        in_front = code_point == '\n' || (in_front && text_is_space(code_point));
        i += bytes;
    }
}

void log_commands_disarm(struct buffer *text, size_t from, const char *hash, const char *colon) {
    size_t length = text->length - from;
    if (length == 0 || (memmem(text->data + from, length, "##", 2) == NULL &&
                        memmem(text->data + from, length, "::", 2) == NULL)) {
        return; /* As nearly always. */
    }
    struct buffer disarmed;
    buffer_init(&disarmed, NULL);
    append_disarmed(&disarmed, text->data + from, length, hash, colon);
    text->length = from;
    buffer_append(text, disarmed.data, disarmed.length);
    buffer_finish(&disarmed);
}
