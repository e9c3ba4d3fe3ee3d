/* fuzz_scenario_file.c - any bytes as a file of scenarios.
 *
 * Beyond not crashing: a file without scenarios is an error, and so is a scenario that could not be
 * read; every diagnostic is one line with a place; whatever could be read, the engine takes. */
#include "engine/machine.h"
#include "formats/scenario_file.h"
#include "tests/lib/libfyaml_leaks.h"

#include <stdlib.h>
#include <string.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void check_diagnostics(const struct diagnostics *diagnostics) {
    for (const struct diagnostic *each = diagnostics->first; each != NULL; each = each->next) {
        require(strpbrk(each->message, "\r\n") == NULL);
        require(each->place.line > 0 && each->place.column > 0);
        require(strcmp(each->place.file, "f") == 0);
        require(each->place.path == NULL || strpbrk(each->place.path, "\r\n") == NULL);
    }
}

/* Every field that the keys of a placeholder can reach is a text. */
static void look_up(const struct template_source *values) {
    static const struct template_key keys[] = {{"a", 1}, {"0", 1}, {"name", 4}};
    for (int space = TEMPLATE_TEST_PROFILE; space <= TEMPLATE_DYNAMIC_VARIABLES; space++) {
        for (size_t count = 1; count <= 3; count++) {
            const char *text = NULL;
            size_t length = 0;
            if (values->find(values->user, (enum template_namespace)space, keys, count, &text,
                             &length)) {
                require(text != NULL && strlen(text) == length);
            }
        }
    }
}

static void check_case(struct arena *arena, const struct scenario_case *each,
                       struct diagnostics *diagnostics) {
    require(each->name != NULL && each->frequency > 0 && each->place.line > 0);
    require(each->scenario != NULL || diagnostics->error_count > 0);
    look_up(&each->values);
    for (size_t i = 0; i < each->profile_header_count; i++) {
        require(each->profile_headers[i].value != NULL);
    }
    if (each->scenario != NULL) {
        const struct machine_options options = {
            .values = &each->values, .max_duration_ms = 600000, .repeat_limit = 3};
        struct machine *machine = machine_compile(arena, each->scenario, &options, diagnostics);
        require(machine != NULL || diagnostics->error_count > 0);
        machine_destroy(machine);
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    struct arena arena;
    struct diagnostics diagnostics;
    struct case_list list = {0};
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    const struct value *root =
        document_parse(&arena, "f", (const char *)data, size, DOCUMENT_BY_NAME, &diagnostics);
    if (root != NULL) {
        cases_from_document(&arena, "f", root, true, &list, &diagnostics);
        require(list.count > 0 || diagnostics.error_count > 0);
        for (size_t i = 0; i < list.count; i++) {
            check_case(&arena, &list.cases[i], &diagnostics);
        }
    }
    check_diagnostics(&diagnostics);
    arena_finish(&arena);
    return 0;
}
