/* What a file's name tells. */
#include "formats/file_name.h"

#include "engine/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

static void names(void **unused) {
    (void)unused;
    static const struct {
        const char *file;
        bool document, agent;
        const char *stem;
    } cases[] = {
        {"a.json", true, false, "a"},
        {"dir.x/b.c.yaml", true, false, "b.c"},
        {"./x.yml", true, false, "x"},
        {"a.JSON", false, false, "a"},
        {"a.json.txt", false, false, "a.json"},
        {".json", false, false, ".json"},
        {"d/.hidden.yaml", false, false, ".hidden"},
        {"x.agent.json", true, true, "x.agent"},
        {"x.agent.yml", true, true, "x.agent"},
        {"x.agents.json", true, false, "x.agents"},
        {"agent.json", true, false, "agent"},
        {"-", false, false, "-"},
        {"dir/", false, false, "dir/"},
    };
    struct arena arena;
    arena_init(&arena, NULL);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(file_name_is_document(cases[i].file), cases[i].document);
        assert_int_equal(file_name_is_agent(cases[i].file), cases[i].agent);
        assert_string_equal(file_name_stem(&arena, cases[i].file), cases[i].stem);
    }
    assert_true(file_name_ends_with("a.b", ".b"));
    assert_false(file_name_ends_with("b", ".b"));
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
