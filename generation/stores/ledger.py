"""Money is counted before it is spent: reserve the worst case, settle what was charged, give back the rest.

One append-only ledger refuses, books and shows. Each entry is written in the transaction of what it tells
of, and the counters of every budget that covers it are changed with it. With no budget in force, an entry
is all that is written.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm import rows
from crm_llm.accounts.models import User
from generation.llm_client.exceptions import BudgetExceeded
from generation.models import Alert, Brand, BudgetPeriod, Campaign, LedgerEntry, LLMCall
from generation.models.money import rounded
from generation.stores import alerts, budget_words, budgets, counters
from generation.stores.budgets import Target
from generation.stores.counters import NOTHING, DoesNotFit, Reached

Kind = LedgerEntry.Kind


class NotInTransaction(RuntimeError):
    """An entry must share the transaction of what it tells of."""


@dataclass(frozen=True)
class Reservation:
    """What was set aside for a call, for as long as the worker that made it remembers."""

    spent_on: Target
    held: Decimal | None
    """In US dollars; None where the price was not known."""
    counts_in: datetime


@dataclass(frozen=True)
class Headroom:
    """What is left of the budget with the least left."""

    amount: Decimal
    """In US dollars."""
    budget: str
    starts_anew: str
    """The day of its next period, to read."""


def reserve(call: LLMCall, amount: Decimal | None, *, at: datetime) -> Reservation:
    """Set the worst case of a call aside in every budget that covers it, or in none.

    Args:
        call: stored in this transaction, with its draft joined.
        amount: in US dollars. None where no price is known: nothing is set aside, yet a budget that is used
            up refuses it.
        at: decides the period, also of what is booked for the call later.

    Raises:
        BudgetExceeded: a budget has no room. The caller's transaction must be rolled back.
    """
    _demand_transaction()
    held = None if amount is None else rounded(amount)
    reservation = Reservation(Target.of(call.generation), held, at)
    _append(Kind.RESERVE, reservation, call=call, held=held)
    for plan in budgets.covering(reservation.spent_on):
        try:
            counters.reserve(plan, reservation.spent_on, at, held)
        except DoesNotFit as why:
            sentence, advice = budget_words.refusal(why.plan, why.row, why.amount)
            raise BudgetExceeded(sentence, model=call.model_asked, advice=advice) from why
    return reservation


def tell_refusal(error: BudgetExceeded) -> None:
    """Tell the admins of a budget that refuses. Call it after the rollback, outside of that transaction."""
    why = error.__cause__
    if not isinstance(why, DoesNotFit):
        return
    with transaction.atomic():
        if (plan := budgets.fresh(why.plan.pk)) is not None:
            row = counters.locked(plan, why.row.owner, why.row.starts)
            if counters.is_due(plan, row):
                counters.count_anew(plan, row)
        if why.row.spent + (why.amount or NOTHING) > why.plan.limit or why.row.spent >= why.plan.limit:
            _raise_used_up(why.plan, why.row, str(error))


def settle(call: LLMCall, cost: Decimal | None, *, reservation: Reservation | None = None) -> None:
    """Book what the provider charged, even if it is more than was set aside, and give back the rest.

    Booked once: a second time changes nothing, unless only now the real cost is known. Then the difference
    from what was booked in its place is one correction.

    Args:
        call: with its draft joined, unless `reservation` is given.
        cost: in US dollars. None: it was charged, and nobody says what; shown as unknown, counted as 0.
        reservation: what `reserve` returned, from the only one who may settle now. Saves a query.
    """
    known = None if cost is None else rounded(cost)
    if reservation is not None:
        _close(Kind.SETTLE, call, reservation, booked=known)
    elif (closed := _close_once(Kind.SETTLE, call, booked=known)) is not None:
        _learn(call, closed, known)


def release(call: LLMCall, *, reservation: Reservation | None = None) -> None:
    """Give back what was set aside for a call that was not charged. Nothing happens if it is closed."""
    if reservation is not None:
        _close(Kind.RELEASE, call, reservation, booked=NOTHING)
    else:
        _close_once(Kind.RELEASE, call, booked=NOTHING)


def settle_at_reserved(call: LLMCall) -> None:
    """Book what was set aside, since the real cost can't be learned. Nothing happens if it is closed."""
    _close_once(Kind.SETTLE, call, booked=None, estimated=True)


def headroom(
    *, brand: Brand | None, campaign: Campaign | None, person: User | None, tool: str
) -> Headroom | None:
    """Return what is left of the budget with the least left; None when none covers it. Writes nothing."""
    spent_on = Target(_pk(brand), _pk(campaign), _pk(person), tool)
    plans = budgets.covering(spent_on)
    if not plans:
        return None
    now = timezone.now()
    keys = Q()
    for plan in plans:
        starts, ends = plan.span(now)
        keys |= Q(budget=plan.pk, owner=plan.owner(spent_on), starts=starts, ends=ends)
    rows = {row.budget_id: row for row in BudgetPeriod.objects.filter(keys)}
    left = [counters.left(plan, spent_on, now, rows.get(plan.pk)) for plan in plans]
    amount, plan = min(zip(left, plans, strict=True), key=lambda pair: pair[0])
    return Headroom(max(amount, NOTHING), plan.name, budget_words.starts_anew(plan, plan.span(now).ends))


