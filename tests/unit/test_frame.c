/* test_frame.c - the JSON of one message, both ways. */
#include "transports/frame.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <string.h>

/* What was read, as text: the kind and whatever is there. */
static void describe(struct buffer *out, const struct frame *frame) {
    static const char *const kinds[] = {
        [FRAME_UTTERANCE] = "utterance",
        [FRAME_FUNCTION_CALL] = "call",
        [FRAME_FUNCTION_CALL_RESULT] = "result",
        [FRAME_CONTROL] = "control",
        [FRAME_OTHER] = "other",
        [FRAME_EMPTY] = "empty",
    };
    buffer_append_text(out, kinds[frame->kind]);
    if (frame->content_length > 0) {
        buffer_printf(out, " <%s>", frame->content);
    }
    if (frame->ends_call) {
        buffer_append_text(out, " end");
    }
    if (frame->is_dtmf) {
        buffer_append_text(out, " dtmf");
    }
    if (frame->data != NULL) {
        buffer_printf(out, " data %s", frame->data);
    }
    if (frame->metadata != NULL) {
        buffer_printf(out, " metadata %s", frame->metadata);
    }
}

/* Read a copy of @text on the heap without a byte to spare. */
static void assert_reads(const char *text, const char *expected) {
    size_t length = strlen(text);
    char *copy = test_malloc(length + 1);
    memcpy(copy, text, length + 1);
    struct frame frame;
    frame_read(&frame, copy, length);
    struct buffer out;
    buffer_init(&out, NULL);
    describe(&out, &frame);
    assert_string_equal(buffer_terminate(&out), expected);
    assert_int_equal(frame.content_length, strlen(frame.content));
    buffer_finish(&out);
    frame_finish(&frame);
    test_free(copy);
}

/* Every row of spec 3.2, alone and together. */
static void test_reads_what_the_format_says(void **state) {
    (void)state;
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        /* Utterances. */
        {"{\"content\":\"Hello\"}", "utterance <Hello>"},
        {" { \"content\" : \"Hello\" } ", "utterance <Hello>"},
        {"{\"content\":\" padded \"}", "utterance < padded >"},
        {"{\"role\":\"assistant\",\"content\":\"Hi\",\"x\":[1]}", "utterance <Hi>"},
        {"{\"content\":\"12#\",\"type\":\"dtmf\"}", "utterance <12#> dtmf"},
        {"{\"content\":\"a\\nb \\ud83d\\ude00\"}", "utterance <a\nb \xf0\x9f\x98\x80>"},
        {"{\"content\":\"\\ud800 \\u0000\"}", "utterance <\xef\xbf\xbd \xef\xbf\xbd>"},
        {"{\"\\u0063ontent\":\"Hi\"}", "utterance <Hi>"},
        /* The last of two counts. */
        {"{\"content\":\"a\",\"content\":\"b\"}", "utterance <b>"},
        {"{\"content\":\"a\",\"content\":null}", "other data {\"content\":\"a\",\"content\":null}"},
        /* The end. */
        {"{\"content\":\"Bye\",\"type\":\"end_call\"}", "utterance <Bye> end"},
        {"{\"type\":\"end_call\"}", "control end"},
        {"{\"content\":\"\",\"type\":\"end_call\"}", "control end"},
        {"{\"content\":\" \\n\",\"type\":\"end_call\"}", "control end"},
        /* Metadata. */
        {"{\"metadata\":{ \"n\" : 123456789012345 }}", "control metadata {\"n\":123456789012345}"},
        {"{\"content\":\"Hi\",\"metadata\":{\"a\":1}}", "utterance <Hi> metadata {\"a\":1}"},
        {"{\"metadata\":{\"a\":1},\"content\":\"Hi\",\"type\":\"end_call\"}",
         "utterance <Hi> end metadata {\"a\":1}"},
        {"{\"metadata\":{}}", "control metadata {}"},
        /* Function calls. */
        {"{\"role\":\"Function Call\",\"data\":{\"name\": \"f\", \"arguments\": [1, 2]}}",
         "call data {\"name\":\"f\",\"arguments\":[1,2]}"},
        {"{\"role\":\"Function Call Result\",\"data\":\"done\"}", "result data \"done\""},
        {"{\"role\":\"Function Call\",\"data\":null}", "call data null"},
        {"{\"role\":\"Function Call\",\"data\":1,\"content\":\"Hi\",\"metadata\":{\"a\":1}}",
         "call data 1 metadata {\"a\":1}"},
        {"{\"role\":\"Function Call\",\"content\":\"no data\"}", "utterance <no data>"},
        {"{\"role\":\"function call\",\"data\":1}",
         "other data {\"role\":\"function call\",\"data\":1}"},
        /* Objects with none of these. */
        {"{}", "other data {}"},
        {"{\"content\":\"\"}", "other data {\"content\":\"\"}"},
        {"{\"content\":\"\\u0020\"}", "other data {\"content\":\" \"}"},
        {"{\"content\": 5, \"x\" : \"\\ud800\"}",
         "other data {\"content\":5,\"x\":\"\xef\xbf\xbd\"}"},
        {"{\"metadata\":[1]}", "other data {\"metadata\":[1]}"},
        {"{\"type\":\"End_call\"}", "other data {\"type\":\"End_call\"}"},
        {"{\"label\":\"rtvi-ai\",\"type\":\"bot-ready\"}",
         "other data {\"label\":\"rtvi-ai\",\"type\":\"bot-ready\"}"},
        /* Text that is no JSON object. */
        {"Hello there", "utterance <Hello there>"},
        {"\"Hello\"", "utterance <\"Hello\">"},
        {"42", "utterance <42>"},
        {"null", "utterance <null>"},
        {"[{\"content\":\"x\"}]", "utterance <[{\"content\":\"x\"}]>"},
        {"{\"content\":\"x\"} ok", "utterance <{\"content\":\"x\"} ok>"},
        {"{\"content\":\"x\"", "utterance <{\"content\":\"x\">"},
        /* A bare control character in a string is taken as it is: the agent meant it so. */
        {"{\"content\":\"a\nb\"}", "utterance <a\nb>"},
        {"{\"content\":\"\\ud800\"", "utterance <{\"content\":\"\\ud800\">"},
        {"{content:'x'}", "utterance <{content:'x'}>"},
        {" spaced ", "utterance < spaced >"},
        /* Nothing. */
        {"", "empty"},
        {" \r\n\xc2\xa0", "empty"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_reads(cases[i].text, cases[i].expected);
    }
}

