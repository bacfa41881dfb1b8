import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from generation.canonical import content_hash
from generation.liquid import visible_text
from generation.llm_tools import TOOLS, UnknownTool, get_tool
from generation.llm_tools.base import InvalidContent
from generation.llm_tools.email import TOOL
from generation.llm_tools.email_content import EmailParams
from tests.llm_tools.samples import CONTENT, a_content


def answer(**changes):
    return json.dumps(CONTENT | changes)


def without(*names):
    return json.dumps({name: value for name, value in CONTENT.items() if name not in names})


# ---- parameters --------------------------------------------------------------------------------


def test_only_the_key_message_is_needed():
    params = EmailParams(key_message="Every bag is 20% off.")

    assert (params.kind, params.tone, params.length) == ("promotion", "warm", "medium")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"key_message": ""}, "key_message"),
        ({"key_message": " \u200b "}, "key_message"),
        ({"key_message": "x" * 2001}, "key_message"),
        ({"kind": "spam"}, "kind"),
        ({"tone": "loud"}, "tone"),
        ({"call_to_action": "x" * 41}, "call_to_action"),
        ({"link": "http://northwind.example"}, "link"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "//evil.example"}, "link"),
        ({"link": "https://a.example@evil.example"}, "link"),
        ({"link": "https://{{ host }}/x"}, "link"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_parameter_that_does_not_fit_is_named(changes, field):
    with pytest.raises(ValidationError) as caught:
        EmailParams.model_validate({"key_message": "x"} | changes)

    assert [error["loc"] for error in caught.value.errors()] == [(field,)]


def test_the_form_can_be_drawn_from_the_schema():
    fields = EmailParams.model_json_schema()["properties"]

    assert all(field["title"] and field["group"] in {"say", "sound"} for field in fields.values())
    assert all(set(field["enum"]) == set(field["choices"]) for field in fields.values() if "choices" in field)
    assert {field["widget"] for field in fields.values()} == {
        "select",
        "multiline",
        "text",
        "url",
        "pills",
        "segments",
    }


# ---- answers -----------------------------------------------------------------------------------


def test_an_answer_becomes_content():
    assert TOOL.parse(f"```json\n{answer()}\n```") == a_content()


def test_text_is_cleaned_as_it_comes_in():
    content = TOOL.parse(
        answer(headline=" Caf\u0065\u0301\u202e \u200b now\n", ps=None, sign_off="a\r\nb  \n")
    )

    assert (content.headline, content.ps, content.sign_off) == ("Café now", "", "a\nb")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        pytest.param(without("headline"), "headline is missing.", id="missing"),
        pytest.param(answer(sections=[{"heading": "x"}]), "sections.0.body is missing.", id="missing inside"),
        pytest.param(answer(sections=[]), "sections has 0 items; at least 1 are needed.", id="empty list"),
        pytest.param(
            answer(subjects=CONTENT["subjects"][:2]),
            "subjects has 2 items; at least 3 are needed.",
            id="too few",
        ),
        pytest.param(
            answer(headline="x" * 121), "headline is too long: at most 120 characters.", id="too long"
        ),
        pytest.param(answer(greeting="\u200b"), "greeting is empty.", id="empty"),
        pytest.param(answer(headline=7), "headline must be a text.", id="number"),
        pytest.param(answer(sections="x"), "sections must be a list.", id="no list"),
        pytest.param(answer(call_to_action="x"), "call_to_action must be a JSON object.", id="no object"),
        pytest.param(answer(approved=True), "approved is not part of the schema; leave it out.", id="extra"),
        pytest.param(
            answer(chosen=3), "chosen: input should be less than or equal to 2.", id="choice out of range"
        ),
    ],
)
def test_a_fault_is_a_sentence_that_a_model_can_act_on(text, problem):
    with pytest.raises(InvalidContent) as caught:
        TOOL.parse(text)

    assert problem in caught.value.problems


def test_every_fault_is_reported_at_once():
    with pytest.raises(InvalidContent) as caught:
        TOOL.parse(without("headline", "greeting"))

    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("text", ["", "Sure!", "[]", "null", "{", "[" * 100_000, '{"a": NaN}', "\ud800"])
