/* mistakes.c - diagnostics for people: compiler style, with the line and a caret. */
#include "commands/mistakes.h"

#include "commands/console.h"
#include "commands/source_line.h"
#include "reports/printable.h"

#include <string.h>
#include <unistd.h>

enum { USUAL_WIDTH = 80 };

#define BOLD "\033[1m"
#define RESET "\033[0m"

static const struct {
    const char *text;
    const char *colour;
} severities[] = {
    [SEVERITY_ERROR] = {"error", "\033[1;31m"},
    [SEVERITY_WARNING] = {"warning", "\033[1;33m"},
    [SEVERITY_NOTE] = {"note", "\033[1;36m"},
};

static void paint(bool colour, const char *code, struct buffer *out) {
    if (colour) {
        buffer_append_text(out, code);
    }
}

/* "greet.json:7:31: " and as much of it as is known. */
static void print_place(const struct place *place, struct buffer *out) {
    const char *file = place->file != NULL ? place->file : "parley";
    printable_append(out, file, strlen(file));
    if (place->line > 0) {
        buffer_printf(out, ":%u", place->line);
    }
    if (place->line > 0 && place->column > 0) {
        buffer_printf(out, ":%u", place->column);
    }
    buffer_append_text(out, ": ");
}

static void print_headline(const struct diagnostic *diagnostic, bool colour, struct buffer *out) {
    const struct place *place = &diagnostic->place;
    paint(colour, BOLD, out);
    print_place(place, out);
    paint(colour, severities[diagnostic->severity].colour, out);
    buffer_printf(out, "%s: ", severities[diagnostic->severity].text);
    paint(colour, RESET, out);
    if (place->path != NULL && *place->path != '\0') {
        printable_append(out, place->path, strlen(place->path));
        buffer_append_text(out, ": ");
    }
    printable_append(out, diagnostic->message, strlen(diagnostic->message));
    buffer_printf(out, " [%s]\n", diagnostic_name_text(diagnostic->name));
}

void mistakes_print(const struct diagnostics *list, const struct mistakes_style *style,
                    struct buffer *out) {
    struct source_lines lines;
    source_lines_init(&lines);
    size_t width = style->width > 0 ? style->width : USUAL_WIDTH;
    for (const struct diagnostic *each = list->first; each != NULL; each = each->next) {
        if (each->severity != SEVERITY_NOTE || !style->no_notes) {
            print_headline(each, style->colour, out);
            source_line_print(&lines, &each->place, width, out);
        }
    }
    source_lines_finish(&lines);
}

static void count_of(size_t count, const char *noun, struct buffer *out) {
    buffer_printf(out, "%zu %s%s", count, noun, count == 1 ? "" : "s");
}

void mistakes_count(const struct diagnostics *list, struct buffer *out) {
    if (list->error_count > 0) {
        count_of(list->error_count, "error", out);
    }
    if (list->error_count > 0 && list->warning_count > 0) {
        buffer_append_text(out, ", ");
    }
    if (list->warning_count > 0) {
        count_of(list->warning_count, "warning", out);
    }
}

void mistakes_silence(struct diagnostics *list, const struct text_list *names) {
    for (size_t i = 0; i < names->count; i++) {
        enum diagnostic_name name = DIAGNOSTIC_NAMES;
        if (diagnostic_name_parse(names->items[i], &name)) {
            diagnostics_silence(list, name);
        }
    }
}

void mistakes_tell(int descriptor, struct diagnostics *list, const struct text_list *silenced) {
    mistakes_silence(list, silenced);
    diagnostics_sort(list);
    struct buffer out;
    buffer_init(&out, NULL);
    const struct mistakes_style style = {.colour = console_has_colour(descriptor),
                                         .no_notes = true,
                                         .width = console_width(descriptor)};
    mistakes_print(list, &style, &out);
    if (list->error_count > 1) {
        mistakes_count(list, &out);
        buffer_append_text(&out, "\n");
    }
    console_print(descriptor, &out);
    buffer_finish(&out);
}
