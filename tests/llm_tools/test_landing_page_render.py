"""A landing page's documents: valid, light, loading nothing, saying the same everywhere."""

import hashlib
import io
import json
import re
import zipfile
from itertools import pairwise

import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.brief import Picture, picture_key
from generation.checks.html_tree import CONTROLS, Element, parsed
from generation.llm_tools import landing_page_theme as theme
from generation.llm_tools.colors import contrast
from generation.llm_tools.landing_page import TOOL
from generation.llm_tools.landing_page_content import LAYOUTS, LandingPageContent
from generation.llm_tools.landing_page_form import FORM_ADDRESS
from generation.llm_tools.pictures import data_uri
from tests.llm_tools.page_samples import (
    PAGE,
    a_page,
    a_page_kit,
    a_rendering,
    html_of,
    random_page,
    with_block,
    without,
)

RANDOM = range(30)
BODY = b"the bytes of a picture"
PICTURE = Picture(
    key=picture_key(hashlib.sha256(BODY).hexdigest()),
    sha256=hashlib.sha256(BODY).hexdigest(),
    alt="Two bags",
    width=1200,
    height=800,
    media_type="image/jpeg",
    url="https://pictures.northwind.example/bags.jpg",
)
WITH_PICTURE = a_rendering().model_copy(update={"pictures": (PICTURE,), "bodies": ((PICTURE.sha256, BODY),)})
HTML_BYTES, CSS_BYTES = 60_000, 40_000


def _json_ld(page: Element) -> list[dict[str, object]]:
    scripts = page.all("script")
    assert [script.get("type") for script in scripts] == ["application/ld+json"]
    graph: list[dict[str, object]] = json.loads(scripts[0].raw)["@graph"]
    return graph