def test_what_is_no_content_is_refused(text):
    with pytest.raises(InvalidContent):
        TOOL.parse(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(
    st.one_of(
        st.text(),
        json_values.map(json.dumps),
        st.dictionaries(st.sampled_from([*CONTENT, "x"]), json_values).map(json.dumps),
    )
)
def test_parsing_raises_nothing_but_invalid_content(text):
    try:
        TOOL.parse(text)
    except InvalidContent as error:
        problems = error.problems
    else:
        problems = ["none"]
    assert problems


# ---- edits -------------------------------------------------------------------------------------


def test_every_text_can_be_edited():
    fields = {field.path: field for field in TOOL.editable_fields(a_content())}

    assert list(fields) == [
        "subjects.0.subject",
        "subjects.0.preheader",
        "subjects.1.subject",
        "subjects.1.preheader",
        "subjects.2.subject",
        "subjects.2.preheader",
        "hero.picture",
        "hero.alt",
        "headline",
        "greeting",
        "event.when",
        "event.where",
        *(
            f"sections.{number}.{name}"
            for number in (0, 1)
            for name in ("heading", "body", "picture.picture", "picture.alt", "link.label", "link.url")
        ),
        "call_to_action.label",
        "call_to_action.url",
        "sign_off",
        "ps",
    ]
    assert (fields["sections.1.body"].label, fields["sections.1.body"].multiline) == ("Section 2: text", True)
    assert fields["headline"].max_length == 120


def test_an_edit_changes_one_text_and_nothing_else():
    before = a_content()

    after = TOOL.apply_edits(before, {"sections.1.body": "New\u202e words"})

    assert after.sections[1].body == "New words"
    assert TOOL.apply_edits(after, {"sections.1.body": before.sections[1].body}) == before


def test_another_subject_can_be_chosen():
    assert TOOL.apply_edits(a_content(), {"chosen": "2"}).subject == a_content().subjects[2]


@pytest.mark.parametrize(
    ("edits", "problem"),
    [
        ({"headline": ""}, "headline is empty."),
        ({"headline": "x" * 121}, "headline is too long: at most 120 characters."),
        ({"sections.9.body": "x"}, "There is no field 'sections.9.body' in this draft."),
        ({"sections": "x"}, "There is no field 'sections' in this draft."),
        ({"__class__": "x"}, "There is no field '__class__' in this draft."),
        ({"chosen": "many"}, "chosen: input should be a valid integer."),
    ],
)
def test_an_edit_that_does_not_fit_is_refused(edits, problem):
    with pytest.raises(InvalidContent) as caught:
        TOOL.apply_edits(a_content(), edits)

    assert caught.value.problems == [problem]


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["headline", "sections.0.body", "ps", "sign_off"]), st.text(max_size=100))
)
def test_edits_come_back_as_they_were_typed(edits):
    try:
        content = TOOL.apply_edits(a_content(), edits)
    except InvalidContent:
        return
    texts = {field.path: field.text for field in TOOL.editable_fields(content)}

    assert TOOL.apply_edits(content, {path: texts[path] for path in edits}) == content
    assert all(text == visible_text(text) for text in texts.values())
    assert content_hash(content.model_dump(mode="json"))


# ---- on lists ----------------------------------------------------------------------------------


def test_lists_show_the_chosen_subject_and_its_preview():
    content = a_content(chosen=1)

    assert TOOL.title(content) == "20% off until 28 March"
    assert TOOL.summary(content) == "Every bag of whole-bean coffee, two weeks."


def test_without_preview_text_the_summary_is_the_first_words():
    subjects = [{"subject": 'Hi {{ first_name | default: "you" }}'}] * 3

    content = a_content(subjects=subjects, sections=[{"body": "**Hello** [there](https://a.example)\n\nYou"}])

    assert TOOL.title(content) == "Hi you"
    assert TOOL.summary(content) == "Hello there <https://a.example> You"


def test_the_tool_is_found_by_its_name():
    assert get_tool("email") is TOOL
    assert "email" in TOOLS
    with pytest.raises(UnknownTool, match="no tool named 'fax'"):
        get_tool("fax")
