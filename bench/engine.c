/* engine.c - what the engine costs: sizes, compile times, and the time to hear one utterance.
 *
 *     bench-engine
 *
 * Prints one line a figure. Times are CPU time of this thread, medians of several rounds; nothing is asserted. */
#include "engine/machine.h"
#include "runtime/conversation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 15, HEARINGS = 2000 };

static double cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e9 + (double)now.tv_nsec;
}

static int by_value(const void *a, const void *b) {
    const double *left = a;
    const double *right = b;
    return (*left > *right) - (*left < *right);
}

static double median(double *values, size_t count) {
    qsort(values, count, sizeof(values[0]), by_value);
    return values[count / 2];
}

static struct scenario_text text_of(struct arena *arena, const char *text) {
    size_t length = strlen(text);
    return (struct scenario_text){.text = arena_copy(arena, text, length), .length = length};
}

static struct scenario_condition standard(struct arena *arena, int32_t id, const char *condition,
                                          const char *action) {
    return (struct scenario_condition){.id = id,
                                       .type = CONDITION_TYPE_STANDARD,
                                       .fixed_message = true,
                                       .condition = text_of(arena, condition),
                                       .parent_id = SCENARIO_ID_UNKNOWN,
                                       .action = text_of(arena, action)};
}

/* The scenario of the manual. */
static struct scenario sample(struct arena *arena) {
    struct scenario_condition *conditions = arena_alloc(arena, 4 * sizeof(*conditions));
    conditions[0] =
        standard(arena, 0, "FIRST_MESSAGE",
                 "Hi there, I need to check on my appointment <break time=\"1.5s\" /> [laughter]");
    conditions[1] =
        standard(arena, 1, "contains \"appointment\" OR contains \"schedule\" OR contains \"help\"",
                 "Yes, it is scheduled for tomorrow [laughter]");
    conditions[2] = standard(arena, 2, "contains \"confirm\" OR contains \"anything else\"",
                             "No that's all, thank you <break time=\"1.0s\" />");
    conditions[3] = standard(arena, 3, "", "<endcall />");
    conditions[3].type = CONDITION_TYPE_FOLLOWUP;
    conditions[3].condition = (struct scenario_text){0};
    conditions[3].parent_id = 2;
    return (struct scenario){.name = "sample",
                             .role = text_of(arena, "r"),
                             .conditions = conditions,
                             .condition_count = 4};
}

/* @count conditions of three keywords each, none of which is in the utterance; the last one is. */
static struct scenario large(struct arena *arena, uint32_t count) {
    struct scenario_condition *conditions = arena_alloc(arena, (count + 1) * sizeof(*conditions));
    conditions[0] = standard(arena, 0, "FIRST_MESSAGE", "Hello");
    for (uint32_t i = 1; i <= count; i++) {
        const char *condition = arena_printf(
            arena,
            "contains \"order %u\" OR contains \"parcel %u\" AND NOT contains \"invoice %u\"",
            i * 7919U, i * 104729U, i * 1299709U);
        conditions[i] =
            standard(arena, (int32_t)i, i < count ? condition : "contains \"booking is confirmed\"",
                     "Thank you");
    }
    return (struct scenario){.name = "large",
                             .role = text_of(arena, "r"),
                             .conditions = conditions,
                             .condition_count = count + 1};
}

static struct machine *compile(struct arena *arena, const struct scenario *scenario) {
    static const struct machine_options options = {.max_duration_ms = 600000,
                                                   .repeat_limit = MACHINE_REPEAT_LIMIT_MAX};
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics, arena);
    struct machine *machine = machine_compile(arena, scenario, &options, &diagnostics);
    if (machine == NULL) {
        fprintf(stderr, "bench-engine: %s\n", diagnostics.first->message);
        exit(1);
    }
    return machine;
}

static double compile_ns(const struct scenario *scenario) {
    double rounds[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        struct arena arena;
        arena_init(&arena, NULL);
        double start = cpu_ns();
        struct machine *machine = compile(&arena, scenario);
        rounds[i] = cpu_ns() - start;
        machine_destroy(machine);
        arena_finish(&arena);
    }
    return median(rounds, ROUNDS);
}

/* 200 bytes, as an agent talks. */
static const char utterance[] = "Thank you for waiting. I have looked at the order and at the "
                                "parcel, and I am glad to tell you that "
                                "your booking is confirmed for Thursday the fourth at half past "
                                "nine. Is there more I can do for you?!";

static double hear_ns(const struct machine *machine) {
    struct machine_scratch *scratch = machine_scratch_create(NULL);
    struct machine_state *state = calloc(1, machine_state_size(machine));
    double rounds[ROUNDS];
    for (size_t i = 0; i < ROUNDS; i++) {
        struct machine_answer answer;
        double start = cpu_ns();
        for (size_t heard = 0; heard < HEARINGS; heard++) {
            if (heard % MACHINE_REPEAT_LIMIT_MAX ==
                0) { /* It may fire no more often in one call. */
                machine_begin(machine, state, false);
                machine_open(machine, state, &answer);
                machine_performed(machine, state, answer.condition);
            }
            machine_hear(machine, state, scratch, utterance, sizeof(utterance) - 1, &answer);
            if (answer.outcome != MACHINE_FIRED) {
                fprintf(stderr, "bench-engine: nothing fired\n");
                exit(1);
            }
            machine_performed(machine, state, answer.condition);
        }
        rounds[i] = (cpu_ns() - start) / HEARINGS;
    }
    free(state);
    machine_scratch_destroy(scratch);
    return median(rounds, ROUNDS);
}

static void report(const char *name, const struct scenario *scenario) {
    struct arena arena;
    arena_init(&arena, NULL);
    struct machine *machine = compile(&arena, scenario);
    printf("%-22s state %6zu bytes   machine %9zu bytes   call %6zu bytes   compile %10.1f us\n",
           name, machine_state_size(machine), machine_size(machine), conversation_size(machine),
           compile_ns(scenario) / 1e3);
    machine_destroy(machine);
    arena_finish(&arena);
}

int main(void) {
    struct arena arena;
    arena_init(&arena, NULL);
    struct scenario the_sample = sample(&arena);
    struct scenario ten = large(&arena, 10);
    struct scenario thousand = large(&arena, 1000);
    report("sample", &the_sample);
    report("10 conditions", &ten);
    report("1,000 conditions", &thousand);

    struct machine *small = compile(&arena, &ten);
    struct machine *big = compile(&arena, &thousand);
    double small_ns = hear_ns(small);
    double big_ns = hear_ns(big);
    printf(
        "hear %zu bytes         10 conditions %7.0f ns   1,000 conditions %7.0f ns   ratio %.2f\n",
        sizeof(utterance) - 1, small_ns, big_ns, big_ns / small_ns);
    machine_destroy(small);
    machine_destroy(big);
    arena_finish(&arena);
    return 0;
}
