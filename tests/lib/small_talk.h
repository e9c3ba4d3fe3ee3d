/* small_talk.h - a caller and an agent of two turns, and a caller that waits for ever. */
#ifndef PARLEY_TESTS_LIB_SMALL_TALK_H
#define PARLEY_TESTS_LIB_SMALL_TALK_H

#include "tests/lib/scene.h"

static const struct scene_row caller[] = {
    {0, "FIRST_MESSAGE", "Hi", 0, false},
    {1, "contains \"one\"", "Two", 0, false},
    {2, "contains \"three\"", "<endcall />", 0, false},
};

static const struct scene_row agent[] = {
    {0, "FIRST_MESSAGE", "", 0, false},
    {1, "contains \"hi\"", "One", 0, false},
    {2, "contains \"two\"", "Three", 0, false},
};

/* A caller whose agent never says what it waits for. */
static const struct scene_row patient[] = {
    {0, "FIRST_MESSAGE", "Hello?", 0, false},
    {1, "contains \"never\"", "<endcall />", 0, false},
};

#endif
