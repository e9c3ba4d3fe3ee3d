/* json_syntax.h - is a text JSON, to the letter of RFC 8259, and if not, what is wrong with it? */
#ifndef PARLEY_FORMATS_JSON_SYNTAX_H
#define PARLEY_FORMATS_JSON_SYNTAX_H

#include "engine/memory.h"

/* NULL when @text (UTF-8) is one JSON value of at most DOCUMENT_MAX_DEPTH levels. Otherwise the
 * first mistake as a sentence, in @arena or static, and *@offset is the byte where it stands.
 * Beyond the RFC, \u0000 and half of a surrogate pair are mistakes: no text could hold them. */
const char *json_syntax_mistake(struct arena *arena, const char *text, size_t length,
                                size_t *offset);

#endif
