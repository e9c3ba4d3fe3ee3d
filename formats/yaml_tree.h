/* yaml_tree.h - a text through libfyaml's events into a tree of values. */
#ifndef PARLEY_FORMATS_YAML_TREE_H
#define PARLEY_FORMATS_YAML_TREE_H

#include "formats/document.h"

/* Parse one YAML document (and so also JSON). @text is UTF-8 without a byte order mark. Results and
 * mistakes as of document_parse(). */
const struct value *yaml_tree_parse(struct arena *arena, const char *file, const char *text,
                                    size_t length, struct diagnostics *diagnostics);

#endif
