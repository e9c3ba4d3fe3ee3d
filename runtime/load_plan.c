/* load_plan.c - which call plays what. */
#include "runtime/load_plan.h"

const uint16_t *load_mix(struct arena *arena, const uint32_t *weights, uint32_t scenario_count,
                         uint32_t *length) {
    uint32_t total = 0;
    for (uint32_t i = 0; i < scenario_count; i++) {
        total += weights[i];
    }
    uint16_t *mix = arena_alloc(arena, total * sizeof(*mix));
    int64_t *credits = arena_alloc(arena, scenario_count * sizeof(*credits));
    /* At each place every scenario earns its weight; the richest takes the place and pays for it
     * with all that was earned. */
    for (uint32_t place = 0; place < total; place++) {
        uint32_t richest = 0;
        for (uint32_t i = 0; i < scenario_count; i++) {
            credits[i] += weights[i];
            richest = credits[i] > credits[richest] ? i : richest;
        }
        credits[richest] -= total;
        mix[place] = (uint16_t)richest;
    }
    *length = total;
    return mix;
}

const struct load_play *load_plan_play(const struct load_plan *plan, uint32_t number) {
    /* Each cycle begins one place later, so that a worker that is dealt every second call does not
     * always play the same scenario. */
    uint32_t cycle = number / plan->mix_length;
    uint32_t place = (uint32_t)(((uint64_t)number + cycle) % plan->mix_length);
    uint32_t scenario = plan->mix[place];
    return &plan->plays[(size_t)scenario * plan->row_count + number % plan->row_count];
}
