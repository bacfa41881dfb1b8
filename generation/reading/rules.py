"""Every rule in words: what it looks for, the law behind it, and what a brand decided about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from generation.checks.rulebook import Kind, Law, rulebook
from generation.checks.types import RuleSetting, Severity
from generation.llm_tools import TOOLS

FAMILIES = {
    "compliance": _("Law"),
    "process": _("Duties that no machine checks"),
    "facts": _("Facts"),
    "safety": _("Safety"),
    "injection": _("Orders in the brief"),
    "leaks": _("Leaks"),
    "placeholder": _("Personal details"),
    "prompt": _("The prompt"),
    "brand": _("Brand"),
    "merge": _("Merge tags"),
    "email": _("Form of an email"),
    "mailbox": _("Spam filters"),
    "tone": _("Tone and style"),
    "inclusive": _("Inclusive language"),
    "language": _("Language"),
    "form": _("Links and marks"),
    "pictures": _("Pictures"),
    "html": _("Accessibility and weight"),
    "search": _("Search engines"),
    "page": _("What makes a page whole"),
    "social": _("Networks"),
}
"""In the order in which people read them; a family that is not here comes last, by its own name."""
_PROTECTED = frozenset({"safety", "injection", "leaks", "placeholder"})


@dataclass(frozen=True)
class ListedRule:
    id: str
    looks_for: str
    severity: Severity
    """The worst that it can be."""
    laws: tuple[Law, ...]
    tools: tuple[str, ...]
    """By name; none where no machine checks it."""
    sectors: tuple[str, ...] = ()
    why: str = ""
    """Of a duty: why no machine checks it."""

    @property
    def family(self) -> str:
        return self.id.partition(".")[0]

    @property
    def tool_labels(self) -> list[str]:
        return [str(TOOLS[name].label) for name in self.tools]

    @property
    def is_checked(self) -> bool:
        return not self.why

    @property
    def is_protected(self) -> bool:
        """Making it milder needs a reason."""
        return bool(self.laws) or self.family in _PROTECTED


@lru_cache(maxsize=1)
def listed() -> dict[str, ListedRule]:
    """Return every rule of every tool and every duty of the rule files, by id."""
    asked_by: dict[str, list[str]] = {}
    words: dict[str, str] = {}
    for name, tool in TOOLS.items():
        for rule in tool.rules:
            asked_by.setdefault(rule.id, []).append(name)
            words.setdefault(rule.id, rule.passed)
    known = {
        entry.id: ListedRule(
            id=entry.id,
            looks_for=entry.looks_for,
            severity=entry.worst,
            laws=entry.laws,
            tools=tuple(asked_by.get(entry.id, ())),
            sectors=entry.sectors,
            why=entry.why,
        )
        for entry in rulebook()
        if entry.kind is Kind.PROCESS or entry.id in asked_by
    }
    # A rule that no file describes is listed by what it says when all is in order.
    for rule_id, passed in words.items():
        known.setdefault(
            rule_id, ListedRule(rule_id, passed, Severity.MUST_FIX, (), tuple(asked_by[rule_id]))
        )
    return dict(sorted(known.items(), key=lambda item: (_place(item[1].family), item[0])))


def _place(family: str) -> int:
    order = list(FAMILIES)
    return order.index(family) if family in order else len(order)


@dataclass(frozen=True)
class Row:
    """A rule beside what one brand decided about it."""

    rule: ListedRule
    setting: RuleSetting | None

    @property
    def is_off(self) -> bool:
        return self.setting is not None and not self.setting.enabled

    @property
    def severity(self) -> Severity:
        return self.setting.severity if self.setting and self.setting.severity else self.rule.severity


@dataclass(frozen=True)
class Family:
    name: str
    label: str
    rows: list[Row]


def families(settings: Iterable[RuleSetting], words: str = "") -> list[Family]:
    """Return the rules in families, only those whose text, law or id holds the words."""
    decided = {setting.rule: setting for setting in settings}
    wanted = words.casefold().split()
    found: dict[str, list[Row]] = {}
    for rule in listed().values():
        text = " ".join(
            [rule.id, rule.looks_for, rule.why, *(f"{law.code} {law.cite} {law.says}" for law in rule.laws)]
        )
        if all(word in text.casefold() for word in wanted):
            found.setdefault(rule.family, []).append(Row(rule, decided.get(rule.id)))
    return [Family(name, str(FAMILIES.get(name, name)), rows) for name, rows in found.items()]
