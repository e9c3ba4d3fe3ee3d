/* case_collector.h - gathers scenarios from many files into one list. */
#ifndef PARLEY_FORMATS_CASE_COLLECTOR_H
#define PARLEY_FORMATS_CASE_COLLECTOR_H

#include "formats/fields.h"
#include "formats/scenario_file.h"

struct case_collector {
    struct arena *arena;
    struct diagnostics *diagnostics;
    /* private */
    struct buffer cases;        /* struct scenario_case */
    struct buffer skipped;      /* const char * */
    struct buffer cloud_fields; /* const char *, each once */
};

void collector_init(struct case_collector *collector, struct arena *arena,
                    struct diagnostics *diagnostics);
void collector_add(struct case_collector *collector, const struct scenario_case *scenario);
void collector_skip(struct case_collector *collector, const char *file);

/* Remember each key of @object that is among @cloud and not null. */
void collector_note_cloud(struct case_collector *collector, const struct value *object,
                          const struct key_set *cloud);
void collector_note_cloud_field(struct case_collector *collector, const char *name);

/* Copy all to @out, in the arena, and free what collecting needed. */
void collector_finish(struct case_collector *collector, struct case_list *out);

#endif
