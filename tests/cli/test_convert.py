"""parley convert: JSON and YAML and back, one shape into another and back, with nothing lost on the way."""
import json
import os
import stat
import unittest

from cli.program import SOURCE, Case, scenario

try:
    import yaml
except ImportError:  # An independent reader of YAML, when there is one.
    yaml = None

GOOD = scenario(("contains \"help\"", "Yes, [laughter] it's \"fine\" <break time=\"1.5s\" />"), (1, "Bye 😀 <endcall />"))

NASTY = [
    "", " ", "  lead", "trail ", "\n", "\n\n", "a\n", "a\n\n\n", "\na", "a\nb", "a\n  b\n c\n", " a\nb", "a \nb ", "\ta\n\tb",
    "a\tb", "a\rb", "a\r\nb", "\x01\x1f\x7f", "\u0085", "a\u2028b\nc", "\ufeff", "\ufffe\uffff", "\ud7ff\ue000",
    "😀", "a 😀\nb", "e\u0301 é", "日本語\nテスト", "العربية: نص", "\U0010ffff",
    "null", "~", "true", "False", "yes", "No", "on", "y", "0", "-1", "+1", "1.5", "1e3", ".5", "0x1F", "0o17", "0b1", "1_000",
    "12:30", "2020-01-01", "2020-01-01T00:00:00Z", ".inf", ".NaN", "=", "<<",
    "-", "- a", "?", "? a", ":", ": a", "a: b", "a:", "a :b", "#", "# a", "a # b", "a#b", "[", "]", "[a]", "{a: b}", "a, b",
    "&a", "*a", "!a", "!!str a", "|", ">-", "%TAG", "@a", "`a", "'", "''", "'a'", "\"", "\"a\"", "it's", "\\", "\\n", "a\\",
    "---", "...", "--- a", "a\n---\nb", "...\n", "x" * 5000, "word " * 400, "contains \"help\" OR contains \"a, b\"",
    "{{test_profile['customer name']}}", "<client_message t=\"a\" d='{\"b\": [1, 2]}' />", "${NAME}", "\u00a0", "\u3000a",
]

NUMBERS = "[0, -0, -0.0, 1.50, 1.0, 1e3, 1E+3, 1e-7, 0.1, 12345678901234567890123, 1e400, 3.141592653589793238462643]"


def spelled(text):
    """The JSON value, with numbers as they are spelled."""
    return json.loads(text, parse_float=lambda number: ("number", number), parse_int=lambda number: ("number", number))


class ConvertCase(Case):
    def convert(self, file, *arguments):
        result = self.run_parley("convert", *arguments, file)
        self.assert_status(result, 0)
        self.assertEqual(result.stderr, "")
        return result.stdout

    def refuse(self, file, *arguments):
        result = self.run_parley("convert", *arguments, file)
        self.assert_status(result, 2)
        self.assertEqual(result.stdout, "")
        return result.stderr

    def there_and_back(self, text):
        """A JSON text through YAML; the JSON that comes back and the YAML."""
        self.write("there.json", text)
        between = self.convert("there.json", "--to", "yaml")
        self.write("between.yaml", between)
        return self.convert("between.yaml", "--to", "json"), between

    def assert_comes_back(self, text):
        back, between = self.there_and_back(text)
        self.assertEqual(spelled(back), spelled(text), between)
        self.assertEqual(keys_in_order(back), keys_in_order(text))
        return between


def keys_in_order(text):
    keys = []
    json.loads(text, object_pairs_hook=lambda pairs: keys.append([key for key, _ in pairs]))
    return keys


