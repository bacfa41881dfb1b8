"""The counters of a budget's periods: kept in step with the ledger, and counted anew from it.

Whoever books appends to the ledger first and then comes here, in the same transaction and budget by budget
by rising id, so that no two wait for each other. When all is well that is one conditional UPDATE a budget.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from generation.models import BudgetPeriod, LedgerEntry
from generation.models.money import rounded, to_nano
from generation.stores import budgets
from generation.stores.budgets import Plan, Target

NOTHING = Decimal(0)
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class DoesNotFit(Exception):
    """A budget has no room for an amount."""

    def __init__(self, plan: Plan, row: BudgetPeriod, amount: Decimal | None) -> None:
        super().__init__(plan, row, amount)
        self.plan = plan
        self.row = row
        self.amount = amount


@dataclass(frozen=True)
class Reached:
    """A threshold that a period has reached, and that nobody was told of before."""

    plan: Plan
    row: BudgetPeriod
    threshold: int
    """In percent of the limit."""


def reserve(plan: Plan, spent_on: Target, at: datetime, amount: Decimal | None) -> None:
    """Set an amount aside that the ledger has by now. An unknown one (None) only needs a rest to be there.

    Raises:
        DoesNotFit: nothing may be spent; the caller's transaction must be rolled back.
    """
    asked = amount or NOTHING
    # Of an unknown amount, the least that there is has to be free.
    room = to_nano(plan.limit) - (1 if amount is None else to_nano(asked))
    if _run(_RESERVE, (to_nano(asked), *_key(plan, spent_on, at), room)):
        return
    # What this process remembers may be old: nobody is refused for it.
    now_in_force = budgets.fresh(plan.pk)
    if now_in_force is None or not now_in_force.covers(spent_on):
        return
    plan = now_in_force
    row = locked(plan, plan.owner(spent_on), at)
    if _is_in_step(plan, row):
        row.reserved += asked
        fits = _fits(plan, row, amount)
        if fits:
            BudgetPeriod.objects.filter(pk=row.pk).update(reserved=row.reserved)
    else:
        count_anew(plan, row)
        fits = _fits(plan, row, amount)
    if not fits:
        row.reserved -= asked
        raise DoesNotFit(plan, row, amount)


def book(plan: Plan, spent_on: Target, at: datetime, *, booked: Decimal, held: Decimal) -> Reached | None:
    """Add to a period what an entry booked, and took from what was set aside; the ledger has it by now.

    Return the threshold that was reached with it, for exactly one of those who book at the same time.
    """
    values = (to_nano(booked), to_nano(held), *_key(plan, spent_on, at), *_quiet(plan, booked))
    if _run(_booking(plan.thresholds), values):
        return None
    now_in_force = budgets.fresh(plan.pk)
    if now_in_force is None or not now_in_force.covers(spent_on):
        return None
    plan = now_in_force
    row = locked(plan, plan.owner(spent_on), at)
    if _is_in_step(plan, row):
        row.spent += booked
        row.reserved += held
        BudgetPeriod.objects.filter(pk=row.pk).update(spent=row.spent, reserved=row.reserved)
    else:
        count_anew(plan, row)
    reached = _share_reached(plan, row.spent)
    told = BudgetPeriod.objects.filter(pk=row.pk, alerted__lt=reached).update(alerted=reached)
    return Reached(plan, row, reached) if told else None


def locked(plan: Plan, owner: int, at: datetime) -> BudgetPeriod:
    """Return the period's row, made when there is none, that nobody else changes until the commit.

    On SQLite the transaction holds the only write lock from its beginning.
    """
    starts, ends = plan.span(at)
    key = {"budget_id": plan.pk, "owner": owner, "starts": starts, "ends": ends}
    rows = BudgetPeriod.objects.select_for_update().filter(**key)
    row = rows.first()
    if row is None:
        BudgetPeriod.objects.bulk_create([BudgetPeriod(**key, counted_at=NEVER)], ignore_conflicts=True)
        row = rows.get()
    return row


def count_anew(plan: Plan, row: BudgetPeriod) -> None:
    """Set a locked row to what the ledger holds. A limit that was raised is told of again when it is near."""
    row.spent, row.reserved = in_ledger(plan, row)
    row.alerted = min(row.alerted, _share_reached(plan, row.spent))
    row.counted_at = timezone.now()
    row.save(update_fields=["spent", "reserved", "alerted", "counted_at"])


def in_ledger(plan: Plan, row: BudgetPeriod) -> tuple[Decimal, Decimal]:
    """Add up what the ledger holds of a period: what is booked, and what is set aside."""
    entries = LedgerEntry.objects.filter(
        plan.entries(row.owner), counts_in__gte=row.starts, counts_in__lt=row.ends
    )
    sums = entries.order_by().aggregate(booked=Sum("booked"), held=Sum("held"))
    return sums["booked"] or NOTHING, sums["held"] or NOTHING


def left(plan: Plan, spent_on: Target, at: datetime, row: BudgetPeriod | None) -> Decimal:
    """Return what may still be spent: by the period's row if that is to be believed, else by the ledger."""
    starts, ends = plan.span(at)
    if row is None or is_due(plan, row):
        row = BudgetPeriod(owner=plan.owner(spent_on), starts=starts, ends=ends)
        row.spent, row.reserved = in_ledger(plan, row)
    rest: Decimal = plan.limit - row.spent - row.reserved
    return rest


