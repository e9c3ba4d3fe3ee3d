/* html_coverage.c - which conditions of each scenario fired in the whole run. */
#include "reports/coverage_view.h"
#include "reports/html.h"
#include "reports/html_text.h"

#include <inttypes.h>

struct section {
    const struct scenario_coverage *scenario;
    const struct machine *machine;
    struct buffer *out;
};

static void add_id(const struct section *section, uint32_t condition) {
    buffer_printf(section->out, "<li><b>#%" PRId32 "</b> ",
                  machine_condition(section->machine, condition)->id);
}

static void add_condition(const struct section *section, uint32_t condition) {
    switch (scenario_coverage_fate(section->scenario, condition)) {
    case FATE_NEVER:
        add_id(section, condition);
        buffer_append_text(section->out, "never fired: ");
        html_condition(section->machine, condition, section->out);
        buffer_append_text(section->out, "</li>");
        break;
    case FATE_SHADOWED:
        add_id(section, condition);
        buffer_append_text(section->out, "shadowed: ");
        html_condition(section->machine, condition, section->out);
        buffer_append_text(section->out, " held, but something else came first each time</li>");
        break;
    case FATE_FIRED:
    case FATE_BLANK:
        break;
    }
}

/* A condition that never fired has its own line, unless it was met in part. */
static void add_term(void *user, uint32_t condition, const struct expression *predicate) {
    const struct section *section = user;
    if (scenario_coverage_fate(section->scenario, condition) == FATE_NEVER) {
        return;
    }
    struct buffer text;
    buffer_init(&text, NULL);
    expression_print(predicate, &text);
    add_id(section, condition);
    buffer_append_text(section->out, "never matched: <code>");
    html_text(section->out, text.data, text.length);
    buffer_append_text(section->out, "</code></li>");
    buffer_finish(&text);
}

static void add_scenario(const struct scenario_coverage *scenario, struct buffer *out) {
    struct section section = {
        .scenario = scenario, .machine = scenario->call->playbook->machine, .out = out};
    buffer_append_text(out, "<tr><td>");
    html_string(out, scenario->call->name);
    buffer_append_text(out, "<ul>");
    for (uint32_t i = 0; i < machine_condition_count(section.machine); i++) {
        add_condition(&section, i);
    }
    scenario_coverage_unmet(scenario, add_term, &section);
    buffer_printf(out, "</ul></td><td class=\"number\">%zu of %zu</td><td class=\"number\">",
                  scenario->fired_count, scenario->condition_count);
    coverage_view_percent(coverage_percent(scenario->fired_count, scenario->condition_count), out);
    buffer_append_text(out, "</td></tr>\n");
}

void html_coverage(const struct record *record, struct buffer *out) {
    const struct run_coverage *coverage = record_coverage(record);
    size_t fired = 0;
    size_t conditions = 0;
    if (coverage == NULL) {
        return;
    }
    double percent = run_coverage_percent(coverage, &fired, &conditions);
    buffer_printf(out,
                  "<section>\n<details class=\"coverage\"><summary><b>Coverage</b> %zu of %zu "
                  "conditions fired, ",
                  fired, conditions);
    coverage_view_percent(percent, out);
    buffer_append_text(out, "</summary>\n<table><thead><tr><th>scenario</th><th class=\"number\">"
                            "fired</th><th class=\"number\">coverage</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < coverage->scenario_count; i++) {
        add_scenario(&coverage->scenarios[i], out);
    }
    buffer_append_text(out, "</tbody></table></details>\n</section>\n");
}
