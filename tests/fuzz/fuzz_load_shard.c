/* fuzz_load_shard.c - a bench.json, read and merged.
 *
 * Beyond not crashing: what is read fits with itself but once, what its merge prints is refused as
 * merged already, and nothing that was read is markup in its page. */
#include "reports/load_hdr.h"
#include "reports/load_html.h"
#include "reports/load_json.h"
#include "reports/load_merge.h"
#include "reports/load_view.h"

#include <stdlib.h>
#include <string.h>

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static void check_merge(struct load_shard *shard, struct arena *arena) {
    struct load_merge merge;
    struct load_shard again;
    struct buffer problems;
    struct buffer json;
    struct buffer text;
    struct output hdr;
    char error[256];
    output_init(&hdr, OUTPUT_TO_BUFFER, NULL);
    buffer_init(&problems, NULL);
    buffer_init(&json, NULL);
    buffer_init(&text, NULL);
    require(load_merge_fits(shard, 1, &problems));
    load_merge_add(&merge, shard, 1, arena);
    load_json_print(&merge.record, &merge.samples, &json);
    load_view_summary(&merge.record, &merge.samples, false, &text);
    load_hdr_write(&hdr, &merge.record);
    load_html_print(&merge.record, &merge.samples, &text);
    require(strstr(buffer_terminate(&text), "<script") == NULL);
    require(
        !load_shard_read(&again, "merged", json.data, json.length, arena, error, sizeof(error)));
    require(strstr(error, "merged already") != NULL);
    load_shard_finish(&again);
    load_merge_finish(&merge);
    output_finish(&hdr);
    buffer_finish(&problems);
    buffer_finish(&json);
    buffer_finish(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct arena arena;
    struct load_shard shard;
    char error[256] = "";
    arena_init(&arena, NULL);
    if (load_shard_read(&shard, "one", (const char *)data, size, &arena, error, sizeof(error))) {
        check_merge(&shard, &arena);
    } else {
        require(error[0] != '\0');
    }
    load_shard_finish(&shard);
    arena_finish(&arena);
    return 0;
}
