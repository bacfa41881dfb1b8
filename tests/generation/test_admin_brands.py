import pytest
from django.urls import reverse

from generation.models import AuditEntry, Brand, Contact
from tests.factories import BrandFactory

pytestmark = pytest.mark.django_db

MEMBERS = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
VALUES = {
    "name": "Acme",
    "slug": "acme",
    "time_zone": "UTC",
    "website": "acme.example",
    "postal_address": "1 Road",
} | MEMBERS


@pytest.fixture
def desk(client_for, admin):
    return client_for(admin)


def test_a_new_brand_begins_with_a_kit_that_can_be_used(desk, admin):
    assert desk.post(reverse("admin:generation_brand_add"), VALUES).status_code == 302

    brand = Brand.objects.get(slug="acme")
    kit = brand.kit()
    assert (kit.version, kit.name, kit.sender_name) == (1, "Acme", "Acme")
    assert (kit.website, kit.postal_address) == ("https://acme.example", "1 Road")
    assert (kit.voice, kit.merge_tags[0].fallback) == (
        "Warm, plain and precise. Short sentences. No hype.",
        "there",
    )
    entry = AuditEntry.objects.get(action="kit.saved")
    assert (entry.actor, entry.brand, entry.after["version"]) == (admin, brand, 1)


def test_changing_a_brand_in_the_admin_leaves_its_kit_alone(desk):
    desk.post(reverse("admin:generation_brand_add"), VALUES)
    brand = Brand.objects.get(slug="acme")

    changed = VALUES | {"name": "Acme Ltd", "memberships-INITIAL_FORMS": "0"}
    assert desk.post(reverse("admin:generation_brand_change", args=[brand.pk]), changed).status_code == 302

    kit = Brand.objects.get(slug="acme").kit()
    assert (kit.version, kit.name, kit.sender_name) == (1, "Acme Ltd", "Acme")


def test_characters_that_cannot_be_seen_are_refused(desk):
    answer = desk.post(reverse("admin:generation_brand_add"), VALUES | {"name": "Ac\u202eme"})

    assert answer.status_code == 200
    assert not Brand.objects.exists()


def test_versions_of_kits_can_be_looked_at_and_not_touched(desk):
    desk.post(reverse("admin:generation_brand_add"), VALUES)
    version = Brand.objects.get().kit_version

    assert desk.get(reverse("admin:generation_brandkitversion_changelist")).status_code == 200
    assert desk.get(reverse("admin:generation_brandkitversion_change", args=[version.pk])).status_code == 200
    assert desk.get(reverse("admin:generation_brandkitversion_add")).status_code == 403


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("first_name", "Jo\x00rdan"),
        ("company", "Acme \x07"),
        ("attributes", '{"city": "Port\\u0000land"}'),
        ("attributes", '{"ci\\u0000ty": "Portland"}'),
        ("attributes", '[["\\u0000"]]'),
    ],
)
def test_a_contact_holds_no_characters_that_cannot_be_seen(desk, field, value):
    brand = BrandFactory()
    values = {"brand": brand.pk, "first_name": "Jordan", "attributes": "{}"}
    url = reverse("admin:generation_contact_add")

    refused = desk.post(url, values | {field: value})

    assert refused.status_code == 200
    assert field in refused.context["adminform"].form.errors
    assert not Contact.objects.exists()
    assert desk.post(url, values).status_code == 302
