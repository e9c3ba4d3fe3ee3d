/* option_value.c - the value of one option: set from text, and printed back. */
#include "commands/option_value.h"

#include "commands/quantity.h"

#include <string.h>

void *option_field(struct options *options, const struct option *option) {
    return (char *)options + option->field;
}

void option_mistake(struct setting *setting, const char *where, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_vprintf(setting->arena, format, arguments);
    va_end(arguments);
    diagnostic_add(setting->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION,
                   &(struct place){.file = where}, "%s", message);
}

/* A value as a message shows it. */
static const char *shown(const char *text) {
    return *text != '\0' ? text : "nothing";
}

static void range_mistake(struct setting *setting, const char *where, const struct option *option,
                          const char *text) {
    struct buffer range;
    buffer_init(&range, NULL);
    if (option->kind == OPTION_DURATION) {
        quantity_duration_print((uint32_t)option->minimum, &range);
        buffer_append_text(&range, " to ");
        quantity_duration_print((uint32_t)option->maximum, &range);
    } else if (option->kind == OPTION_BYTES) {
        quantity_bytes_print((uint64_t)option->minimum, &range);
        buffer_append_text(&range, " to ");
        quantity_bytes_print((uint64_t)option->maximum, &range);
    } else {
        buffer_printf(&range, "%.0f to %.0f", option->minimum, option->maximum);
    }
    option_mistake(setting, where, "%s: expected %s", text, buffer_terminate(&range));
    buffer_finish(&range);
}

static void malformed_mistake(struct setting *setting, const char *where,
                              const struct option *option, const char *text) {
    text = shown(text);
    switch (option->kind) {
    case OPTION_SWITCH:
        option_mistake(setting, where, "%s: a switch is 1 or 0", text);
        break;
    case OPTION_DURATION:
        option_mistake(setting, where, "%s: expected a duration, such as 500ms, 1.5s, 10m or 1h",
                       text);
        break;
    case OPTION_BYTES:
        option_mistake(setting, where,
                       "%s: expected a number of bytes, such as 65536, 64KiB or 1MiB", text);
        break;
    case OPTION_FACTOR:
        option_mistake(setting, where, "%s: expected a number, such as 0.1", text);
        break;
    case OPTION_PERCENT:
        option_mistake(setting, where, "%s: expected a percentage, such as 90%%", text);
        break;
    case OPTION_RATE:
        option_mistake(setting, where, "%s: expected a rate, such as 200/s or 30/m", text);
        break;
    default:
        option_mistake(setting, where, "%s: expected a whole number", text);
        break;
    }
}

/* Says what is wrong, if anything is; true when @value stands and is allowed. */
static bool judge(struct setting *setting, const char *where, const struct option *option,
                  const char *text, enum quantity_result result, double value) {
    if (result == QUANTITY_NO_UNIT && option->kind == OPTION_RATE) {
        option_mistake(setting, where, "%s: a rate needs a unit, such as %s/s or %s/m", text, text,
                       text);
        return false;
    }
    if (result == QUANTITY_NO_UNIT) {
        option_mistake(setting, where, "%s: a duration needs a unit, such as %ss or %sms", text,
                       text, text);
        return false;
    }
    if (result == QUANTITY_MALFORMED) {
        malformed_mistake(setting, where, option, text);
        return false;
    }
    if (result == QUANTITY_TOO_LARGE || value < option->minimum || value > option->maximum) {
        range_mistake(setting, where, option, text);
        return false;
    }
    return true;
}

static bool set_switch(struct setting *setting, const char *where, const struct option *option,
                       const char *text) {
    bool on = strcmp(text, "1") == 0;
    if (!on && strcmp(text, "0") != 0) {
        malformed_mistake(setting, where, option, text);
        return false;
    }
    *(bool *)option_field(setting->options, option) = on;
    return true;
}

static bool set_number(struct setting *setting, const char *where, const struct option *option,
                       const char *text) {
    void *field = option_field(setting->options, option);
    enum quantity_result result = QUANTITY_READ;
    uint32_t number = 0;
    uint64_t bytes = 0;
    double factor = 0;
    switch (option->kind) {
    case OPTION_DURATION:
    case OPTION_COUNT:
        result = option->kind == OPTION_COUNT ? quantity_count(text, &number)
                                              : quantity_duration(text, &number);
        if (!judge(setting, where, option, text, result, number)) {
            return false;
        }
        *(uint32_t *)field = number;
        return true;
    case OPTION_BYTES:
        result = quantity_bytes(text, &bytes);
        if (!judge(setting, where, option, text, result, (double)bytes)) {
            return false;
        }
        *(uint64_t *)field = bytes;
        return true;
    default:
        result = option->kind == OPTION_RATE      ? quantity_rate(text, &factor)
                 : option->kind == OPTION_PERCENT ? quantity_percent(text, &factor)
                                                  : quantity_factor(text, &factor);
        if (!judge(setting, where, option, text, result, factor)) {
            return false;
        }
        *(double *)field = factor;
        return true;
    }
}

/* True when @length bytes of @word are one of the words of @choices, which have "|" between
 * them. */
static bool is_choice(const char *choices, const char *word, size_t length) {
    for (const char *each = choices; length > 0; each++) {
        size_t each_length = strcspn(each, "|");
        if (each_length == length && memcmp(each, word, length) == 0) {
            return true;
        }
        each += each_length;
        if (*each == '\0') {
            return false;
        }
    }
    return false;
}

