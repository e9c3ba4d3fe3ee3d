/* expectation_words.c - which utterance met an expression, or came nearest to it. */
#include "engine/expectation_internal.h"
#include "engine/explain.h"
#include "engine/machine_internal.h"

#include <string.h>

void expectation_print(const struct expectation *expectation, struct buffer *out) {
    const char *key = expectation_kind_text(expectation->kind);
    buffer_printf(out, "%s ", key);
    if (expectation->kind == EXPECTATION_AGENT || expectation->kind == EXPECTATION_AGENT_NEVER) {
        buffer_append(out, expectation->expression.text, expectation->expression.length);
    } else { /* What stands in {"key":...} */
        size_t start = strlen(key) + strlen("{\"\":");
        buffer_append(out, expectation->written + start,
                      strlen(expectation->written) - start - strlen("}"));
    }
}

size_t expectations_find(const struct expectations *expectations, size_t index,
                         struct machine_scratch *scratch,
                         const struct expectation_utterance *utterances, size_t count,
                         struct buffer *words) {
    struct arena arena;
    struct inquiry inquiry;
    size_t found = EXPECTATION_NONE;
    arena_init(&arena, words->memory);
    inquiry_init(&inquiry, &arena, expectations->matcher, scratch->matcher);
    for (size_t i = 0; i < count && found == EXPECTATION_NONE; i++) {
        const struct explain_term *terms = NULL;
        size_t term_count = 0;
        inquiry_hear(&inquiry, utterances[i].text, utterances[i].length);
        if (inquiry_ask(&inquiry, &expectations->compiled[index].subject, false, &terms,
                        &term_count)) {
            explain_print_reasons(terms, term_count, utterances[i].text, words);
            found = i;
        }
    }
    inquiry_finish(&inquiry);
    arena_finish(&arena);
    return found;
}

size_t expectations_nearest(const struct expectations *expectations, size_t index,
                            struct machine_scratch *scratch,
                            const struct expectation_utterance *utterances, size_t count,
                            struct buffer *words) {
    const struct inquiry_subject *subject = &expectations->compiled[index].subject;
    struct arena arena;
    struct inquiry inquiry;
    size_t nearest = EXPECTATION_NONE;
    uint32_t least = INQUIRY_FAR;
    size_t words_before = words->length;
    arena_init(&arena, words->memory);
    inquiry_init(&inquiry, &arena, expectations->matcher, scratch->matcher);
    for (size_t i = 0; i < count; i++) {
        const struct explain_term *terms = NULL;
        size_t term_count = 0;
        inquiry_hear(&inquiry, utterances[i].text, utterances[i].length);
        inquiry_ask(&inquiry, subject, true, &terms, &term_count);
        uint32_t distance = inquiry_distance(&inquiry, subject, terms, term_count);
        if (distance < least) {
            least = distance;
            nearest = i;
            words->length = words_before;
            explain_print_shortfalls(terms, term_count, utterances[i].text, words);
        }
    }
    inquiry_finish(&inquiry);
    arena_finish(&arena);
    return nearest;
}
