/* condition.c - parses conditions by recursive descent (spec 2.1). */
#include "engine/condition.h"

#include "engine/text.h"
#include "engine/token.h"

static const char *const predicates[] = {
    [PREDICATE_CONTAINS] = "contains",       [PREDICATE_EQUALS] = "equals",
    [PREDICATE_STARTS_WITH] = "starts_with", [PREDICATE_ENDS_WITH] = "ends_with",
    [PREDICATE_MATCHES] = "matches",
};

enum { PREDICATES = sizeof(predicates) / sizeof(predicates[0]) };

struct parser {
    struct arena *arena;
    const struct template_text *text;
    const struct place *place;
    struct diagnostics *diagnostics;
    struct token token; /* The one at hand. */
    size_t consumed;    /* Where the one before it ends. */
    unsigned depth;     /* Of the NOTs and parentheses around it. */
    uint32_t terms;     /* Predicates so far. */
    size_t spans;       /* Values up to the last keyword. */
    bool broken;        /* An error was reported. */
    /* The last place that was asked for, from which the next is counted. */
    size_t source_offset, column;
};

/* Children of an expression while nobody knows how many there will be. */
struct operand {
    struct operand *next;
    const struct expression *expression;
};

struct operands {
    struct operand *first;
    struct operand **last;
    size_t count;
};

static const struct expression *parse_chain(struct parser *parser, enum expression_kind kind);

const char *predicate_text(enum predicate predicate) {
    return predicates[predicate];
}

static void advance(struct parser *parser) {
    parser->consumed = parser->token.end;
    parser->token = token_read(parser->text, parser->token.end);
}

static bool at_word(const struct parser *parser, const char *word) {
    return token_is_word(parser->text, &parser->token, word);
}

/* The predicate that the token at hand names, or PREDICATES. */
static unsigned predicate_at(const struct parser *parser) {
    unsigned predicate = 0;
    while (predicate < PREDICATES && !at_word(parser, predicates[predicate])) {
        predicate++;
    }
    return predicate;
}

/* The column of a byte of the filled text in the source, in code points from 1. */
static size_t column_of(struct parser *parser, size_t offset) {
    size_t source_offset = template_source_offset(parser->text, offset);
    if (source_offset < parser->source_offset) {
        parser->source_offset = parser->column = 0;
    }
    parser->column += text_code_points(parser->text->source + parser->source_offset,
                                       source_offset - parser->source_offset);
    parser->source_offset = source_offset;
    return parser->column + 1;
}

/* Report an error at the byte @offset of the filled text. Returns NULL, for the parser to give up
 * with. */
__attribute__((format(printf, 3, 4))) static const struct expression *
fail(struct parser *parser, size_t offset, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_vprintf(parser->arena, format, arguments);
    va_end(arguments);
    diagnostic_add(parser->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_CONDITION_SYNTAX, parser->place,
                   "column %zu: %s", column_of(parser, offset), message);
    parser->broken = true;
    return NULL;
}

/* True when the word at hand begins with a quotation mark that is none in conditions, such as a
 * typographic one. */
static bool begins_with_typographic_quote(const struct parser *parser) {
    const struct token *token = &parser->token;
    if (token->kind != TOKEN_WORD) {
        return false;
    }
    uint32_t code_point = 0;
    const char *bytes = parser->text->text + token->start;
    size_t length = text_read(bytes, token->end - token->start, &code_point);
    struct text_fold fold;
    text_fold_init(&fold, arena_memory(parser->arena));
    text_fold(&fold, bytes, length, 0);
    bool quote = fold.length == 1 && (fold.bytes[0] == '"' || fold.bytes[0] == '\'');
    text_fold_finish(&fold);
    return quote;
}

/* What the token at hand is, for messages. */
static const char *found(const struct parser *parser) {
    const struct token *token = &parser->token;
    const char *excerpt = diagnostic_excerpt(parser->arena, parser->text->text + token->start,
                                             token->end - token->start);
    switch (token->kind) {
    case TOKEN_END:
        return "the end";
    case TOKEN_VALUE:
        return arena_printf(parser->arena, "the value \"%s\", which is never syntax", excerpt);
    case TOKEN_QUOTED:
    case TOKEN_UNCLOSED:
        return excerpt;
    default:
        return arena_printf(parser->arena, "\"%s\"", excerpt);
    }
}

/* "; did you mean AND?" when @token is a word that resembles one of @candidates, else nothing. */
static const char *suggest(const struct parser *parser, const struct token *token,
                           const char *const *candidates, size_t count) {
    if (token->kind != TOKEN_WORD) {
        return "";
    }
    const char *word =
        arena_copy(parser->arena, parser->text->text + token->start, token->end - token->start);
    const char *near = diagnostic_suggest(word, candidates, count);
    return near == NULL ? "" : arena_printf(parser->arena, "; did you mean %s?", near);
}

