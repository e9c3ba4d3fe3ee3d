/* worker.c - one libuv loop that plays many calls.
 *
 * Calls are started, cancelled and counted in one place, turn_of_the_loop(), which runs each time
 * before the loop waits for its sockets: whatever happened in between (a call opened or ended, a
 * signal came) only leaves a mark. */
#include "runtime/worker.h"

#include "runtime/loop_clock.h"
#include "runtime/stop_signals.h"

#include <stdio.h>
#include <unistd.h>

enum {
    MAX_HANDSHAKES = 128, /* Unfinished ones; more make each other slow in libwebsockets. */
    TICK_MS = 100,
    EXIT_SIGNAL = 128, /* A process that a signal ended exits with this and the signal's number. */
};

struct worker;

/* One call of the plan. */
struct slot {
    struct worker *worker;
    struct conversation *conversation; /* NULL before it starts and after it ended. */
    bool connecting;
};

struct worker {
    const struct worker_options *options;
    uv_loop_t loop;
    uv_prepare_t turn;
    uv_timer_t tick;
    struct stop_signals signals;
    struct loop_clock clock;
    struct websocket_context *websocket;
    struct conversation_context context;
    struct slot *slots; /* One for each call. */
    size_t next;        /* How many were started. */
    size_t in_flight;
    size_t failures;
    size_t handshakes;
    uint32_t concurrency;
    bool stopping; /* No more are started; those in flight are to be cancelled. */
    bool stopped;  /* They were. */
    enum worker_result result;
};

/* -- What leaves marks -- */

static void on_event(void *user, const struct event *event) {
    struct worker *worker = user;
    struct slot *slot = &worker->slots[event->call - worker->options->calls];
    bool connecting = event->kind == EVENT_CONNECTING;
    if (connecting || event->kind == EVENT_OPENED || event->kind == EVENT_RETRYING ||
        event->kind == EVENT_ENDED) {
        worker->handshakes = worker->handshakes + connecting - slot->connecting;
        slot->connecting = connecting;
    }
    if (event->kind == EVENT_ENDED) {
        worker->failures +=
            event->ended.verdict == VERDICT_FAILED || event->ended.verdict == VERDICT_ERRORED;
        uint32_t most = worker->options->max_failures;
        worker->stopping = worker->stopping || (most > 0 && worker->failures >= most);
    }
    const struct event_listener *listener = &worker->options->listener;
    if (listener->event != NULL) {
        listener->event(listener->user, event);
    }
}

static void on_call_ended(void *user) {
    struct slot *slot = user;
    conversation_destroy(slot->conversation);
    slot->conversation = NULL;
    slot->worker->in_flight--;
}

static void on_signal(uv_signal_t *handle, int number) {
    struct worker *worker = handle->data;
    if (worker->result != WORKER_DONE) { /* The second one. */
        _exit(EXIT_SIGNAL + number);
    }
    worker->result = number == SIGINT ? WORKER_INTERRUPTED : WORKER_TERMINATED;
    worker->stopping = true;
}

static void on_tick(uv_timer_t *timer) {
    struct worker *worker = timer->data;
    worker->options->tick(worker->options->tick_user, clock_now(&worker->clock.clock));
}

/* -- What acts on them -- */

/* The index of the call to be started next, which then counts as started. */
static size_t take_next(struct worker *worker) {
    size_t place = worker->next++;
    return worker->options->order != NULL ? worker->options->order[place] : place;
}

static void start_next(struct worker *worker) {
    size_t index = take_next(worker);
    struct slot *slot = &worker->slots[index];
    const struct call *call = &worker->options->calls[index];
    worker->in_flight++;
    struct transport *transport = websocket_create(worker->websocket, call->target);
    slot->conversation =
        conversation_create(&worker->context, call, transport, on_call_ended, slot);
    conversation_start(slot->conversation);
}

