"""Alerts whose matter ends with nobody there to see it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from generation.models import Alert, Breaker
from generation.stores import alerts, breakers, keys, ledger, outdated_alerts, remembered
from tests.factories import BudgetFactory, LLMCallFactory

pytestmark = pytest.mark.django_db

MODEL = "anthropic/claude-haiku-4.5"


@pytest.fixture(autouse=True)
def in_use(settings):
    settings.LLM_MODELS = {"standard": [MODEL]}
    settings.OPENROUTER_API_KEYS = ["key-one", "key-two"]
    return [keys.fingerprint(key) for key in settings.OPENROUTER_API_KEYS]


def still_open(now=None):
    outdated_alerts.close_all(now or timezone.now())
    return {(alert.kind, alert.subject) for alert in Alert.objects.open()}


def spend(usd):
    """Book a call and return when."""
    now = timezone.now()
    call = LLMCallFactory()
    with transaction.atomic():
        ledger.settle(call, usd, reservation=ledger.reserve(call, usd, at=now))
    return now


def test_what_is_about_models_and_keys_in_use_stays(in_use):
    for kind in outdated_alerts.OF_MODELS:
        alerts.raise_alert(kind, MODEL, "Look.")
    for name in ("", *in_use):
        alerts.raise_alert(breakers.ALERT, breakers.subject((MODEL, name)), "It fails.")
    alerts.raise_alert(keys.ALERT, in_use[1], "Refused.")
    before = {(alert.kind, alert.subject) for alert in Alert.objects.open()}
    assert still_open() == before


def test_what_is_about_others_is_closed(in_use, settings):
    for kind in outdated_alerts.OF_MODELS:
        alerts.raise_alert(kind, "old/model", "Look.")
    alerts.raise_alert(breakers.ALERT, breakers.subject(("old/model", "")), "It fails.")
    alerts.raise_alert(breakers.ALERT, breakers.subject((MODEL, in_use[1])), "It fails.")
    alerts.raise_alert(keys.ALERT, in_use[1], "Refused.")
    alerts.raise_alert("prices.stale", "Model prices", "Old.")
    settings.OPENROUTER_API_KEYS = ["key-one"]
    remembered.forget_all()
    assert still_open() == {("prices.stale", "Model prices")}


def test_only_breakers_of_what_is_in_use_are_named(in_use):
    for model, name in ((MODEL, in_use[0]), (MODEL, "gone"), ("old/model", in_use[0])):
        Breaker.objects.create(model=model, key_fingerprint=name)
    assert [(report.model, report.key) for report in breakers.in_use()] == [(MODEL, in_use[0])]


def test_a_budget_that_is_used_up_says_so_until_its_limit_is_raised():
    budget = BudgetFactory(limit=Decimal(1), thresholds=[100])
    now = spend(Decimal(1))
    assert {kind for kind, _subject in still_open(now)} == {outdated_alerts.USED_UP}
    budget.limit = Decimal(10)
    budget.save()
    assert still_open(now + timedelta(seconds=1)) == set()


def test_a_threshold_holds_until_the_limit_is_raised_above_it():
    budget = BudgetFactory(limit=Decimal(1), thresholds=[50])
    now = spend(Decimal("0.6"))
    assert {kind for kind, _subject in still_open(now)} == {outdated_alerts.THRESHOLD}
    budget.limit = Decimal("1.1")
    budget.save()
    assert len(still_open(now)) == 1
    budget.limit = Decimal(2)
    budget.save()
    assert still_open(now) == set()


def test_a_budget_without_room_for_one_call_more_stays_told_of():
    budget = BudgetFactory(limit=Decimal(1), thresholds=[])
    now = spend(Decimal("0.9"))
    (subject,) = outdated_alerts._standing(now)
    alerts.raise_alert(outdated_alerts.USED_UP, subject, "No room.")
    assert len(still_open(now)) == 1
    budget.save()
    assert still_open(now) == set()


def test_the_next_period_and_a_budget_out_of_force_end_it():
    budget = BudgetFactory(limit=Decimal(1), thresholds=[100], period="day")
    now = spend(Decimal(1))
    assert len(still_open(now)) == 1
    told = Alert.objects.get()
    assert still_open(now + timedelta(days=1)) == set()
    alerts.raise_alert(told.kind, told.subject, told.message)
    assert len(still_open(now)) == 1
    budget.active = False
    budget.save()
    assert still_open(now) == set()
