import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from generation import asset_services, services
from generation.models import AuditAction, AuditEntry, Generation, RuleSetting, UnsavedEdit
from generation.stores import unsaved
from tests.factories import (
    AssetFactory,
    BrandMembershipFactory,
    DraftRequestFactory,
    GenerationFactory,
    email_content,
    make_finding,
    make_ready,
)
from tests.llm_tools.social_samples import a_post, a_social

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(marketer):
    content = email_content(headline="Lighter mornings")
    return make_ready(GenerationFactory(request__requested_by=marketer), content=content)


@pytest.fixture
def url(draft):
    return f"/drafts/{draft.pk}/edit/"


def current(draft):
    return Generation.objects.get(pk=draft.pk).current_revision


def test_every_text_of_the_draft_is_a_field(client_for, marketer, url):
    page = client_for(marketer).get(url).content.decode()

    assert 'name="text-headline" value="Lighter mornings"' in page
    assert 'name="text-sections.0.body"' in page
    assert 'name="based_on" value="1"' in page
    assert 'data-limit="120"' in page


def test_what_belongs_together_stands_under_a_heading(client_for, marketer):
    content = a_social(a_post("x"), a_post("linkedin")).model_dump(mode="json")
    request = DraftRequestFactory(tool="social_post", requested_by=marketer, params={"key_message": "Spring"})
    draft = make_ready(GenerationFactory(tool="social_post", request=request), content=content)

    page = client_for(marketer).get(f"/drafts/{draft.pk}/edit/").content.decode()

    assert re.findall(r'<h2 class="edit-part">(.*?)</h2>', page) == ["X", "LinkedIn", "Picture"]


def test_the_findings_of_the_saved_words_stand_beside_them(client_for, marketer, draft, url):
    make_finding(draft, message="A claim has no source")

    assert "A claim has no source" in client_for(marketer).get(url).content.decode()


def test_saving_makes_a_new_revision(client_for, marketer, draft, url):
    response = client_for(marketer).post(url, {"based_on": "1", "text-headline": "Earlier mornings"})

    assert (response.status_code, response["Location"]) == (303, f"/drafts/{draft.pk}/")
    assert (current(draft).number, current(draft).author) == (2, marketer)
    assert current(draft).content["headline"] == "Earlier mornings"
    assert AuditEntry.objects.filter(generation=draft, action=AuditAction.DRAFT_EDITED).count() == 1


def test_what_passed_is_kept_with_the_revision_whatever_the_rules_say_later(client_for, marketer, draft, url):
    client = client_for(marketer)
    client.post(url, {"text-headline": "Better mornings", "based_on": "1"})
    RuleSetting.objects.create(brand=draft.brand, rule="email.subject_length", enabled=False)

    revision = current(draft)
    page = client.get(f"/drafts/{draft.pk}/").content.decode()

    assert "The subject fits a phone" in revision.passed
    assert f"{len(revision.passed)} passed" in page
    assert "<li>The subject fits a phone</li>" in page


def test_htmx_is_told_where_to_go(client_for, marketer, draft, url, htmx):
    response = client_for(marketer).post(url, {"based_on": "1", "text-headline": "Earlier"}, headers=htmx)

    assert response["HX-Redirect"] == f"/drafts/{draft.pk}/"


def test_line_breaks_of_a_browser_are_plain_ones(client_for, marketer, draft, url):
    client_for(marketer).post(url, {"based_on": "1", "text-sections.0.body": "One.\r\n\r\nTwo."})

    assert current(draft).content["sections"][0]["body"] == "One.\n\nTwo."


def test_the_subject_line_to_send_can_be_chosen(client_for, marketer, draft, url):
    client_for(marketer).post(url, {"based_on": "1", "text-chosen": "2"})

    assert current(draft).content["chosen"] == 2


def test_nothing_changed_is_no_revision(client_for, marketer, draft, url):
    response = client_for(marketer).post(
        url, {"based_on": "1", "text-headline": "Lighter mornings"}, follow=True
    )

    assert current(draft).number == 1
    assert "Nothing was changed." in response.content.decode()


def test_words_that_do_not_fit_stay_in_the_form_with_what_is_wrong(client_for, marketer, draft, url):
    response = client_for(marketer).post(
        url, {"based_on": "1", "text-headline": "x" * 121, "text-greeting": "Kept greeting"}
    )
    page = unescape(response.content.decode())

    assert response.status_code == 422
    assert "Headline is too long: at most 120 characters." in page
    assert 'href="#text-headline"' in page
    assert "Kept greeting" in page
    assert current(draft).number == 1


def test_a_path_that_does_not_exist_is_refused(client_for, marketer, draft, url):
    response = client_for(marketer).post(url, {"based_on": "1", "text-no.such": "x"})

    assert response.status_code == 422
    assert current(draft).number == 1