/* End what is in flight; say of all others that they were never started. */
static void stop(struct worker *worker) {
    worker->stopped = true;
    for (size_t i = 0; i < worker->options->call_count; i++) {
        if (worker->slots[i].conversation != NULL) {
            conversation_cancel(worker->slots[i].conversation);
        }
    }
    while (worker->next < worker->options->call_count) {
        conversation_never_started(&worker->context, &worker->options->calls[take_next(worker)]);
    }
}

static void turn_of_the_loop(uv_prepare_t *prepare) {
    struct worker *worker = prepare->data;
    if (worker->stopping && !worker->stopped) {
        stop(worker);
    }
    while (worker->next < worker->options->call_count && worker->in_flight < worker->concurrency &&
           worker->handshakes < MAX_HANDSHAKES) {
        start_next(worker);
    }
    if (worker->in_flight == 0 && worker->next == worker->options->call_count) {
        uv_stop(&worker->loop);
    }
}

/* -- Setting up and taking down -- */

/* Most handles never fail to begin; the signals and the context may. */
static bool start_handles(struct worker *worker, char *error, size_t error_size) {
    const char *why = NULL;
    uv_loop_t *loop = &worker->loop;
    uv_prepare_init(loop, &worker->turn);
    uv_timer_init(loop, &worker->tick);
    worker->turn.data = worker->tick.data = worker;
    loop_clock_init(&worker->clock, loop, &memory_system);
    worker->websocket = websocket_context_create(loop, &worker->options->websocket, &why);
    if (worker->websocket == NULL) {
        snprintf(error, error_size, "%s", why);
        return false;
    }
    int status = stop_signals_start(&worker->signals, loop, on_signal, worker);
    if (status != 0) {
        snprintf(error, error_size, "signals cannot be heard: %s", uv_strerror(status));
        return false;
    }
    uv_prepare_start(&worker->turn, turn_of_the_loop);
    if (worker->options->tick != NULL) {
        uv_timer_start(&worker->tick, on_tick, TICK_MS, TICK_MS);
    }
    return true;
}

static void close_handles(struct worker *worker) {
    if (worker->websocket != NULL) {
        websocket_context_destroy(worker->websocket, NULL, NULL);
    }
    loop_clock_finish(&worker->clock);
    uv_close((uv_handle_t *)&worker->turn, NULL);
    uv_close((uv_handle_t *)&worker->tick, NULL);
    stop_signals_close(&worker->signals);
    uv_run(&worker->loop, UV_RUN_DEFAULT);
}

static struct slot *create_slots(struct worker *worker) {
    size_t count = worker->options->call_count;
    struct slot *slots =
        memory_system.resize(memory_system.user, NULL, 0, (count + 1) * sizeof(*slots));
    for (size_t i = 0; i < count; i++) {
        slots[i] = (struct slot){.worker = worker};
    }
    return slots;
}

static void destroy_slots(struct worker *worker) {
    size_t count = worker->options->call_count;
    memory_system.resize(memory_system.user, worker->slots, (count + 1) * sizeof(*worker->slots),
                         0);
}

enum worker_result worker_run(const struct worker_options *options, char *error,
                              size_t error_size) {
    struct worker worker = {.options = options, .result = WORKER_DONE};
    int status = uv_loop_init(&worker.loop);
    if (status != 0) {
        snprintf(error, error_size, "the event loop does not start: %s", uv_strerror(status));
        return WORKER_FAILED;
    }
    worker.concurrency = options->concurrency > 0 ? options->concurrency : 1;
    worker.slots = create_slots(&worker);
    worker.context = (struct conversation_context){
        .settings = options->settings,
        .clock = &worker.clock.clock,
        .scratch = machine_scratch_create(&memory_system),
        .memory = &memory_system,
        .listener = {on_event, &worker},
    };
    if (start_handles(&worker, error, error_size)) {
        uv_run(&worker.loop, UV_RUN_DEFAULT);
    } else {
        worker.result = WORKER_FAILED;
    }
    close_handles(&worker);
    uv_loop_close(&worker.loop);
    machine_scratch_destroy(worker.context.scratch);
    destroy_slots(&worker);
    return worker.result;
}
