/* plan_agents.c - which agent each case is played against. */
#include "commands/plan.h"

#include "formats/shape.h"

#include <string.h>
#include <unistd.h>

static const char *const endings[] = {".agent.json", ".agent.yaml", ".agent.yml"};
enum { ENDINGS = sizeof(endings) / sizeof(endings[0]) };

static void read_headers(struct plan *plan) {
    const struct invocation *invocation = plan->invocation;
    const struct text_list *texts = &invocation->options->headers;
    plan->headers = arena_alloc(invocation->arena, texts->count * sizeof(*plan->headers));
    for (size_t i = 0; i < texts->count; i++) {
        struct agent_header *header = &plan->headers[plan->header_count];
        if (agent_header_parse(invocation->arena, texts->items[i], "--header", NULL, header,
                               invocation->diagnostics)) {
            secrets_add(&plan->secrets, header->value);
            plan->header_count++;
        }
    }
}

/* The agent's file beside @file, or NULL when there is none. */
static const char *find_beside(struct arena *arena, const char *file) {
    const char *name = strrchr(file, '/');
    const char *dot = strrchr(name != NULL ? name : file, '.');
    int stem_length = (int)(dot != NULL ? (size_t)(dot - file) : strlen(file));
    for (size_t i = 0; i < ENDINGS; i++) {
        const char *beside = arena_printf(arena, "%.*s%s", stem_length, file, endings[i]);
        if (access(beside, F_OK) == 0) {
            return beside;
        }
    }
    return NULL;
}

static void read_script(struct plan *plan, struct plan_agent *agent) {
    const struct invocation *invocation = plan->invocation;
    struct case_list list;
    size_t errors = invocation->diagnostics->error_count;
    cases_read(invocation->arena, &agent->file, 1, &list, invocation->diagnostics);
    if (list.count == 1) {
        agent->script = &list.cases[0];
        plan_serve_agent(plan, agent, 0);
    } else if (invocation->diagnostics->error_count == errors) {
        diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_SHAPE,
                       &(struct place){.file = agent->file}, "an agent is one scenario, found %zu",
                       list.count);
    }
}

static bool is_scenario(const struct value *root) {
    switch (shape_of(root)) {
    case SHAPE_SUITE:
    case SHAPE_LIST:
    case SHAPE_BARE:
    case SHAPE_RESOURCE:
        return true;
    case SHAPE_AGENT:
    case SHAPE_UNKNOWN:
        break;
    }
    return false;
}

/* What keeps a file from being read is told where it is first seen: it may be gone at the next. */
static bool is_unreadable(const struct diagnostics *found, struct diagnostics *diagnostics) {
    const struct diagnostic *first = found->first;
    if (first == NULL || first->name != DIAGNOSTIC_UNREADABLE) {
        return false;
    }
    diagnostic_add(diagnostics, first->severity, first->name, &first->place, "%s", first->message);
    return true;
}

/* A file may describe an agent, or be a scenario with the roles swapped. Anything else is described
 * badly: agent_read() says how. */
static void read_agent(struct plan *plan, struct plan_agent *agent) {
    const struct invocation *invocation = plan->invocation;
    bool is_file = strstr(agent->file, "://") == NULL && strcmp(agent->file, "-") != 0;
    struct diagnostics again; /* What is wrong with the file is told by who reads it for good. */
    diagnostics_init(&again, invocation->arena);
    const struct value *root =
        is_file ? document_read(invocation->arena, agent->file, &again) : NULL;
    if (root != NULL && is_scenario(root)) {
        read_script(plan, agent);
    } else if (!is_unreadable(&again, invocation->diagnostics)) {
        agent->agent = agent_read(invocation->arena, agent->file, NULL, &plan->secrets,
                                  invocation->diagnostics);
    }
}

/* The agent of that file, read at its first use. */
static struct plan_agent *agent_of_file(struct plan *plan, const char *file) {
    for (size_t i = 0; i < plan->agent_count; i++) {
        if (strcmp(plan->agents[i].file, file) == 0) {
            return &plan->agents[i];
        }
    }
    struct plan_agent *agent = &plan->agents[plan->agent_count++];
    agent->file = file;
    read_agent(plan, agent);
    return agent;
}

/* True when the case before it stands in the same file, and so was told about already. */
static bool shares_file(const struct plan *plan, size_t index) {
    return index > 0 &&
           strcmp(plan->cases[index - 1].source->file, plan->cases[index].source->file) == 0;
}

static void find_all_beside(struct plan *plan, bool needed) {
    const struct invocation *invocation = plan->invocation;
    for (size_t i = 0; i < plan->case_count; i++) {
        struct plan_case *planned = &plan->cases[i];
        const char *beside = find_beside(invocation->arena, planned->source->file);
        if (beside != NULL) {
            planned->agent = agent_of_file(plan, beside);
        } else if (needed && !shares_file(plan, i)) {
            diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION,
                           &(struct place){.file = planned->source->file},
                           "no agent to play it against: name one with --agent FILE|URL, or put "
                           "its file beside the scenario, named like it but ending in %s",
                           endings[0]);
        }
    }
}

void plan_find_agents(struct plan *plan, enum plan_agents which) {
    const struct invocation *invocation = plan->invocation;
    read_headers(plan);
    plan->agents = arena_alloc(invocation->arena, (plan->case_count + 1) * sizeof(*plan->agents));
    if (invocation->options->agent == NULL) {
        if (which != AGENTS_NAMED) {
            find_all_beside(plan, which == AGENTS_NEEDED);
        }
        return;
    }
    struct plan_agent *agent = &plan->agents[plan->agent_count++];
    agent->file = invocation->options->agent;
    read_agent(plan, agent);
    for (size_t i = 0; i < plan->case_count; i++) {
        plan->cases[i].agent = agent;
    }
}

void plan_serve_agent(const struct plan *plan, struct plan_agent *agent, uint16_t port) {
    struct arena *arena = plan->invocation->arena;
    struct agent *served = arena_alloc(arena, sizeof(*served));
    const char *url = arena_printf(arena, "ws://127.0.0.1:%u/", port);
    *served = (struct agent){.name = agent->script->name,
                             .url = url,
                             .shown_url = url,
                             .host = "127.0.0.1",
                             .port = port,
                             .path = "/"};
    agent->agent = served;
}
