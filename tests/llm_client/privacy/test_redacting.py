"""What reaches the server, read from its side of the line, and what does not when a redactor is broken."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from generation.llm_client.exceptions import AllModelsFailed, NotRedacted
from generation.llm_client.fallback import Fallback
from generation.llm_client.privacy.redacting import Redacting
from generation.llm_client.privacy.redaction import Redacted, Redactor
from generation.llm_client.privacy.spans import Span
from generation.llm_client.retry import Retrying
from generation.llm_client.types import ChatRequest, Client, Message
from tests.fake_openrouter import FakeOpenRouter, scenarios
from tests.fake_openrouter.server import ANY

SECRETS = (
    "jane.doe@example.com", "+1 202 555 0123", "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00",
    "192.168.10.27",
    "12 Station Road, Leeds LS1 4AB", "AB 12 34 56 C", "hunter2-horse", "sk-or-v1-0123456789abcdef0123",
    "Nadia Okafor",
)  # fmt: skip
BRIEF = (
    "For {9}, {5}, NI {6}. Mail {0} or call {1}. Card {2}, {3}. From {4}. password: {7}, key {8}. "
    "Ja\u200bne was born on 12.03.1984."
).format(*SECRETS)
LEAKS = (*SECRETS, "Nadia", "Okafor", "jane.doe", "hunter2", "12.03.1984", "\u200b", "\\u200b")


@pytest.fixture
def private_request(request_for: Callable[..., ChatRequest]) -> ChatRequest:
    return request_for(
        messages=(Message(role="system", content="Be brief."), Message(role="user", content=BRIEF)),
        known={"NAME": ("Nadia Okafor",)},
    )


def chain(
    client: Client, redactor: Redactor | None = None, models: tuple[str, ...] = ("a/one", "b/two")
) -> Redacting:
    """Build what a draft is asked through, without waits."""
    retrying = Retrying(client, max_attempts=3, total_s=60, sleep=lambda _: None)
    return Redacting(Fallback(retrying, models), redactor or Redactor())


def assert_nothing_leaked(fake: FakeOpenRouter) -> None:
    for recorded in fake.requests:
        wire = json.dumps(recorded.as_json(), ensure_ascii=False)
        assert [leak for leak in LEAKS if leak in wire] == []


def test_first_attempt_retries_and_fallbacks_are_all_redacted(
    fake: FakeOpenRouter, client_of: Any, private_request: ChatRequest
) -> None:
    fake.script(ANY, [*[scenarios.http(503)] * 3, scenarios.ok("Dear [NAME_1]")])

    completion = chain(client_of(fake)).complete(private_request)

    assert completion.text == "Dear Nadia Okafor"
    assert [recorded.body["model"] for recorded in fake.completions] == ["a/one", "a/one", "a/one", "b/two"]
    assert_nothing_leaked(fake)


def test_restored_answer_is_redacted_again_in_a_repair(
    fake: FakeOpenRouter, client_of: Any, private_request: ChatRequest
) -> None:
    fake.script(ANY, [scenarios.ok("Dear [NAME_1], [EMAIL_1]"), scenarios.ok("Dear [NAME_1], [EMAIL_1]!")])
    client = chain(client_of(fake))

    answer = client.complete(private_request).text
    messages = (
        *private_request.messages,
        Message(role="assistant", content=answer),
        Message(role="user", content="Again."),
    )
    repaired = client.complete(private_request.model_copy(update={"messages": messages}))

    assert repaired.text == "Dear Nadia Okafor, jane.doe@example.com!"
    assert fake.completions[1].body["messages"][2]["content"] == "Dear [NAME_1], [EMAIL_1]"
    assert_nothing_leaked(fake)


class Raising(Redactor):
    def redact_all(self, texts: Any, **settings: Any) -> list[Redacted]:
        raise RecursionError("jane.doe@example.com")


class Junk(Redactor):
    """Gives back what `change` makes of a right answer."""

    def __init__(self, change: Callable[[list[str], list[Redacted]], Any]) -> None:
        super().__init__()
        self._change = change

    def redact_all(self, texts: Any, **settings: Any) -> list[Redacted]:
        return self._change(list(texts), super().redact_all(texts, **settings))


def _changed(**fields: Any) -> Callable[[list[str], list[Redacted]], list[Redacted]]:
    def change(texts: list[str], right: list[Redacted]) -> list[Redacted]:
        return [
            Redacted(**{"text": clean.text, "spans": clean.spans, "mapping": clean.mapping, **fields})
            for clean in right
        ]

    return change


def _untouched(texts: list[str], right: list[Redacted]) -> list[Redacted]:
    return [Redacted(text, clean.spans, clean.mapping) for text, clean in zip(texts, right, strict=True)]


BROKEN = {
    "raises": Raising(),
    "takes too long": Redactor(clock=iter(range(0, 10**6, 10)).__next__),
    "gives back nothing": Junk(lambda texts, right: None),
    "gives back no list": Junk(lambda texts, right: 7),
    "gives back too few": Junk(lambda texts, right: right[:-1]),
    "gives back too many": Junk(lambda texts, right: [*right, right[0]]),
    "gives back text without more": Junk(lambda texts, right: [clean.text for clean in right]),
    "gives back bytes": Junk(_changed(text=b"clean")),
    "gives back the text as it was": Junk(_untouched),
    "gives back another text": Junk(_changed(text="clean")),
    "gives spans outside of the text": Junk(_changed(spans=(Span(-1, 10**6, "EMAIL"),))),
    "gives spans that say nothing": Junk(_changed(spans=(None,))),
    "forgets the mapping": Junk(_changed(mapping={})),
    "maps what is no placeholder": Junk(_changed(mapping={"EMAIL": "jane.doe@example.com"})),
    "leaves a value where it stands": Junk(
        lambda texts, right: [
            Redacted(texts[0] + " jane.doe@example.com", (), right[0].mapping),
            *right[1:],
        ]
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_broken_redactor_stops_the_call(
    fake: FakeOpenRouter, client_of: Any, private_request: ChatRequest, broken: Redactor
) -> None:
    with pytest.raises(NotRedacted) as caught:
        chain(client_of(fake), broken).complete(private_request)

    assert fake.requests == []
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    assert not [leak for leak in LEAKS if leak in str(caught.value)]


def test_error_of_every_model_holds_nothing_personal(
    fake: FakeOpenRouter, client_of: Any, private_request: ChatRequest
) -> None:
    fake.script(ANY, [*[scenarios.http(503)] * 6])

    with pytest.raises(AllModelsFailed) as caught:
        chain(client_of(fake)).complete(private_request)

    assert not [leak for leak in LEAKS if leak in repr([cause.__dict__ for cause in caught.value.causes])]
    assert_nothing_leaked(fake)
