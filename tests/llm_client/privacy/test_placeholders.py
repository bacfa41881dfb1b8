import json
from typing import Any

import pytest

from generation.llm_client.privacy.placeholders import read
from generation.llm_client.privacy.redacting import Redacting
from generation.llm_client.privacy.redaction import Redactor
from generation.llm_client.types import AnswerSchema, ChatRequest, Completion, Message, Placeholders
from tests.llm_client.stubs import DONE, ScriptedClient

MAPPING = {"[EMAIL_1]": "a@x.org", "[FIRST_NAME_1]": "Nadia"}


def read_answer(answer: str, **changes: Any) -> Placeholders:
    return read(answer, MAPPING, **{"typed": frozenset(), "needed": frozenset(), **changes})


@pytest.mark.parametrize(
    "changed",
    ["EMAIL_1", "[email_1]", "[EMAIL 1]", "(EMAIL_1)", "{EMAIL_1}", "[E-MAIL_1]", "[EMAIL-1]",
    r"\[EMAIL\_1\]", "<FIRST_NAME_1>",
     "[First Name 1]", "[EMAIL_1", "EMAIL_1]"],
)  # fmt: skip
def test_changed_placeholder_is_reported(changed: str) -> None:
    report = read_answer(f"Write to {changed} today, or [EMAIL_1].")

    assert report == Placeholders(changed=(changed,))


@pytest.mark.parametrize(
    "answer", ["Email 1 of 3", "the first name, 1 time", "[EMAIL_1] and [FIRST_NAME_1].", "In 2026 we roast"]
)
def test_words_are_no_changed_placeholders(answer: str) -> None:
    assert read_answer(answer).changed in ((), ("Email 1",))
    assert read_answer(answer).invented == ()


def test_invented_placeholder_is_reported() -> None:
    assert read_answer("[EMAIL_2] and [PHONE_1]").invented == ("[EMAIL_2]", "[PHONE_1]")


def test_placeholder_that_the_brief_holds_is_not_invented() -> None:
    assert read_answer("[EMAIL_2]", typed=frozenset({"[EMAIL_2]"})).invented == ()


def test_only_needed_placeholders_are_missing() -> None:
    assert read_answer("Hello", needed=frozenset({"FIRST_NAME"})).missing == ("[FIRST_NAME_1]",)


def _complete(request: ChatRequest, answer: str) -> Completion:
    inner = ScriptedClient([DONE.model_copy(update={"text": answer})])
    return Redacting(inner, Redactor()).complete(request)


def test_report_is_on_the_completion(chat_request: ChatRequest) -> None:
    request = chat_request.model_copy(
        update={
            "messages": (Message(role="user", content="For Nadia, a@x.org"),),
            "known": {"FIRST_NAME": ("Nadia",)},
            "needed": frozenset({"FIRST_NAME"}),
        }
    )

    completion = _complete(request, "Hi EMAIL_1, [EMAIL_1] and [CARD_3]")

    assert completion.text == "Hi EMAIL_1, a@x.org and [CARD_3]"
    assert completion.placeholders == Placeholders(
        changed=("EMAIL_1",), invented=("[CARD_3]",), missing=("[FIRST_NAME_1]",)
    )


def test_value_with_quotes_and_line_breaks_leaves_json_whole(chat_request: ChatRequest) -> None:
    request = chat_request.model_copy(
        update={
            "messages": (Message(role="user", content='Ship to Ann "Bo" Lee\nnow'),),
            "known": {"NICKNAME": ('Ann "Bo" Lee',)},
            "answer_schema": AnswerSchema(name="mail", definition={}),
        }
    )

    completion = _complete(request, '{"body": "Dear [NICKNAME_1]"}')

    assert json.loads(completion.text) == {"body": 'Dear Ann "Bo" Lee'}


def test_what_nobody_sees_is_taken_out_of_the_answer(chat_request: ChatRequest) -> None:
    assert _complete(chat_request, "Hel\u200blo\u202e").text == "Hello"
