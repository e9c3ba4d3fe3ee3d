/* address.c - a host to its addresses, without blocking the loop. */
#include "transports/address.h"

#include "engine/memory.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

struct lookup {
    uv_getaddrinfo_t request;
    void (*done)(void *user, int status, const struct addresses *addresses); /* NULL: cancelled. */
    void *user;
};

static bool is_address(const char *host) {
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    return uv_ip4_addr(host, 0, &v4) == 0 || uv_ip6_addr(host, 0, &v6) == 0;
}

bool addresses_known(const char *host, struct addresses *out) {
    if (strcasecmp(host, "localhost") == 0) {
        *out = (struct addresses){.count = 2, .text = {"127.0.0.1", "::1"}};
        return true;
    }
    if (strlen(host) >= ADDRESS_TEXT_MAX || !is_address(host)) {
        return false;
    }
    out->count = 1;
    snprintf(out->text[0], ADDRESS_TEXT_MAX, "%s", host);
    return true;
}

/* Append one of the resolver's results. */
static void add(struct addresses *addresses, const struct sockaddr *address) {
    char *text = addresses->text[addresses->count];
    if (address->sa_family == AF_INET) {
        const struct sockaddr_in *v4 = (const struct sockaddr_in *)(const void *)address;
        addresses->count += uv_ip4_name(v4, text, ADDRESS_TEXT_MAX) == 0;
        return;
    }
    if (address->sa_family != AF_INET6) {
        return;
    }
    const struct sockaddr_in6 *v6 = (const struct sockaddr_in6 *)(const void *)address;
    char zone[UV_IF_NAMESIZE + 1] = "";
    size_t size = UV_IF_NAMESIZE;
    if (v6->sin6_scope_id != 0 && uv_if_indextoname(v6->sin6_scope_id, zone + 1, &size) == 0) {
        zone[0] = '%';
    }
    if (uv_ip6_name(v6, text, ADDRESS_TEXT_MAX) == 0 &&
        strlen(text) + strlen(zone) < ADDRESS_TEXT_MAX) {
        memcpy(text + strlen(text), zone, strlen(zone) + 1);
        addresses->count++;
    }
}

/* All of the resolver's results, up to ADDRESSES_MAX; @status, or that there are none. */
static int add_all(struct addresses *addresses, int status, const struct addrinfo *results) {
    addresses->count = 0;
    for (const struct addrinfo *result = results;
         result != NULL && addresses->count < ADDRESSES_MAX; result = result->ai_next) {
        add(addresses, result->ai_addr);
    }
    return status == 0 && addresses->count == 0 ? UV_EAI_NODATA : status;
}

static const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};

int addresses_look_up(uv_loop_t *loop, const char *host, struct addresses *out) {
    uv_getaddrinfo_t request;
    int status = uv_getaddrinfo(loop, &request, NULL, host, NULL, &hints);
    if (status == 0) {
        status = add_all(out, 0, request.addrinfo);
        uv_freeaddrinfo(request.addrinfo);
    }
    return status;
}

static void looked_up(uv_getaddrinfo_t *request, int status, struct addrinfo *results) {
    struct lookup *lookup = request->data;
    if (lookup->done != NULL) {
        struct addresses addresses;
        status = add_all(&addresses, status, results);
        lookup->done(lookup->user, status, &addresses);
    }
    uv_freeaddrinfo(results);
    memory_system.resize(memory_system.user, lookup, sizeof(*lookup), 0);
}

int lookup_start(uv_loop_t *loop, const char *host,
                 void (*done)(void *user, int status, const struct addresses *addresses),
                 void *user, struct lookup **out) {
    struct lookup *lookup = memory_system.resize(memory_system.user, NULL, 0, sizeof(*lookup));
    *lookup = (struct lookup){.done = done, .user = user};
    lookup->request.data = lookup;
    int error = uv_getaddrinfo(loop, &lookup->request, looked_up, host, NULL, &hints);
    if (error != 0) {
        memory_system.resize(memory_system.user, lookup, sizeof(*lookup), 0);
        return error;
    }
    *out = lookup;
    return 0;
}

void lookup_cancel(struct lookup *lookup) {
    lookup->done = NULL;
    uv_cancel((uv_req_t *)&lookup->request);
}
