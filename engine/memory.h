/* memory.h - where memory comes from, and two ways to hold it: an arena and a growing buffer.
 *
 * Nothing in engine/ calls malloc(). It takes memory from a struct memory that its caller names, so
 * that a caller can count, limit or fail it. A struct memory never returns NULL: when it has no
 * more it does not return (memory_system ends the process with status 70 and one line on stderr).
 * That is why no function here has an "out of memory" result. */
#ifndef PARLEY_ENGINE_MEMORY_H
#define PARLEY_ENGINE_MEMORY_H

#include <stdarg.h>
#include <stddef.h>

struct memory {
    /* Like realloc(): @old may be NULL (then @old_size is 0); @new_size 0 frees and returns NULL.
     */
    void *(*resize)(void *user, void *old, size_t old_size, size_t new_size);
    void *user;
};

/* The C library's heap. */
extern const struct memory memory_system;

/* @size > 0 bytes of the C library's heap, all zero; and back, where NULL is allowed. */
void *memory_take(size_t size);
void memory_give_back(void *memory, size_t size);

/* Things that live and die together: one free for all of them. */
struct arena {
    /* private */
    const struct memory *memory;
    struct arena_block *blocks;
    size_t held;
};

/* @memory must outlive the arena. NULL means &memory_system. */
void arena_init(struct arena *arena, const struct memory *memory);

/* Free all that was allocated. A zeroed arena is allowed. */
void arena_finish(struct arena *arena);

/* @size bytes, all zero, aligned for any type; valid until arena_finish(). @size may be 0. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of @length bytes with a NUL behind them. @text may be NULL when @length is 0. */
char *arena_copy(struct arena *arena, const char *text, size_t length);

/* A NUL-terminated formatted string. */
char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
char *arena_vprintf(struct arena *arena, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* How many bytes the arena holds from its memory, for figures. */
size_t arena_held(const struct arena *arena);

/* Where the arena's memory comes from: for a buffer that works beside it. Never NULL. */
const struct memory *arena_memory(const struct arena *arena);

/* An array of bytes that grows; it never shrinks, so a reused one stops allocating. */
struct buffer {
    char *data; /* NULL while capacity is 0; otherwise data[length] may be read only after
                   buffer_terminate(). */
    size_t length;
    /* private */
    size_t capacity;
    const struct memory *memory;
};

/* @memory must outlive the buffer. NULL means &memory_system. */
void buffer_init(struct buffer *buffer, const struct memory *memory);
/* A zeroed buffer is allowed. */
void buffer_finish(struct buffer *buffer);
/* Make room for @more bytes behind the length; returns where they begin. The length is unchanged.
 */
char *buffer_reserve(struct buffer *buffer, size_t more);
void buffer_append(struct buffer *buffer, const char *text, size_t length);
void buffer_append_text(struct buffer *buffer, const char *text);
void buffer_printf(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));
/* Put a NUL behind the length (not counted) and return the data, never NULL. */
char *buffer_terminate(struct buffer *buffer);

#endif
