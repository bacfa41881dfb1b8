"""Whatever happens in whatever order, the ledger is balanced, and no budget is over its limit."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from generation.llm_client.exceptions import BudgetExceeded
from generation.models import Budget, BudgetPeriod, LedgerEntry, LLMCall
from generation.stores import bookkeeping, budgets, counters, ledger
from generation.stores.bookkeeping import CorrectionRefused
from tests.factories import (
    BudgetFactory,
    CampaignFactory,
    DraftRequestFactory,
    GenerationFactory,
    LLMCallFactory,
    UserFactory,
)

cents = st.integers(0, 40).map(lambda number: Decimal(number) / 100)
DAYS = [datetime(2026, 11, day, 12, tzinfo=UTC) for day in (29, 30)] + [datetime(2026, 12, 1, tzinfo=UTC)]


@dataclass
class Kept:
    """What a call should have in the ledger."""

    call: LLMCall
    at: datetime
    held: Decimal
    booked: Decimal = Decimal(0)
    is_closed: bool = False
    is_real: bool = False


class Died(Exception):
    """The worker dies before it can commit."""


class Ledger(RuleBasedStateMachine):
    """Calls that never cost more than was set aside, against budgets that stay as they are."""

    calls = Bundle("calls")

    def __init__(self):
        super().__init__()
        self.kept = []
        self.everything = transaction.atomic()
        self.everything.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.everything.__exit__(None, None, None)
        budgets.forget()

    @initialize()
    def make_budgets(self):
        people = [UserFactory(), UserFactory()]
        campaigns = [CampaignFactory(), CampaignFactory()]
        self.drafts = [
            GenerationFactory(request=DraftRequestFactory(campaign=campaign, requested_by=person))
            for campaign in campaigns
            for person in people
        ]
        self.attempt = 0
        BudgetFactory(period="month")
        BudgetFactory(scope="person", period="day", limit=Decimal("0.6"))
        BudgetFactory(scope="campaign", campaign=campaigns[0], period="week", limit=Decimal("0.8"))

    def new_call(self, draft):
        self.attempt += 1
        return LLMCallFactory(generation=self.drafts[draft], attempt=self.attempt)

    @rule(target=calls, draft=st.integers(0, 3), at=st.sampled_from(DAYS), amount=cents | st.none())
    def reserve(self, draft, at, amount):
        call = self.new_call(draft)
        kept = Kept(call, at, amount or Decimal(0))
        try:
            with transaction.atomic():
                ledger.reserve(call, amount, at=at)
        except BudgetExceeded:
            assert self.someone_is_full(call, at, kept.held)
            kept = Kept(call, at, Decimal(0), is_closed=True, is_real=True)
        else:
            self.kept.append(kept)
        return kept

    @rule(draft=st.integers(0, 3), at=st.sampled_from(DAYS))
    def die_while_reserving(self, draft, at):
        call = self.new_call(draft)
        with suppress(Died, BudgetExceeded), transaction.atomic():
            ledger.reserve(call, Decimal("0.01"), at=at)
            raise Died

    @rule(kept=calls, share=st.integers(0, 100))
    def settle(self, kept, share):
        self.book(kept, kept.held * share / 100)

    @rule(kept=calls)
    def die_while_settling(self, kept):
        with suppress(Died), transaction.atomic():
            ledger.settle(kept.call, kept.held)
            raise Died

    @rule(kept=calls)
    def release(self, kept):
        if kept in self.kept:
            with transaction.atomic():
                ledger.release(kept.call)
            kept.is_closed = True

    @rule(kept=calls)
    def settle_at_reserved(self, kept):
        if kept in self.kept:
            with transaction.atomic():
                ledger.settle_at_reserved(kept.call)
            if not kept.is_closed:
                kept.booked, kept.is_closed = kept.held, True

    def book(self, kept, cost):
        if kept not in self.kept:
            return
        if kept.is_closed and not kept.is_real and cost > kept.booked and not self.may_overrun:
            return  # a late cost is booked even where the money went elsewhere in the meantime
        with transaction.atomic():
            ledger.settle(kept.call, cost)
        if not kept.is_real:
            kept.booked, kept.is_closed = cost, True
            kept.is_real = LedgerEntry.objects.filter(
                call=kept.call, kind__in=["settle", "correct"], estimated=False
            ).exists()

    may_overrun = False

    def someone_is_full(self, call, at, amount):
        plans = [plan for plan in budgets.in_force() if plan.covers(budgets.Target.of(call.generation))]
        return any(
            sum(self.expected(plan, plan.owner(budgets.Target.of(call.generation)), plan.span(at)))
            + max(amount, Decimal("1e-9"))
            > plan.limit
            for plan in plans
        )

    def expected(self, plan, owner, span):
        """Return what the calls of a period add up to, by what this test remembers of them."""
        mine = []
        for kept in self.kept:
            target = budgets.Target.of(kept.call.generation)
            if plan.covers(target) and plan.owner(target) == owner and span.starts <= kept.at < span.ends:
                mine.append(kept)
        spent = sum((kept.booked for kept in mine), Decimal(0))
        return spent, sum((kept.held for kept in mine if not kept.is_closed), Decimal(0))

    @invariant()
    def counters_equal_the_calls_and_the_ledger(self):
        plans = {plan.pk: plan for plan in budgets.in_force()}
        for row in BudgetPeriod.objects.filter(budget__in=list(plans)):
            plan = plans[row.budget_id]
            assert (row.spent, row.reserved) == counters.in_ledger(plan, row)
            assert (row.spent, row.reserved) == self.expected(plan, row.owner, plan.span(row.starts))

    @invariant()
    def no_budget_is_over_its_limit(self):
        for row in BudgetPeriod.objects.select_related("budget"):
            assert row.spent + row.reserved <= row.budget.limit


class LedgerAndPeople(Ledger):
    """Calls that cost more, costs learned late, and people who correct budgets and change them."""

    calls = Ledger.calls
    may_overrun = True

    @initialize()
    def start(self):
        self.by = UserFactory()
        self.corrected = {}

    @rule(kept=calls, cost=cents)
    def overrun(self, kept, cost):
        self.book(kept, kept.held + cost)

    @rule(limit=cents, which=st.integers(0, 2))
    def change_limit(self, limit, which):
        budget = Budget.objects.order_by("pk")[which]
        budget.limit = limit
        budget.save()

    @rule(which=st.integers(0, 3), scope=st.sampled_from(["brand", "tool", "everything"]))
    def make_budget(self, which, scope):
        target = {"brand": {"brand": self.drafts[which].brand}, "tool": {"tool": "email"}}
        BudgetFactory(scope=scope, limit=Decimal("0.3"), **target.get(scope, {}))

    @rule(amount=st.integers(-20, 40).map(lambda number: Decimal(number) / 100))
    def correct(self, amount):
        """Correct the campaign's budget, now: no call of these tests counts in the present."""
        try:
            bookkeeping.correct(
                Budget.objects.get(scope="campaign"), amount, reason="Counted by hand", by=self.by
            )
        except CorrectionRefused:
            assert amount <= 0

    def expected(self, plan, owner, span):
        spent, held = super().expected(plan, owner, span)
        by_hand = LedgerEntry.objects.filter(plan.entries(owner), kind="correct", call=None)
        in_span = by_hand.filter(counts_in__gte=span.starts, counts_in__lt=span.ends)
        return spent + sum((entry.booked for entry in in_span), Decimal(0)), held

    @invariant()
    def no_budget_is_over_its_limit(self):
        """Truth wins over limits: these calls do cost what they cost."""


@pytest.mark.no_cover
@pytest.mark.django_db
@pytest.mark.parametrize("age", ["just made", "known to all"])
@pytest.mark.parametrize("machine", [Ledger, LedgerAndPeople])
def test_ledger_is_balanced_whatever_happens(machine, age, monkeypatch):
    if age == "known to all":
        monkeypatch.setattr(budgets, "UNTIL_ALL_KNOW", timedelta(hours=-1))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=6,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
