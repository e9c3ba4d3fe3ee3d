/* What goes out on the upgrade: order, precedence, and what is refused. */
#include "formats/headers.h"

#include "formats/agent_file.h"
#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static struct agent_header header(const char *name, const char *value, uint32_t line) {
    return (struct agent_header){
        .name = name, .value = value, .place = {.file = "f", .line = line}};
}

/* The merged headers as "Name: value" lines, then the diagnostics. */
static const char *merged(struct parsed *parsed, const struct header_sources *sources) {
    const struct websocket_header *headers = NULL;
    size_t count = 0;
    struct buffer out;
    buffer_init(&out, NULL);
    bool good = headers_merge(&parsed->arena, sources, &headers, &count, &parsed->diagnostics);
    assert_int_equal(good, parsed->diagnostics.error_count == 0);
    for (size_t i = 0; i < count && good; i++) {
        buffer_printf(&out, "%s: %s\n", headers[i].name, headers[i].value);
    }
    buffer_append_text(&out, parsed_diagnostics(parsed));
    const char *copy = arena_copy(&parsed->arena, out.data, out.length);
    buffer_finish(&out);
    return copy;
}

/* The agent's own, the command line's over them, ours, the profile's: in this order. */
static void order(void **unused) {
    (void)unused;
    const struct agent_header own[] = {header("A", "1", 1), header("b", "2", 2),
                                       header("X-P", "own", 3)};
    const struct agent_header line[] = {header("B", "3", 0), header("C", "4", 0),
                                        header("c", "5", 0), header("X-Q", "line", 0)};
    const struct agent_header profile[] = {header("x-p", "profile", 7), header("X-Q", "profile", 8),
                                           header("X-R", "profile", 9)};
    const struct agent agent = {
        .headers = own, .header_count = COUNT(own), .secret = "s", .authorization = "Basic dTpw"};
    const struct header_sources sources = {
        .agent = &agent,
        .command_line = line,
        .command_line_count = COUNT(line),
        .scenario_id = "7",
        .result_id = "r",
        .run_id = "u",
        .profile = profile,
        .profile_count = COUNT(profile),
    };
    struct parsed parsed;
    parsed_begin(&parsed);
    assert_string_equal(merged(&parsed, &sources), "Authorization: Basic dTpw\n"
                                                   "A: 1\n"
                                                   "B: 3\n"
                                                   "x-p: profile\n"
                                                   "c: 5\n"
                                                   "X-Q: line\n"
                                                   "X-VOCERA-SCENARIO-ID: 7\n"
                                                   "X-VOCERA-RESULT-ID: r\n"
                                                   "X-VOCERA-RUN-ID: u\n"
                                                   "X-Scenario-Id: 7\n"
                                                   "X-Result-Id: r\n"
                                                   "X-Run-Id: u\n"
                                                   "X-VOCERA-SECRET: s\n"
                                                   "X-R: profile\n");
    parsed_end(&parsed);
}

/* What is not given is not sent, and then a user's header of that name stays. */
static void only_what_is_given(void **unused) {
    (void)unused;
    const struct agent_header own[] = {header("X-Vocera-Secret", "mine", 1)};
    const struct agent agent = {.headers = own, .header_count = COUNT(own)};
    struct parsed parsed;
    parsed_begin(&parsed);
    assert_string_equal(merged(&parsed, &(struct header_sources){.agent = &agent}),
                        "X-Vocera-Secret: mine\n");
    parsed_end(&parsed);
}

/* Ours win over a user's of the same name, with a warning that does not show the value. */
static void ours_win(void **unused) {
    (void)unused;
    const struct agent_header own[] = {header("x-vocera-run-id", "hunter2", 4)};
    const struct agent_header profile[] = {header("X-Run-ID", "hunter2", 9)};
    const struct agent agent = {.headers = own, .header_count = COUNT(own)};
    const struct header_sources sources = {
        .agent = &agent, .run_id = "u", .profile = profile, .profile_count = COUNT(profile)};
    struct parsed parsed;
    parsed_begin(&parsed);
    assert_string_equal(
        merged(&parsed, &sources),
        "X-VOCERA-RUN-ID: u\n"
        "X-Run-Id: u\n"
        "4:0 warning header: the header X-VOCERA-RUN-ID is set by parley itself: yours is not "
        "sent\n"
        "9:0 warning header: the header X-Run-ID is set by parley itself: yours is not sent\n");
    parsed_end(&parsed);
}

/* An explicit Authorization replaces the one of the URL's user info. */
static void authorization(void **unused) {
    (void)unused;
    const struct agent_header own[] = {header("authorization", "Bearer t", 1)};
    const struct agent agent = {
        .headers = own, .header_count = COUNT(own), .authorization = "Basic dTpw"};
    struct parsed parsed;
    parsed_begin(&parsed);
    assert_string_equal(merged(&parsed, &(struct header_sources){.agent = &agent}),
                        "authorization: Bearer t\n");
    parsed_end(&parsed);
}

