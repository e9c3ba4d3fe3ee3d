/* test_tags.c - each tag by itself: what it may say, and what is said when it says something else.
 */
#include "engine/tags.h"
#include "tests/lib/values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct value profile[] = {
    {"0/pin", "(12) 34-5.6"},
    {"0/wait", "2s"},
    {"0/wish", "a \"big\" & <b>"},
    {NULL, NULL},
};

struct tag_case {
    const char *source;
    const char *expected; /* The values, or what is wrong. */
};

static void print_values(const struct tag_values *values, struct buffer *out) {
    buffer_printf(out, "%u|%s|%s", values->ms, values->text != NULL ? values->text : "-",
                  values->data);
}

/* Check the one tag of a source, with a max duration of 10 s. */
static void check_tag(struct arena *arena, const char *source, struct buffer *out) {
    struct diagnostics diagnostics;
    struct template_text text;
    struct markup_reader reader;
    struct markup markup;
    struct tag_values values;
    struct template_source from = values_source(profile);
    struct diagnostics missing;
    diagnostics_init(&missing, arena);
    diagnostics_init(&diagnostics, arena);
    template_fill(arena, source, strlen(source), &from, NULL, &missing, &text);
    struct markup_reporter reporter = {
        .arena = arena,
        .text = &text,
        .diagnostics = &diagnostics,
    };
    markup_begin(&reader, arena, &text);
    assert_true(markup_next(&reader, &markup));
    enum tag tag = tag_find(markup.name);
    assert_int_not_equal(tag, TAG_UNKNOWN);
    bool good = tag_check(&reporter, &markup, tag, 10000, &values);
    assert_int_equal(good, diagnostics.error_count == 0);
    if (diagnostics.first != NULL) {
        values_print_diagnostics(&diagnostics, out);
        out->length--;
    } else {
        print_values(&values, out);
    }
}

static void check_tags(const struct tag_case *cases, size_t count) {
    struct arena arena;
    struct buffer printed;
    arena_init(&arena, NULL);
    buffer_init(&printed, NULL);
    for (size_t i = 0; i < count; i++) {
        printed.length = 0;
        check_tag(&arena, cases[i].source, &printed);
        assert_string_equal(buffer_terminate(&printed), cases[i].expected);
    }
    buffer_finish(&printed);
    arena_finish(&arena);
}

#define CHECK_TAGS(cases) check_tags(cases, sizeof(cases) / sizeof((cases)[0]))

/* What is allowed: milliseconds, text and data of each. */
static void test_good(void **state) {
    (void)state;
    static const struct tag_case cases[] = {
        {"<break time=\"1.5s\" />", "1500|-|"},
        {"<silence time='500ms'/>", "500|-|"},
        {"<hold time=\"10s\" />", "10000|-|"},
        {"<interruption time=\"{{test_profile.wait}}\" />", "2000|-|"},
        {"<break time=\"1.0005s\" />", "1001|-|"},
        {"<break time=\"1.0004s\" />", "1000|-|"},
        {"<break time=\"0s\" />", "0|-|"},
        {"<endcall />", "0|-|"},
        {"<spell>", "0|-|"},
        {"</spell>", "0|-|"},
        {"<ignore_interruptions>", "0|-|"},
        {"<dtmf digits=\"12#\" />", "0|12#|"},
        {"<dtmf digits=\"0123456789*#ABCD\" />", "0|0123456789*#ABCD|"},
        {"<dtmf digits=\"{{test_profile.pin}}#\" />", "0|123456#|"},
        {"<dtmf digits=\"1\u00A02\u20133\" />", "0|123|"},
        {"<ivr text=\"Press 1 &amp; wait\" />", "0|Press 1 & wait|"},
        {"<voicemail />", "0|-|"},
        {"<voicemail text=\"Leave a message\" />", "0|Leave a message|"},
        {"<send_sms text=\"{{test_profile.wish}}\" />", "0|a \"big\" & <b>|"},
        {"<client_message t=\"order\" />", "0|order|"},
        {"<client_message t='order' d='{\"a\":1}' />", "0|order|{\"a\":1}"},
        {"<speed ratio=\"0.8\" />", "0|-|"},
        {"<speed ratio=\"1.2\" />", "0|-|"},
        {"<volume ratio=\"0\" />", "0|-|"},
        {"<volume ratio=\"2.0\" />", "0|-|"},
        {"<voice provider=\"p\" id=\"x\" model=\"m\" />", "0|-|"},
        {"<voice id=\"x\" text=\"Hi\" />", "0|Hi|"},
        {"<voice id=\"x\">", "0|-|"},
        {"<background_noise sound=\"cafe\" volume=\"0.3\">", "0|-|"},
        {"<noise sound=\"beep\" volume=\"0.5\" time=\"1100\" />", "0|-|"},
        {"<noise sound=\"beep\" time=\"1100ms\" />", "0|-|"},
        {"<network_simulation packet_loss=\"0.5\" jitter=\"50\" latency=\"100\" />", "0|-|"},
        {"<network_simulation packet_loss=\"100\" />", "0|-|"},
    };
    CHECK_TAGS(cases);
}

