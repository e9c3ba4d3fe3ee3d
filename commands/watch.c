/* watch.c - running again when files change.
 *
 * File events only say that it is time to look: what changed is found by comparing snapshots, so an
 * event that is lost, doubled or told under another name does no harm. */
#include "commands/watch.h"

#include "commands/snapshot.h"
#include "reports/printable.h"
#include "runtime/stop_signals.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <uv.h>

enum { SETTLE_MS = 100 /* An editor writes in several steps. */ };

/* One wait. */
struct wait {
    uv_loop_t loop;
    uv_timer_t settle;
    struct stop_signals signals;
    uv_fs_event_t *folders;
    size_t folder_count;
    enum exit_status status; /* PASSED: go on. */
    bool has_loop;
};

static void on_settled(uv_timer_t *timer) {
    uv_stop(timer->loop);
}

static void on_change(uv_fs_event_t *folder, const char *name, int events, int status) {
    (void)name;
    (void)events;
    (void)status;
    struct wait *wait = folder->data;
    uv_timer_start(&wait->settle, on_settled, SETTLE_MS, 0);
}

static void on_signal(uv_signal_t *handle, int number) {
    struct wait *wait = handle->data;
    wait->status = number == SIGINT ? STATUS_INTERRUPTED : STATUS_TERMINATED;
    uv_stop(&wait->loop);
}

static int begin(struct wait *wait, struct arena *arena, const struct snapshot *snapshot) {
    int failed = uv_loop_init(&wait->loop);
    if (failed != 0) {
        return failed;
    }
    wait->has_loop = true;
    uv_timer_init(&wait->loop, &wait->settle);
    failed = stop_signals_start(&wait->signals, &wait->loop, on_signal, wait);
    wait->folders = arena_alloc(arena, snapshot->folder_count * sizeof(*wait->folders));
    for (size_t i = 0; i < snapshot->folder_count && failed == 0; i++) {
        uv_fs_event_t *folder = &wait->folders[wait->folder_count++];
        uv_fs_event_init(&wait->loop, folder);
        folder->data = wait;
        failed = uv_fs_event_start(folder, on_change, snapshot->folders[i], 0);
        failed = failed == UV_ENOENT ? 0 : failed; /* Gone meanwhile: its parent tells. */
    }
    return failed;
}

static void close_handle(uv_handle_t *handle, void *user) {
    (void)user;
    uv_close(handle, NULL);
}

static void end(struct wait *wait) {
    if (!wait->has_loop) {
        return;
    }
    uv_walk(&wait->loop, close_handle, NULL);
    uv_run(&wait->loop, UV_RUN_DEFAULT);
    uv_loop_close(&wait->loop);
}

/* Wait for one event, unless something has changed already: what came before the wait began is not
 * told as an event. */
static enum exit_status wait_once(struct arena *arena, const struct options *options,
                                  const struct snapshot *before, bool first,
                                  struct snapshot_change *change) {
    struct arena scratch;
    struct snapshot now;
    struct wait wait = {.status = STATUS_PASSED};
    arena_init(&scratch, NULL);
    snapshot_take(&scratch, options, &now);
    int failed = begin(&wait, &scratch, &now);
    snapshot_take(&scratch, options, &now);
    *change = snapshot_compare(arena, options, before, &now);
    if (failed == 0 && first) {
        fputs("parley: waiting for files to change; Ctrl-C ends\n", stderr);
    }
    if (failed == 0 && !change->any) {
        uv_run(&wait.loop, UV_RUN_DEFAULT);
    } else if (failed != 0) {
        fprintf(stderr, "parley: cannot watch the files: %s\n", uv_strerror(failed));
        wait.status = STATUS_INTERNAL;
    }
    end(&wait);
    arena_finish(&scratch);
    return wait.status;
}

/* Wait until what was @before is changed, which is told in @change. The status of a signal, or
 * PASSED. */
static enum exit_status wait_for_change(struct arena *arena, const struct options *options,
                                        const struct snapshot *before,
                                        struct snapshot_change *change) {
    enum exit_status status = wait_once(arena, options, before, true, change);
    while (status == STATUS_PASSED && !change->any) {
        status = wait_once(arena, options, before, false, change);
    }
    return status;
}

static void tell_change(const struct snapshot_change *change) {
    struct buffer line;
    buffer_init(&line, NULL);
    buffer_append_text(&line, "parley: changed: ");
    for (size_t i = 0; i < change->files.count && !change->everything; i++) {
        buffer_append_text(&line, i > 0 ? ", " : "");
        printable_append(&line, change->files.items[i], strlen(change->files.items[i]));
    }
    fprintf(stderr, "%s%s\n", buffer_terminate(&line), change->everything ? "the agent" : "");
    buffer_finish(&line);
}

/* Run once, what @change names. */
static enum exit_status run_round(const struct invocation *invocation,
                                  const struct snapshot_change *change,
                                  enum exit_status (*run)(const struct invocation *invocation)) {
    struct arena arena;
    struct diagnostics diagnostics;
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    const struct invocation round = {
        .arena = &arena,
        .options = invocation->options,
        .diagnostics = &diagnostics,
        .only = change->everything ? NULL : &change->files,
    };
    enum exit_status status = run(&round);
    arena_finish(&arena);
    return status;
}

enum exit_status watch(const struct invocation *invocation,
                       enum exit_status (*run)(const struct invocation *invocation)) {
    struct snapshot_change change = {.any = true, .everything = true};
    struct arena arena; /* Of the change. */
    arena_init(&arena, NULL);
    for (;;) {
        struct arena next;
        struct snapshot before;
        arena_init(&next, NULL);
        snapshot_take(&next, invocation->options, &before);
        enum exit_status status = run_round(invocation, &change, run);
        arena_finish(&arena);
        arena = next;
        if (status == STATUS_INTERRUPTED || status == STATUS_TERMINATED) {
            arena_finish(&arena);
            return status;
        }
        status = wait_for_change(&arena, invocation->options, &before, &change);
        if (status != STATUS_PASSED) {
            arena_finish(&arena);
            return status;
        }
        tell_change(&change);
    }
}
