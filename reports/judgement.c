/* judgement.c - why an expectation holds, or does not. */
#include "reports/judgement.h"

#include "engine/expectation.h"
#include "reports/record.h"
#include "reports/words.h"

#include <inttypes.h>
#include <string.h>

enum {
    QUOTED = 160, /* Code points of an utterance. */
    SHOWN_JSON = 300,
    LISTED = 20,     /* Conditions. */
    SHOWN_CALLS = 5, /* Function calls. */
};

/* What an explanation is made of. */
struct evidence {
    struct arena *arena;
    const struct call_record *call;
    const struct expectations *expectations;
    struct machine_scratch *scratch;
    struct expectation_utterance *utterances; /* Of the agent. */
    const struct transcript_entry **entries;  /* They in the transcript. */
    size_t count;
};

/* Explains the expectation at @index, which holds or does not: @passed. */
typedef void explain_fn(struct buffer *out, const struct evidence *evidence, size_t index,
                        bool passed);

static void collect_utterances(struct evidence *evidence) {
    const struct transcript *transcript = &evidence->call->transcript;
    evidence->utterances =
        arena_alloc(evidence->arena, transcript->count * sizeof(*evidence->utterances));
    evidence->entries = (const struct transcript_entry **)arena_alloc(
        evidence->arena, transcript->count * sizeof(const struct transcript_entry *));
    for (const struct transcript_entry *entry = transcript->first; entry != NULL;
         entry = entry->next) {
        if (entry->role == ROLE_AGENT && entry->content_length > 0) {
            evidence->entries[evidence->count] = entry;
            evidence->utterances[evidence->count++] =
                (struct expectation_utterance){entry->content, entry->content_length};
        }
    }
}

static void add_time(struct buffer *out, const struct evidence *evidence, instant at) {
    instant opened = evidence->call->opened_at;
    uint64_t seconds = at > opened ? (at - opened) / 1000000 : 0;
    buffer_printf(out, "%02" PRIu64 ":%02" PRIu64, seconds / 60, seconds % 60);
}

/* "Which day?" at 00:03 */
static void add_utterance(struct buffer *out, const struct evidence *evidence, size_t number) {
    const struct transcript_entry *entry = evidence->entries[number];
    words_quote(out, entry->content, entry->content_length, QUOTED);
    buffer_append_text(out, " at ");
    add_time(out, evidence, entry->ended);
}

static void add_none(struct buffer *out, const struct evidence *evidence) {
    if (evidence->count == 0) {
        buffer_append_text(out, "the agent said nothing");
    } else {
        buffer_append_text(out, "none of what the agent said (");
        words_count(out, evidence->count, "utterance");
        buffer_append_text(out, ") satisfies it");
    }
}

/* Which utterance satisfies it. What was masked may hide that. */
static void explain_said(struct buffer *out, const struct evidence *evidence, size_t index) {
    struct buffer words;
    buffer_init(&words, arena_memory(evidence->arena));
    size_t found = expectations_find(evidence->expectations, index, evidence->scratch,
                                     evidence->utterances, evidence->count, &words);
    buffer_append_text(out, "the agent said ");
    if (found == EXPECTATION_NONE) {
        buffer_append_text(out, "it");
    } else {
        add_utterance(out, evidence, found);
        buffer_append_text(out, ": ");
        buffer_append(out, words.data, words.length);
    }
    buffer_finish(&words);
}

static void explain_agent(struct buffer *out, const struct evidence *evidence, size_t index,
                          bool passed) {
    if (passed) {
        explain_said(out, evidence, index);
        return;
    }
    struct buffer words;
    buffer_init(&words, arena_memory(evidence->arena));
    size_t nearest = expectations_nearest(evidence->expectations, index, evidence->scratch,
                                          evidence->utterances, evidence->count, &words);
    add_none(out, evidence);
    if (nearest != EXPECTATION_NONE) {
        buffer_append_text(out, "; nearest is ");
        add_utterance(out, evidence, nearest);
        buffer_append_text(out, ": ");
        buffer_append(out, words.data, words.length);
    }
    buffer_finish(&words);
}

static void explain_agent_never(struct buffer *out, const struct evidence *evidence, size_t index,
                                bool passed) {
    if (passed) {
        add_none(out, evidence);
    } else {
        explain_said(out, evidence, index);
    }
}

