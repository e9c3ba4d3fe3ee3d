"""misbehaviours.py - what becomes of a call with each kind of `parley agent --misbehave`: one table.

test_misbehave.py plays every row; the table of docs/reliability.md is made from it.
"""
import dataclasses

PASSED = ("passed", 0)
FAILED = ("failed", 1)
ERRORED = ("errored", 3)

AGENT_ENDED = "Main agent-ended-call"
CALLER_ENDED = "Testing agent-ended-call"
DROPPED = "connection-dropped"
NOT_ANSWERED = "Main agent-did-not-answer"
NOT_CONNECTED = "Main agent-call-not-connected"
REJECTED = "call-rejected"
SILENT = "Main agent-silence-timed-out"
TOO_LONG = "exceeded-max-duration"

ONCE = ("--connect-timeout", "250ms")
QUIET = ("--silence-timeout", "400ms")


@dataclasses.dataclass
class Row:
    """A kind, with its amount if that is not the usual one, and what `parley run` makes of it."""
    kind: str
    ending: str
    verdict: tuple
    words: str  # A part of error_message; of a call that passed, a part of its transcript.
    options: tuple = ()
    file: str = "call"  # The scenario: see test_misbehave.py.
    attempts: int = 1
    agent: tuple = ()  # Options of the agent.


