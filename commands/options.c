/* options.c - a command line and an environment, read by the table of options. */
#include "commands/options.h"

#include "commands/quantity.h"

#include <string.h>

struct reading {
    struct arena *arena;
    struct diagnostics *diagnostics;
    struct options *options;
    const char *const *arguments;
    size_t count;
    size_t next; /* The argument to be looked at. */
};

static bool takes(const struct option *option, enum command_bit command) {
    return (option->commands & (unsigned)command) != 0;
}

static size_t index_of(const struct option *option) {
    return (size_t)(option - option_table);
}

static void *field_of(struct options *options, const struct option *option) {
    return (char *)options + option->field;
}

const struct option *option_find(enum command_bit command, const char *name) {
    for (size_t i = 0; i < option_count; i++) {
        if (takes(&option_table[i], command) && strcmp(option_table[i].name, name) == 0) {
            return &option_table[i];
        }
    }
    return NULL;
}

static const struct option *find_letter(enum command_bit command, char letter) {
    for (size_t i = 0; i < option_count; i++) {
        if (takes(&option_table[i], command) && option_table[i].letter == letter) {
            return &option_table[i];
        }
    }
    return NULL;
}

void option_variable(const struct option *option, struct buffer *out) {
    buffer_append_text(out, "PARLEY_");
    for (const char *letter = option->name; *letter != '\0'; letter++) {
        char upper = *letter == '-' ? '_' : (char)(*letter - 'a' + 'A');
        buffer_append(out, &upper, 1);
    }
    buffer_terminate(out);
}

/* A mistake in what @where gives: "--concurrency" or "PARLEY_CONCURRENCY". */
#define MISTAKE(reading, where, ...)                                                               \
    diagnostic_add((reading)->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION,                      \
                   &(struct place){.file = (where)}, __VA_ARGS__)

static void range_mistake(struct reading *reading, const char *where, const struct option *option,
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
    MISTAKE(reading, where, "%s: expected %s", text, buffer_terminate(&range));
    buffer_finish(&range);
}

static void malformed_mistake(struct reading *reading, const char *where,
                              const struct option *option, const char *text) {
    switch (option->kind) {
    case OPTION_SWITCH:
        MISTAKE(reading, where, "%s: a switch is 1 or 0", text);
        break;
    case OPTION_DURATION:
        MISTAKE(reading, where, "%s: expected a duration, such as 500ms, 1.5s, 10m or 1h", text);
        break;
    case OPTION_BYTES:
        MISTAKE(reading, where, "%s: expected a number of bytes, such as 65536, 64KiB or 1MiB",
                text);
        break;
    case OPTION_FACTOR:
        MISTAKE(reading, where, "%s: expected a number, such as 0.1", text);
        break;
    default:
        MISTAKE(reading, where, "%s: expected a whole number", text);
        break;
    }
}

/* Says what is wrong, if anything is; true when @value stands and is allowed. */
static bool judge(struct reading *reading, const char *where, const struct option *option,
                  const char *text, enum quantity_result result, double value) {
    if (result == QUANTITY_NO_UNIT) {
        MISTAKE(reading, where, "%s: a duration needs a unit, such as %ss or %sms", text, text,
                text);
        return false;
    }
    if (result == QUANTITY_MALFORMED) {
        malformed_mistake(reading, where, option, text);
        return false;
    }
    if (result == QUANTITY_TOO_LARGE || value < option->minimum || value > option->maximum) {
        range_mistake(reading, where, option, text);
        return false;
    }
    return true;
}

static bool set_switch(struct reading *reading, const char *where, const struct option *option,
                       const char *text) {
    bool on = strcmp(text, "1") == 0;
    if (!on && strcmp(text, "0") != 0) {
        malformed_mistake(reading, where, option, text);
        return false;
    }
    *(bool *)field_of(reading->options, option) = on;
    return true;
}

