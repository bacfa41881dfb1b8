from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.llm_tools.sanitize import TAGS, attribute_value, inline_markdown, is_safe_link, sanitize
from tests.payloads import ALL


class Reader(HTMLParser):
    """Notes what a browser would act on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


@pytest.mark.parametrize("clean", [sanitize, inline_markdown])
def test_only_harmless_tags_and_safe_links_survive(clean):
    for payload in ALL:
        reader = read(clean(f"before {payload} after"))

        assert set(reader.tags) <= TAGS
        assert {(tag, name) for tag, name, _value in reader.attributes} <= {("a", "href"), ("ol", "start")}
        assert all(is_safe_link(value) for tag, _name, value in reader.attributes if tag == "a")


markup = st.lists(
    st.sampled_from(
        [
            "<p>",
            "</p>",
            "<a href='https://a.example'>",
            "<a href=x>",
            "</a>",
            "<ul>",
            "<li>",
            "</ul>",
            "<script>",
            "</script>",
            "<style>",
            "<!--",
            "-->",
            "<",
            ">",
            "&lt;",
            "&amp;",
            "&",
            "&nbsp;",
            "\xa0",
            '"',
            "'",
            "<br>",
            "<b",
            "<i>",
            "</b>",
            "<h2>",
            "<blockquote>",
            "{{ a }}",
            "<svg>",
            "</svg>",
            "<table>",
            "<td>",
            "\u200b",
            "x ",
            "\n",
        ]
    )
).map("".join)


@settings(deadline=None)
@given(st.one_of(st.text(), markup))
def test_cleaning_twice_gives_what_cleaning_once_gives(html):
    once = sanitize(html)

    assert sanitize(once) == once
    assert set(read(once).tags) <= TAGS


@settings(deadline=None)
@given(st.one_of(st.text(), markup, st.text(alphabet="*_[]()-1. \n{}ab|:")))
def test_light_markdown_is_always_clean(text):
    html = inline_markdown(text)

    assert sanitize(html) == html


@pytest.mark.parametrize(
    "url",
    [
        "https://northwind.example/spring?a=1&b=2#top",
        "mailto:hello@northwind.example",
        "tel:+15035550142",
        "https://northwind.example/{{ first_name }}",
        "{{ unsubscribe_url }}",
    ],
)
def test_links_to_somewhere_stay(url):
    assert is_safe_link(url)
    assert read(sanitize(f'<a href="{attribute_value(url)}">x</a>')).attributes == [("a", "href", url)]


def test_code_between_tags_goes_with_them():
    assert sanitize("a<script>alert(1)</script>b<style>p{}</style>c") == "abc"


def test_light_markdown_has_its_few_forms():
    html = inline_markdown(
        "**Bold** and *soft*\nnext [page](https://a.example)\n\n- one\n- two\n\n3. three\n\n# no head"
    )

    assert html.replace("\n", "") == (
        '<p><strong>Bold</strong> and <em>soft</em><br>next <a href="https://a.example">page</a></p>'
        '<ul><li>one</li><li>two</li></ul><ol start="3"><li>three</li></ol><p># no head</p>'
    )


def test_merge_tags_come_through_as_they_stand():
    html = inline_markdown(
        'Hi *{{ first_name | default: "you & me" }}* [x](https://a.example/?n={{ id | default: "a" }})'
    )

    assert '{{ first_name | default: "you &amp; me" }}' in html
    assert "href=\"https://a.example/?n={{ id | default: 'a' }}\"" in html
