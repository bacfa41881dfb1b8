"""The admin's pages of breakers, limits and keys."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from crm_llm.accounts.models import Role
from generation.models import AuditEntry, Breaker, KeyState, RateLimit
from generation.stores import keys
from review.apps import keep_groups
from tests.conftest import person

pytestmark = pytest.mark.django_db

KEY = "sk-or-v1-planted-0123456789"


@pytest.fixture
def desk(client_for: Any) -> Any:
    keep_groups(sender=None)  # type: ignore[arg-type]
    return client_for(person("promptadmin", Role.PROMPT_ADMIN, is_staff=True))


@pytest.fixture
def resting() -> Breaker:
    return Breaker.objects.create(
        model="a/b", key_fingerprint="0a1b", state="open", open_until_us=1_800_000_000_000_000, openings=1
    )


def test_prompt_admins_have_the_rights(desk: Any) -> None:
    held = Permission.objects.filter(group__name=Role.PROMPT_ADMIN).values_list("codename", flat=True)
    assert {"change_breaker", "change_ratelimit", "change_keystate"} <= set(held)
    assert {"add_budget", "view_ledgerentry", "change_modeltier"} <= set(held)
    assert {"add_modelprice", "view_calltext"} <= set(held)
    assert "change_ledgerentry" not in held


def test_the_list_says_until_when_a_model_rests(desk: Any, resting: Breaker) -> None:
    page = desk.get(reverse("admin:generation_breaker_changelist")).content.decode()
    assert "Given a rest until 08:00:00 UTC" in page
    assert "0a1b" in page


def test_a_model_is_switched_off_with_a_reason(desk: Any) -> None:
    form = {"model": "a/b", "forced": "open", "forced_reason": "Wrong answers since noon."}
    desk.post(reverse("admin:generation_breaker_add"), form)

    row = Breaker.objects.get()
    assert (row.forced, row.key_fingerprint, row.forced_by.username) == ("open", "", "promptadmin")
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.reason) == ("breaker.forced", "Wrong answers since noon.")


def test_without_a_reason_nothing_happens(desk: Any, resting: Breaker) -> None:
    address = reverse("admin:generation_breaker_change", args=[resting.pk])
    answer = desk.post(address, {"forced": "closed", "forced_reason": ""})
    assert answer.status_code == 200
    assert Breaker.objects.get().forced == ""


def test_taking_it_back_lets_the_breaker_decide_again(desk: Any, resting: Breaker) -> None:
    address = reverse("admin:generation_breaker_change", args=[resting.pk])
    desk.post(address, {"forced": "closed", "forced_reason": "It is the check that fails."})
    assert Breaker.objects.get().forced == "closed"
    desk.post(address, {"forced": "", "forced_reason": "Back to normal."})

    row = Breaker.objects.get()
    assert (row.forced, row.state, row.forced_by, row.forced_reason) == ("", "closed", None, "")
    assert AuditEntry.objects.first().action == "breaker.released"


def test_a_limit_is_set(desk: Any) -> None:
    form = {"scope": "model", "target": "a/b", "requests_per_minute": "20", "active": "on"}
    desk.post(reverse("admin:generation_ratelimit_add"), form)
    assert RateLimit.objects.get().requests_per_minute == 20


@pytest.mark.parametrize(
    "wrong",
    [
        {"scope": "person", "requests_per_minute": "5"},
        {"scope": "model", "requests_per_day": "5"},
        {"scope": "everything", "target": "a/b", "requests_per_minute": "5"},
        {"scope": "key", "requests_per_minute": "0"},
    ],
    ids=["minutes for people", "days for models", "a target of everything", "nothing goes through"],
)
def test_a_limit_that_makes_no_sense_is_refused(desk: Any, wrong: dict[str, str]) -> None:
    answer = desk.post(reverse("admin:generation_ratelimit_add"), wrong)
    assert answer.status_code == 200
    assert not RateLimit.objects.exists()


def test_a_key_that_is_out_is_shown_by_its_place_and_tried_again(desk: Any, settings: Any) -> None:
    settings.OPENROUTER_API_KEYS = ["another", KEY]
    now = timezone.now()
    state = KeyState.objects.create(
        fingerprint=keys.fingerprint(KEY), out_until=now + timedelta(hours=1), refusals=3,
        reason="out_of_credit", last_status=402, changed_at=now,
    )  # fmt: skip
    address = reverse("admin:generation_keystate_changelist")

    page = desk.get(address).content.decode()
    assert "number 2 of 2" in page
    assert KEY not in page
    answer = desk.post(address, {"action": "try_again_now", "_selected_action": [state.pk]}, follow=True)

    assert "1 key is in use again" in answer.content.decode()
    assert KeyState.objects.get().out_until is None
    assert AuditEntry.objects.get().action == "key.tried_again"
