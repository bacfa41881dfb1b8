"""Pictures on the campaign's page: add, describe, archive; and each as a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from generation.asset_services import MAX_PICTURES
from generation.models import Asset, AssetFile, AuditEntry
from generation.pictures import MAX_BYTES
from tests.factories import (
    AssetFactory,
    AssetFileFactory,
    BrandMembershipFactory,
    CampaignFactory,
    UserFactory,
    a_picture,
)

pytestmark = pytest.mark.django_db

HERE = "/campaigns/spring-sale/pictures/"
WORDS = {"alt": "Three bags of coffee", "licence": "Own photo"}


@pytest.fixture
def campaign(db):
    return CampaignFactory(slug="spring-sale")


def a_file(data=None, name="bags.png"):
    return SimpleUploadedFile(name, a_picture() if data is None else data)


def upload(client, file=None, **words):
    return client.post(HERE, {"file": file or a_file(), **WORDS, **words})


def page_of(client):
    return client.get(HERE).content.decode()


def test_a_marketer_adds_a_picture(client_for, marketer, campaign):
    response = upload(client_for(marketer), a_file(name="C:\\Photos\\bags\u202e.png"))

    asset = Asset.objects.get()
    entry = AuditEntry.objects.get(action="asset.uploaded")
    assert (response.status_code, response.url) == (303, HERE)
    assert (asset.alt, asset.width, asset.height, asset.media_type) == (WORDS["alt"], 64, 48, "image/png")
    assert asset.original_name == "bags.png"
    assert (entry.actor, entry.object_type, entry.after["picture"]) == (marketer, "campaign", asset.key)
    assert f"/assets/{asset.sha256}.png" in page_of(client_for(marketer))


def test_what_is_kept_is_not_the_file_that_was_sent(client_for, marketer, campaign):
    upload(client_for(marketer), a_file(a_picture(format="JPEG", comment=b"secret"), name="photo.png"))

    body = bytes(AssetFile.objects.get().body)
    assert body[:3] == b"\xff\xd8\xff"
    assert b"secret" not in body


@pytest.mark.parametrize(
    ("change", "target", "words"),
    [
        ({"file": ""}, "id_file", "Choose a picture"),
        ({"alt": " "}, "id_alt", "Fill in “Alt text”"),
        ({"licence": ""}, "id_licence", "Fill in “Licence”"),
        ({"alt": "x" * 251}, "id_alt", "at most 250"),
    ],
)
def test_a_form_that_lacks_something_says_so_at_the_field(
    client_for, marketer, campaign, change, target, words
):
    response = client_for(marketer).post(HERE, {"file": a_file(), **WORDS} | change)

    page = response.content.decode()
    assert response.status_code == 422
    assert f'href="#{target}"' in page
    assert words in page
    assert not Asset.objects.exists()


def test_a_file_that_is_no_picture_is_refused_at_the_field(client_for, marketer, campaign):
    response = upload(client_for(marketer), a_file(b"<svg onload=alert(1)>"))

    assert response.status_code == 422
    assert 'href="#id_file"' in response.content.decode()
    assert not AssetFile.objects.exists()


def test_a_file_that_is_too_large_is_refused(client_for, marketer, campaign):
    a_little = upload(client_for(marketer), a_file(b"\x89PNG\r\n\x1a\n" + b"\0" * MAX_BYTES))
    far = upload(client_for(marketer), a_file(b"\0" * (2 * MAX_BYTES + 100_000)))

    assert (a_little.status_code, far.status_code) == (422, 413)
    assert "larger than 12" in a_little.content.decode()


def test_other_addresses_take_no_large_bodies(client_for, marketer, campaign):
    response = client_for(marketer).post("/campaigns/new/", {"file": a_file(b"\0" * 600_000)})

    assert response.status_code == 413


def test_the_same_picture_is_there_once(client_for, marketer, campaign):
    upload(client_for(marketer))

    response = upload(client_for(marketer), alt="Again")

    assert response.status_code == 422
    assert "is here already" in response.content.decode()
    assert Asset.objects.get().alt == WORDS["alt"]


def test_two_campaigns_share_the_bytes_of_a_picture(client_for, marketer, campaign):
    AssetFactory()

    upload(client_for(marketer))

    assert (Asset.objects.count(), AssetFile.objects.count()) == (2, 1)


def test_an_archived_picture_that_is_added_again_is_offered_again(client_for, marketer, campaign):
    AssetFactory(campaign=campaign, is_archived=True, alt="Old words")

    upload(client_for(marketer))

    asset = Asset.objects.get()
    assert (asset.is_archived, asset.alt) == (False, WORDS["alt"])
    assert AuditEntry.objects.filter(action="asset.restored").exists()


def test_a_campaign_offers_no_more_pictures_than_people_look_through(client_for, marketer, campaign):
    Asset.objects.bulk_create(
        AssetFactory.build(
            campaign=campaign,
            uploaded_by=marketer,
            file=AssetFile.objects.create(sha256=f"{n:064x}", media_type="image/png", body=b"x"),
        )
        for n in range(MAX_PICTURES)
    )

    response = upload(client_for(marketer))

    assert response.status_code == 422
    assert "Archive one first" in response.content.decode()


def test_words_are_edited(client_for, marketer, campaign):
    asset = AssetFactory(campaign=campaign)

    response = client_for(marketer).post(f"{HERE}{asset.pk}/", {"alt": "Two cups", "licence": asset.licence})

    asset.refresh_from_db()
    entry = AuditEntry.objects.get(action="asset.edited")
    assert (response.status_code, asset.alt) == (303, "Two cups")
    assert entry.before == {"alt": "Three bags of coffee on a wooden table"}
    assert entry.after == {"picture": asset.key, "alt": "Two cups"}


def test_words_that_are_missing_are_asked_for_at_their_picture(client_for, marketer, campaign):
    asset = AssetFactory(campaign=campaign)

    response = client_for(marketer).post(f"{HERE}{asset.pk}/", {"alt": "", "licence": "x"})

    assert response.status_code == 422
    assert f'href="#picture-{asset.pk}-alt"' in response.content.decode()


def test_archiving_and_restoring_are_recorded_once_each(client_for, marketer, campaign):
    asset = AssetFactory(campaign=campaign)
    client = client_for(marketer)

    client.post(f"{HERE}{asset.pk}/archive/")
    assert Asset.objects.get().is_archived
    assert "1 archived picture" in page_of(client)
    client.post(f"{HERE}{asset.pk}/archive/")

    assert not Asset.objects.get().is_archived
    assert list(AuditEntry.objects.order_by("id").values_list("action", flat=True)) == [
        "asset.archived",
        "asset.restored",
    ]


def test_without_pictures_the_page_says_what_drafts_show_instead(client_for, marketer, reviewer, campaign):
    assert "place in the brand’s colours" in page_of(client_for(marketer))
    assert "Marketers can add pictures" in page_of(client_for(reviewer))
    assert "Add picture" not in page_of(client_for(reviewer))


def test_a_picture_of_another_campaign_is_not_found_here(client_for, marketer, campaign):
    asset = AssetFactory()

    assert client_for(marketer).get(f"{HERE}{asset.pk}/").status_code == 404


def test_an_archived_campaign_takes_no_pictures(client_for, marketer, campaign):
    campaign.status = "archived"
    campaign.save()

    assert upload(client_for(marketer)).status_code == 409


def test_people_text_is_escaped(client_for, marketer, campaign):
    AssetFactory(campaign=campaign, alt='"><script>alert(1)</script>', licence="<b>x", original_name="<i>")

    page = page_of(client_for(marketer))

    assert "<script>alert" not in page
    assert "<b>x" not in page


def test_the_page_asks_for_the_same_rows_however_many_pictures(
    client_for, marketer, campaign, django_assert_max_num_queries
):
    client = client_for(marketer)
    for color in ("#111111", "#222222", "#333333", "#444444"):
        AssetFactory(
            campaign=campaign, file=AssetFileFactory(body=a_picture(color=color)), uploaded_by=UserFactory()
        )

    with django_assert_max_num_queries(13):
        client.get(HERE)


# The file


def file_of(client, asset, extension="png"):
    return client.get(f"/assets/{asset.sha256}.{extension}")


def test_the_file_is_sent_with_headers_that_keep_it_a_picture(client_for, marketer, campaign):
    asset = AssetFactory(campaign=campaign)

    response = file_of(client_for(marketer), asset)

    assert response.content == bytes(asset.file.body)
    assert response.headers["Content-Type"] == "image/png"
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")


def test_the_file_is_for_those_who_see_a_campaign_that_has_it(client_for, marketer, outsider, client):
    asset = AssetFactory()
    BrandMembershipFactory(brand=asset.campaign.brand, user=marketer)

    assert file_of(client_for(marketer), asset).status_code == 200
    assert file_of(client_for(outsider), asset).status_code == 404
    assert file_of(client, asset).status_code == 302


@pytest.mark.parametrize("path", ["{}.jpg", "{}.svg", "{}", "0{}.png", "../{}.png"])
def test_another_name_is_not_found(client_for, marketer, campaign, path):
    asset = AssetFactory(campaign=campaign)

    assert client_for(marketer).get(f"/assets/{path.format(asset.sha256)}").status_code == 404


def test_an_archived_picture_can_still_be_seen(client_for, reviewer, campaign):
    assert file_of(client_for(reviewer), AssetFactory(campaign=campaign, is_archived=True)).status_code == 200
