/* schema_rules.c - what holds between keys, as the readers have it. */
#include "formats/schema_rules.h"

enum {
    OF_SUITE = 1 << SCHEMA_SUITE | 1 << SCHEMA_ALL,
    OF_SCENARIO = 1 << SCHEMA_SCENARIO | 1 << SCHEMA_ALL,
    OF_BOTH = OF_SCENARIO | OF_SUITE,
    OF_AGENT = 1 << SCHEMA_AGENT | 1 << SCHEMA_ALL,
};

/* Unicode's White_Space, as text_is_space() has it. */
#define SPACE                                                                                      \
    "\\\\t-\\\\r \\\\u0085\\\\u00a0\\\\u1680\\\\u2000-\\\\u200a\\\\u2028\\\\u2029\\\\u202f"        \
    "\\\\u205f\\\\u3000"

/* Shapes are told apart in this order (spec 1.2): suite, list, bare, resource, agent. So each says
 * that it is none of those before it. */
#define IS_NO_SUITE "'not': {'required': ['version', 'scenarios']}"

static const char bare[] =
    "{'description': 'A bare scenario: who the caller is, and what it does.',"
    " '$ref': '#/$defs/conditional_actions',"
    " 'properties': {'results': false}, " IS_NO_SUITE "}";

static const char resource[] =
    "{'description': 'A scenario resource, as the evaluator API has it.',"
    " 'anyOf': [{'required': ['conditional_actions']},"
    "           {'required': ['instructions']},"
    "           {'required': ['scenario_type']}],"
    " 'allOf': [{'properties': {'results': false, 'conditions': false}},"
    "           {'anyOf': [@prose, @one_scenario]}],"
    " " IS_NO_SUITE "}";

static const char list[] = "{'description': 'A list of scenario resources.', " IS_NO_SUITE "}";

static const char resources[] =
    "{'type': 'array', 'minItems': 1, 'items': {'anyOf': [@resource, @bare]}}";

/* A case needs no scenario of its own when the defaults have one. */
static const char suite[] =
    "{'description': 'A suite: scenarios over defaults.',"
    " 'if': {'required': ['defaults'],"
    "        'properties': {'defaults': {'type': 'object',"
    "                                    'anyOf': [@prose_case, @scenario_given]}}},"
    " 'else': {'properties': {'scenarios': {'items': {'anyOf': [@prose_case, @scenario_given]}}}}}";

static const char cases[] = "{'type': 'array', 'minItems': 1, 'maxItems': 200, 'items': @case}";

static const char one_case[] = "{'anyOf': [@prose_case, {'not': @two_scenarios}]}";

static const char agent[] =
    "{'description': 'The agent under test: where it is and how to reach it.',"
    " 'anyOf': [{'required': ['websocket_url'], 'properties': {'websocket_url': @given}},"
    "           {'required': ['provider'], 'properties': {'provider': @reached}}],"
    " 'allOf': [{'properties': {'results': false, 'conditions': false,"
    "                           'conditional_actions': false, 'instructions': false,"
    "                           'scenario_type': false}}], " IS_NO_SUITE "}";

/* Version 2's provider.chat_agent_details.config.url is given. */
static const char reached[] =
    "{'type': 'object', 'required': ['chat_agent_details'],"
    " 'properties': {'chat_agent_details': {'type': 'object', 'required': ['config'],"
    "  'properties': {'config': {'type': 'object', 'required': ['url'],"
    "   'properties': {'url': @given}}}}}}";

static const char conditions[] = "{'type': 'array', 'minItems': 1,"
                                 " 'prefixItems': [@first_condition], 'items': @later_condition}";

static const char first_condition[] =
    "{'$ref': '#/$defs/condition',"
    " 'properties': {'id': {'const': 0}, 'condition': {'const': 'FIRST_MESSAGE'},"
    "                'type': {'const': 'standard'}, 'fixed_message': {'const': true}}}";

static const char later_condition[] =
    "{'$ref': '#/$defs/condition',"
    " 'properties': {'condition': {'not': {'const': 'FIRST_MESSAGE'}}, 'action': @not_blank}}";

static const char condition[] =
    "{'if': {'properties': {'type': {'const': 'action_followup'}}},"
    " 'then': {'properties': {'condition': {'type': 'integer'}}},"
    " 'else': {'properties': {'condition': {'type': 'string', '$ref': '#/$defs/not_blank'}}}}";

/* Instructions in prose: nothing is asked of what else is there. */
static const char prose[] = "{'required': ['scenario_type'],"
                            " 'properties': {'scenario_type': {'const': 'instruction'}}}";

static const char prose_case[] =
    "{'anyOf': [@prose, {'required': ['type'],"
    "                    'properties': {'type': {'const': 'instruction'},"
    "                                   'scenario_type': {'type': 'null'}}}]}";

static const char one_scenario[] = "{'allOf': [@scenario_given, {'not': @two_scenarios}]}";
static const char scenario_given[] = "{'anyOf': [@actions_given, @instructions_given]}";
static const char two_scenarios[] = "{'allOf': [@actions_given, @instructions_given]}";
static const char actions_given[] = "{'required': ['conditional_actions'],"
                                    " 'properties': {'conditional_actions': @given}}";
static const char instructions_given[] =
    "{'required': ['instructions'],"
    " 'properties': {'instructions': {'$ref': '#/$defs/given', 'allOf': [@not_blank]}}}";

