/* Shapes are told in the order of spec 1.2. */
#include "formats/shape.h"

#include "tests/lib/parsed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include <cmocka.h>

static void told_in_order(void **unused) {
    (void)unused;
    static const struct {
        const char *text;
        enum shape shape;
    } cases[] = {
        {"{version: 1, scenarios: [], results: []}", SHAPE_SUITE},
        {"{scenarios: []}", SHAPE_UNKNOWN},
        {"{results: [], conditions: []}", SHAPE_LIST},
        {"{results: null}", SHAPE_LIST},
        {"[]", SHAPE_LIST},
        {"[1]", SHAPE_LIST},
        {"[{websocket_url: x}]", SHAPE_AGENT},
        {"{results: [{websocket_url: x}]}", SHAPE_AGENT},
        {"[{websocket_url: x}, {conditions: []}]", SHAPE_LIST},
        {"{conditions: [], conditional_actions: {}}", SHAPE_BARE},
        {"{conditions: [], transcript_object: []}", SHAPE_UNKNOWN},
        {"{conditional_actions: {}, websocket_url: x}", SHAPE_RESOURCE},
        {"{instructions: x}", SHAPE_RESOURCE},
        {"{scenario_type: instruction}", SHAPE_RESOURCE},
        {"{websocket_url: x}", SHAPE_AGENT},
        {"{provider: {chat_agent_details: {config: {url: x}}}}", SHAPE_AGENT},
        {"{provider: {chat_agent_details: {}}}", SHAPE_UNKNOWN},
        {"{}", SHAPE_UNKNOWN},
        {"x", SHAPE_UNKNOWN},
        {"~", SHAPE_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct parsed parsed;
        parsed_text(&parsed, "a.yaml", cases[i].text);
        if (shape_of(parsed.root) != cases[i].shape) {
            fail_msg("%s has another shape", cases[i].text);
        }
        parsed_end(&parsed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(told_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