ROWS = [
    Row("no-answer", NOT_ANSWERED, ERRORED, "--connect-timeout", ONCE, attempts=4),
    Row("half-handshake", NOT_CONNECTED, ERRORED, "before an answer in HTTP", attempts=4),
    Row("stalled-handshake", NOT_ANSWERED, ERRORED, "--connect-timeout", ONCE, attempts=4),
    Row("reset-handshake", NOT_CONNECTED, ERRORED, "before an answer in HTTP", attempts=4),
    Row("not-http", NOT_CONNECTED, ERRORED, "before an answer in HTTP", attempts=4),
    Row("endless-headers", NOT_CONNECTED, ERRORED, "", attempts=4),
    Row("wrong-accept", NOT_CONNECTED, ERRORED, "a wrong Sec-WebSocket-Accept"),
    Row("unasked-extension", NOT_CONNECTED, ERRORED, "an extension that was not asked for"),
    Row("unasked-subprotocol", NOT_CONNECTED, ERRORED, "a subprotocol that was not asked for"),
    Row("redirect", NOT_CONNECTED, ERRORED, "302"),
    Row("redirect:308", NOT_CONNECTED, ERRORED, "308"),
    Row("401", REJECTED, ERRORED, "401"),
    Row("403", REJECTED, ERRORED, "403"),
    Row("429", NOT_CONNECTED, ERRORED, "429", attempts=4),
    Row("500", NOT_CONNECTED, ERRORED, "500"),
    Row("503", NOT_CONNECTED, ERRORED, "503", attempts=4),
    Row("503:2", CALLER_ENDED, PASSED, "It is booked.", attempts=3),
    Row("status", NOT_CONNECTED, ERRORED, "502"),
    Row("status:200", NOT_CONNECTED, ERRORED, "200"),
    Row("slow", CALLER_ENDED, PASSED, "It is booked."),
    Row("fragments", CALLER_ENDED, PASSED, "It is booked."),
    Row("pings", CALLER_ENDED, PASSED, "It is booked."),
    Row("ping-flood", CALLER_ENDED, PASSED, "It is booked."),
    Row("no-pong", DROPPED, ERRORED, "nothing came from the agent after a ping", ("--ping-interval", "200ms", "--pong-timeout", "300ms"),
        agent=("--latency", "1h")),
    Row("deaf", SILENT, FAILED, "--silence-timeout", QUIET),
    Row("deaf:1000", DROPPED, ERRORED, "stopped reading", ("--repeat-limit", "1000"), file="talker"),
    Row("silence", SILENT, FAILED, "--silence-timeout", QUIET),
    Row("binary", CALLER_ENDED, PASSED, "It is booked."),
    Row("binary:2MiB", DROPPED, ERRORED, "--max-message"),
    Row("huge", DROPPED, ERRORED, "--max-message"),
    Row("huge:1MiB", CALLER_ENDED, PASSED, "It is booked."),
    Row("endless", DROPPED, ERRORED, "--max-message"),
    Row("flood", DROPPED, ERRORED, "flooded the call", file="patient"),
    Row("flood:1MiB", CALLER_ENDED, PASSED, "It is booked."),
    Row("repeats", CALLER_ENDED, PASSED, "It is booked."),
    Row("invalid-utf8", DROPPED, ERRORED, "not UTF-8"),
    Row("reserved-bits", DROPPED, ERRORED, "reserved bits"),
    Row("reserved-bits:1", DROPPED, ERRORED, "reserved bits"),
    Row("reserved-opcode", DROPPED, ERRORED, "unknown opcode"),
    Row("reserved-opcode:11", DROPPED, ERRORED, "unknown opcode"),
    Row("masked", CALLER_ENDED, PASSED, "It is booked."),
    Row("orphan", DROPPED, ERRORED, "a continuation of no message"),
    Row("nested", DROPPED, ERRORED, "a new message within a fragmented one"),
    Row("long-ping", DROPPED, ERRORED, "more than 125 bytes"),
    Row("half-ping", DROPPED, ERRORED, "a fragmented control frame"),
    Row("huge-length", DROPPED, ERRORED, "a frame length above 2^63"),
    Row("close", DROPPED, ERRORED, "1011"),
    Row("close:1000", AGENT_ENDED, FAILED, "1000"),
    Row("close:1001", AGENT_ENDED, FAILED, "1001"),
    Row("close:4000", DROPPED, ERRORED, "4000"),
    Row("close:65535", DROPPED, ERRORED, "the code 65535"),
    Row("close-without-status", AGENT_ENDED, FAILED, "without a status"),
    Row("close-half-code", DROPPED, ERRORED, "half a code"),
    Row("close-bad-reason", DROPPED, ERRORED, "not UTF-8"),
    Row("reset", DROPPED, ERRORED, "reset"),
    Row("hang-up", AGENT_ENDED, FAILED, "without a close frame"),
    Row("stall", SILENT, FAILED, "--silence-timeout", QUIET),
    Row("stays", CALLER_ENDED, PASSED, "It is booked."),
    Row("garbage-json", CALLER_ENDED, PASSED, "{'content':'x'}"),
    Row("wrong-types", CALLER_ENDED, PASSED, "It is booked."),
    Row("deep-json", CALLER_ENDED, PASSED, "[[[["),
    Row("wide-json", CALLER_ENDED, PASSED, "It is booked."),
    Row("duplicate-keys", CALLER_ENDED, PASSED, "It is booked."),
    Row("lone-surrogates", CALLER_ENDED, PASSED, "\ufffd alone, \ufffd alone, \ufffd\ufffd swapped"),
    Row("nul", CALLER_ENDED, PASSED, "escaped\ufffdNUL"),
    Row("terminal-escapes", CALLER_ENDED, PASSED, "\x1b]0;owned\x07"),
    Row("html", CALLER_ENDED, PASSED, "<script>alert(1)</script>"),
]


def told(listing):
    """From what `--misbehave help` prints: what each kind does."""
    kinds = {}
    for line in listing.splitlines()[1:]:
        name, what = line.split(maxsplit=1)
        kinds[name] = what
    return kinds


def markdown(kinds):
    """The table for people."""
    lines = ["| kind | what the agent does | how the call ends | verdict | exit |",
             "| --- | --- | --- | --- | --- |"]
    for row in ROWS:
        name, _, amount = row.kind.partition(":")
        what = f"with the amount {amount}" if amount else kinds[name]
        after = f", after {row.attempts} attempts" if row.attempts > 1 else ""
        lines.append(f"| `{row.kind}` | {what} | `{row.ending}`{after} | {row.verdict[0]} | {row.verdict[1]} |")
    return "\n".join(lines) + "\n"
