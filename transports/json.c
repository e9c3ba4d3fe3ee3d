/* json.c - the little JSON a message needs: check it, walk its members, strings both ways. */
#include "transports/json.h"

#include "engine/text.h"

#include <string.h>

/* Where a check or a walk stands. Everything between `at` and `end` is still to be read. */
struct scan {
    const char *at;
    const char *end;
};

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

static bool is_space(char byte) {
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void skip_space(struct scan *scan) {
    while (scan->at < scan->end && is_space(*scan->at)) {
        scan->at++;
    }
}

static bool next_is(const struct scan *scan, char byte) {
    return scan->at < scan->end && *scan->at == byte;
}

static bool take(struct scan *scan, char byte) {
    bool taken = next_is(scan, byte);
    scan->at += taken;
    return taken;
}

static bool take_word(struct scan *scan, const char *word) {
    size_t length = strlen(word);
    if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, word, length) != 0) {
        return false;
    }
    scan->at += length;
    return true;
}

static bool take_digits(struct scan *scan) {
    const char *start = scan->at;
    while (scan->at < scan->end && is_digit(*scan->at)) {
        scan->at++;
    }
    return scan->at > start;
}

/* -? ( 0 | [1-9][0-9]* ) ( . [0-9]+ )? ( [eE] [+-]? [0-9]+ )? */
static bool take_number(struct scan *scan) {
    take(scan, '-');
    if (!take(scan, '0') && !take_digits(scan)) {
        return false;
    }
    if (take(scan, '.') && !take_digits(scan)) {
        return false;
    }
    if (take(scan, 'e') || take(scan, 'E')) {
        if (!take(scan, '+')) {
            take(scan, '-');
        }
        return take_digits(scan);
    }
    return true;
}

