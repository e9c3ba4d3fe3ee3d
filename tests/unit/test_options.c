/* test_options.c - command lines and environments, and what is made of them. */
#include "commands/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_WORDS = 12 };

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* A variable of a test's environment, since options_read() takes only a function. */
static const char *variable_name;
static const char *variable_value;

static const char *one_variable(const char *name) {
    return variable_name != NULL && strcmp(name, variable_name) == 0 ? variable_value : NULL;
}

struct fixture {
    struct arena arena;
    struct diagnostics diagnostics;
    struct options options;
    struct buffer text;
};

static void read_words(struct fixture *fixture, enum command_bit command,
                       const char *const *words) {
    size_t count = 0;
    while (count < MOST_WORDS && words[count] != NULL) {
        count++;
    }
    arena_init(&fixture->arena, NULL);
    buffer_init(&fixture->text, NULL);
    diagnostics_init(&fixture->diagnostics, &fixture->arena);
    options_read(&fixture->arena, command, words, count, one_variable, &fixture->options,
                 &fixture->diagnostics);
}

static void finish(struct fixture *fixture) {
    buffer_finish(&fixture->text);
    arena_finish(&fixture->arena);
}

/* "where: message", a line each. */
static const char *mistakes(struct fixture *fixture) {
    for (const struct diagnostic *each = fixture->diagnostics.first; each != NULL;
         each = each->next) {
        const char *where = each->place.file;
        buffer_printf(&fixture->text, "%s%s%s\n", where != NULL ? where : "",
                      where != NULL ? ": " : "", each->message);
    }
    return buffer_terminate(&fixture->text);
}

static const char *value_of(struct fixture *fixture, const char *name) {
    fixture->text.length = 0;
    option_print(option_find(fixture->options.command, name), &fixture->options, &fixture->text);
    return buffer_terminate(&fixture->text);
}

