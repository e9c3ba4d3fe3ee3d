/* bench_plan.c - options and rows into a load. */
#include "commands/bench_plan.h"

#include "commands/bench_data.h"
#include "commands/moment.h"
#include "commands/playing.h"
#include "commands/quantity.h"
#include "formats/profile.h"
#include "load/shard.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

enum {
    US_PER_MS = 1000,
    MOST_CALLS_OTHERWISE = 20000, /* In flight, of an open load without --max-calls. */
    FILES_PER_WORKER = 8,         /* Of its loop and its library, beside the calls. */
    WEIGHT_MAX = 1000,
    PLAYS_MAX = 100000,
    ERROR_SIZE = 512,
    RECEIVE_SIZE = 768, /* Most answers in one piece; it is memory of every open call. */
};

static const uint64_t LONGEST_WAIT_US = UINT64_C(24) * 3600 * 1000000;

/* Add an error about @option. */
static void mistake(const struct plan *plan, const char *option, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void mistake(const struct plan *plan, const char *option, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    const char *message = arena_vprintf(plan->invocation->arena, format, arguments);
    va_end(arguments);
    diagnostic_add(plan->invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION,
                   option != NULL ? &(struct place){.file = option} : NULL, "%s", message);
}

/* -- How much, how long -- */

/* "30s:200/s" */
static bool parse_stage(const struct plan *plan, const char *text, struct schedule_stage *out) {
    const char *colon = strchr(text, ':');
    uint32_t ms = 0;
    double rate = 0;
    const char *time = arena_copy(plan->invocation->arena, text,
                                  colon != NULL ? (size_t)(colon - text) : strlen(text));
    if (colon == NULL || quantity_duration(time, &ms) != QUANTITY_READ || ms == 0 ||
        quantity_rate(colon + 1, &rate) != QUANTITY_READ) {
        mistake(plan, "--stage", "%s: expected a time and a rate, such as 30s:200/s", text);
        return false;
    }
    *out = (struct schedule_stage){.duration_us = (uint64_t)ms * US_PER_MS, .to_rate = rate};
    return true;
}

static void read_stages(struct bench_plan *bench, const struct plan *plan) {
    const struct options *options = plan->invocation->options;
    struct schedule_stage *stages =
        arena_alloc(plan->invocation->arena, (options->stages.count + 1) * sizeof(*stages));
    double rate = options->rate;
    size_t count = 0;
    for (size_t i = 0; i < options->stages.count; i++) {
        if (parse_stage(plan, options->stages.items[i], &stages[count])) {
            stages[count].from_rate = rate;
            rate = stages[count].to_rate;
            count++;
        }
    }
    if (options->stages.count == 0) {
        stages[count++] = (struct schedule_stage){
            .duration_us = options->duration_ms > 0 ? (uint64_t)options->duration_ms * US_PER_MS
                                                    : SCHEDULE_ENDLESS_US,
            .from_rate = options->rate,
            .to_rate = options->rate,
        };
    }
    bench->load.schedule.stages = stages;
    bench->load.schedule.stage_count = count;
}

static void read_shape(struct bench_plan *bench, const struct plan *plan) {
    const struct options *options = plan->invocation->options;
    bool has_stages = options->stages.count > 0;
    bench->load.is_open = options->at_once == 0;
    if (options->at_once > 0 && (options->rate > 0 || has_stages)) {
        mistake(plan, "--at-once", "a load has either so many calls at once, or a rate");
    } else if (options->at_once == 0 && options->rate <= 0 && !has_stages) {
        mistake(plan, NULL,
                "how much load? --rate 10/s, one or more --stage 30s:10/s, or --at-once 10");
    }
    if (has_stages && options->duration_ms > 0) {
        mistake(plan, "--duration", "each --stage has its own time: leave --duration out");
    } else if (!has_stages && options->duration_ms == 0 && options->calls == 0) {
        mistake(plan, NULL, "how much load in all? --duration 1m or --calls 1000");
    }
    read_stages(bench, plan);
    bench->load.schedule.arrivals =
        strcmp(options->arrivals, "poisson") == 0 ? ARRIVALS_POISSON : ARRIVALS_FIXED;
    bench->load.schedule.seed = options->seed;
    bench->load.at_once = options->at_once;
    bench->load.duration_us = (uint64_t)options->duration_ms * US_PER_MS;
    bench->load.calls = options->calls;
    bench->load.warm_up_us = (uint64_t)options->warm_up_ms * US_PER_MS;
}

static const char *from_environment(const void *user, const char *name) {
    (void)user;
    return getenv(name);
}

/* "1/4", or "auto": then what was found is told, for a wrong one is not seen in the figures. */
static bool find_shard(const struct plan *plan, struct shard *out) {
    const char *text = plan->invocation->options->shard;
    char words[ERROR_SIZE];
    if (strcmp(text, "auto") != 0) {
        if (!shard_parse(text, out)) {
            mistake(plan, "--shard",
                    "%s: expected I/N with I from 1 to N, such as 1/4, and N at most %d; or auto",
                    text, SHARDS_MAX);
            return false;
        }
        return true;
    }
    if (!shard_find(from_environment, NULL, out, words, sizeof(words))) {
        mistake(plan, "--shard", "auto: %s", words);
        return false;
    }
    fprintf(stderr, "parley: shard %s\n", words);
    return true;
}

static void read_shard(struct bench_plan *bench, const struct plan *plan) {
    const struct options *options = plan->invocation->options;
    struct schedule_plan *schedule = &bench->load.schedule;
    struct shard shard = {.count = 1};
    if (options->shard != NULL && !find_shard(plan, &shard)) {
        shard = (struct shard){.count = 1};
    }
    schedule->shard = shard.index;
    schedule->shard_count = shard.count;
    if (options->at_once > 0 && options->at_once < shard.count) {
        mistake(plan, "--at-once", "%u calls at once cannot be dealt to %u shards",
                options->at_once, shard.count);
    }
}

static void read_start(struct bench_plan *bench, const struct plan *plan) {
    const char *text = plan->invocation->options->start_at;
    if (text == NULL) {
        return;
    }
    if (!moment_parse(text, &bench->start_at_us)) {
        mistake(plan, "--start-at",
                "%s: expected a date with its offset, such as 2026-03-01T09:30:00Z, or seconds "
                "since 1970",
                text);
    } else if (bench->start_at_us > moment_now() + LONGEST_WAIT_US) {
        mistake(plan, "--start-at", "%s is more than a day away", text);
    }
}

/* -- Where it ends -- */

static uint32_t least(uint32_t one, uint32_t other) {
    return one < other ? one : other;
}

/* The cores this process may use. */
static uint32_t cores(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0) {
        return (uint32_t)CPU_COUNT(&set);
    }
    return 1;
}

