/* json_syntax.c - a scanner of JSON that keeps nothing but where it is and what is open. */
#include "formats/json_syntax.h"

#include "engine/text.h"
#include "formats/document.h"

#include <string.h>

struct scanner {
    struct arena *arena;
    const char *text;
    size_t length;
    size_t at;                     /* Where it reads, or where the mistake stands. */
    const char *mistake;           /* NULL while all is well. */
    char open[DOCUMENT_MAX_DEPTH]; /* '{' or '[', outermost first. */
    size_t depth;
};

static bool scan_text(struct scanner *scanner);
static bool scan_number(struct scanner *scanner);

static bool wrong(struct scanner *scanner, size_t at, const char *mistake) {
    scanner->at = at;
    scanner->mistake = mistake;
    return false;
}

/* The byte read next; -1 at the end. */
static int peek(const struct scanner *scanner) {
    return scanner->at < scanner->length ? (unsigned char)scanner->text[scanner->at] : -1;
}

static void skip_space(struct scanner *scanner) {
    int byte = peek(scanner);
    while (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t') {
        scanner->at++;
        byte = peek(scanner);
    }
}

static bool is_digit(int byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_word(int byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

/* What stands at @at, for a sentence: a whole word, one character, or the end. */
static const char *found(const struct scanner *scanner, size_t at) {
    if (at >= scanner->length) {
        return "the end";
    }
    const char *text = scanner->text + at;
    size_t length = 0;
    while (at + length < scanner->length && length < 20 && is_word((unsigned char)text[length])) {
        length++;
    }
    if (length == 0) {
        uint32_t code_point = 0;
        length = text_read(text, scanner->length - at, &code_point);
        if (code_point < 0x20 || code_point == 0x7F) {
            return arena_printf(scanner->arena, "U+%04X", (unsigned)code_point);
        }
    }
    return arena_printf(scanner->arena, "'%.*s'", (int)length, text);
}

static bool expected(struct scanner *scanner, const char *what) {
    size_t at = scanner->at;
    return wrong(scanner, at,
                 arena_printf(scanner->arena, "expected %s, found %s", what, found(scanner, at)));
}

/* Comments are the most common of what JSON has not. */
static bool is_comment(const struct scanner *scanner) {
    int byte = peek(scanner);
    return byte == '#' || (byte == '/' && scanner->at + 1 < scanner->length &&
                           strchr("/*", scanner->text[scanner->at + 1]) != NULL);
}

static bool unexpected(struct scanner *scanner, const char *what) {
    if (is_comment(scanner)) {
        return wrong(scanner, scanner->at, "JSON has no comments (YAML has them, after #)");
    }
    if (peek(scanner) == '\'') {
        return wrong(scanner, scanner->at, "JSON texts stand in double quotes, not in single ones");
    }
    return expected(scanner, what);
}

static bool scan_word(struct scanner *scanner) {
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        size_t length = strlen(words[i]);
        if (scanner->length - scanner->at >= length &&
            memcmp(scanner->text + scanner->at, words[i], length) == 0) {
            size_t end = scanner->at + length;
            if (end < scanner->length && (is_word((unsigned char)scanner->text[end]) ||
                                          is_digit((unsigned char)scanner->text[end]))) {
                break;
            }
            scanner->at = end;
            return true;
        }
    }
    return unexpected(scanner, "a value (a text in double quotes, a number, true, false, null, "
                               "{ or [)");
}

/* A value, or the bracket that opens one. */
static bool scan_value(struct scanner *scanner) {
    int byte = peek(scanner);
    if (byte == '"') {
        return scan_text(scanner);
    }
    if (byte == '-' || is_digit(byte)) {
        return scan_number(scanner);
    }
    if (byte != '{' && byte != '[') {
        return scan_word(scanner);
    }
    if (scanner->depth == DOCUMENT_MAX_DEPTH) {
        return wrong(scanner, scanner->at, "nested deeper than 100 levels");
    }
    scanner->open[scanner->depth++] = (char)byte;
    scanner->at++;
    return true;
}

/* The key of a member and the colon behind it. */
static bool scan_key(struct scanner *scanner) {
    skip_space(scanner);
    if (peek(scanner) != '"') {
        return unexpected(scanner, "a key in double quotes");
    }
    if (!scan_text(scanner)) {
        return false;
    }
    skip_space(scanner);
    if (peek(scanner) != ':') {
        return unexpected(scanner, "':' after the key");
    }
    scanner->at++;
    return true;
}

/* Whether the innermost open bracket closes here; if so it is closed. */
static bool closes(struct scanner *scanner) {
    char open = scanner->open[scanner->depth - 1];
    if (peek(scanner) != (open == '{' ? '}' : ']')) {
        return false;
    }
    scanner->depth--;
    scanner->at++;
    return true;
}

/* After a value: close what closes, then a comma if anything is still open. *@done when nothing is.
 */
static bool scan_after_value(struct scanner *scanner, bool *done) {
    skip_space(scanner);
    while (scanner->depth > 0 && closes(scanner)) {
        skip_space(scanner);
    }
    if (scanner->depth == 0) {
        *done = true;
        return scanner->at == scanner->length || unexpected(scanner, "nothing after the value");
    }
    bool in_object = scanner->open[scanner->depth - 1] == '{';
    if (peek(scanner) != ',') {
        return unexpected(scanner,
                          in_object ? "',' or '}' after the value" : "',' or ']' after the value");
    }
    size_t comma = scanner->at++;
    skip_space(scanner);
    if (peek(scanner) == (in_object ? '}' : ']')) {
        return wrong(scanner, comma, "a comma must not stand behind the last value");
    }
    return true;
}

static bool scan_document(struct scanner *scanner) {
    skip_space(scanner);
    if (scanner->at == scanner->length) {
        return wrong(scanner, 0, "empty: expected a JSON value");
    }
    for (bool done = false; !done;) {
        skip_space(scanner);
        size_t depth = scanner->depth;
        if (depth > 0 && scanner->open[depth - 1] == '{' && !scan_key(scanner)) {
            return false;
        }
        skip_space(scanner);
        if (!scan_value(scanner)) {
            return false;
        }
        skip_space(scanner);
        if (scanner->depth > depth && !closes(scanner)) {
            continue; /* Its first member or item comes next. */
        }
        if (!scan_after_value(scanner, &done)) {
            return false;
        }
    }
    return true;
}

static void skip_digits(struct scanner *scanner) {
    while (is_digit(peek(scanner))) {
        scanner->at++;
    }
}

static bool scan_number(struct scanner *scanner) {
    scanner->at += peek(scanner) == '-';
    size_t digits = scanner->at;
    skip_digits(scanner);
    if (scanner->at == digits) {
        return expected(scanner, "a digit after '-'");
    }
    if (scanner->text[digits] == '0' && scanner->at > digits + 1) {
        return wrong(scanner, digits, "a number must not begin with a zero");
    }
    if (peek(scanner) == '.') {
        scanner->at++;
        if (!is_digit(peek(scanner))) {
            return expected(scanner, "a digit after the decimal point");
        }
        skip_digits(scanner);
    }
    if (peek(scanner) == 'e' || peek(scanner) == 'E') {
        scanner->at++;
        scanner->at += peek(scanner) == '+' || peek(scanner) == '-';
        if (!is_digit(peek(scanner))) {
            return expected(scanner, "a digit in the exponent");
        }
        skip_digits(scanner);
    }
    return true;
}

/* Four hexadecimal digits at @at; -1 when they are not there. */
static int32_t hexadecimal(const struct scanner *scanner, size_t at) {
    int32_t unit = 0;
    for (size_t i = at; i < at + 4; i++) {
        int byte = i < scanner->length ? (unsigned char)scanner->text[i] : -1;
        int lower = byte | 0x20;
        if (is_digit(byte)) {
            unit = unit * 16 + (byte - '0');
        } else if (byte > 0 && lower >= 'a' && lower <= 'f') {
            unit = unit * 16 + (lower - 'a' + 10);
        } else {
            return -1;
        }
    }
    return unit;
}

/* \uXXXX, or two of them that are a surrogate pair, behind the backslash at @start. */
static bool scan_unicode_escape(struct scanner *scanner, size_t start) {
    int32_t unit = hexadecimal(scanner, start + 2);
    if (unit < 0) {
        return wrong(scanner, start, "\\u needs four hexadecimal digits");
    }
    if (unit == 0) {
        return wrong(scanner, start, "\\u0000 cannot stand in a text here");
    }
    scanner->at = start + 6;
    if (unit < 0xD800 || unit > 0xDFFF) {
        return true;
    }
    const char *next = scanner->text + scanner->at;
    int32_t second = -1;
    if (scanner->length - scanner->at >= 6 && next[0] == '\\' && next[1] == 'u') {
        second = hexadecimal(scanner, scanner->at + 2);
    }
    if (unit > 0xDBFF || second < 0xDC00 || second > 0xDFFF) {
        return wrong(scanner, start,
                     "half of a surrogate pair: characters above U+FFFF are written as two "
                     "\\u escapes, \\ud800 to \\udbff and then \\udc00 to \\udfff");
    }
    scanner->at += 6;
    return true;
}

static bool scan_escape(struct scanner *scanner) {
    static const char escapes[] = {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'};
    size_t start = scanner->at;
    char escape = start + 1 < scanner->length ? scanner->text[start + 1] : '\0';
    if (escape == 'u') {
        return scan_unicode_escape(scanner, start);
    }
    if (memchr(escapes, escape, sizeof(escapes)) == NULL) {
        return wrong(scanner, start,
                     "no escape of JSON (those are \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX)");
    }
    scanner->at += 2;
    return true;
}

static bool raw_control(struct scanner *scanner) {
    switch (peek(scanner)) {
    case '\n':
    case '\r':
        return wrong(scanner, scanner->at,
                     "a line break inside a text: close the text with '\"', or write \\n");
    case '\t':
        return wrong(scanner, scanner->at, "a tab inside a text: write \\t");
    default:
        return wrong(scanner, scanner->at,
                     arena_printf(scanner->arena,
                                  "a control character inside a text: write \\u%04x",
                                  (unsigned)peek(scanner)));
    }
}

static bool scan_text(struct scanner *scanner) {
    size_t quote = scanner->at++;
    for (;;) {
        int byte = peek(scanner);
        if (byte < 0) {
            return wrong(scanner, quote, "this text is never closed: its '\"' is missing");
        }
        if (byte == '"') {
            scanner->at++;
            return true;
        }
        if (byte < 0x20) {
            return raw_control(scanner);
        }
        if (byte != '\\') {
            scanner->at++;
        } else if (!scan_escape(scanner)) {
            return false;
        }
    }
}

const char *json_syntax_mistake(struct arena *arena, const char *text, size_t length,
                                size_t *offset) {
    struct scanner scanner = {.arena = arena, .text = text, .length = length};
    if (scan_document(&scanner)) {
        return NULL;
    }
    *offset = scanner.at;
    return scanner.mistake;
}