class Syntax(ConvertCase):
    def test_every_sample_comes_back(self):
        seen = 0
        for file in sorted((SOURCE / "scenarios").rglob("*")):
            if file.is_file():
                plain = self.convert(str(file), "--to", "json")
                if file.suffix == ".json":
                    self.assertEqual(spelled(plain), spelled(file.read_text(encoding="utf-8")))
                self.assert_comes_back(plain)
                seen += 1
        self.assertGreater(seen, 10)

    def test_every_text_comes_back_as_a_value_and_as_a_key(self):
        whole = {"values": NASTY, "objects": [{text: text, "z" + text: [text]} for text in NASTY],
                 **{text: {"in": text} for text in NASTY}}
        between = self.assert_comes_back(json.dumps(whole, ensure_ascii=False))
        if yaml is not None:
            short = {key: value for key, value in whole.items() if len(key) < 1000}
            self.write("short.json", json.dumps({**short, "objects": []}))
            between = self.convert("short.json", "--to", "yaml")
            self.assertEqual(yaml.safe_load(between), {**short, "objects": []})

    def test_every_text_comes_back_by_itself(self):
        for text in NASTY[:60]:
            with self.subTest(text=text):
                self.assert_comes_back(json.dumps({"a": text}))

    def test_escapes_come_back_as_what_they_stand_for(self):
        for text in [json.dumps(NASTY), '"\\u00e9\\ud83d\\ude00\\/"', json.dumps({"\u2028": "\ud7ff"})]:
            self.assert_comes_back(text)

    def test_nul_is_refused_as_no_file_can_hold_it(self):
        self.write("nul.json", '{"a": "b\\u0000c"}')
        self.assertIn("\\u0000", self.refuse("nul.json", "--to", "yaml"))

    def test_numbers_stay_as_they_are_spelled(self):
        between = self.assert_comes_back(NUMBERS)
        self.assertEqual(between.splitlines(), ["- " + number for number in NUMBERS.strip("[]").split(", ")])

    def test_structures_come_back(self):
        for value in [{}, [], [[]], [{}], {"a": {}}, {"a": []}, [[1, [2, [3]]], {"b": [{"c": [[]]}]}], {"": {"": ""}}, None, True, 5,
                      "text", "a\nb\n", "", {"a": None, "b": [None, True, False]}]:
            with self.subTest(value=value):
                self.assert_comes_back(json.dumps(value))
        self.assert_comes_back("[" * 100 + "]" * 100)
        self.assert_comes_back('{"a":[' * 50 + "]}" * 50)

    def test_the_order_of_keys_stays(self):
        self.assert_comes_back('{"z": 1, "a": {"y": 1, "b": 2, "a": 3}, "m": [{"q": 1, "c": 2}], "10": 1, "9": 2}')

    def test_yaml_is_as_a_person_writes_it(self):
        self.write("good.json", scenario(("contains \"a, b\"", "Hi [laughter]"), (1, "one\ntwo"), opening=""))
        self.assertEqual(self.convert("good.json", "--to", "yaml"), """\
role: A caller
conditions:
- id: 0
  condition: FIRST_MESSAGE
  action: ""
  type: standard
  fixed_message: true
- id: 1
  condition: contains "a, b"
  action: Hi [laughter]
  type: standard
  fixed_message: true
- id: 2
  condition: 1
  action: |-
    one
    two
  type: action_followup
  fixed_message: true
""")

    def test_what_yaml_alone_can_say_becomes_json(self):
        self.write("a.yaml", "# gone\na: &x {b: 0x1F, c: [+1, .5, ~]}\nd: *x\n'e': >-\n  one\n  two\n1: Yes\n")
        self.assertEqual(json.loads(self.convert("a.yaml", "--to", "json")),
                         {"a": {"b": 31, "c": [1, 0.5, None]}, "d": {"b": 31, "c": [1, 0.5, None]}, "e": "one two", "1": "Yes"})

    def test_numbers_that_json_has_not_are_refused(self):
        self.write("a.yaml", "a: 1\nb: [2, .inf]\n")
        told = self.refuse("a.yaml", "--to", "json")
        self.assertIn("a.yaml:2:8: error: b[1]: .inf would be lost", told)
        self.assertEqual(self.convert("a.yaml", "--to", "yaml"), "a: 1\nb:\n- 2\n- .inf\n")

    def test_a_broken_file_is_refused(self):
        for name, text in [("a.json", "{\"a\": 1,}"), ("a.json", '{"a": 1, "a": 2}'), ("a.yaml", "a: [1"), ("a.json", ""),
                           ("a.json", "\ufeff{]")]:
            self.write(name, text)
            self.assertIn(f"{name}:1:", self.refuse(name, "--to", "yaml"))
        self.assertIn("cannot be read", self.refuse("nowhere.json", "--to", "yaml"))

    def test_standard_input_is_read(self):
        result = self.run_parley("convert", "--to", "yaml", "-", input='{"a": [1]}')
        self.assert_status(result, 0)
        self.assertEqual(result.stdout, "a:\n- 1\n")


