/* agent_file.c - both shapes of an agent resource, and a plain URL, into one struct. */
#include "formats/agent_file.h"

#include "formats/document.h"
#include "formats/fields.h"
#include "formats/file_name.h"
#include "formats/shape.h"
#include "formats/url.h"

#include <string.h>

struct agent_reader {
    struct reader fields;
    environment_cb environment;
    struct secrets *secrets;
    struct agent *agent;
};

/* One meaning, as version 1 and version 2 have it; NULL where it is not given. */
struct both {
    const struct value *one;
    const struct value *two;
};

/* The one of @both to use; an error when they differ. */
static const struct value *choose(const struct agent_reader *reader, struct both both) {
    if (both.one != NULL && both.two != NULL && !value_equal(both.one, both.two)) {
        reader_error(&reader->fields, DIAGNOSTIC_SHAPE, both.two,
                     "differs from \"%s\" of version 1 in the same file: keep one of the two",
                     value_path(reader->fields.arena, both.one));
    }
    return both.one != NULL ? both.one : both.two;
}

/* A text of the file with its variables replaced; NULL without one or after an error. */
static const char *expanded_text(const struct agent_reader *reader, const struct value *value) {
    if (value == NULL) {
        return NULL;
    }
    if (value->kind != VALUE_STRING) {
        /* What was found may be a secret: only its kind is told. */
        reader_error(&reader->fields, DIAGNOSTIC_WRONG_TYPE, value, "expected a text, found %s",
                     value_kind_text(value));
        return NULL;
    }
    struct place place = reader_place(&reader->fields, value);
    return variables_expand(reader->fields.arena, value->text, reader->environment, &place,
                            reader->fields.diagnostics);
}

static void add_url_secrets(struct secrets *secrets, const struct url *url) {
    if (url->user_info != NULL) {
        secrets_add(secrets, url->user_info);
    }
    if (url->user != NULL) {
        secrets_add(secrets, url->user);
    }
    if (url->password != NULL) {
        secrets_add(secrets, url->password);
    }
    if (url->authorization != NULL) {
        secrets_add(secrets, url->authorization);
    }
}

static void take_url(const struct agent_reader *reader, const char *text,
                     const struct place *place) {
    struct url url;
    struct agent *agent = reader->agent;
    bool good = url_parse(reader->fields.arena, text, place, reader->fields.diagnostics, &url);
    add_url_secrets(reader->secrets, &url);
    if (good) {
        agent->url = text;
        agent->url_place = *place;
        agent->shown_url = url.shown;
        agent->tls = url.tls;
        agent->host = url.host;
        agent->port = url.port;
        agent->path = url.path;
        agent->authorization = url.authorization;
    }
}

static void read_url(const struct agent_reader *reader, struct both both) {
    const struct value *value = choose(reader, both);
    const char *text = expanded_text(reader, value);
    if (text != NULL) {
        struct place place = reader_place(&reader->fields, value);
        take_url(reader, text, &place);
    }
}

static void read_header(const struct agent_reader *reader, const struct member *member,
                        struct agent_header *header) {
    const struct value *value = member->value;
    header->name = member->key;
    header->value = "";
    header->place = reader_place(&reader->fields, value);
    if (value->kind == VALUE_NUMBER) {
        header->value = value->text;
    } else if (value->kind == VALUE_BOOLEAN) {
        header->value = value->boolean ? "true" : "false";
    } else {
        const char *text = expanded_text(reader, value);
        header->value = text != NULL ? text : "";
    }
    secrets_add(reader->secrets, header->value);
}

static void read_headers(const struct agent_reader *reader, struct both both) {
    const struct value *object = choose(reader, both);
    if (object == NULL) {
        return;
    }
    if (object->kind != VALUE_OBJECT) {
        reader_error(&reader->fields, DIAGNOSTIC_WRONG_TYPE, object,
                     "expected an object of headers, found %s", value_kind_text(object));
        return;
    }
    struct agent_header *headers =
        arena_alloc(reader->fields.arena, object->member_count * sizeof(*headers));
    for (size_t i = 0; i < object->member_count; i++) {
        read_header(reader, &object->members[i], &headers[i]);
        agent_header_check(&headers[i], reader->fields.diagnostics);
    }
    reader->agent->headers = headers;
    reader->agent->header_count = object->member_count;
}

static void read_secret(const struct agent_reader *reader, struct both both) {
    const struct value *value = choose(reader, both);
    const char *secret = expanded_text(reader, value);
    if (secret != NULL && *secret != '\0') {
        secrets_add(reader->secrets, secret);
        reader->agent->secret = secret;
        reader->agent->secret_place = reader_place(&reader->fields, value);
    }
}

/* Only an agent that hosts itself can be reached by its URL alone. @other is another name for
 * it. */
static void check_provider(const struct agent_reader *reader, const struct value *provider,
                           const char *other) {
    bool good = provider == NULL || value_is_text(provider, "") ||
                value_is_text(provider, "self_hosted") ||
                (other != NULL && value_is_text(provider, other));
    if (!good) {
        reader_error(&reader->fields, DIAGNOSTIC_PROVIDER, provider,
                     "agents of other providers are not reached from here: expected "
                     "\"self_hosted\"%s or nothing, found %s",
                     other != NULL ? ", \"custom\"" : "", reader_found(&reader->fields, provider));
    }
}

