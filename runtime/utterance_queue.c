/* utterance_queue.c - utterances one behind the other in a growing buffer. */
#include "runtime/utterance_queue.h"

#include <string.h>

/* Stands before each text. Copied in and out, as nothing in the buffer is aligned. */
struct entry {
    size_t length;
    instant arrived;
};

void utterance_queue_init(struct utterance_queue *queue, const struct memory *memory) {
    *queue = (struct utterance_queue){0};
    buffer_init(&queue->bytes, memory);
}

void utterance_queue_finish(struct utterance_queue *queue) {
    buffer_finish(&queue->bytes);
    queue->count = 0;
    queue->head = 0;
}

/* Give the room of what was dropped back, once it is at least as much as what still waits: so each
 * byte is moved once on average. */
static void compact(struct utterance_queue *queue) {
    size_t waiting = queue->bytes.length - queue->head;
    if (queue->head > 0 && queue->head >= waiting) {
        memmove(queue->bytes.data, queue->bytes.data + queue->head, waiting);
        queue->bytes.length = waiting;
        queue->head = 0;
    }
}

static bool has_room(const struct utterance_queue *queue, size_t length) {
    size_t waiting = queue->bytes.length - queue->head;
    return queue->count == 0 ||
           (queue->count < UTTERANCE_QUEUE_MAX_COUNT && waiting < UTTERANCE_QUEUE_MAX_BYTES &&
            length <= UTTERANCE_QUEUE_MAX_BYTES - waiting);
}

bool utterance_queue_push(struct utterance_queue *queue, const struct utterance *utterance) {
    if (!has_room(queue, utterance->length)) {
        return false;
    }
    compact(queue);
    struct entry entry = {.length = utterance->length, .arrived = utterance->arrived};
    buffer_reserve(&queue->bytes, sizeof(entry) + utterance->length);
    buffer_append(&queue->bytes, (const char *)&entry, sizeof(entry));
    buffer_append(&queue->bytes, utterance->text, utterance->length);
    queue->count++;
    return true;
}

bool utterance_queue_next(const struct utterance_queue *queue, size_t *position,
                          struct utterance *out) {
    size_t offset = queue->head + *position;
    if (offset == queue->bytes.length) {
        return false;
    }
    struct entry entry;
    memcpy(&entry, queue->bytes.data + offset, sizeof(entry));
    *out = (struct utterance){
        .text = queue->bytes.data + offset + sizeof(entry),
        .length = entry.length,
        .arrived = entry.arrived,
    };
    *position += sizeof(entry) + entry.length;
    return true;
}

void utterance_queue_drop(struct utterance_queue *queue, uint32_t count) {
    size_t position = 0;
    struct utterance dropped;
    while (count > 0 && utterance_queue_next(queue, &position, &dropped)) {
        queue->count--;
        count--;
    }
    queue->head += position;
}
