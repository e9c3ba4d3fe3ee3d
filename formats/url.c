/* url.c - scheme, user info, host, port, path; strict, because a mistake here looks like an agent
 * that is not there. */
#include "formats/url.h"

#include <arpa/inet.h>
#include <string.h>
#include <strings.h>

enum {
    PORT_WS = 80,
    PORT_WSS = 443,
    LONGEST_HOST = 253,
    LONGEST_URL = 8192,
};

struct parser {
    struct arena *arena;
    const struct place *place;
    struct diagnostics *diagnostics;
};

static bool refuse(const struct parser *parser, const char *message) {
    diagnostic_add(parser->diagnostics, SEVERITY_ERROR, DIAGNOSTIC_URL, parser->place, "%s",
                   message);
    return false;
}

static size_t scheme_length(const char *text) {
    return strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");
}

bool url_is(const char *text) {
    size_t length = scheme_length(text);
    return length > 0 && strncmp(text + length, "://", 3) == 0;
}

static bool is_scheme(const char *text, size_t length, const char *scheme) {
    return strlen(scheme) == length && strncasecmp(text, scheme, length) == 0;
}

/* Only what a URL may be made of, before anything of it is taken apart. */
static bool check_characters(const struct parser *parser, const char *text) {
    if (strlen(text) > LONGEST_URL) {
        return refuse(parser, "the URL is longer than 8192 bytes");
    }
    for (const char *byte = text; *byte != '\0'; byte++) {
        unsigned char code = (unsigned char)*byte;
        if (code <= ' ' || code == 0x7F) {
            return refuse(parser, "a URL holds no spaces and no control characters: write them "
                                  "percent-encoded, such as %20");
        }
        if (code > 0x7F) {
            return refuse(parser, "a URL is ASCII: write other characters percent-encoded, and in "
                                  "host names as xn--...");
        }
    }
    return true;
}

static bool parse_scheme(const struct parser *parser, const char *text, struct url *out) {
    size_t length = scheme_length(text);
    if (!url_is(text)) {
        return refuse(parser, "no URL: expected ws://HOST or wss://HOST");
    }
    if (is_scheme(text, length, "http") || is_scheme(text, length, "https")) {
        return refuse(parser, is_scheme(text, length, "http")
                                  ? "an http URL: an agent is reached over a WebSocket, write ws://"
                                  : "an https URL: an agent is reached over a WebSocket, write "
                                    "wss://");
    }
    if (!is_scheme(text, length, "ws") && !is_scheme(text, length, "wss")) {
        /* Not what was found: it may come from a variable, and be a secret. */
        return refuse(parser, "neither ws:// nor wss://: an agent is reached over a WebSocket");
    }
    out->tls = length == 3;
    return true;
}

static int hexadecimal_digit(char byte) {
    const char *digits = "0123456789abcdef";
    const char *found = byte != '\0' ? strchr(digits, byte | 0x20) : NULL;
    if (byte >= '0' && byte <= '9') {
        return byte - '0';
    }
    return found != NULL && found >= digits + 10 ? (int)(found - digits) : -1;
}

/* Percent-decode; NULL when an escape is broken or stands for a control character. */
static const char *decode(struct arena *arena, const char *text, size_t length) {
    char *out = arena_alloc(arena, length + 1);
    size_t count = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (byte == '%') {
            int high = i + 1 < length ? hexadecimal_digit(text[i + 1]) : -1;
            int low = i + 2 < length ? hexadecimal_digit(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return NULL;
            }
            byte = (unsigned char)(high * 16 + low);
            i += 2;
        }
        if (byte < ' ' || byte == 0x7F) {
            return NULL;
        }
        out[count++] = (char)byte;
    }
    return out;
}

static const char *base64(struct arena *arena, const char *text) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t length = strlen(text);
    char *out = arena_alloc(arena, (length + 2) / 3 * 4 + 1);
    char *next = out;
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t bits = (uint32_t)(unsigned char)text[i] << 16;
        bits |= left > 1 ? (uint32_t)(unsigned char)text[i + 1] << 8 : 0;
        bits |= left > 2 ? (uint32_t)(unsigned char)text[i + 2] : 0;
        *next++ = digits[bits >> 18];
        *next++ = digits[bits >> 12 & 63];
        *next++ = left > 1 ? digits[bits >> 6 & 63] : '=';
        *next++ = left > 2 ? digits[bits & 63] : '=';
    }
    return out;
}

