import re

import pytest

from crm_llm import correlation
from tests.factories import CampaignFactory

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
