/* normal.c - decomposes, orders and composes stretches of text. */
#include "engine/normal.h"

#include "engine/text.h"

#include <string.h>
#include <utf8proc.h>

enum {
    LONGEST_DECOMPOSITION = 32, /* Unicode promises at most 18 code points for one. */
    COMBINING_CLASSES = 256,
};

/* What toNFC and toNFKC_Casefold are made of, in utf8proc's words. */
static const utf8proc_option_t decomposition[] = {
    [NORMAL_NFC] = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE,
    [NORMAL_FOLDED] = UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                      UTF8PROC_IGNORE,
};

void normalizer_init(struct normalizer *normalizer, const struct memory *memory) {
    *normalizer = (struct normalizer){0};
    buffer_init(&normalizer->code_point_bytes, memory);
    buffer_init(&normalizer->origin_bytes, memory);
    buffer_init(&normalizer->mark_bytes, memory);
}

void normalizer_finish(struct normalizer *normalizer) {
    buffer_finish(&normalizer->code_point_bytes);
    buffer_finish(&normalizer->origin_bytes);
    buffer_finish(&normalizer->mark_bytes);
}

/* The plain form of a typographic quote, prime or dash (spec 2.1); anything else as it is. The
 * triple and quadruple primes are missing because their decomposition is single ones. */
static int32_t plain_punctuation(int32_t code_point) {
    switch (code_point) {
    case 0x00B4: /* The acute accent, which some keyboards offer as an apostrophe. */
    case 0x02B9: /* Letters that look like primes and apostrophes. */
    case 0x02BB:
    case 0x02BC:
    case 0x02BD:
    case 0x2018: /* Single quotation marks, high and low. */
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032: /* Prime and reversed prime. */
    case 0x2035:
    case 0x2039: /* Single angle quotation marks. */
    case 0x203A:
    case 0x275B: /* Ornaments. */
    case 0x275C:
    case 0x275F:
        return '\'';
    case 0x00AB: /* Guillemets. */
    case 0x00BB:
    case 0x02BA:
    case 0x201C: /* Double quotation marks, high and low. */
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033: /* Double prime and reversed double prime. */
    case 0x2036:
    case 0x275D: /* Ornaments. */
    case 0x275E:
    case 0x2760:
    case 0x2E42:
    case 0x301D: /* The double primes that quote in Chinese and Japanese. */
    case 0x301E:
    case 0x301F:
        return '"';
    case 0x2010: /* Hyphens, figure, en, em dash and horizontal bar. */
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212: /* Minus. */
    case 0x2E3A: /* Two-em and three-em dash. */
    case 0x2E3B:
        return '-';
    default:
        return code_point;
    }
}

static int32_t *code_points_of(struct normalizer *normalizer) {
    return (int32_t *)(void *)normalizer->code_point_bytes.data;
}

static uint32_t *origins_of(struct normalizer *normalizer) {
    return (uint32_t *)(void *)normalizer->origin_bytes.data;
}

/* Append what @code_point decomposes to, which is nothing for one that is to be ignored. */
static void decompose(struct normalizer *normalizer, enum normal_form form, int32_t code_point,
                      uint32_t origin) {
    buffer_reserve(&normalizer->code_point_bytes, LONGEST_DECOMPOSITION * sizeof(int32_t));
    buffer_reserve(&normalizer->origin_bytes, LONGEST_DECOMPOSITION * sizeof(uint32_t));
    int32_t *code_points = code_points_of(normalizer) + normalizer->count;
    uint32_t *origins = origins_of(normalizer) + normalizer->count;

    if (form == NORMAL_FOLDED) {
        code_point = plain_punctuation(code_point);
    }
    int boundary = 0; /* Only asked for, and only used, with UTF8PROC_CHARBOUND. */
    utf8proc_ssize_t result = utf8proc_decompose_char(
        code_point, code_points, LONGEST_DECOMPOSITION, decomposition[form], &boundary);
    size_t count = result > 0 ? (size_t)result : 0;
    for (size_t i = 0; i < count; i++) {
        if (form == NORMAL_FOLDED) {
            code_points[i] = plain_punctuation(code_points[i]);
        }
        origins[i] = origin;
    }
    normalizer->count += count;
    normalizer->code_point_bytes.length += count * sizeof(int32_t);
    normalizer->origin_bytes.length += count * sizeof(uint32_t);
}

