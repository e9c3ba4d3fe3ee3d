/* plan.h - files and options made into what is to be played: cases read, selected and compiled,
 * agents found, calls laid out.
 *
 * Each stage adds its mistakes to the same list and goes on, so that a user sees all of them; the
 * command asks once whether there were errors, before it plays anything. */
#ifndef PARLEY_COMMANDS_PLAN_H
#define PARLEY_COMMANDS_PLAN_H

#include "commands/command.h"
#include "formats/scenario_file.h"
#include "runtime/call.h"

struct expectations; /* engine/expectation.h */

/* Where a case is played: at an agent of the command line, or at the one beside its file. */
struct plan_agent {
    const char *file;          /* What `--agent` names, or the file beside the scenario. */
    const struct agent *agent; /* NULL when it could not be read. */
    /* A scenario with the roles swapped, which parley serves itself: then `agent` is where. */
    const struct scenario_case *script;
    struct machine *machine;  /* Compiled from it; NULL when it has mistakes. */
    bool greets;              /* It says something before it is spoken to. */
    uint32_t max_duration_ms; /* The longest its calls may take. */
};

/* One case that was selected. */
struct plan_case {
    const struct scenario_case *source;
    struct machine *machine;           /* NULL when it has mistakes, or was not compiled yet. */
    struct expectations *expectations; /* NULL when it has none, or mistakes in them. */
    struct plan_agent *agent;
    uint32_t frequency;       /* How often it is played. */
    uint32_t max_duration_ms; /* The longest its call may take. */
};

struct plan {
    const struct invocation *invocation;
    struct case_list files;  /* All that was read. */
    struct plan_case *cases; /* Those selected. */
    size_t case_count;
    struct plan_agent *agents;
    size_t agent_count;
    struct agent_header *headers; /* Of the command line. */
    size_t header_count;
    struct secrets secrets;
};

/* Read the files named and select among their cases by tag and filter. Free with plan_finish(). */
void plan_read(struct plan *plan, const struct invocation *invocation);

/* Which agents a command looks for. The file beside X.json is X.agent.json, .yaml or .yml. */
enum plan_agents {
    AGENTS_NAMED,  /* The one of the command line, if any. */
    AGENTS_BESIDE, /* Without that, the one in the file beside each case's own, if any. */
    AGENTS_NEEDED, /* The same, and a case without one is an error. */
};

/* Read the headers of the command line and the agents. */
void plan_find_agents(struct plan *plan, enum plan_agents which);

/* Compile every case, and every agent that is a scenario. */
void plan_compile(struct plan *plan);

/* Check the headers that each case's calls would send. */
void plan_check_headers(struct plan *plan);

/* When there is nothing to play, print why: then STATUS_NOTHING, else STATUS_PASSED. */
enum exit_status plan_is_empty(const struct plan *plan);

/* The one case there is, for commands that take only one. NULL when there is none, and when there
 * are more, which is an error that names them. */
struct plan_case *plan_only_case(const struct plan *plan);

/* True when the agent of a compiled case speaks first: as its file says; of one that parley plays
 * itself it is seen. */
bool plan_speaks_first(const struct plan_case *planned);

/* @agent is served by parley on this port of 127.0.0.1. */
void plan_serve_agent(const struct plan *plan, struct plan_agent *agent, uint16_t port);

/* How many calls it makes. */
size_t plan_call_count(const struct plan *plan);

/* Lay out the calls in input order, each with a run id of its own. Only a plan without errors whose
 * agents that are scenarios are served. @result_id goes into their headers. */
const struct call *plan_calls(const struct plan *plan, const char *result_id);

/* Free what is not in the invocation's arena: the machines. */
void plan_finish(struct plan *plan);

#endif
