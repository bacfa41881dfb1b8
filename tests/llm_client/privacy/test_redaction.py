from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.llm_client.exceptions import NotRedacted
from generation.llm_client.privacy.detection import find_personal_data
from generation.llm_client.privacy.glance import MOST_REMEMBERED, Glance, Hint
from generation.llm_client.privacy.redacting import Redacting
from generation.llm_client.privacy.redaction import Redacted, Redactor
from generation.llm_client.types import ChatRequest, Message
from tests.fake_openrouter import FakeOpenRouter
from tests.llm_client.privacy import labelled
from tests.llm_client.stubs import DONE, ScriptedClient

PERSONAL = {
    "EMAIL": [
        "jane.doe+news@mail.example.co.uk",
        "jürgen@müller.example",
        "o'brien@example.com",
        "JANE@EXAMPLE.COM",
        "jane＠example.com",
        "jane (at) example (dot) com",
        "jane[at]example.com",
    ],
    "API_KEY": [
        "sk-or-v1-0123456789abcdef0123",
        "sk_live_4eC39HqLyjWDarjtT1zdp7dc",
        "ghp_0123456789abcdefghijABCDEFGHIJ",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P",
    ],
    "CARD": [
        "4111 1111 1111 1111",
        "4111-1111-1111-1111",
        "5555555555554444",
        "378282246310005",
        "3782 822463 10005",
        "30569309025904",
        "6011111111111117",
    ],
    "IBAN": [
        "DE89 3704 0044 0532 0130 00",
        "DE89370400440532013000",
        "gb29 nwbk 6016 1331 9268 19",
        "FR14 2004 1010 0505 0001 3M02 606",
        "NO93 8601 1117 947",
    ],
    "IP": [
        "192.168.10.27",
        "8.8.8.8",
        "2001:db8::8a2e:370:7334",
        "fe80::1ff:fe23:4567:890a",
        "::ffff:192.168.10.27",
    ],
    "PHONE": [
        "+1 202 555 0123",
        "+1 (202) 555-0123",
        "(202) 555-0123",
        "202-555-0123",
        "202.555.0123",
        "2025550123",
        "1-800-555-0199",
        "+44 20 7946 0018",
        "+44 (0)20 7946 0018",
        "020 7946 0018",
        "07700 900123",
        "+49 171 1234567",
        "+49 (0) 171 / 123 45 67",
        "0171 1234567",
        "0171/1234567",
        "0049 171 1234567",
        "01 42 68 53 00",
        "+33 1 42 68 53 00",
        "+41 44 668 18 00",
        "+34 612 345 678",
    ],
}
SENTENCES = ["{}", "Write to {} today.", "({})", "Reach us: {}, or not", "«{}»\nNext line"]


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(
    ("kind", "value"), [(kind, value) for kind, values in PERSONAL.items() for value in values]
)
def test_personal_data_is_swapped_whole(kind: str, value: str, sentence: str) -> None:
    text = sentence.format(value)

    redacted = Redactor().redact(text)

    assert redacted.text == sentence.format(f"[{kind}_1]")
    assert redacted.restore(redacted.text) == text
    assert [span.type for span in redacted.spans] == [kind]


ORDINARY = [
    "$1,299.00",
    "1 299 000 €",
    "1.234.567,00 EUR",
    "EUR 2025550123",
    "2026-03-14",
    "14.03.2026",
    "01.03.2026 - 05.03.2026",
    "01.03.2026-05.03.2026",
    "3/14/2026 10:30:00",
    "Order #2025550123",
    "order no. 01711234567",
    "Bestellnummer 0171 1234567",
    "order 4711-0815-2026",
    "SKU AB-0171-1234567",
    "ISBN 978-0-306-40615-7",
    "4006381333931",
    "version 1.2.3.4",
    "v10.0.0.1",
    "Python 3.11.4",
    "#2025550123 #spring2026",
    "{{ first_name }} *|FNAME|* %%email%% [[unsubscribe]]",
    "20% off 250 g, 10 000 000 000 cups",
    "open 9-17, 24/7",
    "logo@2x.png and package@1.2.3",
    "https://medium.com/@jane/2025550123",
    "@northwind",
    "sk-incare-routine-for-winter",
    "a bearer of good news",
    "10:30:00 or 1:2:3",
    "std::vector",
    "4111 1111 1111 1112",
    "999.999.999.999",
    "call us from 9 to 5",
]


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    assert Redactor().redact(f"Note: {text} as said.").spans == ()


