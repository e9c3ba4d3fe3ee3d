/* load_chart.c - SVG of charts. */
#include "reports/load_chart.h"

#include "reports/html_text.h"

#include <math.h>

enum {
    UNITS = 1000,     /* Lines are drawn in so many of the chart's width, and of its height. */
    LINE_HEIGHT = 15, /* Of words, in pixels. */
    LABEL_GAP = 8,
};

static double across(const struct load_chart *chart, double value) {
    return 100 * load_axis_place(&chart->x, value);
}

static double down(const struct load_chart *chart, double value) {
    return 100 * (1 - load_axis_place(&chart->y, value));
}

/* -- Axes -- */

/* The first and the last label must not stand out over the ends. */
static const char *anchor_of(double place) {
    return place < 3 ? "start" : place > 94 ? "end" : "middle";
}

/* Every other label of very many goes where a page is narrow. */
static const char *label_class(const struct load_axis *axis, size_t tick) {
    enum { MANY = 6 };
    return axis->tick_count > MANY && tick % 2 == 1 ? "label minor" : "label";
}

static void add_x_axis(const struct load_chart *chart, struct buffer *out) {
    for (size_t i = 0; i < chart->x.tick_count; i++) {
        double place = across(chart, chart->x.ticks[i]);
        buffer_printf(out,
                      "<line class=\"tick\" x1=\"%.3f%%\" x2=\"%.3f%%\" y1=\"0\" y2=\"100%%\"/>"
                      "<text class=\"%s\" x=\"%.3f%%\" y=\"100%%\" dy=\"1.5em\" "
                      "text-anchor=\"%s\">",
                      place, place, label_class(&chart->x, i), place, anchor_of(place));
        chart->x.label(out, chart->x.ticks[i]);
        buffer_append_text(out, "</text>\n");
    }
}

static void add_y_axis(const struct load_chart *chart, struct buffer *out) {
    for (size_t i = 0; i < chart->y.tick_count; i++) {
        double place = down(chart, chart->y.ticks[i]);
        buffer_printf(out,
                      "<line class=\"grid\" x1=\"0\" x2=\"100%%\" y1=\"%.3f%%\" y2=\"%.3f%%\"/>"
                      "<text class=\"label\" x=\"-%d\" y=\"%.3f%%\" dy=\"0.32em\" "
                      "text-anchor=\"end\">",
                      place, place, LABEL_GAP, place);
        chart->y.label(out, chart->y.ticks[i]);
        buffer_append_text(out, "</text>\n");
    }
}

void load_chart_begin(const struct load_chart *chart, struct buffer *out) {
    buffer_printf(out,
                  "<svg class=\"plot\" id=\"%s\" role=\"img\" "
                  "aria-labelledby=\"%s-title %s-text\">\n<title id=\"%s-title\">",
                  chart->id, chart->id, chart->id, chart->id);
    html_string(out, chart->title);
    buffer_printf(out, "</title>\n<desc id=\"%s-text\">", chart->id);
    html_string(out, chart->description);
    buffer_append_text(out, "</desc>\n");
    add_x_axis(chart, out);
    add_y_axis(chart, out);
}

void load_chart_end(struct buffer *out) {
    buffer_append_text(out, "</svg>\n");
}

/* -- Lines -- */

static void add_point(const struct load_chart *chart, double at, double value, char command,
                      struct buffer *out) {
    buffer_printf(out, "%c%.1f %.1f", command, across(chart, at) * UNITS / 100,
                  down(chart, value) * UNITS / 100);
}

/* The line over @row from @first to before @end, which have values: level to the ends of it, so
 * that a value that stands alone is seen too. */
static void add_run(const struct load_chart *chart, const struct load_row *row, size_t first,
                    size_t end, char command, struct buffer *out) {
    add_point(chart, row->edges[first], row->values[first], command, out);
    for (size_t i = first; i < end; i++) {
        add_point(chart, (row->edges[i] + row->edges[i + 1]) / 2, row->values[i], 'L', out);
    }
    add_point(chart, row->edges[end], row->values[end - 1], 'L', out);
}

static void add_path(const struct load_chart *chart, const struct load_row *row, bool is_filled,
                     struct buffer *out) {
    for (size_t first = 0; first < row->count; first++) {
        size_t end = first;
        while (end < row->count && !isnan(row->values[end])) {
            end++;
        }
        if (end == first) {
            continue;
        }
        if (is_filled) {
            add_point(chart, row->edges[first], chart->y.from, 'M', out);
        }
        add_run(chart, row, first, end, is_filled ? 'L' : 'M', out);
        if (is_filled) {
            add_point(chart, row->edges[end], chart->y.from, 'L', out);
            buffer_append_text(out, "Z");
        }
        first = end;
    }
}

