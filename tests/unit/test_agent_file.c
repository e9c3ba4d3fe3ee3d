/* Both shapes of an agent, and a plain URL. */
#include "formats/agent_file.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static const char *environment(const char *name) {
    return strcmp(name, "TOKEN") == 0 ? "tok-12345678" : NULL;
}

struct read_agent {
    struct parsed parsed;
    struct secrets secrets;
    const struct agent *agent;
};

static void read_agent(struct read_agent *read, const char *text) {
    parsed_text(&read->parsed, "agents/front-desk.yaml", text);
    assert_non_null(read->parsed.root);
    secrets_init(&read->secrets, &read->parsed.arena);
    read->agent =
        agent_from_document(&read->parsed.arena, "agents/front-desk.yaml", read->parsed.root,
                            environment, &read->secrets, &read->parsed.diagnostics);
}

static bool is_secret(const struct read_agent *read, const char *text) {
    return secrets_found(&read->secrets, text, strlen(text));
}

/* Version 1, with every field. */
static void version_1(void **unused) {
    (void)unused;
    struct read_agent read;
    read_agent(&read,
               "agent_name: Front desk\n"
               "assistant_provider: self_hosted\n"
               "websocket_url: wss://user:password@agent.example/chat\n"
               "websocket_headers: {Authorization: 'Bearer ${TOKEN}', X-Number: 12, X-Yes: true}\n"
               "websocket_secret: very-secret-$$\n"
               "agent_speaks_first: true\n"
               "llm_model: m\n"
               "vapi_api_key: ignored\n");
    assert_string_equal(parsed_diagnostics(&read.parsed), "");
    assert_string_equal(read.agent->name, "Front desk");
    assert_string_equal(read.agent->shown_url, "wss://***@agent.example/chat");
    assert_true(read.agent->tls);
    assert_string_equal(read.agent->host, "agent.example");
    assert_int_equal(read.agent->port, 443);
    assert_string_equal(read.agent->path, "/chat");
    assert_non_null(read.agent->authorization);
    assert_int_equal(read.agent->header_count, 3);
    assert_string_equal(read.agent->headers[0].value, "Bearer tok-12345678");
    assert_string_equal(read.agent->headers[0].place.path, "websocket_headers.Authorization");
    assert_string_equal(read.agent->headers[1].value, "12");
    assert_string_equal(read.agent->headers[2].value, "true");
    assert_string_equal(read.agent->secret, "very-secret-$");
    assert_int_equal(read.agent->speaks_first, SPEAKS_FIRST_YES);
    assert_string_equal(read.agent->llm_model, "m");
    assert_true(is_secret(&read, "tok-12345678"));
    assert_true(is_secret(&read, "very-secret-$"));
    assert_true(is_secret(&read, "password"));
    assert_true(is_secret(&read, "user:password"));
    assert_false(is_secret(&read, "agent.example"));
    parsed_end(&read.parsed);
}

/* Version 2; nulls are as if not given. */
static void version_2(void **unused) {
    (void)unused;
    struct read_agent read;
    read_agent(&read, "websocket_url:\n"
                      "websocket_headers: ~\n"
                      "agent_speaks_first: null\n"
                      "provider:\n"
                      "  type: custom\n"
                      "  chat_agent_details:\n"
                      "    config: {url: ws://h:1, headers: {A: b}, secret: s}\n");
    assert_string_equal(parsed_diagnostics(&read.parsed), "");
    assert_string_equal(read.agent->name, "front-desk");
    assert_string_equal(read.agent->url, "ws://h:1");
    assert_string_equal(read.agent->headers[0].name, "A");
    assert_string_equal(read.agent->secret, "s");
    assert_int_equal(read.agent->speaks_first, SPEAKS_FIRST_UNSAID);
    parsed_end(&read.parsed);
}

/* Both versions at once are good as long as they say the same. */
static void both_versions(void **unused) {
    (void)unused;
    struct read_agent read;
    read_agent(&read,
               "{websocket_url: 'ws://a', websocket_headers: {A: b}, provider: {type: self_hosted, "
               "chat_agent_details: {config: {url: ws://a, headers: {A: b}}}}}");
    assert_string_equal(parsed_diagnostics(&read.parsed), "");
    assert_non_null(read.agent);
    parsed_end(&read.parsed);
    read_agent(&read, "websocket_url: ws://a\n"
                      "websocket_headers: {A: hunter2}\n"
                      "provider: {chat_agent_details: {config: {url: ws://b, headers: {A: c}}}}\n");
    assert_null(read.agent);
    assert_string_equal(
        parsed_diagnostics(&read.parsed),
        "3:47 provider.chat_agent_details.config.url error shape: differs from \"websocket_url\" "
        "of "
        "version 1 in the same file: keep one of the two\n"
        "3:64 provider.chat_agent_details.config.headers error shape: differs from "
        "\"websocket_headers\" of version 1 in the same file: keep one of the two\n");
    parsed_end(&read.parsed);
}

