/* test_action.c - whole actions: the steps they are, and what is wrong with them. */
#include "tests/lib/steps_text.h"
#include "tests/lib/values.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct value profile[] = {
    {"0/name", "Ann"},        {"0/pin", "4711"},          {"0/empty", ""},
    {"0/tag", "<endcall />"}, {"0/marker", "[laughter]"}, {NULL, NULL},
};

struct action_case {
    const char *source;
    const char *expected; /* The steps, then the diagnostics. */
};

static const struct action_context standard = {.fixed_message = true, .max_duration_ms = 600000};
static const struct action_context followup = {
    .is_followup = true,
    .fixed_message = true,
    .max_duration_ms = 600000,
};
static const struct action_context instruction = {.max_duration_ms = 600000};

static void parse(struct arena *arena, const char *source, const struct action_context *context,
                  struct diagnostics *diagnostics, struct action *action) {
    struct template_source values = values_source(profile);
    struct template_text text;
    diagnostics_init(diagnostics, arena);
    template_fill(arena, source, strlen(source), &values, NULL, diagnostics, &text);
    action_parse(arena, &text, context, NULL, diagnostics, action);
}

static void check_actions(const struct action_context *context, const struct action_case *cases,
                          size_t count) {
    struct arena arena;
    struct buffer printed;
    arena_init(&arena, NULL);
    buffer_init(&printed, NULL);
    for (size_t i = 0; i < count; i++) {
        struct diagnostics diagnostics;
        struct action action;
        parse(&arena, cases[i].source, context, &diagnostics, &action);
        printed.length = 0;
        steps_print(&action, &printed);
        values_print_diagnostics(&diagnostics, &printed);
        assert_string_equal(buffer_terminate(&printed), cases[i].expected);
    }
    buffer_finish(&printed);
    arena_finish(&arena);
}

#define CHECK_ACTIONS(context, cases)                                                              \
    check_actions(context, cases, sizeof(cases) / sizeof((cases)[0]))

