import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generation.networks.splitting import number_of, split_thread
from generation.networks.table import BLUESKY, X

LONG = (
    "Spring is on the shelf. Every bag of whole-bean coffee is 20% off until Sunday 28 March, at "
    "https://northwind.example/spring and in the shop. We roast in Portland within 48 hours of shipping. "
    "Ridgeline Blend, 340 g, is $14.40 instead of $18.00.\n\nUS orders over $35 ship free. Ask "
    "@northwindcoffee if you are not sure where to begin. The code is SPRING20, and it works on every bag. "
    "Vom 15. März bis zum 28. März, z. B. am Montag. #SpringSale"
)


@pytest.mark.parametrize("numbered", [False, True])
@pytest.mark.parametrize("network", [X, BLUESKY])
def test_every_post_of_a_thread_fits(network, numbered):
    parts = split_thread(LONG, network, numbered=numbered, tail="\n\nhttps://northwind.example #SpringSale")

    assert len(parts) > 1
    for n, part in enumerate(parts, start=1):
        number = number_of(n, len(parts)) if numbered else ""
        tail = "\n\nhttps://northwind.example #SpringSale" if n == len(parts) else ""
        assert network.fits(f"{number}{part}{tail}")
    assert re.findall(r"\S+", " ".join(parts)) == re.findall(r"\S+", LONG)


def test_a_thread_breaks_where_sentences_end():
    assert all(re.search(r"[.!?]\Z", part) for part in split_thread(LONG.removesuffix(" #SpringSale"), X))


def test_short_forms_and_dates_end_no_sentence():
    text = "Wir rösten am Montag, 15. März, z. B. für Sie, in Portland und anderswo. " * 8
    parts = split_thread(text, X)

    assert all(part.endswith("anderswo.") for part in parts)


def test_what_fits_stays_one_post():
    assert split_thread("Spring is here.", X, numbered=True) == ["Spring is here."]
    assert split_thread("", X) == []


def test_the_link_gets_room_in_the_last_post():
    text = "One sentence of some length stands here, and says what it has to say. " * 4
    parts = split_thread(text, X, tail="\n\nhttps://northwind.example/spring")

    assert len(parts) == 2
    assert X.fits(parts[-1] + "\n\nhttps://northwind.example/spring")


def test_a_link_longer_than_a_post_stays_whole():
    url = "https://northwind.example/" + "a" * 400
    assert url in split_thread(f"See {url} for more. {LONG}", BLUESKY)


@given(st.text(alphabet="ab .!?\n日é😀#@:/", max_size=900), st.booleans())
@settings(max_examples=60)
def test_no_word_is_cut_or_lost(text, numbered):
    parts = split_thread(text, X, numbered=numbered)

    assert "".join("".join(parts).split()) == "".join(text.split())
    words = set(text.split())
    # Japanese has sentences without spaces after them; here nothing but spaces parts words.
    assert all(set(part.split()) <= words for part in parts)
