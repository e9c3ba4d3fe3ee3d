"""Usage, help, options and their environment, as a user meets them."""
import os
import re
import shutil
import subprocess
import unittest

from cli.program import PARLEY, Case, scenario

COMMANDS = ["run", "check", "explain", "agent"]


class Usage(Case):
    def test_no_command_is_bad_usage_and_tells_what_there_is(self):
        result = self.run_parley()
        self.assert_status(result, 2)
        self.assertEqual(result.stdout, "")
        for command in COMMANDS:
            self.assertRegex(result.stderr, rf"(?m)^  {command} ")

    def test_help_and_version_go_to_stdout(self):
        version = self.run_parley("--version")
        self.assert_status(version, 0)
        self.assertRegex(version.stdout, r"^parley \d+\.\d+\.\d+\n$")
        for arguments in [["--help"], ["-h"], ["help"]]:
            result = self.run_parley(*arguments)
            self.assert_status(result, 0)
            self.assertEqual(result.stderr, "")
            self.assertTrue(result.stdout.startswith("usage: parley"))

    def test_each_command_has_help_that_fits_80_columns(self):
        for command in [*COMMANDS, "convert", "schema", "help", "completion", "manual"]:
            result = self.run_parley("help", command)
            self.assert_status(result, 0)
            self.assertTrue(result.stdout.startswith(f"usage: parley {command}"), result.stdout)
            self.assertLessEqual(max(map(len, result.stdout.splitlines())), 80)
            self.assertLessEqual(max(map(len, self.run_parley("--help").stdout.splitlines())), 80)
            if command in COMMANDS:
                self.assertEqual(self.run_parley(command, "--help").stdout, result.stdout)
                self.assertEqual(self.run_parley(command, "x.json", "--nonsense", "-h").stdout, result.stdout)

    def test_every_option_of_the_specification_is_in_the_help_of_run(self):
        text = self.run_parley("help", "run").stdout
        for option in ["-a, --agent", "-H, --header", "-o, --out", "-j, --concurrency", "--frequency", "-t, --tag",
                       "-k, --filter", "--format", "--repeat-limit", "--turn-gap", "--max-message", "--max-duration",
                       "--silence-timeout", "--stuck-timeout", "--connect-timeout", "--ping-interval", "--pong-timeout",
                       "--grace", "--time-scale", "--fail-fast", "-q, --quiet", "-v, --verbose", "--cacert", "--insecure"]:
            self.assertIn(option, text)

    def test_an_unknown_command_is_bad_usage(self):
        for word, told in [("chekc", "did you mean check?"), ("frobnicate", "parley help"), ("-q", "behind the command")]:
            result = self.run_parley(word)
            self.assert_status(result, 2)
            self.assertEqual(result.stdout, "")
            self.assertIn(told, result.stderr)

    def test_all_mistakes_of_a_command_line_are_told_at_once(self):
        result = self.run_parley("run", "--concurency", "4", "--grace", "10", "--format", "xml")
        self.assert_status(result, 2)
        self.assertIn("did you mean --concurrency?", result.stderr)
        self.assertIn("a duration needs a unit, such as 10s", result.stderr)
        self.assertIn("expected one of pretty|json|jsonl|junit|tap", result.stderr)

    def test_a_command_needs_its_files(self):
        for command in COMMANDS:
            result = self.run_parley(command)
            self.assert_status(result, 2)
            self.assertIn("no file is named", result.stderr)
        for command in ["explain", "agent"]:
            result = self.run_parley(command, "a.json", "b.json")
            self.assert_status(result, 2)
            self.assertIn("takes one file, found 2", result.stderr)

    def test_an_unknown_warning_cannot_be_switched_off(self):
        result = self.run_parley("check", "--no-warning", "unknown-tga", "x.json")
        self.assert_status(result, 2)
        self.assertIn("did you mean unknown-tag?", result.stderr)

    def test_a_closed_stdout_is_told(self):
        self.write("a.json", scenario(("contains \"x\"", "<endcall />")))
        for arguments in [["--version"], ["--help"], ["help", "run"], ["check", "a.json"], ["manual"],
                          ["explain", "a.json", "--say", "x"], ["completion", "bash"], ["run", "--show-config"],
                          ["schema"], ["convert", "--to", "yaml", "a.json"]]:
            for redirection in [">/dev/full", ">&-"]:
                result = subprocess.run(["sh", "-c", f'exec "$0" "$@" {redirection}', PARLEY, *arguments],
                                        cwd=self.folder, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
                self.assertEqual(result.returncode, 5, (arguments, redirection, result.stderr))
                self.assertIn("cannot write to standard output", result.stderr)


class Environment(Case):
    def config(self, command="run", *arguments, env=None):
        result = self.run_parley(command, "--show-config", *arguments, env=env)
        self.assert_status(result, 0)
        return {line.split()[0]: line for line in result.stdout.splitlines()}

    def test_a_variable_stands_for_an_option_and_the_command_line_wins(self):
        shown = self.config("run", "--grace", "2s", env={"PARLEY_GRACE": "3s", "PARLEY_MAX_DURATION": "60s"})
        self.assertRegex(shown["grace"], r" 2s +\(command line\)$")
        self.assertRegex(shown["max-duration"], r" 1m +\(PARLEY_MAX_DURATION\)$")
        self.assertRegex(shown["concurrency"], r" 10 +\(default\)$")

    def test_switches_are_1_or_0_and_repeatable_ones_take_lines(self):
        shown = self.config(env={"PARLEY_FAIL_FAST": "1", "PARLEY_QUIET": "0", "PARLEY_TAG": "smoke\nslow"})
        self.assertIn(" 1 ", shown["fail-fast"])
        self.assertIn(" 0 ", shown["quiet"])
        self.assertIn("smoke, slow", shown["tag"])
        result = self.run_parley("run", "x.json", env={"PARLEY_FAIL_FAST": "true"})
        self.assert_status(result, 2)
        self.assertIn("PARLEY_FAIL_FAST", result.stderr)
        self.assertIn("1 or 0", result.stderr)

    def test_every_long_option_has_a_variable(self):
        """An impossible value is either shown with the variable that gave it, or refused in its name."""
        for command in COMMANDS:
            options = re.findall(r"(?m)^  (?:-\w, |    )--([a-z-]+)", self.run_parley("help", command).stdout)
            self.assertIn("verbose", options)
            for name in options:
                if name not in ("help", "show-config"):
                    variable = f"PARLEY_{name.upper().replace('-', '_')}"
                    result = self.run_parley(command, "--show-config", env={variable: "\t"})
                    self.assertIn(variable, result.stdout + result.stderr, (command, name))

    def test_secrets_are_not_shown(self):
        shown = self.config("run", "-H", "Authorization: Bearer geheim99", "-a", "wss://u:geheim99@h/p")
        self.assertNotIn("geheim99", str(shown))
        self.assertIn("wss://***@h/p", shown["agent"])


class Generated(Case):
    @unittest.skipUnless(shutil.which("man"), "man-db is not installed")
    def test_the_manual_page_renders_without_warnings(self):
        page = self.run_parley("manual")
        self.assert_status(page, 0)
        self.write("parley.1", page.stdout)
        result = subprocess.run(["man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-P", "cat", "parley.1"],
                                cwd=self.folder, env={**os.environ, "MANWIDTH": "80"}, capture_output=True, text=True,
                                timeout=60, check=False)
        self.assertEqual(result.stderr, "")
        plain = re.sub(r".\x08|\x1b\[[0-9;]*m", "", result.stdout)
        for expected in ["NAME", "SYNOPSIS", "EXIT STATUS", "ENVIRONMENT", "--silence-timeout", "parley explain", "130"]:
            self.assertIn(expected, plain)

    def test_the_completions_are_scripts_of_their_shell(self):
        for shell in ["bash", "zsh", "fish"]:
            script = self.run_parley("completion", shell)
            self.assert_status(script, 0)
            self.assertIn("concurrency", script.stdout)
            if shutil.which(shell):
                file = self.write(f"parley.{shell}", script.stdout)
                subprocess.run([shell, "-n", file], cwd=self.folder, timeout=60, check=True)
        self.assert_status(self.run_parley("completion", "csh"), 2)
        self.assert_status(self.run_parley("completion"), 2)

    def complete(self, *words):
        script = self.run_parley("completion", "bash").stdout
        ask = f"COMP_WORDS=({' '.join(words)}''); COMP_CWORD={len(words) - 1}; _parley; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        result = subprocess.run(["bash", "-c", script + "\n" + ask], cwd=self.folder, capture_output=True, text=True,
                                timeout=60, check=True)
        self.assertEqual(result.stderr, "")
        return result.stdout.split()

    def test_bash_completes_commands_options_and_values(self):
        self.write("greeting.json", {})
        self.assertEqual(self.complete("parley", "ch"), ["check"])
        self.assertEqual(self.complete("parley", "run", "--conc"), ["--concurrency"])
        self.assertEqual(self.complete("parley", "run", "--format", "j"), ["json", "jsonl", "junit"])
        self.assertEqual(self.complete("parley", "check", "--format", "j"), ["json"])
        self.assertEqual(self.complete("parley", "check", "greet"), ["greeting.json"])
        self.assertEqual(self.complete("parley", "run", "-a", "greet"), ["greeting.json"])


if __name__ == "__main__":
    unittest.main()
