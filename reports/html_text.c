/* html_text.c - escaping. */
#include "reports/html_text.h"

#include "reports/printable.h"

#include <ctype.h>
#include <string.h>

static void add_escaped(struct buffer *out, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        switch (text[i]) {
        case '&':
            buffer_append_text(out, "&amp;");
            break;
        case '<':
            buffer_append_text(out, "&lt;");
            break;
        case '>':
            buffer_append_text(out, "&gt;");
            break;
        case '"':
            buffer_append_text(out, "&quot;");
            break;
        case '\'':
            buffer_append_text(out, "&#39;");
            break;
        default:
            buffer_append(out, text + i, 1);
        }
    }
}

void html_text(struct buffer *out, const char *text, size_t length) {
    struct buffer line;
    buffer_init(&line, NULL);
    const char *end = text + length;
    while (text < end) {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        const char *line_end = newline != NULL ? newline : end;
        line.length = 0;
        printable_append(&line, text, (size_t)(line_end - text));
        add_escaped(out, line.data, line.length);
        buffer_append(out, "\n", newline != NULL);
        text = newline != NULL ? newline + 1 : end;
    }
    buffer_finish(&line);
}

void html_string(struct buffer *out, const char *text) {
    html_text(out, text, strlen(text));
}

void html_list(struct buffer *out, const char *const *items, size_t count) {
    for (size_t i = 0; i < count; i++) {
        buffer_append_text(out, i == 0 ? "<ul><li>" : "<li>");
        html_string(out, items[i]);
        buffer_append_text(out, "</li>");
    }
    buffer_append_text(out, count > 0 ? "</ul>" : "");
}

void html_markdown(struct buffer *out, const char *text) {
    struct buffer line;
    buffer_init(&line, NULL);
    printable_append(&line, text, strlen(text));
    for (size_t i = 0; i < line.length; i++) {
        unsigned char byte = (unsigned char)line.data[i];
        if (byte < 0x80 && ispunct(byte) != 0) {
            buffer_printf(out, "&#%u;", byte);
        } else {
            buffer_append(out, line.data + i, 1);
        }
    }
    buffer_finish(&line);
}
