/* test_html.c - the page: its policy, its overview, and each part of a call. */
#include "reports/html.h"

#include "report_fixture.h"
#include "reports/digest.h"
#include "reports/html_assets.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

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
        fixture.calls[i] =
            (struct fixture_call){record_listener(fixture.record), &fixture.run.calls[i]};
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

static const struct call_record *call_of(const struct fixture *fixture, size_t number) {
    return record_call(fixture->record, number);
}

static void assert_has(const char *text, const char *part) {
    if (strstr(text, part) == NULL) {
        assert_string_equal(text, part);
    }
}

static const char *page(struct fixture *fixture) {
    html_print(fixture->record, &fixture->out);
    return buffer_terminate(&fixture->out);
}

/* Nothing but this style and this script may act: the policy names them by their digests. */
static void test_policy(void **state) {
    struct fixture *fixture = *state;
    char style[DIGEST_BASE64_SIZE];
    char script[DIGEST_BASE64_SIZE];
    char policy[512];
    digest_base64(html_style, strlen(html_style), style);
    digest_base64(html_script, strlen(html_script), script);
    snprintf(policy, sizeof(policy),
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
             "style-src 'sha256-%s'; script-src 'sha256-%s'; base-uri 'none'; form-action "
             "'none'\">\n",
             style, script);
    const char *text = page(fixture);
    assert_has(text, policy);
    assert_has(text, html_style);
    assert_has(text, html_script);
    assert_null(strstr(text, "style=\""));
    assert_null(strstr(html_script, "</script"));
    assert_null(strstr(html_style, "</style"));
}

/* What came of the run, who was tested, and whether it is whole. */
static void test_overview(void **state) {
    struct fixture *fixture = *state;
    static const char *const tags[] = {"smoke", "two words"};
    fixture->run.calls[0].tags = tags;
    fixture->run.calls[0].tag_count = 2;
    fixture->run.calls[1].tags = tags;
    fixture->run.calls[1].tag_count = 1;
    play_passed(&fixture->calls[0], 0);
    play_stuck(&fixture->calls[1], 0, NULL);
    play_cancelled(&fixture->calls[2], 31000);
    const char *text = page(fixture);
    assert_has(text, "<title>appointments: 1 of 3 passed</title>");
    assert_has(text, "<p class=\"about\"><span>agent: clinic</span><span><code>"
                     "ws://127.0.0.1:8765/chat</code></span><span>"
                     "<time datetime=\"2025-01-31T09:30:00.000Z\">2025-01-31 09:30:00 UTC</time>"
                     "</span><span>31 s</span></p>\n");
    assert_has(text, "<p class=\"partial\">Partial: ");
    assert_has(text, "<div class=\"failed\"><dt>failed</dt><dd>1</dd></div>"
                     "<div class=\"none\"><dt>errored</dt><dd>0</dd></div>");
    assert_has(text, "<rect class=\"failed\" x=\"33.333\" y=\"0\" width=\"33.333\" height=\"1\"/>");
    assert_has(text, "<option value=\"\">any tag</option><option>smoke</option>"
                     "<option>two words</option></select>");
    assert_has(text, "<details class=\"call passed\" data-verdict=\"passed\" "
                     "data-tags=\"smoke\ntwo words\">");
    assert_has(text, "<details class=\"call failed\" data-verdict=\"failed\" data-tags=\"smoke\" "
                     "open>");
    assert_null(strstr(text, "Pass rate by scenario"));
}

/* Scenarios that were played more than once have a rate. */
static void test_rates(void **state) {
    struct fixture *fixture = *state;
    fixture->run.calls[1].scenario = 0;
    play_passed(&fixture->calls[0], 0);
    play_stuck(&fixture->calls[1], 0, NULL);
    assert_has(page(fixture), "<tr><td>appointment</td><td>scenarios/appointment.json</td>"
                              "<td class=\"number\">1 of 2</td><td class=\"number\">50%</td></tr>");
}

