/* format.h - the forms a run can be told in: on standard output (`--format`), in files
 * (`--report`). */
#ifndef PARLEY_REPORTS_FORMAT_H
#define PARLEY_REPORTS_FORMAT_H

#include <stdbool.h>

/* Every form with its name, and that of its file when the user gives none. */
#define REPORT_FORMAT_MAP(X)                                                                       \
    X(PRETTY, "pretty", NULL)                                                                      \
    X(JSON, "json", "result.json")                                                                 \
    X(JSONL, "jsonl", "events.jsonl")                                                              \
    X(JUNIT, "junit", "junit.xml")                                                                 \
    X(TAP, "tap", "results.tap")                                                                   \
    X(HTML, "html", "report.html")                                                                 \
    X(GITHUB, "github", NULL)

enum report_format {
#define X(symbol, name, file) REPORT_##symbol,
    REPORT_FORMAT_MAP(X)
#undef X
        REPORT_FORMATS
};

/* "pretty" and its like; never NULL. */
const char *report_format_text(enum report_format format);

/* "junit.xml" and its like; NULL for what is no file of ours. */
const char *report_format_file(enum report_format format);

/* The format of that name. False when there is none; then @format is unchanged. */
bool report_format_parse(const char *text, enum report_format *format);

#endif