RESOURCE = {"id": 7, "name": "n", "tags": ["a"], "personality": None, "max_duration": 1.0e2, "conditional_actions": GOOD}


class Shapes(ConvertCase):
    def shaped(self, value, shape):
        self.write("from.json", value)
        return json.loads(self.convert("from.json", "--to", "json", "--shape", shape))

    def test_a_scenario_is_wrapped_and_comes_back(self):
        for value, shape, other in [(GOOD, "bare", "resource"), (GOOD, "bare", "suite"), (RESOURCE, "resource", "suite"),
                                    ({"conditional_actions": GOOD}, "resource", "bare"),
                                    ({"instructions": json.dumps(GOOD, indent=3), "name": "x"}, "resource", "suite")]:
            with self.subTest(shape=shape, other=other):
                between = self.shaped(value, other)
                self.assertNotEqual(between, value)
                self.assertEqual(self.shaped(between, shape), value)
                self.assertEqual(self.shaped(value, shape), value)

    def test_what_is_made_is_what_the_checker_wants(self):
        for value in [GOOD, RESOURCE, [RESOURCE, GOOD], {"results": [RESOURCE], "count": 1, "next": None, "previous": None}]:
            for shape in ["resource", "suite"]:
                if shape == "suite" or not isinstance(value, list):
                    self.write("made.json", self.shaped(value, shape))
                    self.assert_status(self.run_parley("check", "made.json"), 0)

    def test_every_sample_becomes_a_suite_and_comes_back(self):
        for file in sorted((SOURCE / "scenarios").glob("*")):
            if file.is_file():
                value = json.loads(self.convert(str(file), "--to", "json"))
                self.write("suite.yaml", self.convert(str(file), "--to", "yaml", "--shape", "suite"))
                shape = "bare" if "conditions" in value else "resource"
                self.assertEqual(json.loads(self.convert("suite.yaml", "--to", "json", "--shape", shape)), value)

    def test_a_list_becomes_a_suite(self):
        items = [{**RESOURCE, "name": f"n{number}"} for number in range(200)]
        self.assertEqual(self.shaped(items, "suite"), {"version": "1", "scenarios": items})
        self.write("from.json", [*items, GOOD])
        self.assertIn("at most 200", self.refuse("from.json", "--to", "json", "--shape", "suite"))
        self.write("from.json", [])
        self.assertIn("holds no scenario", self.refuse("from.json", "--to", "json", "--shape", "suite"))

    def test_instructions_are_unpacked_where_the_shape_asks_for_it(self):
        self.assertEqual(self.shaped({"instructions": json.dumps(GOOD)}, "bare"), GOOD)
        self.assertEqual(self.shaped({"instructions": json.dumps(GOOD)}, "resource"), {"instructions": json.dumps(GOOD)})

    def test_what_would_be_lost_is_named(self):
        for value, shape, keys in [
                (RESOURCE, "bare", ["id", "name", "tags", "personality", "max_duration"]),
                ({"version": "1", "suite": {}, "defaults": {"tags": []}, "scenarios": [RESOURCE]}, "resource", ["suite", "defaults"]),
                ({"version": "1", "scenarios": [{**RESOURCE, "frequency": 2, "language": "en"}]}, "resource", ["frequency", "language"]),
                ({"results": [RESOURCE], "next": "http://x", "more": 1}, "suite", ["next", "more"]),
                ({**RESOURCE, "agent_id": 5}, "suite", ["agent_id"])]:
            with self.subTest(shape=shape, keys=keys):
                self.write("from.json", value)
                told = self.refuse("from.json", "--to", "yaml", "--shape", shape)
                self.assertEqual(told.count(": error: "), len(keys), told)
                for key in keys:
                    self.assertRegex(told, rf"from\.json:1:\d+: error: .*\"{key}\" would ")

    def test_an_agent_has_no_other_shape(self):
        self.write("agent.json", {"websocket_url": "ws://h", "websocket_headers": {"A": "${B}"}})
        self.assertIn("an agent", self.refuse("agent.json", "--to", "json", "--shape", "bare"))
        self.assertEqual(self.convert("agent.json", "--to", "yaml"), "websocket_url: ws://h\nwebsocket_headers:\n  A: ${B}\n")