static bool set_number(struct reading *reading, const char *where, const struct option *option,
                       const char *text) {
    void *field = field_of(reading->options, option);
    enum quantity_result result = QUANTITY_READ;
    uint32_t number = 0;
    uint64_t bytes = 0;
    double factor = 0;
    switch (option->kind) {
    case OPTION_DURATION:
    case OPTION_COUNT:
        result = option->kind == OPTION_COUNT ? quantity_count(text, &number)
                                              : quantity_duration(text, &number);
        if (!judge(reading, where, option, text, result, number)) {
            return false;
        }
        *(uint32_t *)field = number;
        return true;
    case OPTION_BYTES:
        result = quantity_bytes(text, &bytes);
        if (!judge(reading, where, option, text, result, (double)bytes)) {
            return false;
        }
        *(uint64_t *)field = bytes;
        return true;
    default:
        result = quantity_factor(text, &factor);
        if (!judge(reading, where, option, text, result, factor)) {
            return false;
        }
        *(double *)field = factor;
        return true;
    }
}

/* True when @word is one of the words of @choices, which have "|" between them. */
static bool is_choice(const char *choices, const char *word) {
    size_t length = strlen(word);
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
static void append(struct arena *arena, struct text_list *list, const char *text) {
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

static bool is_list(const struct option *option) {
    return option->kind == OPTION_TEXTS || option->kind == OPTION_WARNINGS;
}

static void warning_mistake(struct reading *reading, const char *where, const char *text) {
    const char *names[DIAGNOSTIC_NAMES];
    for (unsigned i = 0; i < DIAGNOSTIC_NAMES; i++) {
        names[i] = diagnostic_name_text((enum diagnostic_name)i);
    }
    const char *meant = diagnostic_suggest(text, names, DIAGNOSTIC_NAMES);
    if (meant != NULL) {
        MISTAKE(reading, where, "%s: there is no warning of that name; did you mean %s?", text,
                meant);
    } else {
        MISTAKE(reading, where, "%s: there is no warning of that name; each ends with its own",
                text);
    }
}

static bool set(struct reading *reading, const char *where, const struct option *option,
                const char *text) {
    void *field = field_of(reading->options, option);
    switch (option->kind) {
    case OPTION_SWITCH:
        return set_switch(reading, where, option, text);
    case OPTION_CHOICE:
        if (!is_choice(option->choices, text)) {
            MISTAKE(reading, where, "%s: expected one of %s", text, option->choices);
            return false;
        }
        *(const char **)field = text;
        return true;
    case OPTION_TEXT:
        if (*text == '\0') {
            MISTAKE(reading, where, "expected a %s, found nothing", option->argument);
            return false;
        }
        *(const char **)field = text;
        return true;
    case OPTION_WARNINGS:
        if (!diagnostic_name_parse(text, &(enum diagnostic_name){0})) {
            warning_mistake(reading, where, text);
            return false;
        }
        append(reading->arena, field, text);
        return true;
    case OPTION_TEXTS:
        append(reading->arena, field, text);
        return true;
    default:
        return set_number(reading, where, option, text);
    }
}

static void set_from_command_line(struct reading *reading, const struct option *option,
                                  const char *text) {
    enum option_source *source = &reading->options->sources[index_of(option)];
    if (*source != SOURCE_COMMAND_LINE && is_list(option)) {
        *(struct text_list *)field_of(reading->options, option) = (struct text_list){0};
    }
    *source = SOURCE_COMMAND_LINE;
    set(reading, arena_printf(reading->arena, "--%s", option->name), option, text);
}

/* True when @argument would be read as an option of this command. */
static bool is_option(const struct reading *reading, const char *argument) {
    enum command_bit command = reading->options->command;
    if (argument[0] != '-' || argument[1] == '\0') {
        return false;
    }
    if (argument[1] != '-') {
        return find_letter(command, argument[1]) != NULL;
    }
    const char *name = arena_copy(reading->arena, argument + 2, strcspn(argument + 2, "="));
    return option_find(command, name) != NULL;
}

/* Set @option to @attached, or to the argument that follows when nothing is attached. */
static void read_value(struct reading *reading, const struct option *option, const char *attached) {
    if (attached == NULL && option->kind == OPTION_SWITCH) {
        attached = "1";
    }
    if (attached == NULL) {
        if (reading->next == reading->count ||
            is_option(reading, reading->arguments[reading->next])) {
            MISTAKE(reading, arena_printf(reading->arena, "--%s", option->name),
                    "expected a value: --%s %s", option->name, option->argument);
            return;
        }
        attached = reading->arguments[reading->next++];
    }
    set_from_command_line(reading, option, attached);
}

/* Of a name that is no option of this command: whose it is, or what was probably meant. */
static void unknown_mistake(struct reading *reading, const char *name) {
    enum command_bit command = reading->options->command;
    for (size_t i = 0; i < option_count; i++) {
        if (strcmp(option_table[i].name, name) == 0) {
            MISTAKE(reading, NULL, "--%s is an option of another command: see `parley help`", name);
            return;
        }
    }
    const char *names[OPTIONS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < option_count; i++) {
        if (takes(&option_table[i], command)) {
            names[count++] = option_table[i].name;
        }
    }
    const char *meant = diagnostic_suggest(name, names, count);
    if (meant != NULL) {
        MISTAKE(reading, NULL, "unknown option --%s; did you mean --%s?", name, meant);
    } else {
        MISTAKE(reading, NULL, "unknown option --%s", name);
    }
}

static void read_long(struct reading *reading, const char *argument) {
    size_t length = strcspn(argument, "=");
    const char *name = arena_copy(reading->arena, argument, length);
    const struct option *option = option_find(reading->options->command, name);
    if (option == NULL) {
        unknown_mistake(reading, name);
        return;
    }
    read_value(reading, option, argument[length] == '=' ? argument + length + 1 : NULL);
}

static size_t character_length(const char *text) {
    size_t length = 1;
    while ((text[length] & 0xC0) == 0x80) {
        length++;
    }
    return length;
}

/* "-qv", "-j4", "-j 4", "-qj4". */
static void read_letters(struct reading *reading, const char *letters) {
    while (*letters != '\0') {
        const struct option *option = find_letter(reading->options->command, *letters);
        if (option == NULL) {
            MISTAKE(reading, NULL, "unknown option -%.*s", (int)character_length(letters), letters);
            return;
        }
        letters++;
        if (option->kind != OPTION_SWITCH) {
            read_value(reading, option, *letters != '\0' ? letters : NULL);
            return;
        }
        read_value(reading, option, NULL);
    }
}

static void read_file(struct reading *reading, const char *argument) {
    if (*argument == '\0') {
        MISTAKE(reading, NULL, "an empty file name");
        return;
    }
    append(reading->arena, &reading->options->files, argument);
}

static void read_command_line(struct reading *reading) {
    bool options_ended = false;
    while (reading->next < reading->count) {
        const char *argument = reading->arguments[reading->next++];
        if (options_ended || argument[0] != '-' || argument[1] == '\0') {
            read_file(reading, argument);
        } else if (argument[1] != '-') {
            read_letters(reading, argument + 1);
        } else if (argument[2] != '\0') {
            read_long(reading, argument + 2);
        } else {
            options_ended = true;
        }
    }
}

/* A repeatable option's variable takes a line each (spec section 6). */
static void read_lines(struct reading *reading, const char *where, const struct option *option,
                       const char *text) {
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");
        if (length > 0) {
            set(reading, where, option, arena_copy(reading->arena, text, length));
        }
        text += length + (text[length] == '\n');
    }
}

/* An empty variable is as good as none: that is how a CI job leaves one out. */
static void read_environment(struct reading *reading, environment_fn *environment) {
    struct buffer name;
    buffer_init(&name, NULL);
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        name.length = 0;
        option_variable(option, &name);
        if (option->no_variable || !takes(option, reading->options->command)) {
            continue;
        }
        const char *text = environment(name.data);
        if (text == NULL || *text == '\0') {
            continue;
        }
        reading->options->sources[i] = SOURCE_ENVIRONMENT;
        if (is_list(option)) {
            read_lines(reading, name.data, option, text);
        } else {
            set(reading, name.data, option, text);
        }
    }
    buffer_finish(&name);
}

void options_read(struct arena *arena, enum command_bit command, const char *const *arguments,
                  size_t count, environment_fn *environment, struct options *out,
                  struct diagnostics *diagnostics) {
    *out = (struct options){.command = command};
    struct reading reading = {.arena = arena,
                              .diagnostics = diagnostics,
                              .options = out,
                              .arguments = arguments,
                              .count = count};
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if (takes(option, command) && option->default_text != NULL) {
            set(&reading, option->name, option, option->default_text);
        }
    }
    read_environment(&reading, environment);
    read_command_line(&reading);
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
    bool given = options->sources[index_of(option)] != SOURCE_DEFAULT;
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
    }
}
