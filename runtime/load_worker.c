/* load_worker.c - calls started when they are due, on a loop of their own.
 *
 * As in worker.c, calls are started and cancelled in one place that runs each time before the loop
 * waits, turn_of_the_loop(); whatever happened in between only leaves a mark. */
#include "runtime/load_worker.h"

#include "runtime/loop_clock.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    /* Unfinished handshakes make each other slow in libwebsockets: beyond the first of these, only
     * a few begin in a millisecond, which leaves an agent nearby the time to answer; beyond the
     * second, none. */
    EASY_HANDSHAKES = 32,
    PACED_HANDSHAKES = 4, /* In a millisecond. */
    MAX_HANDSHAKES = 1024,
    LAG_PERIOD_MS = 10,
    SLOTS_PER_BLOCK = 64,
    BLOCKS_MAX = 16384, /* A million calls at once. */
    RUN_ID_SIZE = 24,
    RUN_ID_PREFIX = 8, /* Of the result's id. */
};

/* A call in flight, or a place for one. */
struct slot {
    struct call call;
    struct load_note note;
    struct load_worker *worker;
    struct conversation *conversation; /* NULL: free. */
    struct slot *next_free;
    struct dialling *dialling; /* NULL when open. */
    uint32_t place;
    char run_id[RUN_ID_SIZE];
};

/* What a call needs only until it is open. */
struct dialling {
    struct websocket_target target;
    struct websocket_header headers[];
};

struct load_worker {
    struct load_worker_options options;
    const struct load_plan *plan;
    uint32_t dealt;  /* Which calls it is dealt: this one, */
    uint32_t stride; /* and every so many. */
    uint32_t most;   /* Calls in flight. */
    struct load_tally tally;
    struct load_interval first; /* What is counted into until the first is asked for. */

    uv_loop_t loop;
    uv_thread_t thread;
    bool running; /* The thread was started and not joined. */
    uv_prepare_t turn;
    uv_async_t message;
    uv_timer_t lag;
    uint64_t lag_ns; /* When its timer rang. */
    uint64_t cpu_us; /* Of the thread, when it was last counted. */
    struct loop_clock clock;
    struct websocket_context *websocket;
    struct conversation_context context;

    struct slot *blocks[BLOCKS_MAX];
    uint32_t block_count;
    struct slot *free_slots;
    uint32_t in_flight;
    uint32_t handshakes;
    instant paced_since; /* In the millisecond that began then, */
    uint32_t paced;      /* so many beyond the easy ones. */

    instant begin;
    struct schedule schedule;
    struct alarm arrival;
    bool has_next; /* A call is to come, at `next_due`. */
    bool is_held;  /* It is due, and as many as allowed are in flight. */
    instant next_due;
    uint32_t next_number;
    uint64_t last_due_us;
    bool stopped;   /* As `stop` says. */
    bool cancelled; /* As `cancel` says. */

    /* From and to other threads. */
    _Atomic(struct load_interval *) spare;
    _Atomic(struct load_interval *) full;
    atomic_bool stop;
    atomic_bool cancel;
    atomic_bool done;
};

/* -- What leaves marks -- */

uint32_t load_worker_place(const struct call *call) {
    const char *slot = (const char *)call - offsetof(struct slot, call);
    return ((const struct slot *)(const void *)slot)->place;
}

static struct slot *slot_at(const struct load_worker *worker, uint32_t place) {
    return &worker->blocks[place / SLOTS_PER_BLOCK][place % SLOTS_PER_BLOCK];
}

static size_t dialling_size(const struct slot *slot) {
    return sizeof(struct dialling) +
           slot->dialling->target.header_count * sizeof(struct websocket_header);
}

static void dialled(struct slot *slot) {
    if (slot->dialling != NULL) {
        memory_system.resize(memory_system.user, slot->dialling, dialling_size(slot), 0);
        slot->dialling = NULL;
        slot->worker->handshakes--;
    }
}

static void on_event(void *user, const struct event *event) {
    struct load_worker *worker = user;
    struct slot *slot = slot_at(worker, load_worker_place(event->call));
    load_tally_hear(&worker->tally, &slot->note, event);
    if (worker->options.listener.event != NULL) {
        worker->options.listener.event(worker->options.listener.user, event);
    }
    if (event->kind == EVENT_OPENED || event->kind == EVENT_ENDED) {
        dialled(slot);
    }
}

static void on_call_ended(void *user) {
    struct slot *slot = user;
    struct load_worker *worker = slot->worker;
    conversation_destroy(slot->conversation);
    slot->conversation = NULL;
    slot->next_free = worker->free_slots;
    worker->free_slots = slot;
    worker->in_flight--;
}

