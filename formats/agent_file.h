/* agent_file.h - the agent under test: where it is and how to reach it (spec 1.3). */
#ifndef PARLEY_FORMATS_AGENT_FILE_H
#define PARLEY_FORMATS_AGENT_FILE_H

#include "formats/headers.h"
#include "formats/secrets.h"
#include "formats/value.h"

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
    struct place secret_place;
    enum agent_speaks_first speaks_first;
    const char *llm_model; /* NULL when unsaid; not used yet. */
};

/* Read what `--agent` names: a ws:// or wss:// URL, or a file. Mistakes go to @diagnostics; NULL
 * when there was an error.
 * @environment looks a variable up as getenv() does (NULL: getenv). Secrets found are added to
 * @secrets, also when there was an error. */
const struct agent *agent_read(struct arena *arena, const char *file_or_url,
                               environment_cb environment, struct secrets *secrets,
                               struct diagnostics *diagnostics);

/* The same of a parsed file, for tests and fuzzing. */
const struct agent *agent_from_document(struct arena *arena, const char *file,
                                        const struct value *root, environment_cb environment,
                                        struct secrets *secrets, struct diagnostics *diagnostics);

#endif
