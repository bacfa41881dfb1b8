"""The rule files of `generation/checks/rules/`, read once: what each rule looks for, and the law behind it.

Every rule of the product is an entry, so that people see all of them in one list. Most are patterns or
required parts and are checked from the file alone; `code` is checked by a function elsewhere; `process` is a
duty that no machine can check here, and is listed so that nobody believes that one does.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

import yaml
from pydantic import Field, ValidationError, model_validator

from generation.brief import Value
from generation.checks.jurisdictions import EVERYWHERE, JURISDICTIONS, SECTORS, strictness
from generation.checks.phrases import BadPhrase, Phrases, compiled
from generation.checks.types import Role, Severity
from generation.checks.word_lists import read_yaml

RULES = Path(__file__).resolve().parent / "rules"
WORDS = frozenset(Role) - {Role.URL}
_ORDER = (Severity.NOTE, Severity.CHECK, Severity.MUST_FIX)
_SEVERITIES = {"must": Severity.MUST_FIX, "check": Severity.CHECK, "note": Severity.NOTE}


class RuleFileError(ValueError):
    """A rule file that can't be used. The words name the file, the rule and the fault."""


class Kind(StrEnum):
    FORBIDDEN = "forbidden"
    """Its phrases must not stand; or not without a fact, or without other words beside them."""
    REQUIRES = "requires"
    """Its phrases need others: somewhere, in the same text, or in the same sentence."""
    REQUIRED = "required"
    """Certain words, or a part of the brand's details, must be in every draft."""
    SECTOR = "sector"
    """A trade whose drafts always want a specialist's look."""
    CODE = "code"
    """A function checks it."""
    PROCESS = "process"
    """Nothing here can check it."""


class Law(Value):
    """One source of a rule: a statute, a code, or the terms of a mailbox provider."""

    code: str
    """Short name, such as `CANSPAM-ADDR`."""
    where: tuple[str, ...]
    """Jurisdictions, or `all`."""
    severity: Severity
    cite: str
    says: str = ""
    """What it wants, in one plain sentence; empty where the rule's own words say it."""
    since: date | None = None
    """The day from which it applies; None: it does."""
    sectors: tuple[str, ...] = ()
    """The trades that it is about; none: all."""
    as_of: date
    """When it was last looked up."""
    status: Literal["V", "K", "U"]
    """V: read at its source. K: well known, not read again. U: unconfirmed, or likely to change."""

    @property
    def confidence(self) -> str:
        return {"V": "Read at its source", "K": "Well known", "U": "Unconfirmed"}[self.status]


class Entry(Value):
    """One rule as its file states it."""

    id: str = Field(pattern=r"^[a-z_]+\.[a-z0-9_]+$")
    kind: Kind
    looks_for: str
    """What it finds, for the list of rules."""
    message: str = ""
    passed: str = ""
    detail: str = ""
    suggestion: str = ""
    severity: Severity | None = None
    """Where no law sets it."""
    tools: tuple[str, ...] = ()
    """None: all."""
    sectors: tuple[str, ...] = ()
    """None: all."""
    roles: frozenset[Role] = WORDS
    phrases: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """By language."""
    needs: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Of `requires` and `required`: what has to be there."""
    within: Literal["sentence", "text", "draft"] = "draft"
    """Where `needs` are looked for."""
    element: str = ""
    """Of `required`: a detail of the brand that each document shows, by its name in the brand kit."""
    unless_fact: bool = False
    """A fact that uses the same words vouches for them."""
    with_case: bool = False
    """Capitals matter."""
    reads: tuple[str, ...] = ()
    """Of `code`: the languages that it reads; none: every one."""
    any_language: bool = False
    """Its phrases mean the same in every language."""
    why: str = ""
    """Of `process`: why it is not checked, and who has to see to it."""
    laws: tuple[Law, ...] = ()

    @model_validator(mode="after")
    def is_whole(self) -> Self:
        """Check what each kind of rule can't do without."""
        wanted = {
            Kind.FORBIDDEN: ("message", "passed", "phrases"),
            Kind.REQUIRES: ("message", "passed", "phrases", "needs"),
            Kind.REQUIRED: ("message", "passed"),
            Kind.SECTOR: ("message", "passed", "sectors"),
            Kind.PROCESS: ("why",),
            Kind.CODE: (),
        }[self.kind]
        missing = [name for name in wanted if not getattr(self, name)]
        if missing:
            raise ValueError(f"a rule of the kind {self.kind} needs {', '.join(missing)}")
        if self.kind is Kind.REQUIRED and not (self.element or self.needs):
            raise ValueError("a required part needs words (needs) or a detail of the brand (element)")
        if self.severity is None and not self.laws:
            raise ValueError("it needs a severity, or a law that sets one")
        unknown = [
            code for law in self.laws for code in law.where if code not in (*JURISDICTIONS, EVERYWHERE)
        ]
        unknown += [code for code in self.sectors if code not in SECTORS]
        unknown += [code for law in self.laws for code in law.sectors if code not in SECTORS]
        if unknown:
            raise ValueError(f"there is no jurisdiction or sector {', '.join(unknown)}")
        return self

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]

    @property
    def worst(self) -> Severity:
        """The highest severity that it can have."""
        found = [law.severity for law in self.laws] + ([self.severity] if self.severity else [])
        return max(found, key=_ORDER.index)

    @property
    def languages(self) -> frozenset[str] | None:
        """Those that it reads; None is every language."""
        words = self.reads or tuple(self.phrases or self.needs)
        return None if self.any_language or not words else frozenset(words)

    def strictness(self, named: tuple[str, ...], sector: str, today: date) -> tuple[Severity, str] | None:
        """Return how strict it is for a campaign, and the laws that say so; None where it does not apply."""
        if self.sectors and sector not in self.sectors:
            return None
        if not self.laws:
            return (self.severity, "") if self.severity else None
        asked = [
            (strict, law)
            for law in self.laws
            if (law.since is None or law.since <= today) and (not law.sectors or sector in law.sectors)
            if (strict := strictness(law.where, law.severity, named))
        ]
        if not asked:
            return None
        asked.sort(key=lambda found: -_ORDER.index(found[0]))
        cited = list(dict.fromkeys(law.cite for _strict, law in asked))[:3]
        return asked[0][0], "; ".join(cited)


