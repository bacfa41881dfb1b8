"""Tiers, prices and open costs, through a whole draft over the loopback server."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from generation import drafting
from generation.models import Generation, LedgerEntry, LLMCall, ModelTier, Prompt, PromptVersion
from generation.prompt_services import ensure_prompts
from generation.stores import model_list, reconcile, routes
from tests.factories import BudgetFactory, FactFactory, GenerationFactory
from tests.fake_openrouter import FakeOpenRouter, scenarios
from tests.generation import money

pytestmark = pytest.mark.django_db
HAIKU, MINI = "anthropic/claude-haiku-4.5", "openai/gpt-5-mini"


@pytest.fixture
def fake(settings):
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.OPENROUTER_API_KEYS = ["sk-test"]
        settings.LLM_MODELS = {"standard": [HAIKU, MINI]}
        settings.LLM_MAX_ATTEMPTS = 1
        yield server


@pytest.fixture
def draft(fake):
    ensure_prompts()
    draft = GenerationFactory(status=Generation.Status.QUEUED)
    FactFactory(campaign=draft.campaign)
    return draft


def written(draft):
    drafting.run(draft.pk)
    draft.refresh_from_db()
    return draft


def asked(fake):
    return [seen.body["model"] for seen in fake.completions]


def test_an_edited_tier_is_what_the_next_draft_asks(draft, fake, admin):
    tier = ModelTier.objects.get(tier="standard")
    routes.edit(tier, by=admin, models=[MINI], prompt_ceiling=Decimal(1), completion_ceiling=Decimal(3))
    routes.forget()

    assert written(draft).model == MINI

    assert set(asked(fake)) == {MINI}
    assert fake.completions[0].body["provider"]["max_price"] == {"prompt": 1, "completion": 3}


def test_a_ceiling_that_no_provider_meets_leads_to_the_next_model(draft, fake, admin):
    tier = ModelTier.objects.get(tier="standard")
    routes.edit(
        tier, by=admin, models=[HAIKU, MINI], prompt_ceiling=Decimal("0.5"), completion_ceiling=Decimal(3)
    )
    routes.forget()

    assert written(draft).model == MINI
    assert asked(fake)[0] == HAIKU


def test_with_known_models_nothing_is_sent_that_they_refuse(draft, fake, settings):
    settings.LLM_MODELS = {"standard": [MINI]}
    model_list.sync(timezone.now())

    assert written(draft).source == "model"

    (body,) = [seen.body for seen in fake.completions]
    assert "temperature" not in body
    assert body["provider"]["max_price"] == {"prompt": 0.375, "completion": 3}


def test_what_is_set_aside_covers_what_is_charged_and_is_given_back(draft, fake):
    model_list.sync(timezone.now())
    budget = BudgetFactory(limit=Decimal("0.05"))

    done = written(draft)

    reserved = LedgerEntry.objects.get(kind="reserve")
    assert Decimal("0.0187") < reserved.held < Decimal("0.03")
    assert done.cost < reserved.held
    assert money.counts(budget) == (done.cost, 0)


def test_a_budget_without_room_for_the_worst_case_sends_nothing(draft, fake):
    model_list.sync(timezone.now())
    BudgetFactory(limit=Decimal("0.001"))

    assert written(draft).source == "template"
    assert not fake.completions


def test_a_prompt_may_forbid_the_other_models(draft, fake):
    live = Prompt.objects.get(tool="email").live_version
    version = PromptVersion(
        **{
            field.name: getattr(live, field.name)
            for field in PromptVersion._meta.concrete_fields
            if field.name not in ("id", "number")
        }
    )
    version.number, version.may_fall_back = 99, False
    version.checksum = version.compute_checksum()
    version.save()
    Prompt.objects.filter(tool="email").update(live_version=version)
    fake.script(HAIKU, [scenarios.http(503)])

    assert written(draft).source == "template"
    assert asked(fake) == [HAIKU]
    assert version.checksum != live.checksum


def test_checksums_from_before_stay_as_they_are():
    version = PromptVersion(
        system_template="a", user_template="b", tier="fast", temperature_pct=70, max_tokens=99
    )

    assert version.compute_checksum() == "a84c972abade9a4bd7eeabfccb23130c30edef1ecc248549d09697ba1744f23a"


def test_a_broken_first_attempt_is_paid_for_once_and_known_in_the_end(draft, fake):
    model_list.sync(timezone.now())
    budget = BudgetFactory(limit=Decimal(1))
    fake.script(HAIKU, [scenarios.reset()])

    done = written(draft)
    broken, answered = LLMCall.objects.order_by("attempt")

    assert (broken.status, answered.status) == ("unknown", "succeeded")
    assert done.cost is None
    spent, held = money.counts(budget)
    assert spent == answered.cost
    assert held > 0

    reconcile.settle_unknown(broken.finished_at + timedelta(seconds=1))

    done.refresh_from_db()
    broken.refresh_from_db()
    assert done.cost == broken.cost + answered.cost
    assert money.counts(budget) == (done.cost, 0)
