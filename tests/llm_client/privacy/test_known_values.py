import pytest

from generation.llm_client.exceptions import NotRedacted
from generation.llm_client.privacy.redacting import Redacting
from generation.llm_client.privacy.redaction import Redactor
from generation.llm_client.types import ChatRequest, Message
from tests.llm_client.stubs import DONE, ScriptedClient


def redact(text: str, **known: str) -> str:
    return Redactor().redact(text, known={kind: [value] for kind, value in known.items()}).text


def test_fields_of_the_contact_are_taken_out_wherever_they_stand() -> None:
    text = "Dear NADIA, will Nadia Okafor of Okafor & Sons GmbH come? Nadia's cup waits."

    redacted = redact(text, FIRST_NAME="Nadia", LAST_NAME="Okafor", COMPANY="Okafor & Sons GmbH")

    assert redacted == (
        "Dear [FIRST_NAME_1], will [FIRST_NAME_2] [LAST_NAME_1] of [COMPANY_1] come? [FIRST_NAME_2]'s cup "
        "waits."
    )


def test_parts_of_a_full_name_are_taken_out() -> None:
    assert redact("Hi Nadia!", NAME="Nadia Okafor") == "Hi [NAME_1]!"


@pytest.mark.parametrize("text", ["Annual report", "The nadian coast", "banana"])
def test_parts_of_words_stay(text: str) -> None:
    assert redact(text, FIRST_NAME="Ann", LAST_NAME="Nadia", NICKNAME="ana") == text


@pytest.mark.parametrize("value", ["Germany", "UK", "a", "", "unknown", "Monday"])
def test_ordinary_words_are_no_personal_data(value: str) -> None:
    text = "Germany, UK, a, unknown, Monday"

    assert redact(text, COUNTRY=value) == text


def test_name_that_is_a_word_is_taken_out_where_it_has_its_capital() -> None:
    assert redact("Dear Rose, a rose for you.", FIRST_NAME="Rose") == "Dear [FIRST_NAME_1], a rose for you."


def test_name_that_is_a_month_leaves_dates_alone() -> None:
    assert redact("Dear May, until May 14.", FIRST_NAME="May") == "Dear [FIRST_NAME_1], until May 14."


def test_accents_may_be_composed_or_not() -> None:
    assert (
        redact("Dear Zoe\u0308 and Zo\u00eb", FIRST_NAME="Zo\u00eb")
        == "Dear [FIRST_NAME_1] and [FIRST_NAME_2]"
    )


def test_type_that_no_placeholder_can_have_is_refused(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([DONE])
    request = chat_request.model_copy(update={"known": {"first name": ("Nadia",)}})

    with pytest.raises(NotRedacted):
        Redacting(inner, Redactor()).complete(request)

    assert inner.requests == []


def test_what_is_known_goes_no_further(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([DONE])
    request = chat_request.model_copy(
        update={"known": {"FIRST_NAME": ("Nadia",)}, "public": frozenset({"hello@northwind.example"})}
    )

    Redacting(inner, Redactor()).complete(request)

    assert inner.requests[0].known == {}
    assert inner.requests[0].public == frozenset()


def test_public_address_of_the_brand_stays() -> None:
    public = ["Northwind Coffee, 12 Harbour Street, Portland, OR 97201", "hello@northwind.example"]
    text = "Visit 12 Harbour Street, Portland, OR 97201, not 14 Harbour Street, Portland, OR 97201."

    (redacted,) = Redactor().redact_all([text], public=public)

    assert redacted.text == "Visit 12 Harbour Street, Portland, OR 97201, not [ADDRESS_1]."


def test_language_of_the_request_tells_national_numbers(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([DONE])
    messages = (Message(role="user", content="Somos 612 345 678."),)

    Redacting(inner, Redactor()).complete(
        chat_request.model_copy(update={"messages": messages, "language": "es-ES"})
    )

    assert inner.requests[0].messages[0].content == "Somos [PHONE_1]."
