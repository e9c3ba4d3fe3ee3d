/* bench_subject.c - scenarios, conditions and settings of a load, by name and hash. */
#include "commands/bench_subject.h"

#include "commands/file_text.h"
#include "commands/playing.h"
#include "reports/record.h"

#include <string.h>

static const struct load_scenario *scenarios_of(const struct bench_plan *bench,
                                                struct arena *arena) {
    const struct load_plan *load = &bench->load;
    struct load_scenario *scenarios = arena_alloc(arena, load->scenario_count * sizeof(*scenarios));
    for (uint32_t i = 0; i < load->scenario_count; i++) {
        const struct call *call = &load->plays[(size_t)i * load->row_count].call;
        bool same_file = i > 0 && strcmp(scenarios[i - 1].file, call->file) == 0;
        scenarios[i] = (struct load_scenario){
            .name = call->name,
            .file = call->file,
            .sha256 = same_file ? scenarios[i - 1].sha256 : file_text_sha256(arena, call->file),
            .weight = bench->weights[i],
        };
    }
    return scenarios;
}

static const struct load_condition *conditions_of(const struct load_plan *load,
                                                  struct arena *arena) {
    struct load_condition *conditions =
        arena_alloc(arena, (load->condition_count + 1) * sizeof(*conditions));
    size_t at = 0;
    for (uint32_t scenario = 0; scenario < load->scenario_count; scenario++) {
        const struct call *call = &load->plays[(size_t)scenario * load->row_count].call;
        size_t count = machine_condition_count(call->playbook->machine);
        for (uint32_t i = 0; i < count; i++) {
            conditions[at++] =
                (struct load_condition){.scenario = scenario, .id = record_condition_id(call, i)};
        }
    }
    return conditions;
}

/* Every option that changes what a call is. */
static void add_settings(struct load_subject *subject, const struct invocation *invocation) {
    struct load_setting *settings =
        arena_alloc(invocation->arena, option_count * sizeof(*settings));
    for (size_t i = 0; i < option_count; i++) {
        const struct option *option = &option_table[i];
        if ((option->commands & COMMAND_BENCH) == 0 ||
            (option->group != GROUP_PLAY && option->group != GROUP_TIMERS)) {
            continue;
        }
        struct buffer value;
        buffer_init(&value, NULL);
        option_print(option, invocation->options, &value);
        settings[subject->setting_count++] = (struct load_setting){
            .name = option->name,
            .value = arena_copy(invocation->arena, value.data, value.length),
        };
        buffer_finish(&value);
    }
    subject->settings = settings;
}

struct load_subject bench_subject(const struct bench_plan *bench, const struct plan *plan,
                                  uint64_t started_at) {
    const struct invocation *invocation = plan->invocation;
    const char *data = invocation->options->data;
    struct load_subject subject = {
        .id = bench->load.id,
        .name = playing_name(plan),
        .started_at = started_at,
        .plan = &bench->load,
        .scenarios = scenarios_of(bench, invocation->arena),
        .conditions = conditions_of(&bench->load, invocation->arena),
        .data = data,
        .data_sha256 = data != NULL ? file_text_sha256(invocation->arena, data) : NULL,
    };
    playing_agent(plan, &subject.agent_name, &subject.agent_url);
    add_settings(&subject, invocation);
    return subject;
}
