from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from generation.llm_client.exceptions import LLMError
from generation.llm_client.types import ChatRequest, MaxPrice, Message
from generation.models import Alert, LLMCall, ModelPrice
from generation.stores import model_list, prices
from tests.factories import LLMCallFactory
from tests.fake_openrouter import FakeOpenRouter

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
HAIKU = "anthropic/claude-haiku-4.5"


def entry(model, prompt="0.000001", completion="0.000005", **changes):
    return {"id": model, "pricing": {"prompt": prompt, "completion": completion}, **changes}


def asked():
    return [alert.kind for alert in Alert.objects.open().order_by("kind")]


@pytest.fixture(autouse=True)
def fake(settings):
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.OPENROUTER_API_KEYS = ["sk-test"]
        settings.LLM_MODELS = {"fast": [HAIKU], "standard": [HAIKU], "creative": []}
        yield server


@pytest.fixture
def requests_for_the_list(fake):
    return lambda: [seen for seen in fake.requests if "/models" in seen.path]


def by_hand(model, prompt="7", completion="8", **columns):
    return ModelPrice.objects.create(
        model=model, prompt=Decimal(prompt), completion=Decimal(completion), synced_at=NOW, **columns
    )


def test_the_list_is_taken_over_with_prices_and_limits():
    synced = model_list.sync(NOW)

    assert (synced.models, synced.unpriced) == (12, 1)
    row = ModelPrice.objects.get(model=HAIKU)
    assert (row.prompt, row.completion, row.synced_at) == (Decimal(1), Decimal(5), NOW)
    assert row.max_completion_tokens == 64_000
    facts = prices.facts_of(HAIKU)
    assert (facts.prompt_usd, "temperature" in facts.supported_parameters) == (Decimal(1), True)


def test_prices_for_long_prompts_survive_the_database():
    model_list.sync(NOW)

    (override,) = prices.facts_of("example/long-context").overrides
    assert (override.over_prompt_tokens, override.prompt_usd) == (200_000, Decimal(5))


def test_the_smallest_price_is_kept_exactly(fake):
    fake.models = {"data": [entry("a/tiny", "0.0000000000015", "0.000000000000001")]}

    model_list.sync(NOW)

    assert prices.facts_of("a/tiny").prompt_usd == Decimal("0.0000015")
    assert prices.facts_of("a/tiny").completion_usd == Decimal("0.000000001")


def test_the_list_needs_no_key_that_works(settings, requests_for_the_list):
    settings.OPENROUTER_API_KEYS = ["sk-wrong\n"]

    model_list.sync(NOW)

    assert "authorization" not in requests_for_the_list()[0].headers


def test_a_new_list_replaces_prices_and_keeps_models_that_left(fake):
    model_list.sync(NOW)
    fake.models = {"data": [entry("a/new"), entry(HAIKU, "0.000002", "0.000006")]}

    model_list.sync(NOW + timedelta(hours=6))

    assert ModelPrice.objects.get(model=HAIKU).prompt == Decimal(2)
    assert ModelPrice.objects.count() == 13


def test_what_an_admin_entered_is_never_overwritten_and_counts_first():
    by_hand(HAIKU)

    model_list.sync(NOW)

    assert ModelPrice.objects.get(model=HAIKU, source="operator").prompt == Decimal(7)
    facts = prices.facts_of(HAIKU)
    assert (facts.prompt_usd, facts.max_completion_tokens) == (Decimal(7), 64_000)


def test_reading_the_list_holds_no_transaction(fake):
    model_list.sync(NOW)
    before = ModelPrice.objects.count()
    fake.models = {"models": "none"}

    with pytest.raises(LLMError):
        model_list.sync(NOW + timedelta(hours=6))

    assert ModelPrice.objects.count() == before


def test_the_list_is_read_when_there_is_none_and_every_six_hours(requests_for_the_list):
    for hours, times in ((0, 1), (5, 1), (6, 2), (7, 2)):
        model_list.keep_up(NOW + timedelta(hours=hours))
        assert len(requests_for_the_list()) == times


def test_a_model_that_is_new_in_a_tier_is_looked_for_within_the_hour(settings, requests_for_the_list):
    model_list.keep_up(NOW)
    settings.LLM_MODELS = {"fast": ["a/brand-new"]}

    for minutes, times in ((10, 1), (60, 2), (70, 2)):
        model_list.keep_up(NOW + timedelta(minutes=minutes))
        assert len(requests_for_the_list()) == times


def test_a_call_that_no_provider_took_has_the_list_read_within_the_hour(requests_for_the_list):
    model_list.keep_up(NOW)
    refused = LLMCallFactory(http_status=404)
    LLMCall.objects.filter(pk=refused.pk).update(started_at=NOW + timedelta(minutes=5))

    for minutes, times in ((10, 1), (60, 2), (120, 2)):
        model_list.keep_up(NOW + timedelta(minutes=minutes))
        assert len(requests_for_the_list()) == times


