/* misbehave.h - a server that breaks the rules on purpose, for testing clients.
 *
 * It listens as server.h does and hands out connections that are open, so that a scripted agent
 * plays over it as over any other; only what goes on the wire is wrong, each time in one way. Its
 * WebSocket is made by hand, for no library sends what it sends. Plain ws:// only. */
#ifndef PARLEY_TRANSPORTS_MISBEHAVE_H
#define PARLEY_TRANSPORTS_MISBEHAVE_H

#include "transports/server.h"

struct peer;

/* What a kind does all the time. */
enum misbehaviour_habit {
    HABIT_SLOW = 1,    /* Writes so many bytes a second. */
    HABIT_NO_PONG = 2, /* Answers no ping. */
    HABIT_DEAF = 4,    /* Reads nothing behind the request. */
    HABIT_MASKS = 8,   /* Masks its frames, as only a client may. */
    HABIT_STAYS = 16,  /* Neither answers a close frame nor ends the connection. */
    HABIT_FIRST = 32,  /* Misbehaves to the first so many connections only; 0: to all. */
};

/* One way of breaking the rules. */
struct misbehaviour {
    const char *name;
    const char *what;   /* In words, for a list. */
    const char *amount; /* What its amount is; NULL when it has none. */
    uint32_t usual;     /* The amount when none is given. */
    uint32_t minimum, maximum;
    unsigned habits; /* Of enum misbehaviour_habit. */
    /* What it writes for each message, instead of one text frame; NULL for the frame. */
    void (*speak)(struct peer *peer, const char *text, size_t length);
    /* How it answers the upgrade, instead of with 101; NULL for 101. */
    void (*answer)(struct peer *peer);
};

extern const struct misbehaviour misbehaviour_table[];
extern const size_t misbehaviour_count;

/* A kind and its amount, as "slow:20" names them. */
struct misbehaviour_choice {
    const struct misbehaviour *kind;
    uint32_t amount;
};

/* Read KIND[:AMOUNT]. False when it is none, with a line in words in @error (@error_size bytes). */
bool misbehaviour_choose(const char *text, struct misbehaviour_choice *choice, char *error,
                         size_t error_size);

/* Append the table as a list, a line for each kind. */
void misbehaviour_list(struct buffer *out);

struct misbehaving;

/* As server_create(); of @options the host, the port, max_message and the receiver count.
 * @choice is copied. */
struct misbehaving *misbehaving_create(uv_loop_t *loop, const struct server_options *options,
                                       const struct misbehaviour_choice *choice, char *error,
                                       size_t error_size);
uint16_t misbehaving_port(const struct misbehaving *server);
/* As server_destroy(). */
void misbehaving_destroy(struct misbehaving *server, void (*done)(void *user), void *user);

#endif
