"""What admins do with budgets: look at where they stand, correct them, and prove that they add up."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.exceptions import GenerationError
from generation.models import AuditAction, Budget, BudgetPeriod, LedgerEntry
from generation.models.money import rounded
from generation.stores import budget_words, budgets, counters, ledger
from generation.stores.budgets import Plan, Target


class CorrectionRefused(GenerationError):
    """422: the correction can't be booked, and why."""


@dataclass(frozen=True)
class Standing:
    """Where a budget stands in its present period; where each person has a limit, who is nearest to it."""

    limit: Decimal
    spent: Decimal
    reserved: Decimal
    starts_anew: str
    """The day of its next period, to read."""
    owner: int = 0
    """The id of the person; 0 where it is nobody's own."""

    @property
    def share(self) -> int:
        """What is spent or set aside, in whole percent of the limit."""
        return share_of(self.spent + self.reserved, self.limit)


@dataclass(frozen=True)
class Difference:
    """A counter that is not what the ledger adds up to."""

    period: BudgetPeriod
    subject: str
    spent: Decimal
    reserved: Decimal
    """What the ledger says."""

    def __str__(self) -> str:
        return _(
            "%(subject)s: the ledger has %(spent)s booked and %(held)s set aside, "
            "the counters say %(kept)s and %(kept_held)s."
        ) % {
            "subject": self.subject,
            "spent": budget_words.usd(self.spent),
            "held": budget_words.usd(self.reserved),
            "kept": budget_words.usd(self.period.spent),
            "kept_held": budget_words.usd(self.period.reserved),
        }


def standings(shown: Iterable[Budget]) -> dict[int, Standing]:
    """Return where active budgets stand, by their ids. Two queries, and one for each just changed."""
    now = timezone.now()
    plans = {plan.pk: plan for plan in budgets.in_force()}
    wanted = [plans[budget.pk] for budget in shown if budget.pk in plans]
    rows: dict[int, list[BudgetPeriod]] = {plan.pk: [] for plan in wanted}
    for row in BudgetPeriod.objects.filter(budget__in=list(rows), starts__lte=now, ends__gt=now):
        if plans[row.budget_id].span(now) == (row.starts, row.ends):
            rows[row.budget_id].append(row)
    return {plan.pk: _standing(plan, rows[plan.pk], now) for plan in wanted}


@dataclass(frozen=True)
class PastPeriod:
    """A period as it is shown."""

    subject: str
    spent: str
    reserved: str
    share: int


def history(budget: Budget, most: int) -> list[PastPeriod]:
    """Return the newest periods of a budget in which something was asked for. One query, if active."""
    plan = budgets.fresh(budget.pk)
    if plan is None:
        return []
    rows = BudgetPeriod.objects.filter(budget=budget).order_by("-starts", "-spent")[:most]
    people = User.objects.in_bulk([row.owner for row in rows if row.owner])
    return [
        PastPeriod(
            budget_words.named(plan, row, people.get(row.owner)),
            budget_words.usd(row.spent),
            budget_words.usd(row.reserved),
            share_of(row.spent + row.reserved, plan.limit),
        )
        for row in rows
    ]


def entries(budget: Budget, most: int) -> list[LedgerEntry]:
    """Return the newest entries of the ledger that a budget counts."""
    counted = Q(person__isnull=False) if budget.is_for_each_person else Plan.of(budget).entries(0)
    return list(LedgerEntry.objects.filter(counted).select_related("person", "by").order_by("-pk")[:most])


def share_of(taken: Decimal, limit: Decimal) -> int:
    """Return what is taken of a limit, in whole percent."""
    return max(0, int(taken * 100 / limit)) if limit else 100


def count_anew(budget: Budget) -> None:
    """Add a budget's present period up from the ledger, as soon as it is made or changed."""
    plan = budgets.fresh(budget.pk)
    if plan is None or plan.is_for_each_person:
        return
    with transaction.atomic():
        counters.count_anew(plan, counters.locked(plan, 0, timezone.now()))


