/* keys.c - the tables of keys. */
#include "formats/keys.h"

#include <string.h>

#define KEY_SET(rows, others)                                                                      \
    { .keys = (rows), .count = sizeof(rows) / sizeof((rows)[0]), .more = (others) }

#define FUNCTIONS                                                                                  \
    {                                                                                              \
        .name = "functions", .kinds = KEY_NULL | KEY_EMPTY,                                        \
        .about = "Custom functions; not supported yet, so there must be none."                     \
    }

#define AGENT_ID                                                                                   \
    {                                                                                              \
        .name = "agent_id", .kinds = KEY_NEVER,                                                    \
        .about = "A suite names no agent: it is passed with --agent."                              \
    }

#define EXPECT                                                                                     \
    {                                                                                              \
        .name = "expect", .kinds = KEY_NULL | KEY_ARRAY, .part = PART_EXPECT,                      \
        .about = "What a call must come to beside its endcall; all of it must hold."               \
    }

static const struct key conditional_actions[] = {
    {.name = "role", .about = "Who the caller is; for people to read.", .kinds = KEY_TEXT},
    {.name = "conditions",
     .about = "What the caller does and when. The first is the opening, FIRST_MESSAGE.",
     .kinds = KEY_ARRAY,
     .required = true,
     .part = PART_CONDITIONS},
    EXPECT,
    FUNCTIONS,
};

static const struct key condition[] = {
    {.name = "id",
     .about = "An integer that no other condition has; the first has 0.",
     .kinds = KEY_INTEGER,
     .most = INT32_MAX,
     .required = true},
    {.name = "condition",
     .about = "When it fires. First: FIRST_MESSAGE. standard: an expression over what the agent "
              "says, such as contains \"help\". action_followup: the id of the condition it "
              "follows.",
     .kinds = KEY_TEXT | KEY_INTEGER,
     .most = INT32_MAX,
     .required = true},
    {.name = "action",
     .about = "What the caller says and does: text with tags such as <break time=\"1s\" /> and "
              "<endcall />. Only the first may be blank: then the agent speaks first.",
     .kinds = KEY_TEXT,
     .required = true},
    {.name = "type",
     .about = "standard: fires on what the agent says. action_followup: fires on whatever the "
              "agent says after the condition it follows.",
     .kinds = KEY_TEXT,
     .words = "standard|action_followup",
     .required = true},
    {.name = "fixed_message",
     .about = "true: the action is said as written. false needs a language model.",
     .kinds = KEY_BOOLEAN,
     .required = true},
    FUNCTIONS,
};

static const struct key profile_sections[] = {
    {.name = "main_agent_variables",
     .about = "Values of the agent; keys that begin with X- are sent as headers."},
    {.name = "testing_agent_variables", .about = "Values of the caller; looked up first."},
    {.name = "agent_variables", .about = "The same as main_agent_variables, as a suite has it."},
    {.name = "caller_variables",
     .about = "The same as testing_agent_variables, as a suite has it."},
};
static const struct key_set profile_section_keys = KEY_SET(profile_sections, NULL);

static const struct key profile[] = {
    {.name = "information",
     .about = "The values themselves, flat or in sections.",
     .kinds = KEY_NULL | KEY_OBJECT,
     .members = &profile_section_keys},
};
static const struct key_set profile_keys = KEY_SET(profile, &profile_section_keys);

