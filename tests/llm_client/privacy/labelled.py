"""The labelled set: sentences whose personal data is known, and sentences that have none.

Everything is made from seeds, so that a figure means the same tomorrow. `seen` is what the detectors were
made with. `held_out` has other seeds, and other sentences, which were written when the detectors were done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from generation.llm_client.privacy.redaction import Redactor
from tests.llm_client.privacy import negatives, obfuscation
from tests.llm_client.privacy.held_out_sentences import HELD_OUT
from tests.llm_client.privacy.sentences import SENTENCES
from tests.llm_client.privacy.values import LOCALES, Values

A_KIND_AND_LOCALE = 6
GOALS = {
    "EMAIL": 0.99, "IBAN": 0.99, "CARD": 0.99, "API_KEY": 0.99, "IP": 0.99, "PHONE": 0.98,
    "NATIONAL_ID": 0.97,
    "ADDRESS": 0.97, "BIRTH_DATE": 0.97, "PASSWORD": 0.97, "TOKEN": 0.99, "obfuscated": 0.95,
}  # fmt: skip


@dataclass(frozen=True)
class Labelled:
    text: str
    values: tuple[str, ...]
    kind: str
    locale: str
    """As a caller may give it; empty for every other sentence."""


def seen() -> list[Labelled]:
    return _sentences(SENTENCES, seed=20261122)


def held_out() -> list[Labelled]:
    return _sentences(HELD_OUT, seed=31337)


def _sentences(templates: Mapping[str, Mapping[str, Iterable[str]]], *, seed: int) -> list[Labelled]:
    values = Values(seed)
    made = []
    for locale in LOCALES:
        for kind, sentences in templates[locale[:2]].items():
            for number in range(A_KIND_AND_LOCALE):
                sentence = values.random.choice(list(sentences))
                value = values.make(kind, locale)
                made.append(
                    Labelled(sentence.replace("{}", value), (value,), kind, locale if number % 2 else "")
                )
    return made


def obfuscated(seed: int = 5) -> list[Labelled]:
    values = Values(seed)
    return [Labelled(text, (value,), "obfuscated", "") for text, value in obfuscation.sentences(values)]


def ordinary(seed: int = 11) -> list[str]:
    return negatives.sentences(seed)


def is_found(labelled: Labelled, redactor: Redactor) -> bool:
    """Tell whether every character of every value is inside of what was found."""
    spans = redactor.redact(labelled.text, locale=labelled.locale).spans
    for value in labelled.values:
        start = labelled.text.index(value)
        places = {place for span in spans for place in range(span.start, span.end)}
        if not all(
            place in places or labelled.text[place].isspace() for place in range(start, start + len(value))
        ):
            return False
    return True


def recalls(set_of: Iterable[Labelled], redactor: Redactor) -> dict[str, tuple[int, int]]:
    """Return by kind how many were found, of how many."""
    counted: dict[str, tuple[int, int]] = {}
    for labelled in set_of:
        found, all_of_them = counted.get(labelled.kind, (0, 0))
        counted[labelled.kind] = (found + is_found(labelled, redactor), all_of_them + 1)
    return counted


def unchanged(texts: Iterable[str], redactor: Redactor) -> tuple[int, int]:
    answers = [redactor.redact(text).text == text for text in texts]
    return sum(answers), len(answers)
