"""Limits that admins set, as rows that all workers take from."""

import itertools
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from generation import services
from generation.exceptions import TooManyRequests
from generation.llm_client.limits import Limit
from generation.models import DraftRequest, PersonDay, RateBucket, RateLimit
from generation.stores.limits import DatabaseLimits
from tests.factories import EMAIL_PARAMS, CampaignFactory, make_ready

pytestmark = pytest.mark.django_db

REQUESTS = Limit("requests:everything:", "requests", 60)
TOKENS = Limit("tokens:key:a", "tokens", 1000)


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(clock: Clock) -> DatabaseLimits:
    return DatabaseLimits(clock)


def test_without_limits_one_read_in_two_seconds(store: DatabaseLimits, clock: Clock) -> None:
    with CaptureQueriesContext(connection) as queries:
        for _ in range(20):
            assert store.over("a/b", "key") == []
            clock.now += 0.1
    assert len(queries) == 1


def test_a_call_is_under_the_limits_of_everything_its_key_and_its_model(store: DatabaseLimits) -> None:
    RateLimit.objects.create(scope="everything", requests_per_minute=100)
    RateLimit.objects.create(scope="key", requests_per_minute=60, tokens_per_minute=9000)
    RateLimit.objects.create(scope="model", target="a/b", requests_per_minute=10)
    RateLimit.objects.create(scope="model", target="c/d", requests_per_minute=20, active=False)

    assert [(one.name, one.amount) for one in store.over("a/b", "k1")] == [
        ("requests:everything:", 100),
        ("requests:key:k1", 60),
        ("tokens:key:k1", 9000),
        ("requests:model:a/b", 10),
    ]
    assert len(store.over("c/d", "k1")) == 3


def test_one_that_is_named_has_its_own_limit(store: DatabaseLimits) -> None:
    RateLimit.objects.create(scope="model", requests_per_minute=10)
    RateLimit.objects.create(scope="model", target="a/b", requests_per_minute=99)
    assert [one.amount for one in store.over("a/b", "")] == [99]
    assert [one.amount for one in store.over("c/d", "")] == [10]


def test_what_is_full_says_how_long_to_wait(store: DatabaseLimits, clock: Clock) -> None:
    for _ in range(6):
        assert store.take([(REQUESTS, 1)], batch=False) == 0
    wait = store.take([(REQUESTS, 1)], batch=False)
    assert wait == pytest.approx(60 / 55)
    clock.now += wait + 0.001
    assert store.take([(REQUESTS, 1)], batch=False) == 0


def test_of_several_buckets_all_are_taken_from_or_none(store: DatabaseLimits) -> None:
    store.take([(TOKENS, 100)], batch=False)
    before = list(RateBucket.objects.values_list("pk", "empty_at_ns"))

    assert store.take([(REQUESTS, 1), (TOKENS, 100)], batch=False) > 0

    assert list(RateBucket.objects.filter(empty_at_ns__gt=0).values_list("pk", "empty_at_ns")) == before


def test_tokens_that_were_not_used_are_there_for_the_next(store: DatabaseLimits) -> None:
    store.take([(TOKENS, 100)], batch=False)
    assert store.take([(TOKENS, 40)], batch=False) > 0
    store.give_back([(TOKENS, 40)])
    assert store.take([(TOKENS, 40)], batch=False) == 0
    assert store.take([(TOKENS, 1)], batch=False) > 0


def test_giving_back_makes_no_bucket_emptier_than_empty(store: DatabaseLimits, clock: Clock) -> None:
    store.take([(TOKENS, 100)], batch=False)
    store.give_back([(TOKENS, 900)])
    assert store.take([(TOKENS, 100)], batch=False) == 0
    assert store.take([(TOKENS, 1)], batch=False) > 0


def test_tokens_that_were_used_in_addition_keep_the_next_waiting(store: DatabaseLimits) -> None:
    store.take([(TOKENS, 100)], batch=False)
    store.give_back([(TOKENS, -500)])
    assert store.take([(TOKENS, 100)], batch=False) == pytest.approx(600 * 60 / 901, rel=0.01)


