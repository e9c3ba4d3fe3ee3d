/* expression.c - prints parsed conditions. */
#include "engine/condition.h"

/* In double quotes. A backslash is doubled only where it would otherwise be an escape. */
static void print_quoted(const char *text, size_t length, struct buffer *out) {
    buffer_append_text(out, "\"");
    for (size_t i = 0; i < length; i++) {
        char next = i + 1 < length ? text[i + 1] : '"'; /* The closing quote comes last. */
        bool escape = text[i] == '"' || (text[i] == '\\' && (next == '\\' || next == '"'));
        buffer_append_text(out, escape ? "\\" : "");
        buffer_append(out, text + i, 1);
    }
    buffer_append_text(out, "\"");
}

/* True when @child needs parentheses to be an operand of @parent: it binds less tightly. */
static bool is_looser(const struct expression *child, const struct expression *parent) {
    return child->kind < parent->kind;
}

void expression_print(const struct expression *expression, struct buffer *out) {
    if (expression->kind == EXPRESSION_PREDICATE) {
        buffer_append_text(out, predicate_text(expression->predicate));
        buffer_append_text(out, " ");
        print_quoted(expression->text, expression->text_length, out);
        return;
    }
    if (expression->kind == EXPRESSION_NOT) {
        buffer_append_text(out, "NOT ");
    }
    for (size_t i = 0; i < expression->child_count; i++) {
        const struct expression *child = expression->children[i];
        if (i > 0) {
            buffer_append_text(out, expression->kind == EXPRESSION_OR ? " OR " : " AND ");
        }
        buffer_append_text(out, is_looser(child, expression) ? "(" : "");
        expression_print(child, out);
        buffer_append_text(out, is_looser(child, expression) ? ")" : "");
    }
}
