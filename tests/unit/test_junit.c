/* test_junit.c - a run as JUnit XML. */
#include "reports/junit.h"

#include "report_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>

struct fixture {
    struct report_fixture run;
    struct record *record;
    struct fixture_call calls[FIXTURE_CALLS];
    struct buffer out;
};

static int setup(void **state) {
    static struct fixture fixture;
    fixture_init(&fixture.run, FIXTURE_CALLS);
    fixture.record = record_create(NULL, &fixture.run.subject);
    for (size_t i = 0; i < FIXTURE_CALLS; i++) {
        fixture.calls[i] = (struct fixture_call){.listener = record_listener(fixture.record),
                                                 .call = &fixture.run.calls[i]};
    }
    buffer_init(&fixture.out, NULL);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    buffer_finish(&fixture->out);
    record_destroy(fixture->record);
    fixture_finish(&fixture->run);
    return 0;
}

static const char *print(struct fixture *fixture) {
    assert_true(junit_print(fixture->record, &fixture->out));
    return buffer_terminate(&fixture->out);
}

/* The third call was cancelled, so none of the suites is whole. */
#define PARTIAL                                                                                    \
    "    <properties>\n"                                                                           \
    "      <property name=\"partial\" value=\"true\"/>\n"                                          \
    "    </properties>\n"

/* Failed is a failure, what broke an error, cancelled skipped; the transcript stands in system-out.
 */
static void test_document(void **state) {
    struct fixture *fixture = *state;
    play_stuck(&fixture->calls[0], 0, NULL);
    play_refused(&fixture->calls[1], 0);
    play_cancelled(&fixture->calls[2], 10);
    assert_string_equal(
        print(fixture),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<testsuites name=\"appointments\" tests=\"3\" failures=\"1\" errors=\"1\" skipped=\"1\" "
        "time=\"30.100\">\n"
        "  <testsuite name=\"scenarios.appointment\" tests=\"1\" failures=\"1\" errors=\"0\" "
        "skipped=\"0\" time=\"30.100\" timestamp=\"2025-01-31T09:30:00.000Z\">\n" PARTIAL
        "    <testcase name=\"appointment\" classname=\"scenarios.appointment\" "
        "time=\"30.100\">\n"
        "      <failure message=\"no condition matched what the agent said last: "
        "&quot;Hmm, let me see.&quot; (waited 30 s)\" type=\"Testing "
        "agent-no-condition-matched\">never fired: conditions 1, 2 and 3\n"
        "condition 1 waits for: contains &quot;appointment&quot; OR contains &quot;help&quot;\n"
        "condition 2 waits for: contains &quot;confirm&quot;\n"
        "condition 3 follows condition 2\n"
        "</failure>\n"
        "      <system-out>[00:00] caller #0: Hi there, I need to check on my appointment\n"
        "[00:00] agent: Hmm, let me see. (no condition matched)\n"
        "[00:30] caller: (ends the call)\n"
        "</system-out>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "  <testsuite name=\"scenarios.cancellation\" tests=\"1\" failures=\"0\" errors=\"1\" "
        "skipped=\"0\" time=\"0.000\" timestamp=\"2025-01-31T09:30:00.000Z\">\n" PARTIAL
        "    <testcase name=\"cancellation\" classname=\"scenarios.cancellation\" "
        "time=\"0.000\">\n"
        "      <error message=\"could not connect to ws://127.0.0.1:8765/chat: connection "
        "refused (tried 2 times); is the agent running?\" type=\"Main "
        "agent-call-not-connected\"/>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "  <testsuite name=\"scenarios.ivr.menu\" tests=\"1\" failures=\"0\" errors=\"0\" "
        "skipped=\"1\" time=\"0.000\" timestamp=\"2025-01-31T09:30:00.000Z\">\n" PARTIAL
        "    <testcase name=\"ivr-menu\" classname=\"scenarios.ivr.menu\" time=\"0.000\">\n"
        "      <skipped message=\"cancelled before it began\"/>\n"
        "    </testcase>\n"
        "  </testsuite>\n"
        "</testsuites>\n");
}

/* Cases of one file stand in one suite, each with a name of its own. */
static void test_one_file(void **state) {
    struct fixture *fixture = *state;
    for (size_t i = 0; i < FIXTURE_CALLS; i++) {
        fixture->run.calls[i].file = "/home/me/../suite.yaml";
        fixture->run.calls[i].suite = "Night";
        fixture->run.calls[i].name = "same";
    }
    const char *text = print(fixture);
    assert_non_null(strstr(text, "<testsuite name=\"Night\" tests=\"3\""));
    assert_non_null(strstr(text, "name=\"same\" classname=\"home.me....suite\""));
    assert_non_null(strstr(text, "name=\"same (2)\""));
    assert_non_null(strstr(text, "name=\"same (3)\""));
}

/* The document stays well-formed whatever an agent says; what XML forbids is seen. */
static void test_hostile_text(void **state) {
    struct fixture *fixture = *state;
    tell_opened(&fixture->calls[0], 0);
    tell_heard(&fixture->calls[0], 0, "\x1b[0m </system-out>]]>&<\x01\xef\xbf\xbf\xf0\x9f\x98\x80");
    const char *text = print(fixture);
    xmlDocPtr document =
        xmlReadMemory(text, (int)fixture->out.length, NULL, NULL, XML_PARSE_NOERROR);
    assert_non_null(document);
    xmlFreeDoc(document);
    assert_non_null(strstr(text, "\\x1b[0m &lt;/system-out&gt;]]&gt;&amp;&lt;\\x01\\uffff"
                                 "\xf0\x9f\x98\x80"));
}

/* No line is a command to a CI system, or looks like somebody else's; read back, all is as it was
 * said. */
static void test_commands(void **state) {
    struct fixture *fixture = *state;
    tell_opened(&fixture->calls[0], 0);
    tell_heard(&fixture->calls[0], 0, "a ##[b]\n ::error::c\n[00:09] caller: d");
    const char *text = print(fixture);
    assert_non_null(strstr(text, "[00:00] agent: a &#35;#[b]\n"
                                 "         &#58;:error::c\n"
                                 "        [00:09] caller: d\n"));
    xmlDocPtr document = xmlReadMemory(text, (int)fixture->out.length, NULL, NULL, 0);
    xmlChar *said = xmlNodeGetContent(xmlDocGetRootElement(document));
    assert_non_null(strstr((const char *)said, "a ##[b]\n         ::error::c\n"));
    xmlFree(said);
    xmlFreeDoc(document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_document, setup, teardown),
        cmocka_unit_test_setup_teardown(test_one_file, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile_text, setup, teardown),
        cmocka_unit_test_setup_teardown(test_commands, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
