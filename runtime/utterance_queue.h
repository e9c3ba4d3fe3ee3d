/* utterance_queue.h - what the agent said and has not yet had its turn. */
#ifndef PARLEY_RUNTIME_UTTERANCE_QUEUE_H
#define PARLEY_RUNTIME_UTTERANCE_QUEUE_H

#include "engine/memory.h"
#include "runtime/clock.h"

/* How much may wait: an agent that floods must not grow memory. One utterance may always wait,
 * however long. */
enum {
    UTTERANCE_QUEUE_MAX_COUNT = 1024,
    UTTERANCE_QUEUE_MAX_BYTES = 4 * 1024 * 1024,
};

struct utterance {
    const char *text; /* Not NUL-terminated. */
    size_t length;
    instant arrived;
};

/* First in, first out, in one buffer that is reused: a queue that was once full enough allocates
 * nothing. */
struct utterance_queue {
    uint32_t count;
    /* private */
    size_t head; /* Where in the bytes the first one begins. */
    struct buffer bytes;
};

/* @memory as for buffer_init(). */
void utterance_queue_init(struct utterance_queue *queue, const struct memory *memory);
void utterance_queue_finish(struct utterance_queue *queue);

/* Add a copy at the end. False when the bound would be passed; then nothing was added. */
bool utterance_queue_push(struct utterance_queue *queue, const struct utterance *utterance);

/* Walk the queue: start with a *@position of 0. False at the end. The text is valid until the next
 * push. */
bool utterance_queue_next(const struct utterance_queue *queue, size_t *position,
                          struct utterance *out);

/* Drop the first @count of them; at most all. Their texts stay valid until the next push. */
void utterance_queue_drop(struct utterance_queue *queue, uint32_t count);

#endif
