/* diagnostic.c - lists of mistakes, and the nearest word to a misspelt one. */
#include "engine/diagnostic.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    const char *about;
} names[] = {
#define X(symbol, name, about) {name, about},
    DIAGNOSTIC_MAP(X)
#undef X
};

const char *diagnostic_name_text(enum diagnostic_name name) {
    return names[name].name;
}

const char *diagnostic_name_about(enum diagnostic_name name) {
    return names[name].about;
}

bool diagnostic_name_parse(const char *text, enum diagnostic_name *name) {
    for (size_t i = 0; i < DIAGNOSTIC_NAMES; i++) {
        if (strcmp(names[i].name, text) == 0) {
            *name = (enum diagnostic_name)i;
            return true;
        }
    }
    return false;
}

void diagnostics_init(struct diagnostics *list, struct arena *arena) {
    *list = (struct diagnostics){.arena = arena};
    list->last = &list->first;
}

static const char *keep(struct arena *arena, const char *text) {
    return text == NULL ? NULL : arena_copy(arena, text, strlen(text));
}

void diagnostic_add(struct diagnostics *list, enum severity severity, enum diagnostic_name name,
                    const struct place *place, const char *format, ...) {
    struct diagnostic *diagnostic = arena_alloc(list->arena, sizeof(*diagnostic));
    diagnostic->severity = severity;
    diagnostic->name = name;
    if (place != NULL) {
        diagnostic->place = *place;
        diagnostic->place.file = keep(list->arena, place->file);
        diagnostic->place.path = keep(list->arena, place->path);
    }
    va_list arguments;
    va_start(arguments, format);
    diagnostic->message = arena_vprintf(list->arena, format, arguments);
    va_end(arguments);

    *list->last = diagnostic;
    list->last = &diagnostic->next;
    list->error_count += severity == SEVERITY_ERROR;
    list->warning_count += severity == SEVERITY_WARNING;
}

/* A diagnostic while it is sorted. */
struct sorted {
    struct diagnostic *diagnostic;
    size_t found; /* When it was found, */
    size_t file;  /* and when the first one in its file was. */
};

static int compare_sizes(size_t a, size_t b) {
    return (a > b) - (a < b);
}

static const char *file_of(const struct sorted *sorted) {
    const char *file = sorted->diagnostic->place.file;
    return file != NULL ? file : "";
}

static int compare_files(const void *a, const void *b) {
    const struct sorted *left = a;
    const struct sorted *right = b;
    int order = strcmp(file_of(left), file_of(right));
    return order != 0 ? order : compare_sizes(left->found, right->found);
}

static int compare_places(const void *a, const void *b) {
    const struct sorted *left = a;
    const struct sorted *right = b;
    const struct place *left_place = &left->diagnostic->place;
    const struct place *right_place = &right->diagnostic->place;
    if (left->file != right->file) {
        return compare_sizes(left->file, right->file);
    }
    if (left_place->line != right_place->line) {
        return compare_sizes(left_place->line, right_place->line);
    }
    if (left_place->column != right_place->column) {
        return compare_sizes(left_place->column, right_place->column);
    }
    return compare_sizes(left->found, right->found);
}

static size_t count_all(const struct diagnostics *list) {
    size_t count = 0;
    for (const struct diagnostic *each = list->first; each != NULL; each = each->next) {
        count++;
    }
    return count;
}

void diagnostics_sort(struct diagnostics *list) {
    const struct memory *memory = arena_memory(list->arena);
    size_t count = count_all(list);
    if (count == 0) {
        return;
    }
    struct sorted *sorted = memory->resize(memory->user, NULL, 0, count * sizeof(*sorted));
    size_t found = 0;
    for (struct diagnostic *each = list->first; each != NULL; each = each->next) {
        sorted[found] = (struct sorted){.diagnostic = each, .found = found};
        found++;
    }
    qsort(sorted, count, sizeof(*sorted), compare_files);
    for (size_t i = 0; i < count; i++) {
        bool goes_on = i > 0 && strcmp(file_of(&sorted[i]), file_of(&sorted[i - 1])) == 0;
        sorted[i].file = goes_on ? sorted[i - 1].file : sorted[i].found;
    }
    qsort(sorted, count, sizeof(*sorted), compare_places);

    list->last = &list->first;
    for (size_t i = 0; i < count; i++) {
        *list->last = sorted[i].diagnostic;
        list->last = &sorted[i].diagnostic->next;
    }
    *list->last = NULL;
    memory->resize(memory->user, sorted, count * sizeof(*sorted), 0);
}

enum { LONGEST_EXCERPT = 60 };

static bool begins_code_point(char byte) {
    return ((unsigned char)byte & 0xC0) != 0x80;
}

const char *diagnostic_excerpt(struct arena *arena, const char *text, size_t length) {
    size_t end = 0;
    for (size_t points = 0; end < length; end++) {
        points += begins_code_point(text[end]);
        if (points > LONGEST_EXCERPT) {
            break;
        }
    }
    char *excerpt = arena_printf(arena, "%.*s%s", (int)end, text, end < length ? "..." : "");
    for (char *byte = excerpt; *byte != '\0'; byte++) {
        if ((unsigned char)*byte < ' ' || *byte == '\x7f') {
            *byte = ' ';
        }
    }
    return excerpt;
}

void diagnostics_silence(struct diagnostics *list, enum diagnostic_name name) {
    struct diagnostic **link = &list->first;
    while (*link != NULL) {
        struct diagnostic *each = *link;
        if (each->name == name && each->severity != SEVERITY_ERROR) {
            list->warning_count -= each->severity == SEVERITY_WARNING;
            *link = each->next;
        } else {
            link = &each->next;
        }
    }
    list->last = link;
}

enum { LONGEST_WORD = 40 /* Longer words are not compared: nobody misspells one into another. */ };

static char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static size_t smaller(size_t a, size_t b) {
    return a < b ? a : b;
}

/* Edits between two words, where swapping two neighbours is one (optimal string alignment). */
static size_t edits_between(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t rows[3][LONGEST_WORD + 1];
    for (size_t j = 0; j <= b_length; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            size_t replaced = above[j - 1] + (lower(a[i - 1]) != lower(b[j - 1]));
            row[j] = smaller(replaced, smaller(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1])) {
                row[j] = smaller(row[j], two_above[j - 2] + 1);
            }
        }
    }
    return rows[a_length % 3][b_length];
}

const char *diagnostic_suggest(const char *word, const char *const *candidates, size_t count) {
    size_t length = strlen(word);
    if (length > LONGEST_WORD) {
        return NULL;
    }
    const char *nearest = NULL;
    size_t fewest = (length + 2) / 3;
    for (size_t i = 0; i < count; i++) {
        size_t candidate_length = strlen(candidates[i]);
        if (candidate_length > LONGEST_WORD) {
            continue;
        }
        size_t edits = edits_between(word, length, candidates[i], candidate_length);
        if (edits < fewest || (edits == fewest && nearest == NULL)) {
            fewest = edits;
            nearest = candidates[i];
        }
    }
    return nearest;
}
