"""Rounds of the floor client and of parley against the same agent, and the table of their ratios.

    compare.py --build DIR [--rounds N] [--only WORD]

CPU time is the client's own: from getrusage, or while it goes on from /proc. What a round trip costs is the difference between two runs
that differ in nothing but the number of turns, so that neither starting up nor opening and closing connections is in it; what opening
costs is the difference between two runs that differ in the number of connections.
"""
import argparse
import json
import os
import pathlib
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time

LINE = "Yes, it is scheduled for tomorrow"
KEYWORDS = 'contains "appointment" OR contains "schedule"'
CLIENT_CORE, AGENT_CORE = "0", "1"
ENDLESS = 1000000


def condition(number, text, action):
    return {"id": number, "condition": text, "action": action, "type": "standard", "fixed_message": True}


# Round trips: one condition fires again and again until the agent ends the call behind so many turns.
ROUND_TRIPS = {"role": "load", "conditions": [condition(0, "FIRST_MESSAGE", LINE), condition(1, KEYWORDS, LINE)]}
# Whole calls: five turns, then the caller ends it.
CALL = {"role": "load", "conditions": [condition(0, "FIRST_MESSAGE", LINE),
                                       *[condition(number, KEYWORDS, LINE) for number in range(1, 5)],
                                       condition(5, KEYWORDS, "Good-bye <endcall />")]}
# Calls that are open: each says a line and waits.
OPEN = {"role": "load", "conditions": [condition(0, "FIRST_MESSAGE", LINE + '<hold time="60s" />Bye<endcall />')]}


