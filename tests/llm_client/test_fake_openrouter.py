"""The fake must be as strict and as varied as what it stands for."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from generation.llm_client.schema import strict_schema
from generation.llm_tools.email_content import EmailContent
from tests.fake_openrouter import FakeOpenRouter, scenarios

BODY: dict[str, Any] = {
    "model": "openai/gpt-5-mini",
    "max_tokens": 9,
    "messages": [{"role": "user", "content": "Hi"}],
}


def post(fake: FakeOpenRouter, **changes: Any) -> httpx.Response:
    return httpx.post(f"{fake.url}/chat/completions", json={**BODY, **changes}, verify=False)


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
        assert post(fake).json()["error"]["message"] == "Missing Authentication header"


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
