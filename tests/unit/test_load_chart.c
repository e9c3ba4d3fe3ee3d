/* test_load_chart.c - the SVG of charts. */
#include "reports/load_chart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <math.h>
#include <string.h>

enum { COUNT = 4 };

#define NONE ((double)NAN)

static const double edges[COUNT + 1] = {0, 1, 2, 3, 4};

/* Four seconds, and counts up to 10. */
static struct load_chart chart_of(void) {
    struct load_chart chart = {.id = "c", .title = "Calls <now>", .description = "\"all\" & more"};
    load_axis_clock(&chart.x, 4);
    load_axis_count(&chart.y, 10);
    return chart;
}

static void assert_has(struct buffer *out, const char *part) {
    if (strstr(buffer_terminate(out), part) == NULL) {
        assert_string_equal(out->data, part);
    }
}

static void assert_is_xml(struct buffer *out) {
    xmlDoc *document = xmlReadMemory(out->data, (int)out->length, "chart.svg", NULL,
                                     XML_PARSE_NONET | XML_PARSE_NOERROR);
    if (document == NULL) {
        fail_msg("no XML: %s", buffer_terminate(out));
    }
    xmlFreeDoc(document);
}

/* Lines go through the middle of each stretch and are level at their ends; where there is no value
 * they are broken, and a value that stands alone is as wide as its stretch. */
static void test_lines(void **state) {
    (void)state;
    static const struct {
        double values[COUNT];
        const char *path;
    } cases[] = {
        {{0, 5, 10, 10},
         "d=\"M0.0 1000.0L125.0 1000.0L375.0 500.0L625.0 0.0L875.0 0.0L1000.0 0.0\""},
        {{5, NONE, 10, NONE},
         "d=\"M0.0 500.0L125.0 500.0L250.0 500.0M500.0 0.0L625.0 0.0L750.0 0.0\""},
        {{NONE, NONE, NONE, 2}, "d=\"M750.0 800.0L875.0 800.0L1000.0 800.0\""},
        {{NONE, NONE, NONE, NONE}, "d=\"\""},
    };
    const struct load_chart chart = chart_of();
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        const struct load_row row = {edges, cases[i].values, COUNT};
        buffer_init(&out, NULL);
        load_chart_line(&chart, &row, "p50", &out);
        assert_has(&out, cases[i].path);
        assert_has(&out, "class=\"line p50\"");
        assert_is_xml(&out);
        buffer_finish(&out);
    }
}

/* An area is the line, closed along the bottom: each piece for itself. */
static void test_areas(void **state) {
    (void)state;
    static const double values[COUNT] = {5, NONE, 10, NONE};
    const struct load_chart chart = chart_of();
    const struct load_row row = {edges, values, COUNT};
    struct buffer out;
    buffer_init(&out, NULL);
    load_chart_area(&chart, &row, "flight", &out);
    assert_has(&out, "class=\"area flight\" d=\"M0.0 1000.0L0.0 500.0L125.0 500.0L250.0 500.0"
                     "L250.0 1000.0ZM500.0 1000.0L500.0 0.0L625.0 0.0L750.0 0.0L750.0 1000.0Z\"");
    assert_has(&out, "class=\"line flight\" d=\"M0.0 500.0");
    assert_is_xml(&out);
    buffer_finish(&out);
}

static void tell(struct buffer *out, const void *user, size_t index) {
    buffer_printf(out, "%s %zu", (const char *)user, index);
}

/* Bars, bands, marks and spots stand where their stretch is, and say what they are; nothing that is
 * told becomes markup. */
static void test_parts(void **state) {
    (void)state;
    static const double values[COUNT] = {0, 5, NONE, 10};
    const struct load_chart chart = chart_of();
    const struct load_row row = {edges, values, COUNT};
    struct buffer out;
    buffer_init(&out, NULL);
    load_chart_begin(&chart, &out);
    load_chart_bars(&chart, &row, "late", &out);
    load_chart_band(&chart, 1, 3, "warm-up", "<warm>", &out);
    load_chart_mark(&chart, 1, 2, "p50 <1 ms>", &out);
    load_chart_mark(&chart, 4, 0, "p99", &out);
    load_chart_spots(&chart, &row, tell, "<spot>", &out);
    load_chart_end(&out);
    static const char *const parts[] = {
        "role=\"img\" aria-labelledby=\"c-title c-text\"",
        "<title id=\"c-title\">Calls &lt;now&gt;</title>",
        "<desc id=\"c-text\">&quot;all&quot; &amp; more</desc>",
        ">0 s</text>",
        ">10</text>",
        "<rect class=\"late\" x=\"25.000%\" y=\"50.000%\" width=\"25.000%\" height=\"50.000%\"/>",
        "<rect class=\"warm-up\" x=\"25.000%\" y=\"0.000%\" width=\"50.000%\" height=\"100.000%\">",
        "<title>&lt;warm&gt;</title>",
        "text-anchor=\"start\">p50 &lt;1 ms&gt;</text>",
        "text-anchor=\"end\">p99</text>",
        "<title>&lt;spot&gt; 3</title>",
    };
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
        assert_has(&out, parts[i]);
    }
    size_t bars = 0;
    for (const char *at = out.data; (at = strstr(at, "class=\"late\"")) != NULL; at++) {
        bars++;
    }
    assert_int_equal(bars, 2); /* Neither for 0 nor where there is no value. */
    assert_is_xml(&out);
    buffer_finish(&out);
}

/* A length in a table: its parts over each other, one that is hardly there still seen, and none
 * where there is nothing to compare with. */
static void test_lying(void **state) {
    (void)state;
    static const struct {
        double values[3];
        double most;
        const char *widths[3];
    } cases[] = {
        {{100, 50, 10},
         100,
         {"part-1\" width=\"100.000\"", "part-2\" width=\"50.000\"", "part-3\" width=\"10.000\""}},
        {{1, 0, 0},
         1000,
         {"part-1\" width=\"0.500\"", "part-2\" width=\"0.000\"", "part-3\" width=\"0.000\""}},
        {{0, 0, 0},
         0,
         {"part-1\" width=\"0.000\"", "part-2\" width=\"0.000\"", "part-3\" width=\"0.000\""}},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct buffer out;
        buffer_init(&out, NULL);
        load_chart_lying(cases[i].values, 3, cases[i].most, &out);
        for (size_t part = 0; part < 3; part++) {
            assert_has(&out, cases[i].widths[part]);
        }
        assert_is_xml(&out);
        buffer_finish(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_areas),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_lying),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
