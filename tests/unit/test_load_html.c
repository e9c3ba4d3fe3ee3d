/* test_load_html.c - the page of a load: each part of it, and nothing that is markup but ours. */
#include "reports/load_html.h"

#include "load_fixture.h"
#include "reports/digest.h"
#include "reports/html_assets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>

struct fixture {
    struct load_fixture load;
    struct buffer out;
};

static int setup(void **state) {
    static struct fixture fixture;
    load_fixture_init(&fixture.load);
    buffer_init(&fixture.out, NULL);
    *state = &fixture;
    return 0;
}

static int teardown(void **state) {
    struct fixture *fixture = *state;
    buffer_finish(&fixture->out);
    load_fixture_finish(&fixture->load);
    return 0;
}

static const char *page(struct fixture *fixture, const struct load_samples *samples) {
    fixture->out.length = 0;
    load_html_print(&fixture->load.record, samples, &fixture->out);
    return buffer_terminate(&fixture->out);
}

/* Some seconds of which each has one call that fails. */
static void play(struct fixture *fixture, uint64_t seconds) {
    for (uint64_t i = 0; i < seconds; i++) {
        load_fixture_second(&fixture->load, i, 1, 2000);
    }
    load_fixture_end(&fixture->load);
}

static void assert_has(const char *text, const char *part) {
    if (strstr(text, part) == NULL) {
        fail_msg("the page lacks %s", part);
    }
}

static void assert_lacks(const char *text, const char *part) {
    if (strstr(text, part) != NULL) {
        fail_msg("the page has %s", part);
    }
}

/* Nothing acts in the page but its style: no script is in it, nor allowed. */
static void test_policy(void **state) {
    struct fixture *fixture = *state;
    char style[DIGEST_BASE64_SIZE];
    char policy[512];
    digest_base64(html_style, strlen(html_style), style);
    snprintf(policy, sizeof(policy),
             "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
             "style-src 'sha256-%s'; base-uri 'none'; form-action 'none'\">\n",
             style);
    play(fixture, 3);
    const char *text = page(fixture, NULL);
    assert_has(text, policy);
    assert_lacks(text, "<script");
    assert_lacks(text, "style=\"");
}

/* Who was loaded, how, with what, and by whom. */
static void test_head(void **state) {
    struct fixture *fixture = *state;
    play(fixture, 3);
    const char *text = page(fixture, NULL);
    static const char *const parts[] = {
        "<title>desk &amp; &lt;i&gt;co&lt;/i&gt;: load</title>",
        "<h1>desk &amp; &lt;i&gt;co&lt;/i&gt;</h1>",
        "agent: clinic</span><span><code>ws://clinic/</code>",
        "<time datetime=\"2026-03-01T09:30:00",
        "<dt>load</dt><dd>open: 10/s for 3600 s, fixed arrivals</dd>",
        "<dt>scenarios</dt><dd>booking (75 %), a &lt;b&gt;refund&lt;/b&gt; (25 %)</dd>",
        "<dt>played by</dt><dd>2 workers, at most 1,000 calls at once, seed 42</dd>",
        "<th scope=\"row\">turn-gap</th><td>0s</td>",
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        assert_has(text, parts[i]);
    }
}

/* The plan of each kind of load in words. */
static void test_plans(void **state) {
    struct fixture *fixture = *state;
    static const struct schedule_stage ramp[] = {{30000000, 0, 200}, {60000000, 200, 200}};
    static const struct schedule_stage endless[] = {{SCHEDULE_ENDLESS_US, 5, 5}};
    static const struct {
        struct load_plan plan;
        const char *words;
    } cases[] = {
        {{.is_open = true, .schedule = {ramp, 2, ARRIVALS_POISSON, 1, 0, 1}},
         "open: 0/s to 200/s in 30 s, then 200/s for 60 s, Poisson arrivals</dd>"},
        {{.is_open = true, .calls = 1000, .schedule = {endless, 1, ARRIVALS_FIXED, 1, 0, 1}},
         "open: 5/s, fixed arrivals, 1,000 calls in all</dd>"},
        {{.at_once = 12, .duration_us = 30000000, .schedule.shard_count = 1},
         "closed: 12 calls at once for 30 s</dd>"},
        {{.at_once = 1, .calls = 1, .schedule.shard_count = 1},
         "closed: 1 call at once, 1 call in all</dd>"},
        {{.at_once = 4, .calls = 9, .workers = 2, .schedule = {.shard = 1, .shard_count = 3}},
         "2 workers of shard 2 of 3"},
        {{.at_once = 4, .calls = 9, .warm_up_us = 2000000, .schedule.shard_count = 1},
         "<dt>warm-up</dt><dd>2 s, whose 0 calls are not counted</dd>"},
    };
    load_fixture_end(&fixture->load);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        fixture->load.plan = cases[i].plan;
        assert_has(page(fixture, NULL), cases[i].words);
    }
}

