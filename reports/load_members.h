/* load_members.h - JSON members of bench.json that must read back as what was written.
 *
 * The readers take a flag that they set when a member is not there or not what it should be; so a
 * whole file is read before anyone asks whether it was one. */
#ifndef PARLEY_REPORTS_LOAD_MEMBERS_H
#define PARLEY_REPORTS_LOAD_MEMBERS_H

#include "load/histogram.h"

#include <cjson/cJSON.h>
#include <stdbool.h>

/* Numbers in JSON are exact up to here. */
#define LOAD_MEMBER_MOST UINT64_C(9007199254740992)

void load_member_add_count(cJSON *object, const char *key, uint64_t count);

/* Add @microseconds as milliseconds. */
void load_member_add_ms(cJSON *object, const char *key, double microseconds);

/* [[slot,count],...] of each slot that has any. */
void load_member_add_slots(cJSON *object, const char *key, const struct histogram *times);

/* An empty histogram, to be given back; NULL is allowed there. */
struct histogram *load_histogram_take(void);
void load_histogram_give_back(struct histogram *times);

/* A histogram as it is, in microseconds. */
cJSON *load_histogram_json(const struct histogram *times);

/* 0 when there is no such member, or it is above @most. */
uint64_t load_member_count(const cJSON *object, const char *key, uint64_t most, bool *failed);
/* Not negative. */
double load_member_number(const cJSON *object, const char *key, bool *failed);
/* Written by member_add_seconds(): microseconds. */
uint64_t load_member_seconds(const cJSON *object, const char *key, bool *failed);
/* The member's own text; NULL when there is none. */
const char *load_member_text(const cJSON *object, const char *key, bool *failed);
/* NULL when there is none; then it has no items for cJSON. */
const cJSON *load_member_array(const cJSON *object, const char *key, bool *failed);

/* Add the slots of member @key to @times, and to its count; the rest of it is left alone. */
void load_member_slots(const cJSON *object, const char *key, struct histogram *times, bool *failed);

/* Read what load_histogram_json() makes into @times, which is empty. */
void load_histogram_read(const cJSON *json, struct histogram *times, bool *failed);

#endif
