/* profile.h - where the values of placeholders come from: test profiles and their like (spec 1.4).
 */
#ifndef PARLEY_FORMATS_PROFILE_H
#define PARLEY_FORMATS_PROFILE_H

#include "engine/template.h"
#include "formats/agent_file.h"
#include "formats/fields.h"

/* What one scenario may look values up in; each may be NULL. */
struct profile_values {
    const struct value *test_profile; /* Flat, or with sections for the caller and the agent. */
    const struct value *information_fields;
    const struct value *dynamic_variables;
};

/* A source over @values, which is copied to @arena. Values found live there too. */
struct template_source profile_source(struct arena *arena, const struct profile_values *values);

/* The X- headers that a test profile adds (spec 3.1): keys of the agent's section, or of a profile
 * without sections. @profile may be NULL. In the reader's arena. */
const struct agent_header *profile_headers(const struct reader *reader, const struct value *profile,
                                           size_t *count);

#endif