static const struct expression *fail_at_predicate(struct parser *parser) {
    if (parser->token.kind == TOKEN_QUOTED) {
        return fail(parser, parser->token.start,
                    "expected a predicate before %s, such as contains %s", found(parser),
                    found(parser));
    }
    return fail(parser, parser->token.start,
                "expected contains, equals, starts_with, ends_with, matches, NOT or \"(\", "
                "found %s%s",
                found(parser), suggest(parser, &parser->token, predicates, PREDICATES));
}

static const struct expression *fail_at_quote(struct parser *parser, const char *predicate) {
    if (parser->token.kind == TOKEN_UNCLOSED) {
        return fail(parser, parser->token.start,
                    "this quote is never closed; a quote within the text is written \\\"");
    }
    if (begins_with_typographic_quote(parser)) {
        return fail(parser, parser->token.start,
                    "expected plain quotes (\") after %s, found typographic ones: %s", predicate,
                    found(parser));
    }
    return fail(parser, parser->token.start, "expected a text in quotes after %s, found %s",
                predicate, found(parser));
}

/* Behind an operand: an operator that is missing, or too much of something. */
static const struct expression *fail_at_operator(struct parser *parser, const char *ending) {
    static const char *const operators[] = {"AND", "OR"};
    return fail(parser, parser->token.start, "expected AND, OR or %s, found %s%s", ending,
                found(parser), suggest(parser, &parser->token, operators, 2));
}

/* An empty keyword is an error. So is one that is blank where a value is missing: what is to be
 * looked for is not there (spec 1.4). */
static void check_keyword(struct parser *parser, const struct token *token, const char *keyword,
                          size_t length) {
    const struct template_text *text = parser->text;
    bool lacks_value = false;
    while (parser->spans < text->span_count && text->spans[parser->spans].start < token->end) {
        const struct template_span *span = &text->spans[parser->spans++];
        lacks_value = lacks_value || (span->start > token->start && span->length == 0);
    }
    if (lacks_value && text_is_blank(keyword, length)) {
        fail(parser, token->start, "the keyword is empty because its value is missing or empty");
    } else if (length == 0) {
        fail(parser, token->start, "the keyword is empty; write what to look for in the quotes");
    }
}

/* A node for what was consumed since the byte @start. */
static struct expression *new_expression(struct parser *parser, enum expression_kind kind,
                                         size_t start) {
    struct expression *expression = arena_alloc(parser->arena, sizeof(*expression));
    expression->kind = kind;
    expression->source_start = template_source_offset(parser->text, start);
    expression->source_length =
        template_source_offset(parser->text, parser->consumed) - expression->source_start;
    return expression;
}

static const struct expression *parse_predicate(struct parser *parser) {
    size_t start = parser->token.start;
    unsigned predicate = predicate_at(parser);
    if (predicate == PREDICATES) {
        return fail_at_predicate(parser);
    }
    advance(parser);
    struct token quoted = parser->token;
    if (quoted.kind != TOKEN_QUOTED) {
        return fail_at_quote(parser, predicates[predicate]);
    }
    advance(parser);
    struct expression *expression = new_expression(parser, EXPRESSION_PREDICATE, start);
    expression->predicate = (enum predicate)predicate;
    expression->term = parser->terms++;
    expression->text =
        predicate == PREDICATE_MATCHES
            ? token_pattern(parser->arena, parser->text, &quoted, &expression->text_length)
            : token_quoted(parser->arena, parser->text, &quoted, &expression->text_length);
    check_keyword(parser, &quoted, expression->text, expression->text_length);
    return expression;
}

static void add_operand(struct parser *parser, struct operands *operands,
                        const struct expression *expression) {
    struct operand *operand = arena_alloc(parser->arena, sizeof(*operand));
    operand->expression = expression;
    *operands->last = operand;
    operands->last = &operand->next;
    operands->count++;
}

static void set_children(struct parser *parser, struct expression *expression,
                         const struct operands *operands) {
    const struct expression **children =
        arena_alloc(parser->arena, operands->count * sizeof(const struct expression *));
    size_t count = 0;
    for (const struct operand *each = operands->first; each != NULL; each = each->next) {
        children[count++] = each->expression;
    }
    expression->children = children;
    expression->child_count = count;
}

static const struct expression *parse_group(struct parser *parser) {
    size_t open = parser->token.start;
    advance(parser);
    const struct expression *expression = parse_chain(parser, EXPRESSION_OR);
    if (expression == NULL) {
        return NULL;
    }
    if (parser->token.kind == TOKEN_END) {
        return fail(parser, open, "this parenthesis is never closed");
    }
    if (parser->token.kind != TOKEN_CLOSE) {
        return fail_at_operator(parser, "\")\"");
    }
    advance(parser);
    return expression;
}

