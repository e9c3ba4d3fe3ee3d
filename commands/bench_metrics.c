/* bench_metrics.c - figures, printed once a second, behind a small server. */
#include "commands/bench_metrics.h"

#include "commands/moment.h"
#include "reports/open_metrics.h"
#include "transports/http_page.h"

#include <stdio.h>
#include <sys/resource.h>

enum {
    ERROR_SIZE = 256,
    US_PER_S = 1000000,
    US_PER_MS = 1000,
    LAST_TURNS = 8, /* Of the loop: more than it takes to accept, read and answer. */
};

struct bench_metrics {
    uv_loop_t *loop;
    struct http_page *page;
    struct buffer text;
    bool is_over; /* What it runs the loop for. */
};

struct listen_address bench_metrics_address(const struct invocation *invocation) {
    const char *text = invocation->options->metrics;
    struct listen_address address = {0};
    if (text != NULL && !listen_address_parse(invocation->arena, text, "127.0.0.1", &address)) {
        diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION,
                       &(struct place){.file = "--metrics"},
                       "%s: expected HOST:PORT or :PORT, such as 127.0.0.1:9464 or [::1]:0", text);
    }
    return address;
}

bool bench_metrics_start(struct bench_metrics **out, uv_loop_t *loop,
                         const struct listen_address *address, char *error, size_t error_size) {
    const struct http_page_options options = {
        .host = address->host,
        .port = address->port,
        .path = "/metrics",
        .content_type = OPEN_METRICS_TYPE,
    };
    char words[ERROR_SIZE];
    *out = NULL;
    if (address->host == NULL) {
        return true;
    }
    struct http_page *page = http_page_create(loop, &options, words, sizeof(words));
    if (page == NULL) {
        snprintf(error, error_size, "--metrics: %s", words);
        return false;
    }
    struct bench_metrics *metrics = memory_take(sizeof(*metrics));
    *metrics = (struct bench_metrics){.loop = loop, .page = page};
    buffer_init(&metrics->text, NULL);
    fprintf(stderr, "parley: metrics at http://%s:%u%s\n", address->shown, http_page_port(page),
            options.path);
    *out = metrics;
    return true;
}

static uint64_t microseconds(const struct timeval *time) {
    return (uint64_t)time->tv_sec * US_PER_S + (uint64_t)time->tv_usec;
}

static struct open_metrics_process look_at_itself(void) {
    struct rusage usage = {0};
    size_t resident = 0;
    getrusage(RUSAGE_SELF, &usage);
    uv_resident_set_memory(&resident);
    return (struct open_metrics_process){
        .user_us = microseconds(&usage.ru_utime),
        .system_us = microseconds(&usage.ru_stime),
        .resident = resident,
    };
}

void bench_metrics_tell(struct bench_metrics *metrics, const struct load_record *record,
                        const struct load_progress *progress) {
    if (metrics == NULL) {
        return;
    }
    struct load_interval *nothing = NULL;
    struct load_progress begin = {0};
    if (progress == NULL) {
        begin.total = nothing = memory_take(sizeof(*nothing));
        progress = &begin;
    }
    const struct open_metrics_process process = look_at_itself();
    metrics->text.length = 0;
    open_metrics_print(record, progress, &process, &metrics->text);
    http_page_set(metrics->page, metrics->text.data, metrics->text.length);
    memory_give_back(nothing, sizeof(*nothing));
}

static void on_time(uv_timer_t *timer) {
    struct bench_metrics *metrics = timer->data;
    metrics->is_over = true;
    uv_close((uv_handle_t *)timer, NULL);
}

static void on_closed(void *user) {
    struct bench_metrics *metrics = user;
    metrics->is_over = true;
}

static void run_until_over(struct bench_metrics *metrics) {
    while (!metrics->is_over) {
        uv_run(metrics->loop, UV_RUN_ONCE);
    }
    metrics->is_over = false;
}

void bench_metrics_wait(struct bench_metrics *metrics, uint64_t until) {
    uint64_t now = moment_now();
    if (metrics != NULL && until > now) {
        uv_timer_t timer;
        uv_timer_init(metrics->loop, &timer);
        timer.data = metrics;
        uv_update_time(metrics->loop);
        uv_timer_start(&timer, on_time, (until - now) / US_PER_MS, 0);
        run_until_over(metrics);
        uv_run(metrics->loop, UV_RUN_NOWAIT); /* For the timer to be closed. */
    }
}

void bench_metrics_stop(struct bench_metrics *metrics) {
    if (metrics == NULL) {
        return;
    }
    for (int turn = 0; turn < LAST_TURNS; turn++) {
        uv_run(metrics->loop, UV_RUN_NOWAIT);
    }
    http_page_destroy(metrics->page, on_closed, metrics);
    run_until_over(metrics);
    buffer_finish(&metrics->text);
    memory_give_back(metrics, sizeof(*metrics));
}
