/* event.c - the names of what can happen. */
#include "runtime/event.h"

static const char *const kind_texts[EVENTS] = {
#define X(symbol, name) [EVENT_##symbol] = (name),
    EVENT_MAP(X)
#undef X
};

const char *event_kind_text(enum event_kind kind) {
    return kind_texts[kind];
}
