"""The client with all its layers on PostgreSQL: what one call of a draft costs beside its model.

Counted is from building the chain to the answer. Claiming, checking and storing the draft are the worker's.
"""

from collections.abc import Iterator

from tests.benchmarks.bench import Bench, ask, postgres_stack
from tests.benchmarks.figures import Figure
from tests.benchmarks.upstream import upstream

IN_FLIGHT = 64
LATENCY_MS = 1000
IDEAL = IN_FLIGHT / (LATENCY_MS / 1000)
CPU_GOAL_MS = 8
CALLS = {1: 300, IN_FLIGHT: 40}
"""Calls a thread. At the start all threads want one interpreter at once: few rounds would measure that."""


def layers(bench: Bench) -> Iterator[Figure]:
    with upstream() as address:
        for stream in (False, True):
            yield from _measured(bench, address, stream, threads=1)
        for stream in (False, True):
            yield from _measured(bench, address, stream, threads=IN_FLIGHT)


def _measured(bench: Bench, address: str, stream: bool, *, threads: int) -> Iterator[Figure]:
    kind = "stream" if stream else "plain"
    url = f"{address}/{kind}/{0 if threads == 1 else LATENCY_MS}/v1"
    with postgres_stack(url, OPENROUTER_API_KEY="sk-or-of-the-benchmark") as stack:
        found = ask(stack, "layers_process", str(bench.times(CALLS[threads])), str(threads))
    label = f"all layers, {'streamed' if stream else 'plain'}"
    if threads == 1:
        yield Figure(f"{label}: wall a call", found["wall_ms"], "ms", None)
    else:
        label += f", {threads} threads"
        part = found["calls_s"] / IDEAL
        yield Figure(f"{label}: part of {IDEAL:g}/s", part, "", 0.92, at_most=False)
    yield from bench.machine.cpu(f"{label}: CPU a call", found["cpu_ms"], CPU_GOAL_MS)
