/* load_axis.c - round ticks. */
#include "reports/load_axis.h"

#include "reports/words.h"

#include <inttypes.h>
#include <math.h>

enum { WANTED = 5 /* Steps. */, MINUTE = 60, HOUR = 3600 };

/* -- Labels -- */

static void label_number(struct buffer *out, double value) {
    if (value >= 1000 && value < 1e18) {
        words_number(out, (uint64_t)(value + 0.5));
    } else {
        buffer_printf(out, "%g", value);
    }
}

static void label_percent(struct buffer *out, double value) {
    buffer_printf(out, "%g %%", value);
}

static void label_time(struct buffer *out, double microseconds) {
    if (microseconds == 0) {
        buffer_append_text(out, "0");
    } else if (microseconds < 1e3) {
        buffer_printf(out, "%g us", microseconds);
    } else if (microseconds < 1e6) {
        buffer_printf(out, "%g ms", microseconds / 1e3);
    } else {
        buffer_printf(out, "%g s", microseconds / 1e6);
    }
}

static void label_seconds(struct buffer *out, double seconds) {
    buffer_printf(out, "%g s", seconds);
}

/* "2:30", "1:00:00". */
static void label_clock(struct buffer *out, double seconds) {
    uint64_t whole = (uint64_t)(seconds + 0.5);
    unsigned second = (unsigned)(whole % MINUTE);
    unsigned minute = (unsigned)(whole % HOUR / MINUTE);
    if (whole >= HOUR) {
        buffer_printf(out, "%" PRIu64 ":%02u:%02u", whole / HOUR, minute, second);
    } else {
        buffer_printf(out, "%u:%02u", minute, second);
    }
}

/* -- Ticks -- */

/* 1, 2 or 5 times a power of ten: the least that is not below @number, which is above 0. */
static double round_up(double number) {
    static const double rounds[] = {1, 2, 5};
    double power = pow(10, floor(log10(number)));
    for (size_t i = 0; i < sizeof(rounds) / sizeof(rounds[0]); i++) {
        if (rounds[i] * power >= number * (1 - 1e-9)) {
            return rounds[i] * power;
        }
    }
    return 10 * power;
}

/* The greatest of them that is not above @number. */
static double round_down(double number) {
    double power = pow(10, floor(log10(number)));
    double digit = number / power * (1 + 1e-9);
    return (digit >= 10 ? 10 : digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power;
}

static void add_ticks(struct load_axis *axis, double step) {
    for (size_t i = 0; i < LOAD_AXIS_TICKS; i++) {
        double tick = (double)i * step;
        if (tick > axis->to * (1 + 1e-9)) {
            break;
        }
        axis->ticks[axis->tick_count++] = tick;
    }
}

static void begin_at_zero(struct load_axis *axis, double most, double least_step) {
    double number = most > 0 && isfinite(most) ? most : 1;
    double step = round_up(number / WANTED);
    step = step < least_step ? least_step : step;
    *axis = (struct load_axis){.to = step * ceil(number / step * (1 - 1e-9))};
    add_ticks(axis, step);
}

void load_axis_count(struct load_axis *axis, double most) {
    begin_at_zero(axis, most, 1);
    axis->label = label_number;
}

void load_axis_number(struct load_axis *axis, double most) {
    begin_at_zero(axis, most, 0);
    axis->label = label_number;
}

void load_axis_percent(struct load_axis *axis, double most) {
    begin_at_zero(axis, most, 0);
    axis->label = label_percent;
}

void load_axis_time(struct load_axis *axis, double most) {
    begin_at_zero(axis, most, 0);
    axis->label = label_time;
}

/* The round number behind a round number. */
static double next_round(double number) {
    return round_up(number * 1.1);
}

void load_axis_time_logarithmic(struct load_axis *axis, double least, double most) {
    double from = round_down(least >= 1 ? least : 1);
    double to = round_up(most > from ? most : from);
    to = to > from ? to : next_round(from);
    *axis = (struct load_axis){.from = from, .to = to, .is_logarithmic = true, .label = label_time};
    /* Every round number while they are few, else the powers of ten. */
    bool is_fine = to / from < 2000;
    double tick = is_fine ? from : pow(10, ceil(log10(from) - 1e-9));
    while (tick <= to * (1 + 1e-9) && axis->tick_count < LOAD_AXIS_TICKS) {
        axis->ticks[axis->tick_count++] = tick;
        tick = is_fine ? next_round(tick) : tick * 10;
    }
}

void load_axis_clock(struct load_axis *axis, double most) {
    static const double steps[] = {0.1, 0.2, 0.5, 1,    2,    5,    10,    15,    30,    60,   120,
                                   300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400};
    double number = most > 0 && isfinite(most) ? most : 1;
    double step = round_up(number / WANTED);
    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        if (steps[i] >= number / (WANTED + 1) && steps[0] < number / WANTED) {
            step = steps[i];
            break;
        }
    }
    *axis = (struct load_axis){.to = number,
                               .label = number >= 2 * MINUTE ? label_clock : label_seconds};
    add_ticks(axis, step);
}

double load_axis_place(const struct load_axis *axis, double value) {
    double place = (value - axis->from) / (axis->to - axis->from);
    if (axis->is_logarithmic) {
        place = value > axis->from ? log(value / axis->from) / log(axis->to / axis->from) : 0;
    }
    return place < 0 ? 0 : place > 1 ? 1 : place;
}
