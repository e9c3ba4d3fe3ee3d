/* hdr_log.c - the V2 encoding of HdrHistogram: counts as ZigZag LEB128 integers, runs of empty
 * slots as one negative number, deflated, in base64. */
#include "load/hdr_log.h"

#include <string.h>
#include <zlib.h>

/* The encoding's own numbers: "V2", with 1 in the place of the word size. */
static const uint32_t COOKIE = 0x1c849303;
static const uint32_t COMPRESSED_COOKIE = 0x1c849304;

enum { SIGNIFICANT_DIGITS = 3, US_PER_MS = 1000 };

static const double US_PER_S = 1e6;

static void put32(struct buffer *out, uint32_t number) {
    const char bytes[] = {(char)(number >> 24), (char)(number >> 16), (char)(number >> 8),
                          (char)number};
    buffer_append(out, bytes, sizeof(bytes));
}

static void put64(struct buffer *out, uint64_t number) {
    put32(out, (uint32_t)(number >> 32));
    put32(out, (uint32_t)number);
}

/* Seven bits a byte, the ninth byte eight; small numbers of either sign are short. */
static void put_zigzag(struct buffer *out, int64_t number) {
    uint64_t rest = ((uint64_t)number << 1) ^ (uint64_t)(number >> 63);
    for (unsigned byte = 0; byte < 8 && rest > 0x7f; byte++) {
        char seven = (char)((rest & 0x7f) | 0x80);
        buffer_append(out, &seven, 1);
        rest >>= 7;
    }
    char last = (char)rest;
    buffer_append(out, &last, 1);
}

static void put_counts(struct buffer *out, const struct histogram *histogram) {
    uint32_t end = HISTOGRAM_SLOTS;
    while (end > 0 && histogram->slots[end - 1] == 0) {
        end--;
    }
    for (uint32_t slot = 0; slot < end;) {
        uint32_t empty = 0;
        while (histogram->slots[slot + empty] == 0) { /* The last one is not. */
            empty++;
        }
        if (empty > 0) {
            put_zigzag(out, -(int64_t)empty);
            slot += empty;
        }
        put_zigzag(out, (int64_t)histogram->slots[slot]);
        slot++;
    }
}

static void put_histogram(struct buffer *out, const struct histogram *histogram) {
    struct buffer counts;
    buffer_init(&counts, NULL);
    put_counts(&counts, histogram);
    put32(out, COOKIE | 0x10);
    put32(out, (uint32_t)counts.length);
    put32(out, 0); /* No normalizing offset. */
    put32(out, SIGNIFICANT_DIGITS);
    put64(out, 1); /* The lowest value told apart. */
    put64(out, HISTOGRAM_HIGHEST);
    const double ratio = 1.0; /* From integers to doubles. */
    uint64_t bits = 0;
    memcpy(&bits, &ratio, sizeof(bits));
    put64(out, bits);
    buffer_append(out, counts.data, counts.length);
    buffer_finish(&counts);
}

static void put_compressed(struct buffer *out, const struct buffer *plain) {
    uLongf length = compressBound((uLong)plain->length);
    struct buffer deflated;
    buffer_init(&deflated, NULL);
    char *room = buffer_reserve(&deflated, length);
    /* It can only fail for want of room or memory; zlib takes that from malloc(). */
    if (compress((Bytef *)room, &length, (const Bytef *)plain->data, (uLong)plain->length) !=
        Z_OK) {
        length = 0;
    }
    put32(out, COMPRESSED_COOKIE | 0x10);
    put32(out, (uint32_t)length);
    buffer_append(out, room, length);
    buffer_finish(&deflated);
}

static void put_base64(struct buffer *out, const struct buffer *bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const unsigned char *data = (const unsigned char *)bytes->data;
    for (size_t at = 0; at < bytes->length; at += 3) {
        size_t left = bytes->length - at;
        uint32_t group = (uint32_t)data[at] << 16;
        group |= left > 1 ? (uint32_t)data[at + 1] << 8 : 0;
        group |= left > 2 ? data[at + 2] : 0;
        const char four[] = {digits[group >> 18], digits[group >> 12 & 63],
                             left > 1 ? digits[group >> 6 & 63] : '=',
                             left > 2 ? digits[group & 63] : '='};
        buffer_append(out, four, sizeof(four));
    }
}

void hdr_log_begin(struct buffer *out, uint64_t started_us) {
    double seconds = (double)started_us / US_PER_S;
    buffer_append_text(out, "#[parley: response times in microseconds]\n"
                            "#[Histogram log format version 1.3]\n");
    buffer_printf(out, "#[StartTime: %.3f (seconds since epoch)]\n", seconds);
    buffer_printf(out, "#[BaseTime: %.3f (seconds since epoch)]\n", seconds);
    buffer_append_text(out, "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\","
                            "\"Interval_Compressed_Histogram\"\n");
}

void hdr_log_add(struct buffer *out, const struct histogram *histogram, uint64_t from_us,
                 uint64_t length_us) {
    struct buffer plain;
    struct buffer compressed;
    buffer_init(&plain, NULL);
    buffer_init(&compressed, NULL);
    put_histogram(&plain, histogram);
    put_compressed(&compressed, &plain);
    /* The maximum is for people, in milliseconds as such logs have it. */
    buffer_printf(out, "%.3f,%.3f,%.3f,", (double)from_us / US_PER_S, (double)length_us / US_PER_S,
                  (double)histogram->max / US_PER_MS);
    put_base64(out, &compressed);
    buffer_append_text(out, "\n");
    buffer_finish(&plain);
    buffer_finish(&compressed);
}
