/* load_sample.c - keeping some calls of very many. */
#include "reports/load_sample.h"

#include "reports/mask.h"
#include "reports/result.h"

#include <stdio.h>
#include <string.h>

enum { RUN_ID_SIZE = 64 };

/* One call as recorded. A record of its own, in which it is number 0. */
struct recording {
    struct call call;
    char run_id[RUN_ID_SIZE];
    struct record_subject subject;
    struct record *record;
    struct load_sample sample; /* Once it has ended. */
};

/* A list of those kept, with room for `capacity`. */
struct kept {
    struct recording **items;
    size_t count;
    size_t capacity;
    uint64_t offered; /* How many could have been kept. */
};

struct load_sampler {
    struct load_sampler_options options;
    struct mask *mask; /* In front of what remembers words. */
    struct event_listener masked;
    struct recording **places; /* By place: of the call in flight there; NULL. */
    size_t place_capacity;
    struct kept failed;
    struct kept passed;
    struct kept apart;                   /* Examples that there was no room for among them. */
    struct recording *examples[ENDINGS]; /* Owned where no transcripts are kept. */
    uint64_t random;
};

static bool records_all(const struct load_sampler *sampler) {
    return sampler->failed.capacity > 0;
}

/* -- Recording -- */

static struct recording *recording_create(const struct load_sampler *sampler,
                                          const struct call *call) {
    struct recording *recording = memory_take(sizeof(*recording));
    recording->call = *call;
    recording->call.number = 0;
    recording->call.target = NULL; /* Only as long as it connects. */
    snprintf(recording->run_id, sizeof(recording->run_id), "%s", call->run_id);
    recording->call.run_id = recording->run_id;
    recording->subject = *sampler->options.subject;
    recording->subject.calls = &recording->call;
    recording->subject.call_count = 1;
    recording->record = record_create(&memory_system, &recording->subject);
    return recording;
}

static void recording_destroy(struct recording *recording) {
    if (recording != NULL) {
        record_destroy(recording->record);
        memory_give_back(recording, sizeof(*recording));
    }
}

/* Let the record hear @event as if it were about its own call. */
static void hear_as_own(struct recording *recording, const struct event *event) {
    struct event own = *event;
    own.call = &recording->call;
    struct event_listener listener = record_listener(recording->record);
    listener.event(listener.user, &own);
}

static void take_words(struct recording *recording) {
    const struct call_record *call = record_call(recording->record, 0);
    recording->sample = (struct load_sample){
        .run_id = recording->run_id,
        .name = recording->call.name,
        .error_message = call->error_message,
        .explanation = call->explanation,
        .explanation_count = call->explanation_count,
    };
}

/* A record of a call that nobody listened to, from what its end tells. */
static struct recording *record_afterwards(const struct load_sampler *sampler,
                                           const struct event *ended) {
    struct recording *recording = recording_create(sampler, ended->call);
    const struct machine *machine = ended->call->playbook->machine;
    struct event event = {.kind = EVENT_CONNECTING, .at = ended->at};
    event.connecting.attempt = event.connecting.attempts = 1;
    hear_as_own(recording, &event);
    for (uint32_t i = 0; i < machine_condition_count(machine); i++) {
        uint32_t times = machine_fired(machine, ended->ended.state, i);
        event = (struct event){.kind = EVENT_FIRED, .at = ended->at, .fired.condition = i};
        while (times-- > 0) {
            hear_as_own(recording, &event);
        }
    }
    hear_as_own(recording, ended);
    return recording;
}

/* -- Keeping -- */

static uint64_t random_below(struct load_sampler *sampler, uint64_t bound) {
    sampler->random ^= sampler->random << 13;
    sampler->random ^= sampler->random >> 7;
    sampler->random ^= sampler->random << 17;
    return sampler->random % bound;
}

/* Keep the first; later @anywhere each with the same chance. Destroys what is not kept. */
static void keep(struct load_sampler *sampler, struct kept *kept, struct recording *recording,
                 bool anywhere) {
    kept->offered++;
    if (kept->count < kept->capacity) {
        kept->items[kept->count++] = recording;
        return;
    }
    uint64_t index = kept->capacity;
    if (anywhere && kept->capacity > 0) {
        index = random_below(sampler, kept->offered);
    }
    if (index < kept->capacity) {
        recording_destroy(kept->items[index]);
        kept->items[index] = recording;
    } else {
        recording_destroy(recording);
    }
}

static struct recording **place_of(struct load_sampler *sampler, const struct call *call) {
    size_t place = sampler->options.place(call);
    if (place >= sampler->place_capacity) {
        size_t capacity = (place / 64 + 1) * 64 * 2;
        sampler->places = memory_system.resize(memory_system.user, (void *)sampler->places,
                                               sampler->place_capacity * sizeof(*sampler->places),
                                               capacity * sizeof(*sampler->places));
        memset((void *)(sampler->places + sampler->place_capacity), 0,
               (capacity - sampler->place_capacity) * sizeof(*sampler->places));
        sampler->place_capacity = capacity;
    }
    return &sampler->places[place];
}