/* All mistakes are told, and none of the values that may be secrets. */
static void mistakes(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const char *expected;
    } cases[] = {
        {"websocket_url: https://u:hunter2@a\n"
         "websocket_headers: {A: [hunter2], B: '${UNSET}'}\n"
         "websocket_secret: 12\n"
         "assistant_provider: retell\n"
         "agent_speaks_first: 'yes'\n"
         "agent_nme: x\n",
         "1:16 websocket_url error url: an https URL: an agent is reached over a WebSocket, write "
         "wss://\n"
         "2:24 websocket_headers.A error wrong-type: expected a text, found an array\n"
         "2:38 websocket_headers.B error variable: the environment variable UNSET is not set\n"
         "3:19 websocket_secret error wrong-type: expected a text, found a number\n"
         "4:21 assistant_provider error provider: agents of other providers are not reached from "
         "here: expected \"self_hosted\" or nothing, found the text \"retell\"\n"
         "5:21 agent_speaks_first error wrong-type: expected true, false or null, found the text "
         "\"yes\"\n"
         "6:1 agent_nme warning unknown-key: unknown key \"agent_nme\": did you mean "
         "\"agent_name\"?\n"},
        {"{websocket_url: 'ws://a', assistant_provider: custom}",
         "1:47 assistant_provider error provider: agents of other providers are not reached from "
         "here: expected \"self_hosted\" or nothing, found the text \"custom\"\n"},
        {"{websocket_url: 'ws://a', provider: {type: vapi}}",
         "1:44 provider.type error provider: agents of other providers are not reached from here: "
         "expected \"self_hosted\", \"custom\" or nothing, found the text \"vapi\"\n"},
        {"{websocket_url: 'ws://a', assistant_provider: '', websocket_headers: [1]}",
         "1:70 websocket_headers error wrong-type: expected an object of headers, found an "
         "array\n"},
        {"{conditions: []}",
         "1:1 error shape: this is a scenario, not an agent; expected an agent: an object with "
         "\"websocket_url\", or with \"provider.chat_agent_details.config.url\"\n"},
        {"{agent_name: x}",
         "1:1 error missing-key: expected an agent: an object with \"websocket_url\", or with "
         "\"provider.chat_agent_details.config.url\"\n"},
        {"[]",
         "1:1 error missing-key: expected an agent: an object with \"websocket_url\", or with "
         "\"provider.chat_agent_details.config.url\"\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct read_agent read;
        read_agent(&read, cases[i].text);
        assert_string_equal(parsed_diagnostics(&read.parsed), cases[i].expected);
        assert_null(read.agent);
        parsed_end(&read.parsed);
    }
}

/* A URL by itself: variables are replaced, its user info is a secret, its host names the agent. */
static void plain_url(void **unused) {
    (void)unused;
    struct read_agent read;
    parsed_begin(&read.parsed);
    secrets_init(&read.secrets, &read.parsed.arena);
    read.agent = agent_read(&read.parsed.arena, "ws://me:${TOKEN}@h:8765/x", environment,
                            &read.secrets, &read.parsed.diagnostics);
    assert_string_equal(parsed_diagnostics(&read.parsed), "");
    assert_string_equal(read.agent->name, "h");
    assert_string_equal(read.agent->shown_url, "ws://***@h:8765/x");
    assert_true(is_secret(&read, "tok-12345678"));
    assert_null(agent_read(&read.parsed.arena, "http://a", environment, &read.secrets,
                           &read.parsed.diagnostics));
    assert_null(agent_read(&read.parsed.arena, "ws://${UNSET}", environment, &read.secrets,
                           &read.parsed.diagnostics));
    assert_null(agent_read(&read.parsed.arena, "/nonexistent.json", environment, &read.secrets,
                           &read.parsed.diagnostics));
    assert_int_equal(read.parsed.diagnostics.error_count, 3);
    parsed_end(&read.parsed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(version_1), cmocka_unit_test(version_2), cmocka_unit_test(both_versions),
        cmocka_unit_test(mistakes),  cmocka_unit_test(plain_url),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
