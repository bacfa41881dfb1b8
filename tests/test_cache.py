import socket

import pytest
from django.core.cache import cache

from tests.factories import CampaignFactory


@pytest.fixture
def dead_cache(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.CACHES = {
        "default": {"BACKEND": "crm_llm.cache.TolerantRedisCache", "LOCATION": f"redis://127.0.0.1:{port}/0"}
    }


def test_a_cache_that_is_away_knows_nothing(dead_cache):
    cache.set("a", 1)
    assert cache.get("a", "nothing") == "nothing"
    assert cache.add("a", 1) is True
    assert cache.delete("a") is False
    assert cache.get_or_set("a", lambda: 7) == 7
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


@pytest.mark.django_db
def test_people_sign_in_and_request_without_the_cache(dead_cache, client, client_for, marketer):
    marketer.set_password("a-long-password-1")
    marketer.save()
    answer = client.post("/accounts/login/", {"username": "marketer", "password": "a-long-password-1"})
    assert answer.status_code == 302

    campaign = CampaignFactory()
    assert client_for(marketer).get(f"/campaigns/{campaign.slug}/drafts/new/email/").status_code == 200
