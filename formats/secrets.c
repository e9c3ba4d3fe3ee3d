/* secrets.c - finds secrets in texts and covers them. */
#include "formats/secrets.h"

#include "formats/value.h"

#include <string.h>
#include <strings.h>

void secrets_init(struct secrets *secrets, struct arena *arena) {
    *secrets = (struct secrets){.arena = arena};
}

static bool is_known(const struct secrets *secrets, const char *text) {
    for (size_t i = 0; i < secrets->count; i++) {
        if (strcmp(secrets->texts[i], text) == 0) {
            return true;
        }
    }
    return false;
}

static void make_room(struct secrets *secrets) {
    if (secrets->count < secrets->capacity) {
        return;
    }
    size_t capacity = secrets->capacity > 0 ? secrets->capacity * 2 : 8;
    const char **texts =
        (const char **)arena_alloc(secrets->arena, capacity * sizeof(*secrets->texts));
    for (size_t i = 0; i < secrets->count; i++) {
        texts[i] = secrets->texts[i];
    }
    secrets->texts = texts;
    secrets->capacity = capacity;
}

/* Keep @text, in front of all shorter ones. */
static void add(struct secrets *secrets, const char *text, size_t length) {
    const char *copy = arena_copy(secrets->arena, text, length);
    if (length < SECRET_MINIMUM || is_known(secrets, copy)) {
        return;
    }
    make_room(secrets);
    size_t at = secrets->count++;
    while (at > 0 && strlen(secrets->texts[at - 1]) < length) {
        secrets->texts[at] = secrets->texts[at - 1];
        at--;
    }
    secrets->texts[at] = copy;
}

/* @text as JSON writes it, with "/" as it is and, as some writers do, as "\/". */
static void add_json_forms(struct secrets *secrets, const char *text) {
    struct buffer json;
    buffer_init(&json, NULL);
    value_print_text(text, strlen(text), &json);
    add(secrets, json.data + 1, json.length - 2);

    struct buffer slashed;
    buffer_init(&slashed, NULL);
    for (size_t i = 1; i + 1 < json.length; i++) {
        buffer_append_text(&slashed, json.data[i] == '/' ? "\\" : "");
        buffer_append(&slashed, json.data + i, 1);
    }
    add(secrets, buffer_terminate(&slashed), slashed.length);
    buffer_finish(&slashed);
    buffer_finish(&json);
}

static void add_all_forms(struct secrets *secrets, const char *text) {
    if (strlen(text) >= SECRET_MINIMUM) {
        add(secrets, text, strlen(text));
        add_json_forms(secrets, text);
    }
}

void secrets_add(struct secrets *secrets, const char *text) {
    static const char *const schemes[] = {"Bearer ", "Basic "};
    add_all_forms(secrets, text);
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        size_t length = strlen(schemes[i]);
        if (strncasecmp(text, schemes[i], length) == 0) {
            const char *token = text + length;
            add_all_forms(secrets, token + strspn(token, " "));
        }
    }
}

/* How long the longest secret is that begins at @text; 0 when none does. */
static size_t match(const struct secrets *secrets, const char *text, size_t length) {
    for (size_t i = 0; i < secrets->count; i++) {
        const char *secret = secrets->texts[i];
        if (secret[0] != text[0]) {
            continue;
        }
        size_t secret_length = strlen(secret);
        if (secret_length <= length && memcmp(secret, text, secret_length) == 0) {
            return secret_length;
        }
    }
    return 0;
}

bool secrets_found(const struct secrets *secrets, const char *text, size_t length) {
    for (size_t i = 0; i < length; i++) {
        if (match(secrets, text + i, length - i) > 0) {
            return true;
        }
    }
    return false;
}

void secrets_mask(const struct secrets *secrets, const char *text, size_t length,
                  struct buffer *out) {
    size_t plain = 0;   /* Where the text not yet written begins. */
    size_t covered = 0; /* Where the secrets that are being covered end. */
    for (size_t i = 0; i < length; i++) {
        size_t found = match(secrets, text + i, length - i);
        if (found == 0) {
            continue;
        }
        if (i > covered || covered == 0) {
            buffer_append(out, text + plain, i - plain);
            buffer_append_text(out, "***");
        }
        covered = i + found > covered ? i + found : covered;
        plain = covered;
    }
    buffer_append(out, text + plain, length - plain);
}