class Agent:
    """The agent on its core; ends with its standard input."""

    def __init__(self, bench, *options):
        self.process = subprocess.Popen(["taskset", "-c", AGENT_CORE, bench.build / "bench/agent-server", *map(str, options)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.port = self.url.rsplit(":", 1)[1]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)


class Bench:
    def __init__(self, build, rounds, work):
        self.build, self.rounds, self.work = build, rounds, work

    def floor_command(self, agent, connections, turns, calls, *more):
        return ["taskset", "-c", CLIENT_CORE, self.build / "bench/floor-client", agent.port, "--connections", str(connections),
                "--turns", str(turns), "--calls", str(calls), *more]

    def floor(self, *arguments):
        """CPU in us, round trips, and all it told."""
        ran = subprocess.run(self.floor_command(*arguments), capture_output=True, text=True, timeout=120, check=True)
        told = json.loads(ran.stdout)
        return told["cpu_us"], told["round_trips"], told

    def parley_command(self, agent, scenario, connections, calls, *more, cores=CLIENT_CORE, workers=1):
        file = self.work / "scenario.json"
        file.write_text(json.dumps(scenario))
        return ["taskset", "-c", cores, self.build / "parley", "bench", "-q", "--workers", str(workers), "--at-once", str(connections),
                "--calls", str(calls), "--repeat-limit", "1000", "--no-warning", "shadowed", "--format", "json", "-a", agent.url,
                *more, file]

    def parley(self, *arguments, **how):
        process = subprocess.run(self.parley_command(*arguments, **how), capture_output=True, text=True, timeout=120, check=False)
        if process.returncode not in (0, 6):  # A saturated client is what is wanted here.
            sys.exit(f"parley exits with {process.returncode}: {process.stderr}")
        told = json.loads(process.stdout)
        if told["calls"]["passed"] != told["calls"]["started"]:
            sys.exit(f"{told['calls']['passed']} of {told['calls']['started']} calls passed: {told['endings']}")
        return (told["parley"]["cpu_user"] + told["parley"]["cpu_system"]) * 1e6, told["times"]["response"]["count"], told

    def compare(self, measure):
        """Measure in rounds: pairs of what the floor and what parley cost."""
        return [measure() for _ in range(self.rounds)]


def show(name, pairs, unit, goal=None):
    ratios = [high / low for low, high in pairs]
    ratio = statistics.median(ratios)
    floor, parley = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    verdict = "" if goal is None else f"  goal {goal:.2f}  {'reached' if ratio <= goal else 'missed'}"
    print(f"{name:34} floor {floor:7.2f}  parley {parley:7.2f} us a {unit:10}  {ratio:5.2f} x"
          f"  ({min(ratios):.2f} to {max(ratios):.2f}){verdict}", flush=True)


def marginal(play, turns):
    """CPU of a round trip: what the further turns of the longer run cost, each."""
    (few_cpu, few), (many_cpu, many) = (play(number) for number in turns)
    return (many_cpu - few_cpu) / (many - few)


def round_trips(bench, name, connections, turns, reply_bytes=72, goal=None):
    def floor(number):
        with Agent(bench, "--turns", number, "--reply-bytes", reply_bytes) as agent:
            return bench.floor(agent, connections, ENDLESS, connections)[:2]

    def parley(number):
        with Agent(bench, "--turns", number, "--reply-bytes", reply_bytes) as agent:
            return bench.parley(agent, ROUND_TRIPS, connections, connections)[:2]

    show(name, bench.compare(lambda: (marginal(floor, turns), marginal(parley, turns))), "round trip", goal)


def whole_calls(bench, name, at_once, calls, goal):
    def measure():
        with Agent(bench) as agent:
            floor = bench.floor(agent, at_once, 5, calls)[0] / calls
        with Agent(bench) as agent:
            return floor, bench.parley(agent, CALL, at_once, calls)[0] / calls

    show(name, bench.compare(measure), "call", goal)


def settled(process):
    """CPU in us and resident bytes of a client that is done with opening, which is then killed."""
    folder = pathlib.Path(f"/proc/{process.pid}")

    def cpu_us():
        return sum(int((task / "schedstat").read_text().split()[0]) for task in (folder / "task").iterdir()) / 1000

    before = -1e9
    while cpu_us() - before > 5000:  # An open call costs nothing while nothing happens, a loop of many some timers.
        before = cpu_us()
        time.sleep(0.25)
    resident = next(int(line.split()[1]) for line in (folder / "status").read_text().splitlines() if line.startswith("VmRSS"))
    process.send_signal(signal.SIGKILL)
    process.wait()
    return before, resident * 1024


def opening(bench):
    """A connection opened, a line said on it; the agent does not answer."""
    few, many = 2000, 10000

    def each(command):
        ends = []
        for connections in (few, many):
            with Agent(bench, "--mute") as agent:
                ends.append(settled(subprocess.Popen(command(agent, connections), stdout=subprocess.DEVNULL)))
        return [(high - low) / (many - few) for low, high in zip(*ends)]

    floors, parleys = [], []
    for _ in range(bench.rounds):
        floors.append(each(lambda agent, connections: bench.floor_command(agent, connections, ENDLESS, connections)))
        parleys.append(each(lambda agent, connections: bench.parley_command(agent, OPEN, connections, connections)))
    show("a connection opened, of 10,000", [(floor[0], high[0]) for floor, high in zip(floors, parleys)], "connection", 55 / 29)
    memory = statistics.median(high[1] for high in parleys) / 1024
    print(f"{'memory of an open call, of 10,000':34} {memory:.2f} KB  goal 3.00  {'reached' if memory <= 3 else 'missed'}", flush=True)


def responses(bench):
    """Response times as measured, 10,000 messages a second: 100 calls whose agent answers after 10 ms."""
    found = []
    for _ in range(bench.rounds):
        with Agent(bench, "--latency", 10000, "--turns", 200) as agent:
            floor = bench.floor(agent, 100, 250, 100, "--responses")[2]
        with Agent(bench, "--latency", 10000, "--turns", 200) as agent:
            times = bench.parley(agent, ROUND_TRIPS, 100, 100)[2]["times"]["response"]
        found.append([(floor[f"{at}_us"], times[at] * 1000) for at in ("p50", "p99")])
    for index, (at, goal) in enumerate((("p50", 20), ("p99", 200))):
        added = statistics.median(round_[index][1] - round_[index][0] for round_ in found)
        low, high = (statistics.median(round_[index][i] for round_ in found) for i in (0, 1))
        print(f"{'response, 10,000 messages/s, ' + at:34} floor {low:7.0f}  parley {high:7.0f} us, {added:+.0f} us  goal {goal:+}"
              f"  {'reached' if added <= goal else 'missed'}", flush=True)


def workers(bench):
    """What a round trip costs with two workers, beside one: both may use both cores."""
    def play(count, number):
        with Agent(bench, "--turns", number) as agent:
            return bench.parley(agent, ROUND_TRIPS, 1000, 1000, cores="0,1", workers=count)[:2]

    def measure():
        return tuple(marginal(lambda number, count=count: play(count, number), (10, 110)) for count in (1, 2))

    pairs = bench.compare(measure)
    ratio = statistics.median(two / one for one, two in pairs)
    print(f"{'two workers against one':34} {ratio:.2f} x the CPU of a round trip  goal 1.10  {'reached' if ratio <= 1.1 else 'missed'}", flush=True)


def transcripts(bench):
    """What it costs to keep the transcript of every call, beside none."""
    calls = 5000

    def measure():
        with Agent(bench) as agent:
            without = bench.parley(agent, CALL, 100, calls)[0] / calls
        out = pathlib.Path(tempfile.mkdtemp(dir=bench.work))
        with Agent(bench) as agent:
            kept = bench.parley(agent, CALL, 100, calls, "--out", out, "--keep-transcripts", str(10 * calls))[0] / calls
        shutil.rmtree(out)
        return without, kept

    pairs = bench.compare(measure)
    without, kept = (statistics.median(pair[i] for pair in pairs) for i in (0, 1))
    print(f"{'call of 5 turns, transcript kept':34} {kept:.0f} us, without {without:.0f} us, {kept / without:.2f} x", flush=True)


FIGURES = [
    ("round trip, 1,000 connections", lambda bench, name: round_trips(bench, name, 1000, (10, 110), goal=1.35)),
    ("round trip, 10,000 connections", lambda bench, name: round_trips(bench, name, 10000, (2, 27), goal=1.25)),
    ("call of 5 turns, 100 at once", lambda bench, name: whole_calls(bench, name, 100, 10000, 1.6)),
    ("call of 5 turns, 1,000 at once", lambda bench, name: whole_calls(bench, name, 1000, 10000, 1.8)),
    ("opening", lambda bench, _: opening(bench)),
    ("responses", lambda bench, _: responses(bench)),
    ("workers", lambda bench, _: workers(bench)),
    ("round trip, 100 B replies", lambda bench, name: round_trips(bench, name, 1000, (5, 55), 100)),
    ("round trip, 1 KB replies", lambda bench, name: round_trips(bench, name, 1000, (5, 55), 1024)),
    ("round trip, 16 KB replies", lambda bench, name: round_trips(bench, name, 1000, (5, 25), 16384)),
    ("transcripts", lambda bench, _: transcripts(bench)),
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp"))
    parser.add_argument("--only", default="", help="figures whose name holds this")
    arguments = parser.parse_args()
    if len(os.sched_getaffinity(0)) < 2:
        sys.exit("two cores are needed: one for the client, one for the agent")
    bench = Bench(arguments.build, arguments.rounds, arguments.work)
    for name, figure in FIGURES:
        if arguments.only in name:
            figure(bench, name)


if __name__ == "__main__":
    main()
