#!/usr/bin/python3
"""soak.py PARLEY - calls in flight for a while, a tenth of the agents misbehaving, each in its own way.

Environment: SOAK_SECONDS (300), SOAK_CALLS in flight (1000). What must hold: memory is flat (the first and last fifth behind a warm-up of a
tenth within 2 %), descriptors do not pile up, every call ends with a reason, parley ends in order. Exit 1 if not.
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

PARLEY = sys.argv[1]
SECONDS = int(os.environ.get("SOAK_SECONDS", "300"))
CALLS = int(os.environ.get("SOAK_CALLS", "1000"))
DRIFT = 0.02
EVERY = 1.0  # Seconds between samples.
LEFT_OUT = {"flood"}  # Sends 32 MiB a call: the soak would measure little else.


def condition(number, text, action):
    return {"id": number, "condition": text, "action": action, "type": "standard", "fixed_message": True}


# Each call lasts some seconds, so that the calls in flight are many and the machine is not the limit.
CALLER = {"role": "A caller", "conditions": [
    condition(0, "FIRST_MESSAGE", 'Hello, a table for two <break time="2s" />'),
    condition(1, 'contains "when"', '<break time="3s" /> Tonight'),
    condition(2, 'contains "booked"', 'Thank you <break time="2s" /> <endcall />')]}
AGENT = {"role": "An agent", "conditions": [
    condition(0, "FIRST_MESSAGE", ""), condition(1, 'contains "table"', "When?"), condition(2, 'contains "tonight"', "It is booked.")]}


def kinds():
    listing = subprocess.run([PARLEY, "agent", "--misbehave", "help"], check=True, capture_output=True, text=True).stdout
    return [line.split()[0] for line in listing.splitlines()[1:] if line.split()[0] not in LEFT_OUT]


class Agents:
    def __init__(self, folder):
        self.file = folder / "agent.scenario"
        self.file.write_text(json.dumps(AGENT))
        self.processes = []

    def start(self, *options):
        process = subprocess.Popen([PARLEY, "agent", *options, str(self.file)], stdout=subprocess.PIPE, text=True)
        self.processes.append(process)
        return process.stdout.readline().split()[-1]

    def stop(self):
        for process in self.processes:
            process.terminate()
        return [process.wait(30) for process in self.processes]


def write_calls(folder, agents):
    """A scenario file for the good agent and one for each kind; how often each is played, of all."""
    hostile = kinds()
    calls = folder / "calls"
    calls.mkdir()
    weights = {"good": 9 * len(hostile)} | {kind: 1 for kind in hostile}
    for name in weights:
        url = agents.start() if name == "good" else agents.start("--misbehave", name)
        (calls / f"{name}.json").write_text(json.dumps(CALLER))
        (calls / f"{name}.agent.json").write_text(json.dumps({"websocket_url": url}))
    return calls, [option for name, weight in weights.items() for option in ("--weight", f"{name}={weight}")]


def sample(pid):
    """Resident memory in KiB, and open descriptors."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    memory = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return memory, len(os.listdir(f"/proc/{pid}/fd"))


def watch(process):
    samples = []
    while process.poll() is None:
        try:
            samples.append((time.monotonic(), *sample(process.pid)))
        except (OSError, StopIteration):
            break  # It has just ended.
        time.sleep(EVERY)
    return samples


def judge(samples, result):
    """What does not hold."""
    started = samples[0][0]
    steady = [(memory, files) for at, memory, files in samples if SECONDS * 0.1 <= at - started <= SECONDS]
    fifth = max(1, len(steady) // 5)
    first, last = (statistics.mean(memory for memory, _ in part) for part in (steady[:fifth], steady[-fifth:]))
    most = max(files for _, files in steady)
    calls, endings = result["calls"], result["endings"]
    print(f"{calls['started']} calls, {calls['passed']} passed; memory {first / 1024:.1f} MiB -> {last / 1024:.1f} MiB ({(last / first - 1) * 100:+.2f} %); "
          f"at most {most} descriptors; endings: {endings}")
    if abs(last / first - 1) > DRIFT:
        yield "memory is not flat"
    if most > CALLS + 100:
        yield "descriptors pile up"
    named = calls["passed"] + sum(endings.values())  # Of a call that passed the reason is not counted.
    if not calls["started"] == calls["ended"] == named > 0:
        yield f"of {calls['started']} calls {calls['ended']} ended, {named} with a reason"


def main():
    with tempfile.TemporaryDirectory() as holder:
        folder = pathlib.Path(holder)
        agents = Agents(folder)
        calls, weights = write_calls(folder, agents)
        command = [PARLEY, "bench", "--format", "json", "--at-once", str(CALLS), "--duration", f"{SECONDS}s", *weights,
                   "--silence-timeout", "10s", "--stuck-timeout", "10s", "--connect-timeout", "5s", "--grace", "1s", str(calls)]
        with open(folder / "result.json", "wb") as output:
            process = subprocess.Popen(command, stdout=output)
            samples = watch(process)
        print(f"parley bench ended with {process.returncode}")
        result = json.loads((folder / "result.json").read_text())
        if os.environ.get("SOAK_KEEP"):
            pathlib.Path(os.environ["SOAK_KEEP"]).write_text(json.dumps({"samples": samples, "result": result}))
        wrong = list(judge(samples, result))
        if process.returncode not in (0, 1, 3, 6):
            wrong.append(f"parley bench ended with {process.returncode}")
        statuses = agents.stop()
        if set(statuses) != {143}:
            wrong.append(f"agents ended with {statuses}")
    for line in wrong:
        print(f"soak: {line}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
