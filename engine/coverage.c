/* coverage.c - every predicate of every condition, over an utterance. */
#include "engine/coverage.h"

#include "engine/machine_internal.h"

/* A walk over all expressions in file order. */
struct walk {
    const struct machine *machine;
    struct matcher_scratch *scratch; /* NULL: nothing is evaluated. */
    uint64_t *terms;                 /* NULL likewise. */
    coverage_term_cb *each;          /* or NULL */
    void *user;
    uint32_t condition;
    size_t count; /* Predicates so far. */
};

static void set(uint64_t *bits, size_t index) {
    bits[index / 64] |= UINT64_C(1) << index % 64;
}

static bool visit_predicate(struct walk *walk, const struct expression *predicate, bool negated) {
    const struct decision *decision = &walk->machine->decisions[walk->condition];
    bool holds = walk->scratch != NULL &&
                 matcher_term_result(walk->machine->matcher, walk->scratch,
                                     decision->terms[predicate->term]) == TERM_PRESENT;
    if (negated) {
        return holds;
    }
    if (walk->each != NULL) {
        walk->each(walk->user, walk->count, walk->condition, predicate);
    }
    if (holds) {
        set(walk->terms, walk->count);
    }
    walk->count++;
    return holds;
}

/* Whether @expression holds. Every child is visited, also when the matter is settled. */
static bool visit(struct walk *walk, const struct expression *expression, bool negated) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        return visit_predicate(walk, expression, negated);
    }
    if (expression->kind == EXPRESSION_NOT) {
        return !visit(walk, expression->children[0], !negated);
    }
    bool is_or = expression->kind == EXPRESSION_OR;
    bool holds = !is_or;
    for (size_t i = 0; i < expression->child_count; i++) {
        bool child = visit(walk, expression->children[i], negated);
        holds = is_or ? holds || child : holds && child;
    }
    return holds;
}

static void visit_all(struct walk *walk, uint64_t *held) {
    for (uint32_t i = 0; i < walk->machine->condition_count; i++) {
        const struct expression *expression = walk->machine->conditions[i].expression;
        walk->condition = i;
        if (expression != NULL && visit(walk, expression, false) && held != NULL) {
            set(held, i);
        }
    }
}

size_t coverage_term_count(const struct machine *machine) {
    struct walk walk = {.machine = machine};
    visit_all(&walk, NULL);
    return walk.count;
}

void coverage_hear(const struct machine *machine, struct machine_scratch *scratch, const char *text,
                   size_t length, uint64_t *terms, uint64_t *held) {
    struct walk walk = {.machine = machine, .scratch = scratch->matcher};
    walk.terms = terms;
    matcher_scan(machine->matcher, scratch->matcher, text, length, NULL, NULL);
    visit_all(&walk, held);
}

void coverage_each_term(const struct machine *machine, coverage_term_cb *each, void *user) {
    struct walk walk = {.machine = machine, .each = each, .user = user};
    visit_all(&walk, NULL);
}
