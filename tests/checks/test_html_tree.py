"""Documents as trees: every form of a tag is read as a browser reads it, the usual one and the others."""

import pytest

from generation.checks.html_tree import Element, parsed


def first(html: str) -> Element:
    return parsed(html).below[0]


@pytest.mark.parametrize(
    ("tag", "attrs"),
    [
        ('<p class="a b" id="c">', {"class": "a b", "id": "c"}),
        ('<p  class="a"\n id="c" >', {"class": "a", "id": "c"}),
        ('<p title="a > b">', {"title": "a > b"}),
        ("<p title='a > \"b\"'>", {"title": 'a > "b"'}),
        ('<p title="&quot;Ä&quot; &amp; &lt;b&gt;">', {"title": '"Ä" & <b>'}),
        ("<P CLASS=a>", {"class": "a"}),
        ("<p hidden>", {"hidden": ""}),
        ('<p title="">', {"title": ""}),
        ('<p xml:lang="en" data-x="1">', {"xml:lang": "en", "data-x": "1"}),
        ("<p>", {}),
    ],
)
def test_attributes_are_read_in_every_form(tag, attrs):
    element = first(f"{tag}words</p>")

    assert (element.tag, element.attrs, element.text) == ("p", attrs, "words")


def test_a_tag_that_was_read_before_is_read_alike():
    tags = ('<td class="x">', '<td class="x>', "<td class='x'>", '<td class="x"/>')
    once = [parsed(f"{tag}a</td>").below for tag in tags]
    again = [parsed(f"{tag}a</td> ").below for tag in tags]

    assert [[(one.tag, one.attrs) for one in below] for below in once] == [
        [(one.tag, one.attrs) for one in below] for below in again
    ]


def test_two_elements_of_one_form_are_two():
    one, two = parsed('<b class="x">a</b><b class="x">b</b>').below

    assert one is not two
    assert (one.text, two.text) == ("a", "b")


def test_void_and_closed_elements_hold_nothing():
    root = parsed('<div><img alt="a"><br/>words<i/>more</div>')

    assert [element.tag for element in root.below] == ["div", "img", "br", "i"]
    assert root.below[0].text == "wordsmore"
    assert all(not element.children for element in root.below[1:])


def test_scripts_styles_and_titles_are_no_tags():
    root = parsed("<title>a < b</title><style>p > b { }</style><script>if (a < b) { '<p>' }</script><p>c</p>")

    assert [element.tag for element in root.below] == ["title", "style", "script", "p"]
    assert root.all("style")[0].raw == "p > b { }"
    assert root.all("script")[0].raw == "if (a < b) { '<p>' }"


def test_what_is_no_tag_is_text():
    assert parsed("a < b and <3 & c").text == "a < b and <3 & c"
