#!/usr/bin/python3
"""soak.py PARLEY - calls in flight for a while, a tenth of the agents misbehaving, each in its own way.

Environment: SOAK_SECONDS (300), SOAK_CALLS in flight (1000), SOAK_KEEP (a file for all that was measured; `soak.py --judge FILE` judges it again).

What must hold, else exit 1:
- memory is flat: the first and the last ten minutes behind a warm-up (a sixth of a shorter time) are within 2 %, of parley and of its agents;
- descriptors do not pile up;
- every call ends with a reason;
- no message is lost: what callers say is what agents hear, and the other way round, but for what account() names;
- parley and all agents end in order.
"""
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

DRIFT = 0.02
EVERY = 1.0  # Seconds between samples of parley,
AGENTS_EVERY = 10  # and of the agents so many of these, at most.
WINDOW = 600.0  # Seconds that are compared, at most,
WINDOW_PART = 1 / 6  # and of all.
WARM_UP = 120.0  # Seconds before the first of them, at most,
WARM_UP_PART = 1 / 10
SPARE_FILES = 100  # Beside one for each call.
MIB = 1024  # In KiB.

# Of kinds whose usual amount would be most of the work. A flood stops behind the bound of what may wait for its turn: the bound is met each time.
AMOUNTS = {"flood": "flood:6MiB"}

# How many messages callers hear for each that the agent has to say, where that is not one. 0: what it writes instead is no message, or it comes when its
# callers are gone. None: as many as the bounds allow.
HEARD_FOR_EACH = dict.fromkeys((
    "close", "close-bad-reason", "close-half-code", "close-without-status", "deaf", "endless", "half-ping", "hang-up", "huge", "huge-length",
    "invalid-utf8", "long-ping", "nested", "orphan", "reserved-bits", "reserved-opcode", "reset", "silence", "stall"), 0) | {
        "deep-json": 2, "garbage-json": 9, "html": 3, "lone-surrogates": 2, "nul": 4, "terminal-escapes": 3, "wrong-types": 3,
        "flood": None, "repeats": None}
UNREAD = {"deaf"}  # These read nothing.
CUT_OFF = {"flood"}  # Of each call of these the end_call may be lost: parley ends the connection while the agent still writes, and does not wait.


def condition(number, text, action):
    return {"id": number, "condition": text, "action": action, "type": "standard", "fixed_message": True}


def caller(second):
    """Each call lasts some seconds, so that the calls in flight are many and the machine is not the limit. How long a @second of it is, in ms."""
    return {"role": "A caller", "conditions": [
        condition(0, "FIRST_MESSAGE", f'Hello, a table for two <break time="{3 * second}ms" />'),
        condition(1, 'contains "when"', f'<break time="{5 * second}ms" /> Tonight'),
        condition(2, 'contains "booked"', f'Thank you <break time="{3 * second}ms" /> <endcall />')]}


# Callers of the good agent are of several paces, or all calls would begin and end in waves. Kinds have one caller each.
PACES = (700, 790, 890, 940, 1000, 1090, 1130, 1210, 1310)
AGENT = {"role": "An agent", "conditions": [
    condition(0, "FIRST_MESSAGE", ""), condition(1, 'contains "table"', "When?"), condition(2, 'contains "tonight"', "It is booked.")]}


# -- Agents --

class Agent:
    """One `parley agent`, in one way or another."""

    def __init__(self, parley, folder, name, *options):
        self.told = folder / f"{name}.stderr"
        with open(self.told, "wb") as errors:
            command = [parley, "agent", "--max-duration", "60s", *options, folder / "agent.scenario"]
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def stop(self):
        """How it ended, and what it says of its calls."""
        self.process.terminate()
        status = self.process.wait(60)
        told = self.told.read_text()
        counts = re.search(r"served (\d+) calls?, heard (\d+) messages?, said (\d+)", told)
        return {"status": status, "counts": [int(count) for count in counts.groups()] if counts else None, "stderr": told}


