from decimal import Decimal

import httpx
import pytest

from generation.llm_client.exceptions import KeyRejected, LLMError, ProviderDown
from generation.llm_client.http.getting import Getter
from generation.llm_client.http.lookup import CallRecord, look_up
from tests.fake_openrouter import FakeOpenRouter
from tests.llm_client.stubs import answer


@pytest.fixture
def look_up_in():
    def looking(data, status=200):
        transport = httpx.MockTransport(lambda request: answer(data, status))
        with Getter("https://models.test/v1", transport=transport) as getter:
            return look_up(getter, "gen-1")

    return looking


def test_a_call_is_found_with_what_it_cost(client_of, request_for):
    with FakeOpenRouter() as fake:
        completion = client_of(fake).complete(request_for())
        with Getter(fake.url) as getter:
            record = look_up(getter, completion.upstream_id)

    assert record.cost_usd == completion.usage.cost_usd
    assert record.input_tokens == completion.usage.input_tokens
    assert record.model == completion.model


def test_what_is_not_there_yet_is_none(client_of, request_for):
    with FakeOpenRouter(generation_lag=2) as fake:
        completion = client_of(fake).complete(request_for())
        with Getter(fake.url) as getter:
            found = [look_up(getter, completion.upstream_id) for _ in range(3)]

    assert [record is None for record in found] == [True, True, False]


@pytest.mark.parametrize("cost", [None, "unknown", -1, {}])
def test_a_record_without_a_cost_is_not_there_yet(look_up_in, cost):
    assert look_up_in({"data": {"id": "gen-1", "total_cost": cost}}) is None


def test_a_cancelled_call_that_cost_nothing_is_known(look_up_in):
    record = look_up_in({"data": {"total_cost": 0, "cancelled": True, "model": None, "new": 1}})

    assert record == CallRecord(cost_usd=Decimal(0), cancelled=True)


def test_the_cost_may_go_by_its_older_name(look_up_in):
    assert look_up_in({"data": {"usage": "0.0025"}}).cost_usd == Decimal("0.0025")


@pytest.mark.parametrize(
    ("data", "status", "error"),
    [
        ({"data": []}, 200, ProviderDown),
        ({"error": {"code": 401, "message": "No"}}, 401, KeyRejected),
        ({}, 500, ProviderDown),
        ({}, 400, LLMError),
    ],
)
def test_what_is_no_record_is_a_domain_error(look_up_in, data, status, error):
    with pytest.raises(error):
        look_up_in(data, status)
