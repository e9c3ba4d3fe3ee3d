/* plan.c - cases read, selected and compiled, and laid out as calls. */
#include "commands/plan.h"

#include "commands/identity.h"
#include "commands/mistakes.h"
#include "commands/suite_shard.h"
#include "engine/expectation.h"
#include "engine/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MS_PER_S = 1000, DEFAULT_MAX_DURATION_MS = 600 * MS_PER_S };

static bool has_tag(const struct scenario_case *source, const struct text_list *tags) {
    for (size_t i = 0; i < source->tag_count; i++) {
        for (size_t j = 0; j < tags->count; j++) {
            if (strcmp(source->tags[i], tags->items[j]) == 0) {
                return true;
            }
        }
    }
    return tags->count == 0;
}

/* True when @wanted, folded, is in @text, whatever the letter case. */
static bool contains_folded(struct text_fold *fold, const char *text, const struct buffer *wanted) {
    if (text == NULL) {
        return false;
    }
    text_fold(fold, text, strlen(text), 0);
    return memmem(fold->bytes, fold->length, wanted->data, wanted->length) != NULL;
}

static bool passes_filter(struct text_fold *fold, const struct scenario_case *source,
                          const struct buffer *wanted) {
    return contains_folded(fold, source->file, wanted) ||
           contains_folded(fold, source->suite, wanted) ||
           contains_folded(fold, source->name, wanted);
}

static uint32_t own_max_duration(const struct scenario_case *source) {
    return source->max_duration_s > 0 ? source->max_duration_s * MS_PER_S : DEFAULT_MAX_DURATION_MS;
}

static void add_case(struct plan *plan, const struct scenario_case *source) {
    const struct options *options = plan->invocation->options;
    plan->cases[plan->case_count++] = (struct plan_case){
        .source = source,
        .frequency = options->frequency > 0 ? options->frequency : source->frequency,
        .max_duration_ms =
            options->max_duration_ms > 0 ? options->max_duration_ms : own_max_duration(source),
    };
}

/* What of the command line decides which cases are played. */
struct selection {
    const struct options *options;
    const struct text_list *only; /* Files; NULL: all. */
    struct text_fold fold;
    struct buffer wanted; /* The filter, folded. */
    struct shard shard;
};

static const char *look_up(const void *user, const char *name) {
    (void)user;
    return getenv(name);
}

static void read_shard(struct plan *plan, struct shard *shard) {
    enum { WORDS_SIZE = 256 };
    const char *text = plan->invocation->options->shard;
    char words[WORDS_SIZE] = "expected which of how many, such as 1/4, or auto";
    bool read = strcmp(text, "auto") == 0 ? shard_find(look_up, NULL, shard, words, WORDS_SIZE)
                                          : shard_parse(text, shard);
    if (!read) {
        diagnostic_add(plan->invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION,
                       &(struct place){.file = "--shard"}, "%s: %s", text, words);
    }
}

static void begin_selection(struct plan *plan, struct selection *selection) {
    const struct options *options = plan->invocation->options;
    *selection = (struct selection){
        .options = options, .only = plan->invocation->only, .shard = {.count = 1}};
    text_fold_init(&selection->fold, NULL);
    buffer_init(&selection->wanted, NULL);
    if (options->filter != NULL) {
        text_fold(&selection->fold, options->filter, strlen(options->filter), 0);
        buffer_append(&selection->wanted, selection->fold.bytes, selection->fold.length);
    }
    if (options->command != COMMAND_BENCH && options->shard != NULL) {
        read_shard(plan, &selection->shard);
    }
}

