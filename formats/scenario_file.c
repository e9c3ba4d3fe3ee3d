/* scenario_file.c - files and folders into cases, each by the shape it has. */
#include "formats/scenario_file.h"

#include "formats/file_name.h"
#include "formats/folder.h"
#include "formats/resource.h"
#include "formats/shape.h"
#include "formats/suite_file.h"

#include <string.h>

static void read_item(struct case_collector *collector, const struct reader *reader,
                      const struct value *item, size_t number) {
    const char *name = arena_printf(reader->arena, "scenario %zu", number);
    struct resource resource;
    switch (shape_of(item)) {
    case SHAPE_BARE:
        bare_add(collector, reader, item, name);
        break;
    case SHAPE_RESOURCE:
        resource_read(collector, reader, item, RESOURCE_ALONE, &resource);
        resource_add(collector, reader, &resource, name, NULL);
        break;
    default:
        reader_error(reader, DIAGNOSTIC_SHAPE, item,
                     "expected a scenario resource, an object with \"conditional_actions\" or "
                     "\"instructions\", found %s%s",
                     reader_found(reader, item), item->kind == VALUE_OBJECT ? " with neither" : "");
    }
}

static void read_list(struct case_collector *collector, const struct reader *reader,
                      const struct value *root) {
    const struct value *list = root;
    if (root->kind == VALUE_OBJECT) {
        fields_warn_unknown(reader, root, &list_keys, NULL);
        list = value_member(root, "results");
        const struct value *next = value_given(root, "next");
        if (next != NULL) {
            reader_warning(reader, DIAGNOSTIC_MISSING_PAGE, next,
                           "the list goes on in another page, which is not in this file");
        }
    }
    if (list->kind != VALUE_ARRAY) {
        reader_error(reader, DIAGNOSTIC_WRONG_TYPE, list,
                     "expected an array of scenario resources, found %s",
                     reader_found(reader, list));
        return;
    }
    if (list->item_count == 0) {
        reader_error(reader, DIAGNOSTIC_EMPTY, list, "the list is empty: expected scenarios");
    }
    for (size_t i = 0; i < list->item_count; i++) {
        read_item(collector, reader, list->items[i], i + 1);
    }
}

static void refuse(const struct reader *reader, const struct value *root, enum shape shape) {
    if (shape == SHAPE_AGENT) {
        reader_error(reader, DIAGNOSTIC_SHAPE, root,
                     "this is an agent, not a scenario: pass it with -a (--agent)");
    } else {
        reader_error(reader, DIAGNOSTIC_SHAPE, root, "%s, found %s%s", shape_expected,
                     reader_found(reader, root),
                     root->kind == VALUE_OBJECT ? " with none of these" : "");
    }
}

static void read_root(struct case_collector *collector, const char *file, const struct value *root,
                      bool explicitly) {
    const struct reader reader = {
        .arena = collector->arena, .diagnostics = collector->diagnostics, .file = file};
    const char *name = file_name_stem(reader.arena, file);
    enum shape shape = shape_of(root);
    struct resource resource;
    switch (shape) {
    case SHAPE_SUITE:
        suite_read(collector, &reader, root, name);
        break;
    case SHAPE_LIST:
        read_list(collector, &reader, root);
        break;
    case SHAPE_BARE:
        bare_add(collector, &reader, root, name);
        break;
    case SHAPE_RESOURCE:
        resource_read(collector, &reader, root, RESOURCE_ALONE, &resource);
        resource_add(collector, &reader, &resource, name, NULL);
        break;
    case SHAPE_AGENT:
    case SHAPE_UNKNOWN:
        if (explicitly) {
            refuse(&reader, root, shape);
        } else {
            collector_skip(collector, file);
        }
        break;
    }
}

static void read_file(struct case_collector *collector, const char *file, bool explicitly) {
    const struct value *root = document_read(collector->arena, file, collector->diagnostics);
    if (root != NULL) {
        read_root(collector, file, root, explicitly);
    }
}

static void read_folder(struct case_collector *collector, const char *path) {
    struct folder_files files;
    folder_list(collector->arena, path, &files, collector->diagnostics);
    for (size_t i = 0; i < files.count; i++) {
        if (file_name_is_agent(files.paths[i])) {
            collector_skip(collector, files.paths[i]);
        } else {
            read_file(collector, files.paths[i], false);
        }
    }
}

void cases_read(struct arena *arena, const char *const *paths, size_t path_count,
                struct case_list *out, struct diagnostics *diagnostics) {
    struct case_collector collector;
    collector_init(&collector, arena, diagnostics);
    for (size_t i = 0; i < path_count; i++) {
        if (folder_is(paths[i])) {
            read_folder(&collector, paths[i]);
        } else {
            read_file(&collector, paths[i], true);
        }
    }
    collector_finish(&collector, out);
}

void cases_from_document(struct arena *arena, const char *file, const struct value *root,
                         bool explicitly, struct case_list *out, struct diagnostics *diagnostics) {
    struct case_collector collector;
    collector_init(&collector, arena, diagnostics);
    read_root(&collector, file, root, explicitly);
    collector_finish(&collector, out);
}