static void read_bounds(struct bench_plan *bench, const struct plan *plan) {
    const struct options *options = plan->invocation->options;
    uint32_t wanted = options->at_once > 0 ? options->at_once : options->max_calls;
    uint32_t most = wanted > 0 ? wanted : MOST_CALLS_OTHERWISE;
    uint32_t own = (options->workers > 0 ? options->workers : cores()) * FILES_PER_WORKER;
    uint32_t allowed = playing_fit_files(plan, most + own);
    bench->allowed_by_files = allowed > own ? allowed - own : 1;
    if (wanted > bench->allowed_by_files) {
        mistake(plan, options->at_once > 0 ? "--at-once" : "--max-calls",
                "the limit of open files allows %u calls at once here, not %u: raise it (ulimit "
                "-Hn), or spread the load over machines",
                bench->allowed_by_files, wanted);
    }
    bench->load.max_in_flight = bench->allowed_by_files;
    if (options->max_calls > 0) {
        bench->load.max_in_flight = least(options->max_calls, bench->load.max_in_flight);
    }
    uint32_t workers = options->workers > 0 ? options->workers : cores();
    workers = least(workers, bench->load.max_in_flight);
    workers = least(workers, options->at_once > 0 ? options->at_once : workers);
    bench->load.workers = least(workers, options->calls > 0 ? options->calls : workers);
    bench->load.local_addresses = options->local_addresses.items;
    bench->load.local_address_count = options->local_addresses.count;
    for (size_t i = 0; i < options->local_addresses.count; i++) {
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
        const char *text = options->local_addresses.items[i];
        if (uv_ip4_addr(text, 0, &v4) != 0 && uv_ip6_addr(text, 0, &v6) != 0) {
            mistake(plan, "--local-address", "%s is no IP address", text);
        }
    }
}