/* Those of the expectation's conditions that fired, or that did not: "conditions 2, 5 fired". */
static void add_conditions(struct buffer *out, const struct evidence *evidence, size_t index,
                           bool fired) {
    const struct expectation *expectation = expectations_at(evidence->expectations, index);
    const uint32_t *conditions = expectations_conditions(evidence->expectations, index);
    struct buffer ids;
    size_t count = 0;
    buffer_init(&ids, arena_memory(evidence->arena));
    for (size_t i = 0; i < expectation->conditions.id_count; i++) {
        if ((evidence->call->fired[conditions[i]] > 0) == fired && ++count <= LISTED) {
            buffer_printf(&ids, "%s %" PRId32, count == 1 ? "" : ",",
                          expectation->conditions.ids[i].id);
        }
    }
    if (count > LISTED) {
        buffer_printf(&ids, " and %zu more", count - LISTED);
    }
    buffer_printf(out, "condition%s%s %s", count == 1 ? "" : "s", buffer_terminate(&ids),
                  fired ? "fired" : "never fired");
    buffer_finish(&ids);
}

static void explain_fired(struct buffer *out, const struct evidence *evidence, size_t index,
                          bool passed) {
    add_conditions(out, evidence, index, passed);
}

static void explain_not_fired(struct buffer *out, const struct evidence *evidence, size_t index,
                              bool passed) {
    add_conditions(out, evidence, index, !passed);
}

/* JSON as it stands, cut when it is long. */
static void add_json(struct buffer *out, const char *json) {
    size_t length = strlen(json);
    size_t shown = 0;
    for (size_t i = 0; i < SHOWN_JSON && shown < length; i++) {
        uint32_t code_point = 0;
        shown += text_read(json + shown, length - shown, &code_point);
    }
    buffer_append(out, json, shown);
    buffer_append_text(out, shown < length ? "..." : "");
}

static void explain_function_call(struct buffer *out, const struct evidence *evidence, size_t index,
                                  bool passed) {
    (void)index;
    if (passed) {
        buffer_append_text(out, "the agent told of such a call");
        return;
    }
    size_t calls = 0;
    for (const struct transcript_entry *entry = evidence->call->transcript.first; entry != NULL;
         entry = entry->next) {
        if (entry->role != ROLE_FUNCTION_CALL || entry->data == NULL || ++calls > SHOWN_CALLS) {
            continue;
        }
        buffer_append_text(out, calls == 1 ? "the agent told only of " : "; ");
        add_json(out, entry->data);
        buffer_append_text(out, " at ");
        add_time(out, evidence, entry->ended);
    }
    if (calls == 0) {
        buffer_append_text(out, "the agent told of no function call");
    } else if (calls > SHOWN_CALLS) {
        buffer_printf(out, "; and %zu more", calls - SHOWN_CALLS);
    }
}

static void explain_metadata(struct buffer *out, const struct evidence *evidence, size_t index,
                             bool passed) {
    (void)index;
    struct buffer json;
    buffer_init(&json, arena_memory(evidence->arena));
    metadata_print(&evidence->call->metadata, &json);
    if (evidence->call->metadata.first == NULL) {
        buffer_append_text(out, "the agent told of no metadata");
    } else {
        buffer_printf(out, "the metadata %s it: ", passed ? "hold" : "do not hold");
        add_json(out, buffer_terminate(&json));
    }
    buffer_finish(&json);
}

static void explain_ended_by(struct buffer *out, const struct evidence *evidence, size_t index,
                             bool passed) {
    (void)index;
    (void)passed;
    enum ending ending = evidence->call->ending;
    buffer_printf(out, "the %s ended it (%s)",
                  ended_by(ending) == ENDED_BY_AGENT ? "agent" : "caller", ending_text(ending));
}

/* Those that are within their bound when it holds, else those that are not. */
static void explain_response(struct buffer *out, const struct evidence *evidence, size_t index,
                             bool passed) {
    const struct latency *latency = &evidence->call->latency;
    const double *at_most = expectations_at(evidence->expectations, index)->response_ms;
    const char *separator = "";
    if (latency->count == 0) {
        buffer_append_text(out, "no answer of the agent was measured");
        return;
    }
    for (enum latency_figure figure = 0; figure < LATENCY_FIGURES; figure++) {
        double milliseconds = latency_figure(latency, figure);
        if (at_most[figure] >= 0 && (milliseconds <= at_most[figure]) == passed) {
            buffer_printf(out, "%s%s is ", separator, latency_figure_text(figure));
            words_duration(out, (uint64_t)(milliseconds * MS));
            separator = ", ";
        }
    }
}

