/* document.h - JSON and YAML files into values (spec section 1).
 *
 * Both formats have one meaning: YAML 1.2's core schema, one document, no merge keys. Parsed by
 * libfyaml's event stream into a plain tree, so that nothing else needs to know the library. JSON
 * is checked by RFC 8259 first, because its mistakes deserve better words than a YAML parser has
 * for them. */
#ifndef PARLEY_FORMATS_DOCUMENT_H
#define PARLEY_FORMATS_DOCUMENT_H

#include "formats/value.h"

enum document_syntax { DOCUMENT_BY_NAME, DOCUMENT_JSON, DOCUMENT_YAML };

enum { DOCUMENT_MAX_BYTES = 16 * 1024 * 1024, DOCUMENT_MAX_DEPTH = 100 };

/* Parse @length bytes. @file names it in places; by its name `.json` is JSON, `.yaml` and `.yml`
 * are YAML, and another name is JSON when the text begins with `{` or `[`. NULL when it does not
 * parse, with at least one error in @diagnostics. A key that stands twice is an error too, but the
 * tree is there, with the first of them: what else is wrong can be told in the same go. @file must
 * live as long as the tree; @text is not kept. */
const struct value *document_parse(struct arena *arena, const char *file, const char *text,
                                   size_t length, enum document_syntax syntax,
                                   struct diagnostics *diagnostics);

/* Read and parse a file; "-" is standard input. */
const struct value *document_read(struct arena *arena, const char *file,
                                  struct diagnostics *diagnostics);

#endif
