"""Run rules over a draft and put what they find in order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from generation.checks.text import folded
from generation.checks.types import CheckContext, Draft, Finding, Report, RuleSetting, Severity, TextField

Check = Callable[[Draft, CheckContext], Iterable[Finding]]

MAX_FINDINGS = 8
"""Of one rule: after that many a person knows."""
USUAL = RuleSetting(rule="")
_ORDER = {Severity.MUST_FIX: 0, Severity.CHECK: 1, Severity.NOTE: 2}


def _always(context: CheckContext) -> bool:
    return True


@dataclass(frozen=True)
class Rule:
    """One question asked of every draft."""

    id: str
    """`family.rule`; each of its findings carries it."""
    passed: str
    """What is in order where it finds nothing, in a person's words."""
    check: Check
    languages: frozenset[str] | None = None
    """Where the rule reads words: the languages that it understands. None is every language."""

    understands: frozenset[str] | None = None
    """The languages in which finding nothing means that all is in order. None is all that it reads."""

    applies: Callable[[CheckContext], bool] = _always
    """Tells of a draft's campaign whether the rule is asked at all."""

    def vouches(self, language: str) -> bool:
        return self.understands is None or language.partition("-")[0].lower() in self.understands

    def reads(self, language: str) -> bool:
        return self.languages is None or language.partition("-")[0].lower() in self.languages


ENGLISH = frozenset({"en"})


def run(rules: Iterable[Rule], draft: Draft, context: CheckContext) -> Report:
    """Return what the rules find, worst first and then in reading order, and what is in order.

    A rule that doesn't read the draft's language is left out of both; one that reads only some of
    its words may find something, and vouches for nothing. What the brand decided about a rule
    counts: whether it is asked, how strict it is, and which words it leaves alone.
    """
    findings: list[Finding] = []
    passed: list[str] = []
    settings = {setting.rule: setting for setting in context.settings}
    for rule in rules:
        setting = settings.get(rule.id, USUAL)
        if not setting.enabled or not rule.reads(context.language) or not rule.applies(context):
            continue
        found = [_as_set(setting, finding) for finding in rule.check(draft, context)]
        found = [finding for finding in found if not _is_left_alone(setting, finding)][:MAX_FINDINGS]
        findings += found
        if not found and rule.vouches(context.language):
            passed.append(rule.passed)
    places = {field.path: place for place, field in enumerate(draft.fields)}
    findings.sort(
        key=lambda finding: (
            _ORDER[finding.severity],
            places.get(finding.field, len(places)),
            finding.start or 0,
            finding.rule,
        )
    )
    return Report(findings=tuple(findings), passed=tuple(passed))


def _as_set(setting: RuleSetting, finding: Finding) -> Finding:
    if setting.severity is None or setting.severity is finding.severity:
        return finding
    return finding.model_copy(update={"severity": setting.severity})


def _is_left_alone(setting: RuleSetting, finding: Finding) -> bool:
    """Tell whether the words that were found hold one that the brand wants left alone."""
    quote = folded(finding.quote).casefold()
    return any(folded(term).casefold().strip() in quote for term in setting.terms if term.strip())


def at(
    field: TextField,
    span: tuple[int, int],
    *,
    rule: str,
    severity: Severity,
    message: str,
    detail: str = "",
    suggestion: str = "",
) -> Finding:
    """Return a finding on the words at `span` of the field."""
    start, end = span
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        field=field.path,
        detail=detail,
        quote=field.text[start:end],
        start=start,
        end=end,
        suggestion=suggestion,
    )


def on(
    field: TextField, *, rule: str, severity: Severity, message: str, detail: str = "", suggestion: str = ""
) -> Finding:
    """Return a finding on the whole field."""
    return at(
        field,
        (0, len(field.text)),
        rule=rule,
        severity=severity,
        message=message,
        detail=detail,
        suggestion=suggestion,
    )


def about(
    field: TextField, *, rule: str, severity: Severity, message: str, detail: str = "", suggestion: str = ""
) -> Finding:
    """Return a finding that names the field and quotes nothing: it is about how much there is of it."""
    return Finding(
        rule=rule,
        severity=severity,
        message=message,
        field=field.path,
        detail=detail,
        suggestion=suggestion,
    )


def distinct(findings: Sequence[Finding]) -> list[Finding]:
    """Keep the first of those that quote the same words."""
    seen: dict[str, Finding] = {}
    for finding in findings:
        seen.setdefault(finding.quote.casefold(), finding)
    return list(seen.values())
