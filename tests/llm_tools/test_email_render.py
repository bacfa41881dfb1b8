import re
from email import message_from_bytes
from email.policy import SMTP
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.brief import Rendering
from generation.checks.email_form import SIZE_WARN
from generation.llm_tools.colors import contrast
from generation.llm_tools.email import TOOL
from generation.llm_tools.email_content import EmailContent
from generation.llm_tools.email_eml import to_eml
from generation.llm_tools.email_shell import palette
from generation.llm_tools.plain import plain_text
from tests.llm_tools.samples import CONTENT, a_content, a_kit, with_body
from tests.llm_tools.test_sanitize import read
from tests.payloads import PAYLOADS

REQUESTING = {
    "src",
    "srcset",
    "background",
    "action",
    "formaction",
    "poster",
    "data",
    "srcdoc",
    "cite",
    "ping",
}
SHELL_TAGS = {
    "html",
    "head",
    "title",
    "meta",
    "style",
    "body",
    "div",
    "table",
    "tbody",
    "tr",
    "td",
    "h1",
    "h2",
    "p",
    "a",
    "br",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
}


def html(content: EmailContent | None = None, language: str = "en", **kit) -> str:
    return TOOL.render(content or a_content(), Rendering(kit=a_kit(**kit), language=language), "html")


def txt(content: EmailContent | None = None, language: str = "en", **kit) -> str:
    return TOOL.render(content or a_content(), Rendering(kit=a_kit(**kit), language=language), "txt")


def assert_inert(document: str) -> None:
    reader = read(document)
    assert set(reader.tags) <= SHELL_TAGS
    assert not {name for _tag, name, _value in reader.attributes} & REQUESTING
    assert not [name for _tag, name, _value in reader.attributes if name.startswith("on")]
    links = [value for _tag, name, value in reader.attributes if name == "href"]
    assert all(re.match(r"https://|mailto:|tel:|\{\{ unsubscribe_url \}\}\Z", link) for link in links)
    styles = [value for _tag, name, value in reader.attributes if name == "style"]
    assert not any("url(" in style or "expression" in style for style in styles)


# ---- HTML --------------------------------------------------------------------------------------


def test_the_mail_shows_every_text():
    words = unescape(re.sub(r"<[^>]+>", "", html(a_content(ps="Thanks for reading."))))

    for text in (
        "Lighter mornings",
        'Hi {{ first_name | default: "there" }},',
        "Worth knowing",
        "P.S. Thanks for reading.",
        "Shop the spring sale",
        "1180 SE Alder Street",
        "Unsubscribe",
        "Northwind Coffee",
        "20% off",
        "Our roasts",
    ):
        assert text in words


def test_the_mail_is_a_document_for_readers_of_all_kinds():
    document = html(language="de")
    reader = read(document)

    assert document.startswith("<!doctype html>")
    assert ("html", "lang", "de") in reader.attributes
    assert ("meta", "content", "light dark") in reader.attributes
    assert all(
        ("table", "role", "presentation") in reader.attributes for tag in reader.tags if tag == "table"
    )
    assert reader.tags.count("h1") == 1
    assert "Abmelden" in document


def test_every_table_is_for_layout_only():
    tables = re.findall(r"<table[^>]*>", html())

    assert tables
    assert all('role="presentation"' in table for table in tables)


def test_the_preview_text_is_there_and_hidden():
    assert re.search(r'<div style="display:none[^"]*">Fresh from the roaster', html())


def test_nothing_is_fetched_from_elsewhere():
    document = html()

    assert "@import" not in document
    assert "<link" not in document
    assert "<img" not in document
    assert_inert(document)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text_in_every_field(payload):
    content = TOOL.apply_edits(
        a_content(ps="x"),
        {field.path: f"a {payload}"[: field.max_length] for field in TOOL.editable_fields(a_content(ps="x"))},
    )

    assert_inert(html(content))


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_hostile_brand_stays_text(payload):
    names = (
        "name",
        "sender_name",
        "postal_address",
        "legal_footer",
        "logo_text",
        "unsubscribe_url",
        "website",
    )

    assert_inert(
        html(**dict.fromkeys(names, payload), color_accent=payload, color_ink=payload, color_canvas=payload)
    )


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "http://northwind.example",
        "//evil.example",
        "{{ evil }}",
        "https://{{ x }}.example",
        "spring",
    ],
)
def test_a_button_without_a_safe_address_is_only_words(url):
    document = html(a_content(call_to_action={"label": "Shop now", "url": url}))

    assert "Shop now" in document
    assert [value for tag, name, value in read(document).attributes if name == "href"] == [
        "https://northwind.example/roasts",
        "{{ unsubscribe_url }}",
    ]