/* Arenas do not grow what they gave, so the list moves when its length reaches a power of two. */
void text_list_append(struct arena *arena, struct text_list *list, const char *text) {
    if ((list->count & (list->count - 1)) == 0) {
        size_t room = list->count == 0 ? 1 : list->count * 2;
        const char **items = arena_alloc(arena, room * sizeof(*items));
        for (size_t i = 0; i < list->count; i++) {
            items[i] = list->items[i];
        }
        list->items = items;
    }
    list->items[list->count++] = text;
}

bool option_is_list(const struct option *option) {
    return option->kind == OPTION_TEXTS || option->kind == OPTION_WARNINGS ||
           option->kind == OPTION_REPORTS;
}

static void warning_mistake(struct setting *setting, const char *where, const char *text) {
    const char *names[DIAGNOSTIC_NAMES];
    for (unsigned i = 0; i < DIAGNOSTIC_NAMES; i++) {
        names[i] = diagnostic_name_text((enum diagnostic_name)i);
    }
    const char *meant = diagnostic_suggest(text, names, DIAGNOSTIC_NAMES);
    if (meant != NULL) {
        option_mistake(setting, where, "%s: there is no warning of that name; did you mean %s?",
                       text, meant);
    } else {
        option_mistake(setting, where,
                       "%s: there is no warning of that name; each ends with its own", text);
    }
}

/* "html" or "html=report.html". */
static bool add_report(struct setting *setting, const char *where, const struct option *option,
                       const char *text) {
    size_t length = strcspn(text, "=");
    if (!is_choice(option->choices, text, length)) {
        option_mistake(setting, where, "%s: expected %s, with a TYPE of %s", shown(text),
                       option->argument, option->choices);
        return false;
    }
    if (strcmp(text + length, "=") == 0 || strcmp(text + length, "=-") == 0) {
        option_mistake(setting, where,
                       "%s: expected the path of a file; --format is for standard output", text);
        return false;
    }
    text_list_append(setting->arena, option_field(setting->options, option), text);
    return true;
}

bool option_set(struct setting *setting, const char *where, const struct option *option,
                const char *text) {
    void *field = option_field(setting->options, option);
    if (*text == '\0' && (option->kind == OPTION_TEXT || option->kind == OPTION_TEXTS)) {
        option_mistake(setting, where, "expected a %s, found nothing", option->argument);
        return false;
    }
    switch (option->kind) {
    case OPTION_SWITCH:
        return set_switch(setting, where, option, text);
    case OPTION_CHOICE:
        if (!is_choice(option->choices, text, strlen(text))) {
            option_mistake(setting, where, "%s: expected one of %s", shown(text), option->choices);
            return false;
        }
        *(const char **)field = text;
        return true;
    case OPTION_TEXT:
        *(const char **)field = text;
        return true;
    case OPTION_WARNINGS:
        if (!diagnostic_name_parse(text, &(enum diagnostic_name){0})) {
            warning_mistake(setting, where, text);
            return false;
        }
        text_list_append(setting->arena, field, text);
        return true;
    case OPTION_REPORTS:
        return add_report(setting, where, option, text);
    case OPTION_TEXTS:
        text_list_append(setting->arena, field, text);
        return true;
    default:
        return set_number(setting, where, option, text);
    }
}

/* A URL with its user info as ***. */
static void print_masked_url(const char *url, struct buffer *out) {
    const char *authority = strstr(url, "://");
    if (authority == NULL) {
        buffer_append_text(out, url);
        return;
    }
    authority += strlen("://");
    size_t authority_length = strcspn(authority, "/?#");
    const char *at = memrchr(authority, '@', authority_length);
    if (at == NULL) {
        buffer_append_text(out, url);
        return;
    }
    buffer_append(out, url, (size_t)(authority - url));
    buffer_printf(out, "***%s", at);
}

static void print_text(const struct option *option, const char *text, struct buffer *out) {
    if (option->secret == SECRET_VALUE) {
        buffer_append_text(out, "***");
    } else if (option->secret == SECRET_USER_INFO) {
        print_masked_url(text, out);
    } else {
        buffer_append_text(out, text);
    }
}

void option_print(const struct option *option, const struct options *options, struct buffer *out) {
    const void *field = (const char *)options + option->field;
    const struct text_list *list = field;
    bool given = options->sources[option - option_table] != SOURCE_DEFAULT;
    if (!given && option->default_text == NULL && option->kind != OPTION_SWITCH) {
        return;
    }
    switch (option->kind) {
    case OPTION_SWITCH:
        buffer_append_text(out, *(const bool *)field ? "1" : "0");
        break;
    case OPTION_TEXT:
    case OPTION_CHOICE:
        print_text(option, *(const char *const *)field, out);
        break;
    case OPTION_TEXTS:
    case OPTION_WARNINGS:
    case OPTION_REPORTS:
        for (size_t i = 0; i < list->count; i++) {
            buffer_append_text(out, i > 0 ? ", " : "");
            print_text(option, list->items[i], out);
        }
        break;
    case OPTION_DURATION:
        quantity_duration_print(*(const uint32_t *)field, out);
        break;
    case OPTION_COUNT:
        buffer_printf(out, "%u", *(const uint32_t *)field);
        break;
    case OPTION_BYTES:
        quantity_bytes_print(*(const uint64_t *)field, out);
        break;
    case OPTION_FACTOR:
        buffer_printf(out, "%g", *(const double *)field);
        break;
    case OPTION_PERCENT:
        buffer_printf(out, "%g%%", *(const double *)field);
        break;
    case OPTION_RATE:
        buffer_printf(out, "%g/s", *(const double *)field);
        break;
    }
}