/* A bare text may hold a NUL: it is kept, and the length says so. */
static void test_a_nul_in_a_bare_text_is_kept(void **state) {
    (void)state;
    char text[] = "a\0b";
    struct frame frame;
    frame_read(&frame, text, 3);
    assert_int_equal(frame.kind, FRAME_UTTERANCE);
    assert_int_equal(frame.content_length, 3);
    assert_memory_equal(frame.content, "a\0b", 4);
    frame_finish(&frame);
}

/* However deep a message nests, it is read without recursing into it: as text. */
static void test_deep_json_is_text(void **state) {
    (void)state;
    enum { DEPTH = 100000 };
    struct buffer text;
    buffer_init(&text, NULL);
    for (int i = 0; i < DEPTH; i++) {
        buffer_append_text(&text, "{\"content\":");
    }
    size_t length = text.length;
    struct frame frame;
    frame_read(&frame, buffer_terminate(&text), length);
    assert_int_equal(frame.kind, FRAME_UTTERANCE);
    assert_int_equal(frame.content_length, length);
    frame_finish(&frame);
    buffer_finish(&text);
}

/* Messages are written as compact JSON, with a type where there is one. */
static void test_writes_messages(void **state) {
    (void)state;
    static const struct {
        const char *content;
        const char *type;
        const char *expected;
    } cases[] = {
        {"Hi", NULL, "{\"content\":\"Hi\"}"},
        {"", "end_call", "{\"content\":\"\",\"type\":\"end_call\"}"},
        {"12#", "dtmf", "{\"content\":\"12#\",\"type\":\"dtmf\"}"},
        {"\"quoted\"\n\\", NULL, "{\"content\":\"\\\"quoted\\\"\\n\\\\\"}"},
        {"caf\xc3\xa9", NULL, "{\"content\":\"caf\xc3\xa9\"}"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        frame_write(&out, cases[i].content, cases[i].type);
        assert_string_equal(buffer_terminate(&out), cases[i].expected);
        buffer_finish(&out);
    }
}

/* A client message carries its data as JSON where it is JSON, otherwise as a string. */
static void test_writes_client_messages(void **state) {
    (void)state;
    static const struct {
        const char *data;
        const char *expected;
    } cases[] = {
        {"{\"a\": [1,\n 2]}", "{\"a\":[1,2]}"},
        {"12", "12"},
        {"plain", "\"plain\""},
        {"{broken", "\"{broken\""},
        {"", "\"\""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        frame_write_client_message(&out, "1", "set", cases[i].data);
        struct buffer expected;
        buffer_init(&expected, NULL);
        buffer_printf(&expected,
                      "{\"label\":\"rtvi-ai\",\"type\":\"client-message\",\"id\":\"1\","
                      "\"data\":{\"t\":\"set\",\"d\":%s}}",
                      cases[i].expected);
        assert_string_equal(buffer_terminate(&out), buffer_terminate(&expected));
        buffer_finish(&out);
        buffer_finish(&expected);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_what_the_format_says),
        cmocka_unit_test(test_a_nul_in_a_bare_text_is_kept),
        cmocka_unit_test(test_deep_json_is_text),
        cmocka_unit_test(test_writes_messages),
        cmocka_unit_test(test_writes_client_messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