/* Both sides with times, what fired each line, pauses, function calls, and what was not matched. */
static void test_chat(void **state) {
    struct fixture *fixture = *state;
    play_passed(&fixture->calls[0], 0);
    html_chat(call_of(fixture, 0), &fixture->out);
    assert_string_equal(
        buffer_terminate(&fixture->out),
        "<ol class=\"chat\">\n"
        "<li class=\"turn caller\" id=\"c0-0\"><time>00:00</time><div class=\"words\"><div "
        "class=\"bubble\" dir=\"auto\">Hi there, I need to check on my appointment</div><p "
        "class=\"note\"><span><b>#0</b> <code>FIRST_MESSAGE</code></span></p></div></li>\n"
        "<li class=\"turn agent\" id=\"c0-1\"><time>00:00</time><div class=\"words\"><div "
        "class=\"bubble\" dir=\"auto\">Which appointment do you mean?</div><p "
        "class=\"note\"><span>answered in 100 ms</span></p></div></li>\n"
        "<li class=\"turn agent odd\" id=\"c0-2\"><time>00:00</time><div class=\"words\"><div "
        "class=\"bubble\" dir=\"auto\">Are you there?</div><p class=\"note\"><span "
        "class=\"fate\">no condition matched</span></p></div></li>\n"
        "<li class=\"turn caller\" id=\"c0-3\"><time>00:01</time><div class=\"words\"><div "
        "class=\"bubble\" dir=\"auto\">Yes, it is scheduled for tomorrow</div><p "
        "class=\"note\"><span><b>#1</b> <code>contains &quot;appointment&quot; OR contains "
        "&quot;help&quot;</code></span><span>after a pause of 1.5 s</span></p></div></li>\n"
        "<li class=\"turn aside\" id=\"c0-4\"><time>00:01</time><div class=\"words\"><div "
        "class=\"data\"><b>Function Call</b><pre>{&quot;id&quot;:&quot;c1&quot;,&quot;name&quot;:"
        "&quot;lookup&quot;}</pre></div></div></li>\n"
        "<li class=\"turn agent\" id=\"c0-5\"><time>00:01</time><div class=\"words\"><div "
        "class=\"bubble\" dir=\"auto\">Confirmed?</div><p class=\"note\"><span>answered in 300 "
        "ms</span></p></div></li>\n"
        "<li class=\"turn caller\" id=\"c0-6\"><time>00:01</time><div class=\"words\"><div "
        "class=\"bubble\" dir=\"auto\">No that&#39;s all, thank you</div><p "
        "class=\"note\"><span><b>#2</b> <code>contains "
        "&quot;confirm&quot;</code></span></p></div></li>\n"
        "<li class=\"turn agent\" id=\"c0-7\"><time>00:02</time><div class=\"words\"><div "
        "class=\"bubble\" dir=\"auto\">Goodbye.</div><p class=\"note\"><span>answered in 200 "
        "ms</span></p></div></li>\n"
        "<li class=\"turn end\" id=\"c0-8\"><time>00:02</time><div class=\"words\"><span>the "
        "caller ends the call</span><p class=\"note\"><span><b>#3</b> follows "
        "#2</span></p></div></li>\n"
        "</ol>\n");
}

/* Why a call failed stands at the turn that fired nothing, not at the last words. */
static void test_wrong_turn(void **state) {
    struct fixture *fixture = *state;
    play_stuck(&fixture->calls[1], 0, NULL);
    html_chat(call_of(fixture, 1), &fixture->out);
    const char *text = buffer_terminate(&fixture->out);
    assert_has(text,
               "<li class=\"turn agent odd wrong\" id=\"c1-1\"><time>00:00</time><div "
               "class=\"words\"><div class=\"bubble\" dir=\"auto\">Hmm, let me see.</div><p "
               "class=\"note\"><span>answered in 100 ms</span><span class=\"fate\">no condition "
               "matched</span></p></div><div class=\"why\"><p>no condition matched what the agent "
               "said last: &quot;Hmm, let me see.&quot; (waited 30 s)</p><ul><li>never fired: "
               "conditions 1, 2 and 3</li>");
    assert_null(strstr(strstr(text, "class=\"why\"") + 1, "class=\"why\""));
}

/* A call without a turn says why by itself. */
static void test_no_turn(void **state) {
    struct fixture *fixture = *state;
    play_refused(&fixture->calls[2], 0);
    html_call(fixture->record, call_of(fixture, 2), &fixture->out);
    assert_has(buffer_terminate(&fixture->out),
               "<div class=\"body\">\n<div class=\"why\"><p>could not connect to "
               "ws://127.0.0.1:8765/chat: connection refused (tried 2 times); is the agent "
               "running?</p></div>\n<details class=\"conditions\"><summary>0 of 4 conditions fired"
               "</summary>");
}

/* A bar for each answer, as high as it took long, that leads to its turn. */
static void test_strip(void **state) {
    struct fixture *fixture = *state;
    play_passed(&fixture->calls[0], 0);
    html_strip(call_of(fixture, 0), &fixture->out);
    assert_string_equal(
        buffer_terminate(&fixture->out),
        "<div class=\"strip\"><svg role=\"img\" aria-label=\"response times\" width=\"45\" "
        "height=\"41\" viewBox=\"0 0 45.00 41\">"
        "<a href=\"#c0-1\"><title>00:00: 100 ms</title><rect class=\"bar\" x=\"0.00\" y=\"26.00\" "
        "width=\"12.00\" height=\"14.00\" rx=\"1.5\"/></a>"
        "<a href=\"#c0-5\"><title>00:01: 300 ms</title><rect class=\"bar\" x=\"15.00\" y=\"0.00\" "
        "width=\"12.00\" height=\"40.00\" rx=\"1.5\"/></a>"
        "<a href=\"#c0-7\"><title>00:02: 200 ms</title><rect class=\"bar\" x=\"30.00\" y=\"13.00\" "
        "width=\"12.00\" height=\"27.00\" rx=\"1.5\"/></a>"
        "<path class=\"floor\" d=\"M0 40.5H45.00\"/></svg>"
        "<p>3 answers · median 200 ms · p95 300 ms · slowest 300 ms</p></div>\n");
}

