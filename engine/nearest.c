/* nearest.c - approximate search by a table of edits, column by column (Sellers). */
#include "engine/nearest.h"

#include "engine/text.h"

/* What it takes to make the first few code points of the keyword of the best part of the text that
 * ends where the column stands. */
struct cell {
    uint32_t edits;
    uint32_t start; /* Where that part begins: bytes, */
    uint32_t first; /* and code points. */
};

/* Read a keyword; 0 when it has more than NEAREST_KEYWORD code points. */
static uint32_t read_keyword(const char *text, size_t length, uint32_t *code_points) {
    uint32_t count = 0;
    for (size_t at = 0; at < length; count++) {
        if (count == NEAREST_KEYWORD) {
            return 0;
        }
        at += text_read(text + at, length - at, &code_points[count]);
    }
    return count;
}

static struct cell with_edit(struct cell cell) {
    cell.edits++;
    return cell;
}

static struct cell fewer(struct cell a, struct cell b) {
    return b.edits < a.edits ? b : a;
}

/* Move the column over one code point of the text, to where @end begins. */
static void advance(struct cell *column, const uint32_t *keyword, uint32_t count,
                    uint32_t code_point, struct cell end) {
    struct cell diagonal = column[0];
    column[0] = end;
    for (uint32_t i = 1; i <= count; i++) {
        struct cell left = column[i];
        struct cell replaced = keyword[i - 1] == code_point ? diagonal : with_edit(diagonal);
        column[i] = fewer(replaced, fewer(with_edit(left), with_edit(column[i - 1])));
        diagonal = left;
    }
}

static uint32_t difference(uint32_t a, uint32_t b) {
    return a > b ? a - b : b - a;
}

bool nearest_find(const char *keyword, size_t keyword_length, const char *text, size_t text_length,
                  struct nearest *out) {
    uint32_t code_points[NEAREST_KEYWORD];
    struct cell column[NEAREST_KEYWORD + 1] = {0};
    uint32_t count = read_keyword(keyword, keyword_length, code_points);
    for (uint32_t i = 0; i <= count; i++) {
        column[i].edits = i;
    }

    uint32_t fewest = count / 3 + 1; /* One more than are allowed. */
    uint32_t least_difference = 0;
    uint32_t passed = 0;
    for (size_t at = 0; at < text_length && at < NEAREST_TEXT && count > 0;) {
        uint32_t code_point = 0;
        at += text_read(text + at, text_length - at, &code_point);
        passed++;
        struct cell end = {.start = (uint32_t)at, .first = passed};
        advance(column, code_points, count, code_point, end);
        struct cell best = column[count];
        uint32_t different = difference(passed - best.first, count);
        if (best.edits < fewest || (best.edits == fewest && different < least_difference)) {
            fewest = best.edits;
            least_difference = different;
            *out = (struct nearest){
                .start = best.start, .length = at - best.start, .edits = best.edits};
        }
    }
    return fewest <= count / 3 && count > 0;
}
