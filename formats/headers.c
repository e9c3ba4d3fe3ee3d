/* headers.c - merges headers by name and refuses what cannot be sent. */
#include "formats/headers.h"

#include "formats/agent_file.h"

#include <string.h>
#include <strings.h>

/* Who set a header; a later one replaces an earlier one of the same name. */
enum origin { ORIGIN_AGENT, ORIGIN_PROFILE, ORIGIN_COMMAND_LINE, ORIGIN_OURS };

struct entry {
    const char *name;
    const char *value;
    struct place place;
    enum origin origin;
};

/* The headers so far. Few: looked through one by one. */
struct merge {
    struct entry *entries;
    size_t count;
    struct diagnostics *diagnostics;
};

static const char token_characters[] = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                                       "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static bool is_token(const char *name) {
    return *name != '\0' && name[strspn(name, token_characters)] == '\0';
}

static bool is_printable(const char *value) {
    for (; *value != '\0'; value++) {
        if (*value < ' ' || *value > '~') {
            return false;
        }
    }
    return true;
}

/* Headers that the handshake sets itself, or that would change where its request ends. */
static bool is_reserved(const char *name) {
    static const char *const reserved[] = {"Host", "Connection", "Upgrade", "Content-Length",
                                           "Transfer-Encoding"};
    static const char prefix[] = "Sec-WebSocket-";
    for (size_t i = 0; i < sizeof(reserved) / sizeof(reserved[0]); i++) {
        if (strcasecmp(name, reserved[i]) == 0) {
            return true;
        }
    }
    return strncasecmp(name, prefix, sizeof(prefix) - 1) == 0;
}

/* A name as a message may show it: on one line, not too long. */
static const char *shown(struct diagnostics *diagnostics, const char *name) {
    return diagnostic_excerpt(diagnostics->arena, name, strlen(name));
}

static void check(const struct entry *entry, struct diagnostics *diagnostics) {
    const char *name = shown(diagnostics, entry->name);
    if (!is_token(entry->name)) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_HEADER, &entry->place,
                       "\"%s\" is no header name: letters, digits and !#$%%&'*+-.^_`|~ only", name);
    } else if (is_reserved(entry->name)) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_HEADER, &entry->place,
                       "the header %s belongs to the handshake and cannot be set: remove it", name);
    }
    if (!is_printable(entry->value)) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_HEADER, &entry->place,
                       "the value of the header %s holds a character that is not printable ASCII "
                       "(such as a line break), so it cannot be sent",
                       name);
    }
}

void agent_header_check(const struct agent_header *header, struct diagnostics *diagnostics) {
    const struct entry entry = {
        .name = header->name, .value = header->value, .place = header->place};
    check(&entry, diagnostics);
}

static struct entry *find(const struct merge *merge, const char *name) {
    for (size_t i = 0; i < merge->count; i++) {
        if (strcasecmp(merge->entries[i].name, name) == 0) {
            return &merge->entries[i];
        }
    }
    return NULL;
}

/* Add one, unless one of its name stands above it; one below it gives way. */
static void put(struct merge *merge, struct entry entry) {
    struct entry *same = find(merge, entry.name);
    if (same == NULL) {
        merge->entries[merge->count++] = entry;
        return;
    }
    if (same->origin == ORIGIN_OURS && entry.origin != ORIGIN_OURS) {
        diagnostic_add(merge->diagnostics, SEVERITY_WARNING, DIAGNOSTIC_HEADER, &entry.place,
                       "the header %s is set by parley itself: yours is not sent",
                       shown(merge->diagnostics, entry.name));
    } else if (entry.origin >= same->origin) {
        *same = entry;
    }
}

static void put_all(struct merge *merge, const struct agent_header *headers, size_t count,
                    enum origin origin) {
    for (size_t i = 0; i < count; i++) {
        const struct entry entry = {headers[i].name, headers[i].value, headers[i].place, origin};
        check(&entry, merge->diagnostics);
        put(merge, entry);
    }
}

