"""One worker with 64 slots that empties a queue of drafts, each of which waits a second for its model."""

import time
from collections.abc import Iterator

import psycopg

from tests.benchmarks.bench import Bench, ask, postgres_stack
from tests.benchmarks.figures import Figure
from tests.benchmarks.latency import start_ready_worker
from tests.benchmarks.process import cpu_s, peak_memory_mib
from tests.benchmarks.slow_model import fake_model
from tests.benchmarks.upstream import upstream
from tests.stack.stack import Stack

SLOTS = 64
WAVES = {"noop": 24, "email": 8}
"""Drafts a slot. At the start all slots want one interpreter at once: a short queue would measure that."""
MODEL_S = 1.0


def worker(bench: Bench) -> Iterator[Figure]:
    with upstream() as address:
        yield from _drain(bench, f"{address}/stream/{MODEL_S * 1000:.0f}/v1", "noop", 10)
        # One interpreter is full here before 64 slots are: to what the goal was set for, the model is as
        # much slower as this machine is.
        slow_s = max(MODEL_S, MODEL_S * bench.machine.slower)
        part = _part(bench, f"{address}/stream/{slow_s * 1000:.0f}/v1", slow_s)
    label = f"{SLOTS} slots, noop, with a model of {slow_s:.1f} s: part of the ideal rate"
    yield Figure(label, part, "", 0.85, at_most=False)
    with fake_model(MODEL_S) as url:
        yield from _drain(bench, url, "email", 25)


def _part(bench: Bench, model_url: str, model_s: float) -> float:
    with postgres_stack(model_url, CELERY_WORKER_CONCURRENCY=str(SLOTS)) as stack:
        start_ready_worker(stack)
        drafts = SLOTS * bench.times(WAVES["noop"])
        ask(stack, "requester", "store", "noop", str(drafts))
        ask(stack, "requester", "send")
        _watch_until_done(stack)
        return _rate(stack, drafts) * model_s / SLOTS


def _drain(bench: Bench, model_url: str, tool: str, cpu_goal_ms: float) -> Iterator[Figure]:
    with postgres_stack(model_url, CELERY_WORKER_CONCURRENCY=str(SLOTS)) as stack:
        process = start_ready_worker(stack)
        drafts = SLOTS * bench.times(WAVES[tool])
        ask(stack, "requester", "store", tool, str(drafts))
        before = cpu_s(process.pid)
        ask(stack, "requester", "send")
        connections = _watch_until_done(stack)
        cpu_ms = (cpu_s(process.pid) - before) / drafts * 1000
        part, memory = _rate(stack, drafts) * MODEL_S / SLOTS, peak_memory_mib(process.pid)
    label, ideal = f"{SLOTS} slots, {tool}", SLOTS / MODEL_S
    yield Figure(f"{label}: part of {ideal:g} drafts a second", part, "", None)
    yield from bench.machine.cpu(f"{label}: CPU of the worker a draft", cpu_ms, cpu_goal_ms)
    yield Figure(f"{label}: database connections", connections, "", 16)
    yield Figure(f"{label}: peak memory of the worker", memory, "MiB", 200)


def _rate(stack: Stack, drafts: int) -> float:
    """Return how many drafts a second were written."""
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
    return drafts / float(seconds)


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
