from contextlib import suppress
from itertools import pairwise

from hypothesis import example, given, settings
from hypothesis import strategies as st

from generation.llm_client.exceptions import NotRedacted
from generation.llm_client.privacy.control_characters import visible
from generation.llm_client.privacy.redaction import Redactor
from tests.llm_client.privacy import labelled
from tests.llm_client.privacy.test_redaction import ORDINARY, PERSONAL

REDACTOR = Redactor()
KNOWN = {"FIRST_NAME": ["Nadia"], "COMPANY": ["Okafor & Sons"]}
VALUES = sorted({value for sentence in labelled.seen()[::7] for value in sentence.values})
SIGNS = st.sampled_from(
    [
        *"[]_1209 .,-/+@:=?&#\n()",
        "[EMAIL_1]",
        "[PHONE_",
        "\u200b",
        "\0",
        "born ",
        "tel ",
        "password: ",
        "Nadia",
    ]
)
PIECES = st.sampled_from([*VALUES, *ORDINARY, *(value for values in PERSONAL.values() for value in values)])
TEXTS = st.lists(PIECES | SIGNS | st.text(max_size=6), max_size=8).map("".join)
SPACED = st.lists(PIECES | st.text(max_size=6), max_size=6).map(" ".join)


@settings(deadline=None)
@given(TEXTS | SPACED | st.text())
def test_restoring_undoes_redaction(text: str) -> None:
    redacted = REDACTOR.redact(text, known=KNOWN)

    assert redacted.restore(redacted.text) == text


@settings(deadline=None)
@given(st.lists(SPACED, max_size=4))
def test_texts_that_belong_together_are_each_restored(texts: list[str]) -> None:
    redacted = REDACTOR.redact_all(texts, known=KNOWN)

    assert [clean.restore(clean.text) for clean in redacted] == texts


@settings(deadline=None)
@given((TEXTS | SPACED | st.text()).map(visible))
@example("0 A0\nA00AA A 0\n0000 A")  # two addresses, of which the second could begin in the first
def test_redacting_twice_changes_nothing(text: str) -> None:
    once = REDACTOR.redact(text, known=KNOWN).text

    assert REDACTOR.redact(once, known=KNOWN).text == once


@settings(deadline=None)
@given(TEXTS)
def test_spans_are_in_order_and_apart(text: str) -> None:
    spans = REDACTOR.redact(text).spans

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@settings(deadline=None)
@given(st.text(st.characters(codec=None), max_size=40), st.text(max_size=12), st.text(max_size=12))
def test_nothing_but_its_own_error_is_raised(text: str, locale: str, value: str) -> None:
    with suppress(NotRedacted):
        REDACTOR.redact(text, locale=locale, known={"NAME": [value]})
