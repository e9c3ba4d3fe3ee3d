/* headers.h - what goes out on the upgrade besides the handshake itself (spec 3.1). */
#ifndef PARLEY_FORMATS_HEADERS_H
#define PARLEY_FORMATS_HEADERS_H

#include "engine/diagnostic.h"
#include "formats/variables.h"
#include "transports/websocket.h"

struct agent;

struct agent_header {
    const char *name;
    const char *value;
    struct place place;
};

/* Split "Name: value" of the command line, and replace ${NAME} in both; an error names @option
 * ("--header"). False on an error. The value is a secret: the caller adds it to its secrets. */
bool agent_header_parse(struct arena *arena, const char *text, const char *option,
                        environment_cb environment, struct agent_header *out,
                        struct diagnostics *diagnostics);

/* Say what is wrong with a header that a user set: a name that is no token or belongs to the
 * handshake, a value that is not printable ASCII. Values are never shown. */
void agent_header_check(const struct agent_header *header, struct diagnostics *diagnostics);

/* All that goes out on an upgrade, in order (spec 3.1): the agent's own with the command line's
 * over them, the ids, the secret, the profile's X- headers. */
struct header_sources {
    const struct agent *agent;
    const struct agent_header *command_line;
    size_t command_line_count;
    const char *scenario_id; /* NULL: not sent. */
    const char *result_id;
    const char *run_id;
    const struct agent_header *profile; /* Keys of the test profile that begin with X-. */
    size_t profile_count;
};

/* Merge and check them. Of one name, in any case, the last of the command line wins, then the
 * profile's, then the agent's last; but the ids and the secret win over all of these, with a
 * warning. A name that is no token, a value that is not printable ASCII and a header of the
 * handshake are errors; no value is ever shown. False when there was an error. @headers are in
 * @arena and point into @sources. */
bool headers_merge(struct arena *arena, const struct header_sources *sources,
                   const struct websocket_header **headers, size_t *count,
                   struct diagnostics *diagnostics);

#endif