static void draw(const struct load_chart *chart, const struct load_row *row, bool is_filled,
                 const char *class, struct buffer *out) {
    buffer_printf(out,
                  "<svg class=\"lines\" width=\"100%%\" height=\"100%%\" viewBox=\"0 0 %d %d\" "
                  "preserveAspectRatio=\"none\">",
                  UNITS, UNITS);
    if (is_filled) {
        buffer_printf(out, "<path class=\"area %s\" d=\"", class);
        add_path(chart, row, true, out);
        buffer_append_text(out, "\"/>");
    }
    buffer_printf(out, "<path class=\"line %s\" d=\"", class);
    add_path(chart, row, false, out);
    buffer_append_text(out, "\"/></svg>\n");
}

void load_chart_line(const struct load_chart *chart, const struct load_row *row, const char *class,
                     struct buffer *out) {
    draw(chart, row, false, class, out);
}

void load_chart_area(const struct load_chart *chart, const struct load_row *row, const char *class,
                     struct buffer *out) {
    draw(chart, row, true, class, out);
}

/* -- Rectangles -- */

static void add_rectangle(const struct load_chart *chart, double from, double until, double top,
                          const char *class, struct buffer *out) {
    double left = across(chart, from);
    buffer_printf(out,
                  "<rect class=\"%s\" x=\"%.3f%%\" y=\"%.3f%%\" width=\"%.3f%%\" "
                  "height=\"%.3f%%\"",
                  class, left, top, across(chart, until) - left, 100 - top);
}

void load_chart_bars(const struct load_chart *chart, const struct load_row *row, const char *class,
                     struct buffer *out) {
    for (size_t i = 0; i < row->count; i++) {
        if (row->values[i] > 0) {
            add_rectangle(chart, row->edges[i], row->edges[i + 1], down(chart, row->values[i]),
                          class, out);
            buffer_append_text(out, "/>\n");
        }
    }
}

void load_chart_band(const struct load_chart *chart, double from, double until, const char *class,
                     const char *words, struct buffer *out) {
    add_rectangle(chart, from, until, 0, class, out);
    buffer_append_text(out, "><title>");
    html_string(out, words);
    buffer_append_text(out, "</title></rect>\n");
}

void load_chart_mark(const struct load_chart *chart, double at, unsigned line, const char *words,
                     struct buffer *out) {
    double place = across(chart, at);
    bool is_right = place > 70; /* The words stand on the side that has room. */
    buffer_printf(out,
                  "<line class=\"mark\" x1=\"%.3f%%\" x2=\"%.3f%%\" y1=\"0\" y2=\"100%%\"/>"
                  "<text class=\"words\" x=\"%.3f%%\" dx=\"%d\" y=\"%u\" text-anchor=\"%s\">",
                  place, place, place, is_right ? -LABEL_GAP / 2 : LABEL_GAP / 2,
                  (line + 1) * LINE_HEIGHT, is_right ? "end" : "start");
    html_string(out, words);
    buffer_append_text(out, "</text>\n");
}

void load_chart_spots(const struct load_chart *chart, const struct load_row *row,
                      void (*words)(struct buffer *out, const void *user, size_t index),
                      const void *user, struct buffer *out) {
    struct buffer text;
    buffer_init(&text, NULL);
    for (size_t i = 0; i < row->count; i++) {
        text.length = 0;
        words(&text, user, i);
        add_rectangle(chart, row->edges[i], row->edges[i + 1], 0, "spot", out);
        buffer_append_text(out, "><title>");
        html_text(out, text.data, text.length);
        buffer_append_text(out, "</title></rect>\n");
    }
    buffer_finish(&text);
}

void load_chart_lying(const double *values, size_t count, double most, struct buffer *out) {
    buffer_append_text(out, "<svg class=\"lying\" viewBox=\"0 0 100 1\" "
                            "preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    for (size_t i = 0; i < count; i++) {
        double part = most > 0 ? 100 * values[i] / most : 0;
        buffer_printf(out, "<rect class=\"part-%zu\" width=\"%.3f\" height=\"1\"/>", i + 1,
                      part < 0.5 && values[i] > 0 ? 0.5 : part);
    }
    buffer_append_text(out, "</svg>");
}
