"""The logo of a brand: chosen here, shown by its kit, in emails and on landing pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from generation.llm_tools import TOOLS
from generation.llm_tools.base import Job
from generation.models import Asset, AuditEntry
from review import workflow
from review.exceptions import ContentChanged
from tests.factories import (
    AssetFactory,
    BrandFactory,
    CampaignFactory,
    GenerationFactory,
    a_picture,
    make_ready,
)

pytestmark = pytest.mark.django_db

WORDS = {"alt": "Northwind Coffee", "licence": "Our own"}


@pytest.fixture
def brand(db):
    return BrandFactory(slug="northwind")


def upload(client, **words):
    file = SimpleUploadedFile("logo.png", a_picture(color="#20403480"))
    return client.post("/brands/northwind/logo/", {"file": file, **WORDS, **words})


def in_force(brand):
    brand = type(brand).objects.get(pk=brand.pk)
    return brand.kit().logo


def test_an_uploaded_logo_is_in_force_and_in_the_record(client_for, admin, brand):
    response = upload(client_for(admin))

    logo = Asset.objects.get()
    assert (response.status_code, logo.brand, logo.campaign) == (303, brand, None)
    assert in_force(brand).key == logo.key
    uploaded, saved = AuditEntry.objects.order_by("id")
    assert (uploaded.action, uploaded.after["picture"]) == ("asset.uploaded", logo.key)
    assert (saved.action, saved.actor, saved.before["version"], saved.after["version"]) == (
        "kit.saved", admin, 1, 2,
    )  # fmt: skip
    assert (saved.before["logo"], saved.after["logo"]["key"]) == (None, logo.key)


def test_a_logo_stands_at_the_top_of_mails(client_for, admin, brand, settings):
    upload(client_for(admin))
    draft = make_ready(GenerationFactory(request__campaign__brand=brand))
    settings.ASSETS_BASE_URL = "https://cdn.example"

    preview = client_for(admin).get(f"/drafts/{draft.pk}/preview/").content.decode()
    file = client_for(admin).get(f"/drafts/{draft.pk}/download/html/").content.decode()

    assert 'src="data:image/png;base64,' in preview
    assert f'src="https://cdn.example/{Asset.objects.get().sha256}.png" alt="Northwind Coffee"' in file


def test_a_logo_stands_at_the_top_of_landing_pages(client_for, admin, brand):
    upload(client_for(admin))
    params = TOOLS["landing_page"].params_model(key_message="Spring sale")
    campaign = CampaignFactory(brand=brand)
    content = TOOLS["landing_page"].fill_template(Job(brief=campaign.brief(now=timezone.now())), params)
    draft = make_ready(
        GenerationFactory(request__campaign=campaign, request__tool="landing_page"),
        content=content.model_dump(mode="json"),
    )

    preview = client_for(admin).get(f"/drafts/{draft.pk}/preview/").content.decode()
    file = client_for(admin).get(f"/drafts/{draft.pk}/download/html/").content.decode()

    for page in (preview, file):
        top = page[page.index('class="top"') : page.index("</header>")]
        assert 'src="data:image/png;base64,' in top
        assert "/assets/" not in top


def test_another_logo_after_the_claim_voids_the_approval(client_for, admin, brand, marketer, reviewer):
    upload(client_for(admin))
    draft = make_ready(GenerationFactory(request__campaign__brand=brand, request__requested_by=marketer))
    workflow.submit(by=marketer, generation=draft)
    workflow.claim(by=reviewer, generation=draft)
    client_for(admin).post("/brands/northwind/logo/", {"logo": "0"})

    with pytest.raises(ContentChanged):
        workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)


def test_a_version_with_another_logo_can_be_put_in_force_again(client_for, admin, brand):
    client = client_for(admin)
    upload(client)
    logo = Asset.objects.get()
    client.post("/brands/northwind/logo/", {"logo": "0"})

    client.post("/brands/northwind/restore/", {"version": 2, "seen": 3})

    assert in_force(brand).key == logo.key


@pytest.mark.parametrize("page", ["/brands/", "/brands/northwind/", "/brands/northwind/edit/"])
def test_the_pages_of_the_kit_show_it(client_for, admin, brand, page):
    assert "<image" not in client_for(admin).get(page).content.decode()

    upload(client_for(admin))

    shown = client_for(admin).get(page).content.decode()
    assert f'<image href="/assets/{Asset.objects.get().sha256}.png"' in shown


def test_only_who_may_edit_the_kit_is_shown_the_way_from_it(client_for, admin, marketer, brand):
    assert "/brands/northwind/logo/" in client_for(admin).get("/brands/northwind/").content.decode()
    assert "/brands/northwind/logo/" not in client_for(marketer).get("/brands/northwind/").content.decode()
    assert client_for(marketer).get("/brands/northwind/logo/").status_code == 403


def test_the_way_there_is_shown_to_those_who_may_go(client_for, admin, marketer, brand):
    pictures = f"/campaigns/{CampaignFactory(brand=brand).slug}/pictures/"

    assert "/brands/northwind/logo/" in client_for(admin).get(pictures).content.decode()
    assert "/brands/northwind/logo/" not in client_for(marketer).get(pictures).content.decode()


def test_letters_can_be_chosen_again_and_then_the_logo(client_for, admin, brand):
    client = client_for(admin)
    upload(client)
    logo = Asset.objects.get()

    client.post("/brands/northwind/logo/", {"logo": "0"})
    assert in_force(brand) is None
    client.post("/brands/northwind/logo/", {"logo": logo.pk})
    assert in_force(brand).key == logo.key


def test_the_logo_of_another_brand_can_not_be_chosen(client_for, admin, brand, marketer):
    other = AssetFactory(campaign=None, brand=BrandFactory(), uploaded_by=marketer)

    assert client_for(admin).post("/brands/northwind/logo/", {"logo": other.pk}).status_code == 404


def test_what_is_no_picture_is_refused_at_the_field(client_for, admin, brand):
    response = client_for(admin).post(
        "/brands/northwind/logo/", {"file": SimpleUploadedFile("logo.svg", b"<svg/>"), **WORDS}
    )

    assert response.status_code == 422
    assert 'href="#id_file"' in response.content.decode()
