"""Ten minutes without a provider, with hundreds of drafts to write, in simulated time.

Everything is real but time and the network: the threads of a worker, the chain of clients and the rows. One
thread runs at a time; when it waits, for an answer or before a retry, the clock jumps to whoever is due next.
"""

import heapq
import itertools
import json
import os
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
import pytest
import time_machine
from django.db import connection
from django.db.models import Count

from generation import drafting, wiring
from generation.llm_client.http.client import HttpClient
from generation.llm_tools import TOOLS
from generation.models import Alert, Breaker, Generation, LLMCall
from generation.prompt_services import ensure_prompts
from tests.benchmarks.noop_tool import TOOL
from tests.factories import CampaignFactory, DraftRequestFactory

pytestmark = [pytest.mark.usefixtures("shared_db"), pytest.mark.no_cover]

DRAFTS = int(os.environ.get("OUTAGE_DRAFTS", "600"))
"""2,000 take three times as long, and prove the same."""
SLOTS = 32
MODELS = ["anthropic/claude-haiku-4.5", "openai/gpt-5-mini"]
LATENCY_S = 3.0
OUTAGE_FROM, OUTAGE_UNTIL = 30.0, 630.0
TEMPLATE = "This was filled from the template."


def _without_names(notice: str) -> str:
    """Return the notice without the names of the models that were passed over."""
    why, named, rest = notice.partition(" Not asked: ")
    return f"{why} {TEMPLATE}{rest.partition(TEMPLATE)[2]}" if named else why


RESTING = {
    f"This model has been failing, so it is given a rest. {TEMPLATE} Try again in a minute.",
    f"The models have been failing, so they are given a rest. {TEMPLATE} Try again in a minute.",
}
FAILED = {
    "No model could write this.",
    "The model's provider had a problem.",
    "The model did not answer in time.",
}
START = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)


class Simulation:
    """A clock that jumps, and the threads that wait for it."""

    def __init__(self, traveller: Any) -> None:
        self.now = 0.0
        self._traveller = traveller
        self._turns = itertools.count()
        self._waiting: list[tuple[float, int, threading.Event]] = []

    def sleep(self, seconds: float) -> None:
        """Wait, and let the others run meanwhile."""
        mine = threading.Event()
        heapq.heappush(self._waiting, (self.now + max(seconds, 0.0), next(self._turns), mine))
        self._next()
        mine.wait()

    def run(self, *bodies: Callable[[], None]) -> None:
        """Run the bodies, each in a thread of its own, until all have ended."""

        def turn(body: Callable[[], None], begin: threading.Event) -> None:
            begin.wait()
            try:
                body()
            finally:
                connection.close()
                self._next()

        with ThreadPoolExecutor(len(bodies)) as pool:
            ended = []
            for body in bodies:
                begin = threading.Event()
                heapq.heappush(self._waiting, (self.now, next(self._turns), begin))
                ended.append(pool.submit(turn, body, begin))
            self._next()
            for one in ended:
                one.result()

    def _next(self) -> None:
        if not self._waiting:
            return
        due, _turn, event = heapq.heappop(self._waiting)
        if due > self.now:
            self._traveller.shift(due - self.now)
            self.now = due
        event.set()


class Provider(httpx.BaseTransport):
    """Answers after a while; in an outage it fails, at once or after a long silence."""

    def __init__(self, simulation: Simulation, answer: str, failure: Callable[[Any], httpx.Response]) -> None:
        self.simulation = simulation
        self.answer = answer
        self.failure = failure
        self.asked: dict[str, list[float]] = defaultdict(list)
        self.paid = 0
        self.failures: Counter[str] = Counter()
        self.open_after: dict[str, int] = {}
        self._ids = itertools.count(1)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        model = json.loads(request.read())["model"]
        self.asked[model].append(self.simulation.now)
        assert not connection.in_atomic_block
        if OUTAGE_FROM <= self.simulation.now < OUTAGE_UNTIL:
            return self._fail(model)
        self.simulation.sleep(LATENCY_S)
        self.paid += 1
        usage = {"prompt_tokens": 900, "completion_tokens": 300, "cost": 0.002}
        choice = {"message": {"role": "assistant", "content": self.answer}, "finish_reason": "stop"}
        body = {"id": f"gen-{next(self._ids)}", "model": model, "choices": [choice], "usage": usage}
        return _json(200, body)

    def _fail(self, model: str) -> httpx.Response:
        try:
            return self.failure(self.simulation)
        finally:
            if model not in self.open_after and Breaker.objects.filter(model=model, state="open").exists():
                self.open_after[model] = self.failures[model]
            connection.close()
            self.failures[model] += 1


def _json(status: int, body: Any) -> httpx.Response:
    content = httpx.ByteStream(json.dumps(body).encode())
    return httpx.Response(status, headers={"Content-Type": "application/json"}, stream=content)


def says_503(simulation: Simulation) -> httpx.Response:
    simulation.sleep(0.3)
    return _json(503, {"error": {"code": 503, "message": "Overloaded"}})


def is_silent(simulation: Simulation) -> httpx.Response:
    simulation.sleep(20.0)
    raise httpx.ReadTimeout("The provider is silent.")


