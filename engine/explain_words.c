/* explain_words.c - one condition's part of an explanation, in words. */
#include "engine/explain.h"

enum {
    LONGEST_QUOTE = 60, /* Code points. */
    MOST_TERMS = 8,
};

/* What is missing when a predicate does not hold: said first, and behind another. */
static const struct {
    const char *first;
    const char *then;
} shortfalls[] = {
    [PREDICATE_CONTAINS] = {"is not in what the agent said", "is not in it"},
    [PREDICATE_EQUALS] = {"is not what the agent said", "is not all of it"},
    [PREDICATE_STARTS_WITH] = {"is not how the agent began", "is not how it begins"},
    [PREDICATE_ENDS_WITH] = {"is not how the agent ended", "is not how it ends"},
    [PREDICATE_MATCHES] = {"finds nothing in what the agent said", "finds nothing in it"},
};

/* C0, DEL, C1, line and paragraph separators, and what overrides the direction of writing. */
static bool is_control(uint32_t code_point) {
    return code_point < 0x20 || (code_point >= 0x7f && code_point <= 0x9f) ||
           (code_point >= 0x200e && code_point <= 0x200f) ||
           (code_point >= 0x2028 && code_point <= 0x202e) ||
           (code_point >= 0x2066 && code_point <= 0x2069);
}

static void print_code_point(struct buffer *out, uint32_t code_point, const char *bytes,
                             size_t length) {
    if (code_point == '\n') {
        buffer_append_text(out, "\\n");
    } else if (code_point == '"') {
        buffer_append_text(out, "\\\"");
    } else if (is_control(code_point)) {
        buffer_printf(out, code_point < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)code_point);
    } else if (code_point == 0xfffd) {
        buffer_append_text(out, "\xef\xbf\xbd"); /* Also for bytes that are no UTF-8. */
    } else {
        buffer_append(out, bytes, length);
    }
}

static void print_quoted(struct buffer *out, const char *text, size_t length) {
    buffer_append_text(out, "\"");
    size_t offset = 0;
    for (size_t i = 0; i < LONGEST_QUOTE && offset < length; i++) {
        uint32_t code_point = 0;
        size_t bytes = text_read(text + offset, length - offset, &code_point);
        print_code_point(out, code_point, text + offset, bytes);
        offset += bytes;
    }
    buffer_append_text(out, offset < length ? "...\"" : "\"");
}

static void print_predicate(struct buffer *out, const struct explain_term *term) {
    buffer_printf(out, "%s ", predicate_text(term->predicate->predicate));
    print_quoted(out, term->predicate->text, term->predicate->text_length);
}

/* "confrim" at 14 */
static void print_place(struct buffer *out, const struct explain_term *term, const char *text) {
    print_quoted(out, text + term->start, term->length);
    buffer_printf(out, " at %zu", text_code_points(text, term->start));
}

static void print_nearest(struct buffer *out, const struct explain_term *term, const char *text) {
    if (term->length == 0) {
        return;
    }
    if (term->edits == 0) { /* It is said, but not where it should be. */
        buffer_append_text(out, ", but ");
        print_place(out, term, text);
        return;
    }
    buffer_append_text(out, ", nearest is ");
    print_place(out, term, text);
    buffer_printf(out, " (%u letter%s)", (unsigned)term->edits,
                  term->edits == 1 ? " differs" : "s differ");
}

/* Why a term keeps its condition from holding. */
static void print_shortfall(struct buffer *out, const struct explain_term *term, bool first,
                            const char *text) {
    print_predicate(out, term);
    if (!term->wanted) {
        buffer_append_text(out, " must not hold, but does");
        if (term->length > 0) {
            buffer_append_text(out, ": ");
            print_place(out, term, text);
        }
        return;
    }
    enum predicate predicate = term->predicate->predicate;
    if (term->limit_hit) {
        buffer_append_text(out, " met its match limit, which counts as no match");
        return;
    }
    buffer_printf(out, " %s", first ? shortfalls[predicate].first : shortfalls[predicate].then);
    print_nearest(out, term, text);
}

