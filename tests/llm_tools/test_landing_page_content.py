"""The blocks of a landing page: their names, their order, their edits, and the schema that models follow."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from generation.llm_client.schema import strict_schema
from generation.llm_tools.base import InvalidContent
from generation.llm_tools.landing_page import TOOL
from generation.llm_tools.landing_page_content import BLOCKS, LandingPageContent
from tests.fake_openrouter.writing import write_answer
from tests.llm_tools.page_samples import PAGE, a_page, without


def _page_of(*blocks: dict[str, Any]) -> LandingPageContent:
    hero = {"type": "hero", "headline": "Hello"}
    return a_page(blocks=[hero, *blocks])


CTA = {"type": "cta", "heading": "Once more"}


def test_blocks_without_a_name_get_one_that_no_other_has() -> None:
    assert [block.id for block in _page_of(CTA, CTA, CTA | {"id": "cta-2"}).blocks] == [
        "hero", "cta", "cta-2", "cta-2-2",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Über uns", '"><script>', "a" * 30, "1st", "-x", None])
def test_a_name_that_is_no_anchor_gives_way_to_the_kind(name: str | None) -> None:
    assert _page_of(CTA | {"id": name}).blocks[1].id == "cta"


def test_names_and_order_survive_edits_and_storage() -> None:
    page = a_page()
    edited = TOOL.apply_edits(page, {"blocks.1.items.2.title": "Shipped free", "meta_title": "Spring"})
    assert [block.id for block in edited.blocks] == [block.id for block in page.blocks]
    stored = LandingPageContent.model_validate(json.loads(edited.model_dump_json()))
    assert stored == edited


def test_every_text_can_be_edited_by_its_path() -> None:
    page = a_page()
    for field in TOOL.editable_fields(page):
        if not field.path.endswith((".url", "address")):
            assert TOOL.apply_edits(page, {field.path: "Other"}) != page


def test_a_picture_is_named_once() -> None:
    labels = {field.path: field.label for field in TOOL.editable_fields(a_page())}
    assert labels["blocks.0.picture.picture"] == "Opening, picture"
    assert labels["blocks.0.picture.alt"] == "Opening, picture: alt text"


def test_the_layout_is_a_choice_and_not_a_text() -> None:
    assert TOOL.apply_edits(a_page(), {"layout": "bold"}).layout == "bold"
    with pytest.raises(InvalidContent):
        TOOL.apply_edits(a_page(), {"layout": "loud"})


def test_each_block_may_stand_out_from_the_page() -> None:
    page = TOOL.apply_edits(a_page(), {"blocks.2.layout": "bold", "blocks.3.position": "2"})

    assert {block.layout for block in page.blocks} == {"", "bold"}
    assert page.layouts == ("calm", "bold")
    assert TOOL.apply_edits(page, {"layout": "bold"}).layouts == ("bold",)
    with pytest.raises(InvalidContent):
        TOOL.apply_edits(page, {"blocks.2.layout": "loud"})


def test_blocks_of_older_pages_follow_the_page() -> None:
    older = json.loads(a_page().model_dump_json())
    for block in older["blocks"]:
        del block["layout"]

    assert TOOL.stored(older, 1) == a_page()


@pytest.mark.parametrize("kind", ["hero", "form", "legal"])
def test_what_a_page_has_once_it_has_once(kind: str) -> None:
    block = next(block for block in PAGE["blocks"] if block["type"] == kind)
    with pytest.raises(ValidationError, match=r"one block of type|first block is the hero"):
        a_page(blocks=[*PAGE["blocks"], block])


def test_the_opening_comes_first() -> None:
    with pytest.raises(ValidationError, match="first block is the hero"):
        a_page(blocks=PAGE["blocks"][::-1])


def test_proof_without_the_key_of_a_fact_is_no_content() -> None:
    proof = {
        "type": "social_proof",
        "heading": "Said",
        "items": [{"text": "Great", "source": "J.", "fact": ""}],
    }
    with pytest.raises(InvalidContent) as caught:
        TOOL.parse(json.dumps(PAGE | {"blocks": [PAGE["blocks"][0], proof]}))
    assert "blocks.1.social_proof.items.0.fact is empty." in caught.value.problems


def test_an_answer_of_the_schema_is_read() -> None:
    assert TOOL.parse(json.dumps(PAGE)) == a_page()


def test_the_parts_that_can_be_rewritten_are_the_blocks() -> None:
    parts = {part.path: part.label for part in TOOL.blocks(a_page())}
    assert parts["blocks.0"] == "Opening"
    assert parts["blocks.6"] == "Questions"
    assert sum(path.startswith("blocks.") for path in parts) == len(PAGE["blocks"])
    assert TOOL.can_rewrite


def test_strict_mode_can_say_the_schema() -> None:
    schema = strict_schema(LandingPageContent)
    options = schema["properties"]["blocks"]["items"]["anyOf"]
    assert [option["properties"]["type"]["enum"] for option in options] == [[kind] for kind in BLOCKS]
    # OpenAI tells the members of a union by their first property: it has to differ.
    assert {next(iter(option["properties"])) for option in options} == {"type"}
    for node in _objects(schema):
        assert node["required"] == list(node["properties"])
        assert node["additionalProperties"] is False
    assert not {"$ref", "oneOf", "discriminator", "default", "maxLength"} & _keys(schema)


@pytest.mark.parametrize("variant", range(4))
def test_an_answer_of_the_server_on_loopback_makes_a_page(variant: int) -> None:
    schema = {"name": TOOL.name, "schema": strict_schema(LandingPageContent)}
    asked = {
        "messages": [{"content": "Use https://northwind.example/spring"}],
        "response_format": {"json_schema": schema},
    }
    page = TOOL.parse(write_answer(asked, variant))
    assert {block.type for block in page.blocks} == set(BLOCKS)
    assert page.call_to_action.url == "https://northwind.example/spring"


def test_a_page_without_a_form_has_no_form() -> None:
    assert a_page().form is not None
    assert without("form").form is None


# ---- the order of blocks -----------------------------------------------------------------------


def _order(**positions: str) -> list[str]:
    edits = {f"blocks.{index[1:]}.position": place for index, place in positions.items()}
    return [block.id for block in TOOL.apply_edits(_page_of(*FOUR), edits).blocks]


FOUR = [CTA | {"id": name} for name in "abcd"]


@pytest.mark.parametrize(
    ("positions", "order"),
    [
        ({}, "a b c d"),
        ({"b4": "2"}, "d a b c"),
        ({"b1": "5"}, "b c d a"),
        ({"b1": "3", "b2": "2"}, "b a c d"),
        ({"b2": "0"}, "a c d"),
        ({"b1": "0", "b2": "0", "b3": "0", "b4": "0"}, ""),
        ({"b4": "99"}, "a b c d"),
    ],
)
def test_blocks_stand_where_people_number_them(positions: dict[str, str], order: str) -> None:
    assert _order(**positions) == ["hero", *order.split()]


def test_texts_are_edited_before_blocks_move() -> None:
    page = TOOL.apply_edits(
        _page_of(*FOUR), {"blocks.1.heading": "Now last", "blocks.1.position": "5", "blocks.2.position": "0"}
    )
    assert [(block.id, block.heading) for block in page.blocks[1:]] == [  # type: ignore[union-attr]
        ("c", "Once more"), ("d", "Once more"), ("a", "Now last"),
    ]  # fmt: skip


@pytest.mark.parametrize("positions", [{"b1": "first"}, {"b1": "-1"}, {"b9": "2"}, {"b1": ""}])
def test_a_place_that_is_none_is_refused(positions: dict[str, str]) -> None:
    with pytest.raises(InvalidContent):
        _order(**positions)


def _objects(node: Any) -> list[dict[str, Any]]:
    if isinstance(node, list):
        return [found for item in node for found in _objects(item)]
    if not isinstance(node, dict):
        return []
    inner = [found for value in node.values() for found in _objects(value)]
    return [node, *inner] if node.get("type") == "object" else inner


def _keys(node: Any) -> set[str]:
    """Return the keywords of a schema, which are the keys of its nodes but not of its properties."""
    if isinstance(node, list):
        return {key for item in node for key in _keys(item)}
    if not isinstance(node, dict):
        return set()
    inner = {key for name, value in node.items() if name != "properties" for key in _keys(value)}
    inner |= {key for value in node.get("properties", {}).values() for key in _keys(value)}
    return set(node) | inner
