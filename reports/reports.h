/* reports.h - all that is told about a run, behind one listener: what a command needs of reports/.
 *
 *     create -> the listener hears every event -> finish -> totals, errors -> destroy
 */
#ifndef PARLEY_REPORTS_REPORTS_H
#define PARLEY_REPORTS_REPORTS_H

#include "formats/secrets.h"
#include "reports/format.h"
#include "reports/record.h"

/* What one `--report` asks for. */
struct report_wanted {
    enum report_format format;
    /* NULL: under its usual name, in the folder of `--out` if there is one, else in the current
     * folder. Of REPORT_GITHUB where the job's summary is appended; NULL: nowhere. */
    const char *path;
};

struct reports_options {
    struct record_subject subject;
    const struct secrets *secrets; /* Must outlive the reports. */
    enum report_format format;     /* Of what goes to standard output. */
    int standard_output;           /* Its descriptor; not closed. */
    int standard_error;            /* The same. For GitHub, when standard output is for programs. */
    const struct report_wanted *wanted;
    size_t wanted_count;
    const char *token; /* Random, for github_stop_commands(). Only with REPORT_GITHUB. */
    const char *out;   /* The folder of `--out`; NULL for none. */
    bool in_order;     /* One call at a time: conversations are shown as they happen. */
    bool coverage;     /* Show it, which the subject must ask for. */
    bool quiet;        /* -q: only failures and the summary. */
    bool verbose;      /* -v: all events. */
    bool colour;
    bool live;      /* A terminal: show what goes on in lines that are redrawn. */
    unsigned width; /* Columns; 0 for 80. */
};

struct reports;

/* Make the folder of `--out` (an older result in it is removed) and those of all reports asked for.
 * NULL when one cannot be made or written to, with path and reason in @error: exit 2. */
struct reports *reports_create(const struct memory *memory, const struct reports_options *options,
                               char *error, size_t error_size);
/* NULL is allowed. */
void reports_destroy(struct reports *reports);

/* Hears everything. Valid as long as the reports. */
struct event_listener reports_listener(struct reports *reports);

/* Redraw what goes on; for struct worker_options. @reports is the struct reports. */
void reports_tick(void *reports, instant now);

/* After the last event: write all that is written at the end. Calls that never ended stand in it as
 * cancelled. False when something could not be written: reports_take_error(). */
bool reports_finish(struct reports *reports);

/* The next line about what could not be written, such as
 * `cannot write out/result.json: No space left on device`; NULL when there is none, or none yet.
 * Each is about another file, and given once. Valid as long as the reports. */
const char *reports_take_error(struct reports *reports);

/* NULL unless the subject asks for it. */
const struct run_coverage *reports_coverage(const struct reports *reports);

/* How many calls came to what. */
struct record_totals reports_totals(const struct reports *reports);

#endif
