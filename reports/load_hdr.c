/* load_hdr.c - a line for each second. */
#include "reports/load_hdr.h"

#include "load/hdr_log.h"

#include <string.h>

void load_hdr_add(struct output *out, uint64_t started_at, const struct histogram *response,
                  uint64_t from_us, uint64_t until_us) {
    struct buffer line;
    buffer_init(&line, NULL);
    if (from_us == 0) {
        hdr_log_begin(&line, started_at);
    }
    hdr_log_add(&line, response, from_us, until_us - from_us);
    output_write(out, line.data, line.length);
    output_flush(out);
    buffer_finish(&line);
}

void load_hdr_write(struct output *out, const struct load_record *record) {
    struct histogram *response = memory_take(sizeof(*response));
    uint64_t from_us = 0;
    for (size_t i = 0; i < record->second_count; i++) {
        const struct load_second *second = &record->seconds[i];
        memset(response, 0, sizeof(*response));
        load_second_expand(second, response);
        load_hdr_add(out, record->subject.started_at, response, from_us, second->until_us);
        from_us = second->until_us;
    }
    memory_give_back(response, sizeof(*response));
}
