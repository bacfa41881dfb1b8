"""Every rule that a landing page meets, in the order in which its passed checks are listed."""

from generation.checks import (
    brand,
    compliance,
    facts,
    form,
    injection,
    languages,
    leaks,
    merge,
    placeholders,
    safety,
    style,
    tone,
)
from generation.checks.law import rules_for

RULES = (
    *facts.RULES,
    *merge.RULES,
    *brand.RULES,
    *rules_for("landing_page", "compliance", code=compliance.CODE),
    *safety.RULES,
    *injection.RULES,
    *leaks.RULES,
    *placeholders.RULES,
    *form.RULES,
    *tone.RULES,
    *style.RULES,
    *languages.RULES,
)