@pytest.fixture
def simulation(monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulation]:
    # A tool that does next to nothing: what is under test is the machinery around it.
    monkeypatch.setitem(TOOLS, TOOL.name, TOOL)
    with time_machine.travel(START, tick=False) as traveller:
        made = Simulation(traveller)
        monkeypatch.setattr(time, "sleep", made.sleep)
        yield made


@pytest.fixture
def provider_that(
    simulation: Simulation, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Callable[[Any], httpx.Response]], Provider]:
    def make(failure: Callable[[Any], httpx.Response]) -> Provider:
        settings.OPENROUTER_BASE_URL, settings.OPENROUTER_API_KEYS = (
            "http://127.0.0.1:9/v1",
            ["key-of-the-house"],
        )
        provider = Provider(simulation, json.dumps({"text": "Hello."}), failure)
        http = HttpClient(
            "http://127.0.0.1:9/v1", "key-of-the-house", transport=provider, clock=lambda: simulation.now
        )
        monkeypatch.setattr(wiring, "_shared_http_client", lambda *_: http)
        return provider

    return make


def queue_drafts(number: int) -> list[UUID]:
    ensure_prompts()
    request = DraftRequestFactory(campaign=CampaignFactory(), tool=TOOL.name, params={})
    drafts = [
        Generation(
            request=request, variant=n, campaign=request.campaign, brand=request.campaign.brand,
            tool=TOOL.name, requested_by=request.requested_by, language=request.language,
        )
        for n in range(1, number + 1)
    ]  # fmt: skip
    return [draft.pk for draft in Generation.objects.bulk_create(drafts)]


def write_all(simulation: Simulation, arrivals: list[tuple[float, UUID]]) -> None:
    """Write the drafts with a worker's threads, each when it has arrived and a thread is free."""
    waiting = iter(arrivals)

    def thread() -> None:
        for at, draft in waiting:
            simulation.sleep(at - simulation.now)
            drafting.run(draft)
            connection.close()  # as a worker does after each task

    simulation.run(*[thread] * SLOTS)


def arrivals_of(number: int) -> list[tuple[float, UUID]]:
    """A tenth comes before the outage, most wait when it begins, others come all along and after it."""
    before, after = number // 10, number // 5
    along = 300 if number > 1000 else 60
    waiting = number - before - along - after
    times = [
        *(OUTAGE_FROM * n / before for n in range(before)),
        *[OUTAGE_FROM + 1] * waiting,
        *(OUTAGE_FROM + 1 + 599 * n / along for n in range(along)),
        *(OUTAGE_UNTIL + 120 * n / after for n in range(after)),
    ]
    return list(zip(sorted(times), queue_drafts(number), strict=True))


@pytest.mark.parametrize(
    ("failure", "number", "models"),
    [(says_503, DRAFTS, MODELS[:1]), (is_silent, 300, MODELS)],
    ids=["says 503", "is silent"],
)
def test_an_outage_of_ten_minutes(
    simulation: Simulation, provider_that: Any, settings: Any, failure: Any, number: int, models: list[str]
) -> None:
    provider = provider_that(failure)
    settings.LLM_MODELS = {"standard": models}
    arrivals = arrivals_of(number)

    write_all(simulation, arrivals)

    drafts = {draft.pk: draft for draft in Generation.objects.all()}
    # No draft is lost.
    assert {draft.status for draft in drafts.values()} == {"ready"}
    # The breaker opens within five failures, and little goes upstream.
    assert set(provider.open_after) == set(models)
    assert max(provider.open_after.values()) <= 5
    for model in models:
        in_outage = [at for at in provider.asked[model] if OUTAGE_FROM <= at < OUTAGE_UNTIL]
        assert len(in_outage) <= SLOTS + 30
    # Drafts degrade to templates, and say why.
    degraded = [draft for draft in drafts.values() if draft.source == "template"]
    assert len(degraded) > number * 0.5
    notices = [_without_names(draft.notice) for draft in degraded]
    assert sum(notice in RESTING for notice in notices) > len(degraded) * 0.7
    named = {
        draft.notice.count("(given a rest)") for draft in degraded if _without_names(draft.notice) in RESTING
    }
    assert named == {len(models)}
    others = {notice.partition(f" {TEMPLATE} Try again in a ")[0] for notice in notices} - RESTING
    assert {words for words in others if "a rest" not in words} <= FAILED
    # Full speed within 30 s of the end, with no restart.
    late = [drafts[pk] for at, pk in arrivals if at >= OUTAGE_UNTIL + 30]
    assert late
    assert {(draft.source, draft.calls) for draft in late} == {("model", 1)}
    # Nothing is paid twice.
    by_model = sum(draft.source == "model" for draft in drafts.values())
    assert provider.paid == by_model == LLMCall.objects.filter(status="succeeded").count()
    paid_twice = LLMCall.objects.filter(status="succeeded").values("generation").annotate(n=Count("pk"))
    assert not paid_twice.filter(n__gt=1).exists()
    # The admins were told, and told that it is over. A model that nobody needed since is still to be tried.
    told = {
        alert.subject.split(",")[0]: alert.resolved_at for alert in Alert.objects.filter(kind="breaker.open")
    }
    assert set(told) == set(models)
    assert told[models[0]] is not None
