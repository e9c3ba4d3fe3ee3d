/* memory.c - the heap, arenas and growing buffers. */
#include "engine/memory.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    BLOCK_SIZE = 4096,    /* Blocks of an arena; anything larger gets a block of its own. */
    EXIT_INTERNAL = 70,   /* The exit status of an internal error (spec section 6). */
    BUFFER_SMALLEST = 64, /* The first capacity of a buffer. */
    ALIGNMENT = _Alignof(max_align_t),
};

struct arena_block {
    struct arena_block *next;
    size_t size; /* Of the whole block, this header included. */
    size_t used;
};

/* The header, rounded up so that what follows it is aligned. */
#define BLOCK_HEADER ((sizeof(struct arena_block) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT)

static void *system_resize(void *user, void *old, size_t old_size, size_t new_size) {
    (void)user;
    (void)old_size;
    if (new_size == 0) {
        free(old);
        return NULL;
    }
    void *memory = realloc(old, new_size);
    if (memory == NULL) {
        static const char message[] = "parley: out of memory\n";
        ssize_t ignored = write(STDERR_FILENO, message, sizeof(message) - 1);
        (void)ignored;
        _exit(EXIT_INTERNAL);
    }
    return memory;
}

const struct memory memory_system = {.resize = system_resize};

void *memory_take(size_t size) {
    void *memory = memory_system.resize(memory_system.user, NULL, 0, size);
    memset(memory, 0, size);
    return memory;
}

void memory_give_back(void *memory, size_t size) {
    if (memory != NULL) {
        memory_system.resize(memory_system.user, memory, size, 0);
    }
}

void arena_init(struct arena *arena, const struct memory *memory) {
    *arena = (struct arena){.memory = memory != NULL ? memory : &memory_system};
}

void arena_finish(struct arena *arena) {
    struct arena_block *block = arena->blocks;
    while (block != NULL) {
        struct arena_block *next = block->next;
        arena->memory->resize(arena->memory->user, block, block->size, 0);
        block = next;
    }
    arena->blocks = NULL;
    arena->held = 0;
}

static struct arena_block *add_block(struct arena *arena, size_t size) {
    struct arena_block *block = arena->memory->resize(arena->memory->user, NULL, 0, size);
    *block = (struct arena_block){.size = size, .used = BLOCK_HEADER};
    arena->held += size;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size) {
    size_t rounded = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct arena_block *block = arena->blocks;
    if (rounded > BLOCK_SIZE - BLOCK_HEADER) {
        /* A large one stands behind the current block, which keeps filling. */
        struct arena_block *large = add_block(arena, BLOCK_HEADER + rounded);
        if (block == NULL) {
            arena->blocks = large;
        } else {
            large->next = block->next;
            block->next = large;
        }
        block = large;
    } else if (block == NULL || block->size - block->used < rounded) {
        struct arena_block *fresh = add_block(arena, BLOCK_SIZE);
        fresh->next = block;
        arena->blocks = block = fresh;
    }
    char *memory = (char *)block + block->used;
    block->used += rounded;
    memset(memory, 0, rounded);
    return memory;
}

char *arena_copy(struct arena *arena, const char *text, size_t length) {
    char *copy = arena_alloc(arena, length + 1);
    if (length > 0) {
        memcpy(copy, text, length);
    }
    return copy;
}

char *arena_vprintf(struct arena *arena, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

char *arena_printf(struct arena *arena, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = arena_vprintf(arena, format, arguments);
    va_end(arguments);
    return text;
}

size_t arena_held(const struct arena *arena) {
    return arena->held;
}

const struct memory *arena_memory(const struct arena *arena) {
    return arena->memory;
}

void buffer_init(struct buffer *buffer, const struct memory *memory) {
    *buffer = (struct buffer){.memory = memory != NULL ? memory : &memory_system};
}

void buffer_finish(struct buffer *buffer) {
    if (buffer->data != NULL) {
        buffer->memory->resize(buffer->memory->user, buffer->data, buffer->capacity, 0);
    }
    *buffer = (struct buffer){.memory = buffer->memory};
}

char *buffer_reserve(struct buffer *buffer, size_t more) {
    size_t needed = buffer->length + more;
    if (needed > buffer->capacity || buffer->data == NULL) {
        size_t capacity = buffer->capacity < BUFFER_SMALLEST ? BUFFER_SMALLEST : buffer->capacity;
        while (capacity < needed) {
            capacity *= 2;
        }
        buffer->data =
            buffer->memory->resize(buffer->memory->user, buffer->data, buffer->capacity, capacity);
        buffer->capacity = capacity;
    }
    return buffer->data + buffer->length;
}

void buffer_append(struct buffer *buffer, const char *text, size_t length) {
    if (length > 0) {
        memcpy(buffer_reserve(buffer, length), text, length);
        buffer->length += length;
    }
}

void buffer_append_text(struct buffer *buffer, const char *text) {
    buffer_append(buffer, text, strlen(text));
}

void buffer_printf(struct buffer *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    buffer_vprintf(buffer, format, arguments);
    va_end(arguments);
}

void buffer_vprintf(struct buffer *buffer, const char *format, va_list arguments) {
    va_list again;
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    vsnprintf(buffer_reserve(buffer, (size_t)length + 1), (size_t)length + 1, format, again);
    va_end(again);
    buffer->length += (size_t)length;
}

char *buffer_terminate(struct buffer *buffer) {
    *buffer_reserve(buffer, 1) = '\0';
    return buffer->data;
}
