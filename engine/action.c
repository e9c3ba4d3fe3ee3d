/* action.c - reads an action piece by piece: says where each tag may stand, and makes it steps. */
#include "engine/action.h"

#include "engine/steps.h"
#include "engine/tags.h"
#include "engine/text.h"

#include <string.h>

enum { OPEN_MOST = 16 /* How deep blocks may stand within blocks. */ };

/* A block that was opened and not yet closed. */
struct open_block {
    enum tag tag;
    struct markup markup;
};

struct parser {
    const struct action_context *context;
    struct markup_reporter reporter;
    struct steps steps;
    struct open_block open[OPEN_MOST];
    size_t open_count;
    struct markup whole; /* A tag that must be the entire action. */
    bool has_whole;
    size_t piece_count; /* Pieces of the action, blank text and closing tags apart. */
    bool seen[TAGS];
    bool started; /* Something stood that is not for the start only. */
    bool spelled; /* Something of the open <spell> is in the message. */
    bool ended;   /* An endcall stood. */
    bool dropped; /* What stands behind it was reported. */
};

static bool fail(struct parser *parser, const struct markup *markup, const char *problem) {
    markup_report(&parser->reporter, markup, SEVERITY_ERROR, DIAGNOSTIC_TAG, "%s", problem);
    return false;
}

static bool is_open(const struct parser *parser, enum tag tag) {
    for (size_t i = 0; i < parser->open_count; i++) {
        if (parser->open[i].tag == tag) {
            return true;
        }
    }
    return false;
}

/* Only these may stand before <speed>, <volume> and <interruption>. */
static bool is_for_start(enum tag tag) {
    return tag == TAG_SPEED || tag == TAG_VOLUME || tag == TAG_INTERRUPTION;
}

static bool must_be_whole(enum tag tag) {
    return tag == TAG_IVR || tag == TAG_VOICEMAIL;
}

/* Something stands here that acts or is said. */
static void count_piece(struct parser *parser, const struct markup *markup) {
    parser->piece_count++;
    if (parser->ended && !parser->dropped) {
        parser->dropped = true;
        markup_report(&parser->reporter, markup, SEVERITY_WARNING, DIAGNOSTIC_AFTER_ENDCALL,
                      "it stands behind <endcall /> and is dropped");
    }
}

/* Add the text of a <spell>: its code points without spaces, a dash between each two. */
static void spell(struct parser *parser, const char *text, size_t length) {
    static const char dash[] = "\xE2\x80\x94"; /* U+2014 */
    size_t bytes = 0;
    for (size_t at = 0; at < length; at += bytes) {
        uint32_t code_point = 0;
        bytes = text_read(text + at, length - at, &code_point);
        if (text_is_space(code_point)) {
            continue;
        }
        if (parser->spelled) {
            steps_text(&parser->steps, dash, sizeof(dash) - 1);
        }
        steps_text(&parser->steps, text + at, bytes);
        parser->spelled = true;
    }
}

/* The piece without white space before it, for a message. */
static struct markup without_space(const char *text, struct markup piece) {
    size_t space = strspn(text, " \t\r\n");
    piece.start += space;
    piece.length -= space;
    return piece;
}

static void read_text(struct parser *parser, const struct markup *markup) {
    const char *text = parser->reporter.text->text + markup->start;
    if (!text_is_blank(text, markup->length)) {
        struct markup piece = without_space(text, *markup);
        count_piece(parser, &piece);
        parser->started = true;
    }
    if (parser->ended) {
        return;
    }
    if (is_open(parser, TAG_SPELL)) {
        spell(parser, text, markup->length);
    } else {
        steps_text(&parser->steps, text, markup->length);
    }
}

static void read_marker(struct parser *parser, const struct markup *markup) {
    count_piece(parser, markup);
    parser->started = true;
    steps_cut(&parser->steps);
}

/* An unknown tag is text, with a warning. */
static void read_unknown_tag(struct parser *parser, const struct markup *markup) {
    const char *near = tag_suggest(markup->name);
    markup_report(&parser->reporter, markup, SEVERITY_WARNING, DIAGNOSTIC_UNKNOWN_TAG,
                  near != NULL ? "an unknown tag, which is sent as text; did you mean <%s>?"
                               : "an unknown tag, which is sent as text",
                  near);
    read_text(parser, markup);
}