def test_same_value_gets_the_same_number() -> None:
    redacted = Redactor().redact("a@x.org b@x.org a@x.org +1 202 555 0123")

    assert redacted.text == "[EMAIL_1] [EMAIL_2] [EMAIL_1] [PHONE_1]"
    assert redacted.mapping["[EMAIL_2]"] == "b@x.org"


def test_neighbours_are_told_apart() -> None:
    text = "020 7946 0018 14.03.2026 020 7946 0019 / 4111 1111 1111 1111 12/28, 10.0.0.1"

    assert Redactor().redact(text).text == "[PHONE_1] 14.03.2026 [PHONE_2] / [CARD_1] 12/28, [IP_1]"


def test_public_addresses_of_the_brand_stay() -> None:
    redactor = Redactor(keep=frozenset({"hello@northwind.example", "+1 (202) 555-0199"}))

    redacted = redactor.redact("Hello@Northwind.example, +12025550199, jane@northwind.example")

    assert redacted.text == "Hello@Northwind.example, +12025550199, [EMAIL_1]"


@pytest.mark.parametrize("locale", ["es-ES", "es", "es_ES"])
def test_locale_tells_home_numbers(locale: str) -> None:
    redactor = Redactor()

    assert redactor.redact("Somos 612 345 678.", locale=locale).text == "Somos [PHONE_1]."
    assert redactor.redact("Somos 612 345 678.").text == "Somos 612 345 678."


def test_words_before_tell_numbers() -> None:
    assert Redactor().redact("Teléfono: 612 345 678").text == "Teléfono: [PHONE_1]"


def test_a_text_that_was_seen_before_is_read_with_what_is_known_and_public_now() -> None:
    text = "Call Nadia on +1 202 555 0123 today."
    numbers = [Redactor().redact(text).text for _ in range(2)]
    assert numbers == ["Call Nadia on [PHONE_1] today."] * 2

    assert Redactor(keep={"+1 202 555 0123"}).redact(text).text == text
    (public,) = Redactor().redact_all([text], public={"+1 202 555 0123"})
    assert public.text == text
    known = Redactor().redact(text, known={"FIRST_NAME": ["Nadia"]})
    assert known.text == "Call [FIRST_NAME_1] on [PHONE_1] today."
    assert Redactor().redact(text).text == numbers[0]


def test_a_text_that_was_seen_before_is_late_all_the_same() -> None:
    Redactor().redact("Write to nadia@example.org.")
    ticks = iter(range(0, 1000, 10))
    with pytest.raises(NotRedacted):
        Redactor(clock=lambda: next(ticks)).redact("Write to nadia@example.org.")


def test_placeholder_that_somebody_typed_stays_theirs() -> None:
    redacted = Redactor().redact("[EMAIL_1] is not a@x.org")

    assert redacted.text == "[EMAIL_1] is not [EMAIL_2]"
    assert redacted.restore(redacted.text) == "[EMAIL_1] is not a@x.org"


pieces = st.sampled_from(
    [
        *(value for values in PERSONAL.values() for value in values),
        *ORDINARY,
        "[EMAIL_1]",
        "[PHONE_",
        "_1]",
        "[",
        "]",
        " ",
    ]
)


@given(st.lists(pieces | st.text(max_size=4), max_size=8).map("".join))
def test_restoring_undoes_redaction(text: str) -> None:
    redacted = Redactor().redact(text)

    assert redacted.restore(redacted.text) == text
    assert all(text[start:end] in redacted.mapping.values() for start, end, _ in redacted.spans)


