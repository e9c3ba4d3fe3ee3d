/* test_mistakes.c - diagnostics as people read them. */
#include "commands/mistakes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct arena arena;
    struct diagnostics list;
    struct buffer out;
};

static int set_up(void **state) {
    struct fixture *fixture = test_malloc(sizeof(*fixture));
    arena_init(&fixture->arena, NULL);
    diagnostics_init(&fixture->list, &fixture->arena);
    buffer_init(&fixture->out, NULL);
    diagnostic_add(&fixture->list, SEVERITY_ERROR, DIAGNOSTIC_TAG,
                   &(struct place){.file = "no-such.json", .path = "a.b", .line = 3, .column = 7},
                   "<x>: wrong");
    diagnostic_add(&fixture->list, SEVERITY_WARNING, DIAGNOSTIC_INSECURE,
                   &(struct place){.file = "--insecure"}, "not verified");
    diagnostic_add(&fixture->list, SEVERITY_NOTE, DIAGNOSTIC_NO_ENDCALL, NULL, "evil \x1b[2J\n");
    *state = fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    buffer_finish(&fixture->out);
    arena_finish(&fixture->arena);
    test_free(fixture);
    return 0;
}

/* Compiler style: as much of the place as is known, the name last; control characters escaped. */
static void each_is_a_line_in_compiler_style(void **state) {
    struct fixture *fixture = *state;
    mistakes_print(&fixture->list, &(struct mistakes_style){0}, &fixture->out);
    assert_string_equal(buffer_terminate(&fixture->out),
                        "no-such.json:3:7: error: a.b: <x>: wrong [tag]\n"
                        "--insecure: warning: not verified [insecure]\n"
                        "parley: note: evil \\x1b[2J\\n [no-endcall]\n");
}

/* Notes may be left out; colour is only what stands around the words. */
static void notes_and_colour_are_asked_for(void **state) {
    struct fixture *fixture = *state;
    const struct mistakes_style style = {.no_notes = true, .colour = true};
    mistakes_print(&fixture->list, &style, &fixture->out);
    assert_string_equal(buffer_terminate(&fixture->out),
                        "\x1b[1mno-such.json:3:7: \x1b[1;31merror: \x1b[0ma.b: <x>: wrong [tag]\n"
                        "\x1b[1m--insecure: \x1b[1;33mwarning: \x1b[0mnot verified [insecure]\n");
}

/* A warning is silenced by its name; an error never is. */
static void warnings_are_silenced_by_name(void **state) {
    struct fixture *fixture = *state;
    const char *names[] = {"insecure", "tag"};
    mistakes_count(&fixture->list, &fixture->out);
    assert_string_equal(buffer_terminate(&fixture->out), "1 error, 1 warning");
    mistakes_silence(&fixture->list, &(struct text_list){names, 2});
    fixture->out.length = 0;
    mistakes_count(&fixture->list, &fixture->out);
    assert_string_equal(buffer_terminate(&fixture->out), "1 error");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_is_a_line_in_compiler_style, set_up, tear_down),
        cmocka_unit_test_setup_teardown(notes_and_colour_are_asked_for, set_up, tear_down),
        cmocka_unit_test_setup_teardown(warnings_are_silenced_by_name, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
