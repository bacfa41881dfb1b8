"""Each class of what can happen to a call, from draft to ledger: requests, source, money and words."""

import logging
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.utils import timezone

from generation import drafting
from generation.models import BudgetPeriod, Generation, LedgerEntry, LLMCall, ModelPrice
from generation.prompt_services import ensure_prompts
from generation.stores import prices
from tests.factories import (
    BudgetFactory,
    CampaignFactory,
    DraftRequestFactory,
    FactFactory,
    GenerationFactory,
)
from tests.fake_openrouter import ANY, FakeOpenRouter, Scenario, scenarios
from tests.fake_openrouter.catalogue import MODELS, supported_parameters

pytestmark = pytest.mark.django_db

FIRST, SECOND = "anthropic/claude-haiku-4.5", "openai/gpt-5-mini"
AT_ONCE = {"Retry-After": "0"}
TEMPLATE = " This was filled from the template."
REPAIRED = "The first answer did not have the right form; the model corrected it."
AGAIN_SOON = "Try again in a few minutes."


@dataclass(frozen=True)
class Case:
    happens: list[Scenario]
    """To the first requests, of whichever model; then the fake answers as it should."""
    money: str = "settled"
    """Of each request: settled at its cost, held (still set aside), released, or unknown (booked as such)."""
    source: str = "model"
    says: str = ""


def busy(status: int = 429) -> Scenario:
    return scenarios.http(status, headers=AT_ONCE)


def moved_on(why: str) -> str:
    return f"Claude Haiku 4.5: {why} GPT 5 Mini was asked instead."


CASES = {
    "ok": Case([]),
    "fenced, in prose": Case([scenarios.fenced()]),
    "busy once": Case([busy()], "released settled"),
    "busy three times, the next model answers": Case(
        [busy()] * 3, "released released released settled", says=moved_on("The model was busy.")
    ),
    "all models down": Case(
        [busy(503)] * 6,
        " ".join(["released"] * 6),
        "template",
        f"No model could write this.{TEMPLATE} {AGAIN_SOON}",
    ),
    "error in 200": Case(
        [scenarios.error_in_200(400)],
        "released settled",
        says=moved_on("The model's provider did not accept the request."),
    ),
    "no credit": Case(
        [scenarios.out_of_credit_402()],
        "released",
        "template",
        f"The account at the model's provider has no credit left.{TEMPLATE} "
        "Ask an admin to add credit or to raise the key's limit.",
    ),
    "key limit": Case(
        [scenarios.key_limit_403()],
        "released",
        "template",
        f"The account at the model's provider has no credit left.{TEMPLATE} "
        "Ask an admin to add credit or to raise the key's limit.",
    ),
    "wrong key": Case(
        [scenarios.http(401)],
        "released",
        "template",
        f"The model's provider did not accept the key.{TEMPLATE} Ask an admin to check the provider's key.",
    ),
    "moderation, the next model answers": Case(
        [scenarios.moderation_403()], "released settled", says=moved_on("The model declined to write this.")
    ),
    "refusal, the next model answers": Case(
        [scenarios.refusal()], "settled settled", says=moved_on("The model declined to write this.")
    ),
    "content filter, the next model answers": Case(
        [scenarios.content_filter()], "settled settled", says=moved_on("The model declined to write this.")
    ),
    "empty twice, the next model answers": Case(
        [scenarios.empty()] * 2,
        "settled settled settled",
        says=moved_on("The model answered without any words."),
    ),
    "thoughts only, then words": Case([scenarios.reasoning_only()], "settled settled"),
    "tool call, the next model answers": Case(
        [scenarios.tool_calls()],
        "settled settled",
        says=moved_on("The model asked for a tool instead of writing."),
    ),
    "cut, then whole": Case([scenarios.length()], "settled settled"),
    "cut twice, the next model answers": Case(
        [scenarios.length()] * 2,
        "settled settled settled",
        says=moved_on("The model's answer was too long and was cut off."),
    ),
    "no usage": Case([scenarios.no_usage()], "held"),
    "broken off, then words": Case([scenarios.reset()], "held settled"),
    "error in the stream, then words": Case([scenarios.mid_stream_error()], "held settled"),
    "ended early twice, the next model answers": Case(
        [scenarios.eof_without_done()] * 2,
        "held held settled",
        says=moved_on("The model's answer broke off."),
    ),
    "time ran out at the provider, then words": Case([busy(504)], "held settled"),
    "wrong form, then repaired": Case([scenarios.wrong_schema()], "settled settled", says=REPAIRED),
    "schema echoed, then repaired": Case([scenarios.schema_echo()], "settled settled", says=REPAIRED),
    "cut JSON called whole, then repaired": Case(
        [scenarios.invalid_json()], "settled settled", says=REPAIRED
    ),
    "wrong form twice": Case(
        [scenarios.wrong_type(), scenarios.wrong_schema()],
        "settled settled",
        "template",
        f"The model's answer could not be used, twice.{TEMPLATE}",
    ),
    "served from OpenRouter's cache": Case([scenarios.cache_hit()], "settled"),
}


