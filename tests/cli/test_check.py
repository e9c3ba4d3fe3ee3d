"""parley check: every mistake of every file at once, each with its place; then what would be played."""
import json
import re
import unittest

from cli.program import Case, condition, scenario

GOOD = scenario(("contains \"help\"", "No, thank you <endcall />"))


class Check(Case):
    def test_a_good_file_is_listed(self):
        self.write("good.json", GOOD)
        result = self.run_parley("check", "good.json")
        self.assert_status(result, 0)
        self.assertEqual(result.stderr, "")
        self.assertIn("good.json: good (2 conditions)", result.stdout)
        self.assertIn("1 scenario, 1 call: no mistakes", result.stdout)

    def test_all_mistakes_of_all_files_are_told_with_their_places(self):
        self.write("bad/one.json", '{"role": "r", "conditions": [\n'
                   '  {"id": 0, "condition": "FIRST_MESSAGE", "action": "Hi", "type": "standard", "fixed_message": true},\n'
                   '  {"id": 1, "condition": "contains \\"a\\" OR", "action": "<break time=\\"soon\\" />x",\n'
                   '   "type": "Standard", "fixed_message": "yes"}\n]}\n')
        self.write("bad/two.yaml", "role: r\nconditions:\n"
                   "  - {id: 0, condition: FIRST_MESSAGE, action: Hi, type: standard, fixed_message: true}\n"
                   "  - {id: 0, condition: 7, action: ' ', type: action_followup, fixed_message: true}\n")
        self.write("bad/three.json", "{\"conditions\": [")
        self.write("bad/sub/four.json", GOOD)
        result = self.run_parley("check", "bad")
        self.assert_status(result, 2)
        for place in ["bad/one.json:3:", "bad/one.json:4:", "bad/two.yaml:4:", "bad/three.json:1:"]:
            self.assertIn(place, result.stdout)
        for path in ["conditions[1].condition: ", "conditions[1].action: ", "conditions[1].type: ",
                     "conditions[1].fixed_message: ", "conditions[1].id: "]:
            self.assertIn(path, result.stdout)
        self.assertNotIn("four.json:", result.stdout)
        self.assertRegex(result.stdout, r"(?m)^    3 \| .*\n      \| +\^$")
        self.assertEqual(result.stdout.count(": error: "), int(result.stdout.splitlines()[-1].split(": ")[1].split()[0]))

    def test_errors_are_in_compiler_style(self):
        self.write("a.json", '{"role": "r", "conditions": [{"id": 0, "condition": "FIRST_MESSAGE", "action": "Hi",'
                   ' "type": "x", "fixed_message": true}]}')
        result = self.run_parley("check", "a.json")
        self.assert_status(result, 2)
        self.assertRegex(result.stdout.splitlines()[0],
                         r"^a\.json:1:\d+: error: conditions\[0\]\.type: .*standard.* \[[a-z-]+\]$")

    def test_warnings_pass_unless_strict_and_have_names_to_switch_them_off(self):
        self.write("w.json", {**GOOD, "rloe": 1})
        result = self.run_parley("check", "w.json")
        self.assert_status(result, 0)
        self.assertRegex(result.stdout, r"w\.json:1:\d+: warning: .*rloe.*role.*\[unknown-key\]")
        self.assert_status(self.run_parley("check", "--strict", "w.json"), 2)
        quiet = self.run_parley("check", "--strict", "--no-warning", "unknown-key", "w.json")
        self.assert_status(quiet, 0)
        self.assertNotIn("warning", quiet.stdout)
        by_environment = self.run_parley("check", "--strict", "w.json", env={"PARLEY_NO_WARNING": "unknown-key"})
        self.assert_status(by_environment, 0)

    def test_quiet_says_nothing_about_good_files(self):
        self.write("good.json", GOOD)
        self.assertEqual(self.run_parley("check", "-q", "good.json").stdout, "")

    def test_verbose_names_what_is_skipped_and_what_means_nothing_here(self):
        self.write("all/good.json", {"name": "G", "personality": 7, "conditional_actions": GOOD})
        self.write("all/agent.json", {"agent_name": "A", "websocket_url": "ws://127.0.0.1:1"})
        self.write("all/data.json", {"a": 1})
        self.write("all/.hidden.json", "{")
        self.write("all/notes.txt", "x")
        plain = self.run_parley("check", "all")
        self.assert_status(plain, 0)
        self.assertNotIn("data.json", plain.stdout)
        result = self.run_parley("check", "-v", "all")
        self.assert_status(result, 0)
        self.assertIn("all/agent.json", result.stdout)
        self.assertIn("all/data.json", result.stdout)
        self.assertEqual(result.stdout.count("personality"), 1)
        self.assertNotIn("hidden", result.stdout)
        self.assertNotIn("notes.txt", result.stdout)
        self.assertIn('> end the call with "No, thank you"', result.stdout)

    def test_json_holds_the_same(self):
        self.write("w.json", {**GOOD, "rloe": 1})
        self.write("bad.json", scenario(("contains \"\"", "x")))
        result = self.run_parley("check", "--format", "json", "w.json", "bad.json")
        self.assert_status(result, 2)
        told = json.loads(result.stdout)
        self.assertEqual({(each["file"], each["severity"], each["name"]) for each in told["diagnostics"]} &
                         {("w.json", "warning", "unknown-key")}, {("w.json", "warning", "unknown-key")})
        error = next(each for each in told["diagnostics"] if each["severity"] == "error")
        self.assertEqual((error["file"], error["path"], error["line"]), ("bad.json", "conditions[1].condition", 1))
        self.assertIsInstance(error["column"], int)
        self.assertEqual(told["summary"]["errors"], sum(each["severity"] == "error" for each in told["diagnostics"]))
        self.assertEqual([each["name"] for each in told["scenarios"]], ["w", "bad"])

    def test_nothing_to_check_is_4(self):
        (self.folder / "empty").mkdir()
        self.assert_status(self.run_parley("check", "empty"), 4)
        self.write("good.json", GOOD)
        self.assert_status(self.run_parley("check", "good.json", "-k", "nobody"), 4)
        self.assert_status(self.run_parley("check", "good.json", "-t", "nobody"), 4)

    def test_a_file_that_is_not_there_is_2(self):
        result = self.run_parley("check", "nowhere.json")
        self.assert_status(result, 2)
        self.assertIn("nowhere.json", result.stdout)

    def test_selection(self):
        self.write("s/list.json", [{"name": "Müller books", "tags": ["a"], "conditional_actions": GOOD},
                                   {"name": "Other", "tags": ["b", "c"], "conditional_actions": GOOD}])
        for arguments, names in [(["-k", "MÜLLER"], 1), (["-k", "list"], 2), (["-t", "b"], 1), (["-t", "a", "-t", "c"], 2),
                                 (["-t", "a", "-k", "other"], 0)]:
            result = self.run_parley("check", "--format", "json", "s", *arguments)
            self.assertEqual(json.loads(result.stdout)["summary"]["scenarios"], names, arguments)

    def test_the_agent_is_checked_too(self):
        self.write("good.json", GOOD)
        self.write("list.json", [{"name": "Also", "conditional_actions": GOOD}])
        for agent, told in [("http://127.0.0.1/", "ws"), ("missing.json", "missing.json")]:
            result = self.run_parley("check", "-a", agent, "good.json")
            self.assert_status(result, 2)
            self.assertIn(told, result.stdout)
        self.write("agent.json", {"websocket_url": "ws://127.0.0.1:1/${PATH_TOKEN}",
                                  "websocket_headers": {"Ok": "${NOT_SET}"}})
        result = self.run_parley("check", "-a", "agent.json", "good.json")
        self.assert_status(result, 2)
        self.assertIn("PATH_TOKEN", result.stdout)
        self.assertIn("NOT_SET", result.stdout)
        self.write("agent.json", {"websocket_url": "ws://127.0.0.1:1/",
                                  "websocket_headers": {"Host": "x", "A B": "c", "Ok": "a\r\nb"}})
        result = self.run_parley("check", "-a", "agent.json", "good.json", "list.json")
        self.assert_status(result, 2)
        for told in ["Host", "A B", "Ok"]:
            self.assertEqual(len([line for line in result.stdout.splitlines() if ": error: " in line and told in line]), 1,
                             result.stdout)

    def test_mistakes_of_all_headers_are_told_whatever_else_is_wrong(self):
        self.write("agent.json", {"websocket_url": "nonsense", "websocket_headers": {"A B": "c", "Y": {}}})
        self.write("mine.json", {"conditional_actions": GOOD, "test_profile_data": {"information": {"X-\u00e9": "1"}}})
        result = self.run_parley("check", "-a", "agent.json", "-H", "Host: x", "mine.json")
        self.assert_status(result, 2)
        self.assertIn("5 errors", result.stdout)
        for told in ["websocket_url", "A B", "websocket_headers.Y", "Host", "X-\u00e9"]:
            self.assertEqual(len([line for line in result.stdout.splitlines() if ": error: " in line and told in line]), 1,
                             result.stdout)

    def test_the_first_condition_is_told_all_that_it_is_not(self):
        first = {"id": 1, "condition": "hello", "action": "Hi", "type": "action_followup", "fixed_message": False}
        self.write("first.json", {"role": "r", "conditions": [first, condition(2, 'contains "a"', "<endcall />")]})
        result = self.run_parley("check", "first.json")
        self.assert_status(result, 2)
        self.assertEqual(re.findall(r"conditions\[0\]\.(\w+): .*\[first-condition\]", result.stdout),
                         ["id", "condition", "type", "fixed_message"])

    def test_what_needs_quotes_in_yaml_is_told(self):
        for action in ["[laughter]", "[laughter] Hi", "{{test_profile.name}} here", "Yes: sure", "\"Hi\" she said"]:
            self.write("quotes.yaml", "role: r\nconditions:\n- {id: 0, condition: FIRST_MESSAGE, type: standard, fixed_message: true}\n"
                       f"- id: 1\n  condition: contains \"a\"\n  action: {action}\n  type: standard\n  fixed_message: true\n")
            result = self.run_parley("check", "quotes.yaml")
            self.assert_status(result, 2)
            self.assertRegex(result.stdout, r"quotes\.yaml:6:\d+: error: .*quotes", action)

    def test_nothing_selected_lists_nothing(self):
        self.write("good.json", GOOD)
        result = self.run_parley("check", "-k", "nobody", "good.json")
        self.assert_status(result, 4)
        self.assertEqual(result.stdout, "0 scenarios, 0 calls: no mistakes\n")

    def test_a_terminal_is_never_sent_what_a_file_holds(self):
        self.write("evil.json", '{"role": "r", "conditions": [], "\\u001b[2Jx": 1, "y\u202e": 2}')
        result = self.run_parley("check", "evil.json")
        self.assert_status(result, 2)
        self.assertNotIn("\x1b", result.stdout)
        self.assertNotIn("\u202e", result.stdout)

    def test_scenarios_may_come_from_standard_input(self):
        result = self.run_parley("check", "-", input=json.dumps(GOOD))
        self.assert_status(result, 0)
        self.assertIn("2 conditions", result.stdout)

    def test_the_samples_are_without_mistakes(self):
        from cli.program import SOURCE
        result = self.run_parley("check", "--strict", str(SOURCE / "scenarios"))
        self.assert_status(result, 0)


if __name__ == "__main__":
    unittest.main()