static bool is_listed(const struct text_list *files, const char *file) {
    for (size_t i = 0; i < files->count; i++) {
        if (strcmp(files->items[i], file) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_selected(struct selection *selection, const struct scenario_case *source) {
    return (selection->only == NULL || is_listed(selection->only, source->file)) &&
           has_tag(source, &selection->options->tags) &&
           (selection->options->filter == NULL ||
            passes_filter(&selection->fold, source, &selection->wanted)) &&
           suite_shard_holds(&selection->shard, source);
}

static void select_cases(struct plan *plan) {
    struct selection selection;
    begin_selection(plan, &selection);
    plan->cases = arena_alloc(plan->invocation->arena, plan->files.count * sizeof(*plan->cases));
    for (size_t i = 0; i < plan->files.count; i++) {
        if (is_selected(&selection, &plan->files.cases[i])) {
            add_case(plan, &plan->files.cases[i]);
        }
    }
    buffer_finish(&selection.wanted);
    text_fold_finish(&selection.fold);
}

void plan_read(struct plan *plan, const struct invocation *invocation) {
    *plan = (struct plan){.invocation = invocation};
    secrets_init(&plan->secrets, invocation->arena);
    cases_read(invocation->arena, invocation->options->files.items,
               invocation->options->files.count, &plan->files, invocation->diagnostics);
    select_cases(plan);
}

static bool same_text(const char *one, const char *other) {
    return strcmp(one != NULL ? one : "", other != NULL ? other : "") == 0;
}

static bool is_known(const struct diagnostics *list, const struct diagnostic *diagnostic) {
    for (const struct diagnostic *each = list->first; each != NULL; each = each->next) {
        if (each->name == diagnostic->name && same_text(each->message, diagnostic->message) &&
            same_text(each->place.file, diagnostic->place.file) &&
            each->place.line == diagnostic->place.line &&
            each->place.column == diagnostic->place.column) {
            return true;
        }
    }
    return false;
}

/* Of several cases from one place, each has the same mistakes. */
static void tell_once(const struct plan *plan, const struct diagnostics *found) {
    struct diagnostics *list = plan->invocation->diagnostics;
    for (const struct diagnostic *each = found->first; each != NULL; each = each->next) {
        if (!is_known(list, each)) {
            diagnostic_add(list, each->severity, each->name, &each->place, "%s", each->message);
        }
    }
}

/* A pause may be as long as a call of the scenario: by its file, or longer when the command line
 * says so. A shorter --max-duration cuts calls off and makes no file wrong. */
static struct machine *compile(const struct plan *plan, const struct scenario_case *source,
                               bool agent_waits) {
    const struct invocation *invocation = plan->invocation;
    uint32_t max_duration_ms = own_max_duration(source);
    if (invocation->options->max_duration_ms > max_duration_ms) {
        max_duration_ms = invocation->options->max_duration_ms;
    }
    const struct machine_options options = {
        .values = &source->values,
        .max_duration_ms = max_duration_ms,
        .repeat_limit = invocation->options->repeat_limit,
        .agent_waits = agent_waits,
    };
    if (source->scenario == NULL) {
        return NULL;
    }
    struct diagnostics found;
    diagnostics_init(&found, invocation->arena);
    struct machine *machine =
        machine_compile(invocation->arena, source->scenario, &options, &found);
    tell_once(plan, &found);
    return machine;
}

static bool opens(const struct machine *machine) {
    const struct action *opening = &machine_condition(machine, 0)->action;
    return !text_is_blank(opening->source, opening->source_length);
}

bool plan_speaks_first(const struct plan_case *planned) {
    const struct plan_agent *agent = planned->agent;
    return agent != NULL && agent->agent != NULL &&
           (agent->greets || agent->agent->speaks_first == SPEAKS_FIRST_YES);
}

static struct expectations *compile_expectations(const struct plan *plan,
                                                 const struct scenario_case *source) {
    struct arena *arena = plan->invocation->arena;
    struct diagnostics found;
    if (source->scenario == NULL) {
        return NULL;
    }
    diagnostics_init(&found, arena);
    struct expectations *expectations =
        expectations_compile(arena, source->scenario, &source->values, &found);
    tell_once(plan, &found);
    return expectations;
}

void plan_compile(struct plan *plan) {
    for (size_t i = 0; i < plan->agent_count; i++) {
        struct plan_agent *agent = &plan->agents[i];
        if (agent->script != NULL) {
            agent->machine = compile(plan, agent->script, false);
            agent->max_duration_ms = own_max_duration(agent->script);
            agent->greets = agent->machine != NULL && opens(agent->machine);
        }
    }
    /* An agent need not end the call. */
    diagnostics_silence(plan->invocation->diagnostics, DIAGNOSTIC_NO_ENDCALL);
    for (size_t i = 0; i < plan->case_count; i++) {
        struct plan_case *planned = &plan->cases[i];
        const struct plan_agent *agent = planned->agent;
        bool waits =
            agent != NULL && agent->agent != NULL && agent->agent->speaks_first == SPEAKS_FIRST_NO;
        planned->machine = compile(plan, planned->source, waits);
        planned->expectations = compile_expectations(plan, planned->source);
    }
}

static enum exit_status tell_empty(const char *what) {
    fprintf(stderr, "parley: %s\n", what);
    return STATUS_NOTHING;
}

enum exit_status plan_is_empty(const struct plan *plan) {
    const struct options *options = plan->invocation->options;
    if (plan->case_count == 0 && plan->invocation->only != NULL) {
        return tell_empty("what changed is no scenario of those selected");
    }
    if (plan->files.count == 0) {
        return tell_empty("there is no scenario in what was named");
    }
    if (plan->case_count == 0 && options->command != COMMAND_BENCH && options->shard != NULL) {
        return tell_empty("this shard holds no scenario of those selected");
    }
    if (plan->case_count == 0 && options->filter != NULL && options->tags.count > 0) {
        return tell_empty("no scenario has both such a tag and such a name");
    }
    if (plan->case_count == 0) {
        return tell_empty(options->filter != NULL ? "no scenario has such a name"
                                                  : "no scenario has such a tag");
    }
    return STATUS_PASSED;
}

/* The names of all cases selected, as a user could give them to -k. */
static const char *list_names(const struct plan *plan) {
    struct buffer names;
    buffer_init(&names, NULL);
    for (size_t i = 0; i < plan->case_count; i++) {
        buffer_printf(&names, "%s%s", i > 0 ? ", " : "", plan->cases[i].source->name);
    }
    const char *kept = arena_copy(plan->invocation->arena, names.data, names.length);
    buffer_finish(&names);
    return kept;
}

struct plan_case *plan_only_case(const struct plan *plan) {
    if (plan->case_count == 1) {
        return &plan->cases[0];
    }
    if (plan->case_count > 1) {
        diagnostic_add(plan->invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION, NULL,
                       "it takes one scenario, found %zu: choose one with --filter or --tag: %s",
                       plan->case_count, list_names(plan));
    }
    return NULL;
}

size_t plan_call_count(const struct plan *plan) {
    size_t count = 0;
    for (size_t i = 0; i < plan->case_count; i++) {
        count += plan->cases[i].frequency;
    }
    return count;
}

static void merge_headers(const struct plan *plan, const struct plan_case *planned,
                          const struct agent *agent, const char *result_id, const char *run_id,
                          struct websocket_target *target, struct diagnostics *diagnostics) {
    const struct header_sources sources = {
        .agent = agent,
        .command_line = plan->headers,
        .command_line_count = plan->header_count,
        .scenario_id = planned->source->id,
        .result_id = result_id,
        .run_id = run_id,
        .profile = planned->source->profile_headers,
        .profile_count = planned->source->profile_header_count,
    };
    headers_merge(plan->invocation->arena, &sources, &target->headers, &target->header_count,
                  diagnostics);
}

/* Many cases share an agent, and what is wrong with its headers is told once. Without an agent, or
 * with one that has mistakes of its own, the other headers are checked all the same. */
void plan_check_headers(struct plan *plan) {
    static const struct agent nobody = {0};
    for (size_t i = 0; i < plan->case_count; i++) {
        const struct plan_case *planned = &plan->cases[i];
        const struct agent *agent = planned->agent != NULL ? planned->agent->agent : NULL;
        struct diagnostics found;
        struct websocket_target target = {0};
        diagnostics_init(&found, plan->invocation->arena);
        merge_headers(plan, planned, agent != NULL ? agent : &nobody, "-", "-", &target, &found);
        tell_once(plan, &found);
    }
}

static struct call make_call(const struct plan *plan, const struct plan_case *planned,
                             uint32_t repeat, const char *result_id) {
    struct arena *arena = plan->invocation->arena;
    struct websocket_target *target = arena_alloc(arena, sizeof(*target));
    struct diagnostics already_told;
    diagnostics_init(&already_told, arena);
    const char *run_id = identity_create(arena);
    const char *name = planned->source->name;
    const struct agent *agent = planned->agent->agent;
    *target = (struct websocket_target){
        .tls = agent->tls, .host = agent->host, .port = agent->port, .path = agent->path};
    merge_headers(plan, planned, agent, result_id, run_id, target, &already_told);
    return (struct call){
        .run_id = run_id,
        .name = repeat == 1 ? name : arena_printf(arena, "%s #%u", name, repeat),
        .scenario_id = planned->source->id,
        .file = planned->source->file,
        .line = planned->source->place.line,
        .suite = planned->source->suite,
        .scenario = (uint32_t)(planned - plan->cases),
        .tags = planned->source->tags,
        .tag_count = planned->source->tag_count,
        .target = target,
        .agent_speaks_first = plan_speaks_first(planned),
        .max_duration_ms = planned->max_duration_ms,
    };
}

const struct call *plan_calls(const struct plan *plan, const char *result_id) {
    struct arena *arena = plan->invocation->arena;
    struct call *calls = arena_alloc(arena, plan_call_count(plan) * sizeof(*calls));
    uint32_t number = 0;
    for (size_t i = 0; i < plan->case_count; i++) {
        const struct plan_case *planned = &plan->cases[i];
        const struct playbook *playbook = playbook_create(arena, planned->machine);
        for (uint32_t repeat = 1; repeat <= planned->frequency; repeat++) {
            calls[number] = make_call(plan, planned, repeat, result_id);
            calls[number].playbook = playbook;
            calls[number].expectations = planned->expectations;
            calls[number].number = number;
            number++;
        }
    }
    return calls;
}

void plan_finish(struct plan *plan) {
    for (size_t i = 0; i < plan->case_count; i++) {
        machine_destroy(plan->cases[i].machine);
        expectations_destroy(plan->cases[i].expectations);
    }
    for (size_t i = 0; i < plan->agent_count; i++) {
        machine_destroy(plan->agents[i].machine);
    }
}
