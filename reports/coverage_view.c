/* coverage_view.c - the coverage of a run, for a terminal. */
#include "reports/coverage_view.h"

#include "reports/paint.h"
#include "reports/printable.h"
#include "reports/words.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
    PERCENT_COLUMNS = 7, /* "  66.6%" */
    INDENT = PERCENT_COLUMNS + 2,
};

void coverage_view_percent(double percent, struct buffer *out) {
    buffer_printf(out, "%g%%", floor(percent * 10 + 1e-9) / 10);
}

/* One scenario being shown. */
struct section {
    const struct view_style *style;
    const struct scenario_coverage *scenario;
    const struct machine *machine;
    struct buffer *out;
};

static void add_line(const struct section *section, const char *text, size_t length) {
    printable_spaces(section->out, INDENT);
    printable_wrap(section->out, text, length, INDENT + 2, section->style->width);
    buffer_append_text(section->out, "\n");
}

/* What a condition that never fired was waiting for. */
static void add_condition(const struct section *section, uint32_t index, enum condition_fate fate) {
    const struct machine_condition *condition = machine_condition(section->machine, index);
    struct buffer line;
    buffer_init(&line, NULL);
    buffer_printf(&line, "%s: condition %" PRId32,
                  fate == FATE_SHADOWED ? "shadowed" : "never fired", condition->id);
    if (fate == FATE_SHADOWED) {
        buffer_append_text(&line, " held, but something else came first each time: ");
        buffer_append(&line, condition->condition_text, condition->condition_length);
    } else if (condition->parent != MACHINE_NONE) {
        buffer_printf(&line, ", which follows condition %" PRId32,
                      machine_condition(section->machine, condition->parent)->id);
    } else if (condition->expression != NULL) {
        buffer_append_text(&line, ", waiting for ");
        buffer_append(&line, condition->condition_text, condition->condition_length);
    }
    add_line(section, line.data, line.length);
    buffer_finish(&line);
}

/* A condition that never fired has its own line, unless it was met in part. */
static void add_term(void *user, uint32_t condition, const struct expression *predicate) {
    const struct section *section = user;
    if (scenario_coverage_fate(section->scenario, condition) == FATE_NEVER) {
        return;
    }
    struct buffer line;
    buffer_init(&line, NULL);
    buffer_append_text(&line, "never matched: ");
    expression_print(predicate, &line);
    buffer_printf(&line, " of condition %" PRId32,
                  machine_condition(section->machine, condition)->id);
    add_line(section, line.data, line.length);
    buffer_finish(&line);
}

static void add_scenario(const struct view_style *style, const struct scenario_coverage *scenario,
                         struct buffer *out) {
    struct section section = {.style = style,
                              .scenario = scenario,
                              .machine = scenario->call->playbook->machine,
                              .out = out};
    struct buffer percent;
    bool all = scenario->fired_count == scenario->condition_count;
    buffer_init(&percent, NULL);
    coverage_view_percent(coverage_percent(scenario->fired_count, scenario->condition_count),
                          &percent);
    printable_spaces(out, PERCENT_COLUMNS - percent.length);
    paint_text(out, style->colour, all ? PAINT_GOOD : PAINT_ODD, buffer_terminate(&percent));
    buffer_printf(out, "  %zu of %zu  ", scenario->fired_count, scenario->condition_count);
    printable_append(out, scenario->call->name, strlen(scenario->call->name));
    buffer_append_text(out, "\n");
    buffer_finish(&percent);
    for (uint32_t i = 0; i < machine_condition_count(section.machine); i++) {
        enum condition_fate fate = scenario_coverage_fate(scenario, i);
        if (fate == FATE_NEVER || fate == FATE_SHADOWED) {
            add_condition(&section, i, fate);
        }
    }
    scenario_coverage_unmet(scenario, add_term, &section);
}

void coverage_view(const struct view_style *style, const struct run_coverage *coverage,
                   struct buffer *out) {
    size_t fired = 0;
    size_t conditions = 0;
    double percent = run_coverage_percent(coverage, &fired, &conditions);
    paint_text(out, style->colour, PAINT_STRONG, "Coverage");
    buffer_printf(out, ": %zu of ", fired);
    words_count(out, conditions, "condition");
    buffer_append_text(out, " fired (");
    coverage_view_percent(percent, out);
    buffer_append_text(out, ")\n");
    for (size_t i = 0; i < coverage->scenario_count; i++) {
        add_scenario(style, &coverage->scenarios[i], out);
    }
}
