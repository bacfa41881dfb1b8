"""Pictures as content names them."""

from pydantic import BaseModel

from generation.brief import BrandKit, Picture, Rendering
from generation.llm_tools.fields import apply_edits, editable_fields, text_fields
from generation.llm_tools.pictures import (
    PictureSlot,
    embedded,
    only_known,
    placeholder_svg,
    slots_in,
    used_in,
    variables,
)

KIT = BrandKit(
    name="Northwind <Coffee>",
    sender_name="N",
    website="https://n.example",
    postal_address="P",
    unsubscribe_url="",
)


def a_picture_value(number: int = 1, **changes: object) -> Picture:
    sha256 = f"{number:064x}"[::-1]
    values = {"alt": f"Picture {number}", "width": 1600, "height": 900, "media_type": "image/jpeg"}
    return Picture.model_validate({"key": f"img_{sha256[:12]}", "sha256": sha256} | values | changes)


ONE, TWO = a_picture_value(1), a_picture_value(2)


class Part(BaseModel):
    picture: PictureSlot = PictureSlot()


class Page(BaseModel):
    hero: PictureSlot = PictureSlot()
    parts: tuple[Part, ...] = ()


def a_page(hero: str, *parts: str, **slot: str) -> Page:
    return Page(
        hero=PictureSlot(picture=hero, **slot),
        parts=[Part(picture=PictureSlot(picture=key)) for key in parts],
    )


def a_rendering(*pictures: Picture, **changes: object) -> Rendering:
    return Rendering.model_validate({"kit": KIT, "pictures": pictures} | changes)


def test_slots_are_found_wherever_they_are():
    assert [path for path, _slot in slots_in(a_page("", "", ""))] == [
        "hero",
        "parts.0.picture",
        "parts.1.picture",
    ]


def test_a_picture_that_was_not_offered_leaves_its_slot_empty_and_says_what_was_wanted():
    page = only_known(a_page("img_madeup", ONE.key, alt="A dog on a beach"), [ONE])

    assert page == a_page("", ONE.key, brief="A dog on a beach")


def test_words_for_a_picture_are_its_own_unless_the_slot_has_better_ones():
    rendering = a_rendering(ONE)

    assert PictureSlot(picture=ONE.key).filled(rendering).alt == "Picture 1"
    assert PictureSlot(picture=ONE.key, alt="Two cups").filled(rendering).alt == "Two cups"
    assert PictureSlot(picture=TWO.key).filled(rendering) is None


def test_used_pictures_are_those_that_a_document_shows_each_once():
    logo = a_picture_value(3)
    rendering = a_rendering(ONE, TWO, kit=KIT.model_copy(update={"logo": logo}))

    assert used_in(a_page(ONE.key, ONE.key, "img_gone"), rendering) == (logo, ONE)


def test_a_picture_is_chosen_and_its_alt_text_is_written():
    content = a_page(ONE.key, alt="Two cups")

    assert [(field.path, field.is_picture) for field in editable_fields(content)] == [
        ("hero.picture", True),
        ("hero.alt", False),
    ]
    assert [field.text for field in text_fields(content)] == ["Two cups"]
    assert apply_edits(content, {"hero.picture": TWO.key}).hero.picture == TWO.key


def test_a_prompt_says_what_there_is_and_what_shape_it_has():
    assert variables([ONE, a_picture_value(2, width=600, height=600)]) == [
        {"key": ONE.key, "alt": "Picture 1", "shape": "landscape", "size": "1600 × 900"},
        {"key": TWO.key, "alt": "Picture 2", "shape": "square", "size": "600 × 600"},
    ]


def test_embedding_addresses_only_pictures_whose_bytes_are_there():
    rendering = embedded(a_rendering(ONE, TWO, bodies=((ONE.sha256, b"abc"),)))

    assert [picture.src for picture in rendering.pictures] == ["data:image/jpeg;base64,YWJj", TWO.src]


def test_the_placeholder_can_stand_in_any_attribute():
    address = placeholder_svg(KIT)

    assert address.startswith("data:image/svg+xml,%3Csvg")
    assert not set(address) & set('<>"' + "'")
