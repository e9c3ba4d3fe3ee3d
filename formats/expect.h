/* expect.h - the `expect` of a scenario: what its calls must come to beside the endcall. */
#ifndef PARLEY_FORMATS_EXPECT_H
#define PARLEY_FORMATS_EXPECT_H

#include "engine/expectation.h"
#include "formats/fields.h"

/* Read the `expect` of @object: *@count expectations in the reader's arena, NULL when it has none.
 * What is wrong with a value alone is reported, and left out; what ids and expressions mean is for
 * expectations_compile(). */
const struct expectation *expect_read(const struct reader *reader, const struct value *object,
                                      size_t *count);

/* @scenario expects these as well. */
void expect_append(struct arena *arena, struct scenario *scenario,
                   const struct expectation *expectations, size_t count);

#endif
