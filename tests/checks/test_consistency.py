"""Pieces of one campaign that contradict each other are found; those that only say less are not."""

import pytest

from generation.checks.consistency import Piece, consistent

MAIL = Piece(
    label="Email",
    texts=("20% off from 15 March to 28 March with SPRING20.", "[Shop](https://northwind.example/spring)"),
)


def rules(*texts, label="Landing page"):
    return {finding.rule for finding in consistent([MAIL, Piece(label=label, texts=texts)])}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("25% off with SPRING20.", "kit.percent_differs"),
        ("20% off with SPRING25.", "kit.code_differs"),
        ("20% off, code SPRING20, until 30 March.", "kit.date_differs"),
        ("20% off, SPRING20: https://northwind.example/sale", "kit.link_differs"),
    ],
)
def test_a_piece_that_says_something_else_is_found(text, rule):
    assert rules(text) == {rule}


@pytest.mark.parametrize(
    "text",
    [
        "20% off until 28 March with SPRING20. https://www.northwind.example/spring/?utm_source=x",
        "20 % off, code SPRING20. Ends 28 March 2027.",
    ],
)
def test_the_same_in_other_words_agrees(text):
    assert rules(text) == set()


def test_a_piece_that_leaves_the_offer_out_is_noted_and_not_wrong():
    found = consistent([MAIL, Piece(label="Post", texts=("Spring is here.",))])

    assert {one.rule: one.severity.value for one in found} == {
        "kit.percent_missing": "note",
        "kit.code_missing": "note",
    }
    assert all("Post" in one.detail for one in found)


def test_what_each_says_is_told():
    (found,) = consistent([MAIL, Piece(label="Page", texts=("25% off with SPRING20.",))])

    assert found.detail == "Email: 20%. Page: 25%."


PRODUCTS = ("Ridgeline Blend", "Harbor Roast")


@pytest.mark.parametrize(
    ("texts", "buttons", "rule"),
    [
        (["Taste our Harbor Roast."], ["Shop the sale"], "kit.product_differs"),
        (["Taste our ridgeline blend."], ["Book a table"], "kit.button_differs"),
        (["Taste Harbor Roast and Ridgeline Blend."], ["Shop the sale!", "Send"], None),
        (["Taste it."], [], None),
    ],
)
def test_products_and_buttons_are_compared(texts, buttons, rule):
    mail = Piece(label="Email", texts=("Ridgeline Blend is here.",), buttons=("Shop the Sale",))
    found = consistent([mail, Piece(label="Page", texts=tuple(texts), buttons=tuple(buttons))], PRODUCTS)

    assert [one.rule for one in found] == ([rule] if rule else [])


def test_buttons_are_told_as_they_read():
    mail, page = (
        Piece(label=label, texts=(), buttons=(text,))
        for label, text in (("Email", "Shop now"), ("Page", "Book a table"))
    )

    assert consistent([mail, page])[0].detail == "Email: Shop now. Page: Book a table."


def test_one_piece_alone_contradicts_nobody():
    assert consistent([MAIL]) == []