/* A time has a unit, is not negative, and not beyond the max duration, however little. */
static void test_times(void **state) {
    (void)state;
    static const struct tag_case cases[] = {
        {"<break time=\"soon\" />", "error tag: column 1: <break time=\"soon\" />: expected "
                                    "seconds or milliseconds, such as \"1.5s\" or \"500ms\""},
        {"<hold time=\"5\" />", "error tag: column 1: <hold time=\"5\" />: expected "
                                "seconds or milliseconds, such as \"1.5s\" or \"500ms\""},
        {"<break time=\"-1s\" />", "error tag: column 1: <break time=\"-1s\" />: expected "
                                   "seconds or milliseconds, such as \"1.5s\" or \"500ms\""},
        {"<break time=\"10.0001s\" />",
         "error tag: column 1: <break time=\"10.0001s\" />: \"time\" may be at most the "
         "scenario's max duration, 10s"},
        {"<silence time=\"99999999999999999999s\" />",
         "error tag: column 1: <silence time=\"99999999999999999999s\" />: \"time\" may be at most "
         "the scenario's max duration, 10s"},
        {"<noise time=\"1.1s\" />", "error tag: column 1: <noise time=\"1.1s\" />: \"time\" is in "
                                    "milliseconds, such as \"500\""},
        {"<noise time=\"10001\" />", "error tag: column 1: <noise time=\"10001\" />: \"time\" may "
                                     "be at most the scenario's max duration, 10s"},
    };
    CHECK_TAGS(cases);
}

/* Numbers stay within their range. */
static void test_ranges(void **state) {
    (void)state;
    static const struct tag_case cases[] = {
        {"<speed ratio=\"0.79\" />", "error tag: column 1: <speed ratio=\"0.79\" />: \"ratio\" "
                                     "must be a number from 0.8 to 1.2"},
        {"<speed ratio=\"1.20001\" />", "error tag: column 1: <speed ratio=\"1.20001\" />: "
                                        "\"ratio\" must be a number from 0.8 to 1.2"},
        {"<speed ratio=\"fast\" />", "error tag: column 1: <speed ratio=\"fast\" />: \"ratio\" "
                                     "must be a number from 0.8 to 1.2"},
        {"<volume ratio=\"2.1\" />", "error tag: column 1: <volume ratio=\"2.1\" />: \"ratio\" "
                                     "must be a number from 0 to 2"},
        {"<volume ratio=\"1x\" />", "error tag: column 1: <volume ratio=\"1x\" />: \"ratio\" "
                                    "must be a number from 0 to 2"},
        {"<network_simulation packet_loss=\"101\" />",
         "error tag: column 1: <network_simulation packet_loss=\"101\" />: \"packet_loss\" must be "
         "a number from 0 to 100"},
    };
    CHECK_TAGS(cases);
}

/* Only what a telephone can press is a key, and one must be left. */
static void test_keys(void **state) {
    (void)state;
    static const struct tag_case cases[] = {
        {"<dtmf digits=\"12x\" />", "error tag: column 1: <dtmf digits=\"12x\" />: \"x\" is no "
                                    "key; the keys are 0-9 * # and A-D"},
        {"<dtmf digits=\"a\" />", "error tag: column 1: <dtmf digits=\"a\" />: \"a\" is no "
                                  "key; the keys are 0-9 * # and A-D"},
        {"<dtmf digits=\"１\" />", "error tag: column 1: <dtmf digits=\"１\" />: \"１\" is no "
                                   "key; the keys are 0-9 * # and A-D"},
        {"<dtmf digits=\"(-)\" />", "error tag: column 1: <dtmf digits=\"(-)\" />: no key is left "
                                    "to press; the keys are 0-9 * # and A-D"},
    };
    CHECK_TAGS(cases);
}

