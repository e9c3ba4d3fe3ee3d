/* through_corpus.c - stands in for libFuzzer in the ordinary suite: every file of a folder as it
 * is, cut short, and changed a little, the same way every time.
 *
 * It finds what breaks on known inputs and near them. `make fuzz` searches. */
#include "engine/memory.h"

#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MUTANTS = 40, CHANGES = 3 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* xorshift: the same on every machine. */
static uint32_t next_number(uint32_t *seed) {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return *seed;
}

/* From an exact copy, so that a byte read behind the end is noticed. */
static void try_input(const char *bytes, size_t size) {
    uint8_t *copy = malloc(size > 0 ? size : 1);
    if (copy == NULL) {
        abort();
    }
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    LLVMFuzzerTestOneInput(copy, size);
    free(copy);
}

/* Bytes changed, doubled or taken away. */
static void change(struct buffer *input, uint32_t *seed) {
    if (input->length == 0) {
        return;
    }
    size_t at = next_number(seed) % input->length;
    size_t length = 1 + next_number(seed) % (input->length - at);
    switch (next_number(seed) % 4) {
    case 0:
        input->data[at] = (char)next_number(seed);
        break;
    case 1:
        input->data[at] = (char)(input->data[at] ^ 1 << next_number(seed) % 8);
        break;
    case 2:
        memmove(input->data + at, input->data + at + length, input->length - at - length);
        input->length -= length;
        break;
    default:
        buffer_reserve(input, length);
        memmove(input->data + at + length, input->data + at, input->length - at);
        input->length += length;
        break;
    }
}

static void try_file(const struct buffer *file) {
    uint32_t seed = 2463534242;
    struct buffer mutant;
    buffer_init(&mutant, NULL);
    try_input(file->data, file->length);
    for (int i = 0; i < MUTANTS; i++) {
        mutant.length = 0;
        buffer_append(&mutant, file->data, file->length);
        for (int j = 0; j < CHANGES; j++) {
            change(&mutant, &seed);
        }
        try_input(mutant.data, mutant.length);
        if (file->length > 0) {
            try_input(file->data, next_number(&seed) % file->length);
        }
    }
    buffer_finish(&mutant);
}

static bool read_file(const char *path, struct buffer *out) {
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    size_t read = 0;
    out->length = 0;
    while ((read = fread(buffer_reserve(out, BUFSIZ), 1, BUFSIZ, file)) > 0) {
        out->length += read;
    }
    fclose(file);
    return true;
}

int main(int count, char **arguments) {
    struct dirent **entries = NULL;
    int found = count == 2 ? scandir(arguments[1], &entries, NULL, alphasort) : -1;
    int tried = 0;
    struct buffer file;
    buffer_init(&file, NULL);
    for (int i = 0; i < found; i++) {
        char path[4096];
        snprintf(path, sizeof(path), "%s/%s", arguments[1], entries[i]->d_name);
        if (entries[i]->d_name[0] != '.' && read_file(path, &file)) {
            try_file(&file);
            tried++;
        }
        free(entries[i]);
    }
    free(entries);
    buffer_finish(&file);
    printf("%d files\n", tried);
    return tried > 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
