/* target.h - a URL on a test tool's command line as a target. */
#ifndef PARLEY_TESTS_TOOLS_TARGET_H
#define PARLEY_TESTS_TOOLS_TARGET_H

#include "transports/websocket.h"

/* Fill in all but the headers from "ws://host:port/path"; ends the program when it is none. Once in
 * a program: the texts are static. */
void target_from_url(struct websocket_target *target, const char *url);

#endif