/* What makes figures worth less stands above them. */
static void test_doubts(void **state) {
    struct fixture *fixture = *state;
    play(fixture, 2);
    assert_lacks(page(fixture, NULL), "class=\"partial");
    fixture->load.record.doubt = "shard <2> of 3 is missing";
    fixture->load.result.outcome = LOAD_ABORTED;
    const char *text = page(fixture, NULL);
    assert_has(text, "<b>Not valid:</b> shard &lt;2&gt; of 3 is missing</p>");
    assert_has(text, "<b>Aborted:</b>");
    fixture->load.result.outcome = LOAD_INTERRUPTED;
    assert_has(page(fixture, NULL), "<b>Cancelled:</b>");
    fixture->load.plan.schedule.shard_count = 3;
    assert_has(page(fixture, NULL), "<b>One shard:</b>");
}

/* The figures that are asked for first, and whether each limit holds. */
static void test_figures(void **state) {
    struct fixture *fixture = *state;
    play(fixture, 10);
    const char *text = page(fixture, NULL);
    static const char *const parts[] = {
        "<dt>response p50</dt><dd>2.00 ms</dd>",
        "<dt>response p95</dt><dd>20.0 ms</dd>",
        "<dt>of 10/s offered</dt><dd>10/s</dd>",
        "<div class=\"passed\"><dt>passed</dt><dd>90</dd>",
        "<div class=\"failed\"><dt>failed</dt><dd>10</dd>",
        "<div class=\"none\"><dt>errored</dt><dd>0</dd>",
        "<span class=\"verdict passed\">holds</span></td><td><code>response.p95&lt;800ms</code>",
        "<span class=\"verdict failed\">crossed</span></td><td><code>calls.failed&lt;1%</code>",
        "</td><td>10.00 %",
        "from the intended start of the call to its open connection",
        "memory at most 21.0 MiB",
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        assert_has(text, parts[i]);
    }
    fixture->load.limits[0].is_open = true;
    assert_has(page(fixture, NULL), "judged when all shards are merged");
}

/* Every drawing in @text as XML; how many there are. */
static size_t check_drawings(const char *text) {
    size_t count = 0;
    for (const char *at = text; (at = strstr(at, "<svg class=\"")) != NULL;) {
        const char *end = at;
        for (size_t depth = 1; depth > 0;) {
            const char *open = strstr(end + 1, "<svg");
            end = strstr(end + 1, "</svg>");
            assert_non_null(end);
            if (open != NULL && open < end) {
                end = open;
                depth++;
            } else {
                depth--;
            }
        }
        int length = (int)(end - at + (ptrdiff_t)strlen("</svg>"));
        xmlDoc *document =
            xmlReadMemory(at, length, "drawing.svg", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
        if (document == NULL) {
            fail_msg("no XML: %.*s", length, at);
        }
        xmlFreeDoc(document);
        count++;
        at = end;
    }
    return count;
}

/* Each chart is there, is well-formed, and has words for those who do not see it. */
static void test_charts(void **state) {
    struct fixture *fixture = *state;
    play(fixture, 10);
    const char *text = page(fixture, NULL);
    static const char *const ids[] = {"times", "rates", "flight", "spread"};
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        char head[128];
        snprintf(head, sizeof(head), "id=\"%s\" role=\"img\" aria-labelledby=\"%s-title %s-text\"",
                 ids[i], ids[i], ids[i]);
        assert_has(text, head);
    }
    assert_has(text, "<title>0 s to 1 s: p50 2.00 ms, p95 20.0 ms, p99 20.0 ms, longest 20.0 ms of "
                     "10 answers</title>");
    assert_has(text, "<title>1 s to 2 s: offered 10/s, achieved 10/s, 10 started, late 1</title>");
    assert_has(text, "<title>0 s to 1 s: 4 in flight, 10 ended, failed or errored 1</title>");
    assert_has(text, ">p99 20.0 ms</text>");
    /* Four charts, the share of verdicts, one reason, two turns and three conditions. */
    assert_int_equal(check_drawings(text), 4 + 1 + 1 + 2 + 3);
}