@pytest.mark.usefixtures("shared_db")
def test_many_threads_get_no_more_than_there_is(at_once: Any, clock: Clock) -> None:
    stores = [DatabaseLimits(clock) for _ in range(4)]

    def take_all(store: DatabaseLimits) -> int:
        return sum(store.take([(REQUESTS, 1), (TOKENS, 5)], batch=False) == 0 for _ in range(4))

    assert sum(at_once(*(partial(take_all, store) for store in stores))) == 6


def request_drafts(by: Any, number: int = 1, campaign: Any = None, key: str = "") -> DraftRequest:
    for i in range(number):
        made = services.request_drafts(
            by=by,
            campaign=campaign or CampaignFactory(),
            tool="email",
            params=EMAIL_PARAMS,
            variants=1,
            language="en",
            idempotency_key=key or f"key-{next(_numbers)}-{i}",
        )
    return made


_numbers = itertools.count()


def test_a_person_may_ask_so_often_a_day(marketer: Any, settings: Any) -> None:
    settings.PERSON_REQUESTS_PER_DAY = 2
    marketer.time_zone = "Asia/Tokyo"
    with time_machine.travel(datetime(2026, 5, 4, 14, 0, tzinfo=UTC), tick=False):
        request_drafts(marketer, 2)
        with pytest.raises(TooManyRequests, match="2 times today") as caught:
            request_drafts(marketer)
    assert caught.value.until.isoformat() == "2026-05-05T00:00:00+09:00"
    assert DraftRequest.objects.count() == 2
    with time_machine.travel(datetime(2026, 5, 4, 15, 0, tzinfo=UTC), tick=False):
        request_drafts(marketer)


def test_a_persons_own_limit_counts_instead(marketer: Any, lead: Any, settings: Any) -> None:
    settings.PERSON_REQUESTS_PER_DAY = 1
    RateLimit.objects.create(scope="person", target="marketer", requests_per_day=3)
    request_drafts(marketer, 3)
    with pytest.raises(TooManyRequests):
        request_drafts(marketer)


def test_no_limit_counts_nothing(marketer: Any, settings: Any) -> None:
    settings.PERSON_REQUESTS_PER_DAY = 0
    request_drafts(marketer, 3)
    assert not PersonDay.objects.exists()


def test_pressing_twice_counts_once(marketer: Any, settings: Any) -> None:
    settings.PERSON_REQUESTS_PER_DAY = 1
    campaign = CampaignFactory()
    first = request_drafts(marketer, campaign=campaign, key="same")
    assert request_drafts(marketer, campaign=campaign, key="same") == first
    assert PersonDay.objects.get().requests == 1


def test_the_form_is_kept_and_says_when_to_come_back(marketer: Any, settings: Any, client_for: Any) -> None:
    settings.PERSON_REQUESTS_PER_DAY = 1
    campaign = CampaignFactory()
    request_drafts(marketer, campaign=campaign)
    form = EMAIL_PARAMS | {"variants": 1, "language": "en", "idempotency_key": "another"}
    answer = client_for(marketer).post(f"/campaigns/{campaign.slug}/drafts/new/email/", form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Come back tomorrow" in page
    assert EMAIL_PARAMS["key_message"] in page


def test_another_try_counts_too(marketer: Any, settings: Any) -> None:
    settings.PERSON_REQUESTS_PER_DAY = 1
    made = request_drafts(marketer)
    draft = make_ready(made.generations.get())
    with pytest.raises(TooManyRequests):
        services.regenerate(by=marketer, generation=draft, feedback="Shorter.", idempotency_key="again")


@pytest.mark.usefixtures("shared_db")
def test_of_two_last_requests_at_once_one_is_made(at_once: Any, marketer: Any, settings: Any) -> None:
    settings.PERSON_REQUESTS_PER_DAY = 1
    campaign = CampaignFactory()
    made = at_once(*(partial(request_drafts, marketer, 1, campaign) for _ in range(3)))
    assert sum(isinstance(one, DraftRequest) for one in made) == 1
    assert DraftRequest.objects.count() == 1


def test_a_limit_of_each_person_counts_instead_of_the_setting(marketer: Any) -> None:
    RateLimit.objects.create(scope="person", requests_per_day=1)
    request_drafts(marketer)
    with pytest.raises(TooManyRequests, match="once today"):
        request_drafts(marketer)