def test_another_server_has_no_list_to_keep(settings, fake, requests_for_the_list):
    settings.OPENROUTER_BASE_URL = fake.url.replace("/api/v1", "/v1")

    model_list.keep_up(NOW)

    assert not requests_for_the_list()
    assert not Alert.objects.exists()


def test_without_a_key_nothing_is_asked(settings, requests_for_the_list):
    settings.OPENROUTER_API_KEYS, settings.OPENROUTER_BASE_URL = [], ""

    model_list.keep_up(NOW)

    assert not requests_for_the_list()


def test_when_all_is_well_there_is_no_alert():
    model_list.keep_up(NOW)

    assert not Alert.objects.exists()


def test_old_prices_raise_an_alert_until_they_are_new_again(fake):
    model_list.sync(NOW)
    fake.models = {"data": "gone"}

    model_list.keep_up(NOW + timedelta(hours=47))
    assert asked() == []
    model_list.keep_up(NOW + timedelta(hours=49))
    assert asked() == ["prices.stale"]
    assert prices.facts_of(HAIKU).is_priced

    fake.models = None
    model_list.keep_up(NOW + timedelta(hours=50))
    assert asked() == []


def test_a_model_of_a_tier_that_is_not_listed_raises_an_alert(settings):
    settings.LLM_MODELS = {"fast": ["a/misspelt"], "standard": [HAIKU]}

    model_list.keep_up(NOW)

    alert = Alert.objects.get()
    assert (alert.kind, alert.subject) == ("model.unknown", "a/misspelt")


def test_a_model_that_left_the_list_raises_an_alert_and_keeps_its_price(fake):
    model_list.keep_up(NOW)
    fake.models = {"data": [entry("a/other")]}

    model_list.keep_up(NOW + timedelta(hours=6))

    assert asked() == ["model.unknown"]
    assert prices.facts_of(HAIKU).is_priced


def test_a_model_with_a_price_by_hand_is_known(settings):
    settings.LLM_MODELS = {"fast": ["house/tuned"]}
    by_hand("house/tuned")

    model_list.keep_up(NOW)

    assert not Alert.objects.exists()


@pytest.mark.parametrize(("days", "alerts"), [(15, []), (14, ["model.expiring"]), (-1, ["model.expiring"])])
def test_a_model_that_will_be_gone_soon_raises_an_alert(fake, days, alerts):
    day = (NOW + timedelta(days=days)).date().isoformat()
    fake.models = {"data": [entry(HAIKU, expiration_date=day)]}

    model_list.keep_up(NOW)

    assert asked() == alerts


@pytest.mark.parametrize(
    ("prompt", "alerts"),
    [
        ("0.0000029", []),
        ("0.000003", ["prices.jump"]),
        ("0.0000003", ["prices.jump"]),
        ("0", ["prices.jump"]),
        ("0.000001", []),
        ("-1", []),
    ],
)
def test_a_price_that_jumps_is_told_of_and_taken(fake, prompt, alerts):
    model_list.sync(NOW)
    fake.models = {"data": [entry(HAIKU, prompt), entry("openai/gpt-5-mini", "1")]}

    model_list.keep_up(NOW + timedelta(hours=6))

    assert asked() == alerts
    taken = ModelPrice.objects.get(model=HAIKU).prompt
    assert taken == (None if prompt == "-1" else Decimal(prompt) * 1_000_000)


def test_variants_that_only_choose_an_endpoint_have_the_price_of_their_model():
    model_list.sync(NOW)

    assert prices.facts_of(f"{HAIKU}:nitro").prompt_usd == 1
    assert prices.facts_of(f"{HAIKU}:thinking") is None


def test_facts_cost_no_query_once_they_are_known(django_assert_num_queries):
    with django_assert_num_queries(1):
        for _ in range(5):
            prices.facts_of(HAIKU)


def test_the_worst_case_comes_from_the_list_or_from_the_ceilings():
    model_list.sync(NOW)
    request = ChatRequest(messages=(Message(role="user", content="Hi"),), max_tokens=1000)
    ceiling = MaxPrice(prompt_usd=Decimal(1), completion_usd=Decimal(20))

    def worst(model, max_price=None):
        return prices.worst_case(request.model_copy(update={"model": model, "max_price": max_price}))

    assert Decimal("0.005") < worst(HAIKU) < Decimal("0.0051")
    assert worst("a/unknown") is None
    assert Decimal("0.02") < worst("a/unknown", ceiling) < Decimal("0.0201")
