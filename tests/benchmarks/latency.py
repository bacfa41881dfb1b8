"""How long a draft waits for its worker, with the embedded queue and database."""

import statistics
import subprocess
from collections.abc import Iterator

from tests.benchmarks.bench import STACK_ENV, Bench, ask, scratch
from tests.benchmarks.figures import Figure
from tests.stack.parts import Folder, SQLite
from tests.stack.stack import Stack

SAMPLES = 100


def start_ready_worker(stack: Stack) -> subprocess.Popen[bytes]:
    """Start a worker and wait until it takes drafts."""
    worker = stack.start_worker()
    ask(stack, "requester", "latency", "3")
    return worker


def embedded_latency(bench: Bench) -> Iterator[Figure]:
    with scratch() as folder, Stack(folder, SQLite(folder), Folder(folder), **STACK_ENV) as stack:
        stack.load()
        start_ready_worker(stack)
        waits = sorted(ask(stack, "requester", "latency", str(bench.times(SAMPLES))))
    half, most = statistics.median(waits), waits[int(0.95 * len(waits))]
    yield Figure("embedded queue, from request to start, p50", half, "ms", 100)
    yield Figure("embedded queue, from request to start, p95", most, "ms", 100)
