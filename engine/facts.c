/* facts.c - what follows from what is said. */
#include "engine/facts.h"

#include <string.h>

enum { MOST_UNITS = 64 }; /* As many as a mask has bits. */

/* What is known of a term whatever is said. */
enum constant { VARIES, NEVER, EVER };

struct trait {
    uint8_t predicate; /* enum predicate */
    uint8_t constant;  /* enum constant */
};

/* A predicate that must hold, or must not, for what is assumed. */
struct unit {
    const struct expression *predicate;
    matcher_term term;
    bool wanted;
    uint64_t holds; /* Which of the units hold in an utterance that is just this one's text. */
};

struct facts {
    const struct machine *machine;
    struct matcher_scratch *scratch;
    struct trait *traits; /* Of each term. */
    /* Known are the terms stamped with the number of the current assumption. */
    uint32_t *present_at;
    uint32_t *absent_at;
    uint32_t stamp;
    bool exact; /* The whole utterance is known: literals not known to be present are absent. */
    matcher_term *present;
    uint32_t present_count;
    struct unit units[MOST_UNITS];
    size_t unit_count;
    enum predicate learning_from; /* Whose text is being scanned. */
    uint64_t work;
};

static bool touches_edge_with_space(struct text_fold *fold, const struct expression *predicate) {
    text_fold(fold, predicate->text, predicate->text_length, 0);
    bool equals = predicate->predicate == PREDICATE_EQUALS;
    bool at_start = equals || predicate->predicate == PREDICATE_STARTS_WITH;
    bool at_end = equals || predicate->predicate == PREDICATE_ENDS_WITH;
    return fold->length > 0 && ((at_start && fold->bytes[0] == ' ') ||
                                (at_end && fold->bytes[fold->length - 1] == ' '));
}

static enum constant constant_of(struct text_fold *fold, const struct expression *predicate) {
    if (predicate->predicate != PREDICATE_MATCHES) {
        return touches_edge_with_space(fold, predicate) ? NEVER : VARIES;
    }
    /* An utterance is never blank, so these find something in each. */
    bool anything = strcmp(predicate->text, ".*") == 0 || strcmp(predicate->text, ".+") == 0 ||
                    strcmp(predicate->text, ".") == 0;
    return anything ? EVER : VARIES;
}

static void find_traits(struct facts *facts, struct text_fold *fold, const matcher_term *terms,
                        const struct expression *expression) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        facts->traits[terms[expression->term]] = (struct trait){
            .predicate = (uint8_t)expression->predicate,
            .constant = (uint8_t)constant_of(fold, expression),
        };
    }
    for (size_t i = 0; i < expression->child_count; i++) {
        find_traits(facts, fold, terms, expression->children[i]);
    }
}

struct facts *facts_create(struct arena *arena, const struct machine *machine) {
    uint32_t count = matcher_term_count(machine->matcher);
    struct facts *facts = arena_alloc(arena, sizeof(*facts));
    facts->machine = machine;
    facts->scratch = matcher_scratch_create(arena_memory(arena));
    facts->traits = arena_alloc(arena, count * sizeof(*facts->traits));
    facts->present_at = arena_alloc(arena, count * sizeof(*facts->present_at));
    facts->absent_at = arena_alloc(arena, count * sizeof(*facts->absent_at));
    facts->present = arena_alloc(arena, count * sizeof(*facts->present));
    struct text_fold fold;
    text_fold_init(&fold, arena_memory(arena));
    for (uint32_t i = 0; i < machine->condition_count; i++) {
        if (machine->conditions[i].expression != NULL) {
            find_traits(facts, &fold, machine->decisions[i].terms,
                        machine->conditions[i].expression);
        }
    }
    text_fold_finish(&fold);
    return facts;
}

void facts_finish(struct facts *facts) {
    matcher_scratch_destroy(facts->scratch);
}

/* What must hold, or must not, for @expression to be as @wanted. */
static void collect_units(struct facts *facts, const matcher_term *terms,
                          const struct expression *expression, bool wanted) {
    if (facts->unit_count == MOST_UNITS) {
        return;
    }
    facts->work++;
    if (expression->kind == EXPRESSION_PREDICATE) {
        facts->units[facts->unit_count++] = (struct unit){
            .predicate = expression,
            .term = terms[expression->term],
            .wanted = wanted,
        };
        return;
    }
    if (expression->kind == EXPRESSION_NOT) {
        wanted = !wanted;
    } else if ((expression->kind == EXPRESSION_AND) != wanted) {
        return; /* Alternatives. */
    }
    for (size_t i = 0; i < expression->child_count; i++) {
        collect_units(facts, terms, expression->children[i], wanted);
    }
}

static void learn_present(struct facts *facts, matcher_term term) {
    if (facts->present_at[term] != facts->stamp) {
        facts->present_at[term] = facts->stamp;
        facts->present[facts->present_count++] = term;
    }
}

/* A keyword stands in another one. What is said where the other one's predicate holds may go on at
 * the ends that the predicate leaves open, and a keyword tied to such an end may fail then. */
