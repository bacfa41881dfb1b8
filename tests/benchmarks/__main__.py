"""`make bench`: measure the queue and the worker, and hold the figures against the goals.

Each measurement has a database, a broker and a fake model of its own, and takes them away again. Figures
depend on the machine and on what else it does: look at more than one run.
"""

import argparse
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests.benchmarks.figures import Figure
from tests.benchmarks.machine import Machine, measure
from tests.benchmarks.process import cpu_s, peak_memory_mib
from tests.benchmarks.pure import pure_functions
from tests.stack.parts import Folder, PostgreSQL, Redis, SQLite, wait_until
from tests.stack.stack import ROOT, Stack

SLOTS = 64
WAVES = 8
MODEL_S = 1.0
POSTGRES = "postgres://127.0.0.1:5432/postgres"
BENCH_ENV = {
    "DJANGO_SETTINGS_MODULE": "tests.benchmarks.settings",
    "DEBUG": "off",
    "LOG_LEVEL": "WARNING",
    "LLM_TOTAL_TIMEOUT_S": "60",
    "LLM_READ_TIMEOUT_S": "30",
    "GENERATION_LEASE_S": "90",
    "REQUEUE_AFTER_S": "600",
}


def requester(stack: Stack, *arguments: str) -> Any:
    ended = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.requester", *arguments],
        cwd=ROOT, env=stack.env, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    if ended.returncode:
        raise SystemExit(ended.stderr)
    return json.loads(ended.stdout)


def start_ready_worker(stack: Stack) -> subprocess.Popen[bytes]:
    """Start a worker and wait until it takes drafts."""
    worker = stack.start_worker()
    requester(stack, "latency", "3")
    return worker


def embedded_latency(folder: Path, samples: int) -> list[Figure]:
    database, broker = SQLite(folder), Folder(folder)
    with Stack(folder, database, broker, **BENCH_ENV) as stack:
        stack.load()
        start_ready_worker(stack)
        waits = sorted(requester(stack, "latency", str(samples)))
    half, most = statistics.median(waits), waits[int(0.95 * len(waits))]
    return [
        Figure("embedded queue, from request to start, p50", half, "ms", 100),
        Figure("embedded queue, from request to start, p95", most, "ms", 100),
    ]


@contextmanager
def fake_model(folder: Path, latency_s: float) -> Iterator[str]:
    """Run the fake model in a process of its own, so that its work is not counted."""
    ready = folder / "model.url"
    command = [sys.executable, "-m", "tests.fake_openrouter", "--latency", str(latency_s)]
    process = subprocess.Popen([*command, "--ready-file", str(ready)], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        wait_until(ready.exists, "the fake model answers")
        yield ready.read_text()
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=10)


def drain(
    folder: Path, server_url: str, machine: Machine, tool: str, cpu_goal_ms: float, part_goal: float | None
) -> list[Figure]:
    """Let one worker with 64 slots empty a queue of calls that take a second each."""
    broker, database = Redis(folder), PostgreSQL(server_url)
    try:
        with (
            fake_model(folder, MODEL_S) as url,
            Stack(
                folder, database, broker, model_url=url, **BENCH_ENV, CELERY_WORKER_CONCURRENCY=str(SLOTS)
            ) as stack,
        ):
            stack.load()
            return _drain(stack, machine, tool, cpu_goal_ms, part_goal)
    finally:
        broker.close()
        database.close()


def _drain(
    stack: Stack, machine: Machine, tool: str, cpu_goal_ms: float, part_goal: float | None
) -> list[Figure]:
    worker = start_ready_worker(stack)
    drafts = SLOTS * WAVES
    requester(stack, "store", tool, str(drafts))
    before = cpu_s(worker.pid)
    requester(stack, "send")
    connections = _watch_until_done(stack)
    spent = cpu_s(worker.pid) - before
    # What was written before, to warm up, was requested one by one.
    ((seconds, by_model),) = stack.rows(
        "SELECT extract(epoch FROM max(finished_at) - min(started_at)), count(*) "
        "FROM generation_generation JOIN generation_draftrequest ON request_id = generation_draftrequest.id "
        "WHERE variants = 4 AND source = 'model'"
    )
    if by_model != drafts:
        raise SystemExit(
            f"Only {by_model} of {drafts} drafts were written by the model: this proves nothing."
        )
    rate = drafts / float(seconds)
    cpu_ms = spent / drafts * 1000
    label = f"{SLOTS} slots, {tool}"
    return [
        Figure(
            f"{label}: part of {SLOTS / MODEL_S:g} drafts a second",
            rate * MODEL_S / SLOTS,
            "",
            part_goal,
            at_most=False,
        ),
        Figure(f"{label}: CPU of the worker a draft, here", cpu_ms, "ms", None),
        Figure(f"{label}: CPU of the worker a draft", cpu_ms / machine.slower, "ms", cpu_goal_ms),
        Figure(f"{label}: database connections", connections, "", 16),
        Figure(f"{label}: peak memory of the worker", peak_memory_mib(worker.pid), "MiB", 200),
    ]


def _watch_until_done(stack: Stack) -> int:
    """Wait until every draft is finished; return the most database connections that were seen meanwhile."""
    unfinished = "SELECT count(*) FROM generation_generation WHERE finished_at IS NULL"
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    most = 0
    with psycopg.connect(stack.database.url, autocommit=True) as watch:

        def number(query: str) -> int:
            ((found,),) = watch.execute(query).fetchall()  # type: ignore[call-overload]
            return int(found)

        while number(unfinished):
            most = max(most, number(others))
            time.sleep(0.25)
    return most


def servers() -> str:
    """Return the PostgreSQL server to use, or an empty string with a word about what is missing."""
    url = os.environ.get("DATABASE_URL", "")
    url = url if url.startswith("postgres") else POSTGRES
    if shutil.which("redis-server") is None:
        print("redis-server is not installed: the worker is not measured.")
        return ""
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError as exc:
        print(f"PostgreSQL does not answer, the worker is not measured: {exc}")
        return ""
    return url


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--samples", type=int, default=100, help="drafts for the latency of the queue")
    parser.add_argument("--check", action="store_true", help="exit status 1 when a goal is missed")
    options = parser.parse_args()
    figures: list[Figure] = []

    def measured(found: list[Figure]) -> None:
        figures.extend(found)
        print("\n".join(figure.row() for figure in found), flush=True)

    print(f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f} before the start.")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in ("machine", "latency", "noop", "email"):
            (folder / name).mkdir()
        with fake_model(folder / "machine", 0.0) as url:
            machine = measure(url)
        print(machine.row(), flush=True)
        measured(pure_functions())
        measured(embedded_latency(folder / "latency", options.samples))
        if server_url := servers():
            measured(drain(folder / "noop", server_url, machine, "noop", 10, 0.85))
            # At 25 ms of CPU a draft, one interpreter can write 40 of the 64 drafts a second: no goal.
            measured(drain(folder / "email", server_url, machine, "email", 25, None))
    with_goal = [figure for figure in figures if figure.goal is not None]
    missed = sum(not figure.is_met for figure in with_goal)
    print(f"{len(with_goal) - missed} of {len(with_goal)} goals met.")
    if missed and options.check:
        sys.exit(1)


if __name__ == "__main__":
    main()
