"""Breaker, limits and keys as drafts meet them: through the whole chain, against a server on loopback."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine

from generation import drafting
from generation.models import Alert, Breaker, Generation, LLMCall, RateBucket, RateLimit
from generation.prompt_services import ensure_prompts
from tests.factories import CampaignFactory, DraftRequestFactory, GenerationFactory
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios

pytestmark = pytest.mark.django_db

A, B = "anthropic/claude-haiku-4.5", "openai/gpt-5-mini"
OLD, NEW = "old-key-0123456789", "new-key-0123456789"


@pytest.fixture
def fake(settings: Any) -> Iterator[FakeOpenRouter]:
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL, settings.OPENROUTER_API_KEYS = server.url, [OLD]
        settings.LLM_MODELS = {"standard": [A]}
        settings.LLM_MAX_ATTEMPTS = 1
        yield server


@pytest.fixture
def write(marketer: Any) -> Callable[[], Generation]:
    ensure_prompts()
    campaign = CampaignFactory()

    def one() -> Generation:
        draft = GenerationFactory(request=DraftRequestFactory(campaign=campaign, requested_by=marketer))
        drafting.run(draft.pk)
        draft.refresh_from_db()
        return draft

    return one


def keys_used(fake: FakeOpenRouter) -> list[str]:
    return [recorded.headers["authorization"].removeprefix("Bearer ") for recorded in fake.completions]


def test_a_model_that_fails_five_times_is_spared(fake: FakeOpenRouter, write: Any) -> None:
    fake.script(ANY, [scenarios.http(503)] * 5)
    for _ in range(5):
        assert "had a problem" in write().notice
    spared = write()

    assert len(fake.completions) == 5
    assert LLMCall.objects.count() == 5
    assert (spared.status, spared.source) == ("ready", "template")
    assert "This model has been failing, so it is given a rest." in spared.notice
    assert "Try again in a minute." in spared.notice
    assert Breaker.objects.get().state == "open"


def test_the_next_model_answers_for_one_that_rests(fake: FakeOpenRouter, write: Any, settings: Any) -> None:
    settings.LLM_MODELS = {"standard": [A, B]}
    fake.script(A, [scenarios.http(503)] * 5)
    for _ in range(6):
        draft = write()
        assert (draft.source, draft.model) == ("model", B)
    assert sum(recorded.body["model"] == A for recorded in fake.completions) == 5


USED_UP = (
    "This model's limit for today is used up. Not asked: Claude Haiku 4.5 (its limit for today is used up). "
    "This was filled from the template. Try again tomorrow"
)


def test_a_limit_for_the_day_is_found_out_once(fake: FakeOpenRouter, write: Any) -> None:
    fake.script(ANY, [scenarios.free_per_day_429()])
    with time_machine.travel("2026-08-21 18:00Z") as clock:  # the scenario's reset is six hours later
        first, second = write(), write()
        assert len(fake.completions) == 1
        assert "try again tomorrow" in first.notice
        assert USED_UP in second.notice
        assert (second.source, second.calls) == ("template", 0)
        assert "limit for the day is used up" in Alert.objects.get(kind="breaker.open").message

        clock.shift(6 * 3600 - 60)
        assert USED_UP in write().notice
        clock.shift(61)
        assert write().source == "model"

    assert len(fake.completions) == 2
    assert Alert.objects.get(kind="breaker.open").resolved_at is not None


def test_a_limit_for_the_day_is_one_of_a_model_with_a_key(
    fake: FakeOpenRouter, write: Any, settings: Any
) -> None:
    settings.LLM_MODELS, settings.OPENROUTER_API_KEYS = {"standard": [A, B]}, [OLD, NEW]
    fake.script(A, [scenarios.free_per_day_429()] * 2)
    drafts = [write() for _ in range(4)]
    assert [draft.model for draft in drafts] == [B] * 4
    asked = zip([recorded.body["model"] for recorded in fake.completions], keys_used(fake), strict=True)
    assert [key for model, key in asked if model == A] == [OLD, NEW]
    assert "limit for today is used up" in drafts[-1].notice


def test_what_the_model_refuses_opens_nothing(fake: FakeOpenRouter, write: Any) -> None:
    fake.script(ANY, [scenarios.http(400)] * 6)
    for _ in range(6):
        write()
    assert len(fake.completions) == 6
    assert not Breaker.objects.exists()


def test_a_refused_key_is_asked_once_and_the_draft_names_none(fake: FakeOpenRouter, write: Any) -> None:
    fake.script(ANY, [scenarios.http(401)])
    assert "did not accept the key" in write().notice
    later = write()

    assert len(fake.completions) == 1
    assert "none of our keys" in later.notice
    assert OLD not in later.notice
    assert Alert.objects.get(kind="key.refused").resolved_at is None


def test_a_key_in_a_file_is_changed_without_a_restart(
    fake: FakeOpenRouter, write: Any, settings: Any, tmp_path: Path
) -> None:
    file = tmp_path / "keys"
    file.write_text(OLD)
    settings.LLM_SECRETS, settings.OPENROUTER_API_KEY_FILE, settings.LLM_KEYS_TTL_S = "file", str(file), 0.0
    write()
    file.write_text(f"{NEW}\n{OLD}\n")
    write()
    file.write_text(NEW)
    fake.script(ANY, [scenarios.http(401)])
    write()
    file.write_text(OLD)
    write()

    assert keys_used(fake) == [OLD, NEW, NEW, OLD]


def test_the_other_key_goes_on_when_one_is_out_of_credit(
    fake: FakeOpenRouter, write: Any, settings: Any
) -> None:
    settings.OPENROUTER_API_KEYS = [OLD, NEW]
    fake.script(ANY, [scenarios.out_of_credit_402()])
    assert [write().source for _ in range(3)] == ["model"] * 3
    assert keys_used(fake) == [OLD, NEW, NEW, NEW]


def test_a_draft_over_the_limit_says_when_to_try_again(
    fake: FakeOpenRouter, write: Any, settings: Any
) -> None:
    RateLimit.objects.create(scope="everything", requests_per_minute=1)
    settings.LLM_DRAFT_TIMEOUT_S = 20.0
    assert write().source == "model"
    limited = write()

    assert (limited.source, limited.calls) == ("template", 0)
    assert "Too many drafts are being asked for at the moment." in limited.notice
    assert "Try again in a minute." in limited.notice
    assert len(fake.completions) == 1


def test_a_draft_that_waits_for_its_turn_is_written(fake: FakeOpenRouter, write: Any) -> None:
    RateLimit.objects.create(scope="model", target=A, requests_per_minute=600)
    assert [write().source for _ in range(3)] == ["model"] * 3
    assert RateBucket.objects.get().pk == f"requests:model:{A}"