/* Names that are no tokens, values that cannot be sent and the handshake's own are errors, wherever
 * they come from; no value is shown. */
static void refused(void **unused) {
    (void)unused;
    static const struct {
        const char *name;
        const char *value;
        const char *words; /* NULL: good. */
    } cases[] = {
        {"X-A", "plain ~!", NULL},
        {"X-A", "", NULL},
        {"Sec-Fetch-Mode", "x", NULL},
        {"", "hunter2", "is no header name"},
        {"X A", "hunter2", "is no header name"},
        {"X:A", "hunter2", "is no header name"},
        {"X-A\r\nEvil", "hunter2", "\"X-A  Evil\" is no header name"},
        {"X-\xC3\xA9", "hunter2", "is no header name"},
        {"host", "hunter2", "belongs to the handshake"},
        {"CONNECTION", "hunter2", "belongs to the handshake"},
        {"Upgrade", "hunter2", "belongs to the handshake"},
        {"sec-websocket-protocol", "hunter2", "belongs to the handshake"},
        {"Sec-WebSocket-Key", "hunter2", "belongs to the handshake"},
        {"Content-Length", "hunter2", "belongs to the handshake"},
        {"transfer-encoding", "hunter2", "belongs to the handshake"},
        {"X-A", "hunter2\r\nEvil: 1", "not printable ASCII"},
        {"X-A", "hunter2\t", "not printable ASCII"},
        {"X-A", "hunter2\x7f", "not printable ASCII"},
        {"X-A", "hunter2\xC3\xA9", "not printable ASCII"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        for (unsigned from = 0; from < 3; from++) {
            const struct agent_header bad = header(cases[i].name, cases[i].value, 3);
            const struct agent agent = {.headers = &bad, .header_count = from == 0};
            const struct header_sources sources = {
                .agent = &agent,
                .command_line = &bad,
                .command_line_count = from == 1,
                .profile = &bad,
                .profile_count = from == 2,
            };
            struct parsed parsed;
            parsed_begin(&parsed);
            const char *found = merged(&parsed, &sources);
            assert_int_equal(parsed.diagnostics.error_count, cases[i].words != NULL);
            if (cases[i].words != NULL &&
                (strstr(found, cases[i].words) == NULL || strstr(found, "hunter2") != NULL)) {
                fail_msg("%s", found);
            }
            parsed_end(&parsed);
        }
    }
}

/* A scenario's id or a secret that cannot stand in a header is an error too. */
static void ours_are_checked(void **unused) {
    (void)unused;
    const struct agent agent = {.secret = "a\nb",
                                .secret_place = {.path = "websocket_secret", .line = 2}};
    struct parsed parsed;
    parsed_begin(&parsed);
    merged(&parsed, &(struct header_sources){.agent = &agent, .scenario_id = "\xC3\xA9"});
    assert_int_equal(parsed.diagnostics.error_count, 3);
    assert_non_null(strstr(parsed_diagnostics(&parsed), "\n2:0 websocket_secret error header: "));
    parsed_end(&parsed);
}

static const char *environment(const char *name) {
    return strcmp(name, "T") == 0 ? "to: ken" : NULL;
}

/* "Name: value" of the command line is split at its first colon and trimmed. */
static void command_line(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const char *name; /* NULL when it is an error. */
        const char *value;
    } cases[] = {
        {"A: b", "A", "b"},
        {"A:b:c", "A", "b:c"},
        {" A : b c ", "A", "b c"},
        {"A:", "A", ""},
        {"Authorization: Bearer ${T}", "Authorization", "Bearer to: ken"},
        {"A: $$x", "A", "$x"},
        {"A", NULL, NULL},
        {"", NULL, NULL},
        {": b", NULL, NULL},
        {"A: ${UNSET}", NULL, NULL},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        struct agent_header out;
        parsed_begin(&parsed);
        bool good = agent_header_parse(&parsed.arena, cases[i].text, "--header", environment, &out,
                                       &parsed.diagnostics);
        assert_int_equal(good, cases[i].name != NULL);
        assert_int_equal(parsed.diagnostics.error_count, !good);
        assert_string_equal(out.place.file, "--header");
        if (good) {
            assert_string_equal(out.name, cases[i].name);
            assert_string_equal(out.value, cases[i].value);
        }
        parsed_end(&parsed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order),        cmocka_unit_test(only_what_is_given),
        cmocka_unit_test(ours_win),     cmocka_unit_test(authorization),
        cmocka_unit_test(refused),      cmocka_unit_test(ours_are_checked),
        cmocka_unit_test(command_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
