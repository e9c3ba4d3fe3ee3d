/* load_sample.h - calls of a load that are kept, to be explained as in a run.
 *
 * Each worker has a sampler, which listens on its thread. Of every reason for which calls did not
 * pass, the first call is kept as an example: its words cost nothing until it has ended. Whole
 * transcripts are another matter: which call will fail is not known beforehand, so every call in
 * flight is recorded when some are to be kept, and none when not. */
#ifndef PARLEY_REPORTS_LOAD_SAMPLE_H
#define PARLEY_REPORTS_LOAD_SAMPLE_H

#include "reports/files.h"
#include "reports/record.h"

struct load_sampler;
struct secrets;

struct load_sampler_options {
    const struct record_subject *subject; /* Of the load; its calls are not looked at. */
    const struct secrets *secrets;
    uint32_t keep_failed; /* Transcripts of calls that did not pass; */
    uint32_t keep_passed; /* and of those that did, from all over the load. */
    /* A number of its own for each call in flight, small and used again. */
    uint32_t (*place)(const struct call *call);
};

struct load_sampler *load_sampler_create(const struct load_sampler_options *options);
/* NULL is allowed. */
void load_sampler_destroy(struct load_sampler *sampler);

/* Hears everything of its worker's calls. */
struct event_listener load_sampler_listener(struct load_sampler *sampler);

/* One call that was kept. Lives as long as its sampler. */
struct load_sample {
    const char *run_id;
    const char *name;
    const char *error_message; /* NULL when it passed. */
    const char *const *explanation;
    size_t explanation_count;
};

/* What all workers kept. Only when their threads are gone. */
struct load_samples {
    struct load_sampler **samplers;
    size_t count;
    /* Instead of them: by reason, what was read from files; NULL. */
    const struct load_sample *const *read;
};

/* A call that ended for this reason and did not pass; NULL when none was kept. @samples may be
 * NULL. */
const struct load_sample *load_samples_example(const struct load_samples *samples,
                                               enum ending ending);

/* How many transcripts are kept of calls that ended for this reason and did not pass. The first
 * @most of these calls are in @calls then, which live as long as the samplers. @samples may be
 * NULL. */
size_t load_samples_transcripts(const struct load_samples *samples, enum ending ending,
                                const struct call **calls, size_t most);

/* Write the transcripts that were kept. */
void load_samples_write(const struct load_samples *samples, struct files *files);

#endif