/* The value of a hexadecimal digit; -1 for any other byte. */
static int hex_digit(char byte) {
    if (is_digit(byte)) {
        return byte - '0';
    }
    char lower = (char)(byte | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/* Behind a backslash. */
static bool take_escape(struct scan *scan) {
    if (scan->at == scan->end) {
        return false;
    }
    char byte = *scan->at++;
    if (byte != 'u') {
        return byte != '\0' && strchr("\"\\/bfnrt", byte) != NULL;
    }
    for (int i = 0; i < 4; i++, scan->at++) {
        if (scan->at == scan->end || hex_digit(*scan->at) < 0) {
            return false;
        }
    }
    return true;
}

static bool take_string(struct scan *scan) {
    if (!take(scan, '"')) {
        return false;
    }
    while (scan->at < scan->end) {
        char byte = *scan->at++;
        if (byte == '"') {
            return true;
        }
        if ((unsigned char)byte < ' ' || (byte == '\\' && !take_escape(scan))) {
            return false;
        }
    }
    return false;
}

static bool take_value(struct scan *scan, int depth);

/* The inside of an object (with keys) or of an array, up to and with @closing. */
static bool take_items(struct scan *scan, char closing, int depth) {
    skip_space(scan);
    if (take(scan, closing)) {
        return true;
    }
    do {
        skip_space(scan);
        if (closing == '}') {
            if (!take_string(scan)) {
                return false;
            }
            skip_space(scan);
            if (!take(scan, ':')) {
                return false;
            }
        }
        if (!take_value(scan, depth)) {
            return false;
        }
        skip_space(scan);
    } while (take(scan, ','));
    return take(scan, closing);
}

/* One value and the white space before it. The recursion ends at JSON_DEPTH. */
static bool take_value(struct scan *scan, int depth) {
    skip_space(scan);
    if (scan->at == scan->end) {
        return false;
    }
    switch (*scan->at) {
    case '{':
    case '[':
        if (depth == JSON_DEPTH) {
            return false;
        }
        return take_items(scan, *scan->at++ == '{' ? '}' : ']', depth + 1);
    case '"':
        return take_string(scan);
    case 't':
        return take_word(scan, "true");
    case 'f':
        return take_word(scan, "false");
    case 'n':
        return take_word(scan, "null");
    default:
        return take_number(scan);
    }
}

bool json_is_valid(const char *text, size_t length) {
    struct scan scan = {.at = text, .end = text + length};
    if (!take_value(&scan, 0)) {
        return false;
    }
    skip_space(&scan);
    return scan.at == scan.end;
}

/* From here on the text is known to be valid. */

bool json_members(struct json_members *members, char *text, size_t length) {
    struct scan scan = {.at = text, .end = text + length};
    skip_space(&scan);
    if (!take(&scan, '{')) {
        return false;
    }
    *members = (struct json_members){.at = text + (scan.at - text), .end = scan.end};
    return true;
}

/* The string or value that comes next, and where it ends. */
static struct json_value next_value(struct json_members *members) {
    struct scan scan = {.at = members->at, .end = members->end};
    skip_space(&scan);
    char *start = members->at + (scan.at - members->at);
    take_value(&scan, 0);
    members->at = start + (scan.at - start);
    return (struct json_value){.start = start, .length = (size_t)(members->at - start)};
}

/* Past the white space and the one byte behind it. */
static char next_mark(struct json_members *members) {
    while (is_space(*members->at)) {
        members->at++;
    }
    return *members->at++;
}

bool json_next_member(struct json_members *members, struct json_value *key,
                      struct json_value *value) {
    /* The mark before a member is `{`, already taken, or `,`; behind the last one it is `}`. */
    char *before = members->at;
    char mark = next_mark(members);
    if (mark == '}') {
        members->at = before;
        return false;
    }
    if (mark != ',') {
        members->at = before;
    }
    *key = next_value(members);
    next_mark(members); /* The colon. */
    *value = next_value(members);
    return true;
}

bool json_is_string(struct json_value value) {
    return value.start[0] == '"';
}

bool json_is_object(struct json_value value) {
    return value.start[0] == '{';
}

enum { REPLACEMENT = 0xFFFD };

static uint32_t four_digits(const char *digits) {
    uint32_t value = 0;
    for (int i = 0; i < 4; i++) {
        value = value << 4 | (uint32_t)hex_digit(digits[i]);
    }
    return value;
}

/* The code point of the escape \uXXXX at @escape, with the low surrogate behind it if that makes a
 * pair; *@length is how many bytes it takes. What stands for no character is U+FFFD. */
static uint32_t unicode_escape(const char *escape, const char *end, size_t *length) {
    uint32_t unit = four_digits(escape + 2);
    *length = 6;
    if (unit >= 0xD800 && unit <= 0xDBFF && end - escape >= 12 && escape[6] == '\\' &&
        escape[7] == 'u') {
        uint32_t low = four_digits(escape + 8);
        if (low >= 0xDC00 && low <= 0xDFFF) {
            *length = 12;
            return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return unit == 0 || (unit >= 0xD800 && unit <= 0xDFFF) ? (uint32_t)REPLACEMENT : unit;
}

/* The code point of the escape at @escape. */
static uint32_t read_escape(const char *escape, const char *end, size_t *length) {
    *length = 2;
    switch (escape[1]) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    case 'u':
        return unicode_escape(escape, end, length);
    default: /* The quote, the backslash and the slash stand for themselves. */
        return (unsigned char)escape[1];
    }
}

/* The code point at @at, escaped or not; *@length is how many bytes it takes. */
static uint32_t read_character(const char *at, const char *end, size_t *length) {
    if (*at == '\\') {
        return read_escape(at, end, length);
    }
    uint32_t code_point;
    *length = text_read(at, (size_t)(end - at), &code_point);
    return code_point;
}

bool json_string_is(struct json_value string, const char *word) {
    const char *at = string.start + 1;
    const char *end = string.start + string.length - 1;
    for (; at < end; word++) {
        size_t length;
        uint32_t code_point = read_character(at, end, &length);
        if (*word == '\0' || code_point != (unsigned char)*word) {
            return false;
        }
        at += length;
    }
    return *word == '\0';
}

bool json_string_is_blank(struct json_value string) {
    const char *at = string.start + 1;
    const char *end = string.start + string.length - 1;
    while (at < end) {
        size_t length;
        if (!text_is_space(read_character(at, end, &length))) {
            return false;
        }
        at += length;
    }
    return true;
}

/* Write @code_point as UTF-8; returns behind it. */
static char *encode(char *out, uint32_t code_point) {
    if (code_point < 0x80) {
        *out++ = (char)code_point;
        return out;
    }
    int shift = code_point < 0x800 ? 6 : code_point < 0x10000 ? 12 : 18;
    uint32_t lead = shift == 6 ? 0xC0 : shift == 12 ? 0xE0 : 0xF0;
    *out++ = (char)(lead | code_point >> shift);
    while (shift > 0) {
        shift -= 6;
        *out++ = (char)(0x80 | (code_point >> shift & 0x3F));
    }
    return out;
}

char *json_string_decode(struct json_value string, size_t *length) {
    char *text = string.start + 1;
    char *end = string.start + string.length - 1;
    char *in = memchr(text, '\\', (size_t)(end - text));
    char *out = in != NULL ? in : end;
    while (in != NULL && in < end) {
        if (*in != '\\') {
            *out++ = *in++;
            continue;
        }
        /* No escape is shorter than the character it stands for. */
        size_t escape_length;
        uint32_t code_point = read_escape(in, end, &escape_length);
        in += escape_length;
        out = encode(out, code_point);
    }
    *out = '\0';
    *length = (size_t)(out - text);
    return text;
}

/* Copy the escape at @in to @out; returns how many bytes it takes, there as here. */
static size_t copy_escape(char *out, const char *in, const char *end) {
    size_t length;
    uint32_t code_point = read_escape(in, end, &length);
    if (code_point == REPLACEMENT) {
        memcpy(out, "\\uFFFD", length);
    } else {
        memmove(out, in, length);
    }
    return length;
}

char *json_compact(struct json_value value) {
    const char *in = value.start;
    const char *end = value.start + value.length;
    char *out = value.start;
    bool in_string = false;
    while (in < end) {
        if (*in == '\\') {
            size_t length = copy_escape(out, in, end);
            in += length;
            out += length;
            continue;
        }
        in_string ^= *in == '"';
        if (in_string || !is_space(*in)) {
            *out++ = *in;
        }
        in++;
    }
    *out = '\0';
    return value.start;
}

void json_append_string(struct buffer *out, const char *text) {
    buffer_append(out, "\"", 1);
    for (; *text != '\0'; text++) {
        unsigned char byte = (unsigned char)*text;
        static const char letters[] = "btn?fr"; /* For 8 to 13. */
        if (byte == '"' || byte == '\\') {
            buffer_printf(out, "\\%c", byte);
        } else if (byte >= '\b' && byte <= '\r' && byte != '\v') {
            buffer_printf(out, "\\%c", letters[byte - '\b']);
        } else if (byte < ' ') {
            buffer_printf(out, "\\u%04x", byte);
        } else {
            buffer_append(out, text, 1);
        }
    }
    buffer_append(out, "\"", 1);
}
