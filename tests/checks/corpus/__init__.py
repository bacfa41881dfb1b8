"""Labelled texts, by rule: what breaks it, and what comes near and does not.

`make bench` prints how each rule does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from generation.checks.types import CheckContext
from generation.llm_tools.email import TOOL
from generation.llm_tools.email_content import EmailContent
from tests.llm_tools.samples import CONTENT, a_content, a_context, a_kit, with_body

EVERYWHERE = ("US", "US-CA", "CA", "EU", "DE", "FR", "UK", "AU")
LANDING = frozenset({"compliance.review_verified"})


@dataclass(frozen=True)
class Labelled:
    """One text, and whether its rule should find something in it."""

    rule: str
    text: str
    breaks: bool
    language: str
    field: str
    sector: str
    facts: tuple[Any, ...] | None
    formality: int | None

    @property
    def content(self) -> EmailContent:
        match self.field:
            case "subject":
                first = {"subject": self.text.strip(), "preheader": CONTENT["subjects"][0]["preheader"]}
                return a_content(subjects=[first, *CONTENT["subjects"][1:]])
            case "button":
                return a_content(call_to_action=CONTENT["call_to_action"] | {"label": self.text})
            case "headline" | "greeting":
                return a_content(**{self.field: self.text})
        return with_body(self.text)

    @property
    def context(self) -> CheckContext:
        changes: dict[str, Any] = {"jurisdictions": EVERYWHERE, "sector": self.sector}
        if self.facts is not None:
            changes["facts"] = self.facts
        if self.formality is not None:
            changes["brand"] = a_kit(formality=self.formality)
        return a_context(self.language, **changes)

    def is_found(self) -> bool:
        path = {"subject": "subjects.", "button": "call_to_action", "body": "sections.", "": ""}.get(
            self.field, self.field
        )
        return any(
            finding.rule == self.rule and (not finding.field or finding.field.startswith(path))
            for finding in TOOL.check(self.content, self.context).findings
        )


@lru_cache(maxsize=1)
def labelled() -> tuple[Labelled, ...]:
    return tuple(
        each
        for path in sorted(Path(__file__).parent.glob("*.yaml"))
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))
        for each in _of(group)
    )


def _of(group: dict[str, Any]) -> Iterator[Labelled]:
    sectors = {True: group.get("sector", ""), False: group.get("clean_sector", [group.get("sector", "")])[0]}
    for breaks, texts in ((True, group["bad"]), (False, group["clean"])):
        for text in texts:
            yield Labelled(
                rule=group["rule"],
                text=text,
                breaks=breaks,
                language=group.get("language") or _language(text),
                field=group.get("field", "body"),
                sector=sectors[breaks],
                facts=tuple(group["facts"]) if "facts" in group else None,
                formality=group.get("formality"),
            )


_GERMAN = frozenset(
    re.findall(
        r"\w+",
        """
        der die das und ist sie ihr wir nicht ein eine einen mit für bei auf im zu von uns unser
        unsere jetzt nur kommen kein keine ich des dem den sich dir du deine
        """,
    )
)


def _language(text: str) -> str:
    words = text.lower().replace(",", " ").replace(".", " ").split()
    german = sum(word in _GERMAN for word in words) >= 1 or any(letter in text for letter in "äöüß")
    return "de" if german and not {"the", "of", "you", "our", "and", "is"} & set(words) else "en"


@dataclass(frozen=True)
class Tally:
    """How a rule, or all of them, does."""

    found: int
    bad: int
    cried: int
    """Clean texts in which it found something."""
    clean: int

    @property
    def recall(self) -> float:
        return self.found / self.bad

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.cried)


@lru_cache(maxsize=1)
def tallies() -> dict[str, Tally]:
    """Return how each rule does, and all of them under the name of none."""
    outcomes = [(each, each.is_found()) for each in labelled()]
    rules = dict.fromkeys(each.rule for each in labelled())
    return {
        rule: Tally(
            found=sum(hit for each, hit in outcomes if each.breaks and rule in ("", each.rule)),
            bad=sum(each.breaks for each, _hit in outcomes if rule in ("", each.rule)),
            cried=sum(hit for each, hit in outcomes if not each.breaks and rule in ("", each.rule)),
            clean=sum(not each.breaks for each, _hit in outcomes if rule in ("", each.rule)),
        )
        for rule in [*rules, ""]
    }


def wrong() -> list[str]:
    """Return the texts that are judged wrongly."""
    return [
        f"{each.rule}: {'missed' if each.breaks else 'cried'}: {each.text}"
        for each in labelled()
        if each.is_found() is not each.breaks
    ]