def kinds(parley):
    listing = subprocess.run([parley, "agent", "--misbehave", "help"], check=True, capture_output=True, text=True).stdout
    return [line.split()[0] for line in listing.splitlines()[1:]]


def start_agents(parley, folder):
    (folder / "agent.scenario").write_text(json.dumps(AGENT))
    agents = {"good": Agent(parley, folder, "good")}
    for kind in kinds(parley):
        agents[kind] = Agent(parley, folder, kind, "--misbehave", AMOUNTS.get(kind, kind))
    return agents


def write_calls(folder, agents):
    """Scenario files against each agent. Options of how often each is played, and which agent each is for."""
    calls = folder / "calls"
    calls.mkdir()
    options, called = [], {}
    for agent in agents:
        for pace in PACES if agent == "good" else (1000,):
            name = f"{agent}-{pace}"
            called[name] = agent
            (calls / f"{name}.json").write_text(json.dumps(caller(pace)))
            (calls / f"{name}.agent.json").write_text(json.dumps({"websocket_url": agents[agent].url}))
            options += ["--weight", f"{name}={len(agents) - 1 if agent == 'good' else 1}"]
    return [*options, calls], called


# -- Measuring --

def append_sample(samples, at, process):
    """Resident memory in KiB, and open descriptors; nothing when the process has ended, which is told elsewhere."""
    try:
        status = pathlib.Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
        memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
        samples.append((at, memory, len(os.listdir(f"/proc/{process.pid}/fd"))))
    except (OSError, StopIteration):
        pass


def cpu(pid):
    """Seconds of CPU a process has used."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def watch(process, agents, seconds):
    """Samples while the process runs: [seconds, memory, descriptors] of it, and of each agent by name."""
    samples, of_agents = [], {name: [] for name in agents}
    every = min(AGENTS_EVERY, max(1, int(seconds * WINDOW_PART / 3)))
    began = time.monotonic()
    while process.poll() is None:
        at = time.monotonic() - began
        append_sample(samples, at, process)
        if len(samples) % every == 0:
            for name, agent in agents.items():
                append_sample(of_agents[name], at, agent.process)
        time.sleep(EVERY)
    return samples, of_agents


def soak(parley, seconds, calls):
    with tempfile.TemporaryDirectory() as holder:
        folder = pathlib.Path(holder)
        agents = start_agents(parley, folder)
        options, called = write_calls(folder, agents)
        command = [parley, "bench", "--format", "json", "--at-once", str(calls), "--duration", f"{seconds}s",
                   "--silence-timeout", "10s", "--stuck-timeout", "10s", "--connect-timeout", "5s", "--grace", "1s", *options]
        with open(folder / "result.json", "wb") as output:
            process = subprocess.Popen(command, stdout=output)
            samples, of_agents = watch(process, agents, seconds)
        agents_cpu = sum(cpu(agent.process.pid) for agent in agents.values())
        ends = {name: agent.stop() for name, agent in agents.items()}
        return {"seconds": seconds, "in_flight": calls, "called": called, "status": process.returncode, "samples": samples, "agent_samples": of_agents,
                "agents_cpu": agents_cpu, "agents": ends, "result": json.loads((folder / "result.json").read_text())}


# -- Judging --

def windows(samples, seconds):
    """Mean memory of the first and of the last window."""
    begin = min(WARM_UP, seconds * WARM_UP_PART)
    length = min(WINDOW, seconds * WINDOW_PART)
    parts = [(begin, begin + length), (seconds - length, seconds)]
    return [statistics.mean(memory for at, memory, _ in samples if start <= at <= end) for start, end in parts]


def judge_memory(name, samples, seconds):
    first, last = windows(samples, seconds)
    drift = last / first - 1
    print(f"memory of {name}: {first / MIB:.1f} MiB -> {last / MIB:.1f} MiB ({drift * 100:+.2f} %)")
    if abs(drift) > DRIFT:
        yield f"memory of {name} is not flat"


def together(of_agents):
    """The samples of several processes as those of one."""
    return [(rows[0][0], sum(row[1] for row in rows), sum(row[2] for row in rows)) for rows in zip(*of_agents)]


def judge_samples(measured):
    seconds, of_agents = measured["seconds"], measured["agent_samples"]
    yield from judge_memory("parley", measured["samples"], seconds)
    yield from judge_memory("the good agent", of_agents["good"], seconds)
    yield from judge_memory("all others", together([samples for name, samples in of_agents.items() if name != "good"]), seconds)
    for name, samples in [("parley", measured["samples"]), *of_agents.items()]:
        most = max(files for _, _, files in samples)
        if name in ("parley", "good"):
            print(f"descriptors of {name}: at most {most}")
        if most > measured["in_flight"] + SPARE_FILES:
            yield f"descriptors of {name} pile up: {most}"


def judge_calls(measured):
    result = measured["result"]
    calls, endings = result["calls"], result["endings"]
    itself = result["parley"]
    own = itself["cpu_user"] + itself["cpu_system"]
    print(f"{calls['started']} calls in {result['duration']:.0f} s, {calls['passed']} passed; endings of the others: {endings}")
    print(f"CPU: parley {own / result['duration'] * 100:.1f} %, agents {measured['agents_cpu'] / result['duration'] * 100:.1f} % of a core")
    named = calls["passed"] + sum(endings.values())  # Of a call that passed the reason is not counted.
    if not calls["started"] == calls["ended"] == named > 0:
        yield f"of {calls['started']} calls {calls['ended']} ended, {named} with a reason"


def account(name, callers, counts):
    """What of one agent's messages does not add up, each way."""
    served, heard, said = counts
    lost = callers["said"] - heard
    if name in UNREAD:
        right = heard == 0
    elif name in CUT_OFF:
        right = 0 <= lost <= served
    else:
        right = lost == 0
    if not right:
        yield f"{name}: callers said {callers['said']} messages, it heard {heard}"
    for_each = HEARD_FOR_EACH.get(name, 1)
    if for_each is not None and callers["heard"] != said * for_each:
        yield f"{name}: it said {said} messages, callers heard {callers['heard']}"


