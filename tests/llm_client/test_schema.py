from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from generation.llm_client.schema import strict_schema


class Part(BaseModel):
    body: Annotated[str, Field(min_length=1, max_length=9, pattern="a")] = Field("x", description="Words.")


class Whole(BaseModel):
    """The whole."""

    part: Part = Field(description="The main one.")
    parts: tuple[Part, ...] = Field((), min_length=3, max_length=3, description="Three of them.")
    tone: Literal["warm", "cool"] = "warm"
    kind: Literal["only"] = "only"
    note: str | None = None
    extra: Part | None = None
    chosen: int = Field(0, ge=0, le=2)


def keys(node: Any) -> set[str]:
    if isinstance(node, dict):
        return set(node) | {key for value in node.values() for key in keys(value)}
    return {key for value in node for key in keys(value)} if isinstance(node, list) else set()


def test_only_portable_words_are_left() -> None:
    words = keys(strict_schema(Whole)) - set(Whole.model_fields) - set(Part.model_fields)

    assert words == {
        "type",
        "description",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "anyOf",
    }


def test_every_object_is_closed_and_every_property_required() -> None:
    schema = strict_schema(Whole)

    assert schema["required"] == list(Whole.model_fields)
    assert schema["additionalProperties"] is False
    assert schema["properties"]["parts"]["items"]["required"] == ["body"]
    assert schema["properties"]["parts"]["items"]["additionalProperties"] is False


def test_references_are_inlined_with_their_own_description() -> None:
    part = strict_schema(Whole)["properties"]["part"]

    assert part["description"] == "The main one."
    assert part["properties"] == {"body": {"type": "string", "description": "Words."}}


def test_choices_and_nulls() -> None:
    properties = strict_schema(Whole)["properties"]

    assert properties["tone"]["enum"] == ["warm", "cool"]
    assert properties["kind"]["enum"] == ["only"]
    assert properties["note"]["type"] == ["string", "null"]
    assert properties["extra"]["anyOf"][1] == {"type": "null"}


class Node(BaseModel):
    children: list["Node"]


class FreeMap(BaseModel):
    words: dict[str, str]


class FixedTuple(BaseModel):
    pair: tuple[int, str]


class Anything(BaseModel):
    value: Any


@pytest.mark.parametrize("model", [Node, FreeMap, FixedTuple, Anything], ids=lambda model: model.__name__)
def test_what_strict_mode_cannot_say_is_an_error(model: type[BaseModel]) -> None:
    with pytest.raises(ValueError, match="trict mode"):
        strict_schema(model)
