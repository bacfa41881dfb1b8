"""Versions of a brand kit: saved, put in force, gone back to; nothing is ever overwritten."""

import pytest
from django.db import IntegrityError, transaction

from crm_llm.accounts.models import Role
from generation import kit_services
from generation.exceptions import EditRefused, NotAllowed, WrongState
from generation.kit_services import StaleKit
from generation.models import AuditEntry, Brand, BrandKitVersion, HistoryIsAppendOnly
from tests.conftest import person
from tests.factories import BrandFactory, BrandMembershipFactory, CampaignFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return BrandFactory()


@pytest.fixture
def editor():
    return person("editor", Role.PROMPT_ADMIN, is_staff=True)


def save(brand, by, seen=1, note="Why.", **changes):
    kit = brand.kit().model_copy(update=changes)
    return kit_services.save(by=by, brand=brand, kit=kit, note=note, seen=seen)


def in_force(brand) -> int:
    return Brand.objects.get(pk=brand.pk).kit().version


def test_saving_adds_a_version_and_puts_it_in_force(brand, editor):
    version = save(brand, editor, voice="Short.")

    assert (version.number, version.created_by, version.note) == (2, editor, "Why.")
    assert Brand.objects.get(pk=brand.pk).kit().voice == "Short."
    assert [one.kit["voice"] for one in brand.kit_versions.order_by("number")] == [
        "Warm, plain, a little dry.",
        "Short.",
    ]


def test_an_audit_entry_says_who_changed_what_and_why(brand, editor):
    version = save(brand, editor, voice="Short.", banned_words=("cheap",))

    entry = AuditEntry.objects.get(action="kit.saved")
    assert (entry.actor, entry.brand, entry.reason) == (editor, brand, "Why.")
    assert entry.before == {
        "version": 1,
        "voice": "Warm, plain, a little dry.",
        "banned_words": ["cheap", "hurry"],
    }
    assert entry.after == {
        "version": 2,
        "checksum": version.checksum,
        "voice": "Short.",
        "banned_words": ["cheap"],
    }


def test_saving_what_is_in_force_changes_nothing(brand, editor):
    assert save(brand, editor).number == 1
    assert BrandKitVersion.objects.count() == 1
    assert not AuditEntry.objects.exists()


def test_going_back_moves_the_pointer_and_keeps_the_numbers(brand, editor):
    save(brand, editor, voice="Short.")

    kit_services.restore(by=editor, brand=brand, number=1, seen=2)

    assert in_force(brand) == 1
    assert BrandKitVersion.objects.count() == 2
    entry = AuditEntry.objects.get(action="kit.restored")
    assert (entry.before["version"], entry.after["version"]) == (2, 1)
    assert entry.after["voice"] == "Warm, plain, a little dry."
    assert save(brand, editor, seen=1, voice="Third.").number == 3


@pytest.mark.parametrize("number", [1, 7], ids=["in force", "none"])
def test_only_another_version_can_be_gone_back_to(brand, editor, number):
    with pytest.raises(WrongState):
        kit_services.restore(by=editor, brand=brand, number=number, seen=1)


def test_a_version_of_another_brand_cannot_be_gone_back_to(brand, editor):
    save(BrandFactory(), editor, voice="Theirs.")

    with pytest.raises(WrongState):
        kit_services.restore(by=editor, brand=brand, number=2, seen=1)


def test_who_opened_the_form_before_another_saved_is_told(brand, editor):
    save(brand, editor, voice="First.")

    with pytest.raises(StaleKit):
        save(brand, editor, seen=1, voice="Second.")
    with pytest.raises(StaleKit):
        kit_services.restore(by=editor, brand=brand, number=1, seen=1)
    assert in_force(brand) == 2
    assert BrandKitVersion.objects.count() == 2


@pytest.mark.parametrize("role", [Role.MARKETER, Role.REVIEWER, Role.LEAD])
def test_only_prompt_admins_and_superusers_may_change_a_kit(brand, role, admin):
    other = person("other", role, is_staff=True)

    with pytest.raises(NotAllowed):
        save(brand, other, voice="x")
    with pytest.raises(NotAllowed):
        kit_services.restore(by=other, brand=brand, number=1, seen=1)
    assert save(brand, person("root", is_superuser=True), voice="x").number == 2


def test_an_admin_of_other_brands_may_not(editor):
    with pytest.raises(NotAllowed):
        save(BrandMembershipFactory().brand, editor, voice="x")


@pytest.mark.parametrize(
    "changes", [{"voice": "a\u202eb"}, {"examples": ("word " * 13_000,)}], ids=["hidden", "too long"]
)
def test_what_no_kit_may_hold_is_refused(brand, editor, changes):
    with pytest.raises(EditRefused):
        save(brand, editor, **changes)
    assert in_force(brand) == 1


def test_a_brand_is_started_once(editor):
    brand = Brand.objects.create(name="Acme", slug="acme")
    assert brand.kit().version == 0

    kit_services.start(brand, by=editor, website="https://acme.example")
    with pytest.raises(StaleKit):
        kit_services.start(brand, by=editor)

    assert (in_force(brand), Brand.objects.get().kit().website) == (1, "https://acme.example")


def test_versions_are_never_changed_deleted_or_numbered_twice(brand):
    version = brand.kit_version
    with pytest.raises(HistoryIsAppendOnly):
        version.save()
    with pytest.raises(HistoryIsAppendOnly):
        version.delete()
    with pytest.raises(HistoryIsAppendOnly):
        BrandKitVersion.objects.update(note="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        BrandKitVersion.of(brand.kit(), brand=brand, number=1).save()


def test_a_brief_holds_the_kit_in_force_with_its_number(brand, editor):
    campaign = CampaignFactory(brand=brand)
    save(brand, editor, voice="Short.")

    brief = campaign.brief(now=campaign.created_at)

    assert (brief.brand.version, brief.brand.voice, brief.brand.name) == (2, "Short.", brand.name)


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_save_at_once_one_is_told(shared_db, at_once):
    brand = BrandFactory()
    first = person("first", Role.PROMPT_ADMIN, is_staff=True)
    second = person("second", Role.PROMPT_ADMIN, is_staff=True)

    answers = at_once(
        lambda: save(Brand.objects.get(pk=brand.pk), first, voice="First."),
        lambda: save(Brand.objects.get(pk=brand.pk), second, voice="Second."),
    )

    (saved,) = [one for one in answers if isinstance(one, BrandKitVersion)]
    (told,) = [one for one in answers if isinstance(one, StaleKit)]
    assert "Somebody saved this kit" in str(told)
    assert Brand.objects.get().kit().voice == saved.kit["voice"]
    assert AuditEntry.objects.filter(action="kit.saved").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_a_save_and_a_return_at_once_one_is_told(shared_db, at_once):
    brand = BrandFactory()
    editor = person("editor", Role.PROMPT_ADMIN, is_staff=True)
    save(brand, editor, voice="Second.")

    answers = at_once(
        lambda: save(Brand.objects.get(pk=brand.pk), editor, seen=2, voice="Third."),
        lambda: kit_services.restore(by=editor, brand=Brand.objects.get(pk=brand.pk), number=1, seen=2),
    )

    assert sorted(type(one).__name__ for one in answers) == ["BrandKitVersion", "StaleKit"]
