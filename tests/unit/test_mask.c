/* test_mask.c - no secret passes to a report. */
#include "reports/mask.h"

#include "transports/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SECRET "s3cret-token-1"

struct fixture {
    struct arena arena;
    struct secrets secrets;
    struct buffer seen; /* All texts of the last event, each in brackets. */
    struct mask *mask;
};

static void see(struct buffer *seen, const char *text, size_t length) {
    buffer_append_text(seen, "[");
    buffer_append(seen, text, length);
    buffer_append_text(seen, "]");
}

static void see_end(struct buffer *seen, const struct transport_end *end) {
    see(seen, end->close_reason, strlen(end->close_reason));
    see(seen, end->detail, strlen(end->detail));
}

static void listen(void *user, const struct event *event) {
    struct buffer *seen = user;
    switch (event->kind) {
    case EVENT_HEARD:
    case EVENT_UNMATCHED:
    case EVENT_IGNORED:
        see(seen, event->heard.text, event->heard.length);
        break;
    case EVENT_SAID:
    case EVENT_SMS:
        see(seen, event->said.text, event->said.length);
        break;
    case EVENT_RETRYING:
        see_end(seen, event->retrying.end);
        break;
    case EVENT_ENDED:
        see_end(seen, event->ended.end);
        see(seen, event->ended.stuck_on, event->ended.stuck_on_length);
        see(seen, event->ended.detail, strlen(event->ended.detail));
        break;
    default:
        see(seen, event->data.json, strlen(event->data.json));
    }
}

static int setup(void **state) {
    static struct fixture fixture;
    arena_init(&fixture.arena, NULL);
    secrets_init(&fixture.secrets, &fixture.arena);
    secrets_add(&fixture.secrets, SECRET);
    secrets_add(&fixture.secrets, "with \"quotes\" in it");
    secrets_add(&fixture.secrets, "1234567890");
    buffer_init(&fixture.seen, NULL);
    const struct event_listener listener = {.event = listen, .user = &fixture.seen};
    fixture.mask = mask_create(NULL, &fixture.secrets, &listener, 1);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    mask_destroy(fixture->mask);
    buffer_finish(&fixture->seen);
    arena_finish(&fixture->arena);
    return 0;
}

static const char *seen_of(struct fixture *fixture, const struct event *event) {
    struct event_listener listener = mask_listener(fixture->mask);
    fixture->seen.length = 0;
    listener.event(listener.user, event);
    return buffer_terminate(&fixture->seen);
}

/* Whatever was heard or said. */
static void test_texts(void **state) {
    static const enum event_kind heard[] = {EVENT_HEARD, EVENT_UNMATCHED, EVENT_IGNORED};
    for (size_t i = 0; i < sizeof(heard) / sizeof(heard[0]); i++) {
        struct event event = {.kind = heard[i]};
        event.heard.text = "your token is " SECRET "!";
        event.heard.length = strlen(event.heard.text);
        assert_string_equal(seen_of(*state, &event), "[your token is ***!]");
    }
    static const enum event_kind said[] = {EVENT_SAID, EVENT_SMS};
    for (size_t i = 0; i < sizeof(said) / sizeof(said[0]); i++) {
        struct event event = {.kind = said[i]};
        event.said.text = SECRET " and " SECRET;
        event.said.length = strlen(event.said.text);
        assert_string_equal(seen_of(*state, &event), "[*** and ***]");
    }
}

/* JSON is masked inside its strings, and stays JSON also where a secret is a bare number. */
static void test_json(void **state) {
    struct fixture *fixture = *state;
    static const enum event_kind kinds[] = {EVENT_FUNCTION_CALL, EVENT_FUNCTION_CALL_RESULT,
                                            EVENT_METADATA, EVENT_OTHER};
    static const struct {
        const char *json;
        const char *masked;
    } cases[] = {
        {"{\"a\":\"" SECRET "\"}", "[{\"a\":\"***\"}]"},
        {"{\"" SECRET "\":1}", "[{\"***\":1}]"},
        {"{\"a\":\"with \\\"quotes\\\" in it\"}", "[{\"a\":\"***\"}]"},
        {"{\"a\":1234567890}", "[{\"masked\":\"***\"}]"},
        {"{\"a\":\"nothing\"}", "[{\"a\":\"nothing\"}]"},
    };
    for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
        for (size_t j = 0; j < sizeof(cases) / sizeof(cases[0]); j++) {
            struct event event = {.kind = kinds[i], .data.json = cases[j].json};
            const char *seen = seen_of(*state, &event);
            assert_string_equal(seen, cases[j].masked);
            fixture->seen.data[fixture->seen.length - 1] = '\0'; /* The closing bracket. */
            assert_true(json_is_valid(seen + 1, strlen(seen + 1)));
        }
    }
}

/* How a connection ended, and what the call got stuck on. */
static void test_endings(void **state) {
    const struct transport_end end = {.close_reason = "bad " SECRET, .detail = "got " SECRET};
    struct event retrying = {.kind = EVENT_RETRYING, .retrying.end = &end};
    assert_string_equal(seen_of(*state, &retrying), "[bad ***][got ***]");
    struct event ended = {.kind = EVENT_ENDED,
                          .ended = {.end = &end,
                                    .stuck_on = SECRET "?",
                                    .stuck_on_length = sizeof(SECRET "?") - 1,
                                    .detail = SECRET}};
    assert_string_equal(seen_of(*state, &ended), "[bad ***][got ***][***?][***]");
    assert_string_equal(end.detail, "got " SECRET);
}

/* Behind the mask every text is a C string: a raw NUL, which a frame may hold, is U+FFFD. */
static void test_nul(void **state) {
    static const char text[] = "a\0b " SECRET;
    struct event event = {.kind = EVENT_HEARD, .heard = {.text = text, .length = sizeof(text) - 1}};
    assert_string_equal(seen_of(*state, &event), "[a\xEF\xBF\xBD"
                                                 "b ***]");
}

/* Without anything to hide, a text is handed on as it is, not copied. */
static void hand_on(void *user, const struct event *event) {
    *(const char **)user = event->heard.text;
}

static void test_untouched(void **state) {
    struct fixture *fixture = *state;
    const char *text = "nothing to hide";
    const char *seen = NULL;
    const struct event_listener listener = {.event = hand_on, .user = &seen};
    struct mask *mask = mask_create(NULL, &fixture->secrets, &listener, 1);
    struct event event = {.kind = EVENT_HEARD, .heard = {.text = text, .length = strlen(text)}};
    mask_listener(mask).event(mask_listener(mask).user, &event);
    assert_ptr_equal(seen, text);
    mask_destroy(mask);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_texts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_json, setup, teardown),
        cmocka_unit_test_setup_teardown(test_endings, setup, teardown),
        cmocka_unit_test_setup_teardown(test_nul, setup, teardown),
        cmocka_unit_test_setup_teardown(test_untouched, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