/* The rules of where a tag may stand. */
static bool check_place(struct parser *parser, const struct markup *markup, enum tag tag) {
    bool good = true;
    if (is_open(parser, TAG_SPELL)) {
        good = fail(parser, markup, "within <spell> only text may stand");
    } else if (tag == TAG_IGNORE_INTERRUPTIONS && is_open(parser, tag)) {
        good = fail(parser, markup, "it may not stand within itself; close the first one before");
    }
    if (tag_opens(tag, markup) && parser->open_count == OPEN_MOST) {
        good = fail(parser, markup, "blocks may stand at most 16 deep within each other");
    }
    if (tag == TAG_INTERRUPTION && !parser->context->is_followup) {
        good = fail(parser, markup, "it may stand only in an action_followup");
    }
    if (is_for_start(tag) && parser->started) {
        good = fail(parser, markup, "it may stand only at the start of the action");
    } else if (is_for_start(tag) && parser->seen[tag]) {
        good = fail(parser, markup, "it may stand only once in an action");
    }
    return good;
}

static void open_block(struct parser *parser, const struct markup *markup, enum tag tag) {
    if (parser->open_count < OPEN_MOST) {
        parser->open[parser->open_count++] = (struct open_block){.tag = tag, .markup = *markup};
    }
    if (tag == TAG_SPELL) {
        parser->spelled = false;
    }
    parser->steps.deaf = is_open(parser, TAG_IGNORE_INTERRUPTIONS);
}

static void close_block(struct parser *parser, const struct markup *markup, enum tag tag) {
    struct tag_values none;
    bool good = tag_check(&parser->reporter, markup, tag, 0, &none);
    size_t index = parser->open_count;
    while (index > 0 && parser->open[index - 1].tag != tag) {
        index--;
    }
    if (index == 0) {
        if (good) {
            fail(parser, markup, "there is nothing for it to close");
        }
        return;
    }
    if (index < parser->open_count) {
        markup_report(&parser->reporter, markup, SEVERITY_ERROR, DIAGNOSTIC_TAG,
                      "<%s> was opened later and must be closed before it",
                      tag_name(parser->open[parser->open_count - 1].tag));
    }
    memmove(&parser->open[index - 1], &parser->open[index],
            (parser->open_count - index) * sizeof(parser->open[0]));
    parser->open_count--;
    parser->steps.deaf = is_open(parser, TAG_IGNORE_INTERRUPTIONS);
}

/* Say the text of a tag that has one of its own. */
static void say_own_text(struct parser *parser, const char *text, size_t length) {
    steps_text(&parser->steps, text, length);
    steps_cut(&parser->steps);
}

/* Do what a tag means that is well formed and well placed. */
static void act(struct parser *parser, enum tag tag, const struct tag_values *values) {
    static const char beep[] = "[beep]";
    struct steps *steps = &parser->steps;
    switch (tag) {
    case TAG_BREAK:
        steps_break(steps, values->ms);
        break;
    case TAG_SILENCE:
        steps_pause(steps, PAUSE_INTERRUPTIBLE, values->ms);
        break;
    case TAG_HOLD:
        steps_pause(steps, PAUSE_DEAF, values->ms);
        break;
    case TAG_INTERRUPTION:
        steps_add(steps,
                  &(struct step){.kind = STEP_PAUSE, .pause = {PAUSE_DEAF, values->ms, true}});
        break;
    case TAG_ENDCALL:
        steps_end_call(steps);
        parser->ended = true;
        break;
    case TAG_DTMF:
        steps_add(steps,
                  &(struct step){.kind = STEP_DTMF, .say = {values->text, values->text_length}});
        break;
    case TAG_SEND_SMS:
        steps_add(steps, &(struct step){.kind = STEP_SEND_SMS,
                                        .say = {values->text, values->text_length}});
        break;
    case TAG_CLIENT_MESSAGE:
        steps_add(steps, &(struct step){.kind = STEP_CLIENT_MESSAGE,
                                        .client_message = {values->text, values->data}});
        break;
    case TAG_VOICEMAIL:
    case TAG_IVR:
    case TAG_VOICE:
        if (values->text != NULL) {
            say_own_text(parser, values->text, values->text_length);
        } else if (tag == TAG_VOICEMAIL) {
            say_own_text(parser, beep, sizeof(beep) - 1);
        }
        break;
    default:
        break; /* It has no effect in text mode, or is a block. */
    }
}

