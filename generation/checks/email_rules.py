"""Every rule that an email meets, in the order in which its passed checks are listed."""

from generation.checks import (
    brand,
    compliance,
    email_form,
    facts,
    form,
    injection,
    languages,
    law,
    leaks,
    merge,
    pictures,
    placeholders,
    safety,
    style,
    tone,
)

RULES = (
    *email_form.RULES,
    *pictures.EMAIL_RULES,
    *merge.RULES,
    *facts.RULES,
    *brand.RULES,
    brand.DISCLOSURES,
    *compliance.RULES,
    *law.rules_for("email", "mailbox"),
    *safety.RULES,
    *injection.RULES,
    *leaks.RULES,
    *placeholders.RULES,
    *form.RULES,
    *form.MAILBOX,
    *tone.RULES,
    *style.RULES,
    *languages.RULES,
)
