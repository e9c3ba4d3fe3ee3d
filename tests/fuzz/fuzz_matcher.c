/* fuzz_matcher.c - any keywords and patterns in any utterance.
 *
 * The input is lines: the first is the utterance, every other a predicate (its first byte) and its
 * text. Beyond not crashing: what is found of the literals is what a plain comparison of the folded
 * texts finds, each once, and a second scan finds the same. */
#include "engine/matcher.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TERMS = 64 };

struct line {
    const char *text;
    size_t length;
};

struct found {
    unsigned times[MOST_TERMS];
};

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static struct line next_line(const char **at, const char *end) {
    struct line line = {.text = *at};
    const char *newline = *at < end ? memchr(*at, '\n', (size_t)(end - *at)) : NULL;
    line.length = (size_t)((newline != NULL ? newline : end) - *at);
    *at = newline != NULL ? newline + 1 : end;
    return line;
}

static void count(void *user, matcher_term term) {
    struct found *found = user;
    require(term < MOST_TERMS);
    found->times[term]++;
}

static bool holds_plainly(enum predicate predicate, const struct text_fold *text,
                          const struct text_fold *keyword) {
    if (keyword->length == 0 || keyword->length > text->length) {
        return false;
    }
    size_t rest = text->length - keyword->length;
    switch (predicate) {
    case PREDICATE_EQUALS:
        return rest == 0 && memcmp(text->bytes, keyword->bytes, keyword->length) == 0;
    case PREDICATE_STARTS_WITH:
        return memcmp(text->bytes, keyword->bytes, keyword->length) == 0;
    case PREDICATE_ENDS_WITH:
        return memcmp(text->bytes + rest, keyword->bytes, keyword->length) == 0;
    default:
        return memmem(text->bytes, text->length, keyword->bytes, keyword->length) != NULL;
    }
}

static enum predicate predicate_of(struct line line) {
    return line.length == 0 ? PREDICATE_CONTAINS
                            : (enum predicate)((unsigned char)line.text[0] % 5);
}

/* The text of a line behind its predicate. */
static struct line keyword_of(struct line line) {
    return line.length == 0 ? line : (struct line){line.text + 1, line.length - 1};
}

static void check_scan(const struct matcher *matcher, struct matcher_scratch *scratch,
                       struct line utterance, const struct line *lines, const matcher_term *terms,
                       size_t line_count) {
    struct found found = {0};
    struct text_fold keyword;
    text_fold_init(&keyword, NULL);
    matcher_scan(matcher, scratch, utterance.text, utterance.length, count, &found);
    const struct text_fold *text = matcher_folded(scratch);
    for (size_t i = 0; i < line_count; i++) {
        enum term_result result = matcher_term_result(matcher, scratch, terms[i]);
        require(matcher_term_result(matcher, scratch, terms[i]) == result);
        enum predicate predicate = predicate_of(lines[i]);
        if (predicate == PREDICATE_MATCHES) {
            require(found.times[terms[i]] == 0);
            continue;
        }
        struct line written = keyword_of(lines[i]);
        text_fold(&keyword, written.text, written.length, 0);
        bool holds = holds_plainly(predicate, text, &keyword);
        require(result == (holds ? TERM_PRESENT : TERM_ABSENT));
        require(found.times[terms[i]] == holds);
    }
    text_fold_finish(&keyword);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *at = (const char *)data;
    const char *end = at + size;
    struct arena arena;
    struct diagnostics diagnostics;
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    struct matcher_builder *builder = matcher_builder_create(&arena);
    struct line utterance = next_line(&at, end);
    struct line lines[MOST_TERMS];
    matcher_term terms[MOST_TERMS];
    size_t line_count = 0;
    while (at < end && line_count < MOST_TERMS) {
        struct line line = next_line(&at, end);
        struct line keyword = keyword_of(line);
        enum predicate predicate = predicate_of(line);
        if (predicate == PREDICATE_MATCHES && !text_is_utf8(keyword.text, keyword.length, NULL)) {
            continue; /* The file would have been refused. */
        }
        terms[line_count] =
            matcher_add(builder, predicate, keyword.text, keyword.length, NULL, &diagnostics);
        lines[line_count++] = line;
    }
    struct matcher *matcher = matcher_build(builder);
    struct matcher_scratch *scratch = matcher_scratch_create(NULL);
    check_scan(matcher, scratch, utterance, lines, terms, line_count);
    check_scan(matcher, scratch, (struct line){"", 0}, lines, terms, line_count);
    check_scan(matcher, scratch, utterance, lines, terms, line_count);
    matcher_scratch_destroy(scratch);
    matcher_destroy(matcher);
    arena_finish(&arena);
    return 0;
}