@pytest.fixture
def fake(settings):
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.OPENROUTER_API_KEYS = ["sk-test"]
        settings.LLM_MODELS = {"standard": [FIRST, SECOND]}
        settings.LLM_CONNECT_TIMEOUT_S, settings.LLM_READ_TIMEOUT_S = 1.0, 2.0
        settings.LLM_TOTAL_TIMEOUT_S = 4.0
        settings.LLM_MAX_ATTEMPTS = 3
        yield server


@pytest.fixture
def listed(db):
    """The prices of the models, as the provider lists them."""
    for model in (FIRST, SECOND):
        context, longest, prompt, completion = MODELS[model]
        ModelPrice.objects.create(
            model=model,
            source=ModelPrice.Source.PROVIDER,
            prompt=Decimal(prompt) * 1_000_000,
            completion=Decimal(completion) * 1_000_000,
            context_length=context,
            max_completion_tokens=longest,
            supported_parameters=sorted(supported_parameters(model)),
            synced_at=timezone.now(),
        )
    prices.forget()


@pytest.fixture
def draft(marketer, listed):
    ensure_prompts()
    campaign = CampaignFactory()
    FactFactory(campaign=campaign, text="20% off all whole-bean coffee")
    return GenerationFactory(request=DraftRequestFactory(campaign=campaign, requested_by=marketer))


def booked(call):
    """Say what the ledger holds for a call, and check that what it holds is balanced."""
    entries = {entry.kind: entry for entry in LedgerEntry.objects.filter(call=call)}
    assert entries["reserve"].held > 0
    if "settle" in entries:
        assert entries["settle"].held == -entries["reserve"].held
        assert entries["settle"].booked == call.cost
        return "unknown" if call.cost is None else "settled"
    return "released" if "release" in entries else "held"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_scenario(case, draft, fake):
    BudgetFactory(limit=100)
    fake.script(ANY, case.happens)

    drafting.run(draft.pk)

    draft.refresh_from_db()
    calls = list(LLMCall.objects.order_by("attempt"))
    assert (draft.status, draft.source, draft.notice) == (Generation.Status.READY, case.source, case.says)
    assert " ".join(booked(call) for call in calls) == case.money
    assert len(fake.completions) == len(calls)
    period = BudgetPeriod.objects.get()
    held = LedgerEntry.objects.filter(call__in=calls).values_list("held", flat=True)
    assert period.spent == sum(call.cost or 0 for call in calls)
    assert period.reserved == sum(held)
    assert (period.reserved == 0) is ("held" not in case.money)


def test_without_budget_nothing_is_sent(draft, fake):
    BudgetFactory(limit=Decimal("0.000001"), name="Spring")

    drafting.run(draft.pk)

    draft.refresh_from_db()
    assert (draft.status, draft.source) == (Generation.Status.READY, Generation.Source.TEMPLATE)
    assert "Spring" in draft.notice
    assert TEMPLATE in draft.notice
    assert fake.completions == []
    assert LLMCall.objects.count() == LedgerEntry.objects.count() == 0


def test_more_room_is_asked_for_only_within_the_budget(draft, fake):
    """The first answer was cut and paid; twice its length does not fit, so the next model gets its turn."""
    drafting.run(GenerationFactory(request=draft.request, variant=2).pk)
    worst_case, cost = LedgerEntry.objects.get(kind="reserve").held, LLMCall.objects.get().cost
    BudgetFactory(limit=cost + worst_case * Decimal("1.5"))
    fake.script(ANY, [scenarios.length()])

    drafting.run(draft.pk)

    draft.refresh_from_db()
    assert [seen.body["model"] for seen in fake.completions] == [FIRST, FIRST, SECOND]
    assert draft.notice == moved_on("The model's answer was too long and was cut off.")


BRIEF = "Saffron buns are back on the first of May, only for our oldest customers."


@pytest.mark.parametrize("status", [400, 401, 402, 403, 429, 500])
def test_what_a_provider_repeats_is_neither_logged_nor_stored(status, draft, fake, caplog):
    caplog.set_level(logging.INFO)
    draft.request.params["key_message"] = BRIEF
    draft.request.save()
    metadata = {
        "flagged_input": BRIEF[:40],
        "reasons": ["x"],
        "raw": f'{{"message": "{BRIEF} Bearer sk-test"}}',
    }
    words = f"Not accepted: {BRIEF}"
    fake.script(ANY, [scenarios.http(status, headers=AT_ONCE, message=words, metadata=metadata)] * 6)

    drafting.run(draft.pk)

    draft.refresh_from_db()
    stored = [str(row) for row in LLMCall.objects.values()]
    assert stored
    assert "Saffron" not in f"{caplog.text} {stored} {draft.notice} {draft.error}"
    assert "sk-test" not in f"{caplog.text} {stored}"
