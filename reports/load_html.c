/* load_html.c - the page of a load: what was asked for, then what came of it. */
#include "reports/load_html.h"

#include "reports/html_page.h"
#include "reports/html_text.h"
#include "reports/record.h"
#include "reports/words.h"

enum { LISTED_MOST = 8 /* Scenarios and stages that are told one by one. */ };

/* -- Head -- */

static void begin_page(const struct load_record *record, struct buffer *out) {
    struct buffer title;
    buffer_init(&title, NULL);
    buffer_printf(&title, "%s: load", record->subject.name);
    html_page_begin(out, buffer_terminate(&title), false);
    buffer_finish(&title);
}

static void add_title(const struct load_record *record, struct buffer *out) {
    const struct load_subject *subject = &record->subject;
    struct arena arena;
    arena_init(&arena, NULL);
    const struct html_page_subject about = {
        .name = subject->name,
        .agent_name = subject->agent_name,
        .agent_url = subject->agent_url,
        .started = record_utc(&arena, subject->started_at),
        .elapsed_us = record->result->elapsed_us,
    };
    html_page_about(out, &about);
    arena_finish(&arena);
}

/* -- The plan in words -- */

static void begin_fact(const char *name, struct buffer *out) {
    buffer_printf(out, "<div><dt>%s</dt><dd>", name);
}

static void end_fact(struct buffer *out) {
    buffer_append_text(out, "</dd></div>\n");
}

static void add_calls(uint64_t count, struct buffer *out) {
    words_number(out, count);
    buffer_append_text(out, count == 1 ? " call" : " calls");
}

/* "200/s for 30 s", "0/s to 200/s in 30 s". */
static void add_stage(const struct schedule_stage *stage, struct buffer *out) {
    bool is_level = stage->from_rate >= stage->to_rate && stage->from_rate <= stage->to_rate;
    if (!is_level) {
        buffer_printf(out, "%g/s to ", stage->from_rate);
    }
    buffer_printf(out, "%g/s", stage->to_rate);
    if (stage->duration_us < SCHEDULE_ENDLESS_US) {
        buffer_append_text(out, is_level ? " for " : " in ");
        words_duration(out, stage->duration_us);
    }
}

static void add_model(const struct load_plan *plan, struct buffer *out) {
    const struct schedule_plan *schedule = &plan->schedule;
    begin_fact("load", out);
    if (plan->is_open) {
        buffer_append_text(out, "open: ");
        for (size_t i = 0; i < schedule->stage_count && i < LISTED_MOST; i++) {
            buffer_append_text(out, i > 0 ? ", then " : "");
            add_stage(&schedule->stages[i], out);
        }
        if (schedule->stage_count > LISTED_MOST) {
            buffer_printf(out, ", then %zu stages more", schedule->stage_count - LISTED_MOST);
        }
        buffer_append_text(out, schedule->arrivals == ARRIVALS_POISSON ? ", Poisson arrivals"
                                                                       : ", fixed arrivals");
    } else {
        buffer_append_text(out, "closed: ");
        add_calls(plan->at_once, out);
        buffer_append_text(out, " at once");
        if (plan->duration_us > 0) {
            buffer_append_text(out, " for ");
            words_duration(out, plan->duration_us);
        }
    }
    if (plan->calls > 0) {
        buffer_append_text(out, ", ");
        add_calls(plan->calls, out);
        buffer_append_text(out, " in all");
    }
    end_fact(out);
}

static void add_scenarios(const struct load_subject *subject, struct buffer *out) {
    uint32_t count = subject->plan->scenario_count;
    uint64_t weights = 0;
    for (uint32_t i = 0; i < count; i++) {
        weights += subject->scenarios[i].weight;
    }
    begin_fact(count == 1 ? "scenario" : "scenarios", out);
    for (uint32_t i = 0; i < count && i < LISTED_MOST; i++) {
        buffer_append_text(out, i > 0 ? ", " : "");
        html_string(out, subject->scenarios[i].name);
        if (count > 1 && weights > 0) {
            buffer_printf(out, " (%.3g %%)",
                          100 * (double)subject->scenarios[i].weight / (double)weights);
        }
    }
    if (count > LISTED_MOST) {
        buffer_printf(out, " and %u more", count - LISTED_MOST);
    }
    end_fact(out);
}

