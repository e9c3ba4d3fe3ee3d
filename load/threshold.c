/* threshold.c - parsing and judging thresholds. */
#include "load/threshold.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum metric {
    METRIC_RESPONSE,
    METRIC_CONNECT,
    METRIC_DURATION,
    METRIC_LATENESS,
    METRIC_CALLS_PASSED,
    METRIC_CALLS_FAILED,
    METRIC_CALLS_ERRORED,
    METRIC_CALLS_TOTAL,
    METRIC_RATE_ACHIEVED,
    METRIC_RATE_OFFERED,
};

/* Of a time there is a percentile, or one of these. */
enum { STATISTIC_MEAN = -1, STATISTIC_MIN = -2, STATISTIC_MAX = -3 };

static const struct {
    const char *name;
    enum metric metric;
    bool is_time; /* Followed by .p95 and the like. */
} metrics[] = {
    {"response", METRIC_RESPONSE, true},
    {"connect", METRIC_CONNECT, true},
    {"duration", METRIC_DURATION, true},
    {"lateness", METRIC_LATENESS, true},
    {"calls.passed", METRIC_CALLS_PASSED, false},
    {"calls.failed", METRIC_CALLS_FAILED, false},
    {"calls.errored", METRIC_CALLS_ERRORED, false},
    {"calls.total", METRIC_CALLS_TOTAL, false},
    {"rate.achieved", METRIC_RATE_ACHIEVED, false},
    {"rate.offered", METRIC_RATE_OFFERED, false},
};

static const char allowed[] =
    "allowed are response, connect, duration and lateness with .p50, .p99.9 (any percentile), "
    ".mean, .min or .max; "
    "calls.passed, calls.failed, calls.errored, calls.total; rate.achieved, rate.offered";

static bool parse_statistic(const char *text, size_t length, double *percentile) {
    char word[16];
    if (length == 0 || length >= sizeof(word)) {
        return false;
    }
    memcpy(word, text, length);
    word[length] = '\0';
    if (strcmp(word, "mean") == 0) {
        *percentile = STATISTIC_MEAN;
    } else if (strcmp(word, "min") == 0) {
        *percentile = STATISTIC_MIN;
    } else if (strcmp(word, "max") == 0) {
        *percentile = STATISTIC_MAX;
    } else if (word[0] == 'p' && isdigit((unsigned char)word[1])) {
        char *end = NULL;
        *percentile = strtod(word + 1, &end);
        return *end == '\0' && *percentile <= 100.0;
    } else {
        return false;
    }
    return true;
}

static bool parse_metric(const char *text, size_t length, struct threshold *out) {
    for (size_t i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++) {
        size_t name_length = strlen(metrics[i].name);
        if (length < name_length || strncmp(text, metrics[i].name, name_length) != 0) {
            continue;
        }
        out->metric = (uint32_t)metrics[i].metric;
        if (!metrics[i].is_time) {
            if (length == name_length) {
                return true;
            }
        } else if (length > name_length && text[name_length] == '.') {
            return parse_statistic(text + name_length + 1, length - name_length - 1,
                                   &out->percentile);
        }
    }
    return false;
}

static const char *parse_comparison(const char *text, enum threshold_comparison *comparison) {
    bool equal = text[0] != '\0' && text[1] == '=';
    if (text[0] == '<') {
        *comparison = equal ? THRESHOLD_LESS_EQUAL : THRESHOLD_LESS;
    } else {
        *comparison = equal ? THRESHOLD_GREATER_EQUAL : THRESHOLD_GREATER;
    }
    return text + (equal ? 2 : 1);
}

static bool is_time(const struct threshold *threshold) {
    return threshold->metric <= METRIC_LATENESS;
}

/* Which units a metric takes, and what the number is in its own unit. */
static bool parse_limit(const char *text, struct threshold *out, const char **expected) {
    static const struct {
        const char *suffix;
        double factor;
    } times[] = {{"us", 1}, {"ms", 1e3}, {"s", 1e6}, {"m", 60e6}};
    char *end = NULL;
    if (!isdigit((unsigned char)*text)) {
        *expected = "a number behind the comparison";
        return false;
    }
    double number = strtod(text, &end);
    if (is_time(out)) {
        *expected = "a time with its unit, such as 800ms or 2s";
        for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
            if (strcmp(end, times[i].suffix) == 0) {
                out->unit = THRESHOLD_MICROSECONDS;
                out->limit = number * times[i].factor;
                return true;
            }
        }
        return false;
    }
    out->limit = number;
    bool is_rate = out->metric == METRIC_RATE_ACHIEVED || out->metric == METRIC_RATE_OFFERED;
    if (strcmp(end, "%") == 0 && out->metric != METRIC_RATE_OFFERED &&
        out->metric != METRIC_CALLS_TOTAL) {
        out->unit = THRESHOLD_PERCENT;
        return true;
    }
    if (is_rate) {
        *expected = out->metric == METRIC_RATE_ACHIEVED ? "95% (of the offered rate) or 100/s"
                                                        : "a rate such as 100/s";
        out->unit = THRESHOLD_PER_SECOND;
        return strcmp(end, "/s") == 0;
    }
    *expected = "a number, or a share of all calls such as 1%";
    out->unit = THRESHOLD_COUNT;
    return *end == '\0';
}