def append_correction(
    spent_on: Target, amount: Decimal, *, at: datetime, reason: str, by: User | None, call: LLMCall | None
) -> LedgerEntry:
    """Add to what is booked, or take from it, in every budget that covers it."""
    _demand_transaction()
    kept = Reservation(spent_on, None, at)
    entry = _append(Kind.CORRECT, kept, call=call, booked=amount, reason=reason, by=by)
    _count(spent_on, at, booked=amount, held=NOTHING)
    return entry


def _close_once(
    kind: Kind, call: LLMCall, *, booked: Decimal | None, estimated: bool = False
) -> Mapping[str, LedgerEntry] | None:
    """Close a call; return its entries instead where somebody has closed it before."""
    _demand_transaction()
    entries = _entries_of(call)
    if Kind.SETTLE in entries or Kind.RELEASE in entries:
        return entries
    reserved = entries.get(Kind.RESERVE)
    reservation = (
        Reservation(Target.of(reserved), reserved.held, reserved.counts_in)
        if reserved
        else Reservation(Target.of(call.generation), None, call.started_at)
    )
    try:
        with transaction.atomic():
            amount = reservation.held if estimated else booked
            _close(kind, call, reservation, booked=amount, estimated=estimated)
    except IntegrityError:
        # Another process closed it since.
        return _entries_of(call)
    return None


def _close(
    kind: Kind, call: LLMCall, reservation: Reservation, *, booked: Decimal | None, estimated: bool = False
) -> None:
    _demand_transaction()
    held = reservation.held or NOTHING
    _append(kind, reservation, call=call, booked=booked, held=-held, estimated=estimated)
    _count(reservation.spent_on, reservation.counts_in, booked=booked or NOTHING, held=-held)
    if booked is not None and reservation.held is not None and booked > reservation.held:
        amounts = {"cost": budget_words.usd(booked), "held": budget_words.usd(reservation.held)}
        alerts.raise_alert(
            "budget.overrun",
            call.model_asked,
            _("A call cost %(cost)s, more than the %(held)s that was set aside. Check the model's prices.")
            % amounts,
        )


def _learn(call: LLMCall, entries: Mapping[str, LedgerEntry], cost: Decimal | None) -> None:
    """Book the difference where the real cost is known only after the call was closed without it."""
    closing = entries.get(Kind.SETTLE) or entries[Kind.RELEASE]
    was_real = closing.kind == Kind.SETTLE and closing.booked is not None and not closing.estimated
    if cost is None or was_real or Kind.CORRECT in entries:
        return
    difference = cost - (closing.booked or NOTHING)
    # If another process corrects it at the same moment, the constraint lets one of both.
    with suppress(IntegrityError), transaction.atomic():
        if difference:
            append_correction(
                Target.of(closing),
                difference,
                at=closing.counts_in,
                reason=_("The real cost was learned later."),
                by=None,
                call=call,
            )


def _entries_of(call: LLMCall) -> dict[str, LedgerEntry]:
    return {entry.kind: entry for entry in LedgerEntry.objects.filter(call=call)}


def _append(
    kind: Kind,
    kept: Reservation,
    *,
    call: LLMCall | None,
    booked: Decimal | None = NOTHING,
    held: Decimal | None = NOTHING,
    estimated: bool = False,
    reason: str = "",
    by: User | None = None,
) -> LedgerEntry:
    entry = LedgerEntry(
        kind=kind,
        call=call,
        booked=booked,
        held=held,
        estimated=estimated,
        brand_id=kept.spent_on.brand_id,
        campaign_id=kept.spent_on.campaign_id,
        person_id=kept.spent_on.person_id,
        tool=kept.spent_on.tool,
        counts_in=kept.counts_in,
        reason=reason,
        by=by,
    )
    return rows.insert(entry)


def _count(spent_on: Target, at: datetime, *, booked: Decimal, held: Decimal) -> None:
    for plan in budgets.covering(spent_on):
        if reached := counters.book(plan, spent_on, at, booked=booked, held=held):
            _tell(reached)


def _tell(reached: Reached) -> None:
    plan, row = reached.plan, reached.row
    amounts = {
        "spent": budget_words.usd(row.spent),
        "limit": budget_words.usd(plan.limit),
        "day": budget_words.starts_anew(plan, row.ends),
    }
    message = _("%(spent)s of %(limit)s is spent. It starts anew on %(day)s.") % amounts
    if reached.threshold >= 100:
        _raise_used_up(plan, row, message)
    else:
        about = f"{budget_words.subject(plan, row)}: {reached.threshold} %"
        alerts.raise_alert("budget.threshold", about, message)


def _raise_used_up(plan: budgets.Plan, row: BudgetPeriod, message: str) -> None:
    subject = budget_words.subject(plan, row)
    alerts.raise_alert("budget.used_up", subject, message, severity=Alert.Severity.CRITICAL)


def _pk(row: Model | None) -> int | None:
    return None if row is None else row.pk


def _demand_transaction() -> None:
    if not connection.in_atomic_block:
        raise NotInTransaction("An entry of the ledger shares the transaction of what it tells of.")