/* @recording has ended: keep it or not. An example is kept all the same, by one of the lists. */
static void ended(struct load_sampler *sampler, struct recording *recording,
                  const struct event *event) {
    take_words(recording);
    if (event->ended.verdict == VERDICT_PASSED) {
        keep(sampler, &sampler->passed, recording, true);
        return;
    }
    struct recording **example = &sampler->examples[event->ended.ending];
    bool has_room = sampler->failed.count < sampler->failed.capacity;
    bool is_example = *example == NULL;
    *example = is_example ? recording : *example;
    keep(sampler, is_example && !has_room ? &sampler->apart : &sampler->failed, recording, false);
}

/* What is remembered, secrets masked. */
static void remember(void *user, const struct event *event) {
    struct load_sampler *sampler = user;
    if (!records_all(sampler)) {
        struct recording *recording = record_afterwards(sampler, event);
        take_words(recording);
        sampler->examples[event->ended.ending] = recording;
        return;
    }
    struct recording **place = place_of(sampler, event->call);
    if (*place == NULL) {
        *place = recording_create(sampler, event->call);
    }
    hear_as_own(*place, event);
    if (event->kind == EVENT_ENDED) {
        struct recording *recording = *place;
        *place = NULL;
        ended(sampler, recording, event);
    }
}

/* Most loads keep no transcripts: then this is all that an event costs here. */
static void hear(void *user, const struct event *event) {
    const struct load_sampler *sampler = user;
    if (records_all(sampler) ||
        (event->kind == EVENT_ENDED && event->ended.verdict != VERDICT_PASSED &&
         sampler->examples[event->ended.ending] == NULL)) {
        sampler->masked.event(sampler->masked.user, event);
    }
}

/* -- For whoever has samplers -- */

struct load_sampler *load_sampler_create(const struct load_sampler_options *options) {
    struct load_sampler *sampler = memory_take(sizeof(*sampler));
    sampler->options = *options;
    sampler->failed.capacity = options->keep_failed;
    sampler->passed.capacity = options->keep_passed;
    sampler->apart.capacity = ENDINGS;
    sampler->failed.items = memory_take((options->keep_failed + 1) * sizeof(struct recording *));
    sampler->passed.items = memory_take((options->keep_passed + 1) * sizeof(struct recording *));
    sampler->apart.items = memory_take((ENDINGS + 1) * sizeof(struct recording *));
    sampler->random = UINT64_C(0x9e3779b97f4a7c15);
    const struct event_listener listener = {remember, sampler};
    sampler->mask = mask_create(&memory_system, options->secrets, &listener, 1);
    sampler->masked = mask_listener(sampler->mask);
    return sampler;
}

static void kept_destroy(struct kept *kept) {
    for (size_t i = 0; i < kept->count; i++) {
        recording_destroy(kept->items[i]);
    }
    memory_give_back((void *)kept->items, (kept->capacity + 1) * sizeof(struct recording *));
}

void load_sampler_destroy(struct load_sampler *sampler) {
    if (sampler == NULL) {
        return;
    }
    for (size_t i = 0; i < ENDINGS && !records_all(sampler); i++) {
        recording_destroy(sampler->examples[i]);
    }
    for (size_t i = 0; i < sampler->place_capacity; i++) {
        recording_destroy(sampler->places[i]);
    }
    memory_give_back((void *)sampler->places, sampler->place_capacity * sizeof(*sampler->places));
    kept_destroy(&sampler->failed);
    kept_destroy(&sampler->passed);
    kept_destroy(&sampler->apart);
    mask_destroy(sampler->mask);
    memory_give_back(sampler, sizeof(*sampler));
}

struct event_listener load_sampler_listener(struct load_sampler *sampler) {
    return (struct event_listener){hear, sampler};
}

const struct load_sample *load_samples_example(const struct load_samples *samples,
                                               enum ending ending) {
    if (samples != NULL && samples->read != NULL) {
        return samples->read[ending];
    }
    for (size_t i = 0; samples != NULL && i < samples->count; i++) {
        const struct recording *example = samples->samplers[i]->examples[ending];
        if (example != NULL) {
            return &example->sample;
        }
    }
    return NULL;
}

size_t load_samples_transcripts(const struct load_samples *samples, enum ending ending,
                                const struct call **calls, size_t most) {
    size_t count = 0;
    for (size_t i = 0; samples != NULL && i < samples->count; i++) {
        const struct kept *kept = &samples->samplers[i]->failed;
        for (size_t j = 0; j < kept->count; j++) {
            const struct recording *recording = kept->items[j];
            if (record_call(recording->record, 0)->ending != ending) {
                continue;
            }
            if (count < most) {
                calls[count] = &recording->call;
            }
            count++;
        }
    }
    return count;
}

static void write_kept(const struct kept *kept, struct files *files) {
    struct buffer text;
    buffer_init(&text, NULL);
    for (size_t i = 0; i < kept->count; i++) {
        const struct recording *recording = kept->items[i];
        text.length = 0;
        result_print_run(recording->record, 0, &text);
        files_write_transcript(files, &recording->call, text.data, text.length);
    }
    buffer_finish(&text);
}

void load_samples_write(const struct load_samples *samples, struct files *files) {
    for (size_t i = 0; i < samples->count; i++) {
        write_kept(&samples->samplers[i]->failed, files);
        write_kept(&samples->samplers[i]->passed, files);
    }
}
