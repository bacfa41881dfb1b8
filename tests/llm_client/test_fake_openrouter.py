"""The fake must be as strict and as varied as what it stands for."""

import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from generation.llm_client.schema import strict_schema
from generation.llm_tools.email_content import EmailContent
from tests.fake_openrouter import FakeOpenRouter, Key, scenarios

BODY: dict[str, Any] = {
    "model": "openai/gpt-5-mini",
    "max_tokens": 9,
    "messages": [{"role": "user", "content": "Hi"}],
}


def post(fake: FakeOpenRouter, key: str = "k", **changes: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}"}
    return httpx.post(f"{fake.url}/chat/completions", json={**BODY, **changes}, headers=headers, verify=False)


def get(fake: FakeOpenRouter, path: str, **query: Any) -> Any:
    headers = {"Authorization": "Bearer k"}
    return httpx.get(f"{fake.url}/{path}", params=query, headers=headers, verify=False)


LOOSE = {"name": "x", "strict": True, "schema": {"type": "object", "properties": {}}}
WRONG = {
    "unknown field": {"max_token": 9},
    "unknown preference": {"provider": {"data_colection": "deny"}},
    "no messages": {"messages": []},
    "no number": {"max_tokens": "9"},
    "too many models": {"models": ["a", "b", "c", "d"]},
    "long session": {"session_id": "x" * 257},
    "long metadata": {"metadata": {"k": "v" * 513}},
    "loose schema": {"response_format": {"type": "json_schema", "json_schema": LOOSE}},
}


@pytest.mark.parametrize("changes", WRONG.values(), ids=WRONG)
def test_wrong_request_is_refused(fake: FakeOpenRouter, changes: dict[str, Any]) -> None:
    assert post(fake, **changes).status_code == 400


def test_keys_are_checked() -> None:
    with FakeOpenRouter(keys=["k"]) as fake:
        missing = httpx.post(f"{fake.url}/chat/completions", json=BODY, verify=False)

        assert missing.json()["error"] == {"code": 401, "message": "Missing Authentication header"}
        assert post(fake, "other").status_code == 401
        assert post(fake).status_code == 200


FILTERS = {
    "parameter that nobody takes": (
        {"model": "openai/gpt-5-mini", "temperature": 1, "provider": {"require_parameters": True}},
        ["require_parameters"],
        "requested parameters",
    ),
    "only a provider that trains": (
        {
            "model": "meta-llama/llama-3.3-70b-instruct:free",
            "provider": {"data_collection": "deny"},
        },
        ["data_policy:training"],
        "data policy",
    ),
    "provider that is not there": ({"provider": {"only": ["nobody"]}}, ["allowed_providers"], "No allowed"),
    "price": ({"provider": {"max_price": {"completion": 1}}}, ["max_price"], "max price"),
    "privacy, then price": (
        {"provider": {"data_collection": "deny", "max_price": {"completion": "1.7"}}},
        ["data_policy:training", "max_price"],
        "max price",
    ),
}


@pytest.mark.parametrize(("changes", "excluded_by", "words"), FILTERS.values(), ids=FILTERS)
def test_filters_can_leave_nobody(changes: dict[str, Any], excluded_by: list[str], words: str) -> None:
    with FakeOpenRouter() as older, FakeOpenRouter(availability=True) as newer:
        prose, structured = post(older, **changes), post(newer, **changes)

    assert (prose.status_code, structured.status_code) == (404, 404)
    assert words in prose.json()["error"]["message"]
    error = structured.json()["error"]
    assert error["availability"]["excluded_by"] == excluded_by
    assert "code" not in error


def test_price_that_one_provider_meets_is_answered(fake: FakeOpenRouter) -> None:
    assert post(fake, provider={"max_price": {"completion": "1.7"}}).status_code == 200


