from typing import Any

import pytest

from generation.llm_client.exceptions import Cancelled, Interrupted, LLMError, RateLimited
from generation.llm_client.recording import Recording
from generation.llm_client.types import ChatRequest, Completion
from tests.fake_openrouter import FakeOpenRouter
from tests.llm_client.stubs import DONE, ScriptedClient


class ListLog:
    def __init__(self, inner: ScriptedClient, *, broken: bool = False) -> None:
        self._inner = inner
        self._broken = broken
        self.entries: list[object] = []
        self.last_error: LLMError | None = None

    def started(self, request: ChatRequest) -> int:
        if self._broken:
            raise RuntimeError("no database")
        self.entries.append(("started", request.model, len(self._inner.requests)))
        return 7

    def finished(
        self, handle: int, *, completion: Completion | None = None, error: LLMError | None = None
    ) -> None:
        self.entries.append(("finished", handle, completion, error))
        self.last_error = error


def test_attempt_is_written_down_before_it_leaves(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([DONE])
    log = ListLog(inner)

    Recording(inner, log).complete(chat_request)

    assert log.entries == [("started", "openai/gpt-5-mini", 0), ("finished", 7, DONE, None)]


def test_failure_is_written_down_and_raised(chat_request: ChatRequest) -> None:
    failure = RateLimited()
    inner = ScriptedClient([failure])
    log = ListLog(inner)

    with pytest.raises(RateLimited):
        Recording(inner, log).complete(chat_request)

    assert log.entries[-1] == ("finished", 7, None, failure)


def test_without_a_record_nothing_is_sent(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([DONE])

    with pytest.raises(RuntimeError, match="no database"):
        Recording(inner, ListLog(inner, broken=True)).complete(chat_request)

    assert inner.requests == []


def stop_with(failure: BaseException) -> Any:
    def pulse() -> None:
        raise failure

    return pulse


@pytest.mark.parametrize("failure", [OSError("no database"), KeyboardInterrupt()], ids=["error", "exit"])
def test_what_is_no_llm_error_is_on_record_with_what_is_known(
    failure: BaseException, fake: FakeOpenRouter, client_of: Any, chat_request: ChatRequest
) -> None:
    log = ListLog(ScriptedClient([]))
    client = Recording(client_of(fake, pulse=stop_with(failure)), log)

    with pytest.raises(type(failure)) as caught:
        client.complete(chat_request)

    assert caught.value is failure
    recorded = log.last_error
    assert isinstance(recorded, Interrupted)
    assert recorded.maybe_billed
    assert (recorded.model, recorded.request_id) == (chat_request.model, "gen-000001")
    assert recorded.answer is not None


def test_cancelled_stream_may_be_billed(
    fake: FakeOpenRouter, client_of: Any, chat_request: ChatRequest
) -> None:
    log = ListLog(ScriptedClient([]))

    with pytest.raises(Cancelled) as caught:
        Recording(client_of(fake, pulse=stop_with(Cancelled())), log).complete(chat_request)

    assert caught.value.maybe_billed
    assert (caught.value.model, caught.value.request_id) == (chat_request.model, "gen-000001")
    assert log.entries[-1] == ("finished", 7, None, caught.value)


def test_record_that_fails_hides_no_failure(
    chat_request: ChatRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    failure = RateLimited()
    inner = ScriptedClient([failure])
    log = ListLog(inner)
    monkeypatch.setattr(log, "finished", lambda *_, **__: stop_with(OSError("no database"))())

    with pytest.raises(RateLimited) as caught:
        Recording(inner, log).complete(chat_request)

    assert caught.value is failure