static void explain_turns(struct buffer *out, const struct evidence *evidence, size_t index,
                          bool passed) {
    (void)index;
    (void)passed;
    buffer_append_text(out, "the agent said ");
    words_count(out, evidence->call->turns, "utterance");
}

static explain_fn *const explainers[EXPECTATION_KINDS] = {
    [EXPECTATION_AGENT] = explain_agent,
    [EXPECTATION_AGENT_NEVER] = explain_agent_never,
    [EXPECTATION_FIRED] = explain_fired,
    [EXPECTATION_NOT_FIRED] = explain_not_fired,
    [EXPECTATION_FUNCTION_CALL] = explain_function_call,
    [EXPECTATION_METADATA] = explain_metadata,
    [EXPECTATION_ENDED_BY] = explain_ended_by,
    [EXPECTATION_RESPONSE_MS] = explain_response,
    [EXPECTATION_TURNS] = explain_turns,
};

static const char *explain(const struct evidence *evidence, size_t index, bool passed) {
    struct buffer text;
    buffer_init(&text, arena_memory(evidence->arena));
    enum expectation_kind kind = expectations_at(evidence->expectations, index)->kind;
    explainers[kind](&text, evidence, index, passed);
    char *line = arena_copy(evidence->arena, text.data, text.length);
    buffer_finish(&text);
    for (char *at = line; *at != '\0'; at++) {
        *at = *at == '\n' || *at == '\r' ? ' ' : *at;
    }
    return line;
}

/* An expectation whose judgement is to be filled in. */
static struct judgement make_judgement(struct arena *arena, const struct expectation *expectation) {
    struct buffer title;
    buffer_init(&title, arena_memory(arena));
    expectation_print(expectation, &title);
    struct judgement judgement = {.expect = expectation->written,
                                  .title = arena_copy(arena, title.data, title.length)};
    buffer_finish(&title);
    return judgement;
}

/* @why none is judged. */
static struct judgements judge_none(struct arena *arena, const struct call *call, const char *why) {
    size_t count = expectations_count(call->expectations);
    struct judgement *list = arena_alloc(arena, count * sizeof(*list));
    for (size_t i = 0; i < count; i++) {
        list[i] = make_judgement(arena, expectations_at(call->expectations, i));
        list[i].explanation = why;
    }
    return (struct judgements){.list = list, .count = count};
}

struct judgements judgements_begin(struct arena *arena, const struct call *call) {
    return judge_none(arena, call, "not judged: the call never ended");
}

struct judgements judgements_end(struct arena *arena, const struct call_record *call,
                                 const struct event *ended, struct machine_scratch *scratch) {
    const struct expectations *expectations = call->call->expectations;
    if (ended->ended.expectations == NULL) {
        return judge_none(arena, call->call,
                          call->verdict == VERDICT_CANCELLED ? "not judged: the call was cancelled"
                                                             : "not judged: the call broke");
    }
    struct evidence evidence = {
        .arena = arena, .call = call, .expectations = expectations, .scratch = scratch};
    collect_utterances(&evidence);
    struct judgements judgements = {.count = expectations_count(expectations)};
    struct judgement *list = arena_alloc(arena, judgements.count * sizeof(*list));
    for (size_t i = 0; i < judgements.count; i++) {
        bool passed = ended->ended.expectations[i];
        list[i] = make_judgement(arena, expectations_at(expectations, i));
        list[i].judged = true;
        list[i].passed = passed;
        list[i].explanation = explain(&evidence, i, passed);
        judgements.failed += !passed;
    }
    judgements.list = list;
    return judgements;
}

const struct judgement *judgements_first_failed(const struct judgements *judgements) {
    for (size_t i = 0; i < judgements->count; i++) {
        if (judgements->list[i].judged && !judgements->list[i].passed) {
            return &judgements->list[i];
        }
    }
    return NULL;
}

void judgements_add(cJSON *object, const struct judgements *judgements) {
    cJSON *array = cJSON_AddArrayToObject(object, "expectations");
    for (size_t i = 0; i < judgements->count; i++) {
        const struct judgement *judgement = &judgements->list[i];
        cJSON *item = cJSON_CreateObject();
        member_add_raw(item, "expect", judgement->expect);
        if (judgement->judged) {
            cJSON_AddBoolToObject(item, "passed", judgement->passed);
        } else {
            cJSON_AddNullToObject(item, "passed");
        }
        member_add_text(item, "explanation", judgement->explanation);
        cJSON_AddItemToArray(array, item);
    }
}
