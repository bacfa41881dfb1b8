from collections.abc import Callable, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from generation.llm_client.exceptions import RateLimited, Refused
from generation.llm_client.tracing import Attribute, Traced, TracedAttempt, provider_name
from generation.llm_client.types import ChatRequest, Client, Completion, Message
from tests.llm_client.stubs import DONE, ScriptedClient


class NotedSpan:
    def __init__(self, name: str, calls_out: bool) -> None:
        self.name = name
        self.calls_out = calls_out
        self.attributes: dict[str, Attribute] = {}
        self.failed: tuple[str, str] | None = None

    def describe(self, attributes: Mapping[str, Attribute]) -> None:
        self.attributes |= attributes

    def fail(self, error_type: str, sentence: str) -> None:
        self.failed = (error_type, sentence)


class NotingTracer:
    def __init__(self) -> None:
        self.spans: list[NotedSpan] = []

    @contextmanager
    def span(self, name: str, *, calls_out: bool) -> Any:
        self.spans.append(NotedSpan(name, calls_out))
        yield self.spans[-1]


@pytest.fixture
def tracer() -> NotingTracer:
    return NotingTracer()


def attempt_of(inner: ScriptedClient, tracer: NotingTracer) -> TracedAttempt:
    return TracedAttempt(inner, tracer, attempt=lambda: 2)


def test_without_a_tracer_the_call_goes_through(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([DONE])

    assert Traced(TracedAttempt(inner, attempt=lambda: 1)).complete(chat_request) == DONE
    assert inner.requests == [chat_request]


def test_draft_is_named_by_its_feature_and_tells_whose_it_is(
    request_for: Callable[..., ChatRequest], tracer: NotingTracer
) -> None:
    metadata = {"feature": "email", "generation": "g-1", "prompt_version": "3"}
    request = request_for(metadata=metadata, session_id="req_12345678", end_user="u_abc", tier="standard")

    Traced(ScriptedClient([DONE]), tracer).complete(request)

    (span,) = tracer.spans
    assert (span.name, span.calls_out) == ("draft email", False)
    assert span.attributes == {
        "crm_llm.feature": "email",
        "crm_llm.generation": "g-1",
        "crm_llm.prompt_version": "3",
        "crm_llm.correlation_id": "req_12345678",
        "crm_llm.tier": "standard",
        "crm_llm.model": "a",
        "enduser.pseudo.id": "u_abc",
    }


def test_attempt_is_named_by_its_model_and_counted(chat_request: ChatRequest, tracer: NotingTracer) -> None:
    attempt_of(ScriptedClient([DONE]), tracer).complete(chat_request)

    (span,) = tracer.spans
    assert (span.name, span.calls_out) == ("chat openai/gpt-5-mini", True)
    assert span.attributes["crm_llm.attempt"] == 2
    assert span.attributes["gen_ai.request.max_tokens"] == 200


def test_failure_tells_its_kind_and_what_is_known_of_the_answer(
    chat_request: ChatRequest, tracer: NotingTracer
) -> None:
    answer = DONE.model_copy(update={"upstream_id": "gen-1", "finish_reason": "content_filter"})

    with pytest.raises(Refused):
        attempt_of(ScriptedClient([Refused(answer=answer)]), tracer).complete(chat_request)

    (span,) = tracer.spans
    assert span.failed == ("refused", Refused.sentence)
    assert span.attributes["gen_ai.response.id"] == "gen-1"
    assert span.attributes["gen_ai.response.finish_reasons"] == ["content_filter"]


class Broken:
    def complete(self, request: ChatRequest) -> Completion:
        raise RuntimeError("SECRET")


@pytest.mark.parametrize(
    ("inner", "error"),
    [
        (ScriptedClient([RateLimited("SECRET words", detail="SECRET", status=429)]), RateLimited),
        (Broken(), RuntimeError),
    ],
    ids=["an error of the client", "any other"],
)
def test_no_words_of_an_error_are_told(
    request_for: Callable[..., ChatRequest], tracer: NotingTracer, inner: Client, error: type[Exception]
) -> None:
    with pytest.raises(error):
        Traced(TracedAttempt(inner, tracer, attempt=lambda: 1), tracer).complete(request_for())

    told = [(span.name, span.attributes, span.failed) for span in tracer.spans]
    assert all(span.failed for span in tracer.spans)
    assert "SECRET" not in repr(told)


def test_no_words_of_prompt_and_answer_are_told(
    request_for: Callable[..., ChatRequest], tracer: NotingTracer
) -> None:
    inner = ScriptedClient([DONE.model_copy(update={"text": "SECRET"})])

    attempt_of(inner, tracer).complete(request_for(messages=(Message(role="user", content="SECRET"),)))

    assert "SECRET" not in repr(tracer.spans[0].attributes)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://openrouter.ai/api/v1", "openrouter"),
        ("http://127.0.0.1:8080/v1", "127.0.0.1"),
        ("nonsense", "unknown"),
    ],
)
def test_provider_is_named_by_its_address(url: str, name: str) -> None:
    assert provider_name(url) == name
