import pytest

from generation.reading.highlight import STYLE, mark_quote

OPEN, NEXT, CLOSE = f'<mark id="m1" style="{STYLE}">', f'<mark style="{STYLE}">', "</mark>"


def marked(document, quote):
    return mark_quote(document, quote, "m1").replace(OPEN, "[1").replace(NEXT, "[").replace(CLOSE, "]")


@pytest.mark.parametrize(
    ("document", "quote", "expected"),
    [
        pytest.param("<p>a best roast b</p>", "best roast", "<p>a [1best roast] b</p>", id="plain"),
        pytest.param("<p>a best\n  roast</p>", "best roast", "<p>a [1best\n  roast]</p>", id="white space"),
        pytest.param(
            "<p>A <b>best</b> roast</p>", "A best roast", "<p>[1A] <b>[best]</b> [roast]</p>", id="tags"
        ),
        pytest.param("<p>50% &amp; more</p>", "50% & more", "<p>[150% &amp; more]</p>", id="entities"),
        pytest.param(
            "<p>best roast</p>", "**best** [roast](https://x.example)", "<p>[1best roast]</p>", id="Markdown"
        ),
        pytest.param("<p>BEST</p>", "best", "<p>[1BEST]</p>", id="case"),
        pytest.param('<p title="best">x</p>', "best", '<p title="best">x</p>', id="not in attributes"),
        pytest.param(
            "<style>best</style><p>x</p>", "best", "<style>best</style><p>x</p>", id="not in styles"
        ),
        pytest.param("<!-- best --><p>best</p>", "best", "<!-- best --><p>[1best]</p>", id="not in comments"),
        pytest.param("<p>x</p>", "y", "<p>x</p>", id="not there"),
        pytest.param("<p>x</p>", "** **", "<p>x</p>", id="nothing to find"),
    ],
)
def test_the_quote_is_marked_where_it_is_read(document, quote, expected):
    assert marked(document, quote) == expected


def test_the_anchor_is_escaped():
    assert 'id="&quot;x"' in mark_quote("<p>a</p>", "a", '"x')