/* What a resource and a case of a suite have in common. */
static const struct key shared[] = {
    {.name = "id",
     .about = "The resource's id; for reports and the headers of the upgrade.",
     .kinds = KEY_NULL | KEY_NUMBER | KEY_TEXT,
     .part = PART_PRINTABLE},
    {.name = "name",
     .about = "What reports call it; the file's stem when it is not given.",
     .kinds = KEY_NULL | KEY_TEXT,
     .most = NAME_LONGEST},
    {.name = "scenario_type",
     .about = "conditional_actions: played by its conditions. instruction needs a language model.",
     .kinds = KEY_NULL | KEY_TEXT,
     .words = "conditional_actions|instruction"},
    {.name = "conditional_actions",
     .about = "The scenario: who the caller is, and what it does when.",
     .kinds = KEY_NULL | KEY_OBJECT,
     .part = PART_CONDITIONAL_ACTIONS},
    {.name = "instructions",
     .about = "The scenario as a JSON text or as an object; instead of conditional_actions.",
     .kinds = KEY_NULL | KEY_TEXT | KEY_OBJECT,
     .part = PART_CONDITIONAL_ACTIONS},
    {.name = "tags",
     .about = "Words to select scenarios by: parley run --tag.",
     .kinds = KEY_NULL | KEY_ARRAY,
     .part = PART_TAGS},
    {.name = "folder_path", .about = "Where it is kept.", .kinds = KEY_NULL | KEY_TEXT},
    {.name = "test_profile",
     .about = "Values for {{test_profile.name}} and its like. An id means nothing here.",
     .kinds = KEY_NULL | KEY_NUMBER | KEY_TEXT | KEY_OBJECT,
     .members = &profile_keys},
    {.name = "test_profile_data",
     .about = "Values for {{test_profile.name}} and its like, as a response has them.",
     .kinds = KEY_NULL | KEY_OBJECT,
     .members = &profile_keys},
    {.name = "information_fields", .about = "Values for {{information_fields.name}} and its like."},
    {.name = "dynamic_variable_values",
     .about = "Values for {{dynamic_variables.name}} and its like."},
    {.name = "expected_outcome_prompt",
     .about = "What should come of the call; for reports.",
     .kinds = KEY_NULL | KEY_TEXT},
    {.name = "scenario_language",
     .about = "The language that is spoken; for reports.",
     .kinds = KEY_NULL | KEY_TEXT},
    EXPECT,
    FUNCTIONS,
};
static const struct key_set shared_keys = KEY_SET(shared, NULL);

static const struct key of_resource[] = {
    {.name = "max_duration",
     .about = "The longest a call may take, in seconds; 600 when it is not given.",
     .kinds = KEY_NULL | KEY_INTEGER,
     .least = DURATION_LEAST,
     .most = DURATION_MOST},
};

static const struct key of_case[] = {
    {.name = "max_duration",
     .about = "The longest a call may take, in seconds; 600 when it is not given.",
     .kinds = KEY_NULL | KEY_INTEGER,
     .least = DURATION_LEAST_IN_SUITE,
     .most = DURATION_MOST},
    {.name = "type",
     .about = "The same as scenario_type; told by what the case has when neither is given.",
     .kinds = KEY_NULL | KEY_TEXT,
     .words = "conditional_actions|instruction"},
    {.name = "language", .about = "The same as scenario_language.", .kinds = KEY_NULL | KEY_TEXT},
    {.name = "frequency",
     .about = "How often it is played; 1 when it is not given.",
     .kinds = KEY_NULL | KEY_INTEGER,
     .least = 1,
     .most = FREQUENCY_MOST},
    AGENT_ID,
};

static const struct key resource_ignored[] = {
    {.name = "agent"},
    {.name = "agent_name"},
    {.name = "assistant_id"},
    {.name = "created_at"},
    {.name = "created_by"},
    {.name = "description"},
    {.name = "expected_outcome"},
    {.name = "first_message"},
    {.name = "generated_mock_tool_entries"},
    {.name = "inbound_phone_number"},
    {.name = "inbound_phone_number_data"},
    {.name = "is_predefined"},
    {.name = "last_updated_by"},
    {.name = "metric_names"},
    {.name = "metrics"},
    {.name = "mock_tools"},
    {.name = "organization"},
    {.name = "outbound_phone_number"},
    {.name = "outbound_phone_number_data"},
    {.name = "personality"},
    {.name = "personality_name"},
    {.name = "phone_number"},
    {.name = "project"},
    {.name = "runs"},
    {.name = "simulation_description"},
    {.name = "suite_type"},
    {.name = "tool_ids"},
    {.name = "tools"},
    {.name = "updated_at"},
};

