"""The budgets that are in force, as each process remembers them, and what each one covers and when.

They are read at most every `TTL_S` seconds: another process acts on a change that much later, the one that
saves it at once. `Plan.counts_from` makes up for what was booked meanwhile by those that knew no better.
"""

import zoneinfo
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple, Self

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.signals import post_delete, post_save

from generation.models import Brand, Budget, Campaign, Generation, LedgerEntry
from generation.stores.remembered import Remembered

TTL_S = 2.0
UNTIL_ALL_KNOW = timedelta(seconds=10)
"""Above `TTL_S` and the longest transaction that books: by then every process acts on a change."""


class Span(NamedTuple):
    starts: datetime
    ends: datetime
    """The first moment of the next one."""


@dataclass(frozen=True)
class Target:
    """What money is spent on: it decides which budgets cover it."""

    brand_id: int | None = None
    campaign_id: int | None = None
    person_id: int | None = None
    tool: str = ""

    @classmethod
    def of(cls, kept: Generation | LedgerEntry) -> Self:
        """Return what a draft, or an entry of the ledger, is spent on."""
        person_id = kept.requested_by_id if isinstance(kept, Generation) else kept.person_id
        return cls(kept.brand_id, kept.campaign_id, person_id, kept.tool)


@dataclass(frozen=True)
class Plan:
    """A budget, as much of it as is needed to refuse and to book."""

    pk: int
    name: str
    scope: str
    target: int | str | None
    """The id of what the scope names, or the tool. None: everything, or each person."""
    period: str
    limit: Decimal
    thresholds: tuple[int, ...]
    """Rising percentages of the limit."""
    zone: zoneinfo.ZoneInfo
    counts_from: datetime
    """Counters added up before this may lack what a process booked that did not know of the last change."""

    @classmethod
    def of(cls, budget: Budget) -> Self:
        """Return the plan of a budget whose `brand` and `campaign.brand` are joined."""
        campaign = budget.campaign
        brand = campaign.brand if campaign else budget.brand
        changed = max(row.updated_at for row in (budget, brand, campaign) if row is not None)
        target: int | str | None = budget.brand_id or budget.campaign_id or budget.person_id
        return cls(
            pk=budget.pk,
            name=budget.name,
            scope=budget.scope,
            target=target or budget.tool or None,
            period=budget.period,
            limit=budget.limit,
            thresholds=tuple(sorted(set(budget.thresholds))),
            zone=zoneinfo.ZoneInfo(brand.time_zone if brand else settings.TIME_ZONE),
            counts_from=changed + UNTIL_ALL_KNOW,
        )

    @property
    def is_for_each_person(self) -> bool:
        return self.scope == Budget.Scope.PERSON and self.target is None

    def covers(self, spent_on: Target) -> bool:
        if self.scope == Budget.Scope.EVERYTHING:
            return True
        value = self._of_scope(spent_on)
        return bool(value) if self.target is None else value == self.target

    def owner(self, spent_on: Target) -> int:
        """Return whose limit it is: the person's where each has one of their own, else 0."""
        return (spent_on.person_id or 0) if self.is_for_each_person else 0

    def entries(self, owner: int) -> Q:
        """Return what picks the entries of the ledger that count."""
        if self.scope == Budget.Scope.EVERYTHING:
            return Q()
        column = "tool" if self.scope == Budget.Scope.TOOL else f"{self.scope}_id"
        return Q(**{column: owner if self.is_for_each_person else self.target})

    def span(self, at: datetime) -> Span:
        """Return the period that a moment falls into, by the calendar of the budget's zone."""
        today = at.astimezone(self.zone).date()
        if self.period == Budget.Period.DAY:
            first, after = today, today + timedelta(days=1)
        elif self.period == Budget.Period.WEEK:
            first = today - timedelta(days=today.weekday())
            after = first + timedelta(days=7)
        else:
            first = today.replace(day=1)
            after = (first + timedelta(days=31)).replace(day=1)
        return Span(self._midnight(first), self._midnight(after))

    def _midnight(self, day: date) -> datetime:
        local = datetime(day.year, day.month, day.day, tzinfo=self.zone)
        return local.astimezone(zoneinfo.ZoneInfo("UTC"))

    def _of_scope(self, spent_on: Target) -> int | str | None:
        values: dict[str, int | str | None] = {
            Budget.Scope.BRAND: spent_on.brand_id,
            Budget.Scope.CAMPAIGN: spent_on.campaign_id,
            Budget.Scope.PERSON: spent_on.person_id,
            Budget.Scope.TOOL: spent_on.tool,
        }
        return values[self.scope]


def covering(spent_on: Target) -> list[Plan]:
    """Return the budgets in force that cover it, by rising id. One query every two seconds."""
    return [plan for plan in _remembered.get("in force") if plan.covers(spent_on)]


def in_force() -> list[Plan]:
    """Return the active budgets as they are stored now, by rising id."""
    return [Plan.of(budget) for budget in _joined().filter(active=True)]


def fresh(pk: int) -> Plan | None:
    """Return one budget as it is stored now; None when it is not in force."""
    budget = _joined().filter(pk=pk, active=True).first()
    return Plan.of(budget) if budget else None


def forget(**_signal: Any) -> None:
    """Read the budgets again before the next use, and once more when what changes them is committed."""
    _remembered.forget()
    if transaction.get_connection().in_atomic_block:
        transaction.on_commit(_remembered.forget)


def _joined() -> Any:
    return Budget.objects.select_related("brand", "campaign__brand").order_by("pk")


_remembered: Remembered[str, list[Plan]] = Remembered(lambda _key: in_force(), ttl_s=TTL_S)

# A change of zone moves a brand's periods, and a campaign can be given to another brand.
for _model in (Budget, Brand, Campaign):
    post_save.connect(forget, sender=_model, dispatch_uid=f"budgets.forget.{_model.__name__}")
post_delete.connect(forget, sender=Budget, dispatch_uid="budgets.forget.deleted")
