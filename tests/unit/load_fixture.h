/* load_fixture.h - a load made by hand, second by second, for the tests of its reports.
 *
 * An open load of 10 calls a second, of two scenarios with three conditions, against "clinic". */
#ifndef PARLEY_TESTS_LOAD_FIXTURE_H
#define PARLEY_TESTS_LOAD_FIXTURE_H

#include "reports/load_record.h"

enum { LOAD_FIXTURE_CONDITIONS = 3, LOAD_FIXTURE_LIMITS = 2 };

struct load_fixture {
    struct load_plan plan; /* Change it before anything is played. */
    struct schedule_stage stage;
    struct load_limit limits[LOAD_FIXTURE_LIMITS]; /* "response.p95<800ms", "calls.failed<1%". */
    struct load_record record;
    struct load_result result;
    struct load_interval *interval; /* Empty, for a second that is being made. */
};

void load_fixture_init(struct load_fixture *fixture);
void load_fixture_finish(struct load_fixture *fixture);

/* Note what stands in `interval` as the second that ends at @until_us, and empty it. */
void load_fixture_note(struct load_fixture *fixture, uint64_t until_us);

/* A whole second, number @second from 0, of 10 calls that pass but for @failed, with as many
 * answers that take @response_us and one that takes ten times as long. */
void load_fixture_second(struct load_fixture *fixture, uint64_t second, uint32_t failed,
                         uint64_t response_us);

/* The load has ended: judge it. */
void load_fixture_end(struct load_fixture *fixture);

#endif
