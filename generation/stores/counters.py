"""The counters of a budget's periods: kept in step with the ledger, and counted anew from it.

Whoever books appends to the ledger first and then comes here, in the same transaction and budget by budget
by rising id, so that no two wait for each other. When all is well that is one conditional UPDATE a budget.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from generation.models import BudgetPeriod, LedgerEntry
from generation.models.money import NanoUsdField, rounded
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
    if _in_step(plan, spent_on, at).filter(_room(plan, amount)).update(reserved=_plus("reserved", asked)):
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
    columns = {"spent": _plus("spent", booked), "reserved": _plus("reserved", held)}
    if _in_step(plan, spent_on, at).filter(_quiet(plan, booked)).update(**columns):
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


def _in_step(plan: Plan, spent_on: Target, at: datetime) -> QuerySet[BudgetPeriod]:
    starts, ends = plan.span(at)
    return BudgetPeriod.objects.filter(
        budget=plan.pk,
        owner=plan.owner(spent_on),
        starts=starts,
        ends=ends,
        counted_at__gte=plan.counts_from,
    )


def _room(plan: Plan, amount: Decimal | None) -> Q:
    if amount is None:
        return Q(spent__lt=_usd(plan.limit) - F("reserved"))
    return Q(spent__lte=_usd(plan.limit - amount) - F("reserved"))


def _fits(plan: Plan, row: BudgetPeriod, amount: Decimal | None) -> bool:
    taken: Decimal = row.spent + row.reserved
    return taken < plan.limit if amount is None else taken <= plan.limit


def _quiet(plan: Plan, booked: Decimal) -> Q:
    """Return the condition that a booking reaches no threshold that the admins have not been told of."""
    if not plan.thresholds:
        return Q()
    quiet = Q(alerted__gte=plan.thresholds[-1])
    told = 0
    for threshold in plan.thresholds:
        quiet |= Q(alerted__gte=told, spent__lt=_at(plan, threshold) - booked)
        told = threshold
    return quiet


def _share_reached(plan: Plan, spent: Decimal) -> int:
    return max((share for share in plan.thresholds if spent >= _at(plan, share)), default=0)


def _at(plan: Plan, threshold: int) -> Decimal:
    return rounded(plan.limit * threshold / 100)


def _usd(amount: Decimal) -> Value:
    return Value(amount, output_field=NanoUsdField())


def _plus(column: str, amount: Decimal) -> Combinable:
    return F(column) + _usd(amount)
