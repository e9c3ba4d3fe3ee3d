/* exit_status.c - which exit status counts when there are several. */
#include "commands/exit_status.h"

#include <stddef.h>

/* Heaviest first (spec section 6). */
static const enum exit_status by_weight[] = {
    STATUS_INTERRUPTED, STATUS_TERMINATED, STATUS_INTERNAL, STATUS_UNWRITTEN,
    STATUS_BROKEN,      STATUS_INVALID,    STATUS_FAILED,   STATUS_THRESHOLD,
    STATUS_USAGE,       STATUS_NOTHING,    STATUS_PASSED,
};

enum exit_status exit_status_worse(enum exit_status one, enum exit_status other) {
    for (size_t i = 0; i < sizeof(by_weight) / sizeof(by_weight[0]); i++) {
        if (by_weight[i] == one || by_weight[i] == other) {
            return by_weight[i];
        }
    }
    return STATUS_INTERNAL;
}
