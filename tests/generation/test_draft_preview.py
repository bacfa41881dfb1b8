import pytest

from generation.models import Generation, Revision
from tests.factories import (
    AssetFactory,
    BrandMembershipFactory,
    GenerationFactory,
    change_kit,
    email_content,
    make_finding,
    make_ready,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    content = email_content(greeting='Hi {{ first_name | default: "there" }},', headline="Lighter mornings")
    content["sections"][0]["body"] = "Start with **our best-selling roast** today & tomorrow."
    return make_ready(GenerationFactory(), content=content)


def preview(client, draft, **query):
    return client.get(f"/drafts/{draft.pk}/preview/", query)


def test_it_is_a_whole_document_that_can_do_nothing(client_for, marketer, draft):
    response = preview(client_for(marketer), draft)
    policy = response["Content-Security-Policy"]

    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert policy.startswith("sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'")
    assert "frame-ancestors 'self'" in policy
    assert "script-src" not in policy
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "no-store"


def test_merge_tags_are_filled_with_the_sample_contact(client_for, marketer, draft):
    page = preview(client_for(marketer), draft).content.decode()

    assert "Hi Jordan," in page
    assert "first_name" not in page


def test_a_sample_value_is_escaped(client_for, marketer, draft):
    change_kit(draft.brand, merge_tags=[{"name": "first_name", "sample": "<b>J</b>", "fallback": ""}])

    assert "&lt;b&gt;J&lt;/b&gt;" in preview(client_for(marketer), draft).content.decode()


def test_plain_text_is_plain_text(client_for, marketer, draft):
    response = preview(client_for(marketer), draft, format="txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Hi Jordan," in response.content.decode()


def test_plain_text_in_a_frame_is_escaped(client_for, marketer):
    content = email_content(headline="<script>alert(1)</script>")
    draft = make_ready(GenerationFactory(), content=content)

    page = preview(client_for(marketer), draft, format="txt", frame="1").content.decode()

    assert "<script>" not in page
    assert "<pre" in page


def test_an_older_revision_can_be_looked_at(client_for, marketer, draft):
    newer = Revision.objects.create(
        generation=draft,
        number=2,
        origin="person",
        author=marketer,
        content_hash="2",
        content=email_content(headline="The newer headline"),
    )
    Generation.objects.filter(pk=draft.pk).update(current_revision=newer)
    client = client_for(marketer)

    assert b"The newer headline" in preview(client, draft).content
    assert b"Lighter mornings" in preview(client, draft, rev="1").content


@pytest.mark.parametrize(
    "query", [{"rev": "9"}, {"rev": "-1"}, {"rev": "x"}, {"format": "exe"}, {"format": "eml"}]
)
def test_what_does_not_exist_is_not_found(client_for, marketer, draft, query):
    assert preview(client_for(marketer), draft, **query).status_code == 404


def test_the_words_of_a_finding_are_marked(client_for, marketer, draft):
    finding = make_finding(draft, quote="our best-selling roast")

    page = preview(client_for(marketer), draft, mark=str(finding.pk)).content.decode()

    assert f'<mark id="m{finding.pk}"' in page


@pytest.mark.parametrize("mark", ["0", "x", "9" * 40])
def test_a_mark_that_is_not_there_is_ignored(client_for, marketer, draft, mark):
    response = preview(client_for(marketer), draft, mark=mark)

    assert response.status_code == 200
    assert b"<mark" not in response.content


def test_a_finding_of_another_draft_marks_nothing(client_for, marketer, draft):
    other = make_finding(make_ready(GenerationFactory()), quote="today")

    assert b"<mark" not in preview(client_for(marketer), draft, mark=str(other.pk)).content


def test_words_that_are_not_saved_can_be_looked_at(client_for, marketer, draft):
    response = client_for(marketer).post(f"/drafts/{draft.pk}/preview/", {"text-headline": "Not saved yet"})

    assert b"Not saved yet" in response.content
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert draft.revisions.count() == 1


def test_unsaved_words_that_do_not_fit_say_why_in_the_frame(client_for, marketer, draft):
    response = client_for(marketer).post(f"/drafts/{draft.pk}/preview/", {"text-headline": "x" * 900})

    assert response.status_code == 422
    assert "too long" in response.content.decode()
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_looking_at_unsaved_words_needs_a_role(client_for, nobody, draft):
    assert client_for(nobody).post(f"/drafts/{draft.pk}/preview/", {}).status_code == 403


def test_a_draft_without_words_says_so(client_for, marketer):
    response = preview(client_for(marketer), GenerationFactory())

    assert response.status_code == 409
    assert "This draft has no words yet." in response.content.decode()


def test_a_stranger_finds_nothing(client_for, outsider, marketer, draft):
    BrandMembershipFactory(brand=draft.brand, user=marketer)

    assert preview(client_for(outsider), draft).status_code == 404


def test_it_needs_a_login(client, draft):
    assert preview(client, draft).status_code == 302


def test_other_methods_are_refused(client_for, marketer, draft):
    assert client_for(marketer).delete(f"/drafts/{draft.pk}/preview/").status_code == 405


def test_a_preview_holds_its_pictures_for_its_frame_sends_no_cookie(client_for, marketer):
    asset = AssetFactory()
    content = email_content(hero={"picture": asset.key, "alt": "", "brief": ""})
    draft = make_ready(GenerationFactory(request__campaign=asset.campaign), content=content)

    page = client_for(marketer).get(f"/drafts/{draft.pk}/preview/").content.decode()
    file = client_for(marketer).get(f"/drafts/{draft.pk}/download/html/").content.decode()

    assert 'src="data:image/png;base64,' in page
    assert "/assets/" not in page
    assert f'src="/assets/{asset.sha256}.png"' in file