static void read_known_tag(struct parser *parser, const struct markup *markup, enum tag tag) {
    steps_cut(&parser->steps);
    if (markup->closing) {
        close_block(parser, markup, tag);
        return;
    }
    struct tag_values values;
    bool good = check_place(parser, markup, tag);
    good = tag_check(&parser->reporter, markup, tag, parser->context->max_duration_ms, &values) &&
           good;
    count_piece(parser, markup);
    parser->seen[tag] = true;
    parser->started = parser->started || !is_for_start(tag);
    if (must_be_whole(tag)) {
        parser->whole = *markup;
        parser->has_whole = true;
    }
    if (tag_opens(tag, markup)) {
        open_block(parser, markup, tag);
    }
    if (good && !parser->ended) {
        act(parser, tag, &values);
    }
}

static void read_piece(struct parser *parser, const struct markup *markup) {
    if (markup->kind == MARKUP_TEXT) {
        read_text(parser, markup);
    } else if (markup->kind == MARKUP_MARKER) {
        read_marker(parser, markup);
    } else {
        enum tag tag = tag_find(markup->name);
        if (tag == TAG_UNKNOWN) {
            read_unknown_tag(parser, markup);
        } else {
            read_known_tag(parser, markup, tag);
        }
    }
}

/* What can be said only when all was read. */
static void check_end(struct parser *parser) {
    for (size_t i = 0; i < parser->open_count; i++) {
        const struct open_block *block = &parser->open[i];
        markup_report(&parser->reporter, &block->markup, SEVERITY_ERROR, DIAGNOSTIC_TAG,
                      "it is not closed; write </%s> where it ends", tag_name(block->tag));
    }
    if (parser->has_whole && parser->piece_count > 1) {
        fail(parser, &parser->whole, "it must be the entire action; move the rest to a followup");
    }
}

/* An action that is not a fixed message is an instruction for a model: its tags do not act. */
static void read_instruction(struct arena *arena, const struct template_text *text,
                             struct markup_reporter *reporter, struct action *out) {
    struct markup_reader reader;
    struct markup markup;
    struct markup first = {.kind = MARKUP_TEXT};
    const char *names = NULL;
    bool seen[TAGS] = {false};
    markup_begin(&reader, arena, text);
    while (markup_next(&reader, &markup)) {
        enum tag tag = markup.kind == MARKUP_TAG ? tag_find(markup.name) : TAG_UNKNOWN;
        if (tag == TAG_UNKNOWN || seen[tag]) {
            continue;
        }
        seen[tag] = true;
        if (tag == TAG_FUNCTION) {
            struct tag_values none;
            tag_check(reporter, &markup, tag, 0, &none);
        }
        if (names == NULL) {
            first = markup;
            names = arena_printf(arena, "<%s>", tag_name(tag));
        } else {
            names = arena_printf(arena, "%s, <%s>", names, tag_name(tag));
        }
    }
    if (names != NULL) {
        out->has_tags = true;
        markup_report(reporter, &first, SEVERITY_WARNING, DIAGNOSTIC_TAGS_DO_NOT_ACT,
                      "tags do not act where \"fixed_message\" is false: %s", names);
    }
    if (!text_is_blank(text->text, text->length)) {
        struct step *step = arena_alloc(arena, sizeof(*step));
        *step = (struct step){.kind = STEP_SAY, .say = {text->text, text->length}};
        out->steps = step;
        out->step_count = 1;
    }
    out->content = text->text;
    out->content_length = text->length;
}

static void read_message(struct arena *arena, const struct template_text *text,
                         struct parser *parser, struct action *out) {
    struct markup_reader reader;
    struct markup markup;
    steps_init(&parser->steps, arena);
    markup_begin(&reader, arena, text);
    while (markup_next(&reader, &markup)) {
        read_piece(parser, &markup);
    }
    check_end(parser);
    steps_done(&parser->steps, out);
    steps_finish(&parser->steps);
    for (size_t i = 0; i < TAGS; i++) {
        out->has_tags = out->has_tags || parser->seen[i];
    }
}

void action_parse(struct arena *arena, const struct template_text *text,
                  const struct action_context *context, const struct place *place,
                  struct diagnostics *diagnostics, struct action *out) {
    struct parser parser = {
        .context = context,
        .reporter = {.arena = arena, .text = text, .place = place, .diagnostics = diagnostics},
    };
    *out = (struct action){.source = text->text, .source_length = text->length};
    if (context->fixed_message) {
        read_message(arena, text, &parser, out);
    } else {
        read_instruction(arena, text, &parser.reporter, out);
    }
}
