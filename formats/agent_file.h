/* agent_file.h - the agent under test: where it is and how to reach it (spec 1.3). */
#ifndef PARLEY_FORMATS_AGENT_FILE_H
#define PARLEY_FORMATS_AGENT_FILE_H

#include "formats/document.h"
#include "formats/secrets.h"
#include "transports/websocket.h"

struct agent_header {
    const char *name;
    const char *value;
    struct place place;
};

enum agent_speaks_first { SPEAKS_FIRST_UNSAID, SPEAKS_FIRST_NO, SPEAKS_FIRST_YES };

/* An agent as its file or URL says it, with ${NAME} replaced. Lives in the arena it was read in. */
struct agent {
    const char *name;      /* The file's, else its stem, else the URL's host. */
    const char *url;       /* To connect to; may hold secrets. */
    const char *shown_url; /* User info as ***: for people and reports. */
    struct place url_place;
    bool tls;
    const char *host; /* Without brackets. */
    uint16_t port;
    const char *path;                   /* With the query. */
    const char *authorization;          /* "Basic ..." from the URL's user info, or NULL. */
    const struct agent_header *headers; /* Its own, user's case kept. */
    size_t header_count;
    const char *secret; /* For X-VOCERA-SECRET, or NULL. */
    enum agent_speaks_first speaks_first;
    const char *llm_model; /* NULL when unsaid; not used yet. */
};

/* Read what `--agent` names: a ws:// or wss:// URL, or a file. Mistakes go to @diagnostics; NULL
 * when there was an error.
 * @environment looks a variable up as getenv() does (NULL: getenv). Secrets found are added to
 * @secrets. */
const struct agent *agent_read(struct arena *arena, const char *file_or_url,
                               const char *(*environment)(const char *name),
                               struct secrets *secrets, struct diagnostics *diagnostics);

/* Replace ${NAME} by the environment and $$ by a dollar. NULL when one is unset (an error at
 * @place). */
const char *agent_expand(struct arena *arena, const char *text,
                         const char *(*environment)(const char *name), const struct place *place,
                         struct diagnostics *diagnostics);

/* Split "Name: value" of the command line; an error names @option ("--header"). False on an error.
 */
bool agent_header_parse(struct arena *arena, const char *text, const char *option,
                        const char *(*environment)(const char *name), struct agent_header *out,
                        struct diagnostics *diagnostics);

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

/* Merge and check them. The last of one name wins; ours win over a user's, with a warning; a name
 * that is no token, a value that is not printable ASCII and a header of the handshake are errors.
 * False when there was an error. */
bool headers_merge(struct arena *arena, const struct header_sources *sources,
                   const struct websocket_header **headers, size_t *count,
                   struct diagnostics *diagnostics);

#endif