static void on_arrival(struct alarm *alarm) {
    (void)alarm; /* The loop turns. */
}

static void on_lag(uv_timer_t *timer) {
    struct load_worker *worker = timer->data;
    uint64_t now = uv_hrtime();
    uint64_t period = (now - worker->lag_ns) / 1000;
    uint64_t intended = (uint64_t)LAG_PERIOD_MS * MS;
    histogram_record(&worker->tally.interval->times[LOAD_LOOP_LAG],
                     period > intended ? period - intended : 0);
    worker->lag_ns = now;
}

static void count_cpu(struct load_worker *worker) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    uint64_t cpu_us = (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
    worker->tally.interval->cpu_us += cpu_us - worker->cpu_us;
    worker->cpu_us = cpu_us;
}

static void on_message(uv_async_t *message) {
    struct load_worker *worker = message->data;
    struct load_interval *spare =
        atomic_exchange_explicit(&worker->spare, NULL, memory_order_acquire);
    if (spare != NULL) {
        count_cpu(worker);
        struct load_interval *full = worker->tally.interval;
        full->in_flight = worker->in_flight;
        worker->tally.interval = spare;
        atomic_store_explicit(&worker->full, full, memory_order_release);
        uv_async_send(worker->options.notify);
    }
}

/* -- When calls are due -- */

/* Find the next call: `has_next`, its number and when it is due. */
static void find_next(struct load_worker *worker) {
    const struct load_plan *plan = worker->plan;
    uint64_t due_us = 0;
    worker->is_held = false;
    worker->has_next = (plan->calls == 0 || worker->next_number < plan->calls) &&
                       (!plan->is_open || schedule_next(&worker->schedule, &due_us));
    worker->next_due = worker->begin + due_us;
}

/* Of a closed load: the next call is due as soon as there is room for it, but not before the load
 * begins, which is shortly after the threads are there. */
static void close_when_over(struct load_worker *worker, instant now) {
    uint64_t duration = worker->plan->duration_us;
    if (!worker->plan->is_open) {
        worker->next_due = now > worker->begin ? now : worker->begin;
        worker->has_next =
            worker->has_next && (duration == 0 || worker->next_due - worker->begin < duration);
    }
}

/* -- What acts on all that -- */

static struct slot *take_slot(struct load_worker *worker) {
    struct slot *slot = worker->free_slots;
    if (slot == NULL) {
        struct slot *block =
            memory_system.resize(memory_system.user, NULL, 0, SLOTS_PER_BLOCK * sizeof(*block));
        for (uint32_t i = SLOTS_PER_BLOCK; i-- > 0;) {
            block[i] = (struct slot){.worker = worker,
                                     .next_free = worker->free_slots,
                                     .place = worker->block_count * SLOTS_PER_BLOCK + i};
            worker->free_slots = &block[i];
        }
        worker->blocks[worker->block_count++] = block;
        slot = worker->free_slots;
    }
    worker->free_slots = slot->next_free;
    return slot;
}

/* The play's target, with this call's own run id in its headers. */
static struct dialling *dial(const struct load_worker *worker, const struct load_play *play,
                             const struct slot *slot) {
    const struct websocket_target *target = play->call.target;
    struct dialling *dialling = memory_system.resize(
        memory_system.user, NULL, 0,
        sizeof(*dialling) + target->header_count * sizeof(struct websocket_header));
    dialling->target = *target;
    for (size_t i = 0; i < target->header_count; i++) {
        dialling->headers[i] = target->headers[i];
        if (target->headers[i].value == play->call.run_id) {
            dialling->headers[i].value = slot->run_id;
        }
    }
    dialling->target.headers = dialling->headers;
    const struct load_plan *plan = worker->plan;
    if (plan->local_address_count > 0) {
        dialling->target.local_address =
            plan->local_addresses[slot->call.number % plan->local_address_count];
    }
    return dialling;
}

static void start_next(struct load_worker *worker, instant now) {
    struct slot *slot = take_slot(worker);
    const struct load_play *play = load_plan_play(worker->plan, worker->next_number);
    slot->call = play->call;
    slot->call.number = worker->next_number;
    slot->call.run_id = slot->run_id;
    snprintf(slot->run_id, sizeof(slot->run_id), "%.*s-%u", RUN_ID_PREFIX, worker->plan->id,
             worker->next_number);
    slot->dialling = dial(worker, play, slot);
    slot->call.target = &slot->dialling->target;
    slot->note = (struct load_note){
        .due = worker->next_due,
        .started = now,
        .scenario = play->scenario,
        .first_condition = play->first_condition,
        .said_condition = MACHINE_NONE,
        .counted = worker->next_due - worker->begin >= worker->plan->warm_up_us,
    };
    worker->tally.interval->due += slot->note.counted;
    worker->tally.interval->held_back +=
        slot->note.counted && worker->is_held && now - worker->next_due > LOAD_LATE_US;
    worker->last_due_us = worker->next_due - worker->begin;
    worker->in_flight++;
    worker->handshakes++;
    load_tally_start(&worker->tally, &slot->note);
    slot->conversation = conversation_create(&worker->context, &slot->call,
                                             websocket_create(worker->websocket, slot->call.target),
                                             on_call_ended, slot);
    conversation_start(slot->conversation);
    worker->next_number += worker->stride;
    find_next(worker);
}