static void read_limits(struct bench_plan *bench, const struct plan *plan,
                        const struct text_list *texts, const char *option, bool aborts) {
    for (size_t i = 0; i < texts->count; i++) {
        char error[ERROR_SIZE];
        struct load_limit *limit = &bench->limits[bench->limit_count];
        limit->aborts = aborts;
        if (threshold_parse(texts->items[i], &limit->threshold, error, sizeof(error))) {
            bench->limit_count++;
        } else {
            mistake(plan, option, "%s", error);
        }
    }
}

/* -- What is played -- */

/* Set the weight of the scenarios called @name, or of the file of that name. */
static bool set_weight(const struct bench_plan *bench, const struct plan *plan, const char *name,
                       uint32_t weight) {
    bool found = false;
    for (size_t i = 0; i < plan->case_count; i++) {
        const struct scenario_case *source = plan->cases[i].source;
        if (strcmp(source->name, name) == 0 || strcmp(source->file, name) == 0) {
            bench->weights[i] = weight;
            found = true;
        }
    }
    return found;
}

static void suggest_weight(const struct plan *plan, const char *name) {
    struct arena *arena = plan->invocation->arena;
    const char **names = arena_alloc(arena, (plan->case_count + 1) * sizeof(*names));
    for (size_t i = 0; i < plan->case_count; i++) {
        names[i] = plan->cases[i].source->name;
    }
    const char *meant = diagnostic_suggest(name, names, plan->case_count);
    if (meant != NULL) {
        mistake(plan, "--weight", "there is no scenario %s; did you mean %s?", name, meant);
    } else {
        mistake(plan, "--weight", "there is no scenario %s", name);
    }
}

static void read_weights(struct bench_plan *bench, const struct plan *plan) {
    const struct options *options = plan->invocation->options;
    struct arena *arena = plan->invocation->arena;
    bench->weights = arena_alloc(arena, (plan->case_count + 1) * sizeof(*bench->weights));
    uint32_t total = 0;
    for (size_t i = 0; i < plan->case_count; i++) {
        uint32_t frequency = plan->cases[i].source->frequency;
        bench->weights[i] = frequency > 0 ? least(frequency, WEIGHT_MAX) : 1;
    }
    for (size_t i = 0; i < options->weights.count; i++) {
        const char *text = options->weights.items[i];
        const char *equals = strrchr(text, '=');
        uint32_t weight = 0;
        if (equals == NULL || equals == text ||
            quantity_count(equals + 1, &weight) != QUANTITY_READ || weight > WEIGHT_MAX) {
            mistake(plan, "--weight", "%s: expected NAME=N with N from 0 to %d", text, WEIGHT_MAX);
            continue;
        }
        const char *name = arena_copy(arena, text, (size_t)(equals - text));
        if (!set_weight(bench, plan, name, weight)) {
            suggest_weight(plan, name);
        }
    }
    for (size_t i = 0; i < plan->case_count; i++) {
        total += bench->weights[i];
    }
    if (plan->case_count > 0 && total == 0) {
        mistake(plan, "--weight", "all weights are 0: nothing would be played");
    }
}

