/* Files and folders into cases, each by the shape it has. */
#include "formats/scenario_file.h"

#include "tests/lib/cases.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

#define SCENARIO                                                                                   \
    "{role: r, conditions: [{id: 0, condition: FIRST_MESSAGE, action: Hi, type: standard, "        \
    "fixed_message: true}]}"
#define RESOURCE "{name: n, conditional_actions: " SCENARIO "}"

/* Each shape gives its cases; names come from the resource, its number or the file. */
static void shapes(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const char *cases;
        const char *diagnostics;
    } cases_of[] = {
        {SCENARIO, "a file: conditions=1\n", ""},
        {RESOURCE, "n: conditions=1\n", ""},
        {"[" RESOURCE ", {instructions: " SCENARIO "}, " SCENARIO "]",
         "n: conditions=1\nscenario 2: conditions=1\nscenario 3: conditions=1\n", ""},
        {"{count: 1, next: null, previous: null, results: [" RESOURCE "]}", "n: conditions=1\n",
         ""},
        {"{next: 'https://x', results: [" RESOURCE "]}", "n: conditions=1\n",
         "1:8 next warning missing-page: the list goes on in another page, which is not in this "
         "file\n"},
        {"[]", "", "1:1 error empty: the list is empty: expected scenarios\n"},
        {"{results: []}", "", "1:11 results error empty: the list is empty: expected scenarios\n"},
        {"{results: 1}", "",
         "1:11 results error wrong-type: expected an array of scenario resources, found the number "
         "1\n"},
        {"[1, {a: b}]", "",
         "1:2 [0] error shape: expected a scenario resource, an object with "
         "\"conditional_actions\" "
         "or \"instructions\", found the number 1\n"
         "1:5 [1] error shape: expected a scenario resource, an object with "
         "\"conditional_actions\" "
         "or \"instructions\", found an object with neither\n"},
        {"{websocket_url: 'ws://a'}", "",
         "1:1 error shape: this is an agent, not a scenario: pass it with -a (--agent)\n"},
        {"{a: b}", "",
         "1:1 error shape: expected a scenario (\"conditions\"), a scenario resource "
         "(\"conditional_actions\" or \"instructions\"), a list of them (\"results\", or an array) "
         "or a suite (\"version\" and \"scenarios\"), found an object with none of these\n"},
        {"just text", "",
         "1:1 error shape: expected a scenario (\"conditions\"), a scenario resource "
         "(\"conditional_actions\" or \"instructions\"), a list of them (\"results\", or an array) "
         "or a suite (\"version\" and \"scenarios\"), found the text \"just text\"\n"},
    };
    for (size_t i = 0; i < COUNT(cases_of); i++) {
        struct cases cases;
        cases_text(&cases, cases_of[i].text);
        assert_string_equal(parsed_diagnostics(&cases.parsed), cases_of[i].diagnostics);
        assert_string_equal(cases_print(&cases), cases_of[i].cases);
        cases_end(&cases);
    }
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *where) {
    (void)status;
    (void)type;
    (void)where;
    return remove(path);
}

static void make_file(const char *folder, const char *name, const char *text) {
    char path[128];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

/* A folder stands for its scenarios: agents and unknown shapes are skipped, broken ones errors. */
static void folder(void **unused) {
    (void)unused;
    char path[] = "/tmp/parley-cases-XXXXXX";
    assert_non_null(mkdtemp(path));
    make_file(path, "b.yaml", SCENARIO);
    make_file(path, "a.json", "{\"version\": 1}");
    make_file(path, "c.yaml", "{websocket_url: 'ws://a'}");
    make_file(path, "d.agent.yaml", SCENARIO);
    make_file(path, "e.json", "{");
    make_file(path, "f.yaml", "{conditions: []}");

    struct cases cases;
    parsed_begin(&cases.parsed);
    const char *const paths[] = {path};
    cases_read(&cases.parsed.arena, paths, 1, &cases.list, &cases.parsed.diagnostics);
    assert_int_equal(cases.list.count, 2);
    assert_string_equal(cases.list.cases[0].name, "b");
    assert_string_equal(cases.list.cases[1].name, "f");
    static const char *const skipped[] = {"a.json", "c.yaml", "d.agent.yaml"};
    assert_int_equal(cases.list.skipped_count, COUNT(skipped));
    for (size_t i = 0; i < COUNT(skipped); i++) {
        assert_string_equal(cases.list.skipped[i] + strlen(path) + 1, skipped[i]);
    }
    assert_int_equal(cases.parsed.diagnostics.error_count, 2);
    cases_end(&cases);

    /* Named by itself, an agent's file is a scenario if it holds one. */
    parsed_begin(&cases.parsed);
    const char *const named[] = {arena_printf(&cases.parsed.arena, "%s/d.agent.yaml", path),
                                 arena_printf(&cases.parsed.arena, "%s/c.yaml", path)};
    cases_read(&cases.parsed.arena, named, 2, &cases.list, &cases.parsed.diagnostics);
    assert_int_equal(cases.list.count, 1);
    assert_string_equal(cases.list.cases[0].name, "d.agent");
    assert_int_equal(cases.parsed.diagnostics.error_count, 1);
    cases_end(&cases);
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),
        cmocka_unit_test(folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