/* Beyond the easy ones: some in each millisecond. */
static bool may_dial(struct load_worker *worker, instant now) {
    if (now - worker->paced_since >= MS) {
        worker->paced_since = now;
        worker->paced = 0;
    }
    return worker->paced++ < PACED_HANDSHAKES;
}

/* Start what is due as far as that is allowed. Returns when to look again; INSTANT_NEVER: when
 * something has happened. */
static instant start_what_is_due(struct load_worker *worker) {
    instant now = clock_now(&worker->clock.clock);
    close_when_over(worker, now);
    while (worker->has_next && worker->next_due <= now) {
        if (worker->in_flight >= worker->most || worker->handshakes >= MAX_HANDSHAKES) {
            worker->is_held = true;
            return INSTANT_NEVER;
        }
        if (worker->handshakes >= EASY_HANDSHAKES && !may_dial(worker, now)) {
            return worker->paced_since + MS;
        }
        start_next(worker, now);
        now = clock_now(&worker->clock.clock);
        close_when_over(worker, now);
    }
    return worker->has_next ? worker->next_due : INSTANT_NEVER;
}

/* Calls that came due and will not be started are counted all the same. */
static void stop_starting(struct load_worker *worker) {
    instant now = clock_now(&worker->clock.clock);
    worker->stopped = true;
    while (worker->plan->is_open && worker->has_next && worker->next_due <= now) {
        worker->tally.interval->due += worker->next_due - worker->begin >= worker->plan->warm_up_us;
        worker->next_number += worker->stride;
        find_next(worker);
    }
    worker->has_next = false;
}

static void cancel_all(struct load_worker *worker) {
    worker->cancelled = true;
    for (uint32_t i = 0; i < worker->block_count * SLOTS_PER_BLOCK; i++) {
        struct slot *slot = slot_at(worker, i);
        if (slot->conversation != NULL) {
            conversation_cancel(slot->conversation);
        }
    }
}

static void turn_of_the_loop(uv_prepare_t *prepare) {
    struct load_worker *worker = prepare->data;
    if (!worker->stopped && atomic_load_explicit(&worker->stop, memory_order_relaxed)) {
        stop_starting(worker);
    }
    if (!worker->cancelled && atomic_load_explicit(&worker->cancel, memory_order_relaxed)) {
        cancel_all(worker);
    }
    instant again = start_what_is_due(worker);
    if (again != worker->arrival.when) {
        clock_arm(&worker->clock.clock, &worker->arrival, again);
    }
    if (!worker->has_next && worker->in_flight == 0) {
        uv_stop(&worker->loop);
    }
}

static void play(void *user) {
    struct load_worker *worker = user;
    worker->lag_ns = uv_hrtime();
    uv_update_time(&worker->loop);
    uv_timer_start(&worker->lag, on_lag, LAG_PERIOD_MS, LAG_PERIOD_MS);
    uv_run(&worker->loop, UV_RUN_DEFAULT);
    count_cpu(worker);
    worker->tally.interval->in_flight = 0;
    atomic_store_explicit(&worker->done, true, memory_order_release);
    uv_async_send(worker->options.notify);
}

/* -- For whoever has workers -- */

static bool start_handles(struct load_worker *worker, const char **error) {
    uv_loop_t *loop = &worker->loop;
    uv_prepare_init(loop, &worker->turn);
    uv_timer_init(loop, &worker->lag);
    worker->turn.data = worker->lag.data = worker->message.data = worker;
    loop_clock_init(&worker->clock, loop, &memory_system);
    int status = uv_async_init(loop, &worker->message, on_message);
    if (status != 0) {
        *error = uv_strerror(status);
        return false;
    }
    worker->websocket = websocket_context_create(loop, &worker->plan->websocket, error);
    uv_prepare_start(&worker->turn, turn_of_the_loop);
    return worker->websocket != NULL;
}

/* An equal part of @whole, the first workers having one more where it does not divide. */
static uint32_t share(const struct load_worker *worker, uint32_t whole) {
    uint32_t workers = worker->plan->workers;
    return whole / workers + (worker->options.index < whole % workers);
}