/* @source with the values of @row over its own, and the row's X- headers behind its own. */
static const struct scenario_case *
with_row(const struct plan *plan, const struct scenario_case *source, const struct value *row) {
    struct arena *arena = plan->invocation->arena;
    const struct reader reader = {.arena = arena,
                                  .diagnostics = plan->invocation->diagnostics,
                                  .file = plan->invocation->options->data};
    struct scenario_case *copy = arena_alloc(arena, sizeof(*copy));
    *copy = *source;
    copy->values = bench_row_values(arena, row, &source->values);
    size_t count = 0;
    const struct agent_header *headers = profile_headers(&reader, row, &count);
    if (count > 0) {
        struct agent_header *all =
            arena_alloc(arena, (source->profile_header_count + count) * sizeof(*all));
        if (source->profile_header_count > 0) {
            memcpy(all, source->profile_headers, source->profile_header_count * sizeof(*all));
        }
        memcpy(all + source->profile_header_count, headers, count * sizeof(*all));
        copy->profile_headers = all;
        copy->profile_header_count = source->profile_header_count + count;
    }
    return copy;
}

/* Make a case for each scenario and row. */
static void expand(struct bench_plan *bench, struct plan *plan) {
    const struct options *options = plan->invocation->options;
    struct bench_rows rows = {0};
    bench->load.scenario_count = (uint32_t)plan->case_count;
    bench->load.row_count = 1;
    for (size_t i = 0; i < plan->case_count; i++) {
        plan->cases[i].frequency = 1;
    }
    if (options->data == NULL) {
        return;
    }
    bench_rows_read(plan->invocation->arena, options->data, &rows, plan->invocation->diagnostics);
    if (rows.count == 0 || plan->case_count == 0) {
        return;
    }
    if (rows.count > PLAYS_MAX / plan->case_count) {
        mistake(plan, "--data", "%zu rows for %zu scenarios are more than %d in all", rows.count,
                plan->case_count, PLAYS_MAX);
        return;
    }
    struct plan_case *cases =
        arena_alloc(plan->invocation->arena, plan->case_count * rows.count * sizeof(*cases));
    for (size_t i = 0; i < plan->case_count; i++) {
        for (size_t row = 0; row < rows.count; row++) {
            struct plan_case *each = &cases[i * rows.count + row];
            *each = plan->cases[i];
            each->source = with_row(plan, plan->cases[i].source, rows.items[row]);
        }
    }
    plan->cases = cases;
    plan->case_count *= rows.count;
    bench->load.row_count = (uint32_t)rows.count;
}

void bench_plan_read(struct bench_plan *bench, struct plan *plan) {
    const struct options *options = plan->invocation->options;
    *bench = (struct bench_plan){.settings = playing_settings(options)};
    bench->settings.connect_attempts = 1;
    bench->limits =
        arena_alloc(plan->invocation->arena,
                    (options->thresholds.count + options->abort_on.count) * sizeof(*bench->limits));
    read_shape(bench, plan);
    read_shard(bench, plan);
    read_start(bench, plan);
    read_bounds(bench, plan);
    read_limits(bench, plan, &options->thresholds, "--threshold", false);
    read_limits(bench, plan, &options->abort_on, "--abort-on", true);
    read_weights(bench, plan);
    expand(bench, plan);
}

void bench_plan_lay_out(struct bench_plan *bench, const struct plan *plan, const char *id) {
    struct arena *arena = plan->invocation->arena;
    struct load_plan *load = &bench->load;
    const struct call *calls = plan_calls(plan, id);
    struct load_play *plays = arena_alloc(arena, plan->case_count * sizeof(*plays));
    for (size_t i = 0; i < plan->case_count; i++) {
        bool is_scenario = i % load->row_count == 0;
        plays[i].call = calls[i];
        plays[i].scenario = (uint32_t)(i / load->row_count);
        plays[i].first_condition =
            is_scenario ? load->condition_count : plays[i - 1].first_condition;
        if (is_scenario) {
            load->condition_count += (uint32_t)machine_condition_count(calls[i].playbook->machine);
        }
    }
    load->plays = plays;
    load->mix = load_mix(arena, bench->weights, load->scenario_count, &load->mix_length);
    load->settings = &bench->settings;
    load->websocket = playing_websocket(plan);
    load->websocket.receive_size = RECEIVE_SIZE;
    load->id = id;
}
