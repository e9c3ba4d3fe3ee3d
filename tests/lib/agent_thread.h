/* agent_thread.h - an agent of our own on a thread of its own, for tests that need one on a socket.
 */
#ifndef PARLEY_TESTS_LIB_AGENT_THREAD_H
#define PARLEY_TESTS_LIB_AGENT_THREAD_H

#include "engine/machine.h"

struct agent_thread;

/* Listen on a free port of 127.0.0.1 and play @machine as the agent of each call. It must outlive
 * the agent. Fails the test when it cannot. */
struct agent_thread *agent_thread_start(const struct machine *machine);
uint16_t agent_thread_port(const struct agent_thread *agent);
/* End it; its calls must be over. Returns how many it had at most at once. */
uint32_t agent_thread_stop(struct agent_thread *agent);

#endif
