/* test_log_commands.c - what a CI system would take for a command. */
#include "reports/log_commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Commands are told from text that only looks a little like them. */
static void test_finds(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool anywhere;
        bool in_front;
    } cases[] = {
        {"##[error]no", true, false},
        {"##vso[task.complete result=Failed;]", true, false},
        {"##teamcity[buildProblem description='no']", true, false},
        {"##VSO[x]", true, false},
        {"::error::no", false, true},
        {"::add-mask::a", false, true},
        {"# Title [1]", false, false},
        {"## Title [1]", false, false},
        {"##", false, false},
        {"##vso", false, false},
        {"#[derive]", false, false},
        {"::", false, false},
        {"::1", false, false},
        {":: error", false, false},
        {"std::string", false, false},
        {"", false, false},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        size_t length = strlen(cases[i].text);
        assert_int_equal(log_command_anywhere(cases[i].text, length), cases[i].anywhere);
        assert_int_equal(log_command_in_front(cases[i].text, length), cases[i].in_front);
    }
}

/* In a text of a format only what is a command changes, each into the format's own escape. */
static void test_disarms(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *disarmed;
    } cases[] = {
        {"a ##[error]b ##vso[c]", "a &#35;#[error]b &#35;#vso[c]"},
        {"###[x]", "#&#35;#[x]"},
        {"::error::a", "&#58;:error::a"},
        {"a ::error::b", "a ::error::b"},
        {"a\n \t\xe3\x80\x80::error::b\n:: c", "a\n \t\xe3\x80\x80&#58;:error::b\n:: c"},
        {"::: ::1 # [x]", "::: ::1 # [x]"},
        {"\xff\n::a ##[", "\xff\n&#58;:a &#35;#["},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer text;
        buffer_init(&text, NULL);
        buffer_append_text(&text, "##[kept]\n");
        size_t from = text.length;
        buffer_append_text(&text, cases[i].text);
        log_commands_disarm(&text, from, "&#35;", "&#58;");
        assert_string_equal(buffer_terminate(&text) + from, cases[i].disarmed);
        assert_memory_equal(text.data, "##[kept]\n", from);
        buffer_finish(&text);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_finds),
        cmocka_unit_test(test_disarms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