static void read_speaks_first(const struct agent_reader *reader, const struct value *root) {
    const struct value *value = value_given(root, "agent_speaks_first");
    if (value == NULL) {
        return;
    }
    if (value->kind != VALUE_BOOLEAN) {
        reader_error(&reader->fields, DIAGNOSTIC_WRONG_TYPE, value,
                     "expected true, false or null, found %s",
                     reader_found(&reader->fields, value));
        return;
    }
    reader->agent->speaks_first = value->boolean ? SPEAKS_FIRST_YES : SPEAKS_FIRST_NO;
}

static void read_name(const struct agent_reader *reader, struct both both) {
    const struct value *name = choose(reader, both);
    if (name != NULL && name->kind != VALUE_STRING) {
        reader_error(&reader->fields, DIAGNOSTIC_WRONG_TYPE, name, "expected a text, found %s",
                     reader_found(&reader->fields, name));
    } else if (name != NULL && *name->text != '\0') {
        reader->agent->name = name->text;
    }
}

static void refuse_shape(const struct agent_reader *reader, const struct value *root) {
    enum shape shape = root->kind == VALUE_OBJECT ? shape_of(root) : SHAPE_UNKNOWN;
    bool scenario = shape != SHAPE_UNKNOWN && shape != SHAPE_AGENT;
    reader_error(&reader->fields, scenario ? DIAGNOSTIC_SHAPE : DIAGNOSTIC_MISSING_KEY, root,
                 "%sexpected an agent: an object with \"websocket_url\", or with "
                 "\"provider.chat_agent_details.config.url\"",
                 scenario ? "this is a scenario, not an agent; " : "");
}

static void read_object(const struct agent_reader *reader, const struct value *root) {
    const struct value *provider = field_object(&reader->fields, root, "provider");
    const struct value *details = field_object(&reader->fields, provider, "chat_agent_details");
    const struct value *config = field_object(&reader->fields, details, "config");
    const struct both url = {value_given(root, "websocket_url"), value_given(config, "url")};
    if (url.one == NULL && url.two == NULL) {
        refuse_shape(reader, root);
        return;
    }
    read_url(reader, url);
    read_headers(reader, (struct both){value_given(root, "websocket_headers"),
                                       value_given(config, "headers")});
    read_secret(reader, (struct both){value_given(root, "websocket_secret"),
                                      value_given(config, "secret")});
    read_name(reader, (struct both){value_given(root, "agent_name"), value_given(root, "name")});
    check_provider(reader, value_given(root, "assistant_provider"), NULL);
    check_provider(reader, value_given(provider, "type"), "custom");
    read_speaks_first(reader, root);
    reader->agent->llm_model = field_text(&reader->fields, root, "llm_model");
    fields_warn_unknown(&reader->fields, root, &agent_keys, &agent_ignored_keys);
}

const struct agent *agent_from_document(struct arena *arena, const char *file,
                                        const struct value *root, environment_cb environment,
                                        struct secrets *secrets, struct diagnostics *diagnostics) {
    size_t errors = diagnostics->error_count;
    struct agent *agent = arena_alloc(arena, sizeof(*agent));
    const struct agent_reader reader = {
        .fields = {.arena = arena, .diagnostics = diagnostics, .file = file},
        .environment = environment,
        .secrets = secrets,
        .agent = agent,
    };
    agent->name = file_name_stem(arena, file);
    read_object(&reader, root);
    return diagnostics->error_count == errors ? agent : NULL;
}

/* A plain URL: it has no file, so its place is the option's. */
static const struct agent *read_plain_url(struct arena *arena, const char *text,
                                          environment_cb environment, struct secrets *secrets,
                                          struct diagnostics *diagnostics) {
    struct agent *agent = arena_alloc(arena, sizeof(*agent));
    const struct agent_reader reader = {
        .fields = {.arena = arena, .diagnostics = diagnostics},
        .environment = environment,
        .secrets = secrets,
        .agent = agent,
    };
    const struct place place = {.file = "--agent"};
    const char *url = variables_expand(arena, text, environment, &place, diagnostics);
    if (url != NULL) {
        take_url(&reader, url, &place);
    }
    agent->name = agent->host;
    return agent->url != NULL ? agent : NULL;
}

const struct agent *agent_read(struct arena *arena, const char *file_or_url,
                               environment_cb environment, struct secrets *secrets,
                               struct diagnostics *diagnostics) {
    if (url_is(file_or_url)) {
        return read_plain_url(arena, file_or_url, environment, secrets, diagnostics);
    }
    size_t errors = diagnostics->error_count;
    const struct value *root = document_read(arena, file_or_url, diagnostics);
    if (root == NULL) {
        return NULL;
    }
    const struct agent *agent =
        agent_from_document(arena, file_or_url, root, environment, secrets, diagnostics);
    return diagnostics->error_count == errors ? agent : NULL;
}
