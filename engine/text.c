/* text.c - folding, and the few questions about UTF-8 that everything here asks. */
#include "engine/text.h"

#include <string.h>
#include <utf8proc.h>

enum {
    REPLACEMENT = 0xFFFD,
    LONGEST_UTF8 = 4,
    STRIDE = sizeof(uint64_t), /* ASCII is read eight bytes at a time. */
};

/* One byte repeated in all eight. */
#define EVERY_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))

void text_fold_init(struct text_fold *fold, const struct memory *memory) {
    *fold = (struct text_fold){.bytes = ""};
    buffer_init(&fold->folded, memory);
    buffer_init(&fold->origin_bytes, memory);
    normalizer_init(&fold->normalizer, memory);
}

void text_fold_finish(struct text_fold *fold) {
    buffer_finish(&fold->folded);
    buffer_finish(&fold->origin_bytes);
    normalizer_finish(&fold->normalizer);
}

static bool is_ascii(char byte) {
    return ((unsigned char)byte & 0x80) == 0;
}

static bool is_ascii_space(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static char ascii_lower(char byte) {
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static uint64_t read_stride(const char *text) {
    uint64_t stride;
    memcpy(&stride, text, sizeof(stride));
    return stride;
}

/* How many bytes at the start of @text are ASCII. */
static size_t ascii_length(const char *text, size_t length) {
    size_t at = 0;
    while (length - at >= STRIDE && (read_stride(text + at) & EVERY_BYTE(0x80)) == 0) {
        at += STRIDE;
    }
    while (at < length && is_ascii(text[at])) {
        at++;
    }
    return at;
}

/* What one text_fold() writes to. */
struct fold_writer {
    struct text_fold *fold;
    char *bytes;
    size_t length;
    uint32_t *origins;  /* NULL unless they are wanted. */
    bool skips_space;   /* What was written last is a space, or nothing yet and it is trimmed. */
    bool wants_origins; /* TEXT_ORIGINS. */
};

static void make_room(struct fold_writer *writer, size_t more) {
    struct text_fold *fold = writer->fold;
    fold->folded.length = writer->length;
    buffer_reserve(&fold->folded, more);
    writer->bytes = fold->folded.data;
    if (writer->wants_origins) {
        fold->origin_bytes.length = writer->length * sizeof(uint32_t);
        buffer_reserve(&fold->origin_bytes, (more + 1) * sizeof(uint32_t));
        writer->origins = (uint32_t *)(void *)fold->origin_bytes.data;
    }
}

static void put_byte(struct fold_writer *writer, char byte, size_t origin) {
    if (writer->origins != NULL) {
        writer->origins[writer->length] = (uint32_t)origin;
    }
    writer->bytes[writer->length++] = byte;
}

/* White space, of which only the first of a run is written. */
static void put_space(struct fold_writer *writer, size_t origin) {
    if (!writer->skips_space) {
        put_byte(writer, ' ', origin);
        writer->skips_space = true;
    }
}

static void put_ascii(struct fold_writer *writer, char byte, size_t origin) {
    if (is_ascii_space(byte)) {
        put_space(writer, origin);
    } else {
        put_byte(writer, ascii_lower(byte), origin);
        writer->skips_space = false;
    }
}

/* Bit 7 of each byte of @stride (ASCII) that is less than @bound (at most 128), and of no other. */
static uint64_t bytes_below(uint64_t stride, unsigned bound) {
    return ~(stride + EVERY_BYTE(0x80 - (uint64_t)bound)) & EVERY_BYTE(0x80);
}

/* Fold eight ASCII bytes at once if all white space in them is single spaces. */
static bool put_stride(struct fold_writer *writer, const char *text, size_t origin) {
    uint64_t stride = read_stride(text);
    uint64_t spaces = bytes_below(stride ^ EVERY_BYTE(' '), 1);
    bool doubled = (spaces & spaces << 8) != 0 || (writer->skips_space && is_ascii_space(text[0]));
    if (doubled || bytes_below(stride, ' ') != 0) {
        return false;
    }
    uint64_t capitals = bytes_below(stride, 'Z' + 1) & ~bytes_below(stride, 'A');
    stride |= capitals >> 2; /* 0x80 becomes 0x20, which is what lower case differs in. */
    memcpy(writer->bytes + writer->length, &stride, sizeof(stride));
    if (writer->origins != NULL) {
        for (size_t i = 0; i < STRIDE; i++) {
            writer->origins[writer->length + i] = (uint32_t)(origin + i);
        }
    }
    writer->length += STRIDE;
    writer->skips_space = text[STRIDE - 1] == ' ';
    return true;
}

static void put_ascii_run(struct fold_writer *writer, const char *text, size_t start, size_t end) {
    make_room(writer, end - start);
    size_t at = start;
    while (at < end) {
        if (end - at >= STRIDE && put_stride(writer, text + at, at)) {
            at += STRIDE;
        } else {
            put_ascii(writer, text[at], at);
            at++;
        }
    }
}

static size_t put_stretch(struct fold_writer *writer, const char *text, size_t length,
                          size_t start) {
    struct normalizer *normalizer = &writer->fold->normalizer;
    size_t end = normalize_stretch(normalizer, NORMAL_FOLDED, text, length, start);
    make_room(writer, normalizer->count * LONGEST_UTF8);
    for (size_t i = 0; i < normalizer->count; i++) {
        int32_t code_point = normalizer->code_points[i];
        size_t origin = normalizer->origins[i];
        if (text_is_space((uint32_t)code_point)) {
            put_space(writer, origin);
            continue;
        }
        utf8proc_uint8_t bytes[LONGEST_UTF8];
        utf8proc_ssize_t count = utf8proc_encode_char(code_point, bytes);
        for (utf8proc_ssize_t j = 0; j < count; j++) {
            put_byte(writer, (char)bytes[j], origin);
        }
        writer->skips_space = false;
    }
    return end;
}

/* Where the ASCII at @start ends that is not followed by anything it could compose with. */
static size_t plain_end(const char *text, size_t length, size_t start) {
    size_t end = start + ascii_length(text + start, length - start);
    return end < length && end > start ? end - 1 : end;
}

void text_fold(struct text_fold *fold, const char *text, size_t length, unsigned flags) {
    struct fold_writer writer = {
        .fold = fold,
        .skips_space = (flags & TEXT_TRIM) != 0,
        .wants_origins = (flags & TEXT_ORIGINS) != 0,
    };
    make_room(&writer, length);
    size_t at = 0;
    while (at < length) {
        size_t end = plain_end(text, length, at);
        put_ascii_run(&writer, text, at, end);
        at = end < length ? put_stretch(&writer, text, length, end) : end;
    }

    size_t end = length;
    if ((flags & TEXT_TRIM) != 0 && writer.length > 0 && writer.bytes[writer.length - 1] == ' ') {
        writer.length--;
        end = writer.origins != NULL ? writer.origins[writer.length] : length;
    }
    if (writer.origins != NULL) {
        writer.origins[writer.length] = (uint32_t)end;
    }
    fold->bytes = writer.bytes;
    fold->length = writer.length;
    fold->origins = writer.origins;
}

void text_compose(struct text_fold *fold, const char *text, size_t length, struct buffer *out) {
    struct normalizer *normalizer = &fold->normalizer;
    out->length = 0;
    size_t at = 0;
    while (at < length) {
        size_t end = plain_end(text, length, at);
        buffer_append(out, text + at, end - at);
        at = end;
        if (at == length) {
            break;
        }
        at = normalize_stretch(normalizer, NORMAL_NFC, text, length, at);
        for (size_t i = 0; i < normalizer->count; i++) {
            char *room = buffer_reserve(out, LONGEST_UTF8);
            out->length +=
                (size_t)utf8proc_encode_char(normalizer->code_points[i], (utf8proc_uint8_t *)room);
        }
    }
}

size_t text_read(const char *text, size_t length, uint32_t *code_point) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* By length: no overlong form. */
    unsigned char first = (unsigned char)text[0];
    size_t bytes = first < 0x80 ? 1 : first < 0xC0 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    *code_point = REPLACEMENT;
    if (bytes == 1) {
        *code_point = first;
        return 1;
    }
    if (bytes == 0 || bytes > length || first > 0xF4) {
        return 1;
    }
    uint32_t value = first & (0x7Fu >> bytes);
    for (size_t i = 1; i < bytes; i++) {
        unsigned char byte = (unsigned char)text[i];
        if ((byte & 0xC0) != 0x80) {
            return 1;
        }
        value = value << 6 | (byte & 0x3F);
    }
    bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < least[bytes] || value > 0x10FFFF || surrogate) {
        return 1;
    }
    *code_point = value;
    return bytes;
}

