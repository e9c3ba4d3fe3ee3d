/* load_files.c - a load's files. */
#include "commands/load_files.h"

#include "reports/files.h"
#include "reports/load_html.h"

#include <stdio.h>

enum exit_status load_files_write(struct files *files, const struct load_record *record,
                                  const struct load_samples *samples, const struct buffer *json,
                                  enum exit_status status) {
    if (files == NULL) {
        return status;
    }
    struct buffer page;
    buffer_init(&page, NULL);
    load_html_print(record, samples, &page);
    files_write(files, "bench.json", json->data, json->length);
    files_write(files, "report.html", page.data, page.length);
    load_samples_write(samples, files);
    buffer_finish(&page);
    const char *line = NULL;
    for (size_t i = 0; (line = files_error(files, i)) != NULL; i++) {
        fprintf(stderr, "parley: %s\n", line);
        status = exit_status_worse(status, STATUS_UNWRITTEN);
    }
    return status;
}
