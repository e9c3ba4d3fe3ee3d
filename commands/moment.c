/* moment.c - reading points of time, and waiting for them. */
#include "commands/moment.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <time.h>

enum { US_PER_S = 1000000, NS_PER_US = 1000, S_PER_MINUTE = 60 };

/* Take exactly @digits digits. NULL when there are fewer, or the number is above @highest. */
static const char *take_digits(const char *at, int digits, int lowest, int highest, int *out) {
    *out = 0;
    for (int i = 0; i < digits; i++, at++) {
        if (*at < '0' || *at > '9') {
            return NULL;
        }
        *out = *out * 10 + (*at - '0');
    }
    return *out >= lowest && *out <= highest ? at : NULL;
}

/* Take ".5" in microseconds, what is finer being cut; nothing is 0. NULL for a lone point. */
static const char *take_fraction(const char *at, uint64_t *microseconds) {
    *microseconds = 0;
    if (*at != '.') {
        return at;
    }
    const char *first = ++at;
    for (uint64_t unit = US_PER_S / 10; *at >= '0' && *at <= '9'; at++, unit /= 10) {
        *microseconds += unit * (uint64_t)(*at - '0');
    }
    return at > first ? at : NULL;
}

/* Take "Z" or "+01:00", in seconds east of Greenwich. */
static const char *take_offset(const char *at, int64_t *seconds) {
    *seconds = 0;
    if (*at == 'Z' || *at == 'z') {
        return at + 1;
    }
    int64_t sign = *at == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (*at != '+' && *at != '-') {
        return NULL;
    }
    at = take_digits(at + 1, 2, 0, 23, &hours);
    if (at == NULL || *at != ':') {
        return NULL;
    }
    at = take_digits(at + 1, 2, 0, 59, &minutes);
    *seconds = sign * ((int64_t)hours * S_PER_MINUTE + minutes) * S_PER_MINUTE;
    return at;
}

static bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static bool day_exists(int year, int month, int day) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return day <= days[month - 1] + (month == 2 && is_leap(year));
}

static bool parse_date(const char *text, uint64_t *microseconds) {
    static const struct {
        int digits, lowest, highest;
        const char *behind; /* Any of these. */
    } fields[] = {
        {4, 1970, 9999, "-"}, {2, 1, 12, "-"}, {2, 1, 31, "Tt "},
        {2, 0, 23, ":"},      {2, 0, 59, ":"}, {2, 0, 60, NULL},
    };
    int parts[6];
    const char *at = text;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        at = take_digits(at, fields[i].digits, fields[i].lowest, fields[i].highest, &parts[i]);
        if (at == NULL ||
            (fields[i].behind != NULL && (*at == '\0' || strchr(fields[i].behind, *at) == NULL))) {
            return false;
        }
        at += fields[i].behind != NULL;
    }
    uint64_t fraction = 0;
    int64_t east = 0;
    at = take_fraction(at, &fraction);
    at = at != NULL ? take_offset(at, &east) : NULL;
    if (at == NULL || *at != '\0' || !day_exists(parts[0], parts[1], parts[2])) {
        return false;
    }
    struct tm date = {.tm_year = parts[0] - 1900,
                      .tm_mon = parts[1] - 1,
                      .tm_mday = parts[2],
                      .tm_hour = parts[3],
                      .tm_min = parts[4],
                      .tm_sec = parts[5]};
    int64_t seconds = (int64_t)timegm(&date) - east;
    *microseconds = (uint64_t)seconds * US_PER_S + fraction;
    return seconds >= 0;
}

static bool parse_seconds(const char *text, uint64_t *microseconds) {
    static const uint64_t most = UINT64_C(1) << 40; /* Far behind the year 9999. */
    uint64_t seconds = 0;
    uint64_t fraction = 0;
    const char *at = text;
    for (; *at >= '0' && *at <= '9' && seconds <= most; at++) {
        seconds = seconds * 10 + (uint64_t)(*at - '0');
    }
    if (at == text || seconds > most) {
        return false;
    }
    at = take_fraction(at, &fraction);
    *microseconds = seconds * US_PER_S + fraction;
    return at != NULL && *at == '\0';
}

bool moment_parse(const char *text, uint64_t *microseconds) {
    return parse_seconds(text, microseconds) || parse_date(text, microseconds);
}

uint64_t moment_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * US_PER_S + (uint64_t)now.tv_nsec / NS_PER_US;
}

void moment_wait(uint64_t microseconds) {
    const struct timespec until = {.tv_sec = (time_t)(microseconds / US_PER_S),
                                   .tv_nsec = (long)(microseconds % US_PER_S * NS_PER_US)};
    while (clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, NULL) == EINTR) {}
}
