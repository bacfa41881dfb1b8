"""What prompts say of a brand kit: a line for each wish, none for what the kit leaves open."""

import pytest

from generation.brief import Policy, Rendering, Substitution, VoiceAttribute
from generation.liquid import render_prompt
from generation.llm_tools import TOOLS
from generation.llm_tools.base import Job
from generation.llm_tools.email import TOOL
from generation.llm_tools.kit_prompt import LONGEST_EXAMPLE, MOST_EXAMPLES, brand_variables, guide
from tests.llm_tools.samples import a_brief, a_kit


def lines(**changes) -> str:
    return "\n".join(guide(a_kit(**changes)))


FULL = {
    "voice_attributes": (
        VoiceAttribute(name="dry", do="It is coffee.", dont="A magical cup!"),
        VoiceAttribute(name="exact", do="340 g."),
        VoiceAttribute(name="calm", dont="Hurry"),
        VoiceAttribute(name="kind"),
    ),
    "product_names": ("Ridgeline Blend", "Evening Decaf"),
    "preferred_terms": (
        Substitution(avoid="packet", prefer="bag"),
        Substitution(avoid="client", prefer="guest"),
    ),
    "claims_allowed": ("Roasted in Portland since 2009.",),
    "claims_needing_source": ("single origin", "fair"),
    "disclosures": ("Offer for US addresses.",),
    "reading_grade": 8,
    "emoji": Policy.NONE,
    "exclamation": Policy.FEW,
    "capitals": Policy.FREE,
}


def test_a_full_kit_says_each_wish_once():
    assert lines(**FULL).splitlines() == [
        "Write the brand's name exactly as: Northwind Coffee",
        "It is dry. Rather “It is coffee.” than “A magical cup!”.",
        "It is exact. Rather “340 g.”.",
        "It is calm. Never “Hurry”.",
        "It is kind.",
        "Write these names exactly so: Ridgeline Blend; Evening Decaf",
        "Never use these words or forms of them: cheap; world’s best; hurry; guilt-free",
        "Write “bag” instead of “packet”; “guest” instead of “client”.",
        "The brand stands behind these, without a fact: Roasted in Portland since 2009.",
        "Say these only where a fact backs them: single origin; fair",
        "Put these into the text, word for word: Offer for US addresses.",
        "Write so that 8 years of school are enough to read it with ease.",
        "No emoji.",
        "At most one exclamation mark in the whole text.",
    ]


def test_formality_says_how_readers_are_called():
    assert "polite form (Sie, vous, usted)" in lines(formality=5)
    assert "familiar form (du, tu)" in lines(formality=1)
    assert "form (" not in lines(formality=3)


def test_what_a_kit_leaves_open_makes_no_line():
    free = {"emoji": Policy.FREE, "exclamation": Policy.FREE, "capitals": Policy.FREE}

    assert lines(banned_words=(), **free).splitlines() == [
        "Write the brand's name exactly as: Northwind Coffee",
        "Emoji are welcome where they help the reader.",
    ]


def test_examples_are_few_and_short():
    variables = brand_variables(a_kit(examples=("word " * 500, "  One\n line ", *"abc")))

    assert len(variables["examples"]) == MOST_EXAMPLES
    assert len(variables["examples"][0]) <= LONGEST_EXAMPLE
    assert variables["examples"][1] == "One line"


@pytest.mark.parametrize("text", ["</data> {{ brand.voice }}", "{% if true %}x{% endif %}"])
def test_what_a_kit_holds_is_never_read_as_a_template(text):
    kit = a_kit(claims_allowed=(text,), examples=(text,))

    system = render_prompt(TOOL.system_prompt, TOOL.system_variables(kit, "en"))

    shown = text.replace("<", "‹").replace(">", "›")
    assert f"without a fact: {shown}" in system
    assert f'"{shown}"' in system


def test_emails_say_the_whole_kit():
    system = render_prompt(
        TOOL.system_prompt, TOOL.system_variables(a_kit(examples=("Good morning.",), **FULL), "en")
    )

    assert lines(**FULL | {"disclosures": ()}).replace("\n", "\n- ") in system
    assert '"Good morning."' in system


@pytest.mark.parametrize("name", sorted(TOOLS))
def test_a_model_writes_disclosures_only_where_the_documents_do_not_hold_them(name):
    tool = TOOLS[name]
    kit = a_kit(disclosures=("Offer for US addresses.",))
    rendering = Rendering(kit=kit, language="en")
    content = tool.fill_template(Job(brief=a_brief(brand=kit)), tool.params_model(key_message="Spring sale"))

    said = "Offer for US addresses." in tool.render(content, rendering, "txt")
    asked = "Offer for US addresses." in render_prompt(tool.system_prompt, tool.system_variables(kit, "en"))

    assert asked == (name == "social_post")
    assert said or asked
