/* matcher.c - looks for a scenario's terms in utterances. */
#include "engine/matcher_internal.h"

#include <string.h>

/* What is known of a term: about the utterance of scan number `scan`, and so about the present one
 * only if that is the present scan. */
struct finding {
    uint32_t scan;
    enum term_result result;
};

struct matcher_scratch {
    const struct memory *memory;
    struct finding *findings; /* By term. */
    uint32_t *met;            /* By keyword: the scan in which it was met last. */
    size_t finding_room, met_room;
    uint32_t scan; /* Counts the scans, so that nothing has to be cleared for a new one. */
    struct text_fold fold;
    const char *text; /* The utterance scanned last. */
    size_t length;
    struct buffer composed; /* It in NFC, once a regex has asked for it. */
    bool is_composed;
    struct regex_runner *runner; /* NULL until a regex is run. */
};

void matcher_destroy(struct matcher *matcher) {
    for (matcher_term term = 0; matcher != NULL && term < matcher->term_count; term++) {
        regex_destroy(matcher->regexes[term]);
    }
}

uint32_t matcher_term_count(const struct matcher *matcher) {
    return matcher->term_count;
}

size_t matcher_regex_size(const struct matcher *matcher) {
    size_t size = 0;
    for (matcher_term term = 0; term < matcher->term_count; term++) {
        size += matcher->regexes[term] != NULL ? regex_size(matcher->regexes[term]) : 0;
    }
    return size;
}

bool matcher_term_is_regex(const struct matcher *matcher, matcher_term term) {
    return matcher->regexes[term] != NULL;
}

/* An array of @count items become one of @wanted, new ones zero; 0 frees it. */
static void *grow(const struct memory *memory, void *items, size_t count, size_t wanted,
                  size_t item_size) {
    char *grown = memory->resize(memory->user, items, count * item_size, wanted * item_size);
    if (wanted > count) {
        memset(grown + count * item_size, 0, (wanted - count) * item_size);
    }
    return grown;
}

struct matcher_scratch *matcher_scratch_create(const struct memory *memory) {
    if (memory == NULL) {
        memory = &memory_system;
    }
    struct matcher_scratch *scratch = memory->resize(memory->user, NULL, 0, sizeof(*scratch));
    *scratch = (struct matcher_scratch){.memory = memory, .text = ""};
    text_fold_init(&scratch->fold, memory);
    buffer_init(&scratch->composed, memory);
    return scratch;
}

void matcher_scratch_destroy(struct matcher_scratch *scratch) {
    if (scratch == NULL) {
        return;
    }
    const struct memory *memory = scratch->memory;
    text_fold_finish(&scratch->fold);
    buffer_finish(&scratch->composed);
    regex_runner_destroy(scratch->runner);
    grow(memory, scratch->findings, scratch->finding_room, 0, sizeof(*scratch->findings));
    grow(memory, scratch->met, scratch->met_room, 0, sizeof(*scratch->met));
    memory->resize(memory->user, scratch, sizeof(*scratch), 0);
}

/* Make room for what @matcher can find, and forget what was found before. */
static void begin_scan(const struct matcher *matcher, struct matcher_scratch *scratch) {
    if (scratch->finding_room < matcher->term_count) {
        scratch->findings = grow(scratch->memory, scratch->findings, scratch->finding_room,
                                 matcher->term_count, sizeof(*scratch->findings));
        scratch->finding_room = matcher->term_count;
    }
    if (scratch->met_room < matcher->keyword_count) {
        scratch->met = grow(scratch->memory, scratch->met, scratch->met_room,
                            matcher->keyword_count, sizeof(*scratch->met));
        scratch->met_room = matcher->keyword_count;
    }
    scratch->scan++;
    if (scratch->scan == 0) { /* After four billion: old numbers must not be taken for new ones. */
        memset(scratch->findings, 0, scratch->finding_room * sizeof(*scratch->findings));
        memset(scratch->met, 0, scratch->met_room * sizeof(*scratch->met));
        scratch->scan = 1;
    }
}

/* One run over an utterance. */
struct search {
    const struct matcher *matcher;
    struct matcher_scratch *scratch;
    matcher_found_cb *found;
    void *user;
};

