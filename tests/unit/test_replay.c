/* test_replay.c - saved transcripts, read back. */
#include "commands/replay.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define ENTRIES                                                                                    \
    "[{\"role\": \"Testing Agent\", \"content\": \"Hi\", \"start_time\": 0, \"end_time\": 0,"      \
    "  \"condition\": 0},"                                                                         \
    " {\"role\": \"Main Agent\", \"content\": \"Hello\", \"end_time\": 1},"                        \
    " {\"role\": \"Main Agent\", \"content\": \"Still there?\", \"end_time\": 3},"                 \
    " {\"role\": \"Testing Agent\", \"content\": \"Yes\", \"start_time\": 2, \"end_time\": 4,"     \
    "  \"condition\": 1},"                                                                         \
    " {\"role\": \"Testing Agent\", \"content\": \"I am\", \"start_time\": 4, \"end_time\": 4,"    \
    "  \"condition\": 1},"                                                                         \
    " {\"role\": \"Main Agent\", \"content\": \" \", \"end_time\": 5},"                            \
    " {\"role\": \"Testing Agent\", \"content\": \"\", \"end_time\": 6, \"end_call\": true}]"

/* What a replay holds, as text. */
static const char *replay_text(struct arena *arena, const struct replay *replay) {
    const char *text = "";
    for (size_t i = 0; i < replay->count; i++) {
        const struct replay_turn *turn = &replay->turns[i];
        text = arena_printf(
            arena, "%s%s%s; ", text, turn->text,
            turn->performing ? arena_printf(arena, " (during %d)", (int)turn->performed) : "");
    }
    for (size_t i = 0; i < replay->fired_count; i++) {
        text = arena_printf(arena, "%s%d ", text, (int)replay->fired[i]);
    }
    return text;
}

/* A transcript is found in each place where parley writes one; what is none is an error. */
static void transcripts_are_found(void **state) {
    (void)state;
    static const struct {
        const char *file;
        const char *expected;
        const char *told;
    } cases[] = {
        {ENTRIES, "Hello; Still there? (during 1); 0 1 ", NULL},
        {"{\"transcript_object\": " ENTRIES "}", "Hello; Still there? (during 1); 0 1 ", NULL},
        {"{\"runs\": [{\"scenario\": {\"name\": \"A\"}, \"transcript_object\": []},"
         "{\"scenario\": {\"name\": \"B\"}, \"transcript_object\": " ENTRIES "}]}",
         "Hello; Still there? (during 1); 0 1 ", NULL},
        {"{\"runs\": [{\"scenario\": {\"name\": \"Z\"}, \"transcript_object\": " ENTRIES "}]}",
         "Hello; Still there? (during 1); 0 1 ", NULL},
        {"{\"runs\": [{\"scenario\": {\"name\": \"A\"}}, {\"scenario\": {\"name\": \"C\"}}]}", "",
         "no run of the scenario \"B\" is in it"},
        {"{\"runs\": 7}", "", "no run of the scenario \"B\" is in it"},
        {"{\"conditions\": []}", "",
         "no transcript: expected transcript_object, as in transcripts/ and result.json of --out"},
        {"[1, null, {\"role\": 3}, {\"role\": \"Main Agent\", \"content\": 4}]", "", NULL},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        char path[] = "/tmp/parley-replay-XXXXXX";
        int descriptor = mkstemp(path);
        assert_int_equal(write(descriptor, cases[i].file, strlen(cases[i].file)),
                         (ssize_t)strlen(cases[i].file));
        close(descriptor);
        struct arena arena;
        struct diagnostics diagnostics;
        struct replay replay;
        arena_init(&arena, NULL);
        diagnostics_init(&diagnostics, &arena);
        bool read = replay_read(&arena, path, "B", &replay, &diagnostics);
        assert_int_equal(read, cases[i].told == NULL);
        assert_string_equal(replay_text(&arena, &replay), cases[i].expected);
        if (cases[i].told != NULL) {
            assert_string_equal(diagnostics.first->message, cases[i].told);
        }
        arena_finish(&arena);
        unlink(path);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(transcripts_are_found)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