static unsigned combining_class(int32_t code_point) {
    return (unsigned)utf8proc_get_property(code_point)->combining_class;
}

/* True when @code_point can neither change places nor compose with anything before it. The starters
 * that compose with what precedes them are vowel signs and Hangul vowels and finals. */
static bool begins_segment(int32_t code_point) {
    const utf8proc_property_t *property = utf8proc_get_property(code_point);
    if (property->combining_class != 0) {
        return false;
    }
    switch (property->boundclass) {
    case UTF8PROC_BOUNDCLASS_EXTEND:
    case UTF8PROC_BOUNDCLASS_SPACINGMARK:
    case UTF8PROC_BOUNDCLASS_V:
    case UTF8PROC_BOUNDCLASS_T:
    case UTF8PROC_BOUNDCLASS_ZWJ:
        return false;
    default:
        return true;
    }
}

/* Sort @count marks by combining class, those of one class staying in order. By counting, because
 * an agent may send a megabyte of them. */
static void order_marks(struct buffer *scratch, int32_t *marks, size_t count) {
    size_t places[COMBINING_CLASSES + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        places[combining_class(marks[i]) + 1]++;
    }
    for (size_t rank = 0; rank < COMBINING_CLASSES; rank++) {
        places[rank + 1] += places[rank];
    }
    scratch->length = 0;
    int32_t *ordered = (int32_t *)(void *)buffer_reserve(scratch, count * sizeof(int32_t));
    for (size_t i = 0; i < count; i++) {
        ordered[places[combining_class(marks[i])]++] = marks[i];
    }
    memcpy(marks, ordered, count * sizeof(int32_t));
}

/* Put each run of combining marks in @code_points into canonical order. */
static void order_canonically(struct buffer *scratch, int32_t *code_points, size_t count) {
    size_t run = 0; /* Where the run of marks begins that the code point at hand may belong to. */
    bool ordered = true;
    unsigned before = 0;
    for (size_t i = 0; i <= count; i++) {
        unsigned rank = i < count ? combining_class(code_points[i]) : 0;
        if (rank == 0) {
            if (!ordered) {
                order_marks(scratch, code_points + run, i - run);
            }
            run = i + 1;
            ordered = true;
        } else if (rank < before) {
            ordered = false;
        }
        before = rank;
    }
}

/* Compose each segment of what was decomposed; all of it takes the segment's origin. */
static void compose(struct normalizer *normalizer) {
    int32_t *code_points = code_points_of(normalizer);
    uint32_t *origins = origins_of(normalizer);
    size_t written = 0;
    size_t end = 0;
    for (size_t start = 0; start < normalizer->count; start = end) {
        end = start + 1;
        while (end < normalizer->count && !begins_segment(code_points[end])) {
            end++;
        }
        size_t count = end - start;
        if (count > 1) {
            order_canonically(&normalizer->mark_bytes, code_points + start, count);
            count = (size_t)utf8proc_normalize_utf32(code_points + start, (utf8proc_ssize_t)count,
                                                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
        }
        uint32_t origin = origins[start];
        for (size_t i = 0; i < count; i++) {
            code_points[written] = code_points[start + i];
            origins[written++] = origin;
        }
    }
    normalizer->count = written;
}

static bool is_ascii(char byte) {
    return ((unsigned char)byte & 0x80) == 0;
}

size_t normalize_stretch(struct normalizer *normalizer, enum normal_form form, const char *text,
                         size_t length, size_t start) {
    normalizer->count = 0;
    normalizer->code_point_bytes.length = 0;
    normalizer->origin_bytes.length = 0;
    size_t at = start;
    while (at < length) {
        bool alone = is_ascii(text[at]) && (at + 1 == length || is_ascii(text[at + 1]));
        if (alone && at > start) {
            break;
        }
        uint32_t code_point = 0;
        size_t bytes = text_read(text + at, length - at, &code_point);
        decompose(normalizer, form, (int32_t)code_point, (uint32_t)at);
        at += bytes;
    }
    compose(normalizer);
    normalizer->code_points = code_points_of(normalizer);
    normalizer->origins = origins_of(normalizer);
    return at;
}
