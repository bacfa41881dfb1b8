"""The logo of a brand: chosen here, shown in mails."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from generation.models import Asset, AuditEntry
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
    assert list(AuditEntry.objects.order_by("id").values_list("object_type", flat=True)) == ["brand", "brand"]


def test_a_logo_stands_at_the_top_of_mails(client_for, admin, brand, settings):
    upload(client_for(admin))
    draft = make_ready(GenerationFactory(request__campaign__brand=brand))
    settings.ASSETS_BASE_URL = "https://cdn.example"

    preview = client_for(admin).get(f"/drafts/{draft.pk}/preview/").content.decode()
    file = client_for(admin).get(f"/drafts/{draft.pk}/download/html/").content.decode()

    assert 'src="data:image/png;base64,' in preview
    assert f'src="https://cdn.example/{Asset.objects.get().sha256}.png" alt="Northwind Coffee"' in file


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