/* Ours: one that is not given is not sent. Of a user's of the same name nothing remains. */
static void put_ours(struct merge *merge, const char *name, const char *value, struct place place) {
    if (value == NULL) {
        return;
    }
    const struct entry entry = {name, value, place, ORIGIN_OURS};
    check(&entry, merge->diagnostics);
    struct entry *same = find(merge, name);
    if (same != NULL) {
        diagnostic_add(merge->diagnostics, SEVERITY_WARNING, DIAGNOSTIC_HEADER, &same->place,
                       "the header %s is set by parley itself: yours is not sent", name);
        memmove(same, same + 1,
                (size_t)(merge->entries + merge->count - (same + 1)) * sizeof(*same));
        merge->count--;
    }
    merge->entries[merge->count++] = entry;
}

bool headers_merge(struct arena *arena, const struct header_sources *sources,
                   const struct websocket_header **headers, size_t *count,
                   struct diagnostics *diagnostics) {
    enum { OURS = 8 /* Authorization of the URL, six ids and the secret. */ };
    const struct place nowhere = {0};
    size_t errors = diagnostics->error_count;
    const struct agent *agent = sources->agent;
    size_t most = agent->header_count + sources->command_line_count + sources->profile_count + OURS;
    struct merge merge = {.entries = arena_alloc(arena, most * sizeof(*merge.entries)),
                          .diagnostics = diagnostics};
    if (agent->authorization != NULL) {
        put(&merge, (struct entry){.name = "Authorization",
                                   .value = agent->authorization,
                                   .place = agent->url_place,
                                   .origin = ORIGIN_AGENT});
    }
    put_all(&merge, agent->headers, agent->header_count, ORIGIN_AGENT);
    put_all(&merge, sources->command_line, sources->command_line_count, ORIGIN_COMMAND_LINE);
    put_ours(&merge, "X-VOCERA-SCENARIO-ID", sources->scenario_id, nowhere);
    put_ours(&merge, "X-VOCERA-RESULT-ID", sources->result_id, nowhere);
    put_ours(&merge, "X-VOCERA-RUN-ID", sources->run_id, nowhere);
    put_ours(&merge, "X-Scenario-Id", sources->scenario_id, nowhere);
    put_ours(&merge, "X-Result-Id", sources->result_id, nowhere);
    put_ours(&merge, "X-Run-Id", sources->run_id, nowhere);
    put_ours(&merge, "X-VOCERA-SECRET", agent->secret, agent->secret_place);
    put_all(&merge, sources->profile, sources->profile_count, ORIGIN_PROFILE);

    struct websocket_header *merged = arena_alloc(arena, merge.count * sizeof(*merged));
    for (size_t i = 0; i < merge.count; i++) {
        merged[i] = (struct websocket_header){merge.entries[i].name, merge.entries[i].value};
    }
    *headers = merged;
    *count = merge.count;
    return diagnostics->error_count == errors;
}

bool agent_header_parse(struct arena *arena, const char *text, const char *option,
                        environment_cb environment, struct agent_header *out,
                        struct diagnostics *diagnostics) {
    *out = (struct agent_header){.place = {.file = option}};
    const char *colon = strchr(text, ':');
    if (colon == NULL) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_HEADER, &out->place,
                       "expected 'Name: value', found no ':'");
        return false;
    }
    static const char space[] = " \t";
    const char *name = text + strspn(text, space);
    const char *name_end = colon;
    while (name_end > name && strchr(space, name_end[-1]) != NULL) {
        name_end--;
    }
    const char *value = colon + 1 + strspn(colon + 1, space);
    const char *value_end = value + strlen(value);
    while (value_end > value && strchr(space, value_end[-1]) != NULL) {
        value_end--;
    }
    if (name == name_end) {
        diagnostic_add(diagnostics, SEVERITY_ERROR, DIAGNOSTIC_HEADER, &out->place,
                       "expected 'Name: value', found no name before ':'");
        return false;
    }
    out->name = variables_expand(arena, arena_copy(arena, name, (size_t)(name_end - name)),
                                 environment, &out->place, diagnostics);
    out->value = variables_expand(arena, arena_copy(arena, value, (size_t)(value_end - value)),
                                  environment, &out->place, diagnostics);
    return out->name != NULL && out->value != NULL;
}
