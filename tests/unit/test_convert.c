/* Scenario files in other shapes: what comes out, what comes back, what is refused. */
#include "formats/convert.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

#define BARE "{\"role\":\"r\",\"conditions\":[1],\"more\":1.50}"
#define WRAPPED "{\"conditional_actions\":" BARE "}"
#define NAMED "{\"name\":\"n\",\"conditional_actions\":" BARE ",\"tags\":[\"a\"]}"
#define SUITE(cases) "{\"version\":\"1\",\"scenarios\":[" cases "]}"

static const char *convert(struct parsed *parsed, enum shape wanted) {
    const struct value *converted =
        convert_shape(&parsed->arena, "a.json", parsed->root, wanted, &parsed->diagnostics);
    if (converted == NULL) {
        return NULL;
    }
    struct buffer json;
    buffer_init(&json, NULL);
    value_print(converted, &json);
    const char *copy = arena_copy(&parsed->arena, json.data, json.length);
    buffer_finish(&json);
    return copy;
}

static void assert_converts(const char *from, enum shape wanted, const char *to) {
    struct parsed parsed;
    parsed_text(&parsed, "a.json", from);
    const char *converted = convert(&parsed, wanted);
    assert_string_equal(parsed_diagnostics(&parsed), "");
    assert_string_equal(converted, to);
    parsed_end(&parsed);
}

/* A scenario is wrapped and unwrapped, and comes back as it was. */
static void there_and_back(void **unused) {
    (void)unused;
    static const struct {
        const char *one;
        enum shape one_shape;
        const char *other;
        enum shape other_shape;
    } cases[] = {
        {BARE, SHAPE_BARE, WRAPPED, SHAPE_RESOURCE},
        {BARE, SHAPE_BARE, SUITE(WRAPPED), SHAPE_SUITE},
        {NAMED, SHAPE_RESOURCE, SUITE(NAMED), SHAPE_SUITE},
        {"{\"instructions\":\"{ \\\"conditions\\\": [] }\"}", SHAPE_RESOURCE,
         SUITE("{\"instructions\":\"{ \\\"conditions\\\": [] }\"}"), SHAPE_SUITE},
        {"{\"scenario_type\":\"conditional_actions\",\"id\":7,\"x\":null}", SHAPE_RESOURCE,
         SUITE("{\"scenario_type\":\"conditional_actions\",\"id\":7,\"x\":null}"), SHAPE_SUITE},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_converts(cases[i].one, cases[i].other_shape, cases[i].other);
        assert_converts(cases[i].other, cases[i].one_shape, cases[i].one);
        assert_converts(cases[i].one, cases[i].one_shape, cases[i].one);
    }
}

