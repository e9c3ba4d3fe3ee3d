/* document.c - reads files whole, within limits, and hands them to the parser of their syntax. */
#include "formats/document.h"

#include "engine/text.h"
#include "formats/file_name.h"
#include "formats/json_syntax.h"
#include "formats/text_position.h"
#include "formats/yaml_tree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { READ_AT_ONCE = 64 * 1024 };

static const char byte_order_mark[] = "\xEF\xBB\xBF";

static bool is_json(const char *file, const char *text, size_t length,
                    enum document_syntax syntax) {
    if (syntax != DOCUMENT_BY_NAME) {
        return syntax == DOCUMENT_JSON;
    }
    if (file_name_ends_with(file, ".yaml") || file_name_ends_with(file, ".yml")) {
        return false;
    }
    if (file_name_ends_with(file, ".json")) {
        return true;
    }
    size_t at = 0;
    while (at < length && strchr(" \t\r\n", text[at]) != NULL && text[at] != '\0') {
        at++;
    }
    return at < length && (text[at] == '{' || text[at] == '[');
}

static void report(const char *file, const char *text, size_t length, size_t offset,
                   const char *message, struct diagnostics *diagnostics) {
    struct text_position position;
    text_position_init(&position, text, length);
    text_position_move(&position, offset);
    struct place place = {.file = file, .line = position.line, .column = position.column};
    diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_SYNTAX, &place, "%s", message);
}

static void report_size(const char *file, struct diagnostics *diagnostics) {
    struct place place = {.file = file};
    diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_SYNTAX, &place,
                   "the file is larger than 16 MiB");
}

const struct value *document_parse(struct arena *arena, const char *file, const char *text,
                                   size_t length, enum document_syntax syntax,
                                   struct diagnostics *diagnostics) {
    if (length > DOCUMENT_MAX_BYTES) {
        report_size(file, diagnostics);
        return NULL;
    }
    size_t mark = sizeof(byte_order_mark) - 1;
    if (length >= mark && memcmp(text, byte_order_mark, mark) == 0) {
        text += mark;
        length -= mark;
    }
    size_t offset = 0;
    if (!text_is_utf8(text, length, &offset)) {
        report(file, text, length, offset, "invalid UTF-8: files are written in UTF-8",
               diagnostics);
        return NULL;
    }
    if (is_json(file, text, length, syntax)) {
        const char *mistake = json_syntax_mistake(arena, text, length, &offset);
        if (mistake != NULL) {
            report(file, text, length, offset, arena_printf(arena, "not valid JSON: %s", mistake),
                   diagnostics);
            return NULL;
        }
    }
    return yaml_tree_parse(arena, file, text, length, diagnostics);
}

/* All there is to read, up to one byte more than is allowed. False with errno set on an error. */
static bool read_all(int descriptor, struct buffer *out) {
    while (out->length <= DOCUMENT_MAX_BYTES) {
        ssize_t count = read(descriptor, buffer_reserve(out, READ_AT_ONCE), READ_AT_ONCE);
        if (count == 0) {
            return true;
        }
        if (count > 0) {
            out->length += (size_t)count;
        } else if (errno != EINTR) {
            return false;
        }
    }
    return true;
}

static bool read_file(const char *file, struct buffer *out) {
    if (strcmp(file, "-") == 0) {
        return read_all(STDIN_FILENO, out);
    }
    int descriptor = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (descriptor < 0) {
        return false;
    }
    bool good = read_all(descriptor, out);
    int error = errno;
    close(descriptor);
    errno = error;
    return good;
}

const struct value *document_read(struct arena *arena, const char *file,
                                  struct diagnostics *diagnostics) {
    struct buffer text;
    buffer_init(&text, NULL);
    const struct value *root = NULL;
    if (read_file(file, &text)) {
        root = document_parse(arena, file, buffer_terminate(&text), text.length, DOCUMENT_BY_NAME,
                              diagnostics);
    } else {
        struct place place = {.file = file};
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_UNREADABLE, &place,
                       "cannot be read: %s", strerror(errno));
    }
    buffer_finish(&text);
    return root;
}
