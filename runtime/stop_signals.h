/* stop_signals.h - SIGINT and SIGTERM, heard on a loop. */
#ifndef PARLEY_RUNTIME_STOP_SIGNALS_H
#define PARLEY_RUNTIME_STOP_SIGNALS_H

#include <uv.h>

/* Embed it, zeroed; it must stay where it is until the loop has closed it. */
struct stop_signals {
    uv_signal_t interrupt;
    uv_signal_t terminate;
};

/* Have @heard called for each of the two signals, with @user in the handle's data. 0, or libuv's
 * error when the system has no room for it; it is to be closed either way. */
int stop_signals_start(struct stop_signals *signals, uv_loop_t *loop, uv_signal_cb heard,
                       void *user);

/* From here on the loop may end: they no longer keep it running, but are still heard. */
void stop_signals_unref(struct stop_signals *signals);

/* Closed once the loop has run. Also when it was never started, or not wholly. */
void stop_signals_close(struct stop_signals *signals);

#endif