static void report(const struct search *search, uint32_t keyword, enum predicate predicate) {
    matcher_term term = search->matcher->keywords[keyword].terms[predicate];
    if (term == TERM_NONE) {
        return;
    }
    search->scratch->findings[term] =
        (struct finding){.scan = search->scratch->scan, .result = TERM_PRESENT};
    if (search->found != NULL) {
        search->found(search->user, term);
    }
}

/* @keyword is the longest that ends @end bytes into the utterance. Those it ends with end there,
 * too; where one of these was met before, so were all the shorter ones. */
static void meet(const struct search *search, uint32_t keyword, size_t end) {
    const struct matcher *matcher = search->matcher;
    if (matcher->keywords[keyword].length == end) {
        report(search, keyword, PREDICATE_STARTS_WITH);
    }
    uint32_t scan = search->scratch->scan;
    uint32_t *met = search->scratch->met;
    while (keyword != AUTOMATON_NONE && met[keyword] != scan) {
        met[keyword] = scan;
        report(search, keyword, PREDICATE_CONTAINS);
        keyword = automaton_shorter(matcher->automaton, keyword);
    }
}

/* @keyword is the longest that the whole utterance, of @length bytes, ends with. */
static void meet_end(const struct search *search, uint32_t keyword, size_t length) {
    const struct matcher *matcher = search->matcher;
    if (keyword != AUTOMATON_NONE && matcher->keywords[keyword].length == length) {
        report(search, keyword, PREDICATE_EQUALS);
    }
    while (keyword != AUTOMATON_NONE) {
        report(search, keyword, PREDICATE_ENDS_WITH);
        keyword = automaton_shorter(matcher->automaton, keyword);
    }
}

void matcher_scan(const struct matcher *matcher, struct matcher_scratch *scratch, const char *text,
                  size_t length, matcher_found_cb *found, void *user) {
    begin_scan(matcher, scratch);
    scratch->text = text;
    scratch->length = length;
    scratch->is_composed = false;
    text_fold(&scratch->fold, text, length, TEXT_TRIM);

    const struct search search = {matcher, scratch, found, user};
    const struct automaton *automaton = matcher->automaton;
    const char *folded = scratch->fold.bytes;
    size_t folded_length = scratch->fold.length;
    uint32_t state = AUTOMATON_START;
    for (size_t i = 0; i < folded_length; i++) {
        state = automaton_read(automaton, state, (unsigned char)folded[i]);
        uint32_t keyword = automaton_longest(automaton, state);
        if (keyword != AUTOMATON_NONE) {
            meet(&search, keyword, i + 1);
        }
    }
    meet_end(&search, automaton_longest(automaton, state), folded_length);
}

static enum term_result run_regex(const struct regex *regex, struct matcher_scratch *scratch) {
    if (scratch->runner == NULL) {
        scratch->runner = regex_runner_create(scratch->memory);
    }
    if (!scratch->is_composed) {
        text_compose(&scratch->fold, scratch->text, scratch->length, &scratch->composed);
        scratch->is_composed = true;
    }
    const char *composed = buffer_terminate(&scratch->composed);
    switch (regex_run(regex, scratch->runner, composed, scratch->composed.length)) {
    case REGEX_MATCH:
        return TERM_PRESENT;
    case REGEX_LIMIT:
        return TERM_LIMIT;
    default:
        return TERM_ABSENT;
    }
}

enum term_result matcher_term_result(const struct matcher *matcher, struct matcher_scratch *scratch,
                                     matcher_term term) {
    struct finding *finding = &scratch->findings[term];
    if (finding->scan != scratch->scan) {
        const struct regex *regex = matcher->regexes[term];
        finding->result = regex != NULL ? run_regex(regex, scratch) : TERM_ABSENT;
        finding->scan = scratch->scan;
    }
    return finding->result;
}

const struct text_fold *matcher_folded(struct matcher_scratch *scratch) {
    if (scratch->fold.origins == NULL) {
        text_fold(&scratch->fold, scratch->text, scratch->length, TEXT_TRIM | TEXT_ORIGINS);
    }
    return &scratch->fold;
}