static const struct expression *parse_factor(struct parser *parser) {
    bool negated = at_word(parser, "NOT");
    if (!negated && parser->token.kind != TOKEN_OPEN) {
        return parse_predicate(parser);
    }
    size_t start = parser->token.start;
    if (parser->depth == CONDITION_DEPTH) {
        return fail(parser, start, "NOT and parentheses nest deeper than %d", CONDITION_DEPTH);
    }
    parser->depth++;
    const struct expression *expression = NULL;
    if (negated) {
        advance(parser);
        expression = parse_factor(parser);
    } else {
        expression = parse_group(parser);
    }
    parser->depth--;
    if (!negated || expression == NULL) {
        return expression;
    }
    struct operands operands = {.last = &operands.first};
    add_operand(parser, &operands, expression);
    struct expression *negation = new_expression(parser, EXPRESSION_NOT, start);
    set_children(parser, negation, &operands);
    return negation;
}

static const struct expression *parse_operand(struct parser *parser, enum expression_kind kind) {
    return kind == EXPRESSION_OR ? parse_chain(parser, EXPRESSION_AND) : parse_factor(parser);
}

/* Add an operand; one in parentheses that is joined by the same word takes its place in the row. */
static void add_flattened(struct parser *parser, struct operands *operands,
                          enum expression_kind kind, const struct expression *expression) {
    if (expression->kind != kind) {
        add_operand(parser, operands, expression);
        return;
    }
    for (size_t i = 0; i < expression->child_count; i++) {
        add_operand(parser, operands, expression->children[i]);
    }
}

/* Operands joined by OR, each of which is operands joined by AND, each of which is a factor. */
static const struct expression *parse_chain(struct parser *parser, enum expression_kind kind) {
    const char *word = kind == EXPRESSION_OR ? "OR" : "AND";
    size_t start = parser->token.start;
    const struct expression *operand = parse_operand(parser, kind);
    if (operand == NULL || !at_word(parser, word)) {
        return operand;
    }
    struct operands operands = {.last = &operands.first};
    add_flattened(parser, &operands, kind, operand);
    while (at_word(parser, word)) {
        advance(parser);
        operand = parse_operand(parser, kind);
        if (operand == NULL) {
            return NULL;
        }
        add_flattened(parser, &operands, kind, operand);
    }
    struct expression *expression = new_expression(parser, kind, start);
    set_children(parser, expression, &operands);
    return expression;
}

/* A text that begins, after "(" and NOT, with a predicate word and a quote is an expression. What
 * comes so near that it was probably meant to be one gets a warning. */
static bool begins_expression(struct parser *parser) {
    while (parser->token.kind == TOKEN_OPEN || at_word(parser, "NOT")) {
        advance(parser);
    }
    struct token word = parser->token;
    bool predicate = predicate_at(parser) < PREDICATES;
    advance(parser);
    bool quoted = parser->token.kind == TOKEN_QUOTED || parser->token.kind == TOKEN_UNCLOSED;
    if (predicate && quoted) {
        return true;
    }
    const char *near = quoted ? suggest(parser, &word, predicates, PREDICATES) : "";
    const char *problem = NULL;
    if (near[0] != '\0') {
        problem = arena_printf(parser->arena, "this is no predicate%s", near);
    } else if (predicate && begins_with_typographic_quote(parser)) {
        problem = "only plain quotes (\") make a keyword";
    }
    if (problem != NULL) {
        size_t column = column_of(parser, quoted ? word.start : parser->token.start);
        diagnostic_add(parser->diagnostics, SEVERITY_WARNING, DIAGNOSTIC_CONDITION_SYNTAX,
                       parser->place, "column %zu: %s (as it stands, this is natural language)",
                       column, problem);
    }
    return false;
}

enum condition_kind condition_parse(struct arena *arena, const struct template_text *text,
                                    const struct place *place, struct diagnostics *diagnostics,
                                    const struct expression **out) {
    struct parser parser = {
        .arena = arena, .text = text, .place = place, .diagnostics = diagnostics};
    *out = NULL;
    parser.token = token_read(text, 0);
    if (!begins_expression(&parser)) {
        return CONDITION_NATURAL;
    }
    parser.token = token_read(text, 0);
    const struct expression *expression = parse_chain(&parser, EXPRESSION_OR);
    if (expression != NULL && parser.token.kind == TOKEN_CLOSE) {
        fail(&parser, parser.token.start, "this \")\" closes nothing");
    } else if (expression != NULL && parser.token.kind != TOKEN_END) {
        fail_at_operator(&parser, "the end");
    }
    if (parser.broken) {
        return CONDITION_BROKEN;
    }
    *out = expression;
    return CONDITION_EXPRESSION;
}
