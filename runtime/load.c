/* load.c - workers, and the thread that looks after them.
 *
 * Once a second each worker is handed an empty interval and gives back the one it has counted into;
 * what is in it is added up here. Signals come to this thread too. */
#include "runtime/load.h"

#include "runtime/load_worker.h"
#include "runtime/stop_signals.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
    SECOND_MS = 1000,
    FIRST_CALL_MS = 5, /* For the threads to be there when the load begins. */
    EXIT_SIGNAL = 128, /* A process that a signal ended exits with this and the signal's number. */
    LAG_SAMPLES = 100, /* Fewer say nothing. */
    LAG_LIMIT_US = 50000,
    CPU_LIMIT_PERCENT = 95,
    LATE_LIMIT_PERCENT = 1,
};

static const double US_PER_S = 1e6;

struct load {
    const struct load_options *options;
    struct load_result *result;
    uv_loop_t *loop; /* The caller's. */
    uv_async_t notify;
    uv_timer_t second;
    struct stop_signals signals;
    struct load_worker **workers;
    struct load_interval *intervals; /* One for each worker. */
    struct load_interval **spares;   /* By worker: an empty one; NULL while the worker has it. */
    uint32_t worker_count;           /* Created. */
    struct load_interval *interval;
    instant begin;
};

/* Microseconds since the load began, which is shortly after its threads were started. */
static uint64_t elapsed(const struct load *load) {
    instant now = uv_hrtime() / 1000;
    return now > load->begin ? now - load->begin : 0;
}

/* -- Counting -- */

static void add(struct load *load, uint32_t worker, const struct load_interval *counted) {
    load_interval_add(load->interval, counted);
    load->result->worker_cpu_us[worker] += counted->cpu_us;
}

/* What a worker that is done has counted since it was asked last; nothing the next time. */
static void take_rest(struct load *load, uint32_t worker) {
    struct load_interval *const rests[] = {load_worker_answer(load->workers[worker]),
                                           load_worker_tally(load->workers[worker])->interval};
    for (size_t i = 0; i < sizeof(rests) / sizeof(rests[0]); i++) {
        if (rests[i] != NULL) {
            add(load, worker, rests[i]);
            load_interval_clear(rests[i]);
        }
    }
}

/* All that was counted since it was told last is here. */
static void tell(struct load *load, bool is_last) {
    struct load_interval *total = load->result->total;
    total->in_flight = 0;
    load_interval_add(total, load->interval);
    const struct load_progress progress = {
        .elapsed_us = elapsed(load),
        .interval = load->interval,
        .total = total,
        .is_last = is_last,
    };
    const struct load_options *options = load->options;
    bool go_on = options->second == NULL || options->second(options->user, &progress);
    if (!go_on && !is_last && load->result->outcome == LOAD_DONE) {
        load->result->outcome = LOAD_ABORTED;
        for (uint32_t i = 0; i < load->worker_count; i++) {
            load_worker_stop(load->workers[i], true);
        }
    }
    load_interval_clear(load->interval);
}

/* Some worker that still runs was asked and has not answered. */
static bool is_waiting(const struct load *load) {
    for (uint32_t i = 0; i < load->worker_count; i++) {
        if (load->spares[i] == NULL && !load_worker_is_done(load->workers[i])) {
            return true;
        }
    }
    return false;
}

static void take_answers(struct load *load) {
    bool taken = false;
    for (uint32_t i = 0; i < load->worker_count; i++) {
        struct load_interval *answer =
            load->spares[i] == NULL ? load_worker_answer(load->workers[i]) : NULL;
        if (answer != NULL) {
            add(load, i, answer);
            load_interval_clear(answer);
            load->spares[i] = answer;
            taken = true;
        }
    }
    if (taken && !is_waiting(load)) {
        tell(load, false);
    }
}

static bool all_done(const struct load *load) {
    for (uint32_t i = 0; i < load->worker_count; i++) {
        if (!load_worker_is_done(load->workers[i])) {
            return false;
        }
    }
    return true;
}

static void on_notify(uv_async_t *notify) {
    struct load *load = notify->data;
    take_answers(load);
    if (all_done(load)) {
        uv_stop(load->loop);
    }
}

static void on_second(uv_timer_t *timer) {
    struct load *load = timer->data;
    for (uint32_t i = 0; i < load->worker_count; i++) {
        struct load_interval *spare = load->spares[i];
        if (load_worker_is_done(load->workers[i])) {
            take_rest(load, i);
        } else if (spare != NULL) {
            load->spares[i] = NULL;
            load_worker_ask(load->workers[i], spare);
        }
    }
}

static void on_signal(uv_signal_t *handle, int number) {
    struct load *load = handle->data;
    enum load_outcome outcome = load->result->outcome;
    if (outcome == LOAD_INTERRUPTED || outcome == LOAD_TERMINATED) { /* The second one. */
        _exit(EXIT_SIGNAL + number);
    }
    load->result->outcome = number == SIGINT ? LOAD_INTERRUPTED : LOAD_TERMINATED;
    for (uint32_t i = 0; i < load->worker_count; i++) {
        load_worker_stop(load->workers[i], true);
    }
}

