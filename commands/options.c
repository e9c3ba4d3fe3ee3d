/* options.c - a command line and an environment, read by the table of options. */
#include "commands/options.h"

#include "commands/option_value.h"

#include <string.h>

struct reading {
    struct setting setting;
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

static void set_from_command_line(struct reading *reading, const struct option *option,
                                  const char *text) {
    enum option_source *source = &reading->setting.options->sources[index_of(option)];
    if (*source != SOURCE_COMMAND_LINE && option_is_list(option)) {
        *(struct text_list *)option_field(reading->setting.options, option) = (struct text_list){0};
    }
    *source = SOURCE_COMMAND_LINE;
    option_set(&reading->setting, arena_printf(reading->setting.arena, "--%s", option->name),
               option, text);
}

/* True when @argument would be read as an option of this command. */
static bool is_option(const struct reading *reading, const char *argument) {
    enum command_bit command = reading->setting.options->command;
    if (argument[0] != '-' || argument[1] == '\0') {
        return false;
    }
    if (argument[1] != '-') {
        return find_letter(command, argument[1]) != NULL;
    }
    const char *name = arena_copy(reading->setting.arena, argument + 2, strcspn(argument + 2, "="));
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
            option_mistake(&reading->setting,
                           arena_printf(reading->setting.arena, "--%s", option->name),
                           "expected a value: --%s %s", option->name, option->argument);
            return;
        }
        attached = reading->arguments[reading->next++];
    }
    set_from_command_line(reading, option, attached);
}

/* The first of @names that begins with @name, for those who cut them short; or NULL. */
static const char *find_longer(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count && *name != '\0'; i++) {
        if (strncmp(names[i], name, strlen(name)) == 0) {
            return names[i];
        }
    }
    return NULL;
}

/* Of a name that is no option of this command: whose it is, or what was probably meant. */
static void unknown_mistake(struct reading *reading, const char *name) {
    enum command_bit command = reading->setting.options->command;
    for (size_t i = 0; i < option_count; i++) {
        if (strcmp(option_table[i].name, name) == 0) {
            option_mistake(&reading->setting, NULL,
                           "--%s is an option of another command: see `parley help`", name);
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
    const char *meant = find_longer(name, names, count);
    meant = meant != NULL ? meant : diagnostic_suggest(name, names, count);
    if (meant != NULL) {
        option_mistake(&reading->setting, NULL, "unknown option --%s; did you mean --%s?", name,
                       meant);
    } else {
        option_mistake(&reading->setting, NULL, "unknown option --%s", name);
    }
}

static void read_long(struct reading *reading, const char *argument) {
    size_t length = strcspn(argument, "=");
    const char *name = arena_copy(reading->setting.arena, argument, length);
    const struct option *option = option_find(reading->setting.options->command, name);
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
        const struct option *option = find_letter(reading->setting.options->command, *letters);
        if (option == NULL) {
            option_mistake(&reading->setting, NULL, "unknown option -%.*s",
                           (int)character_length(letters), letters);
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
        option_mistake(&reading->setting, NULL, "an empty file name");
        return;
    }
    text_list_append(reading->setting.arena, &reading->setting.options->files, argument);
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
            option_set(&reading->setting, where, option,
                       arena_copy(reading->setting.arena, text, length));
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
        if (option->no_variable || !takes(option, reading->setting.options->command)) {
            continue;
        }
        const char *text = environment(name.data);
        if (text == NULL || *text == '\0') {
            continue;
        }
        reading->setting.options->sources[i] = SOURCE_ENVIRONMENT;
        if (option_is_list(option)) {
            read_lines(reading, name.data, option, text);
        } else {
            option_set(&reading->setting, name.data, option, text);
        }
    }
    buffer_finish(&name);
}

void options_read(struct arena *arena, enum command_bit command, const char *const *arguments,
                  size_t count, environment_fn *environment, struct options *out,
                  struct diagnostics *diagnostics) {
    *out = (struct options){.command = command};
    struct reading reading = {
        .setting = {arena, diagnostics, out}, .arguments = arguments, .count = count};
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if (takes(option, command) && option->default_text != NULL) {
            option_set(&reading.setting, option->name, option, option->default_text);
        }
    }
    read_environment(&reading, environment);
    read_command_line(&reading);
}