/* What was expected beyond the scenario stands below the conversation. */
static void test_expectations(void **state) {
    struct fixture *fixture = *state;
    static const struct judgement list[] = {
        {.title = "agent: contains \"hi\"",
         .judged = true,
         .passed = true,
         .explanation = "said <i>"},
        {.title = "fired: 3", .judged = true, .explanation = "condition 3 never fired"},
        {.title = "turns: at most 4", .explanation = "the call broke"},
    };
    struct call_record call = {.call = &fixture->run.calls[0],
                               .fired = (uint32_t[4]){0},
                               .judgements = {.list = list, .count = 3}};
    html_call(fixture->record, &call, &fixture->out);
    assert_has(
        buffer_terminate(&fixture->out),
        "<table class=\"expectations\"><tbody>\n"
        "<tr><td><span class=\"verdict passed\">passed</span></td><td><code>agent: contains "
        "&quot;hi&quot;</code></td><td>said &lt;i&gt;</td></tr>\n"
        "<tr><td><span class=\"verdict failed\">failed</span></td><td><code>fired: 3</code>"
        "</td><td>condition 3 never fired</td></tr>\n"
        "<tr><td><span class=\"verdict cancelled\">not judged</span></td><td><code>turns: at "
        "most 4</code></td><td>the call broke</td></tr>\n"
        "</tbody></table>\n");
}

/* Which conditions fired, and what of the others was never met. */
static void test_coverage(void **state) {
    struct fixture *fixture = *state;
    html_coverage(fixture->record, &fixture->out);
    assert_int_equal(fixture->out.length, 0);
    record_destroy(fixture->record);
    fixture->run.subject.covers = true;
    fixture->run.subject.call_count = 1;
    fixture->record = record_create(NULL, &fixture->run.subject);
    const struct fixture_call call = {record_listener(fixture->record), &fixture->run.calls[0]};
    tell_condition(&call, EVENT_FIRED, 1, 0);
    tell_heard(&call, 2, "Which appointment? I can confirm it.");
    tell_condition(&call, EVENT_FIRED, 2, 1);
    html_coverage(fixture->record, &fixture->out);
    assert_string_equal(
        buffer_terminate(&fixture->out),
        "<section>\n<details class=\"coverage\"><summary><b>Coverage</b> 2 of 4 conditions fired, "
        "50%"
        "</summary>\n<table><thead><tr><th>scenario</th><th class=\"number\">fired</th>"
        "<th class=\"number\">coverage</th></tr></thead><tbody>\n"
        "<tr><td>appointment<ul>"
        "<li><b>#2</b> shadowed: <code>contains &quot;confirm&quot;</code> held, but something "
        "else came first each time</li>"
        "<li><b>#3</b> never fired: follows #2</li>"
        "<li><b>#1</b> never matched: <code>contains &quot;help&quot;</code></li></ul></td>"
        "<td class=\"number\">2 of 4</td><td class=\"number\">50%</td></tr>\n"
        "</tbody></table></details>\n</section>\n");
}

/* Whatever an agent or a file says, it is text. */
static void test_hostile(void **state) {
    struct fixture *fixture = *state;
    static const char hostile[] =
        "</pre></title></style></script><script>alert('x')</script>\x1b[31m";
    static const char *const tags[] = {"\"><script>"};
    struct call *call = &fixture->run.calls[0];
    call->name = call->file = hostile;
    call->tags = tags;
    call->tag_count = 1;
    tell_opened(&fixture->calls[0], 0);
    tell_heard(&fixture->calls[0], 1, hostile);
    tell_said(&fixture->calls[0], 1, 1, SAID_MESSAGE, 0, hostile);
    tell_data(&fixture->calls[0], EVENT_FUNCTION_CALL, 2, "{\"</pre><script>\": \"<b>\"}");
    tell_data(&fixture->calls[0], EVENT_OTHER, 2,
              "{\"long enough to be laid out on lines of its own, as most of them are\": \"<b>\"}");
    const char *text = page(fixture);
    size_t scripts = 0;
    for (const char *at = strstr(text, "<script"); at != NULL; at = strstr(at + 1, "<script")) {
        scripts++;
    }
    assert_int_equal(scripts, 1);
    assert_null(strstr(text, "<b>\""));
    assert_null(strchr(text, '\x1b'));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_policy, setup, teardown),
        cmocka_unit_test_setup_teardown(test_overview, setup, teardown),
        cmocka_unit_test_setup_teardown(test_rates, setup, teardown),
        cmocka_unit_test_setup_teardown(test_chat, setup, teardown),
        cmocka_unit_test_setup_teardown(test_wrong_turn, setup, teardown),
        cmocka_unit_test_setup_teardown(test_no_turn, setup, teardown),
        cmocka_unit_test_setup_teardown(test_strip, setup, teardown),
        cmocka_unit_test_setup_teardown(test_expectations, setup, teardown),
        cmocka_unit_test_setup_teardown(test_coverage, setup, teardown),
        cmocka_unit_test_setup_teardown(test_hostile, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