def test_merge_tags_keep_their_quotes_wherever_they_stand():
    tag = '{{ first_name | default: "there" }}'
    content = a_content(
        subjects=[{"subject": f"Hi {tag}", "preheader": f"For {tag}"}] * 3,
        headline=f"{tag}, look",
        call_to_action={
            "label": f"Go, {tag}",
            "url": 'https://northwind.example/?n={{ first_name | default: "x" }}',
        },
    )

    document = html(content)

    assert document.count(tag) == 4
    assert "https://northwind.example/?n={{ first_name | default: 'x' }}" in document
    assert "default: &quot;" not in document


def test_the_largest_mail_is_far_from_being_clipped():
    section = {"heading": "h" * 90, "body": "**b** " * 333}

    assert len(html(a_content(sections=[section] * 6)).encode()) < SIZE_WARN


@pytest.mark.parametrize("accent", ["#204034", "#ffffff", "#000000", "#ffee00", "#777777"])
@pytest.mark.parametrize("canvas", ["#f6f4ee", "#101010", "#808080"])
def test_words_can_be_read_in_any_brand(accent, canvas):
    colors = palette(a_kit(color_accent=accent, color_canvas=canvas))

    assert contrast(colors.ink, colors.sheet) >= 4.5
    assert contrast(colors.accent_text, colors.sheet) >= 4.5
    assert contrast(colors.hero_text, colors.hero) >= 4.5
    assert contrast(colors.hero_ink, colors.hero) >= 4.5
    assert contrast(colors.on_accent, colors.accent) >= 4.5
    assert contrast(colors.quiet, colors.foot) >= 4.5


# ---- plain text --------------------------------------------------------------------------------


def test_the_plain_text_is_the_same_mail():
    assert txt(a_content(ps="ps: Thanks.")) == (
        "Northwind Coffee\n\n"
        "Lighter mornings, lighter prices\n\n"
        'Hi {{ first_name | default: "there" }},\n\n'
        "Spring is on the shelf. From Monday 15 March to Sunday 28 March, every bag\n"
        "of whole-bean coffee is 20% off.\n\n"
        "We roast in Portland within 48 hours of shipping.\n\n"
        "Worth knowing\n\n"
        "- US shipping is free over $35\n"
        "- Our roasts <https://northwind.example/roasts>\n\n"
        "Shop the spring sale\nhttps://northwind.example/spring\n\n"
        "Warm regards,\nNorthwind Coffee\n\n"
        "P.S. Thanks.\n\n"
        "-- \n\n"
        "Prices as marked until 11:59 pm PT on Sunday 28 March 2027.\n\n"
        "Northwind Coffee Roasters, 1180 SE Alder Street, Portland, OR 97214\n\n"
        "Unsubscribe:\n{{ unsubscribe_url }}\n"
    )


def test_lines_are_wrapped_and_links_and_tags_stay_whole():
    tag = '{{ first_name | default: "dear friend of ours" }}'
    url = "https://northwind.example/" + "a" * 90

    lines = plain_text(f"{'word ' * 14}{tag} and [this]({url}) " + "word " * 20).split("\n")

    assert all(len(line) <= 78 for line in lines if url not in line)
    assert any(tag in line for line in lines)
    assert any(f"<{url}>" in line for line in lines)


def test_lists_keep_their_marks():
    assert (
        plain_text("- one\n- two\n  - deep\n\n2. second\n3. third")
        == "- one\n- two\n  - deep\n\n2. second\n3. third"
    )


def test_a_link_that_shows_its_address_is_written_once():
    assert plain_text("[https://a.example](https://a.example)") == "https://a.example"


# ---- mail file ---------------------------------------------------------------------------------