/* A value may be attached or follow; letters may be joined; files and options may be mixed. */
static void every_spelling_is_read(void **state) {
    (void)state;
    static const struct {
        const char *words[MOST_WORDS];
        const char *name;
        const char *value;
        size_t files;
    } cases[] = {
        {{"a.json"}, "concurrency", "10", 1},
        {{"-j4", "a.json"}, "concurrency", "4", 1},
        {{"-j", "4", "a.json"}, "concurrency", "4", 1},
        {{"a.json", "--concurrency=4", "b.json"}, "concurrency", "4", 2},
        {{"--concurrency", "4"}, "concurrency", "4", 0},
        {{"-j4", "-j", "5"}, "concurrency", "5", 0},
        {{"-qv"}, "verbose", "1", 0},
        {{"-qvj7"}, "concurrency", "7", 0},
        {{"--fail-fast"}, "fail-fast", "1", 0},
        {{"--fail-fast=0"}, "fail-fast", "0", 0},
        {{"-t", "a", "-t", "b"}, "tag", "a, b", 0},
        {{"--", "-j4", "--quiet"}, "concurrency", "10", 2},
        {{"-", "-j2"}, "concurrency", "2", 1},
        {{"--filter=--quiet"}, "filter", "--quiet", 0},
        {{"--filter", "-5"}, "filter", "-5", 0},
        {{"--grace", "1500ms"}, "grace", "1500ms", 0},
        {{"--grace", "0"}, "grace", "0s", 0},
        {{"--max-message", "2MiB"}, "max-message", "2MiB", 0},
        {{"--time-scale", "0.1"}, "time-scale", "0.1", 0},
        {{"--format", "tap"}, "format", "tap", 0},
        {{"-a", "ws://u:p@h/x"}, "agent", "ws://***@h/x", 0},
        {{"-a", "agent@home.json"}, "agent", "agent@home.json", 0},
        {{"-H", "Authorization: Bearer x"}, "header", "***", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture fixture;
        print_message("%s %s\n", cases[i].words[0], cases[i].words[1]);
        read_words(&fixture, COMMAND_RUN, cases[i].words);
        assert_string_equal(mistakes(&fixture), "");
        assert_string_equal(value_of(&fixture, cases[i].name), cases[i].value);
        assert_int_equal(fixture.options.files.count, cases[i].files);
        finish(&fixture);
    }
}

/* A mistake says what was found, what is allowed and what was probably meant; all are told. */
static void mistakes_say_what_is_allowed(void **state) {
    (void)state;
    static const struct {
        const char *words[MOST_WORDS];
        const char *told;
    } cases[] = {
        {{"--max-dur", "4s"}, "unknown option --max-dur; did you mean --max-duration?\n"},
        {{"--concurency", "4"}, "unknown option --concurency; did you mean --concurrency?\n"},
        {{"--headr=Authorization: Bearer secret"},
         "unknown option --headr; did you mean --header?\n"},
        {{"--xyzzy"}, "unknown option --xyzzy\n"},
        {{"--say", "x"}, "--say is an option of another command: see `parley help`\n"},
        {{"-x"}, "unknown option -x\n"},
        {{"-q\xC3\xA4"}, "unknown option -\xC3\xA4\n"},
        {{"-j"}, "--concurrency: expected a value: --concurrency N\n"},
        {{"--out", "--quiet"}, "--out: expected a value: --out DIR\n"},
        {{"--out="}, "--out: expected a DIR, found nothing\n"},
        {{"--grace="}, "--grace: nothing: expected a duration, such as 500ms, 1.5s, 10m or 1h\n"},
        {{"--tag="}, "--tag: expected a TAG, found nothing\n"},
        {{"-j0"}, "--concurrency: 0: expected 1 to 100000\n"},
        {{"-jx"}, "--concurrency: x: expected a whole number\n"},
        {{"--repeat-limit", "1001"}, "--repeat-limit: 1001: expected 0 to 1000\n"},
        {{"--time-scale", "101"}, "--time-scale: 101: expected 0 to 100\n"},
        {{"--time-scale", "fast"}, "--time-scale: fast: expected a number, such as 0.1\n"},
        {{"--grace", "10"}, "--grace: 10: a duration needs a unit, such as 10s or 10ms\n"},
        {{"--grace", "soon"},
         "--grace: soon: expected a duration, such as 500ms, 1.5s, 10m or 1h\n"},
        {{"--stuck-timeout", "0s"}, "--stuck-timeout: 0s: expected 1ms to 24h\n"},
        {{"--turn-gap", "6s"}, "--turn-gap: 6s: expected 0s to 5s\n"},
        {{"--max-message", "0"}, "--max-message: 0: expected 1 to 1GiB\n"},
        {{"--max-message", "1MB"},
         "--max-message: 1MB: expected a number of bytes, such as 65536, 64KiB or 1MiB\n"},
        {{"--format", "xml"}, "--format: xml: expected one of pretty|json|jsonl|junit|tap\n"},
        {{"--format", ""}, "--format: nothing: expected one of pretty|json|jsonl|junit|tap\n"},
        {{"--quiet=yes"}, "--quiet: yes: a switch is 1 or 0\n"},
        {{""}, "an empty file name\n"},
        {{"-j0", "--nope", "--grace", "1"},
         "--concurrency: 0: expected 1 to 100000\nunknown option --nope\n--grace: 1: a duration "
         "needs a unit, such as 1s or 1ms\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture fixture;
        read_words(&fixture, COMMAND_RUN, cases[i].words);
        assert_string_equal(mistakes(&fixture), cases[i].told);
        finish(&fixture);
    }
}

/* Every long option has a variable; the command line wins over it as a whole. */
static void the_environment_stands_behind_the_command_line(void **state) {
    (void)state;
    static const struct {
        const char *name;
        const char *value;
        const char *words[MOST_WORDS];
        const char *option;
        const char *expected;
        const char *told;
    } cases[] = {
        {"PARLEY_CONCURRENCY", "3", {NULL}, "concurrency", "3", ""},
        {"PARLEY_CONCURRENCY", "3", {"-j4"}, "concurrency", "4", ""},
        {"PARLEY_CONCURRENCY", "", {NULL}, "concurrency", "10", ""},
        {"PARLEY_MAX_DURATION", "60s", {NULL}, "max-duration", "1m", ""},
        {"PARLEY_FAIL_FAST", "1", {NULL}, "fail-fast", "1", ""},
        {"PARLEY_FAIL_FAST", "1", {"--fail-fast=0"}, "fail-fast", "0", ""},
        {"PARLEY_TAG", "a\n\nb c\n", {NULL}, "tag", "a, b c", ""},
        {"PARLEY_TAG", "a\nb", {"-t", "c"}, "tag", "c", ""},
        {"PARLEY_HELP", "1", {NULL}, "help", "0", ""},
        {"PARLEY_SAY", "not for run", {NULL}, "filter", "", ""},
        {"PARLEY_FAIL_FAST",
         "yes",
         {NULL},
         "fail-fast",
         "0",
         "PARLEY_FAIL_FAST: yes: a switch is 1 or 0\n"},
        {"PARLEY_GRACE",
         "5",
         {NULL},
         "grace",
         "1s",
         "PARLEY_GRACE: 5: a duration needs a unit, such as 5s or 5ms\n"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct fixture fixture;
        print_message("%s=%s\n", cases[i].name, cases[i].value);
        variable_name = cases[i].name;
        variable_value = cases[i].value;
        read_words(&fixture, COMMAND_RUN, cases[i].words);
        assert_string_equal(mistakes(&fixture), cases[i].told);
        assert_string_equal(value_of(&fixture, cases[i].option), cases[i].expected);
        finish(&fixture);
        variable_name = NULL;
    }
}

/* The table holds together: names are unique per command, defaults are allowed, words are short. */
static void the_table_is_sound(void **state) {
    (void)state;
    for (size_t i = 0; i < option_count; i++) {
        const struct option *one = &option_table[i];
        print_message("%s\n", one->name);
        assert_true((one->kind == OPTION_SWITCH) == (one->argument == NULL));
        assert_true((one->kind == OPTION_CHOICE || one->kind == OPTION_REPORTS) ==
                    (one->choices != NULL));
        assert_true(one->help[strlen(one->help) - 1] == '.');
        for (size_t j = 0; j < i; j++) {
            const struct option *other = &option_table[j];
            if ((one->commands & other->commands) != 0) {
                assert_string_not_equal(one->name, other->name);
                assert_true(one->letter == '\0' || one->letter != other->letter);
            }
        }
    }
    static const enum command_bit commands[] = {COMMAND_RUN, COMMAND_CHECK, COMMAND_EXPLAIN,
                                                COMMAND_AGENT};
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        struct fixture fixture;
        read_words(&fixture, commands[i], (const char *const[]){NULL});
        assert_string_equal(mistakes(&fixture), "");
        finish(&fixture);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_spelling_is_read),
        cmocka_unit_test(mistakes_say_what_is_allowed),
        cmocka_unit_test(the_environment_stands_behind_the_command_line),
        cmocka_unit_test(the_table_is_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
