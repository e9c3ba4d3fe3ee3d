/* tag_rules.c - the table, and looking things up in it. */
#include "engine/tag_rules.h"

#include "engine/diagnostic.h"

#include <string.h>
#include <strings.h>

/* clang-format off */
static const struct tag_rule rules[] = {
    [TAG_BREAK] = {
        .name = "break",
        .form = FORM_ALONE,
        .example = "<break time=\"1.5s\" />",
        .attributes = {{.name = "time", .kind = ATTRIBUTE_TIME, .required = true}},
    },
    [TAG_SILENCE] = {
        .name = "silence",
        .form = FORM_ALONE,
        .example = "<silence time=\"2s\" />",
        .attributes = {{.name = "time", .kind = ATTRIBUTE_TIME, .required = true}},
    },
    [TAG_HOLD] = {
        .name = "hold",
        .form = FORM_ALONE,
        .example = "<hold time=\"5s\" />",
        .attributes = {{.name = "time", .kind = ATTRIBUTE_TIME, .required = true}},
    },
    [TAG_INTERRUPTION] = {
        .name = "interruption",
        .form = FORM_ALONE,
        .example = "<interruption time=\"3s\" />",
        .attributes = {{.name = "time", .kind = ATTRIBUTE_TIME, .required = true}},
    },
    [TAG_IGNORE_INTERRUPTIONS] = {
        .name = "ignore_interruptions",
        .form = FORM_BLOCK,
        .example = "<ignore_interruptions>...</ignore_interruptions>",
    },
    [TAG_ENDCALL] = {
        .name = "endcall",
        .form = FORM_ALONE,
        .example = "<endcall />",
    },
    [TAG_SPELL] = {
        .name = "spell",
        .form = FORM_BLOCK,
        .example = "<spell>AB 12</spell>",
    },
    [TAG_DTMF] = {
        .name = "dtmf",
        .form = FORM_ALONE,
        .example = "<dtmf digits=\"12#\" />",
        .attributes = {{.name = "digits", .kind = ATTRIBUTE_KEYS, .required = true}},
    },
    [TAG_IVR] = {
        .name = "ivr",
        .form = FORM_ALONE,
        .example = "<ivr text=\"...\" />",
        .attributes = {{.name = "text", .kind = ATTRIBUTE_TEXT, .required = true}},
    },
    [TAG_VOICEMAIL] = {
        .name = "voicemail",
        .form = FORM_ALONE,
        .example = "<voicemail text=\"...\" /> or <voicemail />",
        .attributes = {{.name = "text", .kind = ATTRIBUTE_TEXT}},
    },
    [TAG_SEND_SMS] = {
        .name = "send_sms",
        .form = FORM_ALONE,
        .example = "<send_sms text=\"...\" />",
        .attributes = {{.name = "text", .kind = ATTRIBUTE_TEXT, .required = true}},
    },
    [TAG_CLIENT_MESSAGE] = {
        .name = "client_message",
        .form = FORM_ALONE,
        .example = "<client_message t=\"...\" d=\"...\" />",
        .attributes = {{.name = "t", .kind = ATTRIBUTE_TEXT, .required = true},
                       {.name = "d", .kind = ATTRIBUTE_DATA}},
    },
    [TAG_SPEED] = {
        .name = "speed",
        .form = FORM_ALONE,
        .example = "<speed ratio=\"1.1\" />",
        .attributes = {{.name = "ratio",
                        .kind = ATTRIBUTE_NUMBER,
                        .required = true,
                        .least = 800,
                        .most = 1200}},
    },
    [TAG_VOLUME] = {
        .name = "volume",
        .form = FORM_ALONE,
        .example = "<volume ratio=\"0.5\" />",
        .attributes =
            {{.name = "ratio", .kind = ATTRIBUTE_NUMBER, .required = true, .most = 2000}},
    },
    [TAG_VOICE] = {
        .name = "voice",
        .form = FORM_EITHER,
        .lenient = true,
        .example = "<voice id=\"...\" /> or <voice id=\"...\">...</voice>",
        .attributes = {{.name = "provider", .kind = ATTRIBUTE_PLAIN},
                       {.name = "id", .kind = ATTRIBUTE_PLAIN},
                       {.name = "model", .kind = ATTRIBUTE_PLAIN},
                       {.name = "text", .kind = ATTRIBUTE_TEXT}},
    },
    [TAG_BACKGROUND_NOISE] = {
        .name = "background_noise",
        .form = FORM_BLOCK,
        .lenient = true,
        .example = "<background_noise sound=\"...\">...</background_noise>",
        .attributes = {{.name = "sound", .kind = ATTRIBUTE_PLAIN},
                       {.name = "volume", .kind = ATTRIBUTE_NUMBER, .most = 2000}},
    },
    [TAG_NOISE] = {
        .name = "noise",
        .form = FORM_ALONE,
        .lenient = true,
        .example = "<noise sound=\"...\" time=\"500\" />",
        .attributes = {{.name = "sound", .kind = ATTRIBUTE_PLAIN},
                       {.name = "volume", .kind = ATTRIBUTE_NUMBER, .most = 2000},
                       {.name = "time", .kind = ATTRIBUTE_MILLISECONDS}},
    },
    [TAG_NETWORK_SIMULATION] = {
        .name = "network_simulation",
        .form = FORM_ALONE,
        .example = "<network_simulation packet_loss=\"5\" />",
        .attributes = {{.name = "packet_loss",
                        .kind = ATTRIBUTE_NUMBER,
                        .required = true,
                        .most = 100000},
                       {.name = "jitter", .kind = ATTRIBUTE_MILLISECONDS},
                       {.name = "latency", .kind = ATTRIBUTE_MILLISECONDS}},
    },
    [TAG_AUDIO] = {
        .name = "audio",
        .form = FORM_REFUSED,
        .refusal = "a recording cannot be played as text; write what it says instead",
    },
    [TAG_FUNCTION] = {
        .name = "function",
        .form = FORM_REFUSED,
        .refusal = "custom functions are not supported yet; write the text itself",
    },
};
/* clang-format on */

enum tag tag_find(const char *name) {
    for (size_t i = 0; i < TAGS; i++) {
        if (strcasecmp(rules[i].name, name) == 0) {
            return (enum tag)i;
        }
    }
    return TAG_UNKNOWN;
}

const char *tag_name(enum tag tag) {
    return rules[tag].name;
}

const char *tag_suggest(const char *name) {
    const char *names[TAGS];
    for (size_t i = 0; i < TAGS; i++) {
        names[i] = rules[i].name;
    }
    return diagnostic_suggest(name, names, TAGS);
}

const struct tag_rule *tag_rule(enum tag tag) {
    return &rules[tag];
}

const struct attribute_rule *tag_attribute(const struct tag_rule *rule, const char *name) {
    for (size_t i = 0; i < RULE_ATTRIBUTES && rule->attributes[i].name != NULL; i++) {
        if (strcmp(rule->attributes[i].name, name) == 0) {
            return &rule->attributes[i];
        }
    }
    return NULL;
}

const char *tag_suggest_attribute(const struct tag_rule *rule, const char *name) {
    const char *names[RULE_ATTRIBUTES];
    size_t count = 0;
    while (count < RULE_ATTRIBUTES && rule->attributes[count].name != NULL) {
        names[count] = rule->attributes[count].name;
        count++;
    }
    return diagnostic_suggest(name, names, count);
}
