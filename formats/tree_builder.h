/* tree_builder.h - a tree of values from what a parser meets, one piece after another.
 *
 * Keeps the rules that hold whatever the syntax: depth, duplicate keys, anchors and how much their
 * aliases may stand for. Knows no parser. */
#ifndef PARLEY_FORMATS_TREE_BUILDER_H
#define PARLEY_FORMATS_TREE_BUILDER_H

#include "formats/document.h"

/* Where a piece stands, and the name by which aliases may repeat it (NULL: none). */
struct tree_piece {
    uint32_t line, column;
    const char *anchor;
    size_t anchor_length;
};

/* An array or object that is not closed yet. */
struct tree_frame {
    struct value *container;
    size_t first_child; /* In `children`. */
    size_t weight;      /* See struct tree_anchor. */
    uint32_t height;    /* Levels, this one included. */
    uint32_t anchor;    /* Its number in `anchors`; NO_ANCHOR. */
    bool has_key;       /* OBJECT: a key was met and its value is next. */
    const char *key;
    size_t key_length;
    uint32_t key_line, key_column;
};

struct tree_builder {
    struct arena *arena;
    const char *file;
    struct diagnostics *diagnostics;
    struct value *root;
    /* private */
    struct tree_frame frames[DOCUMENT_MAX_DEPTH];
    size_t depth;
    struct buffer children;   /* struct child: of all open frames. */
    struct buffer anchors;    /* struct tree_anchor */
    struct buffer duplicates; /* struct duplicate */
    struct buffer sorted;     /* uint32_t: children of the object that is being closed, by key. */
    uint32_t *anchor_heads;   /* By hash of the name; allocated at the first anchor. */
    size_t repeated;          /* The weight of all aliases. */
    bool failed;
};

/* @file, @arena and @diagnostics must outlive the builder. */
void tree_begin(struct tree_builder *builder, struct arena *arena, const char *file,
                struct diagnostics *diagnostics);
/* Give back what only building needed. The tree stays, in its arena. */
void tree_end(struct tree_builder *builder);

/* Each returns false after an error that is in the diagnostics; then nothing more may be added. */
bool tree_open(struct tree_builder *builder, enum value_kind kind, const struct tree_piece *piece);
bool tree_close(struct tree_builder *builder);
/* @text is copied. In an object whose next key is due it is that key, whatever its kind. */
bool tree_scalar(struct tree_builder *builder, enum value_kind kind, const char *text,
                 size_t length, const struct tree_piece *piece);
bool tree_alias(struct tree_builder *builder, const char *name, size_t length,
                const struct tree_piece *piece);

/* True when the next scalar is an object's key. */
bool tree_wants_key(const struct tree_builder *builder);

/* The whole tree, when nothing is open any more: reports duplicate keys. NULL when there is none.
 */
const struct value *tree_finish(struct tree_builder *builder);

/* Add a syntax error at @line and @column. Always false. */
bool tree_error(struct tree_builder *builder, uint32_t line, uint32_t column, const char *format,
                ...) __attribute__((format(printf, 4, 5)));

#endif