static const char given[] = "{'not': {'type': 'null'}}";
static const char not_blank[] = "{'pattern': '[^" SPACE "]'}";
static const char tags[] =
    "{'type': 'array', 'items': {'type': 'string', '$ref': '#/$defs/not_blank'}}";

/* With a variable in it a URL may be anything. */
static const char url[] = "{'type': 'string',"
                          " 'pattern': '^([Ww][Ss][Ss]?://[!-~]+|[!-~]*[$][{][!-~]*)$'}";

static const char printable[] = "{'type': 'string', 'pattern': '^[ -~]*$'}";

/* Names are tokens (RFC 9110), values printable ASCII. */
static const char headers[] =
    "{'type': 'object',"
    " 'propertyNames': {'pattern': '^[-!#$%&*+.^_`|~0-9A-Za-z\\u0027]+$'},"
    " 'additionalProperties': {'type': ['string', 'number', 'boolean'], 'pattern': '^[ -~]*$'}}";

/* Elsewhere an unknown key is ignored; what is expected must not be. */
#define NOTHING_ELSE "'additionalProperties': false, 'minProperties': 1"

static const char expect[] = "{'type': 'array', 'items': @expectation}";
static const char expectation[] =
    "{" NOTHING_ELSE ", 'maxProperties': 1, 'patternProperties': {'^agent': @not_blank}}";
static const char expected_call[] = "{" NOTHING_ELSE ", 'patternProperties': {'name': @not_blank}}";
static const char expected_metadata[] = "{'type': 'object', 'minProperties': 1}";
static const char expected_response[] =
    "{" NOTHING_ELSE ", 'patternProperties': {'': {'minimum': 0}}}";
static const char expected_turns[] = "{" NOTHING_ELSE "}";
static const char ids[] = "{'type': 'array', 'minItems': 1,"
                          " 'items': {'type': 'integer', 'minimum': 0, 'maximum': 2147483647}}";

const struct schema_definition schema_definitions[] = {
    {"bare", OF_SCENARIO, NULL, NULL, bare},
    {"resource", OF_SCENARIO, &resource_keys, &resource_ignored_keys, resource},
    {"list", OF_SCENARIO, &list_keys, NULL, list},
    {"resources", OF_SCENARIO, NULL, NULL, resources},
    {"suite", OF_SUITE, &suite_keys, NULL, suite},
    {"cases", OF_SUITE, NULL, NULL, cases},
    {"case", OF_SUITE, &case_keys, &resource_ignored_keys, one_case},
    {"conditional_actions", OF_BOTH, &conditional_actions_keys, NULL, NULL},
    {"conditions", OF_BOTH, NULL, NULL, conditions},
    {"first_condition", OF_BOTH, NULL, NULL, first_condition},
    {"later_condition", OF_BOTH, NULL, NULL, later_condition},
    {"condition", OF_BOTH, &condition_keys, NULL, condition},
    {"prose", OF_BOTH, NULL, NULL, prose},
    {"prose_case", OF_SUITE, NULL, NULL, prose_case},
    {"one_scenario", OF_SCENARIO, NULL, NULL, one_scenario},
    {"scenario_given", OF_BOTH, NULL, NULL, scenario_given},
    {"two_scenarios", OF_BOTH, NULL, NULL, two_scenarios},
    {"actions_given", OF_BOTH, NULL, NULL, actions_given},
    {"instructions_given", OF_BOTH, NULL, NULL, instructions_given},
    {"expect", OF_BOTH, NULL, NULL, expect},
    {"expectation", OF_BOTH, &expectation_keys, NULL, expectation},
    {"expected_call", OF_BOTH, &expected_call_keys, NULL, expected_call},
    {"expected_metadata", OF_BOTH, NULL, NULL, expected_metadata},
    {"expected_response", OF_BOTH, &expected_response_keys, NULL, expected_response},
    {"expected_turns", OF_BOTH, &expected_turns_keys, NULL, expected_turns},
    {"ids", OF_BOTH, NULL, NULL, ids},
    {"tags", OF_BOTH, NULL, NULL, tags},
    {"not_blank", OF_BOTH, NULL, NULL, not_blank},
    {"given", OF_BOTH | OF_AGENT, NULL, NULL, given},
    {"agent", OF_AGENT, &agent_keys, &agent_ignored_keys, agent},
    {"reached", OF_AGENT, NULL, NULL, reached},
    {"url", OF_AGENT, NULL, NULL, url},
    {"headers", OF_AGENT, NULL, NULL, headers},
    {"printable", OF_BOTH | OF_AGENT, NULL, NULL, printable},
};

const size_t schema_definition_count = sizeof(schema_definitions) / sizeof(schema_definitions[0]);

const char *const schema_roots[] = {
    [SCHEMA_SCENARIO] = "{'title': 'parley: a scenario file',"
                        " 'anyOf': [@bare, @resource, @list, @resources]}",
    [SCHEMA_SUITE] = "{'title': 'parley: a suite file', '$ref': '#/$defs/suite'}",
    [SCHEMA_AGENT] = "{'title': 'parley: an agent file', '$ref': '#/$defs/agent'}",
    [SCHEMA_ALL] = "{'title': 'parley: a scenario, suite or agent file',"
                   " 'anyOf': [@bare, @resource, @list, @resources, @suite, @agent]}",
};
