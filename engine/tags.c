/* tags.c - the checks of one tag by itself. */
#include "engine/tags.h"

#include "engine/decimal.h"
#include "engine/text.h"

#include <string.h>
#include <utf8proc.h>

bool tag_opens(enum tag tag, const struct markup *markup) {
    enum form form = tag_rule(tag)->form;
    return !markup->closing && !markup->self_closing && (form == FORM_BLOCK || form == FORM_EITHER);
}

/* One tag while it is checked. */
struct check {
    struct markup_reporter *reporter;
    const struct markup *markup;
    const struct tag_rule *rule;
    uint32_t max_duration_ms;
    struct tag_values *values;
};

static bool fail(const struct check *check, const char *problem) {
    markup_report(check->reporter, check->markup, SEVERITY_ERROR, DIAGNOSTIC_TAG, "%s", problem);
    return false;
}

/* "600s", or "1500ms" where seconds are not exact. */
static const char *print_time(const struct check *check, uint32_t ms) {
    return ms % 1000 == 0 ? arena_printf(check->reporter->arena, "%us", ms / 1000)
                          : arena_printf(check->reporter->arena, "%ums", ms);
}

static bool check_length(const struct check *check, const char *name,
                         const struct decimal *decimal) {
    if (decimal_at_most(decimal, check->max_duration_ms)) {
        return true;
    }
    return fail(check, arena_printf(check->reporter->arena,
                                    "\"%s\" may be at most the scenario's max duration, %s", name,
                                    print_time(check, check->max_duration_ms)));
}

static bool check_time(const struct check *check, const struct markup_attribute *attribute) {
    struct decimal decimal;
    if (!decimal_read_time(attribute->value, attribute->length, &decimal)) {
        return fail(check, "expected seconds or milliseconds, such as \"1.5s\" or \"500ms\"");
    }
    if (!check_length(check, attribute->name, &decimal)) {
        return false;
    }
    /* To the nearest millisecond, but not beyond what was checked. */
    bool up = decimal.half && decimal.units < check->max_duration_ms;
    check->values->ms = (uint32_t)decimal.units + up;
    return true;
}

static bool check_milliseconds(const struct check *check,
                               const struct markup_attribute *attribute) {
    struct decimal decimal;
    size_t number = decimal_read(attribute->value, attribute->length, 0, &decimal);
    const char *unit = attribute->value + number;
    size_t unit_length = attribute->length - number;
    if (number == 0 || !(unit_length == 0 || (unit_length == 2 && memcmp(unit, "ms", 2) == 0))) {
        return fail(check,
                    arena_printf(check->reporter->arena,
                                 "\"%s\" is in milliseconds, such as \"500\"", attribute->name));
    }
    return check_length(check, attribute->name, &decimal);
}

/* Thousandths as people write them: "0.8", "2". */
static const char *print_thousandths(const struct check *check, uint32_t number) {
    char *text = arena_printf(check->reporter->arena, "%u.%03u", number / 1000, number % 1000);
    size_t length = strlen(text);
    while (text[length - 1] == '0') {
        text[--length] = '\0';
    }
    if (text[length - 1] == '.') {
        text[--length] = '\0';
    }
    return text;
}

static bool check_number(const struct check *check, const struct attribute_rule *rule,
                         const struct markup_attribute *attribute) {
    struct decimal decimal;
    size_t number = decimal_read(attribute->value, attribute->length, 3, &decimal);
    if (number > 0 && number == attribute->length && decimal.units >= rule->least &&
        decimal_at_most(&decimal, rule->most)) {
        return true;
    }
    return fail(check, arena_printf(check->reporter->arena, "\"%s\" must be a number from %s to %s",
                                    attribute->name, print_thousandths(check, rule->least),
                                    print_thousandths(check, rule->most)));
}

/* What people write between digits and no telephone sends. */
static bool is_separator(uint32_t code_point) {
    return code_point == '.' || code_point == '(' || code_point == ')' ||
           text_is_space(code_point) ||
           utf8proc_category((utf8proc_int32_t)code_point) == UTF8PROC_CATEGORY_PD;
}

static bool is_key(char byte) {
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'D') || byte == '*' ||
           byte == '#';
}

static bool check_keys(const struct check *check, const struct markup_attribute *attribute) {
    struct arena *arena = check->reporter->arena;
    char *keys = arena_alloc(arena, attribute->length + 1);
    size_t count = 0;
    size_t bytes = 0;
    for (size_t at = 0; at < attribute->length; at += bytes) {
        uint32_t code_point = 0;
        bytes = text_read(attribute->value + at, attribute->length - at, &code_point);
        if (is_separator(code_point)) {
            continue;
        }
        if (!is_key(attribute->value[at])) {
            return fail(check,
                        arena_printf(arena, "\"%s\" is no key; the keys are 0-9 * # and A-D",
                                     diagnostic_excerpt(arena, attribute->value + at, bytes)));
        }
        keys[count++] = attribute->value[at];
    }
    if (count == 0) {
        return fail(check, "no key is left to press; the keys are 0-9 * # and A-D");
    }
    check->values->text = keys;
    check->values->text_length = count;
    return true;
}

