/* http_page.h - one page of text over HTTP, for whoever asks: what a scraper of figures needs, and
 * no more. Nothing of it is trusted: few clients at once, each gets one answer and little time. */
#ifndef PARLEY_TRANSPORTS_HTTP_PAGE_H
#define PARLEY_TRANSPORTS_HTTP_PAGE_H

#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct http_page;

struct http_page_options {
    const char *host;         /* An address or a name. */
    uint16_t port;            /* 0: any free one. */
    const char *path;         /* Of the page, such as "/metrics"; any other is 404. */
    const char *content_type; /* Of the page. */
};

/* Listen on @loop. NULL on failure, with a line in words in @error (@error_size bytes). @options'
 * strings must outlive it. The page is empty until it is set. */
struct http_page *http_page_create(uv_loop_t *loop, const struct http_page_options *options,
                                   char *error, size_t error_size);
/* The port it listens on. */
uint16_t http_page_port(const struct http_page *page);

/* What is answered from now on; it is copied. */
void http_page_set(struct http_page *page, const char *text, size_t length);

/* Stop listening and free it: @done (may be NULL) is called from the loop when all is closed.
 * Answers on their way are cut off. */
void http_page_destroy(struct http_page *page, void (*done)(void *user), void *user);

#endif
