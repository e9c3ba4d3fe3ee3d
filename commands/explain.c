/* explain.c - `parley explain`: which condition an utterance fires, and why the others do not. */
#include "engine/explain.h"

#include "commands/console.h"
#include "commands/mistakes.h"
#include "commands/plan.h"
#include "commands/replay.h"
#include "reports/printable.h"
#include "reports/words.h"

#include <string.h>
#include <unistd.h>

/* One call, played without a network and without waiting. */
struct rehearsal {
    struct arena *arena;
    const struct machine *machine;
    struct machine_state *state;
    struct machine_scratch *scratch;
    struct buffer *out;
    size_t turn;
    bool quiet;
    uint32_t fires; /* Index of what the last utterance fired; MACHINE_NONE when nothing did. */
    bool ended;     /* The scenario's endcall was reached. */
};

enum { QUOTE_LIMIT = 200, INDENT = 3, OUTPUT_WIDTH = 80 };

/* A paragraph about the turn, behind @mark, which is as wide as INDENT. */
static void print_paragraph(const char *mark, const struct buffer *text, struct buffer *out) {
    buffer_append_text(out, mark);
    printable_wrap(out, text->data, text->length, INDENT, OUTPUT_WIDTH);
    buffer_append_text(out, "\n");
}

/* What the caller does when @index fires. */
static void print_action(const struct rehearsal *rehearsal, uint32_t index) {
    const struct action *action = &machine_condition(rehearsal->machine, index)->action;
    struct buffer line;
    buffer_init(&line, NULL);
    if (action->content_length > 0) {
        buffer_append_text(&line, "the caller says ");
        words_quote(&line, action->content, action->content_length, QUOTE_LIMIT);
        buffer_append_text(&line, action->ends_call ? " and ends the call" : "");
    } else {
        buffer_append_text(&line, action->ends_call ? "the caller ends the call"
                                                    : "the caller says nothing");
    }
    print_paragraph("   ", &line, rehearsal->out);
    buffer_finish(&line);
}

/* Every action is performed to its end: nobody interrupts here. */
static void perform(struct rehearsal *rehearsal, const struct machine_answer *answer) {
    rehearsal->fires = answer->condition;
    if (answer->outcome == MACHINE_FIRED) {
        machine_performed(rehearsal->machine, rehearsal->state, answer->condition);
        rehearsal->ended = answer->action->ends_call;
    }
}

static void open_call(struct rehearsal *rehearsal) {
    struct machine_answer answer;
    machine_open(rehearsal->machine, rehearsal->state, &answer);
    if (answer.outcome == MACHINE_FIRED) {
        buffer_printf(rehearsal->out, "The call opens: condition %d fires\n",
                      machine_condition(rehearsal->machine, answer.condition)->id);
        print_action(rehearsal, answer.condition);
    } else {
        buffer_append_text(rehearsal->out, "The call opens: the caller waits for the agent\n");
    }
    perform(rehearsal, &answer);
}

static void print_condition(struct rehearsal *rehearsal, const char *mark,
                            const struct explain_condition *condition, const char *text) {
    struct buffer line;
    buffer_init(&line, NULL);
    explain_print(rehearsal->machine, condition, text, &line);
    print_paragraph(mark, &line, rehearsal->out);
    buffer_finish(&line);
}

static void print_explanation(struct rehearsal *rehearsal, const struct explanation *explanation,
                              const char *text) {
    if (explanation->fires == MACHINE_NONE) {
        buffer_append_text(rehearsal->out, "   nothing fires: the caller stays silent\n");
    } else {
        print_condition(rehearsal, "   ", &explanation->conditions[explanation->fires], text);
        print_action(rehearsal, explanation->fires);
    }
    for (size_t i = 0; i < explanation->condition_count && !rehearsal->quiet; i++) {
        if (explanation->conditions[i].condition != explanation->fires) {
            print_condition(rehearsal, " - ", &explanation->conditions[i], text);
        }
    }
}

static void print_utterance(struct rehearsal *rehearsal, const char *text, size_t length) {
    struct buffer line;
    buffer_init(&line, NULL);
    buffer_append_text(&line, "The agent says ");
    words_quote(&line, text, length, QUOTE_LIMIT);
    buffer_printf(rehearsal->out, "\n%zu.", ++rehearsal->turn);
    print_paragraph(" ", &line, rehearsal->out);
    buffer_finish(&line);
}

static void hear(struct rehearsal *rehearsal, const char *text, size_t length) {
    print_utterance(rehearsal, text, length);
    if (rehearsal->ended) {
        buffer_append_text(rehearsal->out, "   nothing fires: the caller has ended the call\n");
        rehearsal->fires = MACHINE_NONE;
        return;
    }
    struct explanation explanation;
    struct machine_answer answer;
    machine_explain(rehearsal->arena, rehearsal->machine, rehearsal->state, rehearsal->scratch,
                    text, length, &explanation);
    print_explanation(rehearsal, &explanation, text);
    machine_hear(rehearsal->machine, rehearsal->state, rehearsal->scratch, text, length, &answer);
    perform(rehearsal, &answer);
}

