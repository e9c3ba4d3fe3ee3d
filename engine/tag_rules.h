/* tag_rules.h - the tags an action knows and what each may say: the table of spec 2.2. */
#ifndef PARLEY_ENGINE_TAG_RULES_H
#define PARLEY_ENGINE_TAG_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum tag {
    TAG_BREAK,
    TAG_SILENCE,
    TAG_HOLD,
    TAG_INTERRUPTION,
    TAG_IGNORE_INTERRUPTIONS,
    TAG_ENDCALL,
    TAG_SPELL,
    TAG_DTMF,
    TAG_IVR,
    TAG_VOICEMAIL,
    TAG_SEND_SMS,
    TAG_CLIENT_MESSAGE,
    TAG_SPEED,
    TAG_VOLUME,
    TAG_VOICE,
    TAG_BACKGROUND_NOISE,
    TAG_NOISE,
    TAG_NETWORK_SIMULATION,
    TAG_AUDIO,    /* Always an error: cannot be played as text. */
    TAG_FUNCTION, /* Always an error: not supported. */
    TAGS,
    TAG_UNKNOWN = TAGS,
};

enum attribute_kind {
    ATTRIBUTE_PLAIN,        /* Anything; it has no effect. */
    ATTRIBUTE_TEXT,         /* values.text */
    ATTRIBUTE_DATA,         /* values.data */
    ATTRIBUTE_TIME,         /* values.ms: `1.5s` or `500ms`. */
    ATTRIBUTE_KEYS,         /* values.text: what a telephone can press. */
    ATTRIBUTE_NUMBER,       /* From `least` to `most`; it has no effect. */
    ATTRIBUTE_MILLISECONDS, /* `500`; it has no effect. */
};

struct attribute_rule {
    const char *name;
    enum attribute_kind kind;
    bool required;
    uint32_t least, most; /* Of a number, in thousandths. */
};

enum form {
    FORM_ALONE,   /* <name ... /> */
    FORM_BLOCK,   /* <name ...>...</name> */
    FORM_EITHER,  /* Both. */
    FORM_REFUSED, /* Always an error. */
};

enum { RULE_ATTRIBUTES = 4 };

struct tag_rule {
    const char *name;
    enum form form;
    bool lenient;        /* An attribute it does not know is only a warning: it has no effect. */
    const char *example; /* How it is written. */
    const char *refusal; /* FORM_REFUSED: why, and what to do. */
    struct attribute_rule attributes[RULE_ATTRIBUTES]; /* Those unused have no name. */
};

/* The tag of that name, in any case; TAG_UNKNOWN when there is none. */
enum tag tag_find(const char *name);

/* "break" and its like; never NULL. Not for TAG_UNKNOWN. */
const char *tag_name(enum tag tag);

/* The tag that @name was probably meant to be; NULL when none is near. */
const char *tag_suggest(const char *name);

/* Never NULL. Not for TAG_UNKNOWN. */
const struct tag_rule *tag_rule(enum tag tag);

/* The rule of the attribute @name; NULL when the tag has none such. */
const struct attribute_rule *tag_attribute(const struct tag_rule *rule, const char *name);

/* The attribute that @name was probably meant to be; NULL when none is near. */
const char *tag_suggest_attribute(const struct tag_rule *rule, const char *name);

#endif
