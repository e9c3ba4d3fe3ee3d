/* test_concealment.c - what is left of a command line once its secrets are overwritten. */
#include "commands/concealment.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <string.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum { MOST = 8 };

struct concealment_case {
    enum command_bit command;
    const char *before[MOST];
    const char *after[MOST];
};

static const struct concealment_case cases[] = {
    {COMMAND_RUN, {"-H", "Authorization: Bearer x"}, {"-H", "***"}},
    {COMMAND_RUN, {"-HAuthorization: x"}, {"-H***"}},
    {COMMAND_RUN, {"-qvHAuthorization: x"}, {"-qvH***"}},
    {COMMAND_RUN, {"-qvH", "X-Key: x", "a.json"}, {"-qvH", "***", "a.json"}},
    {COMMAND_RUN, {"--header", "X-Key: x"}, {"--header", "***"}},
    {COMMAND_RUN, {"--header=X-Key: x", "b"}, {"--header=***", "b"}},
    {COMMAND_RUN, {"--header", "ab"}, {"--header", "**"}},
    {COMMAND_RUN, {"--header", ""}, {"--header", ""}},
    {COMMAND_RUN, {"--header"}, {"--header"}},
    {COMMAND_RUN, {"--header="}, {"--header="}},
    {COMMAND_AGENT, {"--require-header", "X: y"}, {"--require-header", "***"}},
    /* Of a URL only who calls is secret. */
    {COMMAND_RUN, {"-a", "wss://me:word@host/p?q@r"}, {"-a", "wss://*******@host/p?q@r"}},
    {COMMAND_RUN, {"--agent=ws://me@host"}, {"--agent=ws://**@host"}},
    {COMMAND_RUN, {"-a", "ws://host/a@b"}, {"-a", "ws://host/a@b"}},
    {COMMAND_RUN, {"-a", "agent.json"}, {"-a", "agent.json"}},
    /* All else stays, also what only looks like one. */
    {COMMAND_RUN, {"-o", "-H", "file"}, {"-o", "-H", "file"}},
    {COMMAND_RUN, {"-q", "call.json", "-j4"}, {"-q", "call.json", "-j4"}},
    {COMMAND_RUN, {"--", "-H", "file"}, {"--", "-H", "file"}},
    {COMMAND_RUN, {"-", "--nonsense=x", "-?H", "x"}, {"-", "--nonsense=x", "-?H", "x"}},
    {COMMAND_CONVERT, {"-H", "x"}, {"-H", "x"}},
};

/* Values that the table of options calls secret are gone, in whatever way they are given. */
static void secrets_are_overwritten(void **state) {
    (void)state;
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char *arguments[MOST] = {0};
        size_t count = 0;
        for (; count < MOST && cases[i].before[count] != NULL; count++) {
            arguments[count] = strdup(cases[i].before[count]);
        }
        conceal_secrets(cases[i].command, arguments, count);
        for (size_t k = 0; k < count; k++) {
            assert_string_equal(arguments[k], cases[i].after[k]);
            free(arguments[k]);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(secrets_are_overwritten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