@pytest.mark.parametrize("seed", RANDOM)
def test_any_page_is_valid_and_within_its_budget(seed: int) -> None:
    html = html_of(*random_page(seed))
    html5lib.HTMLParser(strict=True).parse(html)
    page = parsed(html)
    style = "".join(element.raw for element in page.all("style"))
    assert len(html.encode()) <= HTML_BYTES
    assert len(style.encode()) <= CSS_BYTES
    levels = [int(heading.tag[1]) for heading in page.all("h1", "h2", "h3", "h4")]
    assert [place for place, level in enumerate(levels) if level == 1] == [0]
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [element.get("id") for element in page.below if "id" in element.attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("seed", RANDOM)
def test_no_page_runs_or_loads_anything(seed: int) -> None:
    html = html_of(*random_page(seed))
    page = parsed(html)
    assert not page.all("iframe", "object", "embed", "base", "video", "audio", "source")
    assert len(_json_ld(page)) >= 1
    for element in page.below:
        assert not [name for name in element.attrs if name.startswith("on")]
        assert not {"src", "srcset", "style", "formaction", "background"} & set(element.attrs)
        if element.tag == "link":
            assert element.get("rel") in {"canonical", "icon"}
        if element.tag == "form":
            assert (element.get("action"), element.get("method")) == (FORM_ADDRESS, "post")
        if element.tag == "a":
            assert element.get("href").startswith(("#", "https://", "mailto:", "tel:"))
    style = "".join(element.raw for element in page.all("style"))
    assert not re.search(r"url\(|@import|expression|</", style)


def test_the_same_page_makes_the_same_bytes() -> None:
    for format in ("html", "txt", "zip"):
        first = TOOL.export(a_page(), a_rendering(), format)
        assert first == TOOL.export(LandingPageContent.model_validate(PAGE), a_rendering(), format)


def test_only_the_layouts_in_use_are_in_the_file() -> None:
    mixed = TOOL.apply_edits(a_page(), {"blocks.1.layout": "bold"})

    assert ".bold" not in html_of(a_page())
    assert 'class="bold benefits"' in html_of(mixed)
    assert ".calm.hero" in html_of(mixed)
    assert ".bold.benefits" in html_of(mixed)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_both_layouts_say_the_same(layout: str) -> None:
    assert parsed(html_of(a_page(layout=layout))).text == parsed(html_of(a_page())).text


def test_the_text_twin_says_what_the_page_says() -> None:
    text = " ".join(TOOL.render(a_page(), a_rendering(), "txt").split())
    for field in TOOL.editable_fields(a_page()):
        if field.text and not field.path.startswith("meta_") and not field.path.endswith(".fact"):
            plain = field.text.replace("**", "")
            assert field.path == "address" or " ".join(plain.split()) in text, field.path


# ---- what search engines are told --------------------------------------------------------------


@pytest.mark.parametrize("seed", RANDOM)
def test_structured_data_says_only_what_is_seen(seed: int) -> None:
    page = parsed(html_of(*random_page(seed)))
    body = page.first("body")
    assert body is not None
    links = {element.get("href") for element in page.all("a", "link")}
    for name, value in _leaves(_json_ld(page)):
        if name not in {"@type", "price", "priceCurrency", "startDate", "endDate"}:
            assert value in body.text or value in links, (name, value)


def _leaves(node: object, name: str = "") -> list[tuple[str, str]]:
    if isinstance(node, dict):
        return [found for key, value in node.items() for found in _leaves(value, key)]
    if isinstance(node, list):
        return [found for value in node for found in _leaves(value, name)]
    return [(name, str(node))]


def test_a_price_becomes_an_offer_and_questions_become_answers() -> None:
    organization, product, questions = _json_ld(parsed(html_of(a_page())))
    assert organization["name"] == "Northwind Coffee"
    assert product["name"] == "Ridgeline Blend, 340 g"
    assert product["offers"] == {
        "@type": "Offer",
        "price": "14.40",
        "priceCurrency": "USD",
        "url": "https://northwind.example/spring",
    }
    assert [one["name"] for one in questions["mainEntity"]] == [  # type: ignore[attr-defined]
        "When does it end?", "What is on sale?", "Is shipping free?", "How fresh is it?",
    ]  # fmt: skip
    assert questions["mainEntity"][1]["acceptedAnswer"]["text"] == "All whole-bean coffee."  # type: ignore[index]


@pytest.mark.parametrize(
    ("when", "days"),
    [
        ("15 March 2027, 6 pm", ("2027-03-15", None)),
        ("Monday 15 March to Sunday 28 March 2027", ("2027-03-15", "2027-03-28")),
        ("15. März bis 28. März 2027", ("2027-03-15", "2027-03-28")),
    ],
)
def test_a_place_and_a_day_make_an_event(when: str, days: tuple[str, str | None]) -> None:
    page = with_block("offer", when=when, where="The roastery, Portland", product="", price="$120")
    event = _json_ld(parsed(html_of(page)))[1]
    assert event["@type"] == "Event"
    assert (event["startDate"], event.get("endDate")) == days
    assert event["location"] == {"@type": "Place", "name": "The roastery, Portland"}


@pytest.mark.parametrize("when", ["15 March", "every Monday", "", "30 February 2027"])
def test_without_a_full_day_there_is_no_event(when: str) -> None:
    page = with_block("offer", when=when, where="The roastery, Portland")
    assert "Event" not in [item["@type"] for item in _json_ld(parsed(html_of(page)))]


def test_no_words_end_the_script_that_holds_them() -> None:
    hostile = "</script><script>alert(1)</script><!-- & \u2028"
    page = with_block("faq", items=[{"question": hostile, "answer": hostile}])
    html = html_of(page)
    assert html.count("</script>") == 1
    assert "<!-- " not in html
    questions = _json_ld(parsed(html))[-1]
    assert "</script><script>" in questions["mainEntity"][0]["name"]  # type: ignore[index]


# ---- hostile words -----------------------------------------------------------------------------

HOSTILE = [
    '"><script>pwned()</script>',
    "' onmouseover='pwned()",
    "</style><img src=x onerror=pwned()>",
    "javascript:pwned()",
    "{{ first_name }}<base href=//evil.example>",
    '[x](javascript:pwned()) [y](https://evil.example/"onclick="pwned())',
]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words_in_every_field(words: str) -> None:
    page = a_page()
    plain_shape = _shape(parsed(html_of(page)))
    for field in TOOL.editable_fields(page):
        if field.path.endswith((".fact", "address", ".url")) or field.max_length < len(words):
            continue
        html = html_of(TOOL.apply_edits(page, {field.path: words}))
        html5lib.HTMLParser(strict=True).parse(html)
        assert _shape(parsed(html)) <= plain_shape, field.path


def _shape(page: Element) -> set[str]:
    """Return the tags and attributes of a document; an ordinary link may come in through Markdown."""
    found = {"a", "a href", "a.in-text", "p"}
    for element in page.below:
        found |= {element.tag, *(f"{element.tag} {name}" for name in element.attrs)}
    return found


@pytest.mark.parametrize(
    "url",
    ["javascript:pwned()", "http://northwind.example", "//evil.example", "https://a b", "data:text/html,x"],
)
def test_a_button_never_leads_where_a_link_may_not(url: str) -> None:
    page = a_page(call_to_action={"label": "Shop now", "url": url})
    html = html_of(page)
    assert url not in html
    assert "Shop now" in parsed(html).text


# ---- forms and furniture -----------------------------------------------------------------------


def test_every_control_has_a_label_and_says_what_is_required() -> None:
    page = parsed(html_of(a_page()))
    labels = {label.get("for"): label.text for label in page.all("label")}
    controls = page.all(*CONTROLS)
    assert len(controls) == 3
    for control in controls:
        assert ("required" in control.attrs) == ("(required)" in labels[control.get("id")])
        assert "checked" not in control.attrs
    assert [control.get("autocomplete") for control in controls] == ["given-name", "email", ""]
    assert [control.get("type") for control in controls] == ["text", "email", "checkbox"]


def test_the_form_links_the_privacy_notice_and_the_footer_the_imprint() -> None:
    page = parsed(html_of(a_page()))
    (form,) = page.all("form")
    (footer,) = page.all("footer")
    assert [link.get("href") for link in form.all("a")] == ["https://northwind.example/privacy"]
    assert "https://northwind.example/imprint" in [link.get("href") for link in footer.all("a")]


def test_without_an_address_the_button_leads_to_the_form() -> None:
    action = {"label": "Tell me first", "url": ""}
    (button,) = [link for link in parsed(html_of(a_page(call_to_action=action))).all("a")
                 if link.get("class") == "button"][:1]  # fmt: skip
    assert button.get("href") == "#form"


@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("he-IL", "rtl"), ("de", ""), ("en", "")])
def test_the_page_says_its_language_and_direction(language: str, direction: str) -> None:
    page = parsed(html_of(a_page(), a_rendering(language)))
    (root,) = page.all("html")
    assert (root.get("lang"), root.get("dir")) == (language, direction)


