/* html_page.c - head, heading and foot of a page. */
#include "reports/html_page.h"

#include "reports/digest.h"
#include "reports/html_assets.h"
#include "reports/html_text.h"
#include "reports/words.h"

#include <string.h>

static void add_policy(struct buffer *out, bool has_script) {
    char digest[DIGEST_BASE64_SIZE];
    digest_base64(html_style, strlen(html_style), digest);
    buffer_printf(out,
                  "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                  "style-src 'sha256-%s'; ",
                  digest);
    if (has_script) {
        digest_base64(html_script, strlen(html_script), digest);
        buffer_printf(out, "script-src 'sha256-%s'; ", digest);
    }
    buffer_append_text(out, "base-uri 'none'; form-action 'none'\">\n");
}

void html_page_begin(struct buffer *out, const char *title, bool has_script) {
    buffer_append_text(out,
                       "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    add_policy(out, has_script);
    buffer_append_text(out,
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"color-scheme\" content=\"light dark\">\n"
                       "<meta name=\"generator\" content=\"parley " PARLEY_VERSION "\">\n<title>");
    html_string(out, title);
    buffer_printf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n", html_style);
}

void html_page_about(struct buffer *out, const struct html_page_subject *subject) {
    buffer_append_text(out, "<h1>");
    html_string(out, subject->name);
    buffer_append_text(out, "</h1>\n<p class=\"about\"><span>agent: ");
    html_string(out, subject->agent_name);
    buffer_append_text(out, "</span>");
    if (*subject->agent_url != '\0') {
        buffer_append_text(out, "<span><code>");
        html_string(out, subject->agent_url);
        buffer_append_text(out, "</code></span>");
    }
    buffer_printf(out, "<span><time datetime=\"%s\">%.10s %.8s UTC</time></span><span>",
                  subject->started, subject->started, subject->started + strlen("2025-01-31T"));
    words_duration(out, subject->elapsed_us);
    buffer_append_text(out, "</span></p>\n");
}

void html_page_end(struct buffer *out, bool has_script) {
    buffer_append_text(out, "<footer>parley " PARLEY_VERSION "</footer>\n");
    if (has_script) {
        buffer_printf(out, "<script>%s</script>\n", html_script);
    }
    buffer_append_text(out, "</body>\n</html>\n");
}
