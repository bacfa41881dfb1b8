"""Every rule that a landing page meets, in the order in which its passed checks are listed."""

from generation.checks import (
    brand,
    compliance,
    facts,
    form,
    formality,
    html_accessibility,
    html_search,
    html_weight,
    injection,
    landing_page_form,
    languages,
    leaks,
    locale,
    merge,
    pictures,
    placeholders,
    safety,
    style,
    tone,
    variants,
)
from generation.checks.law import rules_for

_OF_MERGE_TAGS = ("merge.unknown", "merge.fallback")

RULES = (
    *landing_page_form.RULES,
    *pictures.CHOSEN,
    *facts.RULES,
    *(rule for rule in merge.RULES if rule.id not in _OF_MERGE_TAGS),
    *brand.RULES,
    *rules_for("landing_page", "compliance", code=compliance.CODE),
    *safety.RULES,
    *injection.RULES,
    *leaks.RULES,
    *placeholders.RULES,
    *form.RULES,
    *tone.RULES,
    *formality.RULES,
    *style.RULES,
    *languages.RULES,
    *locale.RULES,
    *locale.BULLETS,
    *variants.RULES,
    *html_accessibility.RULES,
    *html_search.RULES,
    *html_weight.RULES,
)
