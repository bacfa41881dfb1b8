"""What people are told of a budget: why it refuses, when it starts anew, which period is meant."""

from datetime import datetime
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation.models import Budget, BudgetPeriod
from generation.stores.budgets import Plan


def usd(amount: Decimal) -> str:
    """Return an amount to read: cents, and more figures where there are fewer."""
    digits = 2 if amount == 0 or abs(amount) >= Decimal("0.1") else 4
    return f"${amount:,.{digits}f}" if amount >= 0 else f"-${-amount:,.{digits}f}"


def amount(usd_or_unknown: Decimal | None, unknown: str) -> str:
    """Return an amount to read, or the words for one that nobody knows."""
    return unknown if usd_or_unknown is None else usd(usd_or_unknown)


def refusal(plan: Plan, row: BudgetPeriod, amount: Decimal | None) -> tuple[str, str]:
    """Return why a budget refuses a call, and what a person can do. One sentence each."""
    asked = amount or Decimal(0)
    named = {"budget": plan.name, "period": _this(plan), "day": starts_anew(plan, row.ends)}
    if asked > plan.limit:
        return (
            _("The budget '%(budget)s' for %(period)s is smaller than what one draft may cost.") % named,
            _("Ask an admin to raise it."),
        )
    if row.reserved > 0 and row.spent + asked <= plan.limit and row.spent < plan.limit:
        return (
            _("What is left of the budget '%(budget)s' for %(period)s is taken by drafts at work.") % named,
            _("Try again in a few minutes, or ask an admin to raise it."),
        )
    return (
        _("The budget '%(budget)s' for %(period)s is used up; it starts anew on %(day)s.") % named,
        _("Wait until then, or ask an admin to raise it."),
    )


def starts_anew(plan: Plan, ends: datetime) -> str:
    """Return the day of the next period, such as "1 December"."""
    return date_format(ends.astimezone(plan.zone).date(), "j F")


def period_of(plan: Plan, row: BudgetPeriod) -> str:
    """Name a period: its day, its week or its month."""
    first = row.starts.astimezone(plan.zone).date()
    if plan.period == Budget.Period.MONTH:
        return date_format(first, "F Y")
    day = date_format(first, "j F Y")
    return _("the week of %(day)s") % {"day": day} if plan.period == Budget.Period.WEEK else day


def subject(plan: Plan, row: BudgetPeriod) -> str:
    """Name a budget and its period, and the person whose limit it is, as an alert's subject."""
    return named(plan, row, User.objects.filter(pk=row.owner).first() if row.owner else None)


def named(plan: Plan, row: BudgetPeriod, whose: User | None) -> str:
    """Name a budget's period, where the person is at hand already."""
    name = f"{plan.name} ({whose.display_name})" if whose else plan.name
    return f"{name}, {period_of(plan, row)}"


def _this(plan: Plan) -> str:
    return {
        Budget.Period.DAY.value: _("today"),
        Budget.Period.WEEK.value: _("this week"),
        Budget.Period.MONTH.value: _("this month"),
    }[plan.period]