/* Its part of the plan: of a closed load the shards share what is at once. */
static void deal(struct load_worker *worker) {
    const struct load_plan *plan = worker->plan;
    uint32_t shard = plan->schedule.shard;
    uint32_t shards = plan->schedule.shard_count;
    worker->dealt = shard + shards * worker->options.index;
    worker->stride = shards * plan->workers;
    worker->next_number = worker->dealt;
    worker->most = share(worker, plan->max_in_flight);
    if (!plan->is_open) {
        uint32_t of_shard = plan->at_once / shards + (shard < plan->at_once % shards);
        uint32_t own = share(worker, of_shard);
        worker->most = own < worker->most ? own : worker->most;
    }
}

struct load_worker *load_worker_create(const struct load_worker_options *options, char *error,
                                       size_t error_size) {
    struct load_worker *worker = memory_system.resize(memory_system.user, NULL, 0, sizeof(*worker));
    memset(worker, 0, sizeof(*worker));
    worker->options = *options;
    worker->plan = options->plan;
    int status = uv_loop_init(&worker->loop);
    if (status != 0) {
        snprintf(error, error_size, "the event loop does not start: %s", uv_strerror(status));
        memory_system.resize(memory_system.user, worker, sizeof(*worker), 0);
        return NULL;
    }
    load_tally_init(&worker->tally, &memory_system, options->plan->scenario_count,
                    options->plan->condition_count, &worker->first);
    worker->arrival = ALARM(on_arrival);
    worker->context = (struct conversation_context){
        .settings = options->plan->settings,
        .clock = &worker->clock.clock,
        .scratch = machine_scratch_create(&memory_system),
        .memory = &memory_system,
        .listener = {on_event, worker},
    };
    deal(worker);
    const char *why = NULL;
    if (!start_handles(worker, &why)) {
        snprintf(error, error_size, "a worker does not start: %s", why);
        load_worker_destroy(worker);
        return NULL;
    }
    return worker;
}

int load_worker_start(struct load_worker *worker, instant begin) {
    struct schedule_plan schedule = worker->plan->schedule;
    schedule.shard = worker->dealt;
    schedule.shard_count = worker->stride;
    worker->begin = begin;
    schedule_begin(&worker->schedule, &schedule);
    find_next(worker);
    worker->has_next = worker->has_next && worker->most > 0;
    int status = uv_thread_create(&worker->thread, play, worker);
    worker->running = status == 0;
    return status;
}

void load_worker_ask(struct load_worker *worker, struct load_interval *interval) {
    atomic_store_explicit(&worker->spare, interval, memory_order_release);
    uv_async_send(&worker->message);
}

struct load_interval *load_worker_answer(struct load_worker *worker) {
    return atomic_exchange_explicit(&worker->full, NULL, memory_order_acquire);
}

void load_worker_stop(struct load_worker *worker, bool cancel) {
    atomic_store_explicit(&worker->stop, true, memory_order_relaxed);
    if (cancel) {
        atomic_store_explicit(&worker->cancel, true, memory_order_relaxed);
    }
    uv_async_send(&worker->message);
}

bool load_worker_is_done(const struct load_worker *worker) {
    return atomic_load_explicit(&worker->done, memory_order_acquire);
}

void load_worker_join(struct load_worker *worker) {
    if (worker->running) {
        uv_thread_join(&worker->thread);
        worker->running = false;
    }
}

const struct load_tally *load_worker_tally(const struct load_worker *worker) {
    return &worker->tally;
}

uint64_t load_worker_last_due(const struct load_worker *worker) {
    return worker->last_due_us;
}

void load_worker_destroy(struct load_worker *worker) {
    if (worker == NULL) {
        return;
    }
    if (worker->websocket != NULL) {
        websocket_context_destroy(worker->websocket, NULL, NULL);
    }
    if (worker->clock.timer.loop != NULL) {
        loop_clock_finish(&worker->clock);
        uv_close((uv_handle_t *)&worker->turn, NULL);
        uv_close((uv_handle_t *)&worker->lag, NULL);
    }
    if (worker->message.loop != NULL) {
        uv_close((uv_handle_t *)&worker->message, NULL);
    }
    uv_run(&worker->loop, UV_RUN_DEFAULT);
    uv_loop_close(&worker->loop);
    machine_scratch_destroy(worker->context.scratch);
    load_tally_finish(&worker->tally);
    for (uint32_t i = 0; i < worker->block_count; i++) {
        memory_system.resize(memory_system.user, worker->blocks[i],
                             SLOTS_PER_BLOCK * sizeof(struct slot), 0);
    }
    memory_system.resize(memory_system.user, worker, sizeof(*worker), 0);
}