def test_key_stops_at_its_limit_and_a_disabled_one_is_unknown() -> None:
    keys = {"k": Key(limit=Decimal("0.000001")), "off": Key(disabled=True)}
    with FakeOpenRouter(keys=keys) as fake:
        first, second, off = post(fake), post(fake), post(fake, "off")
        info = get(fake, "key").json()["data"]

    assert (first.status_code, second.status_code, off.status_code) == (200, 403, 401)
    assert "Key limit exceeded" in second.json()["error"]["message"]
    assert info["limit_remaining"] <= 0 < info["usage"]


def test_credit_says_what_can_be_afforded() -> None:
    with FakeOpenRouter(credit=Decimal("0.0002")) as fake:
        refused = post(fake, max_tokens=200)
        accepted = post(fake, max_tokens=90)

    assert (refused.status_code, accepted.status_code) == (402, 200)
    assert "can only afford 100." in refused.json()["error"]["message"]


def test_routers_own_fallback_says_who_answered(fake: FakeOpenRouter) -> None:
    fake.script(BODY["model"], [scenarios.http(503)])

    assert post(fake, models=["b/spare"]).json()["model"] == "b/spare"


def test_models_come_in_pages(fake: FakeOpenRouter) -> None:
    whole = get(fake, "models").json()
    page = get(fake, "models", offset=2, limit=3).json()

    assert page["data"] == whole["data"][2:5]
    assert whole["links"]["next"] is None
    assert "offset=5&limit=3" in page["links"]["next"]


def test_credits_are_for_management_keys(fake: FakeOpenRouter) -> None:
    assert get(fake, "credits").status_code == 403


def test_answer_follows_the_schema() -> None:
    schema = {"name": "email", "strict": True, "schema": strict_schema(EmailContent)}
    messages = [{"role": "user", "content": "Link: https://northwind.example/spring."}]
    with FakeOpenRouter() as fake:
        bodies = [
            post(
                fake, messages=messages, response_format={"type": "json_schema", "json_schema": schema}
            ).json()
            for _ in range(2)
        ]
    texts = [body["choices"][0]["message"]["content"] for body in bodies]

    assert EmailContent.model_validate_json(texts[0]).call_to_action.url == "https://northwind.example/spring"
    assert texts[0] != texts[1]
    assert bodies[0]["usage"]["cost"] > 0


def test_script_then_default_then_model_id(fake: FakeOpenRouter) -> None:
    fake.script(BODY["model"], [scenarios.http(503)])

    statuses = [
        post(fake).status_code,
        post(fake).status_code,
        post(fake, model="scenario/http:429").status_code,
    ]

    assert statuses == [503, 200, 429]


def test_generation_is_known_after_a_while() -> None:
    with FakeOpenRouter(generation_lag=1) as fake:
        id = post(fake).headers["X-Generation-Id"]
        answers = [httpx.get(f"{fake.url}/generation", params={"id": id}, verify=False) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [404, 200]
    assert answers[1].json()["data"]["id"] == id


def test_models_and_key_are_listed(fake: FakeOpenRouter) -> None:
    assert httpx.get(f"{fake.url}/models", verify=False).json()["total_count"] > 3
    assert httpx.get(f"{fake.url}/key", verify=False).json()["data"]["limit"] is None


def test_fake_runs_as_a_process(tmp_path: Path) -> None:
    ready = tmp_path / "url"
    command = [sys.executable, "-m", "tests.fake_openrouter", "--ready-file", str(ready), "--key", "k"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            while not ready.exists() and process.poll() is None:
                time.sleep(0.01)
            url = ready.read_text()
            root = url.removesuffix("/api/v1")
            script = {"model": "*", "scenarios": ["http:503"]}
            httpx.post(f"{root}/__fake__/script", json=script, verify=False)
            answer = httpx.post(
                f"{url}/chat/completions", json=BODY, headers={"Authorization": "Bearer k"}, verify=False
            )
            recorded = httpx.get(f"{root}/__fake__/requests", verify=False).json()
        finally:
            process.terminate()

    assert answer.status_code == 503
    assert json.loads(json.dumps(recorded))[0]["body"]["model"] == BODY["model"]
