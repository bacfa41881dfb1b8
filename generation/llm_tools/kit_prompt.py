"""What a brand kit says to a model: the same words for every tool.

A tool's `system_variables` takes `brand_variables(kit)` as its `brand`, and its system template writes:

    # Voice
    {% if brand.voice != "" %}{{ brand.voice }}{% else %}Warm, plain and precise.{% endif %}
    {%- for line in brand.guide %}
    - {{ line }}
    {%- endfor %}
    {%- if brand.examples.size > 0 %}

    Texts that the brand approved. Take their sound, never their facts:
    {%- for example in brand.examples %}
    "{{ example }}"
    {%- endfor %}
    {%- endif %}

`guide` holds a line for each thing that the kit says beside the voice: how to write the name, traits with
examples, words, claims, disclosures, marks. What a kit does not say makes no line, so that a prompt is as
long as there is something to say. The other variables are there for admins who write a template of their own.

Only a `BrandKit` comes in. It is what admins write, so that a system message may hold it.
"""

from collections.abc import Iterator
from typing import Any

from generation.brief import BrandKit, Policy

MOST_EXAMPLES = 3
LONGEST_EXAMPLE = 600
"""Characters. A few short texts say how a brand sounds; more cost more than they tell."""

_FAMILIAR = "Where the language has the choice, call readers by the familiar form (du, tu)."
_POLITE = "Where the language has the choice, call readers by the polite form (Sie, vous, usted)."
_EMOJI = {
    Policy.NONE: "No emoji.",
    Policy.FEW: "At most one emoji in the whole text, and none where it says nothing.",
    Policy.FREE: "Emoji are welcome where they help the reader.",
}
_EXCLAMATION = {
    Policy.NONE: "No exclamation marks.",
    Policy.FEW: "At most one exclamation mark in the whole text.",
    Policy.FREE: "",
}
_FORMALITY = {
    1: f"Very casual: contractions, everyday words. {_FAMILIAR}",
    2: f"Casual: contractions are fine, no stiff phrases. {_FAMILIAR}",
    3: "Neither stiff nor chummy.",
    4: f"Formal: hardly any contraction, no slang. {_POLITE}",
    5: f"Very formal: no contractions, no slang, complete sentences. {_POLITE}",
}
_CAPITALS = {
    Policy.NONE: "No words in capitals for effect.",
    Policy.FEW: "At most one word in capitals for effect.",
    Policy.FREE: "",
}


def brand_variables(kit: BrandKit, *, disclosures_in_text: bool = True) -> dict[str, Any]:
    """Return what a system template may say of the brand.

    `disclosures_in_text` is off where the tool's own layout writes them, as emails do in their footer.
    """
    return {
        "name": kit.name,
        "voice": kit.voice,
        "website": kit.website,
        "sender_name": kit.sender_name,
        "banned_words": list(kit.banned_words),
        "product_names": list(kit.product_names),
        "disclosures": list(kit.disclosures),
        "guide": list(guide(kit, disclosures_in_text=disclosures_in_text)),
        "examples": [_shortened(example) for example in kit.examples[:MOST_EXAMPLES]],
    }


def guide(kit: BrandKit, *, disclosures_in_text: bool = True) -> Iterator[str]:
    """Yield the kit's wishes as instructions, one a line, the general ones first."""
    yield f"Write the brand's name exactly as: {kit.name}"
    for attribute in kit.voice_attributes:
        rather = f" Rather “{attribute.do}”" if attribute.do else ""
        than = f" {'than' if rather else 'Never'} “{attribute.dont}”" if attribute.dont else ""
        yield f"It is {attribute.name}.{rather}{than}{'.' if rather or than else ''}"
    if kit.product_names:
        yield f"Write these names exactly so: {'; '.join(kit.product_names)}"
    if kit.banned_words:
        yield f"Never use these words or forms of them: {'; '.join(kit.banned_words)}"
    if kit.preferred_terms:
        pairs = (f"“{term.prefer}” instead of “{term.avoid}”" for term in kit.preferred_terms)
        yield f"Write {'; '.join(pairs)}."
    if kit.claims_allowed:
        yield f"The brand stands behind these, without a fact: {'; '.join(kit.claims_allowed)}"
    if kit.claims_needing_source:
        yield f"Say these only where a fact backs them: {'; '.join(kit.claims_needing_source)}"
    if kit.disclosures and disclosures_in_text:
        yield f"Put these into the text, word for word: {'; '.join(kit.disclosures)}"
    if kit.reading_grade is not None:
        yield f"Write so that {kit.reading_grade} years of school are enough to read it with ease."
    if kit.formality is not None:
        yield _FORMALITY[kit.formality]
    yield from filter(None, (_EMOJI[kit.emoji], _EXCLAMATION[kit.exclamation], _CAPITALS[kit.capitals]))


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    if len(words) <= LONGEST_EXAMPLE:
        return words
    return words[: LONGEST_EXAMPLE - 1].rpartition(" ")[0] + " …"