def test_the_mail_file_opens_as_an_unsent_draft():
    mail = message_from_bytes(TOOL.export(a_content(), Rendering(kit=a_kit()), "eml"), policy=SMTP)

    assert mail["X-Unsent"] == "1"
    assert mail["Subject"] == "Spring sale: 20% off every bag"
    assert mail["From"] == "Northwind Coffee Roasters <sender@northwind.example>"
    assert mail["List-Unsubscribe"] == "<{{ unsubscribe_url }}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == txt()
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n") == html() + "\n"


@pytest.mark.parametrize(
    "hostile",
    [
        "a\r\nBcc: all@evil.example",
        "a\nX-Evil: 1",
        "a\u2028Bcc: x",
        "a\r\n\r\n<script>",
        "a\x00b",
        "Ünïcode ☕" * 20,
    ],
)
def test_a_header_can_not_start_another(hostile):
    mail = message_from_bytes(
        to_eml("<p>x</p>", "x", hostile, hostile, host=hostile, unsubscribe=f"https://{hostile}"), policy=SMTP
    )

    assert set(mail.keys()) == {
        "Subject",
        "From",
        "X-Unsent",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "MIME-Version",
        "Content-Type",
    }
    assert len(list(mail.iter_parts())) == 2


# ---- all formats -------------------------------------------------------------------------------


def test_an_unknown_format_is_a_key_error():
    with pytest.raises(KeyError):
        TOOL.export(a_content(), Rendering(kit=a_kit()), "pdf")


@pytest.mark.parametrize("format", ["html", "txt", "eml"])
def test_the_same_content_gives_the_same_bytes(format):
    rendering = Rendering(kit=a_kit())

    assert TOOL.export(a_content(), rendering, format) == TOOL.export(a_content(), rendering, format)


words = st.one_of(
    st.text(min_size=1, max_size=60), st.text(alphabet="<>[]{}|*_\"'&%;:/()-1. \nab", min_size=1, max_size=60)
)


@settings(max_examples=60, deadline=None)
@given(words, words, words, st.sampled_from(["html", "txt", "eml"]))
def test_any_valid_content_can_be_rendered(first, second, third, format):
    try:
        content = EmailContent.model_validate(
            CONTENT
            | {
                "subjects": [{"subject": first, "preheader": second}] * 3,
                "headline": second,
                "sections": [{"heading": third, "body": first}],
                "call_to_action": {"label": third[:40], "url": second},
                "ps": third,
            }
        )
    except ValueError:
        return
    document = TOOL.export(content, Rendering(kit=a_kit()), format).decode()

    if format == "html":
        assert_inert(document)


@pytest.mark.parametrize(
    "body", ["1. x", "15. März ist der Tag", "-", "*", "[", "{{", "a\n\n\nb", "    code"]
)
def test_odd_bodies_keep_their_words(body):
    words = re.sub(r"[\W_]+", "", body)

    assert words in re.sub(r"<[^>]+>|[\W_]+", "", txt(with_body(body)))


@pytest.mark.parametrize(
    ("unsubscribe", "header", "one_click"),
    [
        ("https://n.example/off/" + "a1b2c3" * 30, "<https://n.example/off/" + "a1b2c3" * 30 + ">", True),
        ("https://n.example/ä b", "<https://n.example/%C3%A4%20b>", True),
        ("{{ unsubscribe_url }}", "<{{ unsubscribe_url }}>", True),
        ("mailto:off@n.example", "<mailto:off@n.example>", False),
        ("http://n.example/off", None, False),
        ("https://n.example/" + "a" * 1000, None, False),
        ("write to us", None, False),
        ("", None, False),
    ],
)
def test_the_way_out_is_named_whole_or_not_at_all(unsubscribe, header, one_click):
    raw = to_eml("<p>x</p>", "x", "Subject", "Sender", unsubscribe=unsubscribe)
    lines = raw.decode("ascii").split("\r\n")

    found = [
        line.removeprefix("List-Unsubscribe: ") for line in lines if line.startswith("List-Unsubscribe: ")
    ]
    assert found == ([header] if header else [])
    assert ("List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines) is one_click
    assert max(map(len, lines)) <= 998