static bool check_value(const struct check *check, const struct attribute_rule *rule,
                        const struct markup_attribute *attribute) {
    if (text_is_blank(attribute->value, attribute->length)) {
        return fail(check,
                    arena_printf(check->reporter->arena, "\"%s\" is blank; write it as in %s",
                                 attribute->name, check->rule->example));
    }
    switch (rule->kind) {
    case ATTRIBUTE_PLAIN:
        return true;
    case ATTRIBUTE_TEXT:
        check->values->text = attribute->value;
        check->values->text_length = attribute->length;
        return true;
    case ATTRIBUTE_DATA:
        check->values->data = attribute->value;
        return true;
    case ATTRIBUTE_TIME:
        return check_time(check, attribute);
    case ATTRIBUTE_KEYS:
        return check_keys(check, attribute);
    case ATTRIBUTE_NUMBER:
        return check_number(check, rule, attribute);
    case ATTRIBUTE_MILLISECONDS:
        return check_milliseconds(check, attribute);
    }
    return true;
}

/* An attribute the tag does not know. True when that does no harm. */
static bool check_unknown_attribute(const struct check *check, const char *name) {
    struct arena *arena = check->reporter->arena;
    const char *near = tag_suggest_attribute(check->rule, name);
    const char *advice = near != NULL
                             ? arena_printf(arena, "did you mean \"%s\"?", near)
                             : arena_printf(arena, "write it as in %s", check->rule->example);
    markup_report(check->reporter, check->markup,
                  check->rule->lenient ? SEVERITY_WARNING : SEVERITY_ERROR, DIAGNOSTIC_TAG,
                  "it has no attribute \"%s\"; %s", diagnostic_excerpt(arena, name, strlen(name)),
                  advice);
    return check->rule->lenient;
}

static bool has_attribute(const struct markup *markup, const char *name) {
    for (size_t i = 0; i < markup->attribute_count; i++) {
        if (strcmp(markup->attributes[i].name, name) == 0) {
            return true;
        }
    }
    return false;
}

static bool check_attributes(const struct check *check) {
    bool good = true;
    for (size_t i = 0; i < check->markup->attribute_count; i++) {
        const struct markup_attribute *attribute = &check->markup->attributes[i];
        const struct attribute_rule *rule = tag_attribute(check->rule, attribute->name);
        good = (rule != NULL ? check_value(check, rule, attribute)
                             : check_unknown_attribute(check, attribute->name)) &&
               good;
    }
    for (size_t i = 0; i < RULE_ATTRIBUTES; i++) {
        const struct attribute_rule *rule = &check->rule->attributes[i];
        if (rule->required && !has_attribute(check->markup, rule->name)) {
            good = fail(check,
                        arena_printf(check->reporter->arena, "\"%s\" is missing; write it as in %s",
                                     rule->name, check->rule->example));
        }
    }
    return good;
}

/* Whether it stands alone or around text as it should. */
static bool check_form(const struct check *check) {
    struct arena *arena = check->reporter->arena;
    const struct markup *markup = check->markup;
    const struct tag_rule *rule = check->rule;
    if (markup->closing) {
        if (rule->form == FORM_ALONE) {
            return fail(check, arena_printf(arena, "it has no closing tag; write it as in %s",
                                            rule->example));
        }
        if (markup->self_closing || markup->attribute_count > 0) {
            return fail(check, arena_printf(arena, "a closing tag is just </%s>", rule->name));
        }
        return true;
    }
    if (rule->form == FORM_ALONE && !markup->self_closing) {
        return fail(check, arena_printf(arena, "it must end with \"/>\", as in %s", rule->example));
    }
    if (rule->form == FORM_BLOCK && markup->self_closing) {
        return fail(check,
                    arena_printf(arena, "it must stand around text, as in %s", rule->example));
    }
    if (rule->form == FORM_EITHER && !markup->self_closing && has_attribute(markup, "text")) {
        return fail(check, "with \"text\" it must end with \"/>\"; or put the text between "
                           "the tags");
    }
    return true;
}

bool tag_check(struct markup_reporter *reporter, const struct markup *markup, enum tag tag,
               uint32_t max_duration_ms, struct tag_values *values) {
    const struct tag_rule *rule = tag_rule(tag);
    const struct check check = {
        .reporter = reporter,
        .markup = markup,
        .rule = rule,
        .max_duration_ms = max_duration_ms,
        .values = values,
    };
    *values = (struct tag_values){.data = ""};
    if (rule->form == FORM_REFUSED) {
        markup_report(reporter, markup, SEVERITY_ERROR, DIAGNOSTIC_UNSUPPORTED, "%s",
                      rule->refusal);
        return false;
    }
    bool good = true;
    if (strcmp(markup->name, rule->name) != 0) {
        good = fail(&check, arena_printf(reporter->arena, "tags are written in lower case: <%s%s>",
                                         markup->closing ? "/" : "", rule->name));
    }
    if (markup->fault != NULL) {
        return fail(&check, markup->fault);
    }
    good = check_form(&check) && good;
    if (!markup->closing) {
        good = check_attributes(&check) && good;
    }
    return good;
}