def test_our_own_words_are_marked_where_they_are_in_another_language() -> None:
    (skip,) = [link for link in parsed(html_of(a_page(), a_rendering("ar"))).all("a")
               if link.get("class") == "skip"]  # fmt: skip
    assert skip.get("lang") == "en"


def test_delivered_pages_may_be_found() -> None:
    assert "noindex" not in html_of(a_page())


def test_a_page_that_does_not_know_its_address_says_so() -> None:
    html = html_of(a_page(address=""))
    assert 'rel="canonical" href="https://northwind.example/address-to-fill-in"' in html


# ---- the folder --------------------------------------------------------------------------------


def _folder(content: LandingPageContent, **kit: object) -> dict[str, str]:
    packed = TOOL.export(content, a_rendering(**kit), "zip")  # type: ignore[arg-type]
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_folder_holds_the_page_and_what_is_left_to_do() -> None:
    files = _folder(a_page(address=""))
    assert list(files) == ["README.txt", "index.html"]
    assert files["index.html"] == html_of(a_page(address=""))
    assert "address-to-fill-in" in files["README.txt"]
    assert FORM_ADDRESS in files["README.txt"]


def test_what_is_done_is_not_on_the_list() -> None:
    readme = _folder(without("form"))["README.txt"]
    assert FORM_ADDRESS not in readme
    assert "rel=canonical" not in readme


def test_pictures_are_embedded_in_the_page_and_lie_beside_it_in_the_folder() -> None:
    page = with_block("hero", picture={"picture": PICTURE.key})
    (image,) = parsed(html_of(page, WITH_PICTURE)).all("img")
    assert image.get("src") == data_uri(PICTURE, BODY)
    assert (image.get("alt"), image.get("width"), image.get("height")) == ("Two bags", "1200", "800")
    assert (image.get("fetchpriority"), image.get("loading")) == ("high", "")
    with zipfile.ZipFile(io.BytesIO(TOOL.export(page, WITH_PICTURE, "zip"))) as archive:
        name = f"pictures/{PICTURE.key}.jpg"
        assert archive.read(name) == BODY
        assert f'src="{name}"' in archive.read("index.html").decode()


def test_a_picture_whose_bytes_are_not_at_hand_is_never_loaded_from_elsewhere() -> None:
    page = with_block("hero", picture={"picture": PICTURE.key})
    html = html_of(page, WITH_PICTURE.model_copy(update={"bodies": ()}))
    assert parsed(html).all("img") == []
    assert len(parsed(html).all("svg")) == 1


def test_networks_are_shown_a_picture_that_has_an_address() -> None:
    page = with_block("hero", picture={"picture": PICTURE.key})
    assert f'property="og:image" content="{PICTURE.url}"' in html_of(page, WITH_PICTURE)
    assert "og:image" not in html_of(page)


# ---- colours -----------------------------------------------------------------------------------

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(accent=COLORS, ink=COLORS, canvas=COLORS)
def test_any_brand_can_be_read_in_light_and_dark(accent: str, ink: str, canvas: str) -> None:
    kit = a_page_kit(color_accent=accent, color_ink=ink, color_canvas=canvas)
    for scheme in (theme.light(kit), theme.dark(kit)):
        for ground in (scheme.ground, scheme.band, scheme.card):
            for words in (scheme.ink, scheme.quiet, scheme.accent_text):
                assert contrast(words, ground) >= 4.5
            for shape in (scheme.edge, scheme.accent):
                assert contrast(shape, ground) >= 3
        assert contrast(scheme.on_accent, scheme.accent) >= 4.5
        assert contrast(scheme.on_accent_button_text, scheme.on_accent_button) >= 4.5
        assert contrast(scheme.on_accent_button, scheme.accent) >= 3