/* -- Beginning and ending -- */

static bool create_workers(struct load *load, char *error, size_t error_size) {
    const struct load_plan *plan = load->options->plan;
    for (uint32_t i = 0; i < plan->workers; i++) {
        struct load_worker_options options = {.plan = plan, .index = i, .notify = &load->notify};
        if (load->options->listeners != NULL) {
            options.listener = load->options->listeners[i];
        }
        load->workers[i] = load_worker_create(&options, error, error_size);
        if (load->workers[i] == NULL) {
            return false;
        }
        load->spares[i] = &load->intervals[i];
        load->worker_count++;
    }
    return true;
}

static bool start_handles(struct load *load, char *error, size_t error_size) {
    uv_timer_init(load->loop, &load->second);
    load->notify.data = load->second.data = load;
    int status = uv_async_init(load->loop, &load->notify, on_notify);
    if (status == 0) {
        status = stop_signals_start(&load->signals, load->loop, on_signal, load);
    }
    if (status != 0) {
        snprintf(error, error_size, "threads and signals cannot be heard: %s", uv_strerror(status));
    }
    return status == 0;
}

static bool start_workers(struct load *load, char *error, size_t error_size) {
    load->begin = uv_hrtime() / 1000 + (instant)FIRST_CALL_MS * MS;
    for (uint32_t i = 0; i < load->worker_count; i++) {
        int status = load_worker_start(load->workers[i], load->begin);
        if (status != 0) {
            snprintf(error, error_size, "cannot start a thread: %s", uv_strerror(status));
            for (uint32_t started = 0; started < i; started++) {
                load_worker_stop(load->workers[started], true);
                load_worker_join(load->workers[started]);
            }
            return false;
        }
    }
    return true;
}

static void add_histogram(struct histogram **to, const struct histogram *from) {
    if (from != NULL) {
        *to = *to != NULL ? *to : memory_take(sizeof(**to));
        histogram_add(*to, from);
    }
}

/* How long calls were due, and how long they were started, behind the warm-up. */
static void measure_spans(struct load *load, uint64_t last_due_us) {
    const struct load_plan *plan = load->options->plan;
    struct load_result *result = load->result;
    uint64_t span = result->elapsed_us;
    if (plan->is_open) {
        span = schedule_duration(&plan->schedule);
        if (plan->calls > 0 || result->outcome != LOAD_DONE) {
            double rate = schedule_rate(&plan->schedule, last_due_us);
            uint64_t until_next = last_due_us + (rate > 0 ? (uint64_t)(US_PER_S / rate) : 0);
            span = until_next < span ? until_next : span;
        }
    } else if (plan->duration_us > 0 && plan->duration_us < span) {
        span = plan->duration_us;
    }
    uint64_t warm_up = plan->warm_up_us < span ? plan->warm_up_us : 0;
    uint64_t latest = last_due_us + result->total->times[LOAD_LATENESS].max;
    result->offered_us = plan->is_open ? span - warm_up : 0;
    result->achieved_us = plan->is_open && latest > span ? latest - warm_up : span - warm_up;
}

static void end(struct load *load) {
    struct load_result *result = load->result;
    uint64_t last_due_us = 0;
    for (uint32_t i = 0; i < load->worker_count; i++) {
        struct load_worker *worker = load->workers[i];
        load_worker_join(worker);
        take_rest(load, i);
        const struct load_tally *tally = load_worker_tally(worker);
        for (size_t turn = 0; turn < TALLY_TURNS; turn++) {
            add_histogram(&result->turns[turn], tally->turns[turn]);
        }
        for (uint32_t condition = 0; condition < tally->condition_count; condition++) {
            add_histogram(&result->conditions[condition], tally->conditions[condition]);
        }
        for (uint32_t scenario = 0; scenario < tally->scenario_count; scenario++) {
            load_sums_add(&result->scenarios[scenario], &tally->scenarios[scenario]);
        }
        uint64_t due = load_worker_last_due(worker);
        last_due_us = due > last_due_us ? due : last_due_us;
    }
    result->elapsed_us = elapsed(load);
    tell(load, true);
    measure_spans(load, last_due_us);
    struct rusage usage = {0};
    getrusage(RUSAGE_SELF, &usage);
    result->user_us = (uint64_t)usage.ru_utime.tv_sec * 1000000 + (uint64_t)usage.ru_utime.tv_usec;
    result->resident_most = (uint64_t)usage.ru_maxrss * 1024;
    result->system_us =
        (uint64_t)usage.ru_stime.tv_sec * 1000000 + (uint64_t)usage.ru_stime.tv_usec;
}

struct own_handles {
    const struct load *load;
    bool any;
};

static void look_for_own(uv_handle_t *handle, void *user) {
    struct own_handles *own = user;
    own->any = own->any || handle->data == own->load;
}

