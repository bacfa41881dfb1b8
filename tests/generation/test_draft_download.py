import json
from datetime import timedelta

import pytest
from django.utils import timezone

from generation.canonical import text_hash
from generation.llm_tools import get_tool
from generation.llm_tools.archive import unpacked
from generation.llm_tools.base import Job
from generation.models import AuditAction, AuditEntry, Generation, Rendition
from generation.reading.words import words_of
from tests.factories import (
    BrandMembershipFactory,
    CampaignFactory,
    DraftRequestFactory,
    GenerationFactory,
    change_kit,
    make_ready,
)


def fill_page(brief):
    tool = get_tool("landing_page")
    params = tool.params_model(key_message="Lighter mornings, lighter prices.")
    return tool.fill_template(Job(brief=brief), params).model_dump(mode="json")


pytestmark = pytest.mark.django_db
FORMATS = ["html", "txt", "json", "eml"]


@pytest.fixture
def draft(marketer):
    campaign = CampaignFactory(slug="spring-sale", owner=marketer)
    return make_ready(GenerationFactory(request=DraftRequestFactory(campaign=campaign)))


def get(client, draft, format="html"):
    return client.get(f"/drafts/{draft.pk}/download/{format}/")


def test_the_beginning_of_a_page_marks_no_headings_as_its_text_file_does(draft):
    brief = draft.campaign.brief(now=timezone.now())
    page = make_ready(
        GenerationFactory(request=draft.request, tool="landing_page", variant=2), content=fill_page(brief)
    )

    words = words_of(page)

    assert "\n# " in words.document("txt")
    assert words.beginning
    assert not [paragraph for paragraph in words.beginning if paragraph.startswith("#")]


def approve(draft, ago=timedelta(minutes=1)):
    words = words_of(draft)
    kept = {name: text_hash(words.document(name)) for name in words.tool.formats}
    for name in words.tool.formats:
        body = words.document(name)
        Rendition.objects.create(
            revision=draft.current_revision, format=name, body=body, sha256=text_hash(body)
        )
    Generation.objects.filter(pk=draft.pk).update(
        review_status="approved",
        frozen_hash="0",
        frozen_renditions=kept,
        decided_at=timezone.now() - ago,
    )


def test_a_page_that_is_not_approved_says_so_in_its_folder_and_is_not_to_be_found(
    client_for, marketer, draft
):
    content = fill_page(draft.campaign.brief(now=timezone.now()))
    page = make_ready(
        GenerationFactory(request=draft.request, tool="landing_page", variant=2), content=content
    )

    response = get(client_for(marketer), page, "zip")

    assert "spring-sale-landing-page-b-DRAFT.zip" in response["Content-Disposition"]
    files = {name: body.decode() for name, body in unpacked(response.content).items()}
    assert list(files) == ["README.txt", "index.html"]
    assert all("DRAFT, not approved" in body for body in files.values())
    assert '<meta name="robots" content="noindex">' in files["index.html"]
    assert response.content == get(client_for(marketer), page, "zip").content


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_not_approved_says_so_in_name_and_content(client_for, marketer, draft, format):
    response = get(client_for(marketer), draft, format)

    assert response.status_code == 200
    assert f"spring-sale-email-a-DRAFT.{format}" in response["Content-Disposition"]
    if format == "json":
        assert json.loads(response.content)["approved"] is False
    else:
        assert "DRAFT, not approved" in response.content.decode()


@pytest.mark.parametrize("format", FORMATS)
def test_what_is_approved_is_plain(client_for, marketer, draft, format):
    approve(draft)

    response = get(client_for(marketer), draft, format)

    assert f"spring-sale-email-a.{format}" in response["Content-Disposition"]
    assert "DRAFT" not in response.content.decode()


def test_an_approved_file_holds_the_bytes_that_were_approved(client_for, marketer, draft):
    approve(draft)
    frozen = Rendition.objects.get(format="html").body
    change_kit(draft.brand, sender_name="Another Name")

    assert get(client_for(marketer), draft).content.decode() == frozen


def test_a_mail_file_is_not_made_anew_once_the_brand_has_changed(client_for, marketer, draft):
    approve(draft)
    change_kit(draft.brand, legal_footer="A new footer that nobody approved.")

    response = get(client_for(marketer), draft, "eml")

    assert response.status_code == 409
    assert "has changed since this was approved" in response.content.decode()


def test_an_approval_that_can_still_be_undone_does_not_count(client_for, marketer, draft):
    approve(draft, ago=timedelta(seconds=1))

    assert "DRAFT" in get(client_for(marketer), draft)["Content-Disposition"]


def test_every_download_is_recorded(client_for, marketer, draft):
    response = get(client_for(marketer), draft, "txt")

    entry = AuditEntry.objects.get(generation=draft, action=AuditAction.DRAFT_DOWNLOADED)
    assert entry.actor == marketer
    assert entry.after == {
        "format": "txt",
        "approved": False,
        "revision": 1,
        "sha256": text_hash(response.content.decode()),
    }


def test_it_is_a_file_and_no_page(client_for, marketer, draft):
    response = get(client_for(marketer), draft)

    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize("format", ["zip", "exe", "HTML"])
def test_a_format_that_the_tool_does_not_make_is_not_found(client_for, marketer, draft, format):
    assert get(client_for(marketer), draft, format).status_code == 404
    assert not AuditEntry.objects.filter(action=AuditAction.DRAFT_DOWNLOADED).exists()


def test_a_draft_without_words_refuses(client_for, marketer):
    assert get(client_for(marketer), GenerationFactory()).status_code == 409


def test_a_stranger_finds_nothing(client_for, outsider, marketer, draft):
    BrandMembershipFactory(brand=draft.brand, user=marketer)

    assert get(client_for(outsider), draft).status_code == 404


def test_it_needs_a_login(client, draft):
    assert get(client, draft).status_code == 302


def test_posting_is_refused(client_for, marketer, draft):
    assert client_for(marketer).post(f"/drafts/{draft.pk}/download/html/").status_code == 405


def test_an_older_rendition_is_served_when_it_is_the_one_that_was_approved(client_for, marketer, draft):
    approve(draft)
    approved = Rendition.objects.get(format="html").body
    later = approved.replace("Alder Street", "Wrong Street")
    Rendition.objects.create(
        revision=draft.current_revision, format="html", body=later, sha256=text_hash(later)
    )

    assert get(client_for(marketer), draft).content.decode() == approved
