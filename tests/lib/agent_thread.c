/* agent_thread.c - an agent of our own on a thread of its own. */
#include "tests/lib/agent_thread.h"

#include "runtime/conversation.h"
#include "runtime/loop_clock.h"
#include "transports/server.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdlib.h>

struct agent_thread {
    uv_loop_t loop;
    uv_thread_t thread;
    uv_async_t stop;
    struct loop_clock clock;
    struct server *server;
    struct arena arena;
    struct conversation_settings settings;
    struct conversation_context context;
    struct call call;
    uint16_t port;
    uint32_t calls; /* Now. */
    uint32_t most;  /* At once. */
};

struct guest {
    struct agent_thread *agent;
    struct conversation *conversation;
};

static void on_call_ended(void *user) {
    struct guest *guest = user;
    guest->agent->calls--;
    conversation_destroy(guest->conversation);
    free(guest);
}

static void on_accepted(void *user, struct transport *transport) {
    struct agent_thread *agent = user;
    struct guest *guest = calloc(1, sizeof(*guest));
    guest->agent = agent;
    guest->conversation =
        conversation_create(&agent->context, &agent->call, transport, on_call_ended, guest);
    agent->calls++;
    agent->most = agent->calls > agent->most ? agent->calls : agent->most;
    conversation_start(guest->conversation);
}

static void on_stop(uv_async_t *async) {
    struct agent_thread *agent = async->data;
    uv_close((uv_handle_t *)&agent->stop, NULL);
    loop_clock_finish(&agent->clock);
    server_destroy(agent->server, NULL, NULL);
}

static void run(void *user) {
    struct agent_thread *agent = user;
    uv_run(&agent->loop, UV_RUN_DEFAULT);
}

struct agent_thread *agent_thread_start(const struct machine *machine) {
    struct agent_thread *agent = calloc(1, sizeof(*agent));
    uv_loop_init(&agent->loop);
    uv_async_init(&agent->loop, &agent->stop, on_stop);
    agent->stop.data = agent;
    loop_clock_init(&agent->clock, &agent->loop, &memory_system);
    arena_init(&agent->arena, NULL);
    conversation_settings_default(&agent->settings);
    agent->settings.side = SIDE_AGENT;
    agent->context = (struct conversation_context){
        .settings = &agent->settings,
        .clock = &agent->clock.clock,
        .scratch = machine_scratch_create(&memory_system),
        .memory = &memory_system,
    };
    agent->call = (struct call){.playbook = playbook_create(&agent->arena, machine),
                                .max_duration_ms = 600 * 1000};
    struct server_options options = {
        .host = "127.0.0.1",
        .max_message = (size_t)1024 * 1024,
        .accepted = on_accepted,
        .user = agent,
    };
    char error[256] = "";
    agent->server = server_create(&agent->loop, &options, error, sizeof(error));
    if (agent->server == NULL) {
        fail_msg("no server: %s", error);
    }
    agent->port = server_port(agent->server);
    assert_int_equal(uv_thread_create(&agent->thread, run, agent), 0);
    return agent;
}

uint16_t agent_thread_port(const struct agent_thread *agent) {
    return agent->port;
}

uint32_t agent_thread_stop(struct agent_thread *agent) {
    uv_async_send(&agent->stop);
    uv_thread_join(&agent->thread);
    uint32_t most = agent->most;
    assert_int_equal(uv_loop_close(&agent->loop), 0);
    machine_scratch_destroy(agent->context.scratch);
    arena_finish(&agent->arena);
    free(agent);
    return most;
}
