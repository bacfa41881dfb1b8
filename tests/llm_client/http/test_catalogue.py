from datetime import date
from decimal import Decimal
from itertools import count

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.llm_client.exceptions import KeyRejected, LLMError, ProviderDown, TransportFailed, Truncated
from generation.llm_client.http.catalogue import facts_in, read_catalogue
from generation.llm_client.http.deadlines import Timeouts
from generation.llm_client.http.getting import Getter
from generation.llm_client.prices import PriceOverride
from tests.fake_openrouter import FakeOpenRouter
from tests.llm_client.stubs import answer


def entry(**changes):
    return {"id": "a/b", "pricing": {"prompt": "0.000001", "completion": "0.000005"}, **changes}


def priced(**prices):
    return facts_in(entry(pricing=prices))


@pytest.fixture
def read(fake):
    def reading():
        with Getter(fake.url) as getter:
            return read_catalogue(getter)

    return reading


@pytest.fixture
def read_answer():
    """Read a catalogue from a server that gives this answer to everything."""

    def reading(given, **changes):
        transport = httpx.MockTransport(given if callable(given) else lambda request: given)
        with Getter("https://models.test/v1", transport=transport, **changes) as getter:
            return read_catalogue(getter)

    return reading


def test_it_reads_prices_limits_and_parameters(read):
    facts = {found.model: found for found in read()}["anthropic/claude-haiku-4.5"]

    assert (facts.prompt_usd, facts.completion_usd) == (Decimal(1), Decimal(5))
    assert (facts.context_length, facts.max_completion_tokens) == (200_000, 64_000)
    assert "temperature" in facts.supported_parameters


def test_a_price_of_minus_one_is_unknown_and_zero_is_free(read):
    found = {facts.model: facts for facts in read()}

    assert found["openrouter/auto"].prompt_usd is None
    assert not found["openrouter/auto"].is_priced
    assert found["meta-llama/llama-3.3-70b-instruct:free"].completion_usd == 0


def test_prices_for_long_prompts_and_the_last_day_are_read(read):
    facts = {found.model: found for found in read()}["example/long-context"]

    assert facts.overrides == (
        PriceOverride(over_prompt_tokens=200_000, prompt_usd=Decimal(5), completion_usd=Decimal(20)),
    )
    assert facts.expires_on == date(2026, 12, 31)


def test_every_page_is_read_once(fake, read):
    rows = [entry(id=f"a/{number}") for number in range(2)]
    fake.models = {"data": rows, "links": {"next": "/api/v1/models?offset=2"}}

    assert [facts.model for facts in read()] == ["a/0", "a/1"]
    assert [seen.path for seen in fake.requests] == ["/api/v1/models", "/api/v1/models?offset=2"]


def test_pages_without_end_are_not_followed_for_ever(read_answer):
    numbers = count()

    def page(request):
        number = next(numbers)
        links = {"next": f"/v1/models?offset={number}"}
        return answer({"data": [entry(id=f"a/{number}")], "links": links})

    assert len(read_answer(page)) == 50


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.test/v1/models", "http://models.test/v1/models", "//evil.test/x", "http://[", 7],
)
def test_a_next_page_elsewhere_is_not_followed(read_answer, elsewhere):
    asked = []

    def page(request):
        asked.append(str(request.url))
        return answer({"data": [entry()], "links": {"next": elsewhere}})

    read_answer(page)

    assert asked == ["https://models.test/v1/models"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"data": [entry()]}, id="older: data alone"),
        pytest.param({"data": [entry()], "total_count": 1, "links": None}, id="no links"),
        pytest.param({"data": [entry(), 7, None, {"id": None}, {"pricing": {}}, entry()]}, id="odd entries"),
        pytest.param({"data": [entry(new_field={"x": [1]}, architecture="?")]}, id="unknown fields"),
    ],
)
def test_other_forms_of_the_list_are_read_all_the_same(fake, read, body):
    fake.models = body

    assert [facts.model for facts in read()] == ["a/b"]


def test_a_server_that_only_names_its_models_has_no_prices(fake, read):
    fake.models = {"object": "list", "data": [{"id": "qwen", "object": "model", "max_model_len": 8192}]}

    (facts,) = read()

    assert (facts.prompt_usd, facts.request_usd, facts.context_length) == (None, None, 8192)


@pytest.mark.parametrize(
    "value", ["-1", -1, "NaN", "Infinity", "", "free", None, True, [], {}, "1e9", "9" * 50]
)
def test_what_is_no_price_is_unknown(value):
    assert priced(prompt=value, completion="0.000005").prompt_usd is None


@pytest.mark.parametrize(("value", "usd"), [(0.00000025, "0.25"), ("2.5e-7", "0.25"), (0, "0"), ("0.0", "0")])
def test_prices_come_as_text_or_numbers(value, usd):
    assert priced(prompt=value).prompt_usd == Decimal(usd)


@pytest.mark.parametrize("length", [None, "8192", -1, 0, 1e30, True])
def test_an_odd_length_is_unknown(length):
    assert facts_in(entry(context_length=length)).context_length is None


@pytest.mark.parametrize("day", [None, "soon", 20261231, "2026-13-01"])
def test_an_odd_day_is_unknown(day):
    assert facts_in(entry(expiration_date=day)).expires_on is None


def test_the_key_goes_along_where_there_is_one():
    with FakeOpenRouter() as fake, Getter(fake.url, "sk-test") as getter:
        read_catalogue(getter)

        assert fake.requests[0].headers["authorization"] == "Bearer sk-test"


@pytest.mark.parametrize(
    ("given_answer", "error"),
    [
        pytest.param(answer({"models": []}), ProviderDown, id="no list"),
        pytest.param(answer([1]), ProviderDown, id="no object"),
        pytest.param(answer(b"<html>"), ProviderDown, id="html"),
        pytest.param(answer(b"", 502), ProviderDown, id="empty 502"),
        pytest.param(answer({"error": {"code": 401}}, 401), KeyRejected, id="401"),
        pytest.param(answer(b"", 302, {"location": "/"}), LLMError, id="redirect"),
        pytest.param(answer({"error": {"code": 502}}), ProviderDown, id="error in 200"),
    ],
)
def test_what_is_no_catalogue_is_a_domain_error(read_answer, given_answer, error):
    with pytest.raises(error):
        read_answer(given_answer)


def test_a_catalogue_without_end_is_not_read_to_its_end(read_answer):
    with pytest.raises(Truncated):
        read_answer(answer(b" " * 5000), max_bytes=4000)


def test_a_catalogue_that_drips_is_given_up_on(read_answer):
    ticks = count()

    def drip():
        while True:
            yield b" "

    with pytest.raises(TransportFailed):
        read_answer(
            httpx.Response(200, content=drip()), timeouts=Timeouts(total_s=50), clock=lambda: next(ticks)
        )


def test_a_server_that_is_away_is_a_domain_error():
    with FakeOpenRouter() as fake:
        url = fake.url
    with Getter(url) as getter, pytest.raises(TransportFailed):
        read_catalogue(getter)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(pricing=JSON, top=JSON, rest=JSON, parameters=JSON)
def test_no_entry_is_an_obstacle(pricing, top, rest, parameters):
    facts = facts_in(
        {
            "id": "a/b",
            "pricing": {"prompt": rest, "completion": pricing, "overrides": [rest, {"prompt": top}]},
            "top_provider": top,
            "context_length": rest,
            "supported_parameters": parameters,
            "expiration_date": rest,
        }
    )

    assert facts.model == "a/b"
    assert facts.prompt_usd is None or facts.prompt_usd >= 0