def is_due(plan: Plan, row: BudgetPeriod) -> bool:
    """Say whether the row has to be counted anew before it is believed."""
    return not _is_in_step(plan, row)


def _is_in_step(plan: Plan, row: BudgetPeriod) -> bool:
    return row.counted_at >= plan.counts_from


def _fits(plan: Plan, row: BudgetPeriod, amount: Decimal | None) -> bool:
    taken: Decimal = row.spent + row.reserved
    return taken < plan.limit if amount is None else taken <= plan.limit


# The two statements of each call are written out: composing them costs more than the rest of the booking.
_RESERVE = """
    UPDATE generation_budgetperiod SET reserved = reserved + %s
    WHERE budget_id = %s AND owner = %s AND starts = %s AND ends = %s AND counted_at >= %s
    AND spent + reserved <= %s
"""
_BOOK = """
    UPDATE generation_budgetperiod SET spent = spent + %s, reserved = reserved + %s
    WHERE budget_id = %s AND owner = %s AND starts = %s AND ends = %s AND counted_at >= %s
"""


@lru_cache(maxsize=8)
def _booking(thresholds: tuple[int, ...]) -> str:
    """Return the statement that books where no threshold is reached that the admins were not told of."""
    if not thresholds:
        return _BOOK
    return _BOOK + " AND (alerted >= %s" + " OR (alerted >= %s AND spent < %s)" * len(thresholds) + ")"


def _quiet(plan: Plan, booked: Decimal) -> list[int]:
    """Return the parameters of that condition: for each threshold, the one below it and how much is less."""
    if not plan.thresholds:
        return []
    values = [plan.thresholds[-1]]
    for told, threshold in zip((0, *plan.thresholds), plan.thresholds, strict=False):
        values += [told, to_nano(_at(plan, threshold) - booked)]
    return values


def _key(plan: Plan, spent_on: Target, at: datetime) -> tuple[Any, ...]:
    starts, ends = plan.span(at)
    moments = (
        connection.ops.adapt_datetimefield_value(moment) for moment in (starts, ends, plan.counts_from)
    )
    return (plan.pk, plan.owner(spent_on), *moments)


def _run(statement: str, values: tuple[Any, ...]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        changed: int = cursor.rowcount
    return changed


def _share_reached(plan: Plan, spent: Decimal) -> int:
    return max((share for share in plan.thresholds if spent >= _at(plan, share)), default=0)


def _at(plan: Plan, threshold: int) -> Decimal:
    return rounded(plan.limit * threshold / 100)
