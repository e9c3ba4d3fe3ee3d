/* matcher_build.c - makes the matcher of a scenario's predicates. */
#include "engine/matcher_internal.h"

#include "engine/terms.h"

#include <stdlib.h>
#include <string.h>

struct matcher_builder {
    struct arena *arena;
    struct terms terms;
    struct buffer regexes; /* struct regex *, by term; NULL for a literal and a broken pattern. */
    struct buffer composed;
    struct text_fold fold;
};

struct matcher_builder *matcher_builder_create(struct arena *arena) {
    struct matcher_builder *builder = arena_alloc(arena, sizeof(*builder));
    const struct memory *memory = arena_memory(arena);
    builder->arena = arena;
    terms_init(&builder->terms, memory);
    buffer_init(&builder->regexes, memory);
    buffer_init(&builder->composed, memory);
    text_fold_init(&builder->fold, memory);
    return builder;
}

/* The builder's regex of each term; there are never fewer than terms. */
static struct regex **regexes_of(const struct matcher_builder *builder) {
    return (struct regex **)(void *)builder->regexes.data;
}

static matcher_term add_term(struct matcher_builder *builder, enum predicate predicate,
                             const char *text, size_t length) {
    uint32_t count_before = terms_count(&builder->terms);
    matcher_term term = terms_add(&builder->terms, predicate, text, length);
    if (term == count_before) {
        static struct regex *const none = NULL;
        buffer_append(&builder->regexes, (const char *)&none, sizeof(struct regex *));
    }
    return term;
}

static matcher_term add_regex(struct matcher_builder *builder, const char *text, size_t length,
                              const struct place *place, struct diagnostics *diagnostics) {
    struct buffer *composed = &builder->composed;
    text_compose(&builder->fold, text, length, composed);
    const char *pattern = buffer_terminate(composed);
    matcher_term term = add_term(builder, PREDICATE_MATCHES, pattern, composed->length);
    struct regex **regex = &regexes_of(builder)[term];
    if (*regex != NULL) {
        return term;
    }
    struct regex_problem problem;
    *regex = regex_create(arena_memory(builder->arena), pattern, composed->length, &problem);
    if (*regex == NULL) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_REGEX, place,
                       "matches \"%s\": column %zu of the pattern: %s",
                       diagnostic_excerpt(builder->arena, text, length),
                       text_code_points(pattern, problem.offset) + 1, problem.message);
    }
    return term;
}

matcher_term matcher_add(struct matcher_builder *builder, enum predicate predicate,
                         const char *text, size_t length, const struct place *place,
                         struct diagnostics *diagnostics) {
    if (predicate == PREDICATE_MATCHES) {
        return add_regex(builder, text, length, place, diagnostics);
    }
    text_fold(&builder->fold, text, length, 0);
    if (builder->fold.length == 0) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_CONDITION_SYNTAX, place,
                       "%s \"%s\": nothing is left of the keyword when it is folded, so it would "
                       "be found in everything; write what to look for",
                       predicate_text(predicate), diagnostic_excerpt(builder->arena, text, length));
    }
    return add_term(builder, predicate, builder->fold.bytes, builder->fold.length);
}

/* A literal term, for sorting by text. */
struct literal {
    struct automaton_keyword text;
    enum predicate predicate;
    matcher_term term;
};

static int compare_texts(const struct automaton_keyword *a, const struct automaton_keyword *b) {
    int order = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);
    return order != 0 ? order : (a->length > b->length) - (a->length < b->length);
}

static int compare_literals(const void *a, const void *b) {
    const struct literal *left = a;
    const struct literal *right = b;
    return compare_texts(&left->text, &right->text);
}

/* All literal terms that are not empty, by their texts. Returns how many there are. */
static uint32_t sort_literals(const struct terms *terms, struct literal *literals) {
    uint32_t count = 0;
    for (matcher_term term = 0; term < terms_count(terms); term++) {
        struct literal *literal = &literals[count];
        literal->text.bytes = terms_text(terms, term, &literal->text.length);
        literal->predicate = terms_predicate(terms, term);
        literal->term = term;
        count += literal->predicate != PREDICATE_MATCHES && literal->text.length > 0;
    }
    qsort(literals, count, sizeof(*literals), compare_literals);
    return count;
}

/* Make a keyword of each run of literals with one text; the texts are moved to the front. Returns
 * how many there are. */
static uint32_t join_literals(struct literal *literals, uint32_t count, struct keyword *keywords,
                              struct automaton_keyword *texts) {
    uint32_t joined = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct literal *literal = &literals[i];
        if (i == 0 || compare_texts(&literal->text, &literals[i - 1].text) != 0) {
            texts[joined] = literal->text;
            keywords[joined].length = literal->text.length;
            for (unsigned predicate = 0; predicate < LITERAL_PREDICATES; predicate++) {
                keywords[joined].terms[predicate] = TERM_NONE;
            }
            joined++;
        }
        keywords[joined - 1].terms[literal->predicate] = literal->term;
    }
    return joined;
}

static void *borrow(const struct memory *memory, size_t size) {
    return memory->resize(memory->user, NULL, 0, size);
}

static void give_back(const struct memory *memory, void *bytes, size_t size) {
    memory->resize(memory->user, bytes, size, 0);
}

static void build_literals(struct matcher_builder *builder, struct matcher *matcher) {
    const struct memory *memory = arena_memory(builder->arena);
    size_t room = (size_t)matcher->term_count + 1; /* Never 0. */
    struct literal *literals = borrow(memory, room * sizeof(*literals));
    struct keyword *keywords = borrow(memory, room * sizeof(*keywords));
    struct automaton_keyword *texts = borrow(memory, room * sizeof(*texts));

    uint32_t literal_count = sort_literals(&builder->terms, literals);
    matcher->keyword_count = join_literals(literals, literal_count, keywords, texts);
    matcher->automaton = automaton_build(builder->arena, texts, matcher->keyword_count);
    size_t size = matcher->keyword_count * sizeof(*keywords);
    matcher->keywords = memcpy(arena_alloc(builder->arena, size), keywords, size);

    give_back(memory, literals, room * sizeof(*literals));
    give_back(memory, keywords, room * sizeof(*keywords));
    give_back(memory, texts, room * sizeof(*texts));
}

static void keep_regexes(struct matcher_builder *builder, struct matcher *matcher) {
    matcher->regexes = arena_alloc(builder->arena, matcher->term_count * sizeof(struct regex *));
    for (matcher_term term = 0; term < matcher->term_count; term++) {
        matcher->regexes[term] = regexes_of(builder)[term];
    }
}

struct matcher *matcher_build(struct matcher_builder *builder) {
    struct matcher *matcher = arena_alloc(builder->arena, sizeof(*matcher));
    matcher->term_count = terms_count(&builder->terms);
    build_literals(builder, matcher);
    keep_regexes(builder, matcher);
    terms_finish(&builder->terms);
    buffer_finish(&builder->regexes);
    buffer_finish(&builder->composed);
    text_fold_finish(&builder->fold);
    return matcher;
}
