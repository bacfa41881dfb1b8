"""This client beside bare httpx and two others: plain and streamed, one after the other and many at once.

The base of each ratio is httpx in the same round: a POST whose body is decoded, or a stream of which each
event is decoded and its words joined, both without a check of any kind. The median of the rounds counts.
"""

import json
import statistics
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from typing import IO, cast

from tests.benchmarks.bench import Bench
from tests.benchmarks.figures import Figure
from tests.benchmarks.upstream import CHUNKS, ROOT, TEXT, upstream

NAMES = {
    "httpx": "bare httpx",
    "ours": "this client",
    "redacting": "this client, redacting",
    "openai": "openai",
    "litellm": "litellm",
}
PEERS = ("openai", "litellm")
IN_FLIGHT = 64
LATENCY_MS = 200
IDEAL = IN_FLIGHT / (LATENCY_MS / 1000)
ROUNDS = {1: 7, IN_FLIGHT: 3}
CALLS = {1: 200, IN_FLIGHT: 40}
"""Calls a thread in a round. Few would measure the start, when all threads want one interpreter at once."""


class Caller:
    """A process that calls with one client."""

    def __init__(self, client: str, python: str) -> None:
        command = [python, "-m", "tests.benchmarks.caller", client]
        self.client = client
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def __enter__(self) -> "Caller":
        return self

    def __exit__(self, *_: object) -> None:
        cast(IO[str], self.process.stdin).close()
        self.process.wait(timeout=30)

    def measure(self, url: str, *, stream: bool, threads: int, calls: int) -> dict[str, float]:
        order = {"url": url, "stream": stream, "threads": threads, "calls": calls, "text": TEXT}
        print(json.dumps(order), file=self.process.stdin, flush=True)
        answer = cast(IO[str], self.process.stdout).readline()
        if not answer:
            raise SystemExit(f"The process of {self.client} ended.")
        found: dict[str, float] = json.loads(answer)
        return found


def clients(bench: Bench) -> Iterator[Figure]:
    with ExitStack() as stack:
        address = stack.enter_context(upstream())
        pythons = {name: sys.executable for name in NAMES if name not in PEERS}
        if (there := bench.peers / "bin" / "python").exists():
            pythons |= dict.fromkeys(PEERS, str(there))
        else:
            print("openai and litellm are not measured: run `make bench-peers` once.", flush=True)
        callers = [stack.enter_context(Caller(name, python)) for name, python in pythons.items()]
        print(f"Streamed means {CHUNKS} chunks; × is the part of bare httpx in the same round.", flush=True)
        for stream in (False, True):
            yield from _one_by_one(_rounds(bench, callers, address, stream, 1), stream)
        for stream in (False, True):
            yield from _in_flight(_rounds(bench, callers, address, stream, IN_FLIGHT), stream)


Rounds = dict[str, list[dict[str, float]]]


def _rounds(bench: Bench, callers: list[Caller], address: str, stream: bool, threads: int) -> Rounds:
    """Let the clients take turns, each round in another order."""
    url = f"{address}/{'stream' if stream else 'plain'}/{0 if threads == 1 else LATENCY_MS}/v1"
    calls = bench.times(CALLS[threads])
    found: Rounds = defaultdict(list)
    for caller in callers:
        caller.measure(url, stream=stream, threads=1, calls=3)  # loads what is loaded late
    for number in range(bench.times(ROUNDS[threads])):
        turn = number % len(callers)
        for caller in callers[turn:] + callers[:turn]:
            found[caller.client].append(caller.measure(url, stream=stream, threads=threads, calls=calls))
    return {name: found[name] for name in NAMES if name in found}


def _one_by_one(found: Rounds, stream: bool) -> Iterator[Figure]:
    kind = "streamed" if stream else "plain"
    for name, rounds in found.items():
        label = f"{NAMES[name]}, {kind}"
        yield Figure(f"{label}: CPU a call", _median(rounds, "cpu_us"), "µs", None)
        yield Figure(f"{label}: wall a call", _median(rounds, "wall_us"), "µs", None)
        if name != "httpx":
            ratio, goal = _ratio(rounds, found["httpx"], "cpu_us"), 1.5 if name == "ours" else None
            yield Figure(f"{label}: CPU a call", ratio, "×", goal)
            yield Figure(f"{label}: wall a call", _ratio(rounds, found["httpx"], "wall_us"), "×", None)
    for peer in PEERS:
        if peer in found:
            ratio = _ratio(found["ours"], found[peer], "cpu_us")
            yield Figure(f"this client, {kind}: CPU beside {peer}", ratio, "×", 1)


def _in_flight(found: Rounds, stream: bool) -> Iterator[Figure]:
    kind = "streamed" if stream else "plain"
    for name, rounds in found.items():
        label = f"{NAMES[name]}, {kind}, {IN_FLIGHT} threads"
        part, goal = _median(rounds, "calls_s") / IDEAL, 0.92 if name == "ours" else None
        yield Figure(f"{label}: part of {IDEAL:g}/s", part, "", goal, at_most=False)
        yield Figure(f"{label}: CPU a call", _median(rounds, "cpu_us"), "µs", None)
        if failed := sum(each["failed"] for each in rounds):
            yield Figure(f"{label}: calls that failed, and were made again", failed, "", None)


def _median(rounds: list[dict[str, float]], what: str) -> float:
    return statistics.median(each[what] for each in rounds)


def _ratio(rounds: list[dict[str, float]], base: list[dict[str, float]], what: str) -> float:
    return statistics.median(each[what] / other[what] for each, other in zip(rounds, base, strict=True))
