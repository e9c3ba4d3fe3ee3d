/* host.c - a scripted agent that listens: a conversation for each connection that comes.
 *
 * Happy path: host_create() -> on_accepted() starts a guest -> its conversation ends -> the guest
 * is freed. host_stop() cancels every guest; with the last of them gone the server closes, then the
 * clock, and the loop has nothing more to do. */
#include "commands/host.h"

#include "runtime/loop_clock.h"
#include "runtime/playbook.h"

#include <inttypes.h>
#include <stdio.h>

/* One caller. */
struct guest {
    struct guest *next;
    struct guest **link; /* What points to it. */
    struct host *host;
    struct conversation *conversation;
    struct call call;
    char run_id[24];
};

struct host {
    struct host_options options;
    struct arena arena;
    const struct playbook *playbook;
    struct loop_clock clock;
    struct conversation_context context;
    struct server *server;           /* Either this one, */
    struct misbehaving *misbehaving; /* or this one; neither once it closes. */
    struct guest *guests;
    struct host_count count;
    bool stopping;
};

static void on_event(void *user, const struct event *event) {
    struct host *host = user;
    host->count.heard += event->kind == EVENT_HEARD;
    host->count.said += event->kind == EVENT_SAID;
    if (host->options.listener.event != NULL) {
        host->options.listener.event(host->options.listener.user, event);
    }
}

static void on_server_closed(void *user) {
    struct host *host = user;
    loop_clock_finish(&host->clock);
}

/* Once it is stopping and the last guest is gone. */
static void close_if_empty(struct host *host) {
    struct server *server = host->server;
    struct misbehaving *misbehaving = host->misbehaving;
    if (!host->stopping || host->guests != NULL) {
        return;
    }
    host->server = NULL;
    host->misbehaving = NULL;
    if (server != NULL) {
        server_destroy(server, on_server_closed, host);
    } else if (misbehaving != NULL) {
        misbehaving_destroy(misbehaving, on_server_closed, host);
    }
}

static void on_call_ended(void *user) {
    struct guest *guest = user;
    struct host *host = guest->host;
    conversation_destroy(guest->conversation);
    *guest->link = guest->next;
    if (guest->next != NULL) {
        guest->next->link = guest->link;
    }
    memory_system.resize(memory_system.user, guest, sizeof(*guest), 0);
    close_if_empty(host);
}

static struct guest *guest_create(struct host *host) {
    struct guest *guest = memory_system.resize(memory_system.user, NULL, 0, sizeof(*guest));
    *guest = (struct guest){.next = host->guests, .link = &host->guests, .host = host};
    if (guest->next != NULL) {
        guest->next->link = &guest->next;
    }
    host->guests = guest;
    guest->call = (struct call){
        .number = (uint32_t)host->count.calls++,
        .run_id = guest->run_id,
        .name = host->options.name,
        .playbook = host->playbook,
        .max_duration_ms = host->options.max_duration_ms,
    };
    snprintf(guest->run_id, sizeof(guest->run_id), "%" PRIu64, host->count.calls);
    return guest;
}

static void on_accepted(void *user, struct transport *transport) {
    struct host *host = user;
    struct guest *guest = guest_create(host);
    guest->conversation =
        conversation_create(&host->context, &guest->call, transport, on_call_ended, guest);
    conversation_start(guest->conversation);
    if (host->stopping) {
        conversation_cancel(guest->conversation);
    }
}

static bool listen_on(struct host *host, uv_loop_t *loop, char *error, size_t error_size) {
    const struct host_options *options = &host->options;
    if (options->misbehaves != NULL) {
        host->misbehaving =
            misbehaving_create(loop, &options->server, options->misbehaves, error, error_size);
    } else {
        host->server = server_create(loop, &options->server, error, error_size);
    }
    return host->server != NULL || host->misbehaving != NULL;
}

struct host *host_create(uv_loop_t *loop, const struct host_options *options, char *error,
                         size_t error_size) {
    struct host *host = memory_system.resize(memory_system.user, NULL, 0, sizeof(*host));
    *host = (struct host){.options = *options};
    host->options.server.accepted = on_accepted;
    host->options.server.user = host;
    if (!listen_on(host, loop, error, error_size)) {
        memory_system.resize(memory_system.user, host, sizeof(*host), 0);
        return NULL;
    }
    arena_init(&host->arena, NULL);
    loop_clock_init(&host->clock, loop, &memory_system);
    host->playbook = playbook_create(&host->arena, options->machine);
    host->context = (struct conversation_context){
        .settings = options->settings,
        .clock = &host->clock.clock,
        .scratch = machine_scratch_create(&memory_system),
        .memory = &memory_system,
        .listener = {on_event, host},
    };
    return host;
}

struct host_count host_count(const struct host *host) {
    return host->count;
}

uint16_t host_port(const struct host *host) {
    return host->server != NULL ? server_port(host->server) : misbehaving_port(host->misbehaving);
}

void host_stop(struct host *host) {
    host->stopping = true;
    struct guest *next = NULL;
    for (struct guest *guest = host->guests; guest != NULL; guest = next) {
        next = guest->next;
        conversation_cancel(guest->conversation);
    }
    close_if_empty(host);
}

void host_destroy(struct host *host) {
    if (host == NULL) {
        return;
    }
    machine_scratch_destroy(host->context.scratch);
    arena_finish(&host->arena);
    memory_system.resize(memory_system.user, host, sizeof(*host), 0);
}
