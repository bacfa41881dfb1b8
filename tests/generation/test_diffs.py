import pytest
from hypothesis import given
from hypothesis import strategies as st

from generation.diffs import Change, Fold, diff_fields, diff_text, folded, words_changed


def inline(old: str, new: str) -> str:
    """Write a difference as a line: [-removed-] and {+added+}."""
    marks = {Change.SAME: "{}", Change.REMOVED: "[-{}-]", Change.ADDED: "{{+{}+}}"}
    return "|".join(
        "".join(marks[span.change].format(span.text) for span in block.spans) for block in diff_text(old, new)
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("Same words.", "Same words.", "Same words.", id="nothing changed"),
        pytest.param(
            "20% off every bag.", "15% off every bag.", "[-20-]{+15+}% off every bag.", id="a number"
        ),
        pytest.param(
            "Free shipping.", "Free shipping. US only.", "Free shipping.{+ US only.+}", id="words at the end"
        ),
        pytest.param(
            "Hi {{ first_name }},",
            "Hi {{ name }},",
            "Hi [-{{ first_name }}-]{+{{ name }}+},",
            id="a merge tag is one word",
        ),
        pytest.param("a\nb", "a\n\nb", "a|{++}|b", id="an empty line"),
        pytest.param(
            "One two three four.",
            "Nothing shared at all",
            "[-One two three four.-]|{+Nothing shared at all+}",
            id="other words",
        ),
        pytest.param("Shop", "Order", "[-Shop-]{+Order+}", id="one word for another"),
        pytest.param("咖啡好喝", "咖啡很好喝", "咖啡{+很+}好喝", id="no spaces between words"),
        pytest.param("", "New", "[--]|{+New+}", id="from nothing"),
    ],
)
def test_changes_are_shown_word_by_word(old: str, new: str, expected: str) -> None:
    assert inline(old, new) == expected


def test_a_new_paragraph_does_not_hide_a_small_edit_beside_it() -> None:
    assert inline(
        "We roast in Portland within 48 hours.", "A new start.\nWe roast in Portland within 24 hours."
    ) == ("{+A new start.+}|We roast in Portland within [-48-]{+24+} hours.")


@given(st.text(alphabet="ab c\n{}é咖", max_size=60), st.text(alphabet="ab c\n{}é咖", max_size=60))
def test_nothing_is_lost(old: str, new: str) -> None:
    blocks = diff_text(old, new)

    assert "\n".join("".join(span.text for span in block.old) for block in blocks if block.in_old) == old
    assert "\n".join("".join(span.text for span in block.new) for block in blocks if block.in_new) == new


def test_long_paragraphs_are_replaced_whole() -> None:
    blocks = diff_text("word " * 500, "word " * 500 + "more")

    assert [block.change for block in blocks] == [Change.REMOVED, Change.ADDED]


def test_repetitive_texts_are_still_compared_line_by_line() -> None:
    old = "\n".join(["very " * 199 + "good"] * 10 + ["the end"])
    new = "\n".join(["very " * 198 + "fine good"] * 10 + ["The end"])

    blocks = diff_text(old, new)

    assert [block.change for block in blocks] == [Change.CHANGED] * 11


def test_fields_are_paired_by_label() -> None:
    fields = diff_fields(
        [("Subject", "Spring sale"), ("Heading", "Lighter mornings"), ("Postscript", "PS")],
        [("Subject", "Spring sale, two days left"), ("Preheader", "New"), ("Heading", "Lighter mornings")],
    )

    assert [(field.label, field.is_same) for field in fields] == [
        ("Subject", False),
        ("Preheader", False),
        ("Heading", True),
        ("Postscript", False),
    ]
    assert (fields[1].old, fields[3].new) == (None, None)


def test_words_are_counted_on_the_side_that_changed_more() -> None:
    assert words_changed(diff_fields([("A", "one two three")], [("A", "one four")])) == 2


def lines(count: int, word: str) -> list[str]:
    return [f"{word} {number}" for number in range(count)]


def test_paragraphs_far_from_a_change_are_folded() -> None:
    old = "\n".join([*lines(6, "before"), "the old words", *lines(4, "after")])
    new = old.replace("old", "new")

    folds = folded(diff_text(old, new))

    assert [block.lines if isinstance(block, Fold) else block.change.value for block in folds] == [
        5,
        "same",
        "changed",
        "same",
        3,
    ]
    blocks = [one for block in folds for one in (block.blocks if isinstance(block, Fold) else [block])]
    assert blocks == diff_text(old, new)


def test_one_paragraph_alone_is_not_worth_folding() -> None:
    old = "\n".join(["first", "second", "the old words"])
    shown = folded(diff_text(old, old.replace("old", "new")))
    assert not [block for block in shown if isinstance(block, Fold)]
