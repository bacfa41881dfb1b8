"""The whole client over the fake, with a record of the money: what every scenario is run through."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from generation.llm_client.exceptions import LLMError
from generation.llm_client.fallback import Fallback
from generation.llm_client.http.client import HttpClient
from generation.llm_client.http.deadlines import Timeouts
from generation.llm_client.http.wire import Capabilities
from generation.llm_client.keys import KeyRing
from generation.llm_client.lenient import Lenient
from generation.llm_client.recording import Recording
from generation.llm_client.retry import Retrying
from generation.llm_client.room import Affordable, Roomier
from generation.llm_client.types import ChatRequest, Client, Completion, Message
from tests.fake_openrouter import FakeOpenRouter, Scenario
from tests.fake_openrouter.oddities import TEXT

MODEL, SPARE = "anthropic/claude-haiku-4.5", "openai/gpt-5-mini"
QUICK = Timeouts(connect_s=2, read_s=2, total_s=4)
SHORT = Timeouts(connect_s=1, read_s=0.15, total_s=0.3)
QUESTION = ChatRequest(max_tokens=200, messages=(Message(role="user", content="Hi"),))

# What a person reads: the sentence, then what can be done.
BUSY = "The model was busy. Try again in a minute."
DOWN = "The model's provider had a problem. Try again in a few minutes."
EMPTY = "The model answered without any words. Try again, or choose another model."
BROKE_OFF = "The model's answer broke off. Try again."
DAMAGED = "The model's answer arrived damaged. Try again."
CUT = (
    "The model's answer was too long and was cut off. "
    "Ask for a shorter text, or ask an admin to allow longer answers."
)
DECLINED = "The model declined to write this. Change the brief, or choose another model."
NOT_ACCEPTED = (
    "The model's provider did not accept the request. Ask an admin to check the model and its settings."
)
NO_CREDIT = (
    "The account at the model's provider has no credit left. "
    "Ask an admin to add credit or to raise the key's limit."
)
WRONG_KEY = "The model's provider did not accept the key. Ask an admin to check the provider's key."
LATE = (
    "The model did not answer in time. "
    "Try again in a few minutes; if it goes on, ask an admin to check the connection."
)
LINE_BROKE = (
    "The connection to the model broke off. "
    "Try again in a few minutes; if it goes on, ask an admin to check the connection."
)
NOT_REACHED = (
    "The model could not be reached. "
    "Try again in a few minutes; if it goes on, ask an admin to check the connection."
)
ALL_FAILED = "No model could write this. "


@dataclass(frozen=True)
class Case:
    """One scenario and what must come of it."""

    happens: Scenario | Sequence[Scenario]
    """To every request; or to the first ones, after which the fake answers as it should."""
    gives: str | type[LLMError] = TEXT
    sent: int = 1
    """How many requests reach the server."""
    money: str = "known"
    """What is booked for each request: known, free (known to be nothing), unknown, or none (not charged)."""
    says: str = ""
    """What a person reads when there is no answer."""
    timeouts: Timeouts = QUICK
    models: Sequence[str] = (MODEL,)
    waits: Sequence[float] | None = None
    """Seconds, with the dice at their highest."""


@dataclass
class Ledger:
    """The record of attempts, in memory, booked as the database's is."""

    booked: list[str] = field(default_factory=list)
    known: Decimal = Decimal(0)
    open: int = 0
    upstream_ids: list[str] = field(default_factory=list)

    def started(self, request: ChatRequest) -> int:
        self.open += 1
        return self.open

    def finished(
        self, handle: int, *, completion: Completion | None = None, error: LLMError | None = None
    ) -> None:
        answer = completion or (error.answer if error else None)
        cost = answer.usage.cost_usd if answer else None
        self.open -= 1
        self.upstream_ids.append(answer.upstream_id if answer else "")
        if cost is not None:
            assert isinstance(cost, Decimal)
            self.known += cost
            self.booked.append("known" if cost else "free")
        else:
            self.booked.append("none" if error and not error.maybe_billed else "unknown")


@dataclass
class Keys:
    """Which keys were refused, in memory."""

    out: list[str] = field(default_factory=list)

    def ask(self, name: str) -> int | None:
        return None if name in self.out else 0

    def refused(self, name: str, refusals: int, error: LLMError) -> None:
        self.out.append(name)

    def accepted(self, name: str, refusals: int) -> None:
        """There is nothing to take back."""

    def back_in_s(self, names: Sequence[str]) -> float | None:
        return None


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0
        self.waits: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


@dataclass
class Chain:
    client: Client
    ledger: Ledger
    time: Time
    told: list[tuple[str, str, str]]
    keys: Keys


@contextmanager
def chain_to(
    url: str,
    models: Sequence[str] = (MODEL,),
    *,
    keys: Sequence[str] = ("key",),
    timeouts: Timeouts = QUICK,
    openrouter: bool = True,
    pulse: Callable[[], None] = lambda: None,
    ledger: Ledger | None = None,
) -> Iterator[Chain]:
    """Compose the client as the wiring does; only waiting is not real."""
    time, ledger = Time(), ledger or Ledger()
    told: list[tuple[str, str, str]] = []
    capabilities = Capabilities(openrouter=openrouter)
    https = {
        key: HttpClient(url, key, timeouts=timeouts, capabilities=capabilities, pulse=pulse) for key in keys
    }
    states = Keys()
    ring = KeyRing([(key, Affordable(Recording(http, ledger))) for key, http in https.items()], states)
    retrying = Retrying(ring, total_s=120.0, clock=time, sleep=time.sleep, random=lambda: 1.0)
    client = Fallback(
        Lenient(Roomier(retrying)),
        models,
        on_fallback=lambda failed, error, asked: told.append((failed, str(error), asked)),
    )
    try:
        yield Chain(client, ledger, time, told, states)
    finally:
        for http in https.values():
            http.close()


def outcome_of(client: Client, request: ChatRequest = QUESTION) -> tuple[str | type[LLMError], str]:
    """Return the text, or the class of the error and what a person reads of it."""
    try:
        return client.complete(request).text, ""
    except LLMError as exc:
        return type(exc), f"{exc} {exc.advice}"


def check(case: Case, **changes: Any) -> None:
    """Run a scenario and compare: requests, outcome, money and words."""
    always = isinstance(case.happens, Scenario)
    default = case.happens if isinstance(case.happens, Scenario) else None
    with FakeOpenRouter(answer=TEXT, default=default, openrouter=changes.get("openrouter", True)) as fake:
        if not always:
            fake.script("*", list(case.happens))  # type: ignore[arg-type]
        with chain_to(fake.url, case.models, timeouts=case.timeouts, **changes) as chain:
            gives, says = outcome_of(chain.client)
    assert (gives, len(fake.completions), " ".join(chain.ledger.booked), says) == (
        case.gives,
        case.sent,
        _each(case.money, case.sent),
        case.says,
    )
    assert chain.ledger.open == 0
    if case.waits is not None:
        assert chain.time.waits == list(case.waits)


def _each(money: str, sent: int) -> str:
    return money if " " in money else " ".join([money] * sent)
