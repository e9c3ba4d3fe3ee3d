/* The address of an agent, taken apart. */
#include "formats/url.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

#define COUNT(cases) (sizeof(cases) / sizeof((cases)[0]))

static const struct place place = {.file = "--agent"};

/* Good URLs, and what is made of them. */
static void good(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const char *shown;
        const char *host;
        const char *path;
        const char *authorization;
        uint16_t port;
        bool tls;
    } cases[] = {
        {"ws://a", "ws://a", "a", "/", NULL, 80, false},
        {"wss://a.example", "wss://a.example", "a.example", "/", NULL, 443, true},
        {"WSS://A:1/x?y=%20", "WSS://A:1/x?y=%20", "A", "/x?y=%20", NULL, 1, true},
        {"ws://a?q=/@:", "ws://a?q=/@:", "a", "/?q=/@:", NULL, 80, false},
        {"ws://127.0.0.1:65535/", "ws://127.0.0.1:65535/", "127.0.0.1", "/", NULL, 65535, false},
        {"ws://[::1]:99/p", "ws://[::1]:99/p", "::1", "/p", NULL, 99, false},
        {"wss://[2001:db8::1]", "wss://[2001:db8::1]", "2001:db8::1", "/", NULL, 443, true},
        {"ws://user:p%40ss@h:9/x", "ws://***@h:9/x", "h", "/x", "Basic dXNlcjpwQHNz", 9, false},
        {"ws://user@h", "ws://***@h", "h", "/", "Basic dXNlcjo=", 80, false},
        {"ws://u:a@b@h", "ws://***@h", "h", "/", "Basic dTphQGI=", 80, false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        struct url url;
        parsed_begin(&parsed);
        bool parses = url_parse(&parsed.arena, cases[i].text, &place, &parsed.diagnostics, &url);
        assert_string_equal(parsed_diagnostics(&parsed), "");
        assert_true(parses);
        assert_string_equal(url.shown, cases[i].shown);
        assert_int_equal(url.tls, cases[i].tls);
        assert_string_equal(url.host, cases[i].host);
        assert_int_equal(url.port, cases[i].port);
        assert_string_equal(url.path, cases[i].path);
        assert_int_equal(url.authorization != NULL, cases[i].authorization != NULL);
        if (url.authorization != NULL) {
            assert_string_equal(url.authorization, cases[i].authorization);
        }
        parsed_end(&parsed);
    }
}

/* However long it is, only so much is read. */
static void longest(void **unused) {
    (void)unused;
    static char text[8192 + 2];
    for (size_t more = 0; more <= 1; more++) {
        struct parsed parsed;
        struct url url;
        parsed_begin(&parsed);
        memset(text, 'p', sizeof(text));
        memcpy(text, "ws://a/", 7);
        text[8192 + more] = '\0';
        assert_int_equal(url_parse(&parsed.arena, text, &place, &parsed.diagnostics, &url),
                         more == 0);
        assert_int_equal(strstr(parsed_diagnostics(&parsed), "the URL is longer than 8192 bytes") !=
                             NULL,
                         more == 1);
        parsed_end(&parsed);
    }
}

/* Bad ones are refused in words that say what to do and show nothing secret. */
static void refused(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        const char *words;
    } cases[] = {
        {"", "no URL"},
        {"localhost:80", "no URL"},
        {"ws:/a", "no URL"},
        {"http://u:hunter2@a", "write ws://"},
        {"HTTPS://a", "write wss://"},
        {"ftp://a", "neither ws:// nor wss://"},
        {"ws://", "the host is missing"},
        {"ws://:80", "the host is missing"},
        {"ws://u:hunter2@", "the host is missing"},
        {"ws://a:", "the port must be a number from 1 to 65535"},
        {"ws://a:0", "the port must be"},
        {"ws://a:65536", "the port must be"},
        {"ws://a:99999999999999999999", "the port must be"},
        {"ws://a:8o", "the port must be"},
        {"ws://a:-1", "the port must be"},
        {"ws://u:hunter2/x@a", "the port must be"},
        {"ws://a#f", "no fragment"},
        {"ws://a/x#", "no fragment"},
        {"ws://a b", "no spaces"},
        {"ws://a/\r\nX: hunter2", "no spaces and no control characters"},
        {"ws://b\xC3\xBC"
         "cher.example",
         "xn--"},
        {"ws://a%41", "no name and no address"},
        {"ws://a{b}", "no name and no address"},
        {"ws://[::1", "not closed"},
        {"ws://[::g]", "no IPv6 address"},
        {"ws://[127.0.0.1]", "no IPv6 address"},
        {"ws://[::1]80", "behind ']'"},
        {"ws://::1/", "the host is missing"},
        {"ws://u:hunter2%zz@a", "broken percent escape"},
        {"ws://u%0d:hunter2@a", "control character"},
        {"ws://u%00:hunter2@a", "control character"},
        {"ws://u%4@a", "broken percent escape"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct parsed parsed;
        struct url url;
        parsed_begin(&parsed);
        bool parses = url_parse(&parsed.arena, cases[i].text, &place, &parsed.diagnostics, &url);
        const char *found = parsed_diagnostics(&parsed);
        if (parses || strstr(found, cases[i].words) == NULL || strstr(found, "hunter2") != NULL) {
            fail_msg("%s: %s", cases[i].text, found);
        }
        assert_int_equal(parsed.diagnostics.error_count, 1);
        parsed_end(&parsed);
    }
}

/* A URL is told from a file's name by its scheme. */
static void told_from_files(void **unused) {
    (void)unused;
    assert_true(url_is("ws://a"));
    assert_true(url_is("http://a"));
    assert_false(url_is("agents/a.json"));
    assert_false(url_is("://a"));
    assert_false(url_is("a b://c"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good),
        cmocka_unit_test(longest),
        cmocka_unit_test(refused),
        cmocka_unit_test(told_from_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