/* What has a way only in one direction. */
static void one_way(void **unused) {
    (void)unused;
    static const struct {
        const char *from;
        enum shape wanted;
        const char *to;
    } cases[] = {
        {"[" BARE "," NAMED "]", SHAPE_SUITE, SUITE(WRAPPED "," NAMED)},
        {"{\"count\":1,\"next\":null,\"previous\":null,\"results\":[" NAMED "]}", SHAPE_SUITE,
         SUITE(NAMED)},
        {"[" NAMED "]", SHAPE_RESOURCE, NAMED},
        {"[" WRAPPED "]", SHAPE_BARE, BARE},
        {"{\"instructions\":\"{ \\\"conditions\\\": [1.0] }\"}", SHAPE_BARE,
         "{\"conditions\":[1.0]}"},
        {"{\"instructions\":" BARE "}", SHAPE_BARE, BARE},
        {"{\"version\":1,\"scenarios\":[" NAMED "]}", SHAPE_RESOURCE, NAMED},
        /* What is expected beside a scenario is expected as well in it. */
        {"{\"expect\":[1],\"conditional_actions\":{\"conditions\":[]}}", SHAPE_BARE,
         "{\"conditions\":[],\"expect\":[1]}"},
        {SUITE(
             "{\"instructions\":\"{\\\"expect\\\":[1],\\\"conditions\\\":[]}\",\"expect\":[2,3]}"),
         SHAPE_BARE, "{\"conditions\":[],\"expect\":[1,2,3]}"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_converts(cases[i].from, cases[i].wanted, cases[i].to);
    }
}

/* What would be lost is named, key by key, and nothing is converted. */
static void refused(void **unused) {
    (void)unused;
    static const struct {
        const char *from;
        enum shape wanted;
        const char *told;
    } cases[] = {
        {"{\"name\":\"n\",\n\"conditional_actions\":" BARE ",\n\"instructions\":\"\"}", SHAPE_BARE,
         "1:2 name error lost: \"name\" would be lost: a bare scenario is only \"role\", "
         "\"conditions\" and \"expect\"\n"
         "3:1 instructions error lost: \"instructions\" would be lost: a bare scenario is only "
         "\"role\", \"conditions\" and \"expect\"\n"},
        {"{\"conditional_actions\":{\"conditions\":[],\"expect\":5},\"expect\":[1]}", SHAPE_BARE,
         "1:53 expect error lost: \"expect\" would be lost: a bare scenario is only \"role\", "
         "\"conditions\" and \"expect\"\n"},
        {"{\"suite\":{\"name\":\"s\"},\"version\":\"1\",\"scenarios\":[" NAMED "],\"defaults\":{}}",
         SHAPE_RESOURCE,
         "1:2 suite error lost: \"suite\" would be lost: only a suite has it\n"
         "1:141 defaults error lost: \"defaults\" would be lost: only a suite has it\n"},
        {SUITE(NAMED "," NAMED), SHAPE_RESOURCE,
         "1:1 error lost: 2 scenarios: a scenario resource is only one\n"},
        {"[" BARE "," BARE "]", SHAPE_BARE,
         "1:1 error lost: 2 scenarios: a bare scenario is only one\n"},
        {SUITE("{\"frequency\":3,\"conditional_actions\":" BARE "}"), SHAPE_RESOURCE,
         "1:30 scenarios[0].frequency error lost: \"frequency\" would be lost: it acts only in a "
         "suite\n"},
        {"{\"agent_id\":3,\"conditional_actions\":" BARE "}", SHAPE_SUITE,
         "1:2 agent_id error lost: \"agent_id\" would begin to act: it means something only in a "
         "suite\n"},
        {"{\"results\":[" NAMED "],\"next\":\"http://x/2\",\"extra\":1}", SHAPE_SUITE,
         "1:104 next error lost: \"next\" would be lost: only the scenarios of a list remain\n"
         "1:124 extra error lost: \"extra\" would be lost: only the scenarios of a list remain\n"},
        {"[]", SHAPE_SUITE, "1:1 error empty: holds no scenario\n"},
        {"{\"results\":5}", SHAPE_SUITE,
         "1:12 results error wrong-type: expected an array of scenarios, found the number 5\n"},
        {"{\"version\":\"1\",\"scenarios\":{}}", SHAPE_BARE,
         "1:28 scenarios error wrong-type: expected an array of scenarios, found an object\n"},
        {"[1]", SHAPE_SUITE,
         "1:2 [0] error lost: holds no scenario: expected \"conditional_actions\" or "
         "\"instructions\"\n"},
        {SUITE(BARE), SHAPE_RESOURCE,
         "1:29 scenarios[0] error lost: holds no scenario: expected \"conditional_actions\" or "
         "\"instructions\"\n"},
        {"{\"conditional_actions\":{}}", SHAPE_BARE,
         "1:24 conditional_actions error lost: holds no scenario: expected an object with "
         "\"conditions\"\n"},
        {"{\"instructions\":\"Be kind\"}", SHAPE_BARE,
         "1:17 instructions error syntax: holds no scenario: not valid JSON: expected a value (a "
         "text in double quotes, a number, true, false, null, { or [), found 'Be'\n"},
        {"{\"scenario_type\":null}", SHAPE_BARE,
         "1:1 error lost: holds no scenario: expected \"conditional_actions\"\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        parsed_text(&parsed, "a.json", cases[i].from);
        assert_null(convert(&parsed, cases[i].wanted));
        assert_string_equal(parsed_diagnostics(&parsed), cases[i].told);
        parsed_end(&parsed);
    }
}

/* Agents and whatever else has no scenario have no other shape. */
static void no_scenario(void **unused) {
    (void)unused;
    static const char *const texts[] = {"{\"websocket_url\":\"ws://a\"}", "{}", "5", "\"x\""};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct parsed parsed;
        parsed_text(&parsed, "a.json", texts[i]);
        assert_null(convert(&parsed, SHAPE_BARE));
        assert_int_equal(parsed.diagnostics.error_count, 1);
        assert_int_equal(parsed.diagnostics.first->name, DIAGNOSTIC_SHAPE);
        parsed_end(&parsed);
    }
}

/* A suite has at most 200 scenarios. */
static void too_many(void **unused) {
    (void)unused;
    for (size_t count = 200; count <= 201; count++) {
        struct parsed parsed;
        struct buffer json;
        buffer_init(&json, NULL);
        for (size_t i = 0; i < count; i++) {
            buffer_append_text(&json, i == 0 ? "[" WRAPPED : "," WRAPPED);
        }
        buffer_append_text(&json, "]");
        parsed_text(&parsed, "a.json", buffer_terminate(&json));
        assert_int_equal(convert(&parsed, SHAPE_SUITE) != NULL, count == 200);
        assert_string_equal(parsed_diagnostics(&parsed),
                            count == 200 ? ""
                                         : "1:1 error wrong-value: a suite has at most 200 "
                                           "scenarios, found 201\n");
        buffer_finish(&json);
        parsed_end(&parsed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back), cmocka_unit_test(one_way),  cmocka_unit_test(refused),
        cmocka_unit_test(no_scenario),    cmocka_unit_test(too_many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
