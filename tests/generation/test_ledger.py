"""Money is counted before it is spent: what is reserved, settled, given back and corrected."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from generation.llm_client.exceptions import BudgetExceeded
from generation.models import Alert, AuditAction, AuditEntry, BudgetPeriod, LedgerEntry
from generation.stores import bookkeeping, budgets, ledger
from generation.stores.bookkeeping import CorrectionRefused
from tests.factories import (
    BrandFactory,
    BudgetFactory,
    CampaignFactory,
    DraftRequestFactory,
    GenerationFactory,
    LLMCallFactory,
    UserFactory,
)
from tests.generation.money import (
    counts,
    known_to_all,
    release,
    reserve,
    settle,
    settle_at_reserved,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["just made", "known to all"], autouse=True)
def age(request, monkeypatch):
    """Run each test with budgets that are counted anew at each use, and with such as are kept in step."""
    if request.param == "known to all":
        monkeypatch.setattr(budgets, "UNTIL_ALL_KNOW", timedelta(hours=-1))


def entries():
    return [(entry.kind, entry.booked, entry.held) for entry in LedgerEntry.objects.order_by("pk")]


def call_of(person=None, **fields):
    request = DraftRequestFactory(requested_by=person or UserFactory(), **fields)
    return LLMCallFactory(generation=GenerationFactory(request=request))


def test_worst_case_is_set_aside_in_each_budget_that_covers_the_call():
    call = LLMCallFactory()
    draft = call.generation
    mine = [
        BudgetFactory(),
        BudgetFactory(scope="brand", brand=draft.brand),
        BudgetFactory(scope="campaign", campaign=draft.campaign),
        BudgetFactory(scope="person", person=draft.requested_by),
        BudgetFactory(scope="person"),
        BudgetFactory(scope="tool", tool="email"),
    ]
    BudgetFactory(scope="brand", brand=BrandFactory())
    BudgetFactory(scope="tool", tool="landing_page")
    BudgetFactory(active=False)

    reserve("0.03", call)

    assert [counts(budget) for budget in mine] == [(0, Decimal("0.03"))] * 6
    assert BudgetPeriod.objects.count() == 6
    assert entries() == [("reserve", 0, Decimal("0.03"))]


def test_settling_books_the_cost_and_gives_back_the_rest():
    budget = BudgetFactory()
    call = reserve("0.03")

    settle(call, "0.02")

    assert counts(budget) == (Decimal("0.02"), 0)
    assert entries()[1] == ("settle", Decimal("0.02"), Decimal("-0.03"))


def test_thousands_of_dollars_are_counted_too():
    """PostgreSQL would take a bare number for one of 32 bits: $2.15 in billionths is more."""
    budget = BudgetFactory(limit=Decimal(10_000))
    call = reserve("6000.5")
    with pytest.raises(BudgetExceeded):
        reserve("4000")

    settle(call, "5999.25")

    assert counts(budget) == (Decimal("5999.25"), 0)


def test_settling_twice_books_once():
    budget = BudgetFactory()
    call = reserve("0.03")
    settle(call, "0.02")

    settle(call, "0.02")
    settle(call, "0.5")
    release(call)
    settle_at_reserved(call)

    assert counts(budget) == (Decimal("0.02"), 0)
    assert len(entries()) == 2


def test_cost_above_what_was_set_aside_is_booked_and_told():
    budget = BudgetFactory(limit=Decimal("0.05"))
    call = reserve("0.03")

    settle(call, "0.08")

    assert counts(budget) == (Decimal("0.08"), 0)
    alert = Alert.objects.get(kind="budget.overrun")
    assert alert.subject == call.model_asked
    assert "$0.0800, more than the $0.0300" in alert.message


def test_full_budget_refuses_in_plain_words_and_keeps_nothing():
    BudgetFactory(name="Roomy", limit=Decimal(100))
    BudgetFactory(name="Spring", limit=Decimal("0.05"))
    settle(reserve("0.03", at=datetime(2026, 11, 5, tzinfo=UTC)), "0.03")
    before = entries()

    with pytest.raises(BudgetExceeded) as caught:
        reserve("0.03", at=datetime(2026, 11, 20, tzinfo=UTC))

    assert str(caught.value) == (
        "The budget 'Spring' for this month is used up; it starts anew on 1 December."
    )
    assert caught.value.advice == "Wait until then, or ask an admin to raise it."
    assert entries() == before
    assert {row.reserved for row in BudgetPeriod.objects.all()} == {0}


def test_money_that_is_only_set_aside_refuses_with_other_words():
    BudgetFactory(name="Spring", limit=Decimal("0.05"))
    reserve("0.03")

    with pytest.raises(
        BudgetExceeded, match="What is left of the budget 'Spring' for this month is taken by"
    ):
        reserve("0.03")


def test_budget_that_is_smaller_than_one_call_says_so():
    BudgetFactory(name="Tiny", period="day", limit=Decimal("0.01"))

    with pytest.raises(BudgetExceeded, match="'Tiny' for today is smaller than what one draft may cost"):
        reserve("0.03")


def test_refusal_tells_the_admins_once():
    budget = BudgetFactory(name="Spring", limit=Decimal("0.05"), thresholds=[])
    settle(reserve("0.03"), "0.03")

    for _ in range(2):
        with pytest.raises(BudgetExceeded) as caught:
            reserve("0.03")
        ledger.tell_refusal(caught.value)

    alert = Alert.objects.get()
    assert (alert.kind, alert.count, alert.severity) == ("budget.used_up", 2, "critical")
    assert alert.subject == f"Spring, {timezone.now():%B %Y}"
    assert bookkeeping.verify([budget]) == []


def test_soft_thresholds_are_told_once_each():
    BudgetFactory(name="Spring", thresholds=[50, 80])

    for cost in ("0.4", "0.05", "0.05", "0.05", "0.3", "0.05"):
        settle(reserve(cost), cost)

    about = Alert.objects.order_by("pk").values_list("subject", "count", "message")
    month = f"{timezone.now():%B %Y}"
    assert [row[:2] for row in about] == [(f"Spring, {month}: 50 %", 1), (f"Spring, {month}: 80 %", 1)]
    assert about[0][2].startswith("$0.50 of $1.00 is spent. It starts anew on 1 ")


def test_last_threshold_is_the_same_alert_as_a_refusal():
    BudgetFactory(thresholds=[100])

    settle(reserve("1"), "1")

    assert Alert.objects.get().kind == "budget.used_up"


def test_next_period_is_told_of_anew():
    BudgetFactory(name="Spring", thresholds=[50])
    for month in (10, 11):
        settle(reserve("0.6", at=datetime(2026, month, 3, tzinfo=UTC)), "0.6")

    subjects = sorted(Alert.objects.values_list("subject", flat=True))
    assert subjects == ["Spring, November 2026: 50 %", "Spring, October 2026: 50 %"]


def test_raised_limit_is_told_of_again_when_it_is_near():
    budget = BudgetFactory(name="Spring", thresholds=[50])
    settle(reserve("0.6"), "0.6")
    Alert.objects.update(resolved_at=timezone.now())
    budget.limit = Decimal(2)
    budget.save()
    bookkeeping.count_anew(budget)

    settle(reserve("0.6"), "0.6")

    assert Alert.objects.open().count() == 1


def test_unknown_cost_counts_as_nothing_and_stays_unknown():
    budget = BudgetFactory()
    call = reserve("0.03")

    settle(call, None)

    assert counts(budget) == (0, 0)
    assert entries()[1] == ("settle", None, Decimal("-0.03"))


def test_unknown_price_sets_nothing_aside():
    budget = BudgetFactory()
    call = reserve(None)
    assert (counts(budget), entries()) == ((0, 0), [("reserve", 0, None)])

    settle(call, "0.4")

    assert counts(budget) == (Decimal("0.4"), 0)
    assert not Alert.objects.exists()


def test_unknown_price_is_refused_by_a_budget_that_is_used_up():
    BudgetFactory(limit=Decimal("0.4"), thresholds=[])
    settle(reserve(None), "0.4")

    with pytest.raises(BudgetExceeded, match="is used up"):
        reserve(None)


def test_call_that_was_not_charged_gives_everything_back():
    budget = BudgetFactory()
    call = reserve("0.03")

    release(call)

    assert counts(budget) == (0, 0)
    assert entries()[1] == ("release", 0, Decimal("-0.03"))


def test_unknown_outcome_is_booked_at_what_was_set_aside():
    budget = BudgetFactory()
    call = reserve("0.03")

    settle_at_reserved(call)
    settle_at_reserved(call)

    assert counts(budget) == (Decimal("0.03"), 0)
    assert LedgerEntry.objects.get(kind="settle").estimated


@pytest.mark.parametrize("first", [settle_at_reserved, release, lambda call: settle(call, None)])
def test_cost_that_is_learned_late_is_corrected_once(first):
    budget = BudgetFactory()
    call = reserve("0.03")
    first(call)

    settle(call, "0.01")
    settle(call, "0.01")

    assert counts(budget) == (Decimal("0.01"), 0)
    assert LedgerEntry.objects.get(kind="correct").reason == "The real cost was learned later."


def test_call_from_before_the_ledger_can_be_settled():
    budget = BudgetFactory()

    settle(LLMCallFactory(), "0.02")

    assert counts(budget) == (Decimal("0.02"), 0)


def test_settlement_counts_in_the_period_of_the_reservation():
    budget = BudgetFactory()
    call = reserve("0.03", at=datetime(2026, 9, 30, 23, 59, tzinfo=UTC))

    settle(call, "0.02")

    assert (counts(budget), BudgetPeriod.objects.get().starts.month) == ((Decimal("0.02"), 0), 9)


def test_new_budget_counts_what_the_ledger_holds_of_its_period():
    settle(reserve("0.5"), "0.5")
    budget = BudgetFactory(limit=Decimal("0.55"))

    with pytest.raises(BudgetExceeded):
        reserve("0.1")
    reserve("0.05")

    assert counts(budget) == (Decimal("0.5"), Decimal("0.05"))


def test_budget_that_another_process_made_is_counted_by_the_next_that_knows(monkeypatch):
    """A call is reserved by who knows of no budget, and settled by who does."""
    monkeypatch.setattr(budgets, "UNTIL_ALL_KNOW", timedelta(seconds=10))
    budget = BudgetFactory()
    plans = budgets.in_force()
    monkeypatch.setattr(budgets, "covering", lambda spent_on: [])
    unaware = reserve("0.03")
    monkeypatch.setattr(budgets, "covering", lambda spent_on: plans)
    reserve("0.04")
    monkeypatch.setattr(budgets, "covering", lambda spent_on: [])
    also_unaware = reserve("0.05")
    monkeypatch.setattr(budgets, "covering", lambda spent_on: plans)

    settle(unaware, "0.03")
    settle(also_unaware, "0.05")

    assert counts(budget) == (Decimal("0.08"), Decimal("0.04"))


def test_raised_limit_holds_at_once_where_an_old_one_is_remembered(monkeypatch):
    budget = BudgetFactory(limit=Decimal("0.01"))
    plans = budgets.in_force()
    monkeypatch.setattr(budgets, "covering", lambda spent_on: plans)
    budget.limit = Decimal(1)
    budget.save()

    reserve("0.03")

    assert counts(budget) == (0, Decimal("0.03"))


def test_limit_below_what_is_spent_refuses_and_breaks_nothing():
    budget = BudgetFactory()
    settle(reserve("0.5"), "0.5")
    under_way = reserve("0.1")
    budget.limit = Decimal("0.2")
    budget.save()

    with pytest.raises(BudgetExceeded):
        reserve("0.01")
    settle(under_way, "0.1")

    assert counts(budget) == (Decimal("0.6"), 0)


def test_budget_that_was_switched_off_and_on_counts_what_it_missed(monkeypatch):
    monkeypatch.setattr(budgets, "UNTIL_ALL_KNOW", timedelta(seconds=10))
    budget = BudgetFactory()
    reserve("0.1")
    for active in (False, True):
        budget.active = active
        budget.save()
        settle(reserve("0.1"), "0.1")

    assert bookkeeping.verify() == []
    bookkeeping.count_anew(budget)
    assert counts(budget) == (Decimal("0.2"), Decimal("0.1"))


def test_each_person_has_a_limit_of_their_own():
    BudgetFactory(scope="person", limit=Decimal("0.05"))
    ana, tom = UserFactory(), UserFactory()

    reserve("0.04", call_of(ana))
    reserve("0.04", call_of(tom))

    with pytest.raises(BudgetExceeded):
        reserve("0.04", call_of(ana))
    assert {row.owner for row in BudgetPeriod.objects.all()} == {ana.pk, tom.pk}


def test_periods_follow_the_brands_calendar():
    brand = BrandFactory(time_zone="Pacific/Auckland")
    BudgetFactory(scope="campaign", campaign=CampaignFactory(brand=brand), period="day")
    (plan,) = budgets.in_force()

    starts, ends = plan.span(datetime(2026, 11, 30, 12, 0, tzinfo=UTC))

    assert (starts, ends) == (
        datetime(2026, 11, 30, 11, 0, tzinfo=UTC),
        datetime(2026, 12, 1, 11, 0, tzinfo=UTC),
    )


def test_weeks_start_on_monday():
    BudgetFactory(period="week")
    (plan,) = budgets.in_force()

    starts, ends = plan.span(datetime(2026, 11, 22, 23, 59, tzinfo=UTC))

    assert (starts.date().isoformat(), ends.date().isoformat()) == ("2026-11-16", "2026-11-23")


def test_without_budgets_only_the_entry_is_written(django_assert_num_queries):
    call = LLMCallFactory()
    kept = ledger.reserve(call, Decimal("0.03"), at=timezone.now())

    with django_assert_num_queries(1):
        ledger.settle(call, Decimal("0.02"), reservation=kept)


def test_budgets_cost_one_statement_each_when_all_is_well(django_assert_num_queries):
    BudgetFactory.create_batch(2)
    known_to_all()
    reserve("0.03")
    call = LLMCallFactory()
    known_to_all()
    budgets.covering(budgets.Target())

    with django_assert_num_queries(3):
        kept = ledger.reserve(call, Decimal("0.03"), at=timezone.now())
    with django_assert_num_queries(3):
        ledger.settle(call, Decimal("0.02"), reservation=kept)


def test_headroom_is_that_of_the_budget_with_the_least_left():
    campaign = CampaignFactory()
    where = {"brand": campaign.brand, "campaign": campaign, "person": campaign.owner, "tool": "email"}
    assert ledger.headroom(**where) is None
    BudgetFactory(name="Roomy", limit=Decimal(10))
    BudgetFactory(name="Spring", scope="campaign", campaign=campaign)
    reserve("0.25", call_of(campaign=campaign))

    room = ledger.headroom(**where)

    assert room is not None
    assert (room.amount, room.budget) == (Decimal("0.75"), "Spring")


def test_correction_has_a_reason_and_an_audit_entry(admin):
    budget = BudgetFactory()
    settle(reserve("0.5"), "0.5")

    entry = bookkeeping.correct(budget, Decimal("-0.2"), reason="Refund of 3 November", by=admin)

    assert counts(budget) == (Decimal("0.3"), 0)
    assert (entry.kind, entry.reason, entry.by) == ("correct", "Refund of 3 November", admin)
    record = AuditEntry.objects.get(action=AuditAction.BUDGET_CORRECTED)
    assert (record.before, record.reason) == ({"spent": "0.5"}, "Refund of 3 November")


def test_correction_counts_in_every_budget_that_covers_the_same(admin):
    everything = BudgetFactory()
    campaign = CampaignFactory()
    own = BudgetFactory(scope="campaign", campaign=campaign)
    brands = BudgetFactory(scope="brand", brand=campaign.brand)

    bookkeeping.correct(own, Decimal("0.2"), reason="Paid by hand", by=admin)

    assert [counts(budget)[0] for budget in (everything, own, brands)] == [Decimal("0.2")] * 3


@pytest.mark.parametrize(
    ("amount", "reason"),
    [("-0.6", "Too much"), ("0", "Nothing"), ("0.1", "  ")],
    ids=["more", "0", "no reason"],
)
def test_correction_that_makes_no_sense_is_refused(admin, amount, reason):
    budget = BudgetFactory()
    settle(reserve("0.5"), "0.5")

    with pytest.raises(CorrectionRefused):
        bookkeeping.correct(budget, Decimal(amount), reason=reason, by=admin)

    assert not AuditEntry.objects.exists()


def test_counter_that_was_tampered_with_is_found():
    budget = BudgetFactory(name="Spring")
    settle(reserve("0.5"), "0.5")
    known_to_all()
    bookkeeping.count_anew(budget)
    assert bookkeeping.verify() == []

    BudgetPeriod.objects.update(spent=Decimal("0.4"))

    (found,) = bookkeeping.verify()
    assert "Spring" in str(found)
    assert "the ledger has $0.50 booked and $0.00 set aside, the counters say $0.40 and $0.00" in str(found)


def test_change_of_zone_moves_the_periods():
    brand = BrandFactory()
    budget = BudgetFactory(scope="brand", brand=brand)
    campaign = CampaignFactory(brand=brand)
    settle(reserve("0.5", call_of(campaign=campaign)), "0.5")
    brand.time_zone = "Asia/Tokyo"
    brand.save()

    settle(reserve("0.1", call_of(campaign=campaign)), "0.1")

    assert bookkeeping.verify() == []
    assert counts(budget) == (Decimal("0.6"), 0)
