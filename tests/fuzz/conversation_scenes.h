/* conversation_scenes.h - the scenarios that fuzz_conversation.c plays: between them, all that a
 * conversation can be asked to do. */
#ifndef PARLEY_TESTS_FUZZ_CONVERSATION_SCENES_H
#define PARLEY_TESTS_FUZZ_CONVERSATION_SCENES_H

#include "runtime/conversation.h"
#include "tests/lib/expecting.h"
#include "tests/lib/values.h"

/* The caller opens; breaks, followups, an endcall, values, and every kind of expectation. */
static const struct scene_row booking_rows[] = {
    {0, "FIRST_MESSAGE", "Hi, {{test_profile.name}} here <break time=\"1.5s\" /> [laughter]", 0,
     false},
    {1, "contains \"day\" OR (starts_with \"when\" AND NOT contains \"not\")",
     "{{dynamic_variables.day}}, please <break time=\"500ms\" />", 0, false},
    {2, "contains \"{{test_profile.name}}\"", "That is me", 0, false},
    {3, "contains \"booked\"", "Thank you", 0, false},
    {4, NULL, "And for how many?", 3, false},
    {5, NULL, "That is all <endcall />", 4, false},
};

/* Every kind of pause, and all that is sent or told beside words. */
static const struct scene_row pauses_rows[] = {
    {0, "FIRST_MESSAGE", "Hello <silence time=\"2s\" /> Anybody there?", 0, false},
    {1, "contains \"hold\"", "A moment <break time=\"1s\" /> <hold time=\"5s\" /> There I am", 0,
     false},
    {2, "contains \"menu\"", "<dtmf digits=\"12#\" /> <silence time=\"1s\" /> Two", 0, false},
    {3, "contains \"listen\"",
     "<ignore_interruptions>It is long <hold time=\"1s\" /> and dull</ignore_interruptions> Done",
     0, false},
    {4, "contains \"text\"", "<send_sms text=\"12\" /> Sent <client_message t=\"a\" d=\"{}\" />", 0,
     false},
    {5, "contains \"go on\"", "I do <break time=\"1s\" />", 0, false},
    {6, NULL, "<interruption time=\"3s\" /> As I said", 5, false},
    {7, NULL, "<silence time=\"1s\" /> Well", 6, false},
    {8, "contains \"bye\"", "<endcall />", 0, false},
};

/* The agent speaks first, and nothing ends the call: it passes when all has fired. */
static const struct scene_row listener_rows[] = {
    {0, "FIRST_MESSAGE", "", 0, false},
    {1, "equals \"hello\" OR ends_with \"?\"", "Yes?", 0, false},
    {2, "matches \"(a+)+$\"", "A regex with a long life", 0, false},
    {3, "matches \"\\d{3}\" AND NOT contains \"000\"", "Three digits", 0, false},
    {4, NULL, "And so on", 3, false},
};

/* The agent's first utterance fires the first condition, whatever it says. */
static const struct scene_row greeted_rows[] = {
    {0, "FIRST_MESSAGE", "Good morning <hold time=\"2s\" /> to you", 0, false},
    {1, "contains \"name\"", "<spell>AB C</spell> <break time=\"1s\" />", 0, false},
    {2, "contains \"bye\"", "So long <break time=\"2s\" /> <endcall />", 0, false},
};

/* The agent itself: `parley agent`. */
static const struct scene_row served_rows[] = {
    {0, "FIRST_MESSAGE", "How may I help? <break time=\"1s\" />", 0, false},
    {1, "contains \"book\"", "When? <silence time=\"2s\" /> Hello?", 0, false},
    {2, "contains \"day\"", "It is booked", 0, false},
    {3, NULL, "Goodbye <endcall />", 2, false},
};

static const struct expectation_id booking_fired[] = {{.id = 3}, {.id = 4}};
static const struct expectation_id booking_not_fired[] = {{.id = 2}};

static const struct expectation booking_expectations[] = {
    {.kind = EXPECTATION_AGENT, .expression = {.text = "contains \"booked\"", .length = 17}},
    {.kind = EXPECTATION_AGENT_NEVER, .expression = {.text = "contains \"sorry\"", .length = 16}},
    {.kind = EXPECTATION_FIRED, .conditions = {booking_fired, 2}},
    {.kind = EXPECTATION_NOT_FIRED, .conditions = {booking_not_fired, 1}},
    {.kind = EXPECTATION_FUNCTION_CALL, .function_call = {"book", "{\"day\":\"Friday\"}"}},
    {.kind = EXPECTATION_METADATA, .metadata = "{\"call\":{\"id\":7},\"ok\":true}"},
    {.kind = EXPECTATION_ENDED_BY, .ended_by = ENDED_BY_CALLER},
    {.kind = EXPECTATION_TURNS, .turns = {1, 20}},
};

struct value scene_values[] = {
    {"0/name", "Jo \"}} <endcall />"}, {"2/day", "Friday"}, {NULL, NULL}};

struct fuzz_scene {
    const struct scene_row *rows;
    size_t row_count;
    const struct expectation *expectations;
    size_t expectation_count;
    enum conversation_side side;
    bool agent_speaks_first;
};

#define SCENE_ROWS(array) .rows = (array), .row_count = sizeof(array) / sizeof((array)[0])

static const struct fuzz_scene fuzz_scenes[] = {
    {SCENE_ROWS(booking_rows), .expectations = booking_expectations,
     .expectation_count = sizeof(booking_expectations) / sizeof(booking_expectations[0])},
    {SCENE_ROWS(pauses_rows)},
    {SCENE_ROWS(listener_rows)},
    {SCENE_ROWS(greeted_rows), .agent_speaks_first = true},
    {SCENE_ROWS(served_rows), .side = SIDE_AGENT},
};

enum { FUZZ_SCENES = sizeof(fuzz_scenes) / sizeof(fuzz_scenes[0]) };

#endif