static void add_data(const struct load_subject *subject, struct buffer *out) {
    if (subject->data != NULL) {
        begin_fact("data", out);
        html_string(out, subject->data);
        buffer_append_text(out, ", ");
        words_count(out, subject->plan->row_count, "row");
        end_fact(out);
    }
}

static void add_players(const struct load_record *record, struct buffer *out) {
    const struct load_subject *subject = &record->subject;
    const struct load_plan *plan = subject->plan;
    begin_fact("played by", out);
    words_count(out, plan->workers, "worker");
    if (subject->merged_count > 0) {
        buffer_printf(out, " of %zu of %u shards, merged", subject->merged_count,
                      plan->schedule.shard_count);
    } else if (plan->schedule.shard_count > 1) {
        buffer_printf(out, " of shard %u of %u", plan->schedule.shard + 1,
                      plan->schedule.shard_count);
    }
    buffer_append_text(out, ", at most ");
    add_calls(plan->max_in_flight, out);
    buffer_append_text(out, " at once");
    if (plan->is_open) {
        buffer_printf(out, ", seed %g", (double)plan->schedule.seed);
    }
    end_fact(out);
}

static void add_plan(const struct load_record *record, struct buffer *out) {
    const struct load_plan *plan = record->subject.plan;
    buffer_append_text(out, "<dl class=\"plan\">\n");
    add_model(plan, out);
    if (plan->warm_up_us > 0) {
        begin_fact("warm-up", out);
        words_duration(out, plan->warm_up_us);
        buffer_append_text(out, ", whose ");
        add_calls(record->result->total->warm_up, out);
        buffer_append_text(out, " are not counted");
        end_fact(out);
    }
    add_scenarios(&record->subject, out);
    add_data(&record->subject, out);
    add_players(record, out);
    buffer_append_text(out, "</dl>\n");
}

/* Every option that changes what a call is. */
static void add_settings(const struct load_subject *subject, struct buffer *out) {
    if (subject->setting_count == 0) {
        return;
    }
    buffer_append_text(out, "<details class=\"coverage\"><summary><b>Settings</b> of each call"
                            "</summary>\n<table><tbody>\n");
    for (size_t i = 0; i < subject->setting_count; i++) {
        buffer_append_text(out, "<tr><th scope=\"row\">");
        html_string(out, subject->settings[i].name);
        buffer_append_text(out, "</th><td>");
        html_string(out, subject->settings[i].value);
        buffer_append_text(out, "</td></tr>\n");
    }
    buffer_append_text(out, "</tbody></table></details>\n");
}

void load_html_print(const struct load_record *record, const struct load_samples *samples,
                     struct buffer *out) {
    struct load_points points;
    load_points_make(&points, record);
    begin_page(record, out);
    buffer_append_text(out, "<header>\n");
    add_title(record, out);
    add_plan(record, out);
    load_html_doubt(record, out);
    buffer_append_text(out, "</header>\n<main class=\"load\">\n");
    load_html_overview(record, out);
    load_html_limits(record, out);
    load_html_time(record, &points, out);
    load_html_spread(record, out);
    load_html_scenarios(record, out);
    load_html_reasons(record, samples, out);
    load_html_turns(record, out);
    load_html_conditions(record, out);
    load_html_clocks(record, out);
    load_html_points(record, &points, out);
    add_settings(&record->subject, out);
    buffer_append_text(out, "</main>\n");
    html_page_end(out, false);
    load_points_finish(&points);
}