/* Others may use the loop too, and go on to. */
static bool has_handles(const struct load *load) {
    struct own_handles own = {.load = load};
    uv_walk(load->loop, look_for_own, &own);
    return own.any;
}

static void take_down(struct load *load) {
    uint32_t workers = load->options->plan->workers;
    uv_close((uv_handle_t *)&load->second, NULL);
    stop_signals_close(&load->signals);
    if (load->notify.loop != NULL) {
        uv_close((uv_handle_t *)&load->notify, NULL);
    }
    while (has_handles(load)) {
        uv_run(load->loop, UV_RUN_ONCE);
    }
    for (uint32_t i = 0; i < load->worker_count; i++) {
        load_worker_destroy(load->workers[i]);
    }
    memory_give_back((void *)load->workers, workers * sizeof(*load->workers));
    memory_give_back((void *)load->spares, workers * sizeof(*load->spares));
    memory_give_back(load->intervals, workers * sizeof(*load->intervals));
    memory_give_back(load->interval, sizeof(*load->interval));
}

static bool start(struct load *load, char *error, size_t error_size) {
    return start_handles(load, error, error_size) && create_workers(load, error, error_size) &&
           start_workers(load, error, error_size);
}

void load_play(const struct load_options *options, struct load_result *result, char *error,
               size_t error_size) {
    const struct load_plan *plan = options->plan;
    *result = (struct load_result){
        .total = memory_take(sizeof(*result->total)),
        .conditions = memory_take((plan->condition_count + 1) * sizeof(struct histogram *)),
        .condition_count = plan->condition_count,
        .scenarios = memory_take((plan->scenario_count + 1) * sizeof(*result->scenarios)),
        .scenario_count = plan->scenario_count,
        .worker_cpu_us = memory_take(plan->workers * sizeof(uint64_t)),
        .worker_count = plan->workers,
    };
    struct load load = {.options = options, .result = result, .loop = options->loop};
    load.workers = memory_take(plan->workers * sizeof(struct load_worker *));
    load.spares = memory_take(plan->workers * sizeof(struct load_interval *));
    load.intervals = memory_take(plan->workers * sizeof(*load.intervals));
    load.interval = memory_take(sizeof(*load.interval));
    if (start(&load, error, error_size)) {
        uv_update_time(load.loop);
        uv_timer_start(&load.second, on_second, SECOND_MS, SECOND_MS);
        uv_run(load.loop, UV_RUN_DEFAULT);
        end(&load);
    } else {
        result->outcome = LOAD_FAILED;
    }
    take_down(&load);
}

void load_result_finish(struct load_result *result) {
    for (size_t i = 0; i < TALLY_TURNS; i++) {
        memory_give_back(result->turns[i], sizeof(*result->turns[i]));
    }
    for (size_t i = 0; i < result->condition_count; i++) {
        memory_give_back(result->conditions[i], sizeof(*result->conditions[i]));
    }
    memory_give_back((void *)result->conditions,
                     (result->condition_count + 1) * sizeof(struct histogram *));
    memory_give_back(result->scenarios, (result->scenario_count + 1) * sizeof(*result->scenarios));
    memory_give_back(result->worker_cpu_us, result->worker_count * sizeof(uint64_t));
    memory_give_back(result->total, sizeof(*result->total));
}

/* -- Reading the result -- */

double load_offered_rate(const struct load_result *result) {
    return result->offered_us == 0
               ? 0
               : (double)result->total->due * US_PER_S / (double)result->offered_us;
}

double load_achieved_rate(const struct load_result *result) {
    return result->achieved_us == 0
               ? 0
               : (double)result->total->started * US_PER_S / (double)result->achieved_us;
}

static double busiest_percent(const struct load_result *result) {
    uint64_t most = 0;
    for (uint32_t i = 0; i < result->worker_count; i++) {
        most = result->worker_cpu_us[i] > most ? result->worker_cpu_us[i] : most;
    }
    return result->elapsed_us == 0 ? 0 : 100.0 * (double)most / (double)result->elapsed_us;
}

const char *load_doubt(const struct load_result *result, char *out, size_t size) {
    const struct load_interval *total = result->total;
    const struct histogram *lag = &total->times[LOAD_LOOP_LAG];
    uint64_t lag_us = histogram_percentile(lag, 99);
    double busiest = busiest_percent(result);
    uint64_t late = total->late - total->held_back;
    if (lag->count >= LAG_SAMPLES && lag_us > LAG_LIMIT_US) {
        snprintf(out, size,
                 "parley's own timers were %" PRIu64
                 " ms late (99th percentile): it had too little "
                 "of the CPU, and what it measured is partly its own waiting",
                 lag_us / MS);
        return out;
    }
    if (busiest > CPU_LIMIT_PERCENT && late * 100 > total->started * LATE_LIMIT_PERCENT) {
        snprintf(out, size,
                 "a worker of parley was busy %.0f %% of the time and %" PRIu64
                 " calls started late: the load is more than it can make here",
                 busiest, late);
        return out;
    }
    return NULL;
}
