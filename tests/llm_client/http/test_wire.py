import json
from decimal import Decimal
from typing import Any

import pytest

from generation.llm_client.http.wire import Capabilities, Routing, build_body, build_headers
from generation.llm_client.types import AnswerSchema, MaxPrice, Message

OPENROUTER, PLAIN = Capabilities(openrouter=True), Capabilities()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://openrouter.ai/api/v1", True),
        ("https://eu.openrouter.ai/api/v1", True),
        ("https://OPENROUTER.ai/api/v1", True),
        ("https://openrouter.ai.example.com/v1", False),
        ("https://notopenrouter.ai/v1", False),
        ("http://127.0.0.1:11434/v1", False),
        ("https://gateway.example.com/openrouter/api/v1/", True),
        ("https://gateway.example.com/myapi/v1", False),
        ("http://[broken/api/v1", False),
    ],
)
def test_openrouter_is_known_by_its_host_or_path(url: str, expected: bool) -> None:
    assert Capabilities.of(url).openrouter is expected


def test_openrouter_gets_its_fields(request_for: Any) -> None:
    request = request_for(end_user="u_1", session_id="s" * 300, metadata={"k" * 70: "v" * 600})

    body = json.loads(build_body(request, OPENROUTER))

    assert body["provider"] == {"require_parameters": True, "data_collection": "deny"}
    assert body["user"] == "u_1"
    assert body["session_id"] == "s" * 256
    assert body["metadata"] == {"k" * 64: "v" * 512}


def test_providers_are_chosen_as_the_settings_say(request_for: Any) -> None:
    routing = Routing(
        data_collection="allow",
        zdr=True,
        only=("anthropic", "google-vertex"),
        ignore=("deepinfra",),
        order=("anthropic",),
        quantizations=("bf16",),
        allow_fallbacks=False,
    )

    body = json.loads(build_body(request_for(), Capabilities(openrouter=True, routing=routing)))

    assert body["provider"] == {
        "require_parameters": True,
        "data_collection": "allow",
        "zdr": True,
        "only": ["anthropic", "google-vertex"],
        "ignore": ["deepinfra"],
        "order": ["anthropic"],
        "quantizations": ["bf16"],
        "allow_fallbacks": False,
    }


def test_a_price_cap_is_sent_in_dollars_a_million_tokens(request_for: Any) -> None:
    cap = MaxPrice(prompt_usd=Decimal("0.375"), completion_usd=Decimal("22.5"))

    body = json.loads(build_body(request_for(max_price=cap), OPENROUTER))

    assert body["provider"]["max_price"] == {"prompt": 0.375, "completion": 22.5}
    assert "provider" not in json.loads(build_body(request_for(max_price=cap), PLAIN))


def test_other_servers_get_the_plain_protocol(request_for: Any) -> None:
    request = request_for(end_user="u_1", session_id="s", metadata={"a": "b"})

    body = json.loads(build_body(request, PLAIN))

    assert set(body) == {"model", "messages", "max_tokens", "stream", "stream_options"}
    assert body["stream_options"] == {"include_usage": True}


def test_answer_schema_is_strict(request_for: Any) -> None:
    definition = {"type": "object", "properties": {}}
    request = request_for(answer_schema=AnswerSchema(name="email", definition=definition), temperature=0.7)

    body = json.loads(build_body(request, PLAIN))

    assert body["response_format"]["json_schema"] == {"name": "email", "strict": True, "schema": definition}
    assert body["temperature"] == 0.7


def test_text_is_sent_as_it_is(request_for: Any) -> None:
    body = build_body(request_for(messages=(Message(role="user", content='Grüße "🌱"\n'),)), PLAIN)

    assert 'Grüße \\"🌱\\"\\n'.encode() in body


def test_without_a_key_there_is_no_authorization() -> None:
    assert "Authorization" not in build_headers("", OPENROUTER, app_url="", app_title="")


def test_application_is_named_to_openrouter_only() -> None:
    settings = {"app_url": "https://crm.example/", "app_title": "CRM drafts – für alle"}

    assert build_headers("k", OPENROUTER, **settings)["X-OpenRouter-Title"] == "CRM drafts  fr alle"
    assert "HTTP-Referer" not in build_headers("k", PLAIN, **settings)


@pytest.mark.parametrize("key", ["a\nb", "a b", "schlüssel"])
def test_impossible_key_is_refused_without_repeating_it(key: str) -> None:
    with pytest.raises(ValueError, match="characters that no key has") as caught:
        build_headers(key, PLAIN, app_url="", app_title="")

    assert key not in str(caught.value)
