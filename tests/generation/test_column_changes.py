"""What django-auditlog notices is in the one log of the product, sealed with the rest."""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone

from crm_llm.accounts.models import Role
from generation.models import AuditEntry, Budget
from review import chain
from tests.factories import BrandFactory, CampaignFactory, UserFactory

pytestmark = pytest.mark.django_db
LOG = "/audit/?kind=columns"


def test_what_an_admin_changes_is_told_with_who_and_what(client_for, admin, lead):
    person = UserFactory(username="sam", email="sam@old.example")
    person.email = "sam@new.example"
    with transaction.atomic():
        person.save()

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.object_type, entry.object_id) == ("record.changed", "user", str(person.pk))
    assert entry.object_label == "user sam"
    assert (entry.after, entry.before) == ({"columns": ["email"]}, {})
    assert entry.all_before["email"] == "sam@old.example"
    assert entry.all_after["email"] == "sam@new.example"
    page = client_for(lead).get(LOG).content.decode()
    assert "changed a record" in page
    assert "View change" in page


def test_who_did_it_is_named(client_for, lead):
    data = {
        "theme": "dark",
        "density": "compact",
        "after_decision": "list",
        "time_zone": "UTC",
        "shortcuts_on": "on",
    }
    assert client_for(lead).post("/accounts/profile/", data).status_code == 302

    entry = AuditEntry.objects.get()
    assert entry.actor == lead
    assert entry.after["columns"] == ["after_decision", "density", "theme"]


def test_groups_given_and_taken_are_told():
    person = UserFactory(username="sam")
    group = Group.objects.get_or_create(name=Role.LEAD)[0]
    person.groups.add(group)
    person.groups.remove(group)

    taken, given = AuditEntry.objects.all()
    assert given.all_after == {"columns": ["groups"], "groups": ["Review leads"]}
    assert taken.all_before == {"groups": ["Review leads"]}


def test_what_is_added_and_deleted_is_told():
    budget = Budget.objects.create(name="All", limit=1)
    budget.delete()

    deleted, added = AuditEntry.objects.all()
    assert (added.action, deleted.action) == ("record.added", "record.deleted")
    assert "limit" in added.all_after
    assert "limit" in deleted.all_before
    assert "limit" not in deleted.all_after


def test_it_is_sealed_and_verified_like_the_rest():
    person = UserFactory()
    person.first_name = "Sam"
    person.save()

    assert chain.seal_pending(now=timezone.now()) == 1
    assert chain.verify().holds


def test_what_has_an_entry_of_its_own_is_not_told_twice():
    campaign = CampaignFactory()
    campaign.name = "Another"
    campaign.save()

    assert not AuditEntry.objects.exists()


def test_what_belongs_to_a_brand_is_read_by_its_people(client_for, lead, admin):
    brand = BrandFactory(name="Secret Roasters")
    brand.memberships.create(user=UserFactory())
    brand.name = "Secreter Roasters"
    brand.save()

    assert "Secret" not in client_for(lead).get(LOG).content.decode()
    admin.is_superuser = True
    admin.save()
    assert "Secreter" in client_for(admin).get(LOG).content.decode()


def test_no_password_is_told_of():
    person = UserFactory()
    person.set_password("another-secret-of-theirs")
    person.save()

    assert not AuditEntry.objects.exists()


def test_it_goes_when_the_change_is_rolled_back():
    person = UserFactory()
    with transaction.atomic():
        person.first_name = "Sam"
        person.save()
        transaction.set_rollback(True)

    assert not AuditEntry.objects.exists()
