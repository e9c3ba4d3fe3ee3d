/* tags.h - one tag by itself against its rule: case, form, attributes and their ranges.
 *
 * Where it may stand is for action.c. */
#ifndef PARLEY_ENGINE_TAGS_H
#define PARLEY_ENGINE_TAGS_H

#include "engine/markup.h"
#include "engine/tag_rules.h"

/* What a tag's attributes say. Texts are NUL-terminated, in the reporter's arena. */
struct tag_values {
    uint32_t ms;      /* `time`. */
    const char *text; /* `text`, `t`, or the digits of a dtmf without what is dropped from them;
                         NULL when there is none. */
    size_t text_length;
    const char *data; /* `d`; "" when there is none. */
};

/* True when @markup opens a block that a closing tag must end. */
bool tag_opens(enum tag tag, const struct markup *markup);

/* Check @markup, a tag that is @tag, by its own rule. Mistakes are reported. True when there were
 * none and *@values is filled. */
bool tag_check(struct markup_reporter *reporter, const struct markup *markup, enum tag tag,
               uint32_t max_duration_ms, struct tag_values *values);

#endif
