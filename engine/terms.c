/* terms.c - a hash table of predicates with their texts. */
#include "engine/terms.h"

#include <string.h>

enum { FIRST_BUCKETS = 64 };

#define BUCKET_EMPTY UINT32_MAX

struct term {
    enum predicate predicate;
    uint64_t hash;
    size_t start, length; /* Its text in `texts`. */
};

void terms_init(struct terms *terms, const struct memory *memory) {
    buffer_init(&terms->list, memory);
    buffer_init(&terms->texts, memory);
    buffer_init(&terms->buckets, memory);
}

void terms_finish(struct terms *terms) {
    buffer_finish(&terms->list);
    buffer_finish(&terms->texts);
    buffer_finish(&terms->buckets);
}

static struct term *list_of(const struct terms *terms) {
    return (struct term *)(void *)terms->list.data;
}

static uint32_t *buckets_of(const struct terms *terms) {
    return (uint32_t *)(void *)terms->buckets.data;
}

/* Always a power of two, or 0 at first. */
static size_t bucket_count(const struct terms *terms) {
    return terms->buckets.length / sizeof(uint32_t);
}

uint32_t terms_count(const struct terms *terms) {
    return (uint32_t)(terms->list.length / sizeof(struct term));
}

/* FNV-1a, mixed once more because only its low bits choose the bucket. */
static uint64_t hash_of(enum predicate predicate, const char *text, size_t length) {
    uint64_t hash = UINT64_C(0xcbf29ce484222325) ^ (uint64_t)predicate;
    for (size_t i = 0; i < length; i++) {
        hash = (hash ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
    }
    return hash ^ hash >> 32;
}

static const char *text_of(const struct terms *terms, const struct term *term) {
    return term->length > 0 ? terms->texts.data + term->start : "";
}

static bool is_same(const struct terms *terms, const struct term *a, const struct term *b,
                    const char *text) {
    return a->hash == b->hash && a->predicate == b->predicate && a->length == b->length &&
           memcmp(text_of(terms, a), text, a->length) == 0;
}

/* The bucket where @term with @text is, or, when it is nowhere, where it belongs. */
static uint32_t *bucket_of(const struct terms *terms, const struct term *term, const char *text) {
    size_t mask = bucket_count(terms) - 1;
    size_t at = (size_t)term->hash & mask;
    uint32_t *buckets = buckets_of(terms);
    while (buckets[at] != BUCKET_EMPTY &&
           !is_same(terms, &list_of(terms)[buckets[at]], term, text)) {
        at = (at + 1) & mask;
    }
    return &buckets[at];
}

/* Twice as many buckets, with the terms in them anew. */
static void add_buckets(struct terms *terms) {
    size_t count = bucket_count(terms) > 0 ? bucket_count(terms) * 2 : FIRST_BUCKETS;
    terms->buckets.length = 0;
    buffer_reserve(&terms->buckets, count * sizeof(uint32_t));
    terms->buckets.length = count * sizeof(uint32_t);
    memset(terms->buckets.data, 0xFF, terms->buckets.length); /* BUCKET_EMPTY */
    for (uint32_t i = 0; i < terms_count(terms); i++) {
        const struct term *term = &list_of(terms)[i];
        *bucket_of(terms, term, text_of(terms, term)) = i;
    }
}

uint32_t terms_add(struct terms *terms, enum predicate predicate, const char *text, size_t length) {
    uint32_t count = terms_count(terms);
    if (count >= bucket_count(terms) / 2) {
        add_buckets(terms);
    }
    struct term term = {
        .predicate = predicate,
        .hash = hash_of(predicate, text, length),
        .start = terms->texts.length,
        .length = length,
    };
    uint32_t *bucket = bucket_of(terms, &term, text);
    if (*bucket == BUCKET_EMPTY) {
        *bucket = count;
        buffer_append(&terms->list, (const char *)&term, sizeof(term));
        buffer_append(&terms->texts, text, length);
    }
    return *bucket;
}

enum predicate terms_predicate(const struct terms *terms, uint32_t number) {
    return list_of(terms)[number].predicate;
}

const char *terms_text(const struct terms *terms, uint32_t number, size_t *length) {
    const struct term *term = &list_of(terms)[number];
    *length = term->length;
    return text_of(terms, term);
}
