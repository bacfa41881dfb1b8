"""What happens to drafts when a part of the product dies: nothing is lost, nothing is written twice."""

import os
import signal

import httpx
import pytest

from tests.fake_openrouter import FakeOpenRouter
from tests.stack.parts import wait_until
from tests.stack.stack import Browser, Stack, errors_of

pytestmark = pytest.mark.stack

STATUS = "SELECT status FROM generation_generation"


def test_draft_of_a_killed_worker_is_finished_once(stack: Stack, model: FakeOpenRouter) -> None:
    stack.start_scheduler()
    worker = stack.start_worker()
    model.hold()
    stack.request_draft()
    model.wait_until_held(timeout=60)
    stack.kill(worker)
    model.release()
    stack.start_worker()
    wait_until(lambda: stack.rows(STATUS) == [("ready",)], "the draft is ready")
    assert stack.rows("SELECT source, claims FROM generation_generation") == [("model", 2)]
    calls = stack.rows("SELECT attempt, status, error_type FROM generation_llmcall ORDER BY attempt")
    assert calls == [(1, "unknown", "worker_stopped"), (2, "succeeded", "")]
    assert stack.rows("SELECT count(*) FROM generation_revision") == [(1,)]
    written = "SELECT count(*) FROM generation_auditentry WHERE action = 'draft.written'"
    assert stack.rows(written) == [(1,)]


def test_worker_that_comes_back_after_its_lease_changes_nothing(stack: Stack, model: FakeOpenRouter) -> None:
    stack.start_scheduler()
    sleeper = stack.start_worker()
    model.hold()
    stack.request_draft()
    model.wait_until_held(timeout=60)
    os.killpg(sleeper.pid, signal.SIGSTOP)
    stack.start_worker()
    model.wait_until_held(timeout=60)
    model.release()
    wait_until(lambda: stack.rows(STATUS) == [("ready",)], "the draft is ready")
    before = stack.rows("SELECT finished_at, latency_ms, cost FROM generation_generation")
    os.killpg(sleeper.pid, signal.SIGCONT)
    wait_until(lambda: "draft.lease_lost" in stack.log("worker"), "the first worker sees that it is late")
    assert stack.rows("SELECT finished_at, latency_ms, cost FROM generation_generation") == before
    assert stack.rows("SELECT count(*) FROM generation_revision") == [(1,)]
    calls = stack.rows("SELECT attempt, status FROM generation_llmcall ORDER BY attempt")
    assert calls == [(1, "unknown"), (2, "succeeded")]


def test_request_succeeds_while_the_broker_is_down_and_is_written_when_it_is_back(stack: Stack) -> None:
    stack.start_web()
    stack.start_scheduler()
    stack.start_worker()
    with Browser(f"http://127.0.0.1:{stack.port}", "marketer") as maya:
        stack.broker.stop()
        answer = maya.submit(
            "/campaigns/spring-sale/drafts/new/email/", key_message="Every bag is 20% off.", variants="1"
        )
        assert answer.status_code in (httpx.codes.FOUND, httpx.codes.SEE_OTHER), errors_of(answer.text)
        assert answer.elapsed.total_seconds() < 10
        assert stack.rows("SELECT status, enqueued_at FROM generation_generation") == [("queued", None)]
        assert maya.http.get("/readyz").json()["checks"]["broker"] == "unreachable"
    stack.broker.start()
    wait_until(lambda: stack.rows(STATUS) == [("ready",)], "the draft is ready")
    assert stack.rows("SELECT source FROM generation_generation") == [("model",)]


def test_losing_every_message_loses_no_draft(stack: Stack) -> None:
    stack.request_draft("--variants", "2")
    assert stack.rows(STATUS) == [("queued",), ("queued",)]
    stack.broker.stop()
    stack.broker.start()
    for message in stack.folder.glob("queue/messages/*"):
        message.unlink()
    stack.start_scheduler()
    stack.start_worker()
    wait_until(lambda: stack.rows(STATUS) == [("ready",), ("ready",)], "both drafts are ready")
    assert stack.rows("SELECT count(*) FROM generation_llmcall") == [(2,)]