def by_language(phrases: dict[str, tuple[str, ...]], *, with_case: bool = False) -> Phrases:
    """Return the phrases of all languages as one list: drafts mix them."""
    return compiled((phrase for each in phrases.values() for phrase in each), with_case=with_case)


@lru_cache(maxsize=1)
def rulebook() -> tuple[Entry, ...]:
    """Return every rule of every file.

    Raises:
        RuleFileError: a file can't be read, or a rule in it is not whole.
    """
    entries = [entry for path in sorted(RULES.glob("*.yaml")) for entry in read(path)]
    names = [entry.id for entry in entries]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RuleFileError(f"More than one rule is called {', '.join(twice)}.")
    return tuple(entries)


@lru_cache(maxsize=512)
def entry_of(rule: str) -> Entry | None:
    return next((entry for entry in rulebook() if entry.id == rule), None)


def read(path: Path) -> list[Entry]:
    """Return the rules of one file.

    Raises:
        RuleFileError: see `rulebook`.
    """
    try:
        data = read_yaml(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as exc:
        raise RuleFileError(f"{path.name} is no YAML: {exc}") from exc
    if not isinstance(data, dict) or not isinstance(data.get("rules"), list):
        raise RuleFileError(f"{path.name} holds no list of rules.")
    as_of = data.get("as_of")
    return [_entry(path.name, item, as_of) for item in data["rules"]]


def _entry(name: str, item: Any, as_of: Any) -> Entry:
    rule = item.get("id", "a rule without id") if isinstance(item, dict) else "a rule that is no mapping"
    try:
        entry = Entry.model_validate(_filled_in(item, as_of))
        for phrases in (entry.phrases, entry.needs):
            by_language(phrases, with_case=entry.with_case and phrases is entry.phrases)
    except ValidationError as exc:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'it'}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in exc.errors(include_url=False, include_input=False)
        )
        raise RuleFileError(f"{name}: {rule}: {faults}") from exc
    except BadPhrase as exc:
        raise RuleFileError(f"{name}: {rule}: {exc}") from exc
    return entry


def _filled_in(item: Any, as_of: Any) -> Any:
    """Write out what a file may shorten: `must` for `must_fix`, and the day when all was looked up."""
    if not isinstance(item, dict):
        return item
    laws = [
        {"as_of": as_of, **law, "severity": _SEVERITIES.get(str(law.get("severity")), law.get("severity"))}
        if isinstance(law, dict)
        else law
        for law in _listed(item.get("laws"))
    ]
    filled = {**item, "laws": laws}
    if "severity" in item:
        filled["severity"] = _SEVERITIES.get(str(item["severity"]), item["severity"])
    return filled


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list) else ()
