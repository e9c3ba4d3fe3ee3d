/* witness.c - marks what a call shows of its expectations. */
#include "runtime/witness.h"

#include "engine/expectation.h"
#include "transports/json.h"

#include <string.h>

struct witness {
    const struct memory *memory;
    struct arena arena;
    const struct expectations *expectations;
    size_t count;
    bool *met;      /* The marks; once it is judged, whether each holds. */
    cJSON **wanted; /* FUNCTION_CALL: the arguments; METADATA: the object. Otherwise NULL. */
    bool **told;    /* METADATA: by member of `wanted`, whether it was told like this last. */
    struct buffer responses; /* uint64_t, microseconds. */
    size_t turns;
};

/* The JSON that an expectation asks for; NULL when it asks for none. */
static cJSON *parse_wanted(const struct expectation *expectation) {
    const char *json = NULL;
    if (expectation->kind == EXPECTATION_FUNCTION_CALL) {
        json = expectation->function_call.arguments;
    } else if (expectation->kind == EXPECTATION_METADATA) {
        json = expectation->metadata;
    }
    return json != NULL ? json_parse(json, strlen(json)) : NULL;
}

struct witness *witness_create(const struct memory *memory,
                               const struct expectations *expectations) {
    struct witness *witness = memory->resize(memory->user, NULL, 0, sizeof(*witness));
    size_t count = expectations_count(expectations);
    *witness = (struct witness){.memory = memory, .expectations = expectations, .count = count};
    arena_init(&witness->arena, memory);
    buffer_init(&witness->responses, memory);
    witness->met = arena_alloc(&witness->arena, count * sizeof(bool));
    witness->wanted = arena_alloc(&witness->arena, count * sizeof(cJSON *));
    witness->told = arena_alloc(&witness->arena, count * sizeof(bool *));
    for (size_t i = 0; i < count; i++) {
        const struct expectation *expectation = expectations_at(expectations, i);
        witness->wanted[i] = parse_wanted(expectation);
        if (expectation->kind == EXPECTATION_METADATA) {
            size_t members = (size_t)cJSON_GetArraySize(witness->wanted[i]);
            witness->told[i] = arena_alloc(&witness->arena, members * sizeof(bool));
        }
    }
    return witness;
}

void witness_destroy(struct witness *witness) {
    if (witness == NULL) {
        return;
    }
    const struct memory *memory = witness->memory;
    for (size_t i = 0; i < witness->count; i++) {
        cJSON_Delete(witness->wanted[i]);
    }
    buffer_finish(&witness->responses);
    arena_finish(&witness->arena);
    memory->resize(memory->user, witness, sizeof(*witness), 0);
}

static void note_heard(struct witness *witness, const struct event *event,
                       struct machine_scratch *scratch) {
    if (event->heard.length > 0) {
        witness->turns++;
        expectations_hear(witness->expectations, scratch, event->heard.text, event->heard.length,
                          witness->met);
    }
    if (event->heard.has_response) {
        buffer_append(&witness->responses, (const char *)&event->heard.response_us,
                      sizeof(event->heard.response_us));
    }
}

/* Arguments are an object, or one in a text. */
static bool arguments_hold(const cJSON *arguments, const cJSON *wanted) {
    if (!cJSON_IsString(arguments)) {
        return json_holds(arguments, wanted);
    }
    cJSON *inside = json_parse(arguments->valuestring, strlen(arguments->valuestring));
    bool holds = json_holds(inside, wanted);
    cJSON_Delete(inside);
    return holds;
}

/* Whether @call is one of the function @name with all of @wanted (NULL: with any arguments) in it.
 * Name and arguments may stand in a `function`. */
static bool is_call_of(const cJSON *call, const char *name, const cJSON *wanted) {
    const cJSON *function = json_member(call, "function");
    call = cJSON_IsObject(function) ? function : call;
    const cJSON *given = json_member(call, "name");
    return cJSON_IsString(given) && strcmp(given->valuestring, name) == 0 &&
           (wanted == NULL || arguments_hold(json_member(call, "arguments"), wanted));
}

/* One call, or an array of several. */
static bool has_call_of(const cJSON *data, const char *name, const cJSON *wanted) {
    if (!cJSON_IsArray(data)) {
        return is_call_of(data, name, wanted);
    }
    const cJSON *call = NULL;
    cJSON_ArrayForEach(call, data) {
        if (is_call_of(call, name, wanted)) {
            return true;
        }
    }
    return false;
}

/* The last write of a member counts, as a whole. */
static void note_members(struct witness *witness, size_t index, const cJSON *metadata) {
    bool all = true;
    size_t number = 0;
    const cJSON *wanted = NULL;
    cJSON_ArrayForEach(wanted, witness->wanted[index]) {
        const cJSON *member = json_member(metadata, wanted->string);
        bool *told = &witness->told[index][number++];
        *told = member != NULL ? json_holds(member, wanted) : *told;
        all = all && *told;
    }
    witness->met[index] = all;
}

static void note_data(struct witness *witness, const struct event *event) {
    cJSON *data = json_parse(event->data.json, strlen(event->data.json));
    for (size_t i = 0; i < witness->count; i++) {
        const struct expectation *expectation = expectations_at(witness->expectations, i);
        if (event->kind == EVENT_METADATA && expectation->kind == EXPECTATION_METADATA) {
            note_members(witness, i, data);
        } else if (event->kind == EVENT_FUNCTION_CALL &&
                   expectation->kind == EXPECTATION_FUNCTION_CALL && !witness->met[i]) {
            witness->met[i] =
                has_call_of(data, expectation->function_call.name, witness->wanted[i]);
        }
    }
    cJSON_Delete(data);
}

void witness_note(struct witness *witness, const struct event *event,
                  struct machine_scratch *scratch) {
    switch (event->kind) {
    case EVENT_HEARD:
        note_heard(witness, event, scratch);
        break;
    case EVENT_FUNCTION_CALL:
    case EVENT_METADATA:
        note_data(witness, event);
        break;
    default:
        break;
    }
}

const bool *witness_judge(struct witness *witness, const struct machine *machine,
                          const struct machine_state *state, enum ending ending, bool *all) {
    const struct expectation_facts facts = {
        .machine = machine,
        .state = state,
        .ending = ending,
        .latency = latency_of((uint64_t *)(void *)witness->responses.data,
                              witness->responses.length / sizeof(uint64_t)),
        .turns = witness->turns,
    };
    *all = true;
    for (size_t i = 0; i < witness->count; i++) {
        witness->met[i] = expectations_hold(witness->expectations, i, witness->met[i], &facts);
        *all = *all && witness->met[i];
    }
    return witness->met;
}
