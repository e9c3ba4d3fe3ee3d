/* test_playbook.c - what a machine can say, as it goes over the wire. */
#include "runtime/playbook.h"

#include "tests/lib/scene.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

/* Each step has the frame it sends; a step that sends nothing has none. */
static void test_frames(void **state) {
    (void)state;
    static const struct scene_row rows[] = {
        {0, "FIRST_MESSAGE", "Say \"hi\" <break time=\"1s\" />", 0, false},
        {7, "contains \"menu\"", "<dtmf digits=\"1 2 #\" />", 0, false},
        {9, "contains \"page\"", "<client_message t=\"go\" d=\"up\" /> <send_sms text=\"x\" />", 0,
         false},
        {11, "contains \"bye\"", "Bye <endcall />", 0, false},
    };
    static const struct {
        uint32_t condition;
        enum step_kind step;
        const char *json; /* NULL: nothing is sent. */
    } cases[] = {
        {0, STEP_PAUSE, NULL},
        {0, STEP_SAY, "{\"content\":\"Say \\\"hi\\\"\"}"},
        {1, STEP_DTMF, "{\"content\":\"12#\",\"type\":\"dtmf\"}"},
        {2, STEP_CLIENT_MESSAGE,
         "{\"label\":\"rtvi-ai\",\"type\":\"client-message\",\"id\":\"9-0\",\"data\":{\"t\":\"go\","
         "\"d\":\"up\"}}"},
        {2, STEP_SEND_SMS, NULL},
        {3, STEP_END_CALL, "{\"content\":\"Bye\",\"type\":\"end_call\"}"},
    };
    struct scene scene;
    scene_begin(&scene, rows, sizeof(rows) / sizeof(rows[0]));
    scene_compile(&scene);
    assert_non_null(scene.machine);
    const struct playbook *playbook = playbook_create(&scene.arena, scene.machine);
    assert_ptr_equal(playbook->machine, scene.machine);
    uint32_t step = 0;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        step = i > 0 && cases[i].condition == cases[i - 1].condition ? step + 1 : 0;
        const struct action *action = &machine_condition(scene.machine, cases[i].condition)->action;
        assert_true(step < action->step_count);
        assert_int_equal(action->steps[step].kind, cases[i].step);
        const struct playbook_frame *frame = playbook_frame(playbook, cases[i].condition, step);
        if (cases[i].json == NULL) {
            assert_null(frame->json);
            assert_int_equal(frame->length, 0);
        } else {
            assert_string_equal(frame->json, cases[i].json);
            assert_int_equal(frame->length, strlen(cases[i].json));
        }
    }
    scene_end(&scene);
}

/* The end_call that no condition scripts is there for every machine. */
static void test_end_call(void **state) {
    (void)state;
    static const struct scene_row rows[] = {{0, "FIRST_MESSAGE", "", 0, false}};
    struct scene scene;
    scene_begin(&scene, rows, 1);
    scene_compile(&scene);
    assert_non_null(scene.machine);
    const struct playbook *playbook = playbook_create(&scene.arena, scene.machine);
    assert_string_equal(playbook->end_call.json, "{\"content\":\"\",\"type\":\"end_call\"}");
    scene_end(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frames),
        cmocka_unit_test(test_end_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
