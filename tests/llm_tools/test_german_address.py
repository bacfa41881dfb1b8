"""How the static templates call German readers: "du" where the brand is casual, else "Sie"."""

import re
from dataclasses import asdict
from functools import cache
from itertools import product
from typing import Any

import pytest

from generation.brief import Brief, Rendering
from generation.checks import formality
from generation.checks.locale import FAMILIAR
from generation.checks.run import run
from generation.checks.types import CheckContext, Draft
from generation.llm_tools import TOOLS, email_words, landing_page_phrases, social_words
from generation.llm_tools.base import Job
from generation.llm_tools.email_content import KINDS, LENGTHS
from generation.llm_tools.fields import text_fields
from generation.llm_tools.kit_prompt import guide
from generation.llm_tools.landing_page_params import GOALS as PAGE_GOALS
from generation.llm_tools.landing_page_params import SECTIONS
from generation.llm_tools.social_content import GOALS as POST_GOALS
from generation.llm_tools.social_content import NETWORK_NAMES
from generation.llm_tools.usual_params import TONES
from tests.llm_tools.samples import TODAY, a_brief, a_kit, facts, found, with_body

KEY_MESSAGE = "Am Montag beginnt die Frühlingsaktion. Die Tage werden länger."
POLITE = re.compile(r"\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b")
FORMALITIES = [None, 1, 2, 3, 4, 5]
"""All that a brand kit can say."""
WAYS: dict[str, list[dict[str, Any]]] = {
    "email": [
        {"kind": kind, "tone": tone, "length": length}
        for kind, tone, length in product(KINDS, TONES, LENGTHS)
    ],
    "social_post": [
        {"goal": goal, "tone": tone, "networks": NETWORK_NAMES} for goal, tone in product(POST_GOALS, TONES)
    ],
    "landing_page": [
        {"goal": goal, "blocks": SECTIONS, "form_fields": ("first_name", "email", "message")}
        for goal in PAGE_GOALS
    ],
}


def a_german_brief(formality: int | None) -> Brief:
    return a_brief(
        campaign="Frühlingsaktion",
        offer="20 % auf jede Packung ganze Bohnen, Code SPRING20",
        facts=facts(
            "Versand in 48 Stunden nach der Röstung",
            "Ridgeline, 340 g: statt 18,00 € jetzt 14,40 €",
            "Rückgabe in 30 Tagen",
            "12.000 Kundinnen und Kunden im Abo",
        ),
        brand=a_kit(formality=formality, legal_footer="", postal_address="Alsterweg 4, Hamburg"),
    )


@cache
def drafts(tool: str, formality: int | None) -> tuple[Any, ...]:
    """Return what the template writes in each way and variant."""
    writer, brief = TOOLS[tool], a_german_brief(formality)
    return tuple(
        writer.fill_template(
            Job(brief=brief, language="de", variant=variant, variants=4),
            writer.params_model.model_validate({"key_message": KEY_MESSAGE} | way),
        )
        for way, variant in product(WAYS[tool], (1, 2, 3, 4))
    )


@pytest.mark.parametrize("wanted", FORMALITIES)
@pytest.mark.parametrize("tool", sorted(WAYS))
def test_a_german_template_is_as_formal_as_the_brand(tool, wanted):
    context = CheckContext(brief=a_german_brief(wanted), language="de", today=TODAY)

    for content in drafts(tool, wanted):
        assert run(formality.RULES, Draft(fields=text_fields(content)), context).findings == ()


@pytest.mark.parametrize("wanted", FORMALITIES)
@pytest.mark.parametrize("tool", sorted(WAYS))
def test_no_document_calls_readers_both_du_and_sie(tool, wanted):
    other = POLITE if wanted in (1, 2) else FAMILIAR
    rendering = Rendering(kit=a_german_brief(wanted).brand, language="de")

    for content in drafts(tool, wanted):
        assert other.findall(TOOLS[tool].render(content, rendering, "txt")) == []


@pytest.mark.parametrize("words", [email_words, social_words, landing_page_phrases])
def test_no_sentence_for_casual_brands_says_sie(words):
    said = str(asdict(words.GERMAN_DU))

    assert POLITE.findall(said) == []
    assert FAMILIAR.search(said)
    assert FAMILIAR.findall(str(asdict(words.GERMAN))) == []


@pytest.mark.parametrize("wanted", FORMALITIES)
def test_template_prompt_and_check_agree_on_who_says_du(wanted):
    kit = a_kit(formality=wanted)
    body = with_body("Der Kaffee ist da, und die Tüte für Sie steht im Regal.")
    context = CheckContext(brief=a_brief(brand=kit), language="de", today=TODAY)

    assert (
        kit.is_casual
        == ("familiar form" in "\n".join(guide(kit)))
        == ("tone.address" in found(body, context))
    )


@pytest.mark.parametrize(("wanted", "name"), [(None, "zusammen"), (1, "du"), (5, "zusammen")])
def test_who_has_no_name_is_greeted_alike_by_template_and_model(wanted, name):
    kit = a_kit(formality=wanted)
    tool = TOOLS["email"]
    job = Job(brief=a_brief(brand=kit), language="de")

    code = f'{{{{ first_name | default: "{name}" }}}}'
    tags = tool.system_variables(kit, "de")["brand"]["merge_tags"]
    assert tags[0]["code"] == code
    assert tool.fill_template(job, tool.params_model(key_message=KEY_MESSAGE)).greeting == f"Hallo {code},"


@pytest.mark.parametrize("language", ["de-AT", "DE"])
def test_german_of_any_country_says_du(language):
    assert email_words.words_for(language, a_kit(formality=1)) is email_words.GERMAN_DU
    assert email_words.words_for("en", a_kit(formality=1)) is email_words.ENGLISH