bool text_is_utf8(const char *text, size_t length, size_t *bad) {
    size_t at = 0;
    while (at < length) {
        at += ascii_length(text + at, length - at);
        if (at == length) {
            break;
        }
        uint32_t code_point = 0;
        size_t bytes = text_read(text + at, length - at, &code_point);
        if (bytes == 1) { /* Not ASCII, so bad. */
            if (bad != NULL) {
                *bad = at;
            }
            return false;
        }
        at += bytes;
    }
    return true;
}

bool text_is_blank(const char *text, size_t length) {
    size_t at = 0;
    while (at < length) {
        uint32_t code_point = 0;
        at += text_read(text + at, length - at, &code_point);
        if (!text_is_space(code_point)) {
            return false;
        }
    }
    return true;
}

size_t text_code_points(const char *text, size_t length) {
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        count += ((unsigned char)text[i] & 0xC0) != 0x80;
    }
    return count;
}

bool text_is_space(uint32_t code_point) {
    switch (code_point) {
    case ' ':
    case 0x0085:
    case 0x00A0:
    case 0x1680:
    case 0x2028:
    case 0x2029:
    case 0x202F:
    case 0x205F:
    case 0x3000:
        return true;
    default:
        return (code_point >= '\t' && code_point <= '\r') ||
               (code_point >= 0x2000 && code_point <= 0x200A);
    }
}
