"""What prompt admins, who are no superusers, may see and do in the admin."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from crm_llm.accounts.models import Role
from generation.models import Contact
from review.apps import keep_groups
from tests.conftest import person
from tests.factories import AssetFactory, BrandFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_for: Any) -> Any:
    keep_groups(sender=None)  # type: ignore[arg-type]
    return client_for(person("promptadmin", Role.PROMPT_ADMIN, is_staff=True))


def test_what_a_service_writes_can_only_be_looked_at(desk: Any) -> None:
    held = Permission.objects.filter(group__name=Role.PROMPT_ADMIN).values_list("codename", flat=True)
    assert {"change_contact", "view_brandkitversion", "add_rulesetting"} <= set(held)
    assert {"view_asset", "view_candidate", "view_judgeverdict"} <= set(held)
    never = {"ledgerentry", "brandkitversion", "asset", "candidate", "judgeverdict"}
    assert not {f"{verb}_{model}" for verb in ("add", "change", "delete") for model in never} & set(held)


@pytest.mark.parametrize(
    "model",
    ["asset", "brandkitversion", "candidate", "contact", "judgeverdict", "rulesetting"],
)
def test_prompt_admins_find_it_in_the_admin(desk: Any, model: str) -> None:
    made = {"asset": AssetFactory, "brandkitversion": BrandFactory}.get(model)
    if made:
        made()

    index = desk.get(reverse("admin:index")).content.decode()
    there = reverse(f"admin:generation_{model}_changelist")
    assert there in index
    assert desk.get(there).status_code == 200


def test_a_picture_is_seen_in_the_admin(desk: Any) -> None:
    asset = AssetFactory()

    page = desk.get(reverse("admin:generation_asset_change", args=[asset.pk])).content.decode()

    assert f'src="/assets/{asset.sha256}.' in page


def test_prompt_admins_add_contacts(desk: Any) -> None:
    brand = BrandFactory()
    form = {"brand": brand.pk, "first_name": "Mia", "attributes": "{}", "is_sample": "on"}

    assert desk.post(reverse("admin:generation_contact_add"), form).status_code == 302

    assert Contact.objects.get().first_name == "Mia"