void explain_print_shortfalls(const struct explain_term *terms, size_t count, const char *text,
                              struct buffer *out) {
    for (size_t i = 0; i < count; i++) {
        buffer_append_text(out, i == 0 ? "" : "; ");
        if (i == MOST_TERMS) {
            buffer_printf(out, "and %zu more", count - i);
            return;
        }
        print_shortfall(out, &terms[i], i == 0, text);
    }
}

void explain_print_reasons(const struct explain_term *terms, size_t count, const char *text,
                           struct buffer *out) {
    size_t printed = 0;
    for (size_t i = 0; i < count && printed < MOST_TERMS; i++) {
        const struct explain_term *term = &terms[i];
        if (term->holds != term->wanted) {
            continue;
        }
        buffer_append_text(out, printed++ == 0 ? "" : "; ");
        buffer_append_text(out, term->wanted ? "" : "not ");
        print_predicate(out, term);
        if (term->holds && term->length > 0) {
            buffer_append_text(out, ", said as ");
            print_place(out, term, text);
        }
    }
}

static int id_of(const struct machine *machine, uint32_t index) {
    return (int)machine_condition(machine, index)->id;
}

static void print_fires(struct buffer *out, const struct machine *machine,
                        const struct explain_condition *condition, const char *text) {
    const struct machine_condition *compiled = machine_condition(machine, condition->condition);
    buffer_append_text(out, " fires");
    if (compiled->parent != MACHINE_NONE) {
        buffer_printf(out, ": it follows condition %d, whatever is said",
                      id_of(machine, compiled->parent));
    } else if (compiled->expression == NULL) {
        buffer_append_text(out, ": it answers what the agent says first, whatever it is");
    } else {
        buffer_append_text(out, ": ");
        explain_print_reasons(condition->terms, condition->term_count, text, out);
    }
}

static void print_later(struct buffer *out, const struct machine *machine,
                        const struct explain_condition *condition) {
    const struct machine_condition *compiled = machine_condition(machine, condition->condition);
    const struct machine_condition *before = machine_condition(machine, condition->preceded_by);
    buffer_append_text(out, compiled->parent == MACHINE_NONE ? " holds" : " is queued");
    if (before->parent != MACHINE_NONE) {
        buffer_printf(out, ", but condition %d is queued before it", (int)before->id);
    } else if (before->expression == NULL) {
        buffer_printf(out, ", but condition %d answers what the agent says first", (int)before->id);
    } else if (condition->preceded_by < condition->condition) {
        buffer_printf(out, ", but condition %d stands before it", (int)before->id);
    } else {
        buffer_printf(out, ", but has fired, and condition %d has not", (int)before->id);
    }
}

void explain_print(const struct machine *machine, const struct explain_condition *condition,
                   const char *text, struct buffer *out) {
    buffer_printf(out, "condition %d", id_of(machine, condition->condition));
    switch (condition->status) {
    case EXPLAIN_FIRES:
        print_fires(out, machine, condition, text);
        break;
    case EXPLAIN_HOLDS_BUT_LATER:
        print_later(out, machine, condition);
        break;
    case EXPLAIN_FALLS_SHORT:
        buffer_append_text(out, ": ");
        explain_print_shortfalls(condition->terms, condition->term_count, text, out);
        break;
    case EXPLAIN_USED_UP:
        buffer_printf(out, " has fired %u time%s, as often as the repeat limit allows",
                      (unsigned)condition->fired, condition->fired == 1 ? "" : "s");
        break;
    case EXPLAIN_FOLLOWUP:
        buffer_printf(out, " fires only after condition %d",
                      id_of(machine, machine_condition(machine, condition->condition)->parent));
        break;
    case EXPLAIN_FIRST_MESSAGE:
        buffer_append_text(out, " fires only at the beginning of a call");
        break;
    }
}
