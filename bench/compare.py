"""Rounds of the floor client and of parley against the same agent, and the table of their ratios."""
import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

LINE = "Yes, it is scheduled for tomorrow"
KEYWORDS = 'contains "appointment" OR contains "schedule"'
CLIENT_CORE, AGENT_CORE = "0", "1"


def condition(number, text, action):
    return {"id": number, "condition": text, "action": action, "type": "standard", "fixed_message": True}


# Round trips: one condition fires again and again until the agent ends the call behind so many turns.
ROUND_TRIPS = {"role": "load", "conditions": [condition(0, "FIRST_MESSAGE", LINE), condition(1, KEYWORDS, LINE)]}
# Whole calls: five turns, then the caller ends it.
CALL = {"role": "load", "conditions": [condition(0, "FIRST_MESSAGE", LINE),
                                       *[condition(number, KEYWORDS, LINE) for number in range(1, 5)],
                                       condition(5, KEYWORDS, "Good-bye <endcall />")]}

# Calls that are all open at once: each says a line and waits.
IDLE = {"role": "load", "conditions": [condition(0, "FIRST_MESSAGE", LINE + '<hold time="5s" />Bye<endcall />')]}

# name, scenario, connections, turns the agent allows, calls, workers, reply bytes, what parley is to reach
CASES = [
    ("round trip, 1,000 connections", ROUND_TRIPS, 1000, 100, 1000, 1, 72, 1.35),
    ("round trip, 10,000 connections", ROUND_TRIPS, 10000, 30, 10000, 1, 72, 1.25),
    ("call of 5 turns, 100 at once", CALL, 100, None, 10000, 1, 72, 1.6),
    ("call of 5 turns, 1,000 at once", CALL, 1000, None, 10000, 1, 72, 1.8),
    ("round trip, 100 B replies", ROUND_TRIPS, 1000, 50, 1000, 1, 100, None),
    ("round trip, 1 KB replies", ROUND_TRIPS, 1000, 50, 1000, 1, 1024, None),
    ("round trip, 16 KB replies", ROUND_TRIPS, 1000, 20, 1000, 1, 16384, None),
]


class Agent:
    """The agent on its core; ends with its standard input."""

    def __init__(self, build, turns, reply_bytes):
        options = ["--reply-bytes", str(reply_bytes)] + (["--turns", str(turns)] if turns else [])
        self.process = subprocess.Popen(["taskset", "-c", AGENT_CORE, build / "bench/agent-server", *options],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.port = self.url.rsplit(":", 1)[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)


def floor(build, agent, connections, turns, calls):
    ran = subprocess.run(["taskset", "-c", CLIENT_CORE, build / "bench/floor-client", agent.port, "--connections",
                          str(connections), "--turns", str(turns), "--calls", str(calls)],
                         capture_output=True, text=True, timeout=120, check=True)
    told = json.loads(ran.stdout)
    return told["cpu_us"] / told["round_trips"], told["calls"]


def parley(build, agent, scenario, connections, calls, workers, *more):
    """CPU in us for a round trip, and all of bench.json with the most memory that was resident."""
    command = ["taskset", "-c", CLIENT_CORE if workers == 1 else "0,1", build / "parley", "bench", "-q", "--workers",
               str(workers), "--at-once", str(connections), "--calls", str(calls), "--repeat-limit", "1000",
               "--no-warning", "shadowed", "--format", "json", "-a", agent.url, *more, scenario]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    stdout, stderr = process.communicate(timeout=120)
    if process.returncode not in (0, 6):  # A saturated client is what is wanted here.
        sys.exit(f"parley exits with {process.returncode}: {stderr}")
    told = json.loads(stdout)
    cpu = told["parley"]["cpu_user"] + told["parley"]["cpu_system"]
    return cpu * 1e6 / told["times"]["response"]["count"], told


def measure(arguments, case):
    name, content, connections, turns, calls, workers, reply_bytes, goal = case
    scenario = arguments.work / "scenario.json"
    scenario.write_text(json.dumps(content))
    floors, ratios = [], []
    for _ in range(arguments.rounds):
        with Agent(arguments.build, turns, reply_bytes) as agent:
            low, _ = floor(arguments.build, agent, connections, turns * 10 if turns else 5, calls)
        with Agent(arguments.build, turns, reply_bytes) as agent:
            high, told = parley(arguments.build, agent, scenario, connections, calls, workers)
        if told["calls"]["passed"] != calls:
            sys.exit(f"{name}: {told['calls']['passed']} of {calls} calls passed: {told['endings']}")
        floors.append(low)
        ratios.append(high / low)
    per = 1 if turns else 5
    unit = "call" if per == 5 else "round trip"
    ratio = statistics.median(ratios)
    verdict = "" if goal is None else f"  goal {goal:.2f}  {'reached' if ratio <= goal else 'missed'}"
    print(f"{name:34} floor {statistics.median(floors) * per:7.2f} us a {unit:10}  parley {ratio:5.2f} x"
          f"  ({min(ratios):.2f} to {max(ratios):.2f}){verdict}", flush=True)


def resident(arguments):
    """Memory for each open call: what 8,000 more of them add."""
    scenario = arguments.work / "scenario.json"
    scenario.write_text(json.dumps(IDLE))
    sizes = []
    for connections in (2000, 10000):
        with Agent(arguments.build, None, 72) as agent:
            _, told = parley(arguments.build, agent, scenario, connections, connections, 1)
            sizes.append(told["parley"]["resident_most"])
    per_call = (sizes[1] - sizes[0]) / 8000
    print(f"{'memory of an open call':34} {per_call / 1024:.2f} KB  goal 3.00  "
          f"{'reached' if per_call <= 3 * 1024 else 'missed'}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp"))
    arguments = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("two cores are needed: one for the client, one for the agent")
    for case in CASES:
        measure(arguments, case)
    resident(arguments)


if __name__ == "__main__":
    main()
