import json
from pathlib import Path

import pytest

from generation.networks.counting import (
    code_units,
    graphemes,
    mastodon_length,
    threads_length,
    utf8_bytes,
    x_count,
    x_length,
)
from generation.networks.tags import hashtags_in, mentions_in
from generation.networks.web_addresses import web_addresses_in

CASES = json.loads((Path(__file__).parent / "twitter_text.json").read_text(encoding="utf-8"))
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"

VECTORS = {
    # text: code points, UTF-16 units, bytes, graphemes, X, Mastodon, Threads
    "cafe\u0301": (5, 5, 6, 4, 4, 4, 5),
    "日本語": (3, 3, 9, 3, 6, 3, 3),
    "\U0001f47e": (1, 2, 4, 1, 2, 1, 4),
    "\U0001f64b\U0001f3fd": (2, 4, 8, 1, 2, 1, 8),
    FAMILY: (7, 11, 25, 1, 2, 1, 25),
    "\U0001f1eb\U0001f1f7": (2, 4, 8, 1, 2, 1, 8),
    "1\ufe0f\u20e3": (3, 3, 7, 1, 2, 1, 7),
    "Read https://example.com/a/b/c?utm_source=x now": (47, 47, 47, 47, 32, 32, 47),
    "hi @alice@example.social see https://example.com/p": (50, 50, 50, 50, 52, 37, 50),
    "“Smart” — quotes…": (17, 17, 25, 17, 18, 17, 17),
    "€10 → ✓": (7, 7, 13, 7, 10, 7, 7),
}


def named(cases):
    return [pytest.param(case, id=case["name"][:60]) for case in cases]


@pytest.mark.parametrize("case", named(CASES["weighted"]))
def test_x_weighs_as_twitter_text_does(case):
    count = x_count(case["text"])

    assert (count.weight, count.valid) == (case["weight"], case["valid"])
    assert count.weight * 1000 // 280 == case["permillage"]


@pytest.mark.parametrize("case", named(CASES["weighted"]))
def test_what_fits_ends_where_twitter_text_ends_it(case):
    fits = x_count(case["text"]).fits

    # Their index is that of the last UTF-16 unit; in one case it is given for text that is not in NFC.
    assert code_units(case["text"][:fits]) - 1 in (case["valid_until"], case["valid_until"] - 1)


@pytest.mark.parametrize("case", named(CASES["urls"]))
def test_web_addresses_are_found_as_twitter_text_finds_them(case):
    found = web_addresses_in(case["text"])

    assert [url.text for url in found] == case["urls"]
    assert all(case["text"][url.start : url.end] == url.text for url in found)


@pytest.mark.parametrize("case", named(CASES["hashtags"]))
def test_hashtags_are_found_as_twitter_text_finds_them(case):
    assert [tag.name for tag in hashtags_in(case["text"])] == case["hashtags"]


@pytest.mark.parametrize("case", named(CASES["mentions"]))
def test_mentions_are_found_as_twitter_text_finds_them(case):
    assert [tag.name for tag in mentions_in(case["text"])] == case["mentions"]


@pytest.mark.parametrize("text", VECTORS)
def test_each_network_counts_in_its_own_way(text):
    counts = (
        len(text),
        code_units(text),
        utf8_bytes(text),
        graphemes(text),
        x_length(text),
        mastodon_length(text),
        threads_length(text),
    )

    assert counts == VECTORS[text]


@pytest.mark.parametrize(
    ("text", "weight", "valid"),
    [
        ("a" * 280, 280, True),
        ("a" * 281, 281, False),
        ("日" * 140, 280, True),
        ("日" * 141, 282, False),
        ("a" * 257 + " https://x.io", 281, False),
        ("", 0, False),
    ],
)
def test_x_ends_at_280(text, weight, valid):
    assert (x_count(text).weight, x_count(text).valid) == (weight, valid)


@pytest.mark.parametrize(
    "text", ["日" * 3000 + ".", "a" * 5000, "a." * 2500, "(" * 3000 + "x.com", "#" * 4000]
)
def test_long_runs_are_counted_at_once(text):
    assert x_length(text) >= len(text) - 30
