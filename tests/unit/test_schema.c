/* The schema as a document; that it says what the checker says is proved in
 * tests/cli/test_schema.py. */
#include "formats/schema.h"

#include "formats/keys.h"
#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

static const enum schema_files all[] = {SCHEMA_SCENARIO, SCHEMA_SUITE, SCHEMA_AGENT, SCHEMA_ALL};

static void print(struct parsed *parsed, enum schema_files files) {
    struct buffer text;
    buffer_init(&text, NULL);
    schema_print(files, &text);
    parsed_text(parsed, "schema.json", buffer_terminate(&text));
    assert_string_equal(parsed_diagnostics(parsed), "");
    buffer_finish(&text);
}

/* How often @value refers to the definition @name; every reference must lead to one of @known. */
static size_t count_references(const struct value *value, const struct value *known,
                               const char *name) {
    static const char prefix[] = "#/$defs/";
    size_t count = 0;
    if (value->kind == VALUE_ARRAY) {
        for (size_t i = 0; i < value->item_count; i++) {
            count += count_references(value->items[i], known, name);
        }
    }
    for (size_t i = 0; value->kind == VALUE_OBJECT && i < value->member_count; i++) {
        const struct member *member = &value->members[i];
        if (strcmp(member->key, "$ref") == 0) {
            assert_memory_equal(member->value->text, prefix, sizeof(prefix) - 1);
            const char *target = member->value->text + sizeof(prefix) - 1;
            assert_non_null(value_member(known, target));
            count += strcmp(target, name) == 0;
        } else {
            count += count_references(member->value, known, name);
        }
    }
    return count;
}

/* Every reference leads somewhere, and every part is referred to. */
static void whole(void **unused) {
    (void)unused;
    for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
        struct parsed parsed;
        print(&parsed, all[i]);
        const struct value *known = value_member(parsed.root, "$defs");
        assert_true(known->member_count > 3);
        for (size_t j = 0; j < known->member_count; j++) {
            assert_true(count_references(parsed.root, known, known->members[j].key) > 0);
        }
        parsed_end(&parsed);
    }
}

/* Limits and words are those of the tables of keys. */
static void from_the_tables(void **unused) {
    (void)unused;
    struct parsed parsed;
    print(&parsed, SCHEMA_ALL);
    const struct value *known = value_member(parsed.root, "$defs");
    const struct value *of_case = value_member(value_member(known, "case"), "properties");
    int64_t most = 0;
    assert_true(value_integer(value_member(value_member(of_case, "frequency"), "maximum"), &most));
    assert_int_equal(most, FREQUENCY_MOST);
    struct buffer words;
    buffer_init(&words, NULL);
    value_print(value_member(value_member(of_case, "type"), "enum"), &words);
    assert_string_equal(buffer_terminate(&words), "[\"conditional_actions\",\"instruction\",null]");
    buffer_finish(&words);
    assert_false(value_member(of_case, "agent_id")->boolean);
    assert_true(value_integer(value_member(value_member(known, "cases"), "maxItems"), &most));
    assert_int_equal(most, SUITE_MOST_SCENARIOS);
    parsed_end(&parsed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole),
        cmocka_unit_test(from_the_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
