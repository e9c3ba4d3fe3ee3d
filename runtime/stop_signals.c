/* stop_signals.c - SIGINT and SIGTERM, heard on a loop. */
#include "runtime/stop_signals.h"

#include <signal.h>
#include <stddef.h>

static int start(uv_signal_t *handle, uv_loop_t *loop, uv_signal_cb heard, void *user, int number) {
    int status = uv_signal_init(loop, handle);
    handle->data = user;
    return status != 0 ? status : uv_signal_start(handle, heard, number);
}

int stop_signals_start(struct stop_signals *signals, uv_loop_t *loop, uv_signal_cb heard,
                       void *user) {
    int status = start(&signals->interrupt, loop, heard, user, SIGINT);
    return status != 0 ? status : start(&signals->terminate, loop, heard, user, SIGTERM);
}

void stop_signals_unref(struct stop_signals *signals) {
    uv_unref((uv_handle_t *)&signals->interrupt);
    uv_unref((uv_handle_t *)&signals->terminate);
}

/* A handle that was not initialised has no loop. */
static void close_handle(uv_signal_t *handle) {
    if (handle->loop != NULL) {
        uv_close((uv_handle_t *)handle, NULL);
    }
}

void stop_signals_close(struct stop_signals *signals) {
    close_handle(&signals->interrupt);
    close_handle(&signals->terminate);
}
