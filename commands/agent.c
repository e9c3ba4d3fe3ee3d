/* agent.c - `parley agent`: serve a scripted agent over WebSocket. */
#include "commands/console.h"
#include "commands/host.h"
#include "commands/listen_address.h"
#include "commands/mistakes.h"
#include "commands/plan.h"
#include "reports/mask.h"
#include "reports/printable.h"
#include "reports/words.h"
#include "runtime/file_limit.h"
#include "runtime/stop_signals.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CALLS_AT_ONCE = 20000 /* More are served when the limit of open files is raised for it. */ };

/* What the options ask for besides. */
struct wishes {
    struct listen_address address;
    const struct websocket_header *required;
    size_t required_count;
    const struct misbehaviour_choice *misbehaves; /* NULL: it does not. */
};

struct service {
    uv_loop_t loop;
    struct stop_signals signals;
    struct host *host;
    int signal; /* Which one ended it; 0 while none came. */
};

static void read_address(const struct invocation *invocation, struct listen_address *address) {
    const char *text = invocation->options->listen;
    if (!listen_address_parse(invocation->arena, text, NULL, address)) {
        diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION,
                       &(struct place){.file = "--listen"},
                       "%s: expected HOST:PORT, such as 127.0.0.1:8765 or [::1]:0", text);
    }
}

static const struct websocket_header *read_required(struct plan *plan, size_t *count) {
    const struct invocation *invocation = plan->invocation;
    const struct text_list *texts = &invocation->options->required_headers;
    struct websocket_header *headers =
        arena_alloc(invocation->arena, texts->count * sizeof(*headers));
    *count = 0;
    for (size_t i = 0; i < texts->count; i++) {
        struct agent_header header;
        if (agent_header_parse(invocation->arena, texts->items[i], "--require-header", NULL,
                               &header, invocation->diagnostics)) {
            secrets_add(&plan->secrets, header.value);
            headers[(*count)++] =
                (struct websocket_header){.name = header.name, .value = header.value};
        }
    }
    return headers;
}

static void require_tls_pair(const struct invocation *invocation) {
    const struct options *options = invocation->options;
    if ((options->tls_certificate == NULL) != (options->tls_key == NULL)) {
        diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION, NULL,
                       "--tls-cert and --tls-key are only of use together");
    }
}

/* What `--misbehave` names, which no TLS and no headers go with. NULL without it. */
static const struct misbehaviour_choice *read_misbehaviour(const struct invocation *invocation) {
    const struct options *options = invocation->options;
    const struct place place = {.file = "--misbehave"};
    if (options->misbehave == NULL) {
        return NULL;
    }
    char error[256];
    struct misbehaviour_choice *choice = arena_alloc(invocation->arena, sizeof(*choice));
    if (!misbehaviour_choose(options->misbehave, choice, error, sizeof(error))) {
        diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION, &place,
                       "%s; `parley agent --misbehave help` lists all of them", error);
    }
    if (options->tls_certificate != NULL || options->required_headers.count > 0) {
        diagnostic_add(invocation->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_OPTION, &place,
                       "it goes with neither --tls-cert nor --require-header");
    }
    return choice;
}

static enum exit_status tell_kinds(void) {
    struct buffer out;
    buffer_init(&out, NULL);
    buffer_append_text(&out, "KIND                    what it does (AMOUNT: the usual one)\n");
    misbehaviour_list(&out);
    enum exit_status status = stdout_print(&out, STATUS_PASSED);
    buffer_finish(&out);
    return status;
}

/* One line of `-v` about a call: who, what, and the words if there are any. */
static void log_line(const struct event *event, const char *what, const char *text, size_t length) {
    struct buffer line;
    buffer_init(&line, NULL);
    buffer_printf(&line, "[%s] %s", event->call->run_id, what);
    if (length > 0) {
        buffer_append_text(&line, ": ");
        printable_append(&line, text, length);
    }
    buffer_append_text(&line, "\n");
    console_print(STDERR_FILENO, &line);
    buffer_finish(&line);
}

/* The conversation from the agent's side: what it heard is the caller's. */
static void on_event(void *user, const struct event *event) {
    (void)user;
    switch (event->kind) {
    case EVENT_OPENED:
        log_line(event, "called", NULL, 0);
        break;
    case EVENT_HEARD:
        log_line(event, "caller", event->heard.text, event->heard.length);
        break;
    case EVENT_UNMATCHED:
        log_line(event, "nothing fires", NULL, 0);
        break;
    case EVENT_SAID:
        log_line(event, event->said.type == SAID_END_CALL ? "agent ends the call" : "agent",
                 event->said.text, event->said.length);
        break;
    case EVENT_ENDED:
        log_line(event, "ended", NULL, 0);
        break;
    default:
        break;
    }
}

static void on_signal(uv_signal_t *handle, int number) {
    struct service *service = handle->data;
    if (service->signal != 0) { /* The second one. */
        _exit(STATUS_INTERRUPTED - SIGINT + number);
    }
    service->signal = number;
    host_stop(service->host);
    stop_signals_unref(&service->signals); /* They still hear the second one. */
}

