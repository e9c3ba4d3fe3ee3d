/* fuzz_options.c - any lines as the words of a command line.
 *
 * Beyond not crashing: what was read without a mistake is within the option's bounds, and
 * printed it reads as the same; no message holds the value of a secret option. */
#include "commands/options.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 64 };

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static const char *nothing(const char *name) {
    (void)name;
    return NULL;
}

static size_t split(struct arena *arena, const char *text, size_t length, const char **words) {
    size_t count = 0;
    while (length > 0 && count < MOST_WORDS) {
        const char *line = memchr(text, '\n', length);
        size_t word = line != NULL ? (size_t)(line - text) : length;
        words[count++] = arena_copy(arena, text, word);
        text += word + (line != NULL);
        length -= word + (line != NULL);
    }
    return count;
}

static bool is_quantity(const struct option *option) {
    return option->kind == OPTION_DURATION || option->kind == OPTION_COUNT ||
           option->kind == OPTION_BYTES;
}

static void check_option(struct arena *arena, const struct option *option,
                         const struct options *options) {
    struct buffer printed;
    struct buffer again;
    buffer_init(&printed, NULL);
    buffer_init(&again, NULL);
    option_print(option, options, &printed);
    if (is_quantity(option) && printed.length > 0) {
        const char *words[] = {
            arena_printf(arena, "--%s=%s", option->name, buffer_terminate(&printed))};
        struct options reread;
        struct diagnostics diagnostics;
        diagnostics_init(&diagnostics, arena);
        options_read(arena, options->command, words, 1, nothing, &reread, &diagnostics);
        require(diagnostics.error_count == 0);
        option_print(option, &reread, &again);
        require(strcmp(buffer_terminate(&printed), buffer_terminate(&again)) == 0);
    }
    buffer_finish(&printed);
    buffer_finish(&again);
}

/* Whether another word shows it as well, where it is no secret. */
static bool is_elsewhere(const char *header, const char *const *words, size_t count) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += strstr(words[i], header) != NULL;
    }
    return found > 1;
}

static void check_command(enum command_bit command, const char *const *words, size_t count) {
    struct arena arena;
    struct options options;
    struct diagnostics diagnostics;
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    options_read(&arena, command, words, count, nothing, &options, &diagnostics);
    require(options.files.count <= count);
    for (size_t i = 0; i < option_count; i++) {
        if ((option_table[i].commands & (unsigned)command) != 0 && diagnostics.error_count == 0) {
            check_option(&arena, &option_table[i], &options);
        }
    }
    for (const struct diagnostic *each = diagnostics.first; each != NULL; each = each->next) {
        for (size_t i = 0; i < options.headers.count; i++) {
            const char *header = options.headers.items[i];
            require(strlen(header) < 16 || is_elsewhere(header, words, count) ||
                    strstr(each->message, header) == NULL);
        }
    }
    arena_finish(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *words[MOST_WORDS];
    struct arena arena;
    arena_init(&arena, NULL);
    size_t count = split(&arena, (const char *)data, size, words);
    check_command(COMMAND_RUN, words, count);
    check_command(COMMAND_AGENT, words, count);
    arena_finish(&arena);
    return 0;
}
