"""`manage.py request_draft` against a running worker."""

import json

import pytest

from tests.fake_openrouter import FakeOpenRouter
from tests.stack.stack import Stack

pytestmark = pytest.mark.stack


def test_script_gets_drafts_as_json(stack: Stack) -> None:
    stack.start_worker()
    found = stack.request_draft("--variants", "2", "--wait", "--timeout", "60")
    drafts = found["generations"]
    assert [(draft["status"], draft["source"], draft["attempts"]) for draft in drafts] == [
        ("ready", "model", 1),
        ("ready", "model", 1),
    ]
    assert all(draft["cost_usd"] > 0 and draft["input_tokens"] > 0 for draft in drafts)
    assert all(draft["model"] and draft["prompt_version"] == 1 and draft["content"] for draft in drafts)


def test_script_learns_which_part_does_not_answer(stack: Stack, model: FakeOpenRouter) -> None:
    ended = stack.manage(
        "request_draft", "spring-sale", "email", "--wait", "--timeout", "1", "--json", succeeds=False
    )
    assert ended.returncode == 1
    assert json.loads(ended.stdout)["generations"][0]["status"] == "queued"
    assert "no worker takes them" in ended.stderr
    assert model.completions == []
