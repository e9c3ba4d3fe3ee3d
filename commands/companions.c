/* companions.c - scripted agents on a thread of their own. Two threads, and one message between
 * them: `stop`. */
#include "commands/companions.h"

#include "commands/host.h"

#include <stdio.h>
#include <string.h>

struct companions {
    uv_loop_t loop;
    uv_thread_t thread;
    uv_async_t stop;
    struct conversation_settings settings;
    struct host **hosts; /* In the plan's arena. */
    size_t count;
};

static void on_stop(uv_async_t *stop) {
    struct companions *companions = stop->data;
    for (size_t i = 0; i < companions->count; i++) {
        host_stop(companions->hosts[i]);
    }
    uv_close((uv_handle_t *)stop, NULL);
}

static void play(void *user) {
    struct companions *companions = user;
    uv_run(&companions->loop, UV_RUN_DEFAULT);
}

static bool serve(struct companions *companions, struct plan *plan, struct plan_agent *agent,
                  char *error, size_t error_size) {
    const struct options *options = plan->invocation->options;
    const struct host_options host = {
        .server = {.host = "127.0.0.1", .max_message = (size_t)options->max_message},
        .settings = &companions->settings,
        .name = agent->script->name,
        .machine = agent->machine,
        .max_duration_ms = agent->max_duration_ms,
    };
    struct host *created = host_create(&companions->loop, &host, error, error_size);
    if (created == NULL) {
        return false;
    }
    companions->hosts[companions->count++] = created;
    plan_serve_agent(plan, agent, host_port(created));
    return true;
}

static bool serve_all(struct companions *companions, struct plan *plan, char *error,
                      size_t error_size) {
    for (size_t i = 0; i < plan->agent_count; i++) {
        struct plan_agent *agent = &plan->agents[i];
        if (agent->script != NULL && !serve(companions, plan, agent, error, error_size)) {
            return false;
        }
    }
    return true;
}

static void release(struct companions *companions) {
    for (size_t i = 0; i < companions->count; i++) {
        host_destroy(companions->hosts[i]);
    }
    uv_loop_close(&companions->loop);
    memory_system.resize(memory_system.user, companions, sizeof(*companions), 0);
}

static bool any_script(const struct plan *plan) {
    for (size_t i = 0; i < plan->agent_count; i++) {
        if (plan->agents[i].script != NULL) {
            return true;
        }
    }
    return false;
}

static struct companions *create(const struct plan *plan) {
    const struct options *options = plan->invocation->options;
    struct companions *companions =
        memory_system.resize(memory_system.user, NULL, 0, sizeof(*companions));
    memset(companions, 0, sizeof(*companions));
    conversation_settings_default(&companions->settings);
    companions->settings.side = SIDE_AGENT;
    companions->settings.time_scale = options->time_scale;
    companions->hosts =
        arena_alloc(plan->invocation->arena, plan->agent_count * sizeof(struct host *));
    return companions;
}

bool companions_start(struct plan *plan, struct companions **companions, char *error,
                      size_t error_size) {
    *companions = NULL;
    if (!any_script(plan)) {
        return true;
    }
    struct companions *created = create(plan);
    int status = uv_loop_init(&created->loop);
    if (status != 0) {
        snprintf(error, error_size, "cannot create a loop: %s", uv_strerror(status));
        memory_system.resize(memory_system.user, created, sizeof(*created), 0);
        return false;
    }
    bool served = serve_all(created, plan, error, error_size);
    created->stop.data = created;
    if (served) {
        status = uv_async_init(&created->loop, &created->stop, on_stop);
        status = status != 0 ? status : uv_thread_create(&created->thread, play, created);
    }
    if (!served || status != 0) {
        if (served) {
            snprintf(error, error_size, "cannot start a thread: %s", uv_strerror(status));
        }
        for (size_t i = 0; i < created->count; i++) {
            host_stop(created->hosts[i]);
        }
        if (created->stop.loop != NULL) {
            uv_close((uv_handle_t *)&created->stop, NULL);
        }
        uv_run(&created->loop, UV_RUN_DEFAULT);
        release(created);
        return false;
    }
    *companions = created;
    return true;
}

void companions_stop(struct companions *companions) {
    if (companions == NULL) {
        return;
    }
    uv_async_send(&companions->stop);
    uv_thread_join(&companions->thread);
    release(companions);
}