static uint32_t index_of(const struct machine *machine, int64_t id) {
    for (uint32_t index = 0; index < machine_condition_count(machine); index++) {
        if (machine_condition(machine, index)->id == id) {
            return index;
        }
    }
    return MACHINE_NONE;
}

static bool has_step(const struct action *action, bool (*is_such)(const struct step *step)) {
    for (size_t i = 0; i < action->step_count; i++) {
        if (is_such(&action->steps[i])) {
            return true;
        }
    }
    return false;
}

static bool is_deaf(const struct step *step) {
    return step->kind == STEP_PAUSE && step->pause.mode == PAUSE_DEAF;
}

static bool is_sent(const struct step *step) {
    return step->kind == STEP_SAY || step->kind == STEP_DTMF || step->kind == STEP_END_CALL;
}

/* In the call it came while the caller was not listening, so it was matched with nothing. */
static bool was_ignored(const struct rehearsal *rehearsal, const struct replay_turn *turn) {
    uint32_t index =
        turn->performing ? index_of(rehearsal->machine, turn->performed) : MACHINE_NONE;
    return index != MACHINE_NONE &&
           has_step(&machine_condition(rehearsal->machine, index)->action, is_deaf);
}

static void ignore(struct rehearsal *rehearsal, const struct replay_turn *turn) {
    print_utterance(rehearsal, turn->text, turn->length);
    buffer_printf(rehearsal->out,
                  "   nothing fires: it came while condition %lld was not to be interrupted\n",
                  (long long)turn->performed);
    rehearsal->fires = MACHINE_NONE;
}

/* Add what fired to the ids of conditions that sent something, as struct replay has them. */
static void follow(const struct rehearsal *rehearsal, int64_t *fired, size_t *count) {
    if (rehearsal->fires == MACHINE_NONE) {
        return;
    }
    const struct machine_condition *condition =
        machine_condition(rehearsal->machine, rehearsal->fires);
    if (has_step(&condition->action, is_sent) &&
        (*count == 0 || fired[*count - 1] != condition->id)) {
        fired[(*count)++] = condition->id;
    }
}

static void play_again(struct rehearsal *rehearsal, const struct replay *replay) {
    int64_t *fired = arena_alloc(rehearsal->arena, (replay->count + 1) * sizeof(*fired));
    size_t count = 0;
    follow(rehearsal, fired, &count);
    for (size_t i = 0; i < replay->count; i++) {
        if (was_ignored(rehearsal, &replay->turns[i])) {
            ignore(rehearsal, &replay->turns[i]);
        } else {
            hear(rehearsal, replay->turns[i].text, replay->turns[i].length);
        }
        follow(rehearsal, fired, &count);
    }
    if (replay->count > 0 && (count != replay->fired_count ||
                              memcmp(fired, replay->fired, count * sizeof(*fired)) != 0)) {
        buffer_append_text(rehearsal->out, "\nThe call itself went another way: it fired");
        for (size_t i = 0; i < replay->fired_count; i++) {
            buffer_printf(rehearsal->out, " %lld", (long long)replay->fired[i]);
        }
        buffer_append_text(rehearsal->out,
                           ". Its scenario was another, or messages were joined by --turn-gap.\n");
    }
}

static enum exit_status rehearse(const struct invocation *invocation,
                                 const struct plan_case *planned, const struct replay *replay) {
    struct buffer out;
    buffer_init(&out, NULL);
    struct rehearsal rehearsal = {
        .arena = invocation->arena,
        .machine = planned->machine,
        .state = arena_alloc(invocation->arena, machine_state_size(planned->machine)),
        .scratch = machine_scratch_create(&memory_system),
        .out = &out,
        .quiet = invocation->options->quiet,
    };
    machine_begin(rehearsal.machine, rehearsal.state, plan_speaks_first(planned));
    open_call(&rehearsal);
    play_again(&rehearsal, replay);
    for (size_t i = 0; i < invocation->options->say.count; i++) {
        const char *text = invocation->options->say.items[i];
        hear(&rehearsal, text, strlen(text));
    }
    enum exit_status status =
        stdout_print(&out, rehearsal.fires != MACHINE_NONE ? STATUS_PASSED : STATUS_FAILED);
    machine_scratch_destroy(rehearsal.scratch);
    buffer_finish(&out);
    return status;
}

enum exit_status explain_command(const struct invocation *invocation) {
    const struct options *options = invocation->options;
    if (options->transcript == NULL && options->say.count == 0) {
        return command_misused("nothing to explain: give --say TEXT or --transcript FILE");
    }
    struct plan plan;
    struct replay replay = {0};
    plan_read(&plan, invocation);
    plan_find_agents(&plan, AGENTS_NAMED);
    const struct plan_case *planned = plan_only_case(&plan);
    if (planned != NULL) {
        plan_compile(&plan);
    }
    if (planned != NULL && options->transcript != NULL) {
        replay_read(invocation->arena, options->transcript, planned->source->name, &replay,
                    invocation->diagnostics);
    }
    enum exit_status status = STATUS_USAGE;
    mistakes_tell(STDOUT_FILENO, invocation->diagnostics, &options->no_warnings);
    if (invocation->diagnostics->error_count == 0) {
        status = planned == NULL ? plan_is_empty(&plan) : rehearse(invocation, planned, &replay);
    }
    plan_finish(&plan);
    return status;
}
