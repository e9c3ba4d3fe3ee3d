/* fuzz_condition.c - any text as a condition, with and without values in it.
 *
 * Beyond not crashing: exactly the broken ones have errors; an expression is well formed, stands
 * where it says, and printed it parses to the same; with a value in it that is all syntax it stays
 * of the same shape. */
#include "engine/condition.h"
#include "engine/text.h"

#include <stdlib.h>
#include <string.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static enum condition_kind parse(struct arena *arena, const struct template_text *text,
                                 const struct expression **expression) {
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    enum condition_kind kind = condition_parse(arena, text, NULL, &diagnostics, expression);
    require((kind == CONDITION_BROKEN) == (diagnostics.error_count > 0));
    require((kind == CONDITION_EXPRESSION) == (*expression != NULL));
    return kind;
}

/* Returns the number of the next predicate. */
static uint32_t check_tree(const struct expression *expression, size_t start, size_t end,
                           uint32_t term) {
    size_t own_end = expression->source_start + expression->source_length;
    require(expression->source_start >= start && own_end <= end);
    if (expression->kind == EXPRESSION_PREDICATE) {
        require(expression->term == term && expression->child_count == 0);
        require(expression->text_length > 0);
        require(text_is_utf8(expression->text, expression->text_length, NULL));
        return term + 1;
    }
    require(expression->kind == EXPRESSION_NOT ? expression->child_count == 1
                                               : expression->child_count >= 2);
    for (size_t i = 0; i < expression->child_count; i++) {
        require(expression->kind == EXPRESSION_NOT ||
                expression->children[i]->kind != expression->kind);
        term = check_tree(expression->children[i], expression->source_start, own_end, term);
    }
    return term;
}

static void check_same(const struct expression *a, const struct expression *b, bool texts) {
    require(a->kind == b->kind && a->child_count == b->child_count);
    require(a->predicate == b->predicate);
    if (texts && a->kind == EXPRESSION_PREDICATE) {
        require(a->text_length == b->text_length);
        require(memcmp(a->text, b->text, a->text_length) == 0);
    }
    for (size_t i = 0; i < a->child_count; i++) {
        check_same(a->children[i], b->children[i], texts);
    }
}

static void check_print(struct arena *arena, const struct expression *expression) {
    struct buffer printed;
    buffer_init(&printed, NULL);
    expression_print(expression, &printed);
    struct template_text text = template_plain(printed.data, printed.length);
    const struct expression *again = NULL;
    require(parse(arena, &text, &again) == CONDITION_EXPRESSION);
    check_same(expression, again, true);
    buffer_finish(&printed);
}

/* A value that looks like everything that is syntax, or, for a key with an x, a harmless one. */
static bool find(void *user, enum template_namespace space, const struct template_key *keys,
                 size_t count, const char **text, size_t *length) {
    (void)space;
    (void)keys;
    (void)count;
    const bool *hostile = user;
    *text = *hostile ? "\\\" ' ) OR NOT (contains \"\\E" : "w";
    *length = strlen(*text);
    return true;
}

static enum condition_kind parse_filled(struct arena *arena, const char *source, size_t length,
                                        bool hostile, const struct expression **expression) {
    struct template_source values = {.find = find, .user = &hostile};
    struct diagnostics diagnostics;
    struct template_text text;
    diagnostics_init(&diagnostics, arena);
    template_fill(arena, source, length, &values, NULL, &diagnostics, &text);
    enum condition_kind kind = parse(arena, &text, expression);
    if (*expression != NULL) {
        check_tree(*expression, 0, length, 0);
    }
    return kind;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *source = (const char *)data;
    if (!text_is_utf8(source, size, NULL)) {
        return 0; /* The file would have been refused. */
    }
    struct arena arena;
    arena_init(&arena, NULL);
    struct template_text plain = template_plain(source, size);
    const struct expression *expression = NULL;
    if (parse(&arena, &plain, &expression) == CONDITION_EXPRESSION) {
        check_tree(expression, 0, size, 0);
        check_print(&arena, expression);
    }
    const struct expression *harmless = NULL;
    enum condition_kind kind = parse_filled(&arena, source, size, false, &harmless);
    require(parse_filled(&arena, source, size, true, &expression) == kind);
    if (harmless != NULL) {
        check_same(harmless, expression, false);
    }
    arena_finish(&arena);
    return 0;
}