/* Attributes must be there, be known, and not be blank, also where a missing value leaves them so.
 */
static void test_attributes(void **state) {
    (void)state;
    static const struct tag_case cases[] = {
        {"<break />", "error tag: column 1: <break />: \"time\" is missing; write it as in "
                      "<break time=\"1.5s\" />"},
        {"<ivr text=\" \" />", "error tag: column 1: <ivr text=\" \" />: \"text\" is blank; write "
                               "it as in <ivr text=\"...\" />"},
        {"<ivr text=\"{{test_profile.none}}\" />",
         "error tag: column 1: <ivr text=\"\" />: \"text\" is blank; write it as in "
         "<ivr text=\"...\" />"},
        {"<client_message d=\"{{test_profile.none}}\" t=\"x\" />",
         "error tag: column 1: <client_message d=\"\" t=\"x\" />: \"d\" is blank; write it as in "
         "<client_message t=\"...\" d=\"...\" />"},
        {"<break tme=\"1s\" />",
         "error tag: column 1: <break tme=\"1s\" />: it has no attribute \"tme\"; did you mean "
         "\"time\"?\n"
         "error tag: column 1: <break tme=\"1s\" />: \"time\" is missing; write it as in "
         "<break time=\"1.5s\" />"},
        {"<endcall now=\"1\" />", "error tag: column 1: <endcall now=\"1\" />: it has no attribute "
                                  "\"now\"; write it as in <endcall />"},
        {"<voice name=\"Ann\" />",
         "warning tag: column 1: <voice name=\"Ann\" />: it has no attribute \"name\"; write it as "
         "in <voice id=\"...\" /> or <voice id=\"...\">...</voice>"},
    };
    CHECK_TAGS(cases);
}

/* A tag stands alone or around text, as its rule says, in lower case. */
static void test_form(void **state) {
    (void)state;
    static const struct tag_case cases[] = {
        {"<ENDCALL />",
         "error tag: column 1: <ENDCALL />: tags are written in lower case: <endcall>"},
        {"</Spell>", "error tag: column 1: </Spell>: tags are written in lower case: </spell>"},
        {"<endcall>", "error tag: column 1: <endcall>: it must end with \"/>\", as in <endcall />"},
        {"</endcall>", "error tag: column 1: </endcall>: it has no closing tag; write it as in "
                       "<endcall />"},
        {"<spell />", "error tag: column 1: <spell />: it must stand around text, as in "
                      "<spell>AB 12</spell>"},
        {"</spell x=\"1\">", "error tag: column 1: </spell x=\"1\">: a closing tag is just "
                             "</spell>"},
        {"</spell/>", "error tag: column 1: </spell/>: a closing tag is just </spell>"},
        {"<voice text=\"Hi\">", "error tag: column 1: <voice text=\"Hi\">: with \"text\" it must "
                                "end with \"/>\"; or put the text between the tags"},
        {"<break time=1s />", "error tag: column 1: <break time=1s />: the value of \"time\" must "
                              "stand in quotes: time=\"...\""},
        {"<break", "error tag: column 1: <break: it is not closed; expected \">\""},
    };
    CHECK_TAGS(cases);
}

/* Recordings and custom functions are refused, however they are written. */
static void test_refused(void **state) {
    (void)state;
    static const struct tag_case cases[] = {
        {"<audio id=\"hold\"/>", "error unsupported: column 1: <audio id=\"hold\"/>: a recording "
                                 "cannot be played as text; write what it says instead"},
        {"<function name=\"lookup\" />",
         "error unsupported: column 1: <function name=\"lookup\" />: custom functions are not "
         "supported yet; write the text itself"},
        {"<Function", "error unsupported: column 1: <Function: custom functions are not "
                      "supported yet; write the text itself"},
    };
    CHECK_TAGS(cases);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),       cmocka_unit_test(test_times),
        cmocka_unit_test(test_ranges),     cmocka_unit_test(test_keys),
        cmocka_unit_test(test_attributes), cmocka_unit_test(test_form),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
