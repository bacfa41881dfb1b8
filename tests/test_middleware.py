import re

import pytest

from crm_llm import correlation
from tests.factories import CampaignFactory, GenerationFactory, make_ready

pytestmark = pytest.mark.django_db


def test_a_two_megabyte_brief_gets_a_clear_answer_and_nothing_is_stored(client_for, marketer):
    campaign = CampaignFactory()
    answer = client_for(marketer).post(f"/campaigns/{campaign.slug}/edit/", {"objective": "x" * 2_000_000})

    assert answer.status_code == 413
    assert "more text than fits" in answer.content.decode()
    campaign.refresh_from_db()
    assert campaign.objective == "First order of the season."


def test_every_answer_carries_a_reference(client):
    assert re.fullmatch(r"req_[0-9a-f]{16}", client.get("/accounts/login/")["X-Request-ID"])


def test_a_sane_reference_of_the_proxy_is_taken_over(client):
    answer = client.get("/accounts/login/", headers={"X-Request-ID": "edge-0123456789"})
    assert answer["X-Request-ID"] == "edge-0123456789"


@pytest.mark.parametrize("hostile", ["short", "a b c d e f g h", "x" * 65, "line\nbreak-123"])
def test_an_odd_reference_is_replaced(hostile):
    assert correlation.accept(hostile).startswith("req_")


def test_a_missing_page_under_debug_is_ours(client_for, marketer, settings):
    settings.DEBUG = True
    answer = client_for(marketer).get("/campaigns/no-such-campaign/")
    assert answer.status_code == 404
    assert "Nothing is here" in answer.content.decode()


def test_what_a_person_sees_is_kept_by_no_cache(client_for, marketer):
    assert client_for(marketer).get("/")["Cache-Control"] == "no-store"


def test_pages_forbid_what_they_do_not_need(client):
    policy = client.get("/accounts/login/")["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_a_length_of_more_digits_than_a_number_may_have_is_too_large(client):
    answer = client.generic("POST", "/accounts/login/", b"x", CONTENT_LENGTH="9" * 5000)
    assert answer.status_code == 413


def test_a_body_that_is_no_form_is_refused_and_asks_for_no_draft(client_for, marketer):
    draft = make_ready(GenerationFactory())
    answer = client_for(marketer).post(
        f"/drafts/{draft.pk}/regenerate/", {"note": "Shorter."}, content_type="application/json"
    )
    assert answer.status_code == 415
    assert "This was not sent as a form, so nothing was done." in answer.content.decode()
    assert not draft.children.exists()
