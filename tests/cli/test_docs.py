"""The manual cannot lie: every example in README.md and docs/ is run.

Four kinds of fenced block are examples:

  parley-condition   a condition, then lines `+ utterance` that meet it and `- utterance` that do not
  parley-action      an action, then `> step` for each step that `parley check -v` must show; the word `followup` behind the
                     name puts it into a followup
  console            `$ command` lines, each followed by what it prints, but for times and runs of spaces; `...` stands for any
                     lines, `[...]` for any text. The commands run by bash in one folder a page, with the samples and
                     `parley` on the PATH
  json, yaml, sh     a scenario, agent or script that names its file, as in `json greet.json`, is put into that folder
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

PARLEY = pathlib.Path(os.environ["PARLEY"]).resolve()
SOURCE = pathlib.Path(os.environ["PARLEY_SOURCE"]).resolve()
PAGES = [SOURCE / "README.md", *sorted((SOURCE / "docs").glob("*.md"))]
FENCE = re.compile(r"^```([\w-]+)[ \t]*([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page, *kinds):
    text = page.read_text(encoding="utf-8")
    for match in FENCE.finditer(text):
        if match.group(1) in kinds:
            line = text.count("\n", 0, match.start()) + 1
            yield match.group(1), match.group(2).strip(), match.group(3), f"{page.name}:{line}"


def scenario(condition="contains \"x\"", action="Yes", followup=False):
    second = {"id": 1, "condition": condition, "action": "Yes" if followup else action, "type": "standard",
              "fixed_message": True}
    conditions = [{"id": 0, "condition": "FIRST_MESSAGE", "action": "Hello", "type": "standard", "fixed_message": True},
                  second]
    if followup:
        conditions.append({"id": 2, "condition": 1, "action": action, "type": "action_followup", "fixed_message": True})
    return json.dumps({"role": "r", "conditions": conditions})


def timeless(text):
    """What is left when times and the width of columns do not count."""
    text = re.sub(r"\b\d+(\.\d+)? (ms|s|us)\b", "TIME", text)
    text = re.sub(r"\b\d\d:\d\d\b", "CLOCK", text)
    return re.sub(r"[ \t]+", " ", text)


def parley(*arguments, folder, **more):
    return subprocess.run([PARLEY, *arguments], cwd=folder, capture_output=True, text=True, timeout=60, check=False, **more)


class Docs(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="parley-docs-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def test_conditions_hold_as_shown(self):
        seen = 0
        for page in PAGES:
            for _, _, body, place in blocks(page, "parley-condition"):
                lines = body.rstrip("\n").split("\n")
                marked = [line for line in lines if line[:2] in ("+ ", "- ")]
                condition = "\n".join(line for line in lines if line not in marked)
                file = self.folder / "condition.json"
                file.write_text(scenario(condition=condition), encoding="utf-8")
                self.assertTrue(marked, place)
                for line in marked:
                    result = parley("explain", str(file), "--say", line[2:], folder=self.folder)
                    with self.subTest(place=place, line=line):
                        self.assertEqual(result.returncode, 0 if line[0] == "+" else 1, result.stdout + result.stderr)
                    seen += 1
        self.assertGreater(seen, 20)

    def test_actions_do_as_shown(self):
        seen = 0
        for page in PAGES:
            for _, info, body, place in blocks(page, "parley-action"):
                lines = body.rstrip("\n").split("\n")
                steps = [line[2:] for line in lines if line.startswith("> ")]
                action = "\n".join(line for line in lines if not line.startswith("> "))
                file = self.folder / "action.json"
                file.write_text(scenario(action=action, followup="followup" in info), encoding="utf-8")
                result = parley("check", "-v", str(file), folder=self.folder)
                shown = [line.strip()[2:] for line in result.stdout.splitlines() if line.strip().startswith("> ")]
                first = 2 if "followup" in info else 1  # "Hello", and "Yes" before a followup
                with self.subTest(place=place):
                    self.assertEqual(result.returncode, 0, result.stdout + result.stderr)
                    self.assertEqual(shown[first:], steps, result.stdout)
                seen += 1
        self.assertGreater(seen, 10)

    def test_files_and_commands_are_as_shown(self):
        commands = 0
        for page in PAGES:
            folder = self.folder / page.stem
            folder.mkdir()
            shutil.copytree(SOURCE / "scenarios", folder / "scenarios")
            for kind, info, body, place in blocks(page, "json", "yaml", "sh", "console"):
                if kind != "console":
                    if info:
                        (folder / info).write_text(body, encoding="utf-8")
                    continue
                for command, expected in split_console(body):
                    with self.subTest(place=place, command=command):
                        self.assert_prints(command, expected, folder)
                    commands += 1
        self.assertGreater(commands, 3)

    def test_json_and_yaml_blocks_parse(self):
        for page in PAGES:
            for kind, _, body, place in blocks(page, "json"):
                with self.subTest(place=place):
                    json.loads(body)

    def assert_prints(self, command, expected, folder):
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
        environment |= {"PATH": f"{PARLEY.parent}:{os.environ['PATH']}", "COLUMNS": "80", "NO_COLOR": "1"}
        result = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True, timeout=120, check=False,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        pattern = "".join(
            r"(?:.*\n)*?" if line.strip() == "..."
            else re.escape(timeless(line)).replace(re.escape("[...]"), ".*") + r"\s*?\n"
            for line in expected)
        self.assertRegex(timeless(result.stdout) + "\n", re.compile(r"\A" + pattern + r"\s*\Z"),
                         f"\n--- printed ---\n{result.stdout}\n--- shown ---\n" + "\n".join(expected))


def split_console(body):
    """Yields (command, lines that it prints)."""
    command, printed = None, []
    for line in body.rstrip("\n").split("\n"):
        if line.startswith("$ "):
            if command is not None:
                yield command, printed
            command, printed = line[2:], []
        elif command is not None and command.endswith("\\"):
            command += "\n" + line
        else:
            printed.append(line)
    if command is not None:
        yield command, printed


if __name__ == "__main__":
    unittest.main()