class Output(ConvertCase):
    def test_a_file_is_written_and_its_name_tells_the_format(self):
        self.write("a.json", GOOD)
        self.assertEqual(self.convert("a.json", "-o", "b.yaml"), "")
        self.assertEqual(self.convert("b.yaml", "--output", "c.json"), "")
        self.assertEqual(json.loads((self.folder / "c.json").read_text(encoding="utf-8")), GOOD)
        self.assertEqual(self.convert("a.json", "-o", "d.txt", "--to", "json"), "")
        self.assertEqual(sorted(file.name for file in self.folder.iterdir()), ["a.json", "b.yaml", "c.json", "d.txt"])

    def test_what_to_write_must_be_said(self):
        self.write("a.json", GOOD)
        self.assertIn("--to json or --to yaml", self.refuse("a.json"))
        self.assertIn("--to json or --to yaml", self.refuse("a.json", "-o", "b.txt"))
        self.assertIn("expected one of json|yaml", self.refuse("a.json", "--to", "xml"))
        self.assertIn("expected one of bare|resource|suite", self.refuse("a.json", "--to", "json", "--shape", "list"))
        self.assertIn("takes one file", self.run_parley("convert", "--to", "json", "a.json", "a.json").stderr)

    def test_no_file_is_replaced_unless_forced(self):
        self.write("a.json", GOOD)
        before = (self.folder / "a.json").read_bytes()
        for output in ["a.json", "./a.json", str(self.folder / "a.json")]:
            self.assertIn("--force", self.refuse("a.json", "--shape", "suite", "-o", output))
            self.assertEqual((self.folder / "a.json").read_bytes(), before)
        (self.folder / "a.json").chmod(0o600)
        self.convert("a.json", "--shape", "suite", "-o", "a.json", "--force")
        self.assertEqual(json.loads((self.folder / "a.json").read_text(encoding="utf-8"))["scenarios"],
                         [{"conditional_actions": GOOD}])
        self.assertEqual(stat.S_IMODE((self.folder / "a.json").stat().st_mode), 0o600)

    def test_a_refused_file_is_not_written(self):
        self.write("a.json", RESOURCE)
        self.write("b.json", "[]")
        self.refuse("a.json", "--shape", "bare", "-o", "b.json", "--force")
        self.assertEqual((self.folder / "b.json").read_text(encoding="utf-8"), "[]")
        self.refuse("a.json", "--shape", "bare", "-o", "c.json")
        self.assertFalse((self.folder / "c.json").exists())

    def test_a_link_stays_and_its_file_is_replaced(self):
        self.write("real/a.json", GOOD)
        os.symlink("real/a.json", self.folder / "link.json")
        self.convert("link.json", "--shape", "resource", "-o", "link.json", "--force")
        self.assertTrue((self.folder / "link.json").is_symlink())
        self.assertEqual(json.loads((self.folder / "real/a.json").read_text(encoding="utf-8")), {"conditional_actions": GOOD})

    def test_only_regular_files_are_replaced(self):
        self.write("a.json", GOOD)
        for output in ["/dev/null", "."]:
            self.assertIn("no regular file", self.refuse("a.json", "--to", "json", "-o", output, "--force"))

    def test_a_failure_to_write_is_told(self):
        self.write("a.json", GOOD)
        result = self.run_parley("convert", "a.json", "-o", "nowhere/b.json")
        self.assert_status(result, 5)
        self.assertIn("cannot write nowhere/b.json", result.stderr)


if __name__ == "__main__":
    unittest.main()
