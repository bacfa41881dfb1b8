"""Turns entries of the rule files into rules that a tool can run."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from generation.checks.patterns import said_by_fact
from generation.checks.phrases import Phrases, matches
from generation.checks.rulebook import Entry, Kind, by_language, entry_of, rulebook
from generation.checks.run import Check, Rule, at, distinct
from generation.checks.text import folded, lowered, prose, sentence_around
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity, TextField


def standing(rule: str, context: CheckContext) -> tuple[Severity, str] | None:
    """Return how strict a rule is for the campaign, and the laws that say so; None where it does not apply.

    Where the campaign names no jurisdiction, those of the brand count.
    """
    brief = context.brief
    return _standing(rule, brief.jurisdictions or brief.brand.jurisdictions, brief.sector, context.today)


@lru_cache(maxsize=4096)
def _standing(rule: str, named: tuple[str, ...], sector: str, today: date) -> tuple[Severity, str] | None:
    entry = entry_of(rule)
    return entry.strictness(named, sector, today) if entry else None


def cited(detail: str, citation: str) -> str:
    """Return the reason with the laws that apply behind it."""
    return f"{detail.rstrip('.')} ({citation})." if detail and citation else detail or citation


def rules_for(tool: str, *families: str, code: dict[str, Check] | None = None) -> tuple[Rule, ...]:
    """Return the rules of these families that a tool's drafts are asked, in the order of the files.

    Args:
        code: the functions of entries that are checked by one.

    Raises:
        KeyError: an entry wants a function that is not there.
    """
    return tuple(
        made
        for entry in rulebook()
        if entry.family in families and (not entry.tools or tool in entry.tools)
        if (made := _rule(entry, code or {})) is not None
    )


def _rule(entry: Entry, code: dict[str, Check]) -> Rule | None:
    if entry.kind is Kind.PROCESS or (entry.kind is Kind.CODE and not entry.passed):
        return None  # a duty, or a rule that its module makes: here it is only listed
    check = code[entry.id] if entry.kind is Kind.CODE else _check_of(entry)
    return Rule(
        entry.id,
        entry.passed,
        check,
        languages=entry.languages,
        applies=lambda context: standing(entry.id, context) is not None,
    )


def _check_of(entry: Entry) -> Check:
    match entry.kind:
        case Kind.FORBIDDEN:
            return Forbidden(entry, _phrases(entry.id)).check
        case Kind.REQUIRES:
            return Requires(entry, _phrases(entry.id), by_language(entry.needs)).check
        case Kind.REQUIRED:
            return Required(entry, by_language(entry.needs) if entry.needs else None).check
    return Sector(entry).check


@lru_cache(maxsize=512)
def _phrases(rule: str) -> Phrases:
    entry = entry_of(rule)
    assert entry is not None  # it is only asked of rules that are in the book
    return by_language(entry.phrases, with_case=entry.with_case)


@dataclass(frozen=True)
class Asked:
    """An entry beside what applies to one draft."""

    entry: Entry

    def found(self, context: CheckContext, field: TextField | None, span: tuple[int, int] | None) -> Finding:
        entry = self.entry
        severity, citation = standing(entry.id, context) or (entry.worst, "")
        detail = cited(entry.detail, citation)
        if field is None or span is None:
            return Finding(
                rule=entry.id,
                severity=severity,
                message=entry.message,
                detail=detail,
                suggestion=entry.suggestion,
            )
        return at(
            field,
            span,
            rule=entry.id,
            severity=severity,
            message=entry.message,
            detail=detail,
            suggestion=entry.suggestion,
        )


@dataclass(frozen=True)
class Forbidden(Asked):
    phrases: Phrases

    def check(self, draft: Draft, context: CheckContext) -> list[Finding]:
        return distinct([self.found(context, *place) for place in self.places(draft, context)])

    def places(self, draft: Draft, context: CheckContext) -> Iterator[tuple[TextField, tuple[int, int]]]:
        """Yield where its phrases stand and no fact vouches for them."""
        if not self.phrases.may_be_in(draft.plain, draft.grams):
            return
        for field in draft.fields:
            if field.role not in self.entry.roles:
                continue
            text = folded(prose(field.text)) if self.entry.with_case else lowered(field.text)
            for match in matches(self.phrases, text):
                if not (self.entry.unless_fact and said_by_fact(context.brief, match.group())):
                    yield field, match.span()


@dataclass(frozen=True)
class Requires(Forbidden):
    needs: Phrases

    def check(self, draft: Draft, context: CheckContext) -> list[Finding]:
        """Find its phrases where what they need is missing."""
        return distinct(
            [
                self.found(context, field, span)
                for field, span in self.places(draft, context)
                if not self.needs.pattern.search(self._around(draft, field, span))
            ]
        )

    def _around(self, draft: Draft, field: TextField, span: tuple[int, int]) -> str:
        match self.entry.within:
            case "sentence":
                return sentence_around(lowered(field.text), *span)
            case "text":
                return lowered(field.text)
        return f"{draft.plain}\n{lowered(draft.documents.get('txt', ''))}"


@dataclass(frozen=True)
class Required(Asked):
    needs: Phrases | None

    def check(self, draft: Draft, context: CheckContext) -> Iterator[Finding]:
        if self.needs is not None:
            texts = [lowered(field.text) for field in draft.fields if field.role in self.entry.roles]
            if self.entry.roles >= {Role.TEXT}:
                texts.append(lowered(draft.documents.get("txt", "")))
            if not any(self.needs.pattern.search(text) for text in texts):
                yield self.found(context, None, None)
            return
        wanted = "".join(str(getattr(context.brief.brand, self.entry.element)).split())
        documents = ["".join(unescaped(text).split()) for text in draft.documents.values()]
        if not wanted or not all(wanted in text for text in documents):
            yield self.found(context, None, None)


@dataclass(frozen=True)
class Sector(Asked):
    def check(self, draft: Draft, context: CheckContext) -> Iterator[Finding]:
        yield self.found(context, None, None)


def unescaped(document: str) -> str:
    return (
        document.replace("&amp;", "&")
        .replace("&#x27;", "'")
        .replace("&quot;", '"')
        .replace("&lt;", "<")
        .replace("&gt;", ">")
    )
