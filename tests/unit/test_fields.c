/* Typed reading of members. */
#include "formats/fields.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static struct reader reader_of(struct parsed *parsed) {
    return (struct reader){
        .arena = &parsed->arena, .diagnostics = &parsed->diagnostics, .file = "a.json"};
}

/* What is missing or null is read as nothing, without a word. */
static void nothing_given(void **unused) {
    (void)unused;
    struct parsed parsed;
    size_t count = 1;
    parsed_text(&parsed, "a.json", "{\"a\":null}");
    const struct reader reader = reader_of(&parsed);
    static const char *const keys[] = {"a", "b"};
    for (size_t i = 0; i < COUNT(keys); i++) {
        assert_null(field_text(&reader, parsed.root, keys[i]));
        assert_null(field_object(&reader, parsed.root, keys[i]));
        assert_null(field_array(&reader, parsed.root, keys[i]));
        assert_null(field_id(&reader, parsed.root, keys[i]));
        assert_int_equal(field_integer(&reader, parsed.root, keys[i], 1, 9, ""), 0);
        assert_null(field_texts(&reader, parsed.root, keys[i], &count));
        assert_int_equal(count, 0);
    }
    assert_string_equal(parsed_diagnostics(&parsed), "");
    parsed_end(&parsed);
}

/* What is of the right type is read as it is. */
static void given(void **unused) {
    (void)unused;
    struct parsed parsed;
    size_t count = 0;
    parsed_text(&parsed, "a.json",
                "{\"t\":\"x\",\"o\":{},\"n\":7.0,\"i\":\"9b\",\"l\":[\"p\",\"q\"]}");
    const struct reader reader = reader_of(&parsed);
    assert_string_equal(field_text(&reader, parsed.root, "t"), "x");
    assert_non_null(field_object(&reader, parsed.root, "o"));
    assert_int_equal(field_integer(&reader, parsed.root, "n", 7, 7, ""), 7);
    assert_string_equal(field_id(&reader, parsed.root, "n"), "7.0");
    assert_string_equal(field_id(&reader, parsed.root, "i"), "9b");
    const char *const *texts = field_texts(&reader, parsed.root, "l", &count);
    assert_int_equal(count, 2);
    assert_string_equal(texts[1], "q");
    assert_string_equal(parsed_diagnostics(&parsed), "");
    parsed_end(&parsed);
}

/* What is of another type, or out of range, is an error that says what was found. */
static void wrong(void **unused) {
    (void)unused;
    struct parsed parsed;
    size_t count = 0;
    parsed_text(&parsed, "a.json",
                "{\"a\":12,\n\"b\":\"x\\ny\",\n\"c\":[\"ok\",\" \",{}],\n\"d\":true,\n\"e\":1.5}");
    const struct reader reader = reader_of(&parsed);
    assert_null(field_text(&reader, parsed.root, "a"));
    assert_int_equal(field_integer(&reader, parsed.root, "a", 1, 9, "seconds"), 0);
    assert_int_equal(field_integer(&reader, parsed.root, "b", 1, 9, ""), 0);
    assert_int_equal(field_integer(&reader, parsed.root, "e", 1, 9, ""), 0);
    field_texts(&reader, parsed.root, "c", &count);
    assert_int_equal(count, 1);
    assert_null(field_id(&reader, parsed.root, "d"));
    assert_string_equal(
        parsed_diagnostics(&parsed),
        "1:6 a error wrong-type: expected a text, found the number 12\n"
        "1:6 a error wrong-value: expected an integer from 1 to 9 seconds, found the number 12\n"
        "2:5 b error wrong-type: expected an integer from 1 to 9, found the text \"x y\"\n"
        "3:11 c[1] error wrong-type: expected a text that is not blank, found the text \" \"\n"
        "3:15 c[2] error wrong-type: expected a text that is not blank, found an object\n"
        "4:5 d error wrong-type: expected a number or a text, found true\n"
        "5:5 e error wrong-value: expected an integer from 1 to 9, found the number 1.5\n");
    parsed_end(&parsed);
}

/* A key that is not known is a warning at the key, with the one that was probably meant. */
static void unknown_keys(void **unused) {
    (void)unused;
    static const struct key known[] = {{.name = "name"}};
    static const struct key more[] = {{.name = "max_duration"}};
    static const struct key others[] = {{.name = "personality"}};
    const struct key_set more_set = {.keys = more, .count = 1};
    const struct key_set known_set = {.keys = known, .count = 1, .more = &more_set};
    const struct key_set other_set = {.keys = others, .count = 1};
    struct parsed parsed;
    parsed_text(
        &parsed, "a.json",
        "{\"name\":1,\n \"max_duratoin\":2,\n \"personalty\":3,\n \"zzz\":4,\n \"personality\":5}");
    const struct reader reader = reader_of(&parsed);
    fields_warn_unknown(&reader, parsed.root, &known_set, &other_set);
    assert_string_equal(
        parsed_diagnostics(&parsed),
        "2:2 max_duratoin warning unknown-key: unknown key \"max_duratoin\": did you mean "
        "\"max_duration\"?\n"
        "3:2 personalty warning unknown-key: unknown key \"personalty\": did you mean "
        "\"personality\"?\n"
        "4:2 zzz warning unknown-key: unknown key \"zzz\", which is ignored\n");
    parsed_end(&parsed);
}

/* Where every key counts it is an error, with what may stand there. */
static void refused_keys(void **unused) {
    (void)unused;
    static const struct key known[] = {{.name = "agent"}, {.name = "turns"}};
    const struct key_set known_set = {.keys = known, .count = 2};
    struct parsed parsed;
    parsed_text(&parsed, "a.json", "{\"agnet\":1,\n \"agent\":2,\n \"zzz\":3}");
    const struct reader reader = reader_of(&parsed);
    assert_int_equal(fields_refuse_unknown(&reader, parsed.root, &known_set), 2);
    assert_string_equal(
        parsed_diagnostics(&parsed),
        "1:2 agnet error unknown-key: unknown key \"agnet\": did you mean \"agent\"?\n"
        "3:2 zzz error unknown-key: unknown key \"zzz\": expected agent, turns\n");
    assert_string_equal(fields_names(&reader, &known_set), "agent, turns");
    parsed_end(&parsed);
}

/* Within a text the path goes on and the position is the text's. */
static void inside_a_text(void **unused) {
    (void)unused;
    struct parsed outer;
    struct parsed inner;
    parsed_text(&outer, "a.json", "{\"instructions\":\n  \"...\"}");
    parsed_text(&inner, "a.json", "{\"a\":[1]}");
    struct reader reader = reader_of(&outer);
    reader.inside = value_member(outer.root, "instructions");
    struct place place = reader_place(&reader, inner.root->members[0].value->items[0]);
    assert_string_equal(place.path, "instructions.a[0]");
    assert_int_equal(place.line, 2);
    assert_int_equal(place.column, 3);
    assert_string_equal(reader_place(&reader, inner.root).path, "instructions");
    parsed_end(&inner);
    parsed_end(&outer);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_given), cmocka_unit_test(given),
        cmocka_unit_test(wrong),         cmocka_unit_test(unknown_keys),
        cmocka_unit_test(inside_a_text), cmocka_unit_test(refused_keys),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
