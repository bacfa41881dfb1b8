"""Helpers of the tests about budgets."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from generation.models import Brand, Budget, BudgetPeriod, Campaign, LLMCall
from generation.stores import budgets, ledger
from tests.factories import LLMCallFactory


def usd(amount: str | Decimal | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def reserve(amount: str | Decimal | None, call: LLMCall | None = None, **when: Any) -> LLMCall:
    """Set an amount aside for a call, a new one by default, as a worker would."""
    call = call or LLMCallFactory()
    with transaction.atomic():
        ledger.reserve(call, usd(amount), at=when.get("at") or timezone.now())
    return call


def settle(call: LLMCall, cost: str | Decimal | None) -> None:
    with transaction.atomic():
        ledger.settle(call, usd(cost))


def release(call: LLMCall) -> None:
    with transaction.atomic():
        ledger.release(call)


def settle_at_reserved(call: LLMCall) -> None:
    with transaction.atomic():
        ledger.settle_at_reserved(call)


def counts(budget: Budget) -> tuple[Decimal, Decimal]:
    """Return what the only period of a budget has spent and set aside."""
    row = BudgetPeriod.objects.get(budget=budget)
    return row.spent, row.reserved


def known_to_all() -> None:
    """Let every budget be one that all processes know of: none was changed in the last hour."""
    before = timezone.now() - timedelta(hours=1)
    for model in (Budget, Brand, Campaign):
        model.objects.update(updated_at=before)
    budgets.forget()