static const struct key list[] = {
    {.name = "results",
     .about = "The scenario resources.",
     .kinds = KEY_ARRAY,
     .required = true,
     .part = PART_RESULTS},
    {.name = "count", .about = "How many there are in all pages."},
    {.name = "next", .about = "Where the next page is; null in the last one."},
    {.name = "previous", .about = "Where the page before it is; null in the first one."},
};

static const struct key suite_about[] = {
    {.name = "name",
     .about = "What reports call the suite; the file's stem when it is not given.",
     .kinds = KEY_NULL | KEY_TEXT},
    {.name = "description", .about = "For people to read."},
    AGENT_ID,
};

static const struct key suite[] = {
    {.name = "version",
     .about = "Of the suite's format: \"1\".",
     .kinds = KEY_TEXT | KEY_INTEGER,
     .words = "1",
     .least = 1,
     .most = 1,
     .required = true},
    {.name = "suite",
     .about = "About the suite as a whole.",
     .kinds = KEY_NULL | KEY_OBJECT,
     .members = &suite_about_keys},
    {.name = "defaults",
     .about = "Fields of all scenarios; each scenario overrides them field by field, and its tags "
              "are added to theirs.",
     .kinds = KEY_NULL | KEY_OBJECT,
     .part = PART_DEFAULTS},
    {.name = "scenarios",
     .about = "1 to 200 scenarios.",
     .kinds = KEY_ARRAY,
     .required = true,
     .part = PART_CASES},
    AGENT_ID,
};

static const struct key chat_config[] = {
    {.name = "url",
     .about = "Where to connect: a ws:// or wss:// URL. ${NAME} is an environment variable.",
     .kinds = KEY_NULL | KEY_TEXT,
     .part = PART_URL},
    {.name = "headers",
     .about = "Headers of the upgrade. ${NAME} is an environment variable.",
     .kinds = KEY_NULL | KEY_OBJECT,
     .part = PART_HEADERS},
    {.name = "secret",
     .about = "Sent as X-VOCERA-SECRET. ${NAME} is an environment variable.",
     .kinds = KEY_NULL | KEY_TEXT,
     .part = PART_PRINTABLE},
};
static const struct key_set chat_config_keys = KEY_SET(chat_config, NULL);

static const struct key chat_agent[] = {
    {.name = "config",
     .about = "How to reach the agent.",
     .kinds = KEY_NULL | KEY_OBJECT,
     .members = &chat_config_keys},
};
static const struct key_set chat_agent_keys = KEY_SET(chat_agent, NULL);

static const struct key provider[] = {
    {.name = "type",
     .about = "custom or self_hosted: other providers are not reached from here.",
     .kinds = KEY_NULL | KEY_TEXT,
     .words = "|self_hosted|custom"},
    {.name = "chat_agent_details",
     .about = "The agent as a chat agent.",
     .kinds = KEY_NULL | KEY_OBJECT,
     .members = &chat_agent_keys},
};
static const struct key_set provider_keys = KEY_SET(provider, NULL);

