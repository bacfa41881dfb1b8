"""What a rewrite may change is decided by path, whatever the new answer holds."""

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.llm_tools.email import TOOL
from generation.llm_tools.email_content import EmailContent
from generation.llm_tools.scoping import NoSuchPart, merged, part
from tests.llm_tools.samples import a_content

CONTENT = a_content().model_dump(mode="json")
_NEW = {
    "subjects": [{"subject": f"New {n}", "preheader": ""} for n in range(3)],
    "chosen": 2,
    "headline": "New headline",
    "greeting": "Good evening,",
    "sections": [{"heading": "New", "body": "A wholly new body."}],
    "call_to_action": {"label": "Go on", "url": "https://elsewhere.example/"},
    "sign_off": "Yours",
    "ps": "New",
}
NEW = EmailContent.model_validate(_NEW).model_dump(mode="json")
PATHS = [
    *(block.path for block in TOOL.blocks(EmailContent.model_validate(CONTENT))),
    *(field.path for field in TOOL.editable_fields(EmailContent.model_validate(CONTENT))),
]
PAGE = {"blocks": [{"kind": "hero", "title": "Old"}, {"kind": "faq", "items": [{"q": "Old?", "a": "Yes."}]}]}


def test_only_the_scope_is_new():
    made = merged(CONTENT, NEW, scope="headline")

    assert made == {**CONTENT, "headline": "New headline"}


def test_one_item_of_a_list_can_be_new():
    made = merged(CONTENT, NEW, scope="sections.0")

    assert made["sections"][0] == NEW["sections"][0]
    assert made["sections"][1:] == CONTENT["sections"][1:]


def test_one_text_of_an_item_can_be_new():
    made = merged(CONTENT, NEW, scope="sections.0.body")

    assert made["sections"][0] == {**CONTENT["sections"][0], "body": "A wholly new body."}


def test_a_locked_text_inside_the_scope_stays():
    made = merged(CONTENT, NEW, scope="call_to_action", locks=["call_to_action.url"])

    assert made["call_to_action"] == {"label": "Go on", "url": CONTENT["call_to_action"]["url"]}


def test_a_locked_item_beyond_a_shorter_list_keeps_its_place():
    last = len(CONTENT["sections"]) - 1
    made = merged(CONTENT, NEW, locks=[f"sections.{last}"])

    assert made["sections"][0] == NEW["sections"][0]
    assert made["sections"][last] == CONTENT["sections"][last]


def test_a_locked_text_in_an_item_of_another_kind_keeps_the_whole_item():
    new = {"blocks": [{"kind": "offer", "title": "New", "price": "1"}, PAGE["blocks"][1]]}

    assert merged(PAGE, new, locks=["blocks.0.title"])["blocks"][0] == PAGE["blocks"][0]


@pytest.mark.parametrize("scope", ["sections.7", "nothing", "headline.0", "subjects.x", "subjects.-1"])
def test_a_part_that_the_answer_lacks_is_named(scope):
    with pytest.raises(NoSuchPart) as caught:
        merged(CONTENT, NEW, scope=scope)

    assert caught.value.path == scope


def test_what_is_put_in_is_a_copy():
    before, new = deepcopy(CONTENT), deepcopy(NEW)
    made = merged(before, new, locks=["sections.0"])
    made["sections"][0]["body"] = "Changed afterwards"

    assert (before, new) == (CONTENT, NEW)


@given(st.sets(st.sampled_from(PATHS)))
def test_what_is_locked_is_the_same_as_before_and_the_whole_is_valid(locks):
    made = merged(CONTENT, NEW, locks=locks)

    assert all(part(made, path) == part(CONTENT, path) for path in locks)
    EmailContent.model_validate(made)


@given(st.sampled_from(PATHS), st.sets(st.sampled_from(PATHS)))
def test_what_is_outside_the_scope_is_the_same_as_before(scope, locks):
    new = {**deepcopy(CONTENT), **{name: NEW[name] for name in ("headline", "call_to_action", "sign_off")}}
    made = merged(CONTENT, new, scope=scope, locks=locks)

    inside = (scope, f"{scope}.")
    for path in PATHS:
        if path != inside[0] and not path.startswith(inside[1]) and not scope.startswith(f"{path}."):
            assert part(made, path) == part(CONTENT, path)


def test_the_parts_of_a_mail_are_its_options_sections_and_single_texts():
    blocks = TOOL.blocks(EmailContent.model_validate(CONTENT))

    assert [(block.path, block.label) for block in blocks[:6]] == [
        ("subjects.0", "Option 1"),
        ("subjects.1", "Option 2"),
        ("subjects.2", "Option 3"),
        ("hero", "Header"),
        ("headline", "Headline"),
        ("greeting", "Greeting"),
    ]
    assert ("sections.0", "Section 1") in [(block.path, block.label) for block in blocks]
    assert ("call_to_action", "Button") in [(block.path, block.label) for block in blocks]
