"""agents.py - starts the agents of this folder.

    with agents.started("ws", script) as agent:
        ...  # call agent.url
    agent.calls  # what each call was, once it has ended
"""
import json
import os
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
COMMANDS = {
    "ws": ["node", str(HERE / "agent_ws.js")],
    "websockets": [sys.executable, "-B", str(HERE / "agent_websockets.py")],
}
KINDS = list(COMMANDS)


class started:  # pylint: disable=invalid-name # reads as a verb
    def __init__(self, kind, script):
        self.command = COMMANDS[kind] + [json.dumps(script)]
        self.calls = []

    def __enter__(self):
        environment = dict(os.environ, NODE_PATH="/usr/share/nodejs")
        self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, env=environment)
        line = self.process.stdout.readline()
        assert line.startswith("listening on "), line
        self.url = line.split()[-1] + "/"
        return self

    def next_call(self):
        """The next call that has ended."""
        self.calls.append(json.loads(self.process.stdout.readline()))
        return self.calls[-1]

    def __exit__(self, *_):
        self.process.stdin.close()
        self.calls += [json.loads(line) for line in self.process.stdout]
        self.process.stdout.close()
        self.process.wait(30)