static enum exit_status tell_address(const struct service *service,
                                     const struct listen_address *address, bool tls) {
    struct buffer line;
    buffer_init(&line, NULL);
    buffer_printf(&line, "listening on %s://%s:%u\n", tls ? "wss" : "ws", address->shown,
                  host_port(service->host));
    enum exit_status status = stdout_print(&line, STATUS_PASSED);
    buffer_finish(&line);
    return status;
}

/* What it did, when that is over. */
static void tell_count(const struct service *service, bool quiet) {
    const struct host_count count = host_count(service->host);
    struct buffer line;
    if (quiet) {
        return;
    }
    buffer_init(&line, NULL);
    buffer_append_text(&line, "parley: served ");
    words_count(&line, count.calls, "call");
    buffer_append_text(&line, ", heard ");
    words_count(&line, count.heard, "message");
    buffer_printf(&line, ", said %" PRIu64 "\n", count.said);
    console_print(STDERR_FILENO, &line);
    buffer_finish(&line);
}

/* Serve until a signal comes. */
static enum exit_status serve(const struct host_options *options,
                              const struct listen_address *address, bool quiet) {
    struct service service = {0};
    char error[256] = "";
    file_limit_fit(CALLS_AT_ONCE);
    int status = uv_loop_init(&service.loop);
    if (status != 0) {
        fprintf(stderr, "parley: the event loop does not start: %s\n", uv_strerror(status));
        return STATUS_INTERNAL;
    }
    service.host = host_create(&service.loop, options, error, sizeof(error));
    if (service.host == NULL) {
        uv_run(&service.loop, UV_RUN_DEFAULT);
        uv_loop_close(&service.loop);
        fprintf(stderr, "parley: %s\n", error);
        return STATUS_USAGE;
    }
    enum exit_status result = STATUS_INTERNAL;
    status = stop_signals_start(&service.signals, &service.loop, on_signal, &service);
    if (status == 0) {
        result = tell_address(&service, address, options->server.tls_key != NULL);
    } else {
        fprintf(stderr, "parley: signals cannot be heard: %s\n", uv_strerror(status));
    }
    if (result != STATUS_PASSED) {
        on_signal(&service.signals.interrupt, SIGINT);
    }
    uv_run(&service.loop, UV_RUN_DEFAULT);
    stop_signals_close(&service.signals);
    uv_run(&service.loop, UV_RUN_DEFAULT);
    tell_count(&service, quiet);
    host_destroy(service.host);
    uv_loop_close(&service.loop);
    if (result == STATUS_PASSED) {
        result = service.signal == SIGINT ? STATUS_INTERRUPTED : STATUS_TERMINATED;
    }
    return result;
}

static enum exit_status serve_case(const struct plan *plan, const struct plan_case *planned,
                                   const struct wishes *wishes) {
    const struct options *options = plan->invocation->options;
    struct conversation_settings settings;
    conversation_settings_default(&settings);
    settings.side = SIDE_AGENT;
    settings.latency_ms = options->latency_ms;
    settings.turn_gap_ms = options->turn_gap_ms;
    settings.time_scale = options->time_scale;
    if (wishes->misbehaves != NULL) {
        settings.ping_interval_ms = 0; /* No answer to a ping shall end what it does. */
    }
    struct event_listener log = {.event = on_event};
    struct mask *mask = mask_create(&memory_system, &plan->secrets, &log, 1);
    const struct host_options host = {
        .server = {.host = wishes->address.host,
                   .port = wishes->address.port,
                   .tls_certificate = options->tls_certificate,
                   .tls_key = options->tls_key,
                   .required_headers = wishes->required,
                   .required_header_count = wishes->required_count,
                   .max_message = (size_t)options->max_message},
        .misbehaves = wishes->misbehaves,
        .settings = &settings,
        .name = planned->source->name,
        .machine = planned->machine,
        .max_duration_ms = planned->max_duration_ms,
        .listener = options->verbose ? mask_listener(mask) : (struct event_listener){0},
    };
    enum exit_status status = serve(&host, &wishes->address, options->quiet);
    mask_destroy(mask);
    return status;
}

enum exit_status agent_command(const struct invocation *invocation) {
    const char *misbehave = invocation->options->misbehave;
    if (misbehave != NULL && strcmp(misbehave, "help") == 0) {
        return tell_kinds();
    }
    struct plan plan;
    struct wishes wishes = {0};
    plan_read(&plan, invocation);
    const struct plan_case *planned = plan_only_case(&plan);
    if (planned != NULL) {
        plan_compile(&plan);
        diagnostics_silence(invocation->diagnostics, DIAGNOSTIC_NO_ENDCALL);
    }
    read_address(invocation, &wishes.address);
    require_tls_pair(invocation);
    wishes.required = read_required(&plan, &wishes.required_count);
    wishes.misbehaves = read_misbehaviour(invocation);
    mistakes_tell(STDERR_FILENO, invocation->diagnostics, &invocation->options->no_warnings);
    enum exit_status status = STATUS_USAGE;
    if (invocation->diagnostics->error_count == 0) {
        status = planned == NULL ? plan_is_empty(&plan) : serve_case(&plan, planned, &wishes);
    }
    plan_finish(&plan);
    return status;
}