def test_somebody_elses_save_loses_nothing(client_for, marketer, draft, url, htmx):
    services.edit(by=marketer, generation=draft, based_on=1, edits={"headline": "Theirs now"})

    response = client_for(marketer).post(url, {"based_on": "1", "text-headline": "Mine now"}, headers=htmx)
    page = unescape(response.content.decode())

    assert response.status_code == 409
    assert "Maya Lindqvist saved r2 while you were editing r1" in page
    assert "Theirs" in page
    assert 'value="Mine now"' in page
    assert 'name="based_on" value="2"' in page
    assert "HX-Retarget" not in response
    assert current(draft).content["headline"] == "Theirs now"


def test_after_a_conflict_ones_own_words_can_be_saved(client_for, marketer, draft, url):
    services.edit(by=marketer, generation=draft, based_on=1, edits={"headline": "Theirs now"})

    client_for(marketer).post(url, {"based_on": "2", "text-headline": "Mine now"})

    assert (current(draft).number, current(draft).content["headline"]) == (3, "Mine now")


@pytest.mark.parametrize("based_on", ["", "x", "-1", "²", "9" * 30])
def test_nonsense_in_place_of_the_revision_is_a_conflict(client_for, marketer, draft, url, based_on):
    assert client_for(marketer).post(url, {"based_on": based_on, "text-headline": "x"}).status_code == 409


def test_words_can_be_checked_before_they_are_saved(client_for, marketer, draft, url, htmx):
    response = client_for(marketer).post(
        url, {"intent": "check", "based_on": "1", "text-sections.0.body": "<script>x</script>"}, headers=htmx
    )
    page = response.content.decode()

    assert 'id="edit-checks"' in page
    assert "in what you typed" in page
    assert "<html" not in page
    assert current(draft).number == 1


def test_checking_words_that_do_not_fit_says_so(client_for, marketer, url, htmx):
    response = client_for(marketer).post(url, {"intent": "check", "text-headline": "x" * 121}, headers=htmx)

    assert response.status_code == 200
    assert "Headline is too long" in response.content.decode()


def test_checking_without_a_script_keeps_what_was_typed(client_for, marketer, url):
    page = client_for(marketer).post(url, {"intent": "check", "based_on": "1", "text-headline": "Typed"})

    assert 'value="Typed"' in page.content.decode()
    assert "<html" in page.content.decode()


@pytest.mark.parametrize("status", ["submitted", "approved", "rejected", "archived"])
def test_a_draft_that_is_not_open_to_edits_refuses(client_for, marketer, draft, url, status):
    Generation.objects.filter(pk=draft.pk).update(review_status=status, frozen_hash="0")

    assert client_for(marketer).get(url).status_code == 409
    assert client_for(marketer).post(url, {"based_on": "1"}).status_code == 409


def test_a_draft_without_words_can_not_be_edited(client_for, marketer):
    assert client_for(marketer).get(f"/drafts/{GenerationFactory().pk}/edit/").status_code == 409


def test_it_needs_a_marketer(client_for, reviewer, url):
    assert client_for(reviewer).get(url).status_code == 403
    assert client_for(reviewer).post(url, {"based_on": "1"}).status_code == 403


def test_it_needs_a_login(client, url):
    assert client.get(url).status_code == 302


def test_a_stranger_finds_nothing(client_for, outsider, marketer, draft, url):
    BrandMembershipFactory(brand=draft.brand, user=marketer)

    assert client_for(outsider).get(url).status_code == 404


def test_other_methods_are_refused(client_for, marketer, url):
    assert client_for(marketer).delete(url).status_code == 405


# Pictures


@pytest.fixture
def shown(draft):
    return AssetFactory(campaign=draft.campaign, alt="Three bags")


def test_a_picture_is_chosen_by_looking_at_it(client_for, marketer, draft, shown):
    page = client_for(marketer).get(f"/drafts/{draft.pk}/edit/").content.decode()

    assert f'name="text-hero.picture" value="{shown.key}"' in page
    assert f'src="/assets/{shown.sha256}.png"' in page
    assert "Three bags" in page


def test_a_chosen_picture_is_in_the_new_revision(client_for, marketer, draft, shown):
    client_for(marketer).post(
        f"/drafts/{draft.pk}/edit/", {"based_on": 1, "text-hero.picture": shown.key, "text-hero.alt": "Bags"}
    )

    draft.refresh_from_db()
    assert draft.current_revision.content["hero"] == {"picture": shown.key, "alt": "Bags", "brief": ""}
    text = client_for(marketer).get(f"/drafts/{draft.pk}/?tab=text").content.decode()
    assert "Three bags" in text