HOSTILE = [
    "a",
    "a@",
    "1 ",
    "4111 ",
    "+1 202 555 0123 ",
    "((1",
    "GB12 ",
    "abc::d ",
    "sk-a1",
    "(at)a",
    "0:",
    "\u00a0",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_repetitive_text_comes_back_whole(piece: str) -> None:
    text = (piece * 100_000)[:100_000]

    redacted = Redactor().redact(text)

    assert redacted.restore(redacted.text) == text


SEEN_AT_FIRST_SIGHT = {
    "KİMLİK NO 12345678901": "NATIONAL_ID",
    "MOBİL: 532 12 34": "PHONE",
    "1984年3月12日生まれ": "BIRTH_DATE",
    "12.03.1984geboren": "BIRTH_DATE",
    "Jane (D. O.B. 12.03.1984) called": "BIRTH_DATE",
    "Jane (D OB 12.03.1984) called": "BIRTH_DATE",
    "Carrer d'Ausiàs March 12, 08010 Barcelona": "ADDRESS",
    "rue Philippe August 12": "ADDRESS",
    "Rua May 5, Lisboa": "ADDRESS",
    "Adresse: 12,rue de la Paix": "ADDRESS",
    "Address: 12,MG Road, Bengaluru 560001": "ADDRESS",
    "jane AT mail.example (dot) com": "EMAIL",
    "jane\nat\nmail.example (dot) com": "EMAIL",
}


@pytest.mark.parametrize(("text", "kind"), SEEN_AT_FIRST_SIGHT.items())
def test_what_a_glance_must_not_pass_over(text: str, kind: str) -> None:
    assert kind in {span.type for span in Redactor().redact(text).spans}


def test_a_glance_passes_over_nothing_that_a_search_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = [each.text for each in (*labelled.seen(), *labelled.held_out(), *labelled.obfuscated())]
    texts = [form for text in sentences[::4] for form in (text, text.upper(), f"({text})")]

    at_a_glance = [find_personal_data(text) for text in texts]
    monkeypatch.setattr(Hint, "__call__", lambda *_: True)

    assert at_a_glance == [find_personal_data(text) for text in texts]


def test_hints_remember_so_much_and_no_more() -> None:
    hint = Hint(lambda word: word.startswith("key"))

    for number in range(MOST_REMEMBERED):
        assert hint(Glance(f"word{number} key{number}"))
        assert not hint(Glance(f"word{number}"))

    assert len(hint._yes) + len(hint._no) <= MOST_REMEMBERED + 2


MORE_THAN_ANY_BRIEF_HAS = {
    "EMAIL": "a@b ",
    "IBAN": "DE89 3704 0044 0532 0130 01 ",
    "CARD": "4111 1111 1111 1112 ",
    "NATIONAL_ID": "12.345.678, ",
    "BIRTH_DATE": "born in 1984, on 12.03.84 ",
    "ADDRESS": "Ab 1 ",
    "PHONE": "071-1234, ",
}


@pytest.mark.parametrize(("kind", "piece"), MORE_THAN_ANY_BRIEF_HAS.items())
def test_what_follows_more_than_any_brief_holds_is_withheld(kind: str, piece: str) -> None:
    text = piece * 25_000 + "Nobody sees these words."

    redacted = Redactor(deadline_s=60).redact(text)

    assert "Nobody" not in redacted.text
    assert {span.type for span in redacted.spans if span.end > len(text) - 100} == {kind}
    assert redacted.restore(redacted.text) == text


@pytest.mark.parametrize("piece", ["850101-1234567, ", "password: abc1 ", "1 Station Road, Leeds LS1 4AB, "])
def test_what_is_withheld_has_no_holes(piece: str) -> None:
    redacted = Redactor(deadline_s=60).redact(piece * 6_000 + "Nobody sees these words. " * 40)

    assert "Nobody" not in redacted.text


def test_a_text_of_which_a_part_is_withheld_is_sent_without_it(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([DONE])
    request = chat_request.model_copy(update={"messages": (Message(role="user", content="Ab 1 " * 2_500),)})

    Redacting(inner, Redactor(deadline_s=60)).complete(request)

    assert "[ADDRESS_" in inner.requests[0].messages[0].content


def test_what_is_withheld_comes_in_small_pieces() -> None:
    redacted = Redactor(deadline_s=60).redact("Ab 1 " * 25_000)

    assert max(map(len, redacted.mapping.values())) <= 256


def test_nothing_personal_is_on_the_wire(fake: FakeOpenRouter, client_of: Any, request_for: Any) -> None:
    fake.answer = lambda body: "Dear " + body["messages"][1]["content"]
    request = request_for(
        messages=(
            Message(role="system", content="For a@x.org"),
            Message(role="user", content="b@x.org or a@x.org"),
        )
    )

    completion = Redacting(client_of(fake), Redactor()).complete(request)

    assert [message["content"] for message in fake.completions[0].body["messages"]] == [
        "For [EMAIL_1]",
        "[EMAIL_2] or [EMAIL_1]",
    ]
    assert completion.text == "Dear b@x.org or a@x.org"


class BrokenRedactor(Redactor):
    def redact_all(self, texts: Any, *, locale: str = "") -> list[Redacted]:
        raise RecursionError("jane@example.com")


def test_broken_redactor_stops_the_request(chat_request: ChatRequest) -> None:
    inner = ScriptedClient([DONE])

    with pytest.raises(NotRedacted) as caught:
        Redacting(inner, BrokenRedactor()).complete(chat_request)

    assert inner.requests == []
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
