"""Calls through all layers in a process with the environment of a stack: `layers_process CALLS THREADS`."""

import gc
import json
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import django

django.setup()

from django.db import connection  # noqa: E402

from crm_llm.accounts.models import User  # noqa: E402
from generation import lease, services, tasks, wiring  # noqa: E402
from generation.lease import Lease, release_connection  # noqa: E402
from generation.llm_client.types import ChatRequest, Message  # noqa: E402
from generation.models import Campaign, Generation, LLMCall, Prompt  # noqa: E402
from generation.stores.call_log import DraftCallLog  # noqa: E402
from tests.benchmarks.caller import MAX_TOKENS, MESSAGES, TEMPERATURE  # noqa: E402

Call = Callable[[], object]


def claimed(drafts: int) -> list[Lease]:
    """Store drafts that no broker hears of, and take them."""
    tasks.enqueue = lambda ids: None  # type: ignore[assignment]
    for _ in range(-(-drafts // 4)):
        services.request_drafts(
            by=User.objects.get(username="marketer"),
            campaign=Campaign.objects.get(slug="spring-sale"),
            tool="noop",
            params={},
            variants=4,
            language="en",
            idempotency_key=uuid.uuid4().hex,
        )
    ids = Generation.objects.filter(status="queued").values_list("pk", flat=True)[:drafts]
    return [owned for pk in list(ids) if (owned := lease.claim(pk))]


def call_of(owned: Lease) -> Call:
    """Return what makes the model call of a draft, as the worker does, from the chain to the answer."""
    version = Prompt.objects.get(tool="noop").live_version
    request = ChatRequest(
        messages=tuple(Message(**message) for message in MESSAGES),  # type: ignore[arg-type]
        max_tokens=MAX_TOKENS,
        temperature=TEMPERATURE,
        session_id=owned.generation.request.correlation_id,
        end_user="u_0123456789abcdef",
        metadata={"feature": "noop", "generation": str(owned.generation.pk)},
    )

    def call() -> object:
        log = DraftCallLog(owned, version)
        client = wiring.build_client(version.tier, call_log=log, on_fallback=lambda *told: None)
        with wiring.pulsing(log.pulse, log.named):
            try:
                return client.complete(request)
            finally:
                release_connection()

    return call


def one_by_one(calls: Sequence[Call]) -> dict[str, float]:
    gc.collect()
    cpu, wall = time.process_time(), time.perf_counter()
    for call in calls:
        call()
    return {
        "cpu_ms": (time.process_time() - cpu) / len(calls) * 1000,
        "wall_ms": (time.perf_counter() - wall) / len(calls) * 1000,
    }


def at_once(calls: Sequence[Call], threads: int) -> dict[str, float]:
    gc.collect()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(lambda number: time.sleep(0.05), range(threads)))  # start the threads
        cpu, wall = time.process_time(), time.perf_counter()
        list(pool.map(lambda call: call(), calls))
        spent, took = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu_ms": spent / len(calls) * 1000, "calls_s": len(calls) / took}


def main() -> None:
    calls, threads = int(sys.argv[1]) * int(sys.argv[2]), int(sys.argv[2])
    warm_up = 2 * threads
    owned = claimed(calls + warm_up)
    todo = [call_of(one) for one in owned]
    connection.close()
    if threads == 1:
        one_by_one(todo[:warm_up])
        found = one_by_one(todo[warm_up:])
    else:
        at_once(todo[:warm_up], threads)
        found = at_once(todo[warm_up:], threads)
    answered = LLMCall.objects.filter(status=LLMCall.Status.SUCCEEDED).count()
    if answered != len(owned) or len(owned) != calls + warm_up:
        raise SystemExit(f"{answered} of {calls + warm_up} calls were answered: this proves nothing.")
    print(json.dumps(found))


if __name__ == "__main__":
    main()