@transaction.atomic
def correct(
    budget: Budget, amount: Decimal, *, reason: str, by: User, person: User | None = None
) -> LedgerEntry:
    """Add to what a budget has spent in its present period, or take from it, with the reason on record.

    It counts in every other budget that covers the same.

    Args:
        amount: in US dollars; below zero it gives money back.
        person: whose limit is meant, where each person has one of their own.

    Raises:
        CorrectionRefused: there is nothing to correct, or less is booked than is to be taken away.
    """
    amount, now = rounded(amount), timezone.now()
    plan = budgets.fresh(budget.pk)
    if plan is None:
        raise CorrectionRefused(_("This budget is not active."))
    if plan.is_for_each_person and person is None:
        raise CorrectionRefused(_("Say whose limit is to be corrected."))
    if not amount or not reason.strip():
        raise CorrectionRefused(_("A correction needs an amount and a reason."))
    spent_on = _target(budget, person)
    for covering in budgets.covering(spent_on):  # by rising id, as workers lock them
        counters.locked(covering, covering.owner(spent_on), now)
    row = counters.locked(plan, plan.owner(spent_on), now)
    spent, _held = counters.in_ledger(plan, row)
    if spent + amount < 0:
        raise CorrectionRefused(
            _("Only %(spent)s is booked in this period.") % {"spent": budget_words.usd(spent)}
        )
    entry = ledger.append_correction(spent_on, amount, at=now, reason=reason.strip()[:300], by=by, call=None)
    audit.record(
        AuditAction.BUDGET_CORRECTED,
        on=budget,
        by=by,
        brand=budget.campaign.brand if budget.campaign else budget.brand,
        before={"spent": str(spent)},
        after={"spent": str(spent + amount), "entry": entry.pk},
        reason=reason.strip(),
    )
    return entry


def verify(only: Iterable[Budget] | None = None) -> list[Difference]:
    """Return the counters that differ from the ledger; none is how it must be.

    Looks at the periods of active budgets. One that a change made due is counted anew first, as its next
    use would do; one of another calendar (the zone or the length was changed) is dropped.
    """
    wanted = None if only is None else {budget.pk for budget in only}
    plans = [plan for plan in budgets.in_force() if wanted is None or plan.pk in wanted]
    return [found for plan in plans for found in _verify(plan)]


def _verify(plan: Plan) -> Iterator[Difference]:
    for pk in BudgetPeriod.objects.filter(budget=plan.pk).values_list("pk", flat=True):
        with transaction.atomic():
            row = BudgetPeriod.objects.select_for_update().filter(pk=pk).first()
            if row is None:
                continue
            if plan.span(row.starts) != (row.starts, row.ends):
                row.delete()
                continue
            if counters.is_due(plan, row):
                counters.count_anew(plan, row)
            spent, reserved = counters.in_ledger(plan, row)
            if (spent, reserved) != (row.spent, row.reserved):
                yield Difference(row, budget_words.subject(plan, row), spent, reserved)


def _standing(plan: Plan, rows: list[BudgetPeriod], now: datetime) -> Standing:
    starts, ends = plan.span(now)
    nearest = max(rows, key=lambda row: row.spent + row.reserved, default=None)
    if not plan.is_for_each_person and (nearest is None or counters.is_due(plan, nearest)):
        nearest = BudgetPeriod(starts=starts, ends=ends)
        nearest.spent, nearest.reserved = counters.in_ledger(plan, nearest)
    day = budget_words.starts_anew(plan, ends)
    if nearest is None:
        return Standing(plan.limit, counters.NOTHING, counters.NOTHING, day)
    return Standing(plan.limit, nearest.spent, nearest.reserved, day, nearest.owner)


def _target(budget: Budget, person: User | None) -> Target:
    if budget.campaign is not None:
        return Target(budget.campaign.brand_id, budget.campaign_id)
    return Target(
        brand_id=budget.brand_id,
        person_id=person.pk if person else budget.person_id,
        tool=budget.tool,
    )