static void learn_found(void *user, matcher_term found) {
    struct facts *facts = user;
    enum predicate predicate = (enum predicate)facts->traits[found].predicate;
    if (facts->learning_from == PREDICATE_EQUALS || predicate == PREDICATE_CONTAINS ||
        predicate == facts->learning_from) {
        learn_present(facts, found);
    }
}

static bool is_literal(const struct unit *unit) {
    return unit->predicate->predicate != PREDICATE_MATCHES;
}

static void learn_unit(struct facts *facts, struct unit *unit) {
    if (!unit->wanted) {
        facts->absent_at[unit->term] = facts->stamp;
        return;
    }
    learn_present(facts, unit->term);
    if (!is_literal(unit)) {
        return;
    }
    facts->learning_from = unit->predicate->predicate;
    facts->exact |= facts->learning_from == PREDICATE_EQUALS;
    matcher_scan(facts->machine->matcher, facts->scratch, unit->predicate->text,
                 unit->predicate->text_length, learn_found, facts);
    for (size_t i = 0; i < facts->unit_count; i++) {
        const struct unit *other = &facts->units[i];
        if (other->term == unit->term ||
            (is_literal(other) && matcher_term_result(facts->machine->matcher, facts->scratch,
                                                      other->term) == TERM_PRESENT)) {
            unit->holds |= UINT64_C(1) << i;
        }
    }
}

/* Whether two keywords cannot both hold, for what stands at the utterance's edges. */
static bool exclude_each_other(const struct facts *facts, size_t a, size_t b) {
    const struct unit *left = &facts->units[a];
    const struct unit *right = &facts->units[b];
    if (!left->wanted || !right->wanted || !is_literal(left) || !is_literal(right)) {
        return false;
    }
    bool right_in_left = (left->holds >> b & 1) != 0;
    bool left_in_right = (right->holds >> a & 1) != 0;
    enum predicate predicate = left->predicate->predicate;
    if (predicate == PREDICATE_EQUALS) {
        return !right_in_left;
    }
    return predicate == right->predicate->predicate && predicate != PREDICATE_CONTAINS &&
           !right_in_left && !left_in_right;
}

static bool units_agree(const struct facts *facts) {
    for (size_t a = 0; a < facts->unit_count; a++) {
        for (size_t b = 0; b < facts->unit_count; b++) {
            if (a != b && exclude_each_other(facts, a, b)) {
                return false;
            }
        }
    }
    return true;
}

static enum truth truth_of_term(const struct facts *facts, matcher_term term) {
    const struct trait *trait = &facts->traits[term];
    if (trait->constant != VARIES) {
        return trait->constant == EVER ? TRUTH_YES : TRUTH_NO;
    }
    if (facts->present_at[term] == facts->stamp) {
        return TRUTH_YES;
    }
    bool absent = facts->absent_at[term] == facts->stamp ||
                  (facts->exact && trait->predicate != PREDICATE_MATCHES);
    return absent ? TRUTH_NO : TRUTH_UNKNOWN;
}

static enum truth opposite(enum truth truth) {
    return truth == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : truth == TRUTH_YES ? TRUTH_NO : TRUTH_YES;
}

static enum truth truth_of(struct facts *facts, const matcher_term *terms,
                           const struct expression *expression) {
    facts->work++;
    if (expression->kind == EXPRESSION_PREDICATE) {
        return truth_of_term(facts, terms[expression->term]);
    }
    if (expression->kind == EXPRESSION_NOT) {
        return opposite(truth_of(facts, terms, expression->children[0]));
    }
    enum truth settles = expression->kind == EXPRESSION_OR ? TRUTH_YES : TRUTH_NO;
    enum truth truth = opposite(settles);
    for (size_t i = 0; i < expression->child_count; i++) {
        enum truth child = truth_of(facts, terms, expression->children[i]);
        if (child == settles) {
            return settles;
        }
        truth = child == TRUTH_UNKNOWN ? TRUTH_UNKNOWN : truth;
    }
    return truth;
}

bool facts_assume(struct facts *facts, uint32_t condition, const struct expression *expression,
                  bool wanted) {
    const matcher_term *terms = facts->machine->decisions[condition].terms;
    facts->stamp++;
    facts->exact = false;
    facts->present_count = 0;
    facts->unit_count = 0;
    collect_units(facts, terms, expression, wanted);
    for (size_t i = 0; i < facts->unit_count; i++) {
        learn_unit(facts, &facts->units[i]);
    }
    enum truth contradicted = wanted ? TRUTH_NO : TRUTH_YES;
    return units_agree(facts) && truth_of(facts, terms, expression) != contradicted;
}

enum truth facts_decide(struct facts *facts, uint32_t condition) {
    return truth_of(facts, facts->machine->decisions[condition].terms,
                    facts->machine->conditions[condition].expression);
}

const matcher_term *facts_present(const struct facts *facts, uint32_t *count) {
    *count = facts->present_count;
    return facts->present;
}

bool facts_is_impossible(const struct facts *facts, matcher_term term) {
    return facts->traits[term].constant == NEVER;
}

uint64_t facts_work(const struct facts *facts) {
    return facts->work;
}
