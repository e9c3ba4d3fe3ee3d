/* format.c - the names of the forms a run can be told in. */
#include "reports/format.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name;
    const char *file;
} formats[REPORT_FORMATS] = {
#define X(symbol, name, file) [REPORT_##symbol] = {name, file},
    REPORT_FORMAT_MAP(X)
#undef X
};

const char *report_format_text(enum report_format format) {
    return formats[format].name;
}

const char *report_format_file(enum report_format format) {
    return formats[format].file;
}

bool report_format_parse(const char *text, enum report_format *format) {
    for (size_t i = 0; i < REPORT_FORMATS; i++) {
        if (strcmp(formats[i].name, text) == 0) {
            *format = (enum report_format)i;
            return true;
        }
    }
    return false;
}
