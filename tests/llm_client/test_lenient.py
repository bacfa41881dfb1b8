from typing import Any

import pytest

from generation.llm_client.exceptions import LLMError, RateLimited, RequestRefused
from generation.llm_client.http.wire import Capabilities
from generation.llm_client.lenient import Lenient, is_about_temperature
from generation.llm_client.types import ChatRequest
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios
from tests.llm_client.stubs import ScriptedClient

NO_ENDPOINT = "No endpoints found that can handle the requested parameters."


def temperatures(fake: FakeOpenRouter) -> list[float | None]:
    return [recorded.body.get("temperature") for recorded in fake.completions]


def test_model_that_takes_no_temperature_is_asked_without(
    fake: FakeOpenRouter, client_of: Any, request_for: Any
) -> None:
    completion = Lenient(client_of(fake)).complete(request_for(model="openai/gpt-5.4", temperature=0.7))

    assert completion.text == "Hello from the model"
    assert temperatures(fake) == [0.7, None]


def test_model_that_takes_one_gets_it(fake: FakeOpenRouter, client_of: Any, request_for: Any) -> None:
    Lenient(client_of(fake)).complete(request_for(model="anthropic/claude-haiku-4.5", temperature=0.7))

    assert temperatures(fake) == [0.7]


def test_makers_own_server_names_the_temperature(client_of: Any, request_for: Any) -> None:
    words = "Unsupported value: 'temperature' does not support 0.7 with this model."
    with FakeOpenRouter(openrouter=False, answer="Hello") as fake:
        fake.script(ANY, [scenarios.http(400, message=words)])
        client = client_of(fake, capabilities=Capabilities())

        assert Lenient(client).complete(request_for(temperature=0.7)).text == "Hello"

    assert temperatures(fake) == [0.7, None]


def test_it_is_asked_once_more_only(fake: FakeOpenRouter, client_of: Any, request_for: Any) -> None:
    fake.script(ANY, [scenarios.http(404), scenarios.http(404), scenarios.ok()])

    with pytest.raises(RequestRefused):
        Lenient(client_of(fake)).complete(request_for(model="some/model", temperature=0.7))

    assert temperatures(fake) == [0.7, None]


@pytest.mark.parametrize(
    ("failure", "answer"),
    [
        (RequestRefused(status=404, detail=NO_ENDPOINT), True),
        (RequestRefused(status=404, detail="No endpoints match.: require_parameters"), True),
        (RequestRefused(status=404, detail="No endpoints found matching your data policy"), False),
        (RequestRefused(status=400, detail="temperature must be 1"), True),
        (RequestRefused(status=400, detail="context too long"), False),
        (RateLimited(status=429, detail="temperature"), False),
    ],
)
def test_only_what_leaving_it_out_may_mend(failure: LLMError, answer: bool) -> None:
    assert is_about_temperature(failure) is answer


def test_request_without_temperature_is_not_repeated(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([RequestRefused(status=404, detail=NO_ENDPOINT)])

    with pytest.raises(RequestRefused):
        Lenient(inner).complete(chat_request)

    assert len(inner.requests) == 1


def test_filter_that_left_no_endpoint_is_part_of_the_detail(
    fake: FakeOpenRouter, client_of: Any, request_for: Any
) -> None:
    refused = scenarios.http(404, "availability", message="No endpoints match.")
    refused.body["error"]["availability"] = {"code": "no_endpoints", "excluded_by": ["require_parameters"]}
    fake.script(ANY, [refused])

    Lenient(client_of(fake)).complete(request_for(model="some/model", temperature=0.7))

    assert temperatures(fake) == [0.7, None]
