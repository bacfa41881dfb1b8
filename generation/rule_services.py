"""What admins decide about the rules of a brand. Each decision and its audit entry share a transaction."""

from typing import Any, ClassVar

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.accounts.models import User
from generation import audit
from generation.checks.types import Severity
from generation.exceptions import GenerationError
from generation.models import AuditAction, Brand, RuleSetting
from generation.reading.rules import ListedRule, listed

_ORDER = [Severity.NOTE, Severity.CHECK, Severity.MUST_FIX]


class ReasonMissing(GenerationError):
    """Something that law or safety wants was made milder, and nobody said why."""

    status: ClassVar[int] = 422
    title = gettext_lazy("Say why")  # type: ignore[assignment]


def needs_reason(rule: ListedRule, *, enabled: bool, severity: str, terms: str) -> bool:
    """Tell whether the decision makes a rule milder that law or safety stands behind."""
    if not rule.is_protected:
        return False
    milder = bool(severity) and _ORDER.index(Severity(severity)) < _ORDER.index(rule.severity)
    return not enabled or milder or bool(terms.strip())


@transaction.atomic
def decide(
    *, by: User, brand: Brand, rule: str, enabled: bool, severity: str = "", terms: str = "", reason: str = ""
) -> RuleSetting:
    """Store what a brand decides about a rule.

    Raises:
        ReasonMissing: the rule gets milder although law or safety stands behind it, and `reason` is empty.
        KeyError: there is no such rule.
    """
    if needs_reason(listed()[rule], enabled=enabled, severity=severity, terms=terms) and not reason.strip():
        raise ReasonMissing(_("Say why this rule gets milder. Law or safety stands behind it."))
    before = RuleSetting.objects.filter(brand=brand, rule=rule).first()
    values = {"enabled": enabled, "severity": severity, "terms": terms, "reason": reason.strip()}
    setting, _created = RuleSetting.objects.update_or_create(
        brand=brand, rule=rule, defaults={**values, "changed_by": by}
    )
    audit.record(
        AuditAction.RULE_DECIDED,
        by=by,
        on=setting,
        brand=brand,
        before=_snapshot(before),
        after=_snapshot(setting),
        reason=setting.reason,
    )
    return setting


@transaction.atomic
def reset(*, by: User, setting: RuleSetting) -> None:
    """Let the rule be as usual again."""
    audit.record(AuditAction.RULE_RESET, by=by, on=setting, brand=setting.brand, before=_snapshot(setting))
    setting.delete()


def _snapshot(setting: RuleSetting | None) -> dict[str, Any]:
    if setting is None:
        return {}
    return {
        "rule": setting.rule,
        "enabled": setting.enabled,
        "severity": setting.severity,
        "terms": setting.terms,
    }
