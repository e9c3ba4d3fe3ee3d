/* fuzz_agent.c - the first line as a URL and as a header of the command line, all of it as a file.
 *
 * Beyond not crashing: an agent that is taken can be connected to; headers that are merged can be
 * sent, none twice; and no diagnostic, no shown URL and no masked text holds a secret. */
#include "formats/agent_file.h"
#include "formats/document.h"
#include "formats/url.h"
#include "tests/lib/libfyaml_leaks.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static const char secret_value[] = "s3cr3t-v4lue"; /* Of every variable that begins with S. */

static const char *environment(const char *name) {
    return *name == 'S' ? secret_value : NULL;
}

static void check_url(const struct agent *agent) {
    require(*agent->host != '\0' && agent->port > 0 && *agent->path == '/');
    require(strncasecmp(agent->url, agent->tls ? "wss://" : "ws://", agent->tls ? 6 : 5) == 0);
    for (const char *byte = agent->url; *byte != '\0'; byte++) {
        require(*byte > ' ' && *byte < '\x7f');
    }
    require((agent->authorization != NULL) == (strstr(agent->shown_url, "://***@") != NULL));
}

static void check_headers(struct arena *arena, const struct agent *agent,
                          const struct agent_header *line, struct diagnostics *diagnostics) {
    const struct header_sources sources = {
        .agent = agent,
        .command_line = line,
        .command_line_count = line != NULL,
        .scenario_id = "1",
        .result_id = "2",
        .run_id = "3",
    };
    const struct websocket_header *headers = NULL;
    size_t count = 0;
    if (!headers_merge(arena, &sources, &headers, &count, diagnostics)) {
        require(diagnostics->error_count > 0);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        require(*headers[i].name != '\0' && strpbrk(headers[i].name, " :\r\n\t\"") == NULL);
        require(strncasecmp(headers[i].name, "Sec-WebSocket-", 14) != 0);
        for (const char *byte = headers[i].value; *byte != '\0'; byte++) {
            require(*byte >= ' ' && *byte <= '~');
        }
        for (size_t j = 0; j < i; j++) {
            require(strcasecmp(headers[i].name, headers[j].name) != 0);
        }
    }
}

/* No secret outlives masking, unless it is made of the mask itself. */
static void check_mask(const struct secrets *secrets, const char *text) {
    struct buffer masked;
    buffer_init(&masked, NULL);
    secrets_mask(secrets, text, strlen(text), &masked);
    buffer_terminate(&masked);
    for (size_t i = 0; i < secrets->count; i++) {
        require(strchr(secrets->texts[i], '*') != NULL ||
                strstr(masked.data, secrets->texts[i]) == NULL);
    }
    buffer_finish(&masked);
}

static void check_silence(const struct diagnostics *diagnostics) {
    for (const struct diagnostic *each = diagnostics->first; each != NULL; each = each->next) {
        require(strstr(each->message, secret_value) == NULL);
        require(strpbrk(each->message, "\r\n") == NULL);
    }
}

static void check_line(struct arena *arena, const char *line, struct secrets *secrets,
                       struct diagnostics *diagnostics) {
    struct agent_header header;
    bool good = agent_header_parse(arena, line, "--header", environment, &header, diagnostics);
    if (url_is(line)) {
        const struct agent *agent = agent_read(arena, line, environment, secrets, diagnostics);
        if (agent != NULL) {
            check_url(agent);
            check_headers(arena, agent, good ? &header : NULL, diagnostics);
        }
    }
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);
int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size) {
    struct arena arena;
    struct diagnostics diagnostics;
    struct secrets secrets;
    arena_init(&arena, NULL);
    diagnostics_init(&diagnostics, &arena);
    secrets_init(&secrets, &arena);
    const char *text = arena_copy(&arena, (const char *)data, size);
    check_line(&arena, arena_copy(&arena, text, strcspn(text, "\n")), &secrets, &diagnostics);
    const struct value *root =
        document_parse(&arena, "f", text, size, DOCUMENT_BY_NAME, &diagnostics);
    if (root != NULL) {
        const struct agent *agent =
            agent_from_document(&arena, "f", root, environment, &secrets, &diagnostics);
        if (agent != NULL) {
            check_url(agent);
            check_headers(&arena, agent, NULL, &diagnostics);
        }
    }
    if (strstr(text, secret_value) == NULL) {
        check_silence(&diagnostics);
    }
    check_mask(&secrets, text);
    arena_finish(&arena);
    return 0;
}
