"""Pictures as content names them."""

import re

import pytest
from pydantic import BaseModel

from generation.brief import BrandKit, Picture, Rendering
from generation.llm_tools.base import InvalidContent
from generation.llm_tools.email import TOOL as EMAIL
from generation.llm_tools.email_content import EmailContent
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
from tests.llm_tools.samples import CONTENT, a_content, a_context

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


# In mails


def mail(rendering: Rendering, format: str = "html", **changes: object) -> str:
    return EMAIL.render(a_content(**changes), rendering, format)


def test_a_picture_in_a_mail_has_what_every_mail_program_needs():
    picture = a_picture_value(1, url="https://cdn.example/1.jpg", alt='Two "cups" & a pot')
    html = mail(a_rendering(picture), hero={"picture": picture.key})

    (tag,) = re.findall(r"<img [^>]*>", html)
    assert 'src="https://cdn.example/1.jpg"' in tag
    assert 'alt="Two &quot;cups&quot; &amp; a pot"' in tag
    assert 'width="598" height="336"' in tag
    assert "display:block" in tag
    assert "(Picture: Two “cups”" not in html


def test_a_small_picture_is_not_blown_up():
    html = mail(a_rendering(a_picture_value(1, width=200, height=100)), hero={"picture": ONE.key})

    assert 'width="200" height="100"' in html


def test_a_wanted_picture_is_a_band_in_the_brands_colours():
    html = mail(a_rendering(), hero={"picture": "", "alt": "", "brief": "A barista at dawn"})

    assert "<img" not in html
    assert "barista" not in html
    assert 'height="120"' in html
    assert 'height="120"' not in mail(a_rendering())


def test_sections_show_their_picture_and_their_link():
    section = {
        "body": "A new roast.",
        "picture": {"picture": ONE.key, "alt": "A sack of beans"},
        "link": {"label": "Meet the roast", "url": "https://northwind.example/roast"},
    }
    html, text = (mail(a_rendering(ONE), format, sections=[section]) for format in ("html", "txt"))

    assert 'alt="A sack of beans"' in html
    assert 'href="https://northwind.example/roast"' in html
    assert "(Picture: A sack of beans)" in text
    assert "Meet the roast:\nhttps://northwind.example/roast" in text


def test_a_link_that_leads_nowhere_is_no_link():
    section = {"body": "x", "link": {"label": "Run", "url": "javascript:alert(1)"}}

    assert "javascript" not in mail(a_rendering(), sections=[section])
    assert "javascript" not in mail(a_rendering(), "txt", sections=[section])


def test_an_invitation_says_when_and_where_in_the_readers_language():
    event = {"when": "Donnerstag, 18. März, 19 Uhr", "where": "Hafenstraße 4 <b>"}
    rendering = a_rendering(language="de")

    assert "Hafenstraße 4 &lt;b&gt;" in mail(rendering, event=event)
    assert "Wann: Donnerstag, 18. März, 19 Uhr\nWo: Hafenstraße 4 <b>" in mail(rendering, "txt", event=event)


def test_the_brands_logo_stands_above_where_it_has_one():
    logo = a_picture_value(3, width=880, height=160, alt="Northwind", url="https://cdn.example/logo.png")
    html = mail(a_rendering(kit=KIT.model_copy(update={"logo": logo})))

    assert 'src="https://cdn.example/logo.png" alt="Northwind" width="220" height="40"' in html


def test_content_from_before_there_were_pictures_still_reads():
    old = {
        **{name: value for name, value in CONTENT.items() if name not in ("hero", "event")},
        "sections": [{"heading": "", "body": "Words."}],
    }

    content = EMAIL.stored(old, 1)

    assert EMAIL.schema_version == 2
    assert content.sections[0].body == "Words."
    assert content == EMAIL.stored(content.model_dump(mode="json"), 2)


@pytest.mark.parametrize(("content", "version"), [({"headline": "x"}, 2), ("words", 1), (CONTENT, 0)])
def test_content_that_nobody_can_read_is_refused(content, version):
    with pytest.raises(InvalidContent):
        EMAIL.stored(content, version)


def checked(content: EmailContent, *pictures: Picture, language: str = "en") -> dict[str, str]:
    report = EMAIL.check(content, a_context(language, pictures=pictures))
    return {
        finding.rule: finding.severity.value
        for finding in report.findings
        if finding.rule.startswith(("pictures.", "email.picture"))
    }


def test_checks_say_what_is_wrong_with_pictures():
    public = a_picture_value(1, url="https://cdn.example/1.jpg")
    drawing = a_picture_value(1, url="https://cdn.example/1.svg")
    shown = a_content(hero={"picture": ONE.key})
    few_words = a_content(hero={"picture": ONE.key}, sections=[{"body": "Hello."}])

    assert checked(shown, public) == {}
    assert checked(shown, ONE) == {"email.picture_address": "check"}
    assert checked(shown, drawing) == {"email.picture_address": "must_fix"}
    assert checked(shown) == {"pictures.gone": "check"}
    assert checked(a_content(hero={"brief": "A barista"})) == {"pictures.wanted": "note"}
    assert checked(few_words, public) == {"email.picture_only": "check"}


def test_an_alt_text_in_another_language_than_the_draft_is_found():
    alt = "Three bags of coffee side by side on a wooden table in the morning"
    english = a_picture_value(1, url="https://cdn.example/1.jpg").model_copy(update={"alt": alt})
    own = a_content(hero={"picture": ONE.key})
    told_anew = a_content(hero={"picture": ONE.key, "alt": "Drei Tüten Kaffee auf einem Holztisch"})

    assert checked(own, english) == {}
    assert checked(own, english, language="de") == {"pictures.alt_language": "check"}
    assert checked(told_anew, english, language="de") == {}
