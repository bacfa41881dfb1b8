"""Texts of a content by their paths: unions of kinds, lists in lists, and edits that keep their place."""

from typing import Annotated, ClassVar, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from generation.checks.types import NO_WORDS, Draft, Role
from generation.llm_tools.base import InvalidContent, blocks_of
from generation.llm_tools.fields import Line, Shown, apply_edits, editable_fields, text_fields


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Point(_Frozen):
    title: Annotated[Line, Shown("Title")] = Field(min_length=1, max_length=20)


class _Points(_Frozen):
    label: ClassVar[str] = "Points"
    type: Literal["points"]
    heading: Annotated[Line, Shown("Heading", Role.HEADING)] = ""
    items: Annotated[tuple[_Point, ...], Shown("Point")] = ()


class _Note(_Frozen):
    type: Literal["note"]
    text: Annotated[Line, Shown("Text")] = ""
    fact: Annotated[Line, Shown("Fact", Role.REFERENCE)] = ""


class _Page(_Frozen):
    aside: Annotated[_Note | None, Shown("Aside")] = None
    blocks: Annotated[
        tuple[Annotated[_Points | _Note, Field(discriminator="type")], ...], Shown("Block")
    ] = ()


PAGE = _Page.model_validate(
    {
        "blocks": [
            {"type": "points", "heading": "One", "items": [{"title": "a"}, {"title": "b"}]},
            {"type": "note", "text": "Two", "fact": "F1"},
            {"type": "points", "heading": "Three"},
        ]
    }
)


def test_members_of_a_union_are_called_by_their_own_names() -> None:
    assert [(field.path, field.label) for field in editable_fields(PAGE)] == [
        ("blocks.0.heading", "Points: heading"),
        ("blocks.0.items.0.title", "Points, point 1: title"),
        ("blocks.0.items.1.title", "Points, point 2: title"),
        ("blocks.1.text", "Block 2: text"),
        ("blocks.1.fact", "Block 2: fact"),
        ("blocks.2.heading", "Points 2: heading"),
    ]


def test_blocks_are_the_parts_that_can_be_rewritten_alone() -> None:
    parts = blocks_of(editable_fields(PAGE))
    assert [(part.path, part.label) for part in parts] == [
        ("blocks.0", "Points"),
        ("blocks.1", "Block 2"),
        ("blocks.2", "Points 2"),
    ]


def test_a_part_that_is_not_there_has_no_texts_and_one_that_is_goes_by_its_name() -> None:
    filled = PAGE.model_copy(update={"aside": _Note(type="note", text="By the way")})
    assert not any(field.path.startswith("aside") for field in editable_fields(PAGE))
    assert editable_fields(filled)[0].label == "Aside: text"


def test_an_edit_of_one_member_leaves_the_others_as_they_were() -> None:
    edited = apply_edits(PAGE, {"blocks.0.items.1.title": "new"})
    assert edited.blocks[0].items[1].title == "new"  # type: ignore[union-attr]
    assert edited.blocks[1:] == PAGE.blocks[1:]


def test_an_edit_of_a_text_that_another_kind_has_is_refused() -> None:
    with pytest.raises(InvalidContent):
        apply_edits(PAGE, {"blocks.0.text": "no such text here"})


def test_references_are_edited_and_are_no_words() -> None:
    draft = Draft(fields=text_fields(PAGE))
    assert Role.REFERENCE in NO_WORDS
    assert "F1" in [field.text for field in draft.fields]
    assert "F1" not in [field.text for field in draft.words()]