/* Text is one message; markers and breaks are taken out of it. */
static void test_messages(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"", ""},
        {" \n ", ""},
        {"I would like to book a table.", "say \"I would like to book a table.\"\n"},
        {"Hi there, I need to check on my appointment <break time=\"1.5s\" /> [laughter]",
         "pause 1500 waits\nsay \"Hi there, I need to check on my appointment\"\n"},
        {"Let me see <break time=\"1s\" /> yes, on Friday <break time=\"500ms\" /> at seven.",
         "pause 1500 waits\nsay \"Let me see yes, on Friday at seven.\"\n"},
        {"[laughter]", ""},
        {"<break time=\"1s\" />", "pause 1000 waits\n"},
        {"two\nlines", "say \"two\nlines\"\n"},
        {"a < b and <3", "say \"a < b and <3\"\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* A silence may be interrupted, a hold may not, and both split the text. */
static void test_pauses(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"One moment. <silence time=\"2s\" /> I found it.",
         "say \"One moment.\"\npause 2000 interruptible\nsay \"I found it.\"\n"},
        {"Please hold. <hold time=\"5s\" /> I am back.",
         "say \"Please hold.\"\npause 5000 deaf\nsay \"I am back.\"\n"},
        {"<silence time=\"1s\" /> <silence time=\"2s\" />",
         "pause 1000 interruptible\npause 2000 interruptible\n"},
        {"a <break time=\"1s\" /> b <hold time=\"2s\" /> c <break time=\"3s\" />",
         "pause 1000 waits\nsay \"a b\"\npause 2000 deaf\npause 3000 waits\nsay \"c\"\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* Within <ignore_interruptions> every pause is deaf; the text goes on across it. */
static void test_ignore_interruptions(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"<ignore_interruptions>My number is <break time=\"1s\" /> 555 "
         "0199.</ignore_interruptions>",
         "pause 1000 deaf\nsay \"My number is 555 0199.\"\n"},
        {"a <break time=\"1s\" /><ignore_interruptions> b <break time=\"2s\" /> "
         "</ignore_interruptions> c <break time=\"3s\" />",
         "pause 1000 waits\npause 2000 deaf\npause 3000 waits\nsay \"a b c\"\n"},
        {"<ignore_interruptions>a<silence time=\"1s\" />b</ignore_interruptions>"
         "<silence time=\"1s\" />",
         "say \"a\"\npause 1000 deaf\nsay \"b\"\npause 1000 interruptible\n"},
        {"<ignore_interruptions>a<ignore_interruptions>b</ignore_interruptions>"
         "</ignore_interruptions>",
         "say \"ab\"\n"
         "error tag: column 24: <ignore_interruptions>: it may not stand within itself; close the "
         "first one before\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* <interruption> stands at the start of a followup and counts from the utterance. */
static void test_interruption(void **state) {
    (void)state;
    static const struct action_case good[] = {
        {"<interruption time=\"3s\" />Sorry, one more thing.",
         "pause 3000 deaf from the utterance\nsay \"Sorry, one more thing.\"\n"},
        {" <speed ratio=\"1.1\" /> <interruption time=\"1s\" /> <break time=\"2s\" /> Wait",
         "pause 1000 deaf from the utterance\npause 2000 waits\nsay \"Wait\"\n"},
        {"Wait <interruption time=\"3s\" />", "say \"Wait\"\nerror tag: column 6: <interruption "
                                              "time=\"3s\" />: it may stand only at the "
                                              "start of the action\n"},
        {"<interruption time=\"1s\" /><interruption time=\"2s\" />",
         "pause 1000 deaf from the utterance\n"
         "error tag: column 27: <interruption time=\"2s\" />: it may stand only once in an "
         "action\n"},
    };
    CHECK_ACTIONS(&followup, good);
    static const struct action_case bad[] = {
        {"<interruption time=\"3s\" />Wait",
         "say \"Wait\"\nerror tag: column 1: <interruption time=\"3s\" />: it may stand only in an "
         "action_followup\n"},
    };
    CHECK_ACTIONS(&standard, bad);
}

/* An endcall takes the text before it along; what stands behind it is dropped, with one warning,
 * and checked all the same. */
static void test_endcall(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"<endcall />", "end \"\"\n"},
        {"Thank you, good-bye. <endcall />", "end \"Thank you, good-bye.\"\n"},
        {"Wait <hold time=\"1s\" /> Bye <break time=\"2s\" /><endcall />\n",
         "say \"Wait\"\npause 1000 deaf\npause 2000 waits\nend \"Bye\"\n"},
        {"<ignore_interruptions>Bye <endcall /></ignore_interruptions>", "end \"Bye\"\n"},
        {"Bye <endcall /> and thanks <hold time=\"1s\" />",
         "end \"Bye\"\nwarning after-endcall: column 17: and thanks : it stands behind <endcall /> "
         "and is dropped\n"},
        {"Bye <endcall /><hold time=\"x\" />",
         "end \"Bye\"\nerror tag: column 16: <hold time=\"x\" />: expected seconds or "
         "milliseconds, such as \"1.5s\" or \"500ms\"\n"
         "warning after-endcall: column 16: <hold time=\"x\" />: it stands behind <endcall /> and "
         "is dropped\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* Digits, client messages and SMS are steps of their own; the first two split the text. */
static void test_own_steps(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"Here it comes. <dtmf digits=\"45-12#\" /> Done.",
         "say \"Here it comes.\"\ndtmf \"4512#\"\nsay \"Done.\"\n"},
        {"<dtmf digits=\"{{test_profile.pin}}#\" />", "dtmf \"4711#\"\n"},
        {"a <client_message t=\"card\" d=\"{&quot;last4&quot;: 4242}\" /> b",
         "say \"a\"\nclient \"card\" \"{\"last4\": 4242}\"\nsay \"b\"\n"},
        {"a <send_sms text=\"I am on my way\" /> b", "sms \"I am on my way\"\nsay \"a b\"\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* <spell> joins the code points of its text with dashes and drops its spaces. */
static void test_spell(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"<spell>AB C</spell>", "say \"A—B—C\"\n"},
        {"The code is <spell> AB 7 </spell>.", "say \"The code is A—B—7.\"\n"},
        {"<spell>é{{test_profile.name}}</spell>", "say \"é—A—n—n\"\n"},
        {"<spell>A</spell><spell>B</spell>", "say \"AB\"\n"},
        {"x <spell></spell> y", "say \"x y\"\n"},
        {"<spell>A<break time=\"1s\" />B</spell>",
         "say \"A—B\"\nerror tag: column 9: <break time=\"1s\" />: within <spell> only text may "
         "stand\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* <ivr> and <voicemail> say their text and are the entire action. */
static void test_whole_tags(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"<ivr text=\"For sales, press 1. [beep] <b>\" />",
         "say \"For sales, press 1. [beep] <b>\"\n"},
        {" <voicemail text='Leave a message' /> ", "say \"Leave a message\"\n"},
        {"<voicemail />", "say \"[beep]\"\n"},
        {"Hello <ivr text=\"Press 1\" />",
         "say \"Hello Press 1\"\nerror tag: column 7: <ivr text=\"Press 1\" />: it must be the "
         "entire action; move the rest to a followup\n"},
        {"<voicemail /><endcall />",
         "end \"[beep]\"\nerror tag: column 1: <voicemail />: it must be the entire action; move "
         "the rest to a followup\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* What is for a voice is checked and has no effect; text in it is part of the message. */
static void test_voice_tags(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"<speed ratio=\"1.1\" /><volume ratio=\"0.5\" /> Hello", "say \"Hello\"\n"},
        {"<volume ratio=\"0.5\" /> <speed ratio=\"1.1\" />Hello", "say \"Hello\"\n"},
        {"Hello <voice id=\"x\" /> there <voice id=\"y\" text=\"you\" />!",
         "say \"Hello there you!\"\n"},
        {"<voice id=\"x\">Hello <silence time=\"1s\" /> there</voice>.",
         "say \"Hello\"\npause 1000 interruptible\nsay \"there.\"\n"},
        {"<background_noise sound=\"cafe\">Hello</background_noise> "
         "<noise sound=\"beep\" time=\"500\" /> there<network_simulation packet_loss=\"5\" />",
         "say \"Hello there\"\n"},
        {"Hello <speed ratio=\"1.1\" />",
         "say \"Hello\"\nerror tag: column 7: <speed ratio=\"1.1\" />: it may stand only at the "
         "start of the action\n"},
        {"<speed ratio=\"1\" /><speed ratio=\"1\" />",
         "error tag: column 20: <speed ratio=\"1\" />: it may stand only once in an action\n"},
        {"[laughter] <volume ratio=\"1\" />",
         "error tag: column 12: <volume ratio=\"1\" />: it may stand only at the start of the "
         "action\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* Blocks are closed, each by its own tag, the last opened first. */
static void test_blocks(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"a <spell>b",
         "say \"a b\"\nerror tag: column 3: <spell>: it is not closed; write </spell> "
         "where it ends\n"},
        {"a</spell>", "say \"a\"\nerror tag: column 2: </spell>: there is nothing for it to "
                      "close\n"},
        {"<voice id=\"x\"><background_noise>a</voice></background_noise>",
         "say \"a\"\nerror tag: column 34: </voice>: <background_noise> was opened later and must "
         "be closed before it\n"},
        {"<SPELL>ab</spell>",
         "say \"a—b\"\nerror tag: column 1: <SPELL>: tags are written in lower "
         "case: <spell>\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* An unknown tag is text, with a warning that says what it resembles. */
static void test_unknown_tags(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"<b>Hi</b>", "say \"<b>Hi</b>\"\n"
                      "warning unknown-tag: column 1: <b>: an unknown tag, which is sent as text\n"
                      "warning unknown-tag: column 6: </b>: an unknown tag, which is sent as "
                      "text\n"},
        {"é <end_call /> <break time=\"1s\" />x",
         "pause 1000 waits\nsay \"é <end_call /> x\"\n"
         "warning unknown-tag: column 3: <end_call />: an unknown tag, which is sent as text; did "
         "you mean <endcall>?\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* A value is data: it makes no tag and no marker, and columns are counted in the source. */
static void test_values(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"I am {{test_profile.name}}.", "say \"I am Ann.\"\n"},
        {"{{test_profile.tag}} {{test_profile.marker}}", "say \"<endcall /> [laughter]\"\n"},
        {"<{{test_profile.empty}}endcall />", "say \"<endcall />\"\n"},
        {"<ivr text=\"{{test_profile.tag}}\" />", "say \"<endcall />\"\n"},
        {"{{test_profile.empty}}", ""},
        {"{{test_profile.name}} <hold />",
         "say \"Ann\"\nerror tag: column 23: <hold />: \"time\" is missing; write it as in <hold "
         "time=\"5s\" />\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* In an action that is not a fixed message tags do not act: one warning names them all. */
static void test_instructions(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"Give your name", "say \"Give your name\"\n"},
        {" Ask [laughter] <b>", "say \" Ask [laughter] <b>\"\n"},
        {"a <break time=\"x\" /> b <endcall /><break />",
         "say \"a <break time=\"x\" /> b <endcall /><break />\"\n"
         "warning tags-do-not-act: column 3: <break time=\"x\" />: tags do not act where "
         "\"fixed_message\" is false: <break>, <endcall>\n"},
        {"<function name=\"x\" />",
         "say \"<function name=\"x\" />\"\n"
         "error unsupported: column 1: <function name=\"x\" />: custom functions are not supported "
         "yet; write the text itself\n"
         "warning tags-do-not-act: column 1: <function name=\"x\" />: tags do not act where "
         "\"fixed_message\" is false: <function>\n"},
        {" ", ""},
    };
    CHECK_ACTIONS(&instruction, cases);
}

/* All mistakes of an action are told, and what could be read is there. */
static void test_all_at_once(void **state) {
    (void)state;
    static const struct action_case cases[] = {
        {"a <break time=\"soon\" /> b </spell> c <dtmf digits=\"z\" /> <audio id=\"x\" />",
         "say \"a b c\"\n"
         "error tag: column 3: <break time=\"soon\" />: expected seconds or milliseconds, such as "
         "\"1.5s\" or \"500ms\"\n"
         "error tag: column 27: </spell>: there is nothing for it to close\n"
         "error tag: column 38: <dtmf digits=\"z\" />: \"z\" is no key; the keys are 0-9 * # and "
         "A-D\n"
         "error unsupported: column 58: <audio id=\"x\" />: a recording cannot be played as text; "
         "write what it says instead\n"},
    };
    CHECK_ACTIONS(&standard, cases);
}

/* An action keeps its source for the transcript, and all that is said in it for listings. */
static void test_summary(void **state) {
    (void)state;
    struct arena arena;
    struct diagnostics diagnostics;
    struct action action;
    arena_init(&arena, NULL);
    parse(&arena, "I am {{test_profile.name}} <hold time=\"1s\" />[laughter] Bye <endcall />",
          &standard, &diagnostics, &action);
    assert_string_equal(action.source, "I am Ann <hold time=\"1s\" />[laughter] Bye <endcall />");
    assert_int_equal(action.source_length, strlen(action.source));
    assert_string_equal(action.content, "I am Ann Bye");
    assert_int_equal(action.content_length, 12);
    assert_true(action.ends_call);
    assert_true(action.has_tags);
    parse(&arena, "Hello [laughter]", &standard, &diagnostics, &action);
    assert_false(action.ends_call);
    assert_false(action.has_tags);
    arena_finish(&arena);
}

/* Blocks may be nested so deep and no deeper. */
static void test_depth(void **state) {
    (void)state;
    struct arena arena;
    struct diagnostics diagnostics;
    struct action action;
    struct buffer source;
    arena_init(&arena, NULL);
    buffer_init(&source, NULL);
    for (size_t depth = 16; depth <= 17; depth++) {
        source.length = 0;
        for (size_t i = 0; i < depth; i++) {
            buffer_append_text(&source, "<voice id=\"x\">");
        }
        for (size_t i = 0; i < depth; i++) {
            buffer_append_text(&source, "</voice>");
        }
        parse(&arena, buffer_terminate(&source), &standard, &diagnostics, &action);
        assert_int_equal(diagnostics.error_count > 0, depth > 16);
    }
    buffer_finish(&source);
    arena_finish(&arena);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_messages),
        cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_ignore_interruptions),
        cmocka_unit_test(test_interruption),
        cmocka_unit_test(test_endcall),
        cmocka_unit_test(test_own_steps),
        cmocka_unit_test(test_spell),
        cmocka_unit_test(test_whole_tags),
        cmocka_unit_test(test_voice_tags),
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_unknown_tags),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_instructions),
        cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_summary),
        cmocka_unit_test(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