/* Where calls waited and nothing was answered, that is marked, and lines have a gap. */
static void test_silence(void **state) {
    struct fixture *fixture = *state;
    load_fixture_second(&fixture->load, 0, 0, 2000);
    fixture->load.interval->in_flight = 9;
    load_fixture_note(&fixture->load, 2000000);
    load_fixture_second(&fixture->load, 2, 0, 2000000);
    load_fixture_end(&fixture->load);
    const char *text = page(fixture, NULL);
    assert_has(text, "<rect class=\"silence\" x=\"33.333%\" y=\"0.000%\" width=\"33.333%\"");
    assert_has(text, "on a logarithmic scale");
    check_drawings(text);
}

/* Where there are several scenarios, what came of the calls of each. */
static void test_scenarios(void **state) {
    struct fixture *fixture = *state;
    play(fixture, 2);
    fixture->load.result.scenarios[0].verdicts[VERDICT_PASSED] = 1500;
    fixture->load.result.scenarios[1].verdicts[VERDICT_PASSED] = 1;
    fixture->load.result.scenarios[1].verdicts[VERDICT_FAILED] = 3;
    const char *text = page(fixture, NULL);
    assert_has(text, "<td>booking</td><td class=\"number\">1,500</td>");
    assert_has(text, "<td>a &lt;b&gt;refund&lt;/b&gt;</td><td class=\"number\">1</td>");
    assert_has(text, "<td class=\"number\">25.0 %</td>");
    fixture->load.result.scenario_count = 1;
    assert_lacks(page(fixture, NULL), "Calls by scenario");
    fixture->load.result.scenario_count = 2;
}

/* Why calls did not pass, with an example in the agent's words, which stay words. */
static void test_reasons(void **state) {
    struct fixture *fixture = *state;
    static const char *const lines[] = {"never fired: condition 1", "said \"<script>\""};
    const struct load_sample sample = {.run_id = "id-0-7",
                                       .name = "booking",
                                       .error_message = "no condition matched \"<b>\"",
                                       .explanation = lines,
                                       .explanation_count = 2};
    const struct load_sample *read[ENDINGS] = {[ENDING_NO_CONDITION_MATCHED] = &sample};
    const struct load_samples samples = {.read = read};
    play(fixture, 4);
    const char *text = page(fixture, &samples);
    assert_has(text, "<h2>Why 4 calls did not pass</h2>");
    assert_has(text, "<b>Testing agent-no-condition-matched</b><p>such as <code>id-0-7</code>: no "
                     "condition matched &quot;&lt;b&gt;&quot;</p><ul><li>never fired: condition 1"
                     "</li><li>said &quot;&lt;script&gt;&quot;</li></ul></td>"
                     "<td class=\"number\">4</td><td class=\"number\">10 %</td>");
    assert_lacks(text, "<script");
}

/* A load of many hours makes a page of bounded size. */
static void test_long_loads(void **state) {
    struct fixture *fixture = *state;
    play(fixture, 5000);
    page(fixture, NULL);
    assert_in_range(fixture->out.length, 100000, 600000);
    assert_int_equal(check_drawings(fixture->out.data), 4 + 1 + 1 + 2 + 3);
}

/* Where nothing happened there is no chart, and nothing is made up. */
static void test_an_empty_load(void **state) {
    struct fixture *fixture = *state;
    load_fixture_end(&fixture->load);
    const char *text = page(fixture, NULL);
    assert_has(text, "<dt>response p50</dt><dd>none</dd>");
    assert_lacks(text, "class=\"plot\"");
    assert_lacks(text, "nan");
    assert_lacks(text, "Why ");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_policy, setup, teardown),
        cmocka_unit_test_setup_teardown(test_head, setup, teardown),
        cmocka_unit_test_setup_teardown(test_plans, setup, teardown),
        cmocka_unit_test_setup_teardown(test_doubts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_figures, setup, teardown),
        cmocka_unit_test_setup_teardown(test_charts, setup, teardown),
        cmocka_unit_test_setup_teardown(test_silence, setup, teardown),
        cmocka_unit_test_setup_teardown(test_scenarios, setup, teardown),
        cmocka_unit_test_setup_teardown(test_reasons, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long_loads, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_empty_load, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
