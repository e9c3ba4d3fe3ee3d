"""parley schema: its JSON Schema and the checker agree on every sample and on thousands of mutations of them.

Each mutation takes one value of a good file away or puts another in its place. For each of these the schema must refuse what
the checker calls a mistake of structure, and nothing that the checker accepts. What a schema cannot say is listed below.
"""
import copy
import json
import unittest

import jsonschema

from cli.program import SOURCE, Case, scenario

# Names of mistakes that lie in what texts mean, or in how values of different objects fit together: a schema cannot see them.
MEANING = {"duplicate-id", "followup", "condition-syntax", "regex", "model-needed", "tag", "missing-value", "template", "variable",
           "unknown-id"}

# What stands for anything that somebody could put in the place of a value.
VALUES = [None, True, False, 0, 1, 2, -1, 9, 10, 1.5, 2.0, 3600, 3601, 10001, 2**31 - 1, 2**31, "", " ", "\u3000\u2009", "x",
          "1", "FIRST_MESSAGE", "first_message", "standard", "action_followup", "Standard", "conditional_actions",
          "instruction", "real_world_smart", "self_hosted", "custom", "vapi", "ws://h/p", "WSS://h", "http://h", "${URL}",
          "a\nb", "ü", "n" * 80, "n" * 81, "ü" * 80, [], ["a"], ["a", " "], [1], {}, {"a": 1}, {"A b": "c"}, {"X-A": 5}]

# Keys that are a mistake, or that make a scenario another shape.
ADDITIONS = [("functions", [1]), ("functions", {}), ("agent_id", None), ("instructions", "{}"), ("instructions", " "),
             ("results", []), ("conditions", None), ("version", "1"), ("scenarios", []), ("scenario_type", "instruction"),
             ("type", "instruction"), ("frequency", 0), ("unheard_of", 1)]

GOOD = scenario(("contains \"help\"", "Yes"), (1, "Good-bye <endcall />"))
EXPECT = [{"agent": "contains \"help\""}, {"agent_never": "contains \"x\""}, {"fired": [0, 1]}, {"not_fired": [2]},
          {"function_call": {"name": "f", "arguments": {"a": [1, {"b": None}]}}}, {"metadata": {"a": {"b": 1}}},
          {"ended_by": "agent"}, {"response_ms": {"p95": 2000, "max": 8e3}}, {"turns": {"max": 20}}, {"turns": {"min": 1}}]
EXPECTING = GOOD | {"expect": EXPECT}

RESOURCE = {"id": 7, "name": "n", "scenario_type": "conditional_actions", "max_duration": 60, "tags": ["a", "b"],
            "folder_path": "/", "test_profile_data": {"information": {"testing_agent_variables": {"name": "Mia"}}},
            "information_fields": {"a": 1}, "dynamic_variable_values": {"b": [2]}, "expected_outcome_prompt": "p",
            "scenario_language": "en", "personality": 5, "metrics": [1], "functions": [], "unheard_of": {"x": []},
            "conditional_actions": GOOD}

SUITE = {"version": "1", "suite": {"name": "s", "description": "d"},
         "defaults": {"max_duration": 5, "tags": ["t"], "language": "en", "frequency": 2, "metrics": [1],
                      "expect": [{"turns": {"max": 20}}]},
         "scenarios": [{"name": "a", "type": "conditional_actions", "conditional_actions": GOOD, "frequency": 3,
                        "test_profile": {"caller_variables": {"name": "Mia"}, "information": None}},
                       {"name": "b", "instructions": json.dumps(GOOD), "test_profile": 12, "max_duration": 1}]}

AGENT_2 = {"name": "a", "provider": {"type": "custom", "chat_agent_details": {
    "config": {"url": "wss://h/p", "headers": {"A": "b", "C": 5}, "secret": "s"}}}, "llm_model": "m", "inbound": False}

