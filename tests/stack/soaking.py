"""Workers that are killed again and again while drafts are written, and what must be true at the end.

Only processes that the stack started are ended. The model is the fake on loopback.
"""

import random
import subprocess
import sys
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tests.fake_openrouter import FakeOpenRouter
from tests.stack.parts import wait_until
from tests.stack.stack import ROOT, Stack

QUICK_LEASES = {
    "LLM_READ_TIMEOUT_S": "2",
    "LLM_TOTAL_TIMEOUT_S": "2",
    "GENERATION_LEASE_S": "3",
    "PERSON_REQUESTS_PER_DAY": "0",
}
"""What a stack needs so that a killed worker's drafts are soon taken up again."""
UNDER_WAY = """
    SELECT call.id FROM generation_llmcall AS call
    JOIN generation_generation AS draft ON draft.id = call.generation_id
    WHERE draft.status = 'running' AND call.lease_token = draft.lease_token
"""
"""Calls that left, or may have left, for drafts that a worker was still writing."""


@dataclass
class Soak:
    """What happened, counted."""

    drafts: int
    kills: int = 0
    under_way: int = 0
    """Calls that were on record for an unfinished draft when its worker was killed."""
    calls: int = 0
    """Completions that reached the model: each is paid."""
    recorded: int = 0
    repeated: int = 0

    def row(self) -> str:
        return (
            f"{self.drafts} drafts, {self.kills} kills, {self.under_way} calls under way at them; "
            f"{self.calls} reached the model, {self.recorded} on record, {self.repeated} drafts repeated"
        )


def soak(
    stack: Stack,
    model: FakeOpenRouter,
    *,
    drafts: int,
    kills: int,
    restarts: int = 1,
    timeout_s: float = 120.0,
) -> Soak:
    """Request the drafts, each message twice; kill the worker and start another while they are written.

    The broker is stopped and started `restarts` times between kills.

    Raises:
        AssertionError: the drafts were not finished in time.
    """
    seen = Soak(drafts)
    model.latency_s = 0.3
    dice = random.Random(drafts)
    command = [sys.executable, "-m", "tests.stack.ask_twice", str(drafts)]
    subprocess.run(command, cwd=ROOT, env=stack.env, check=True, timeout=600)
    stack.start_scheduler()
    worker = stack.start_worker()
    under_way: set[Any] = set()
    restart_at = {kills * (number + 1) // (restarts + 1) for number in range(restarts)}
    for number in range(kills):
        _until_calls_leave(model, dice.randint(1, max(1, drafts // kills)), timeout_s)
        stack.kill(worker)
        seen.kills += 1
        under_way |= {call for (call,) in stack.rows(UNDER_WAY)}
        if number in restart_at:
            stack.broker.stop()
            stack.broker.start()
        worker = stack.start_worker()
    unfinished = "SELECT count(*) FROM generation_generation WHERE status NOT IN ('ready', 'failed')"
    wait_until(lambda: stack.rows(unfinished) == [(0,)], "every draft is finished", timeout_s=timeout_s)
    seen.under_way, seen.calls = len(under_way), len(model.completions)
    seen.recorded = stack.rows("SELECT count(*) FROM generation_llmcall")[0][0]
    seen.repeated = stack.rows("SELECT count(*) FROM generation_generation WHERE claims > 1")[0][0]
    return seen


def _until_calls_leave(model: FakeOpenRouter, more: int, timeout_s: float) -> None:
    """Return once so many more calls have reached the model: the last of them is under way."""
    until = len(model.completions) + more
    wait_until(lambda: len(model.completions) >= until, "more calls reach the model", timeout_s=timeout_s)


def check(stack: Stack, model: FakeOpenRouter, seen: Soak) -> None:
    """Hold what happened against what must always be true.

    Raises:
        AssertionError: it is not.
    """
    assert stack.rows("SELECT status, count(*) FROM generation_generation GROUP BY status") == [
        ("ready", seen.drafts)
    ], "every draft ends, and ends well"
    revisions = "SELECT count(*), count(DISTINCT generation_id) FROM generation_revision"
    assert stack.rows(revisions) == [(seen.drafts, seen.drafts)], "every draft is written once"
    written = "SELECT count(*) FROM generation_auditentry WHERE action = 'draft.written'"
    assert stack.rows(written) == [(seen.drafts,)], "and is told of once"
    assert seen.calls <= seen.drafts + seen.under_way, f"nothing is paid twice unknowingly: {seen.row()}"
    open_calls = "SELECT count(*) FROM generation_llmcall WHERE status = 'started'"
    assert stack.rows(open_calls) == [(0,)], "no call is left open"
    _every_call_is_on_record(stack, model)
    _every_repeat_is_on_record(stack)


def _every_call_is_on_record(stack: Stack, model: FakeOpenRouter) -> None:
    sent: dict[str, int] = {}
    for request in model.completions:
        sent[request.body["session_id"]] = sent.get(request.body["session_id"], 0) + 1
    by_request = "SELECT correlation_id, count(*) FROM generation_llmcall GROUP BY correlation_id"
    recorded = dict(stack.rows(by_request))
    missing = {request: count for request, count in sent.items() if count > recorded.get(request, 0)}
    assert not missing, f"calls without a record: {missing}"


def _every_repeat_is_on_record(stack: Stack) -> None:
    """Of a draft with several calls, each but the last says that nobody knows its end, or what it cost."""
    calls = stack.rows(
        "SELECT generation_id, attempt, status, error_type, cost FROM generation_llmcall"
        " ORDER BY generation_id, attempt"
    )
    for call, following in pairwise(calls):
        draft, attempt, status, error_type, cost = call
        if following[0] != draft:
            continue
        assert following[1] == attempt + 1, "attempts are counted without a gap"
        stopped = status == "unknown" and error_type == "worker_stopped"
        assert stopped or cost is not None, f"a repeat without a reason: {call}"