def test_an_archived_picture_is_offered_only_where_it_stands(client_for, marketer, draft, shown):
    services.edit(by=marketer, generation=draft, based_on=1, edits={"hero.picture": shown.key})
    asset_services.archive(by=marketer, asset=shown)

    page = client_for(marketer).get(f"/drafts/{draft.pk}/edit/").content.decode()

    assert page.count(f'value="{shown.key}"') == 1


def test_without_pictures_the_form_says_where_to_add_one_and_which_would_fit(client_for, marketer):
    content = email_content(hero={"picture": "", "alt": "", "brief": "A barista at dawn"})
    draft = make_ready(GenerationFactory(request__requested_by=marketer), content=content)

    page = client_for(marketer).get(f"/drafts/{draft.pk}/edit/").content.decode()

    assert "A barista at dawn" in page
    assert f"/campaigns/{draft.campaign.slug}/pictures/" in page


def test_the_subject_to_send_is_chosen_on_the_drafts_page(client_for, marketer, draft):
    page = client_for(marketer).get(f"/drafts/{draft.pk}/").content.decode()
    assert page.count('name="text-chosen"') == 2
    assert "of 102 kB" in page

    client_for(marketer).post(f"/drafts/{draft.pk}/edit/", {"based_on": 1, "text-chosen": "2"})

    draft.refresh_from_db()
    assert draft.current_revision.content["chosen"] == 2


def test_who_can_not_edit_is_offered_no_other_subject(client_for, reviewer, draft):
    assert 'name="text-chosen"' not in client_for(reviewer).get(f"/drafts/{draft.pk}/").content.decode()


def test_the_preview_can_be_looked_at_in_the_dark(client_for, marketer, draft):
    page = client_for(marketer).get(f"/drafts/{draft.pk}/?view=mobile&dark=1").content.decode()

    assert "in-dark" in page
    assert "In the light" in page


def test_what_is_typed_is_kept_offered_again_and_gone_once_it_is_saved(client_for, marketer, draft, url):
    client, typed = client_for(marketer), {"text-headline": "Half a thought", "based_on": "1"}

    kept = client.post(url, typed | {"intent": "keep"}, headers={"HX-Request": "true"})

    assert "Kept in your account at" in kept.text
    assert draft.revisions.count() == 1
    assert "Bring them back" in client.get(url).text
    assert 'value="Half a thought"' not in client.get(url).text
    assert 'value="Half a thought"' in client.get(f"{url}?unsaved=1").text

    client.post(url, typed)

    assert draft.revisions.count() == 2
    assert "Bring them back" not in client.get(url).text


def test_what_was_kept_of_older_words_meets_the_newer_ones_when_it_is_saved(client_for, marketer, draft, url):
    client = client_for(marketer)
    client.post(url, {"text-headline": "Half a thought", "based_on": "1", "intent": "keep"})
    client.post(url, {"text-headline": "Another", "based_on": "1"})
    client.post(url, {"text-headline": "Half a thought", "based_on": "1", "intent": "keep"})

    form = client.get(f"{url}?unsaved=1").text

    assert re.search(r'name="based_on" value="1"', form)
    assert client.post(url, {"text-headline": "Half a thought", "based_on": "1"}).status_code == 409


def test_without_scripts_what_is_kept_is_a_whole_page_with_what_was_typed(client_for, marketer, draft, url):
    typed = {"text-headline": "Half a thought", "based_on": "1", "intent": "keep"}

    page = client_for(marketer).post(url, typed).text

    assert page.lstrip().startswith("<!doctype html>")
    assert "Kept in your account at" in page
    assert 'value="Half a thought"' in page


@pytest.mark.parametrize("words", ["\x00", "x" * 200_001])
def test_what_can_not_be_kept_is_left_to_the_browser(client_for, marketer, draft, url, words):
    client = client_for(marketer)

    answer = client.post(url, {"text-headline": words, "based_on": "1", "intent": "keep"})

    assert answer.status_code == 200
    assert "Kept in your account" not in answer.text
    assert not UnsavedEdit.objects.exists()


def test_kept_words_are_discarded_and_thrown_away_in_the_end(client_for, marketer, draft, url):
    client, typed = client_for(marketer), {"text-headline": "Half a thought", "based_on": "1"}
    client.post(url, typed | {"intent": "keep"})
    assert client.post(url, {"intent": "forget"}).status_code == 302
    assert not UnsavedEdit.objects.exists()

    client.post(url, typed | {"intent": "keep"})
    unsaved.forget_old(timezone.now() + timedelta(days=29))
    assert UnsavedEdit.objects.exists()
    unsaved.forget_old(timezone.now() + timedelta(days=31))
    assert not UnsavedEdit.objects.exists()
