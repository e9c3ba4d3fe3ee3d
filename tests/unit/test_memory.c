/* test_memory.c - the heap, arenas and growing buffers. */
#include "engine/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* Under AddressSanitizer, too, malloc() is to return NULL when there is no more. */
const char *__asan_default_options(void);
const char *__asan_default_options(void) {
    return "allocator_may_return_null=1";
}

/* Memory that knows how much of it is held. */
static void *counting_resize(void *user, void *old, size_t old_size, size_t new_size) {
    *(size_t *)user += new_size - old_size;
    return memory_system.resize(memory_system.user, old, old_size, new_size);
}

/* What an arena gives is zero, aligned and apart from the rest, whatever its size. */
static void test_arena(void **state) {
    (void)state;
    size_t held = 0;
    struct memory memory = {.resize = counting_resize, .user = &held};
    struct arena arena;
    arena_init(&arena, &memory);
    assert_ptr_equal(arena_memory(&arena), &memory);
    static const size_t sizes[] = {1, 0, 24, 3000, 5000, 2000, 16, 100000, 7};
    unsigned char *given[sizeof(sizes) / sizeof(sizes[0])];
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        given[i] = arena_alloc(&arena, sizes[i]);
        assert_non_null(given[i]);
        assert_int_equal((uintptr_t)given[i] % _Alignof(max_align_t), 0);
        for (size_t j = 0; j < sizes[i]; j++) {
            assert_int_equal(given[i][j], 0);
        }
        memset(given[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
        for (size_t j = 0; j < sizes[i]; j++) {
            assert_int_equal(given[i][j], i + 1);
        }
    }
    assert_int_equal(arena_held(&arena), held);
    assert_true(held >= 110000);
    arena_finish(&arena);
    assert_int_equal(held, 0);
    assert_int_equal(arena_held(&arena), 0);
}

/* A finished arena is empty and may be used again; one that was never used has nothing to free. */
static void test_arena_finish(void **state) {
    (void)state;
    struct arena arena = {0};
    arena_finish(&arena);
    arena_init(&arena, NULL);
    arena_alloc(&arena, 10000);
    arena_finish(&arena);
    arena_finish(&arena);
    arena_alloc(&arena, 10);
    arena_finish(&arena);
}

/* Copies end in a NUL and may hold some. */
static void test_arena_texts(void **state) {
    (void)state;
    struct arena arena;
    arena_init(&arena, NULL);
    assert_string_equal(arena_copy(&arena, "hello", 4), "hell");
    assert_string_equal(arena_copy(&arena, NULL, 0), "");
    assert_memory_equal(arena_copy(&arena, "a\0b", 3), "a\0b", 4);
    assert_string_equal(arena_printf(&arena, "%s-%d", "x", 42), "x-42");
    arena_finish(&arena);
}

/* A buffer grows and keeps what is in it; it allocates less and less often. */
static void test_buffer(void **state) {
    (void)state;
    size_t held = 0;
    struct memory memory = {.resize = counting_resize, .user = &held};
    struct buffer buffer;
    buffer_init(&buffer, &memory);
    assert_int_equal(held, 0);
    assert_string_equal(buffer_terminate(&buffer), "");
    for (int i = 0; i < 1000; i++) {
        buffer_append(&buffer, "abc", 3);
    }
    buffer_append(&buffer, NULL, 0);
    buffer_append_text(&buffer, "def");
    buffer_printf(&buffer, "%d%%", 100);
    assert_int_equal(buffer.length, 3007);
    assert_int_equal(strlen(buffer_terminate(&buffer)), 3007);
    assert_memory_equal(buffer.data, "abcabc", 6);
    assert_string_equal(buffer.data + 3000, "def100%");
    size_t before = held;
    buffer.length = 0;
    memcpy(buffer_reserve(&buffer, 3000), "xyz", 3);
    assert_int_equal(buffer.length, 0);
    assert_memory_equal(buffer.data, "xyz", 3);
    assert_int_equal(held, before);
    buffer_finish(&buffer);
    assert_int_equal(held, 0);
    struct buffer zeroed = {0};
    buffer_finish(&zeroed);
}

/* A process that gets no more memory ends with status 70 and says why. */
static void test_out_of_memory(void **state) {
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        memory_system.resize(memory_system.user, NULL, 0, PTRDIFF_MAX);
        _exit(0);
    }
    close(ends[1]);
    char message[2000];
    size_t length = 0;
    ssize_t got = 0;
    while ((got = read(ends[0], message + length, sizeof(message) - length)) > 0) {
        length += (size_t)got;
    }
    close(ends[0]);
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    static const char words[] = "parley: out of memory\n";
    assert_non_null(memmem(message, length, words, strlen(words)));
    assert_int_equal(WEXITSTATUS(status), 70);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_arena),         cmocka_unit_test(test_arena_finish),
        cmocka_unit_test(test_arena_texts),   cmocka_unit_test(test_buffer),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
