"""Closes alerts whose matter is over without anybody having been there to see it end.

A model that keeps failing clears its alert by its next answer, and a budget by its next period. Neither comes
for a model or a key that is no longer in use, or a budget whose limit was raised.
"""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from generation.llm_client.secrets import SecretsUnavailable
from generation.models import Alert, BudgetPeriod
from generation.stores import alerts, breakers, budget_words, budgets, keys, routes
from generation.stores.budgets import UNTIL_ALL_KNOW, Plan
from generation.stores.counters import NOTHING

OF_MODELS = ("model.unknown", "model.expiring", "prices.jump")
USED_UP, THRESHOLD = "budget.used_up", "budget.threshold"


def close_all(now: datetime) -> int:
    """Close what is over and return how many that were. One query where no alert is open."""
    found = list(Alert.objects.open())
    over = [*_of_models_and_keys(found), *_of_budgets(found, now)]
    return sum(alerts.clear(alert.kind, alert.subject) for alert in over)


def _of_models_and_keys(found: Iterable[Alert]) -> list[Alert]:
    about = {alert for alert in found if alert.kind in (*OF_MODELS, breakers.ALERT, keys.ALERT)}
    if not about:
        return []
    try:
        names = keys.names_in_use()
    except SecretsUnavailable:
        return []  # nobody knows which keys are in use
    models = set(routes.models_in_use())
    asked = {breakers.subject((model, name)) for model in models for name in ("", *names)}
    in_use = dict.fromkeys(OF_MODELS, models) | {breakers.ALERT: asked, keys.ALERT: set(names)}
    return [alert for alert in about if alert.subject not in in_use[alert.kind]]


def _of_budgets(found: Iterable[Alert], now: datetime) -> list[Alert]:
    about = [alert for alert in found if alert.kind in (USED_UP, THRESHOLD)]
    if not about:
        return []
    standing = _standing(now)
    return [alert for alert in about if not _still_holds(alert, standing)]


def _standing(now: datetime) -> dict[str, tuple[Plan, Decimal]]:
    """Return each budget's present periods by what an alert calls them, with what is spent in them."""
    plans = {plan.pk: plan for plan in budgets.in_force()}
    rows = BudgetPeriod.objects.filter(budget__in=list(plans), starts__lte=now, ends__gt=now)
    return {
        budget_words.subject(plan, row): (plan, row.spent)
        for row in rows
        if (plan := plans[row.budget_id]).span(now) == (row.starts, row.ends)
    }


def _still_holds(alert: Alert, standing: dict[str, tuple[Plan, Decimal]]) -> bool:
    if alert.kind == THRESHOLD:
        subject, _colon, share = alert.subject.rpartition(": ")
        plan, spent = standing.get(subject, (None, NOTHING))
        return plan is not None and spent * 100 >= plan.limit * int(share.removesuffix(" %"))
    plan, spent = standing.get(alert.subject, (None, NOTHING))
    # A budget that has no room for one call more counts as used up, until it is changed.
    return plan is not None and (spent >= plan.limit or alert.last_at >= plan.counts_from - UNTIL_ALL_KNOW)
