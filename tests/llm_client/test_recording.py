import pytest

from generation.llm_client.exceptions import LLMError, RateLimited
from generation.llm_client.recording import Recording
from generation.llm_client.types import ChatRequest, Completion
from tests.llm_client.stubs import DONE, ScriptedClient


class ListLog:
    def __init__(self, inner: ScriptedClient, *, broken: bool = False) -> None:
        self._inner = inner
        self._broken = broken
        self.entries: list[object] = []

    def started(self, request: ChatRequest) -> int:
        if self._broken:
            raise RuntimeError("no database")
        self.entries.append(("started", request.model, len(self._inner.requests)))
        return 7

    def finished(
        self, handle: int, *, completion: Completion | None = None, error: LLMError | None = None
    ) -> None:
        self.entries.append(("finished", handle, completion, error))


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