def judge_messages(measured):
    print(f"{'agent':22} {'calls':>8} {'callers said':>12} {'it heard':>12} {'it said':>12} {'callers heard':>13}")
    for name, agent in measured["agents"].items():
        counts = agent["counts"]
        if counts is None:  # It did not end in order.
            continue
        scenarios = [scenario for scenario in measured["result"]["scenarios"] if measured["called"][scenario["name"]] == name]
        callers = {key: sum(scenario[key] for scenario in scenarios) for key in ("passed", "failed", "errored", "cancelled", "said", "heard")}
        calls = sum(callers[verdict] for verdict in ("passed", "failed", "errored", "cancelled"))
        print(f"{name:22} {calls:8} {callers['said']:12} {counts[1]:12} {counts[2]:12} {callers['heard']:13}")
        yield from account(name, callers, counts)


def judge(measured):
    """What does not hold."""
    yield from judge_calls(measured)
    yield from judge_samples(measured)
    yield from judge_messages(measured)
    if measured["status"] not in (0, 1, 3, 6):
        yield f"parley bench ended with {measured['status']}"
    for name, agent in measured["agents"].items():
        if agent["status"] != 143 or agent["counts"] is None:
            yield f"the agent {name} ended with {agent['status']}: {agent['stderr']}"


def main():
    if sys.argv[1] == "--judge":
        measured = json.loads(pathlib.Path(sys.argv[2]).read_text())
    else:
        measured = soak(sys.argv[1], int(os.environ.get("SOAK_SECONDS", "300")), int(os.environ.get("SOAK_CALLS", "1000")))
        if os.environ.get("SOAK_KEEP"):
            pathlib.Path(os.environ["SOAK_KEEP"]).write_text(json.dumps(measured))
    wrong = list(judge(measured))
    for line in wrong:
        print(f"soak: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