static bool parse_user_info(const struct parser *parser, const char *text, size_t length,
                            struct url *out) {
    const char *colon = memchr(text, ':', length);
    size_t user_length = colon != NULL ? (size_t)(colon - text) : length;
    out->user_info = arena_copy(parser->arena, text, length);
    out->user = decode(parser->arena, text, user_length);
    out->password = "";
    if (colon != NULL) {
        out->password = decode(parser->arena, colon + 1, length - user_length - 1);
    }
    if (out->user == NULL || out->password == NULL) {
        return refuse(parser, "the user info before @ has a broken percent escape, or one that "
                              "stands for a control character");
    }
    const char *both = arena_printf(parser->arena, "%s:%s", out->user, out->password);
    out->authorization = arena_printf(parser->arena, "Basic %s", base64(parser->arena, both));
    return true;
}

static bool parse_port(const struct parser *parser, const char *text, size_t length,
                       struct url *out) {
    unsigned port = 0;
    bool good = length > 0 && length <= 5;
    for (size_t i = 0; i < length && good; i++) {
        good = text[i] >= '0' && text[i] <= '9';
        port = port * 10 + (unsigned)(text[i] - '0');
    }
    if (!good || port == 0 || port > UINT16_MAX) {
        return refuse(parser, "the port must be a number from 1 to 65535");
    }
    out->port = (uint16_t)port;
    return true;
}

/* "[::1]:8080": the brackets end at @end. */
static bool parse_address(const struct parser *parser, const char *text, size_t length,
                          struct url *out) {
    struct in6_addr address;
    out->host = arena_copy(parser->arena, text, length);
    return inet_pton(AF_INET6, out->host, &address) == 1 ||
           refuse(parser, "what stands in brackets is no IPv6 address");
}

static bool parse_name(const struct parser *parser, const char *text, size_t length,
                       struct url *out) {
    static const char characters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    if (length == 0) {
        return refuse(parser, "the host is missing: expected ws://HOST or wss://HOST");
    }
    if (length > LONGEST_HOST || strspn(text, characters) < length) {
        return refuse(parser, "the host is no name and no address (letters, digits, '.', '-', '_'; "
                              "an IPv6 address stands in brackets)");
    }
    out->host = arena_copy(parser->arena, text, length);
    return true;
}

static bool parse_host_and_port(const struct parser *parser, const char *text, size_t length,
                                struct url *out) {
    const char *end = text + length; /* Of the host. */
    bool good = false;
    if (length > 0 && text[0] == '[') {
        const char *bracket = memchr(text, ']', length);
        if (bracket == NULL) {
            return refuse(parser, "the '[' of an IPv6 address is not closed");
        }
        good = parse_address(parser, text + 1, (size_t)(bracket - text) - 1, out);
        text = bracket + 1;
        if (text != end && *text != ':') {
            return refuse(parser, "expected ':' and a port behind ']'");
        }
    } else {
        const char *colon = memchr(text, ':', length);
        const char *name_end = colon != NULL ? colon : end;
        good = parse_name(parser, text, (size_t)(name_end - text), out);
        text = name_end;
    }
    out->port = out->tls ? PORT_WSS : PORT_WS;
    if (good && text != end) {
        good = parse_port(parser, text + 1, (size_t)(end - text) - 1, out);
    }
    return good;
}

bool url_parse(struct arena *arena, const char *text, const struct place *place,
               struct diagnostics *diagnostics, struct url *out) {
    const struct parser parser = {arena, place, diagnostics};
    *out = (struct url){0};
    if (!parse_scheme(&parser, text, out) || !check_characters(&parser, text)) {
        return false;
    }
    if (strchr(text, '#') != NULL) {
        return refuse(&parser,
                      "a WebSocket URL has no fragment: remove '#' and what follows it, or "
                      "write %23");
    }
    const char *authority = text + scheme_length(text) + 3;
    size_t length = strcspn(authority, "/?");
    const char *rest = authority + length;
    const char *at = memrchr(authority, '@', length);
    const char *host = at != NULL ? at + 1 : authority;
    if (at != NULL && !parse_user_info(&parser, authority, (size_t)(at - authority), out)) {
        return false;
    }
    if (!parse_host_and_port(&parser, host, (size_t)(rest - host), out)) {
        return false;
    }
    out->path = arena_printf(arena, "%s%s", *rest == '/' ? "" : "/", rest);
    out->shown = arena_printf(arena, "%.*s%s%s", (int)(authority - text), text,
                              at != NULL ? "***@" : "", host);
    return true;
}