BASES = {
    "scenario": {
        "bare": GOOD,
        "expecting": EXPECTING,
        "resource that expects": {"conditional_actions": EXPECTING, "expect": EXPECT[6:8]},
        "resource": RESOURCE,
        "stringified": {"instructions": json.dumps(GOOD)},
        "list": {"count": 2, "next": None, "previous": None, "results": [{"conditional_actions": GOOD}, GOOD]},
        "array": [{"instructions": GOOD}, GOOD],
    },
    "suite": {
        "suite": SUITE,
        "inherited": {"version": 1, "defaults": {"conditional_actions": GOOD}, "scenarios": [{"name": "a"}, {"frequency": 2}]},
    },
    "agent": {"two": AGENT_2},
}


def locations(value, path=()):
    """The path of every value in it. What is in conditions is looked into in a bare scenario only: it is the same everywhere."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from locations(value[key], (*path, key))
    elif isinstance(value, list) and (path[-1:] != ("conditions",) or len(path) == 1):
        for index, item in enumerate(value):
            yield from locations(item, (*path, index))


def mutations(base):
    """(what was done, the mutated file), each once."""
    seen = set()
    for path in locations(base):
        for name, changed in [*replaced(base, path), *removed(base, path), *added(base, path)]:
            text = json.dumps(changed)
            if text not in seen:
                seen.add(text)
                yield f"{name} {'.'.join(map(str, path))}", changed


def at(value, path):
    for step in path:
        value = value[step]
    return value


def replaced(base, path):
    for value in VALUES:
        if path:
            changed = copy.deepcopy(base)
            at(changed, path[:-1])[path[-1]] = value
            yield f"{value!r} at", changed
        else:
            yield f"{value!r} instead", value


def removed(base, path):
    if path:
        changed = copy.deepcopy(base)
        del at(changed, path[:-1])[path[-1]]
        yield "without", changed


def added(base, path):
    if isinstance(at(base, path), dict):
        for key, value in ADDITIONS:
            if key not in at(base, path):
                changed = copy.deepcopy(base)
                at(changed, path)[key] = value
                yield f"{key} {value!r} into", changed


def is_beyond_a_schema(mistake, file):
    """What the checker may find in a file that the schema accepts."""
    if mistake["name"] in MEANING or "of the text)" in mistake["message"]:
        return True
    # The text of `instructions` is text to a schema, whatever it holds.
    path = mistake["path"]
    return path.endswith("instructions") or ("instructions" in path and "conditional_actions" not in path
                                             and not is_object(file, path))


def is_object(file, path):
    """Whether the `instructions` on the path are an object."""
    for step in path[:path.index("instructions")].replace("]", "").replace("[", ".").split("."):
        if step:
            file = file[int(step)] if isinstance(file, list) else file[step]
    return isinstance(file["instructions"], dict)


class Schema(Case):
    def schema(self, *arguments):
        result = self.run_parley("schema", *arguments)
        self.assert_status(result, 0)
        self.assertEqual(result.stderr, "")
        schema = json.loads(result.stdout)
        jsonschema.Draft202012Validator.check_schema(schema)
        self.assertEqual(schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        return jsonschema.Draft202012Validator(schema)

    def samples(self):
        """(kind, name, value) of all samples; an agent may be played by a scenario."""
        for file in sorted((SOURCE / "scenarios").rglob("*")):
            if file.is_file():
                result = self.run_parley("convert", "--to", "json", str(file))
                self.assert_status(result, 0)
                yield "agent" if file.parent.name == "agents" else "scenario", file.name, json.loads(result.stdout)

    def check(self, files):
        """The errors that the checker has for each of the files, which are scenarios or suites."""
        for index, file in enumerate(files):
            self.write(f"{index}.json", file)
        return self.errors([f"{index}.json" for index in range(len(files))], len(files), ".json")

    def check_agents(self, files):
        """The same of agents, each beside a scenario that is played against it."""
        for index, file in enumerate(files):
            self.write(f"{index}.json", GOOD)
            self.write(f"{index}.agent.json", file)
        return self.errors([f"{index}.json" for index in range(len(files))], len(files), ".agent.json")

    def errors(self, arguments, count, ending):
        result = self.run_parley("check", "--format", "json", *arguments, env={"URL": "ws://h", "FRONT_DESK_TOKEN": "t"})
        self.assertIn(result.returncode, (0, 2), result.stderr)
        found = [[] for _ in range(count)]
        for mistake in json.loads(result.stdout)["diagnostics"]:
            if mistake["severity"] == "error":
                self.assertTrue(mistake["file"].endswith(ending), mistake)
                found[int(mistake["file"].split(".")[0])].append(mistake)
        return found

    def test_every_sample_is_valid_in_its_schema_and_in_no_other(self):
        schemas = {kind: self.schema(kind) for kind in ("scenario", "suite", "agent")}
        whole = self.schema()
        seen = 0
        for kind, name, value in [*self.samples(), *((kind, name, value) for kind, bases in BASES.items()
                                                     for name, value in bases.items())]:
            for other, schema in schemas.items():
                with self.subTest(name=name, schema=other):
                    self.assertEqual(schema.is_valid(value), kind == other)
            self.assertTrue(whole.is_valid(value), name)
            seen += 1
        self.assertGreater(seen, 15)

    def assert_agreement(self, kind, bases, check):
        schema, whole = self.schema(kind), self.schema()
        count = refused = 0
        for name, base in bases:
            mutated = list(mutations(base))
            found = []
            for start in range(0, len(mutated), 400):
                found += check([file for _, file in mutated[start:start + 400]])
            for (what, file), mistakes in zip(mutated, found, strict=True):
                valid = schema.is_valid(file)
                with self.subTest(base=name, mutation=what, mistakes=[(m["name"], m["path"], m["message"]) for m in mistakes]):
                    if not valid and not mistakes:
                        self.fail("the schema refuses what the checker accepts: "
                                  + jsonschema.exceptions.best_match(schema.iter_errors(file)).message)
                    elif valid:
                        self.assertEqual([m for m in mistakes if not is_beyond_a_schema(m, file)], [],
                                         "the schema accepts what the checker refuses")
                        self.assertTrue(whole.is_valid(file))
                count += 1
                refused += not valid
        return count, refused

    def test_schema_and_checker_agree_on_scenarios(self):
        bases = [*BASES["scenario"].items(), *((name, value) for kind, name, value in self.samples()
                                               if kind == "scenario" and name.startswith("cancellation."))]
        count, refused = self.assert_agreement("scenario", bases, self.check)
        self.assertGreater(count, 4000)
        self.assertGreater(refused, 2500)

    def test_schema_and_checker_agree_on_suites(self):
        count, refused = self.assert_agreement("suite", BASES["suite"].items(), self.check)
        self.assertGreater(count, 1500)
        self.assertGreater(refused, 1000)

    def test_schema_and_checker_agree_on_agents(self):
        bases = [*BASES["agent"].items(), *((name, value) for kind, name, value in self.samples() if kind == "agent")]
        count, refused = self.assert_agreement("agent", bases, self.check_agents)
        self.assertGreater(count, 1200)
        self.assertGreater(refused, 800)

    def test_every_key_is_described(self):
        schema = self.schema().schema
        for definition, keys in [("condition", {"id", "condition", "action", "type", "fixed_message"}),
                                 ("resource", set(RESOURCE) - {"unheard_of"}), ("suite", set(SUITE)),
                                 ("agent", set(AGENT_2) | {"websocket_url", "websocket_headers", "websocket_secret"})]:
            properties = schema["$defs"][definition]["properties"]
            self.assertLessEqual(keys, set(properties))
            self.assertTrue(all(properties[key]["description"] for key in keys))

    def test_unknown_words_are_bad_usage(self):
        for arguments in [["scenarios"], ["suite", "agent"], ["--help-me"]]:
            result = self.run_parley("schema", *arguments)
            self.assert_status(result, 2)
            self.assertIn("scenario, suite, agent", result.stderr)
            self.assertEqual(result.stdout, "")


if __name__ == "__main__":
    unittest.main()