bool threshold_parse(const char *text, struct threshold *out, char *error, size_t error_size) {
    *out = (struct threshold){.text = text};
    size_t name_length = strcspn(text, "<>");
    if (text[name_length] == '\0') {
        snprintf(error, error_size, "'%s' has no comparison: write it like response.p95<800ms",
                 text);
        return false;
    }
    if (!parse_metric(text, name_length, out)) {
        snprintf(error, error_size, "'%.*s' is no metric: %s", (int)name_length, text, allowed);
        return false;
    }
    const char *limit = parse_comparison(text + name_length, &out->comparison);
    const char *expected = NULL;
    if (!parse_limit(limit, out, &expected)) {
        snprintf(error, error_size, "'%s': expected %s", text, expected);
        return false;
    }
    return true;
}

static const struct histogram *times_of(const struct threshold *threshold,
                                        const struct load_figures *figures) {
    switch ((enum metric)threshold->metric) {
    case METRIC_RESPONSE:
        return figures->response;
    case METRIC_CONNECT:
        return figures->connect;
    case METRIC_DURATION:
        return figures->duration;
    case METRIC_LATENESS:
        return figures->lateness;
    default:
        return NULL;
    }
}

static double time_figure(const struct histogram *histogram, double statistic) {
    if (statistic >= 0) {
        return (double)histogram_percentile(histogram, statistic);
    }
    if (statistic > STATISTIC_MEAN - 0.5) {
        return histogram_mean(histogram);
    }
    return (double)(statistic > STATISTIC_MIN - 0.5 ? histogram->min : histogram->max);
}

static double calls_figure(const struct threshold *threshold, const struct load_figures *figures) {
    switch ((enum metric)threshold->metric) {
    case METRIC_CALLS_PASSED:
        return (double)figures->passed;
    case METRIC_CALLS_FAILED:
        return (double)figures->failed;
    case METRIC_CALLS_ERRORED:
        return (double)figures->errored;
    default:
        return (double)figures->calls;
    }
}

bool threshold_figure(const struct threshold *threshold, const struct load_figures *figures,
                      double *figure) {
    const struct histogram *times = times_of(threshold, figures);
    if (times != NULL) {
        *figure = time_figure(times, threshold->percentile);
        return times->count > 0;
    }
    double whole = (double)figures->calls;
    if (threshold->metric == METRIC_RATE_ACHIEVED || threshold->metric == METRIC_RATE_OFFERED) {
        whole = figures->offered_rate;
        *figure = threshold->metric == METRIC_RATE_ACHIEVED ? figures->achieved_rate : whole;
    } else {
        *figure = calls_figure(threshold, figures);
    }
    if (threshold->unit == THRESHOLD_PERCENT && whole > 0) {
        *figure = *figure / whole * 100.0;
    }
    return whole > 0;
}

bool threshold_holds(const struct threshold *threshold, double figure) {
    switch (threshold->comparison) {
    case THRESHOLD_LESS:
        return figure < threshold->limit;
    case THRESHOLD_LESS_EQUAL:
        return figure <= threshold->limit;
    case THRESHOLD_GREATER:
        return figure > threshold->limit;
    default:
        return figure >= threshold->limit;
    }
}

void threshold_print(const struct threshold *threshold, double figure, char *out, size_t size) {
    switch (threshold->unit) {
    case THRESHOLD_MICROSECONDS:
        snprintf(out, size, figure < 1e4 ? "%.2f ms" : "%.0f ms", figure / 1e3);
        break;
    case THRESHOLD_PERCENT:
        snprintf(out, size, "%.2f %%", figure);
        break;
    case THRESHOLD_PER_SECOND:
        snprintf(out, size, "%.1f/s", figure);
        break;
    default:
        snprintf(out, size, "%.0f", figure);
        break;
    }
}
