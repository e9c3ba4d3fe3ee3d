/* test_utterance_queue.c - what waits, in order, within its bounds. */
#include "runtime/utterance_queue.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

static bool push(struct utterance_queue *queue, const char *text, instant arrived) {
    struct utterance utterance = {text, strlen(text), arrived};
    return utterance_queue_push(queue, &utterance);
}

/* All that waits as "text@arrived text@arrived ". */
static const char *listed(const struct utterance_queue *queue, char *out, size_t size) {
    size_t position = 0;
    size_t written = 0;
    struct utterance next;
    out[0] = '\0';
    while (utterance_queue_next(queue, &position, &next)) {
        written += (size_t)snprintf(out + written, size - written, "%.*s@%d ", (int)next.length,
                                    next.text, (int)next.arrived);
    }
    return out;
}

/* First in, first out, each with its time; an empty text counts, too. */
static void test_order(void **state) {
    (void)state;
    char text[128];
    struct utterance_queue queue;
    utterance_queue_init(&queue, NULL);
    assert_string_equal(listed(&queue, text, sizeof(text)), "");
    push(&queue, "one", 1);
    push(&queue, "", 2);
    push(&queue, "three", 3);
    assert_string_equal(listed(&queue, text, sizeof(text)), "one@1 @2 three@3 ");
    utterance_queue_drop(&queue, 2);
    assert_int_equal(queue.count, 1);
    assert_string_equal(listed(&queue, text, sizeof(text)), "three@3 ");
    push(&queue, "four", 4);
    assert_string_equal(listed(&queue, text, sizeof(text)), "three@3 four@4 ");
    utterance_queue_drop(&queue, 9);
    assert_int_equal(queue.count, 0);
    assert_string_equal(listed(&queue, text, sizeof(text)), "");
    utterance_queue_finish(&queue);
}

/* What was dropped can still be read until the next push. */
static void test_dropped_text_stays(void **state) {
    (void)state;
    struct utterance_queue queue;
    utterance_queue_init(&queue, NULL);
    push(&queue, "one", 1);
    size_t position = 0;
    struct utterance first;
    assert_true(utterance_queue_next(&queue, &position, &first));
    utterance_queue_drop(&queue, 1);
    assert_memory_equal(first.text, "one", 3);
    utterance_queue_finish(&queue);
}

/* No more than a number of them. */
static void test_count_is_bounded(void **state) {
    (void)state;
    struct utterance_queue queue;
    utterance_queue_init(&queue, NULL);
    for (int i = 0; i < UTTERANCE_QUEUE_MAX_COUNT; i++) {
        assert_true(push(&queue, "x", 1));
    }
    assert_false(push(&queue, "x", 1));
    assert_int_equal(queue.count, UTTERANCE_QUEUE_MAX_COUNT);
    utterance_queue_drop(&queue, 1);
    assert_true(push(&queue, "x", 1));
    utterance_queue_finish(&queue);
}

/* No more than a number of bytes; but one may always wait, however long. */
static void test_bytes_are_bounded(void **state) {
    (void)state;
    struct buffer large;
    buffer_init(&large, NULL);
    memset(buffer_reserve(&large, UTTERANCE_QUEUE_MAX_BYTES + 1), 'x',
           UTTERANCE_QUEUE_MAX_BYTES + 1);
    struct utterance most = {large.data, UTTERANCE_QUEUE_MAX_BYTES + 1, 1};
    struct utterance_queue queue;
    utterance_queue_init(&queue, NULL);
    assert_true(utterance_queue_push(&queue, &most));
    assert_false(push(&queue, "", 2));
    utterance_queue_drop(&queue, 1);
    assert_true(push(&queue, "small", 3));
    most.length = UTTERANCE_QUEUE_MAX_BYTES;
    assert_false(utterance_queue_push(&queue, &most));
    most.length = UTTERANCE_QUEUE_MAX_BYTES / 2;
    assert_true(utterance_queue_push(&queue, &most));
    assert_false(utterance_queue_push(&queue, &most));
    utterance_queue_finish(&queue);
    buffer_finish(&large);
}

static void *counting_resize(void *user, void *old, size_t old_size, size_t new_size) {
    ++*(int *)user;
    return memory_system.resize(memory_system.user, old, old_size, new_size);
}

/* A queue that is never empty uses its room again and again. */
static void test_room_is_reused(void **state) {
    (void)state;
    int allocations = 0;
    struct memory memory = {counting_resize, &allocations};
    struct utterance_queue queue;
    utterance_queue_init(&queue, &memory);
    push(&queue, "always one more", 0);
    int warm = 0;
    for (int i = 1; i <= 1000; i++) {
        char text[32];
        snprintf(text, sizeof(text), "utterance %d", i % 10);
        push(&queue, text, (instant)i);
        utterance_queue_drop(&queue, 1);
        warm = i == 10 ? allocations : warm;
    }
    assert_int_equal(allocations, warm);
    assert_int_equal(queue.count, 1);
    utterance_queue_finish(&queue);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_dropped_text_stays),
        cmocka_unit_test(test_count_is_bounded),
        cmocka_unit_test(test_bytes_are_bounded),
        cmocka_unit_test(test_room_is_reused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
