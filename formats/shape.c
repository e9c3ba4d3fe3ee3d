/* shape.c - looks for the keys that tell the shapes apart. */
#include "formats/shape.h"

const char shape_expected[] =
    "expected a scenario (\"conditions\"), a scenario resource (\"conditional_actions\" or "
    "\"instructions\"), a list of them (\"results\", or an array) or a suite (\"version\" and "
    "\"scenarios\")";

static bool has(const struct value *object, const char *key) {
    return value_member(object, key) != NULL;
}

static bool is_agent(const struct value *object) {
    const struct value *details =
        value_member(value_member(object, "provider"), "chat_agent_details");
    return has(object, "websocket_url") || has(value_member(details, "config"), "url");
}

static bool is_list_of_agents(const struct value *list) {
    for (size_t i = 0; i < list->item_count; i++) {
        if (shape_of(list->items[i]) != SHAPE_AGENT) {
            return false;
        }
    }
    return list->item_count > 0;
}

enum shape shape_of(const struct value *root) {
    if (has(root, "version") && has(root, "scenarios")) {
        return SHAPE_SUITE;
    }
    const struct value *list = has(root, "results") ? value_member(root, "results") : root;
    if (list->kind == VALUE_ARRAY) {
        return is_list_of_agents(list) ? SHAPE_AGENT : SHAPE_LIST;
    }
    if (has(root, "results")) {
        return SHAPE_LIST;
    }
    if (has(root, "transcript_object")) { /* What `--out` wrote of a call: no scenario. */
        return SHAPE_UNKNOWN;
    }
    if (has(root, "conditions")) {
        return SHAPE_BARE;
    }
    if (has(root, "conditional_actions") || has(root, "instructions") ||
        has(root, "scenario_type")) {
        return SHAPE_RESOURCE;
    }
    return is_agent(root) ? SHAPE_AGENT : SHAPE_UNKNOWN;
}
