from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from generation.models import Alert, AuditAction, AuditEntry, Budget, LedgerEntry
from generation.stores import alerts, bookkeeping
from tests.factories import BrandFactory, BudgetFactory, CampaignFactory, UserFactory
from tests.generation.money import known_to_all, reserve, settle

pytestmark = pytest.mark.django_db

BUDGETS = "admin:generation_budget_changelist"


@pytest.fixture
def desk(client_for, admin):
    return client_for(admin)


def form(**changes):
    filled = {
        "name": "Spring",
        "scope": "everything",
        "period": "month",
        "limit": "12.50",
        "thresholds": "80, 50 %, 100",
        "active": "on",
    }
    return filled | changes


def test_a_budget_is_made_and_counts_what_is_spent_already(desk):
    settle(reserve("2.5"), "2.5")

    desk.post(reverse("admin:generation_budget_add"), form())

    budget = Budget.objects.get()
    assert (budget.limit, budget.thresholds) == (Decimal("12.5"), [50, 80, 100])
    page = desk.get(reverse(BUDGETS)).content.decode()
    assert "$12.50" in page
    assert "$2.50 spent, $0.00 set aside" in page
    assert "20 %" in page


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scope": "brand"}, "brand"),
        ({"scope": "tool"}, "tool"),
        ({"scope": "tool", "tool": "nonsense"}, "tool"),
        ({"tool": "email"}, "tool"),
        ({"limit": "-1"}, "limit"),
        ({"limit": "1e30"}, "limit"),
        ({"thresholds": "50, many"}, "thresholds"),
        ({"thresholds": "120"}, "thresholds"),
    ],
)
def test_a_budget_that_makes_no_sense_is_refused(desk, changes, field):
    answer = desk.post(reverse("admin:generation_budget_add"), form(**changes))

    assert field in answer.context["adminform"].form.errors
    assert not Budget.objects.exists()


def test_what_a_budget_covers_is_never_changed(desk):
    budget = BudgetFactory(scope="brand", brand=BrandFactory())

    desk.post(reverse("admin:generation_budget_change", args=[budget.pk]), form(limit="3"))

    budget.refresh_from_db()
    assert (budget.scope, budget.limit) == ("brand", Decimal(3))


def test_the_page_shows_where_it_stands_its_periods_and_the_ledger(desk):
    budget = BudgetFactory(scope="person", limit=Decimal(1))
    call = reserve("0.5")
    settle(call, None)
    reserve("0.25", call=None)

    page = desk.get(reverse("admin:generation_budget_change", args=[budget.pk])).content.decode()

    assert "$0.00 spent, $0.25 set aside (who is nearest)" in page
    assert f"({call.generation.requested_by.display_name}), {timezone.now():%B %Y}" in page
    assert "cost unknown" in page


def test_the_list_takes_as_many_queries_for_many_as_for_few(desk):
    def queries():
        known_to_all()
        for budget in Budget.objects.all():
            bookkeeping.count_anew(budget)
        with CaptureQueriesContext(connection) as taken:
            desk.get(reverse(BUDGETS))
        return len(taken)

    BudgetFactory(scope="campaign", campaign=CampaignFactory())
    few = queries()
    for _ in range(5):
        BudgetFactory(scope="campaign", campaign=CampaignFactory())

    assert queries() == few


def test_a_correction_is_booked_with_its_reason(desk, admin):
    budget = BudgetFactory()
    address = reverse("admin:generation_budget_correct", args=[budget.pk])
    assert desk.get(address).status_code == 200

    answer = desk.post(address, {"amount": "0.25", "reason": "Paid by hand"}, follow=True)

    assert "$0.25 is booked." in answer.content.decode()
    entry = LedgerEntry.objects.get()
    assert (entry.booked, entry.reason, entry.by) == (Decimal("0.25"), "Paid by hand", admin)
    assert AuditEntry.objects.get(action=AuditAction.BUDGET_CORRECTED).actor == admin


def test_a_correction_for_a_person_names_the_person(desk):
    budget = BudgetFactory(scope="person")
    person = UserFactory()
    address = reverse("admin:generation_budget_correct", args=[budget.pk])
    assert desk.post(address, {"amount": "1", "reason": "Paid by hand"}).status_code == 422

    desk.post(address, {"amount": "1", "reason": "Paid by hand", "person": person.pk})

    assert LedgerEntry.objects.get().person == person


def test_a_correction_that_is_refused_says_why(desk):
    address = reverse("admin:generation_budget_correct", args=[BudgetFactory().pk])

    answer = desk.post(address, {"amount": "-1", "reason": "Refund"})

    assert answer.status_code == 422
    assert "Only $0.00 is booked in this period." in answer.content.decode()


def test_only_who_may_change_budgets_may_correct_them(client_for):
    staff = UserFactory(is_staff=True)
    address = reverse("admin:generation_budget_correct", args=[BudgetFactory().pk])

    assert client_for(staff).get(address).status_code == 403


def test_verify_says_that_all_adds_up(desk):
    budget = BudgetFactory()
    reserve("0.5")

    answer = desk.post(reverse(BUDGETS), {"action": "verify", "_selected_action": [budget.pk]}, follow=True)

    assert "1 budget adds up." in answer.content.decode()


def test_the_ledger_is_to_look_at(desk):
    reserve(None)

    page = desk.get(reverse("admin:generation_ledgerentry_changelist"))

    assert "price unknown" in page.content.decode()
    assert desk.get(reverse("admin:generation_ledgerentry_add")).status_code == 403


def test_an_alert_is_marked_as_done_with_an_audit_entry(desk, admin):
    alerts.raise_alert("budget.used_up", "Spring, November 2026", "All is spent.")
    alert = Alert.objects.get()
    address = reverse("admin:generation_alert_changelist")
    assert "All is spent." in desk.get(address, {"state": "open"}).content.decode()

    desk.post(address, {"action": "mark_done", "_selected_action": [alert.pk]})

    alert.refresh_from_db()
    assert (alert.resolved_by, alert.resolved_at is not None) == (admin, True)
    assert AuditEntry.objects.get(action=AuditAction.ALERT_DONE).object_label == "Spring, November 2026"
    assert "All is spent." not in desk.get(address, {"state": "open"}).content.decode()
