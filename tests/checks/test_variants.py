"""What one variant may not take from another word for word, and what all of them share anyway."""

import pytest

from generation.checks.types import CheckContext, Role, Sibling, TextField
from generation.llm_tools.email import TOOL
from generation.llm_tools.fields import text_fields
from tests.llm_tools.samples import TODAY, a_brief, a_content, with_body

RULE = "form.repeats_variant"


def subjects(subject, preheader):
    return [{"subject": f"{subject}{mark}", "preheader": preheader} for mark in ("", " (2)", " (3)")]


OWN = a_content(
    subjects=subjects("Your March coffee, for less", "Two weeks, every whole bean."),
    headline="A drawer full of spring",
    sections=[{"heading": "", "body": "Open the drawer and choose. The kettle does the rest."}],
    sign_off="Yours, Ana",
)


def found(content, sibling, **changes):
    siblings = (Sibling(name="Variant B", fields=text_fields(sibling)),)
    context = CheckContext(brief=a_brief(**changes), today=TODAY, siblings=siblings)
    return [(one.message, one.quote) for one in TOOL.check(content, context).findings if one.rule == RULE]


def test_a_headline_and_a_sentence_of_another_variant_are_noted():
    body = "Ana roasts on Mondays, and the bag is yours by Wednesday. Taste it."
    own = OWN.model_copy(update={"headline": "A quieter kind of morning"})
    content = own.model_copy(update={"sections": with_body(body).sections})
    sibling = a_content(
        headline="A quieter kind of morning!",
        sections=[{"heading": "", "body": f"Hello. {body.replace('Ana', '**Ana**')}"}],
    )

    assert found(content, sibling) == [
        ("Variant B says the same", "A quieter kind of morning"),
        ("Variant B says the same", "Ana roasts on Mondays, and the bag is yours by Wednesday."),
    ]


def test_each_of_its_subject_lines_counts():
    content = a_content(subjects=subjects("Mornings got lighter, bags too", "Come and see for yourself."))
    sibling = a_content(
        subjects=[
            {"subject": "Something else entirely", "preheader": "A line of its own here."},
            {"subject": "A third way in", "preheader": "And a third preview text."},
            {"subject": "Mornings got lighter; bags, too", "preheader": "One more of its own."},
        ]
    )
    assert ("Variant B says the same", "Mornings got lighter, bags too") in found(content, sibling)


@pytest.mark.parametrize(
    "body",
    [
        "Taste it soon.",
        "Every bag of whole-bean coffee is 20% off this week.",
        "20% off every bag of whole-bean coffee, code SPRING20.",
        "Roasted in Portland within 48 hours of shipping.",
        "Prices as marked until 11:59 pm PT on Sunday 28 March 2027.",
    ],
    ids=["few words", "another number", "the offer", "a fact", "the legal footer"],
)
def test_what_all_variants_share_is_left_alone(body):
    content = OWN.model_copy(update={"sections": with_body(body).sections})
    assert found(content, with_body(body.replace("20% off this", "15% off this"))) == []


def test_words_that_were_asked_for_are_left_alone():
    body = "Bring a friend and a clean cup on Saturday morning."
    asked = (TextField(path="params.key_message", label="Key message", text=body, role=Role.TEXT),)
    siblings = (Sibling(name="Variant B", fields=text_fields(with_body(body))),)
    context = CheckContext(brief=a_brief(), today=TODAY, siblings=siblings, asked=asked)
    content = OWN.model_copy(update={"sections": with_body(body).sections})

    report = TOOL.check(content, context)

    assert RULE not in {one.rule for one in report.findings}
    assert "It has words of its own beside the other variants" in report.passed


def test_one_call_to_action_is_no_repetition():
    assert found(OWN, a_content(call_to_action=OWN.call_to_action.model_dump())) == []


def test_alone_there_is_nothing_to_say():
    report = TOOL.check(OWN, CheckContext(brief=a_brief(), today=TODAY))
    assert "It has words of its own beside the other variants" not in report.passed
