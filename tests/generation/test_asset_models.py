"""Pictures of campaigns as rows, and how they reach drafts."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from generation.llm_tools import get_tool
from generation.models import Asset, HistoryIsAppendOnly
from generation.rendering import bodies_of, rendering_of
from tests.factories import (
    AssetFactory,
    AssetFileFactory,
    BrandMembershipFactory,
    CampaignFactory,
    GenerationFactory,
    a_picture,
    make_ready,
)

pytestmark = pytest.mark.django_db


def test_a_brief_offers_the_pictures_that_are_not_archived():
    asset = AssetFactory()
    AssetFactory(
        campaign=asset.campaign, file=AssetFileFactory(body=a_picture(color="#ff0000")), is_archived=True
    )

    (picture,) = asset.campaign.brief(now=timezone.now()).pictures

    assert (picture.key, picture.alt, picture.url) == (f"img_{asset.sha256[:12]}", asset.alt, "")
    assert picture.src == f"/assets/{asset.sha256}.png"


def test_mails_link_to_the_public_address_where_there_is_one(settings):
    settings.ASSETS_BASE_URL = "https://cdn.example/pictures"

    picture = AssetFactory().picture

    assert picture.src == picture.url == f"https://cdn.example/pictures/{picture.sha256}.png"


def test_a_draft_is_rendered_with_archived_pictures_too():
    draft = make_ready(GenerationFactory())
    asset = AssetFactory(campaign=draft.campaign, is_archived=True)
    AssetFactory(file=AssetFileFactory(body=a_picture(color="#0000ff")))
    tool = get_tool("email")

    rendering = rendering_of(draft, tool, tool.stored(draft.current_revision.content, 1))

    assert rendering.pictures == (asset.picture,)


def test_lists_of_pictures_never_load_their_bytes():
    asset = AssetFactory()

    with CaptureQueriesContext(
        connection,
    ) as queries:
        list(Asset.objects.filter(campaign=asset.campaign))

    assert len(queries) == 1
    assert "body" not in queries[0]["sql"]


def test_bytes_are_found_by_hash():
    body = a_picture(color="#123456")
    asset = AssetFactory(file=AssetFileFactory(body=body))

    assert bodies_of([asset.picture]) == ((asset.sha256, body),)
    assert bodies_of([]) == ()


def test_bytes_are_never_changed_or_deleted():
    file = AssetFileFactory()

    with pytest.raises(HistoryIsAppendOnly):
        file.save()
    with pytest.raises(HistoryIsAppendOnly):
        type(file).objects.filter(pk=file.pk).delete()


def test_a_campaign_has_a_picture_once():
    asset = AssetFactory()

    with pytest.raises(IntegrityError):
        AssetFactory(campaign=asset.campaign)


@pytest.mark.parametrize("wrong", [{"alt": ""}, {"licence": ""}, {"campaign": None}])
def test_a_picture_says_what_it_is_and_belongs_somewhere(wrong, marketer):
    with pytest.raises(IntegrityError):
        AssetFactory(uploaded_by=marketer, **wrong)


def test_pictures_are_seen_by_those_who_see_the_brand(marketer, outsider):
    campaign_picture = AssetFactory(campaign=CampaignFactory())
    brand = campaign_picture.campaign.brand
    logo = AssetFactory(campaign=None, brand=brand, uploaded_by=marketer)
    BrandMembershipFactory(brand=brand, user=marketer)

    assert set(Asset.objects.visible_to(marketer)) == {campaign_picture, logo}
    assert not Asset.objects.visible_to(outsider)
