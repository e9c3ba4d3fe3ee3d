/* fuzz_text.c - any bytes, folded and composed.
 *
 * Beyond not crashing: the results are UTF-8 and stay the same when made again; composing is what
 * utf8proc makes of the whole; there is no white space but single spaces; origins never run
 * backwards and begin a character; and folding is the same with and without them. */
#include "engine/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void check_folded(const struct text_fold *fold) {
    require(text_is_utf8(fold->bytes, fold->length, NULL));
    bool after_space = true; /* Trimmed. */
    for (size_t at = 0; at < fold->length;) {
        uint32_t code_point = 0;
        at += text_read(fold->bytes + at, fold->length - at, &code_point);
        bool space = code_point == ' ';
        require(space || !text_is_space(code_point));
        require(!(space && after_space));
        after_space = space;
    }
    require(fold->length == 0 || !after_space);
}

static void check_origins(const struct text_fold *fold, const char *text, size_t length) {
    for (size_t i = 0; i <= fold->length; i++) {
        uint32_t origin = fold->origins[i];
        require(origin <= length && (i == 0 || origin >= fold->origins[i - 1]));
        /* Inside of a character there are only continuation bytes that belong to it. */
        uint32_t code_point = 0;
        size_t start = origin;
        for (size_t back = 1; back <= 3 && back <= start && start < length; back++) {
            require(text_read(text + start - back, length - start + back, &code_point) <= back);
        }
    }
}

static void check_same(const struct text_fold *a, const struct text_fold *b) {
    require(a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0);
}

static void check_compose(struct text_fold *fold, const char *text, size_t length) {
    struct buffer composed;
    struct buffer again;
    buffer_init(&composed, NULL);
    buffer_init(&again, NULL);
    text_compose(fold, text, length, &composed);
    require(text_is_utf8(buffer_terminate(&composed), composed.length, NULL));
    text_compose(fold, composed.data, composed.length, &again);
    require(again.length == composed.length);
    require(memcmp(buffer_terminate(&again), composed.data, composed.length) == 0);
    if (text_is_utf8(text, length, NULL) && memchr(text, '\0', length) == NULL) {
        char *copy = strndup(text, length);
        char *whole = (char *)utf8proc_NFC((const utf8proc_uint8_t *)copy);
        require(strcmp(whole, composed.data) == 0);
        free(whole);
        free(copy);
    }
    buffer_finish(&composed);
    buffer_finish(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    struct text_fold fold;
    struct text_fold other;
    text_fold_init(&fold, NULL);
    text_fold_init(&other, NULL);
    text_fold(&fold, text, size, TEXT_TRIM | TEXT_ORIGINS);
    check_folded(&fold);
    check_origins(&fold, text, size);
    text_fold(&other, text, size, TEXT_TRIM);
    check_same(&fold, &other);
    text_fold(&other, fold.bytes, fold.length, TEXT_TRIM);
    check_same(&fold, &other);
    require(text_is_blank(text, size) ? fold.length == 0 : true);
    require(text_code_points(text, size) <= size);
    check_compose(&other, text, size);
    text_fold_finish(&fold);
    text_fold_finish(&other);
    return 0;
}
