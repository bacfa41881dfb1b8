"""Every rule that a landing page meets, in the order in which its passed checks are listed."""

from generation.checks import (
    brand,
    compliance,
    facts,
    injection,
    leaks,
    merge,
    placeholders,
    safety,
    tone,
)

_OF_MAILS = ("compliance.postal_address", "compliance.unsubscribe")

RULES = (
    *facts.RULES,
    *merge.RULES,
    *brand.RULES,
    *(rule for rule in compliance.RULES if rule.id not in _OF_MAILS),
    *safety.RULES,
    *injection.RULES,
    *leaks.RULES,
    *placeholders.RULES,
    *tone.RULES,
)
