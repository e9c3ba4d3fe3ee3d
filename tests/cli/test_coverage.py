"""--coverage and --min-coverage: which conditions of a run fired, and what of them no utterance met."""
import json
import unittest

from cli.program import Case, scenario

QUICK = ["--stuck-timeout", "200ms", "--grace", "50ms"]
BOOKING = scenario(("contains \"which day\" OR contains \"when\"", "Friday"), ("contains \"booked\"", "Thanks"), (2, "<endcall />"),
                   ("contains \"sorry\"", "Oh."), ("contains \"booked for\"", "Thanks"))
CLINIC = scenario(("contains \"hello\"", "Which day?"), ("contains \"friday\"", "You are booked for Friday."),
                  ("contains \"thanks\"", "Bye."), opening="")


class Coverage(Case):
    def setUp(self):
        super().setUp()
        self.write("booking.json", BOOKING)
        self.write("booking.agent.json", CLINIC)

    def run_quickly(self, *arguments):
        return self.run_parley("run", *QUICK, "--no-warning", "never-fires", "--no-warning", "shadowed", *arguments)

    def test_the_table_says_what_never_fired_and_what_never_matched(self):
        result = self.run_quickly("--coverage", "booking.json")
        self.assert_status(result, 0)
        table = result.stdout[result.stdout.index("Coverage:"):]
        self.assertEqual(table,
                         "Coverage: 4 of 6 conditions fired (66.6%)\n"
                         "  66.6%  4 of 6  booking\n"
                         "         never fired: condition 4, waiting for contains \"sorry\"\n"
                         "         shadowed: condition 5 held, but something else came first each time:\n"
                         "           contains \"booked for\"\n"
                         "         never matched: contains \"when\" of condition 1\n")

    def test_result_json_has_it_when_asked_for(self):
        plain = json.loads(self.run_quickly("--format", "json", "booking.json").stdout)
        self.assertNotIn("coverage", plain)
        coverage = json.loads(self.run_quickly("--format", "json", "--coverage", "booking.json").stdout)["coverage"]
        self.assertEqual((coverage["fired"], coverage["conditions"]), (4, 6))
        self.assertAlmostEqual(coverage["percent"], 66.67, 2)
        (booking,) = coverage["scenarios"]
        self.assertEqual((booking["name"], booking["never_fired"], booking["shadowed"]), ("booking", [4, 5], [5]))
        self.assertEqual(booking["never_matched"], [{"condition": 1, "term": "contains \"when\""},
                                                    {"condition": 4, "term": "contains \"sorry\""}])

    def test_repeats_are_one_scenario_and_scenarios_add_up(self):
        self.write("two.json", scenario(("contains \"which\"", "Bye <endcall />")))
        self.write("two.agent.json", CLINIC)
        result = self.run_quickly("--frequency", "3", "--format", "json", "--coverage", "booking.json", "two.json")
        coverage = json.loads(result.stdout)["coverage"]
        self.assertEqual([(each["name"], each["fired"]) for each in coverage["scenarios"]], [("booking", 4), ("two", 2)])
        self.assertEqual((coverage["fired"], coverage["conditions"], coverage["percent"]), (6, 8, 75))

    def test_a_blank_opening_does_not_count(self):
        self.write("waiting.json", scenario(("contains \"welcome\"", "<endcall />"), opening=""))
        self.write("waiting.agent.json", scenario(opening="Welcome"))
        coverage = json.loads(self.run_quickly("--format", "json", "--coverage", "waiting.json").stdout)["coverage"]
        self.assertEqual((coverage["fired"], coverage["conditions"]), (1, 1))

    def test_the_gate(self):
        for least, status in [("66.6%", 0), ("66", 0), ("66.7%", 1), ("100%", 1), ("0%", 0)]:
            with self.subTest(least=least):
                result = self.run_quickly("-q", "--min-coverage", least, "booking.json")
                self.assert_status(result, status)
                if status == 1:
                    self.assertEqual(result.stderr, f"parley: 4 of 6 conditions fired (66.6%), fewer than --min-coverage "
                                                    f"{least} asks for; --coverage tells which did not\n")
                    self.assertIn("1 passed", result.stdout)
                self.assertNotIn("Coverage:", result.stdout)

    def test_the_gate_collects_for_result_json(self):
        result = self.run_quickly("--min-coverage", "90%", "-o", "out", "booking.json")
        self.assert_status(result, 1)
        self.assertIn("coverage", json.loads((self.folder / "out/result.json").read_text()))

    def test_what_is_no_percentage(self):
        for wrong, words in [("90/s", "expected a percentage, such as 90%"), ("101%", "expected 0 to 100"), ("", "percentage")]:
            with self.subTest(wrong=wrong):
                result = self.run_parley("run", "--min-coverage", wrong, "booking.json")
                self.assert_status(result, 2)
                self.assertIn(words, result.stderr)

    def test_the_environment_asks_as_well(self):
        result = self.run_parley("run", *QUICK, "booking.json", env={"PARLEY_MIN_COVERAGE": "70%", "PARLEY_COVERAGE": "1"})
        self.assert_status(result, 1)
        self.assertIn("Coverage: 4 of 6", result.stdout)


if __name__ == "__main__":
    unittest.main()