static const struct key agent[] = {
    {.name = "websocket_url",
     .about = "Where to connect: a ws:// or wss:// URL. ${NAME} is an environment variable.",
     .kinds = KEY_NULL | KEY_TEXT,
     .part = PART_URL},
    {.name = "websocket_headers",
     .about = "Headers of the upgrade. ${NAME} is an environment variable.",
     .kinds = KEY_NULL | KEY_OBJECT,
     .part = PART_HEADERS},
    {.name = "websocket_secret",
     .about = "Sent as X-VOCERA-SECRET. ${NAME} is an environment variable.",
     .kinds = KEY_NULL | KEY_TEXT,
     .part = PART_PRINTABLE},
    {.name = "agent_name",
     .about = "What reports call it; the file's stem when it is not given.",
     .kinds = KEY_NULL | KEY_TEXT},
    {.name = "name",
     .about = "The same as agent_name, in version 2.",
     .kinds = KEY_NULL | KEY_TEXT},
    {.name = "assistant_provider",
     .about = "self_hosted: other providers are not reached from here.",
     .kinds = KEY_NULL | KEY_TEXT,
     .words = "|self_hosted"},
    {.name = "provider",
     .about = "How to reach the agent, in version 2.",
     .kinds = KEY_NULL | KEY_OBJECT,
     .members = &provider_keys},
    {.name = "agent_speaks_first",
     .about = "true: the caller waits for the agent's first utterance.",
     .kinds = KEY_NULL | KEY_BOOLEAN},
    {.name = "llm_model",
     .about = "The language model; not used yet.",
     .kinds = KEY_NULL | KEY_TEXT},
    {.name = "llm_temperature", .about = "Its temperature; not used yet."},
    {.name = "llm_max_tokens", .about = "Its longest answer; not used yet."},
};

static const struct key agent_ignored[] = {
    {.name = "agentforce_client_secret"},
    {.name = "agentforce_data"},
    {.name = "assistant_id"},
    {.name = "auto_update_dropoff_nodes"},
    {.name = "auto_update_topic_nodes"},
    {.name = "bland_api_key"},
    {.name = "chat_assistant_id"},
    {.name = "contact_number"},
    {.name = "created_at"},
    {.name = "custom_provider_api_key"},
    {.name = "custom_provider_data"},
    {.name = "description"},
    {.name = "dropoff_nodes"},
    {.name = "dynamic_variables"},
    {.name = "elevenlabs_api_key"},
    {.name = "enabled_personalities"},
    {.name = "hallucination_metric_kb_files"},
    {.name = "id"},
    {.name = "inbound"},
    {.name = "knowledge_base_files"},
    {.name = "koreai_client_secret"},
    {.name = "koreai_data"},
    {.name = "language"},
    {.name = "livekit_api_key"},
    {.name = "livekit_data"},
    {.name = "llm_system_prompt"},
    {.name = "mock_tools"},
    {.name = "organization"},
    {.name = "outbound_auto_call"},
    {.name = "outbound_numbers"},
    {.name = "pipecat_api_key"},
    {.name = "pipecat_data"},
    {.name = "predefined_metrics"},
    {.name = "project"},
    {.name = "pronunciation_words"},
    {.name = "retell_api_key"},
    {.name = "sip_auth"},
    {.name = "sip_endpoint"},
    {.name = "spelling_word_types"},
    {.name = "synthflow_api_key"},
    {.name = "telephony"},
    {.name = "topic_nodes"},
    {.name = "transcript_provider"},
    {.name = "trillet_api_key"},
    {.name = "trillet_data"},
    {.name = "updated_at"},
    {.name = "vapi_api_key"},
    {.name = "webhook_secret"},
    {.name = "webhook_url"},
};

const struct key_set conditional_actions_keys = KEY_SET(conditional_actions, NULL);
const struct key_set condition_keys = KEY_SET(condition, NULL);
const struct key_set resource_keys = KEY_SET(of_resource, &shared_keys);
const struct key_set case_keys = KEY_SET(of_case, &shared_keys);
const struct key_set resource_ignored_keys = KEY_SET(resource_ignored, NULL);
const struct key_set list_keys = KEY_SET(list, NULL);
const struct key_set suite_keys = KEY_SET(suite, NULL);
const struct key_set suite_about_keys = KEY_SET(suite_about, NULL);
const struct key_set agent_keys = KEY_SET(agent, NULL);
const struct key_set agent_ignored_keys = KEY_SET(agent_ignored, NULL);

const struct key *key_find(const struct key_set *set, const char *name) {
    for (; set != NULL; set = set->more) {
        for (size_t i = 0; i < set->count; i++) {
            if (strcmp(set->keys[i].name, name) == 0) {
                return &set->keys[i];
            }
        }
    }
    return NULL;
}
