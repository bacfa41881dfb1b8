import re
from html import unescape

import pytest

from generation.brief import Picture, Rendering
from generation.llm_tools.archive import unpacked
from generation.llm_tools.social_files import for_linkedin_api
from generation.llm_tools.social_post import TOOL
from generation.llm_tools.social_render import fold_place
from generation.networks.table import NETWORKS
from tests.llm_tools.samples import a_kit
from tests.llm_tools.social_samples import GOOD, a_post, a_social, one
from tests.llm_tools.test_sanitize import read
from tests.payloads import PAYLOADS

PICTURE = Picture(
    key="img_1", sha256="a" * 64, alt="A bag of coffee", width=1200, height=630, media_type="image/png"
)
TAGS = {
    "html", "head", "meta", "title", "style", "body", "main", "section", "h1", "h2", "span", "small",
    "article", "div", "i", "b", "a", "figure", "figcaption", "img", "ul", "li", "p",
}  # fmt: skip


def rendering(language="en", body=b"\x89PNG", **kit):
    bodies = ((PICTURE.sha256, body),) if body else ()
    return Rendering(kit=a_kit(**kit), language=language, pictures=(PICTURE,), bodies=bodies)


def html(content=None, **given):
    return TOOL.render(content or a_social(), rendering(**given), "html")


def shown(document):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", document)).split())


def test_each_network_has_a_card_with_all_its_words():
    text = shown(html())

    for name, network in NETWORKS.items():
        assert network.label in text
        assert " ".join(GOOD[name].split())[:60] in text


def test_the_fold_is_marked_as_about_and_hides_nothing():
    words = "We roast in Portland. " * 12
    text = shown(html(one("linkedin", words)))

    marker = "…more (after about 140 on a phone) "
    assert marker in text
    assert words.strip() in text.replace(marker, "")
    assert "…more" not in html(one("x", GOOD["x"]))


def test_a_fold_cuts_no_word():
    assert fold_place("word " * 40, 123) == 119
    assert fold_place("a" * 300, 125) == 125


def test_links_hashtags_and_mentions_look_as_they_will():
    document = html(one("x", "With @northwind."))

    assert '<a href="https://northwind.example/spring">' in document
    assert '<span class="tag">#SpringSale</span>' in document
    assert '<span class="tag">@northwind</span>' in document


def test_a_caption_has_no_live_link_and_says_where_it_goes():
    document = html(one("instagram", GOOD["instagram"]))

    assert "<a " not in document
    assert "The link goes into the bio: https://northwind.example/spring" in document


def test_a_picture_is_in_the_document_with_its_alt_text():
    document = html(one("x", GOOD["x"]))

    assert 'src="data:image/png;base64,' in document
    assert 'alt="A bag of coffee"' in document
    assert "A bag of coffee</figcaption>" in document


def test_where_a_picture_is_missing_a_place_is_kept():
    assert "A picture goes here: A full cup" in html(a_social(a_post("x"), picture={"brief": "A full cup"}))
    assert "A picture goes here" in html(a_social(a_post("instagram"), picture={}))
    assert "A picture goes here" not in html(a_social(a_post("x"), picture={}))


def test_a_picture_takes_the_place_of_the_link_card():
    assert 'class="card"' in html(a_social(a_post("x"), picture={}))
    assert 'class="card"' not in html(one("x", GOOD["x"]))


def test_a_thread_shows_each_of_its_posts():
    document = html(a_social(a_post("x", text="One.", thread=[{"text": "Two."}], numbered=True)))

    assert document.count("<article") == 2
    assert "1/2 One." in document
    assert "2/2 Two." in document


def test_the_document_speaks_the_draft_s_language():
    document = html(language="de")

    assert 'lang="de"' in document
    assert "Gefällt mir" in document


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text_in_every_field(payload):
    post = {"network": "x", "text": payload[:200], "link": "javascript:alert(1)", "hashtags": payload[:150]}
    caption = {**post, "network": "instagram"}
    content = a_social(
        post, caption, picture={"picture": "img_1", "alt": payload[:200], "brief": payload[:200]}
    )
    reader = read(html(content, name="<script>alert(1)</script>", logo_text='"><svg onload=x>'))

    assert set(reader.tags) <= TAGS
    assert not [name for _tag, name, _value in reader.attributes if name.startswith("on")]
    assert all(value.startswith("https://") for _tag, name, value in reader.attributes if name == "href")
    assert all(value.startswith("data:image/") for _tag, name, value in reader.attributes if name == "src")


def test_nothing_is_fetched_from_elsewhere():
    document = html()

    assert not re.search(r"@import|url\(|<link|<script|http-equiv", document)


# ---- text and files ----------------------------------------------------------------------------


def test_plain_text_is_what_is_posted_under_the_name_of_each_network():
    text = TOOL.render(a_social(), rendering(), "txt")

    assert "Bluesky\n=======\n" in text
    assert f"{GOOD['x']}\n\nhttps://northwind.example/spring #SpringSale" in text
    assert "A bag of coffee" in text


def test_an_archive_holds_a_file_for_each_network_and_the_picture():
    content = a_social(a_post("x", thread=[{"text": "Two."}]), a_post("linkedin"), a_post("threads"))
    archive = TOOL.export(content, rendering(), "zip")

    files = unpacked(archive)

    assert list(files) == [
        "alt-text.txt", "linkedin-api.txt", "linkedin.txt", "picture.png", "threads.txt", "x-1.txt",
        "x-2.txt",
    ]  # fmt: skip
    assert files["x-1.txt"].decode() == GOOD["x"]
    assert archive == TOOL.export(content, rendering(), "zip")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("Plain words.", "Plain words."),
        ("20% (all) [bags]", "20% \\(all\\) \\[bags\\]"),
        ("a_b *c* ~d~ <e> {f} |g| \\ @h", "a\\_b \\*c\\* \\~d\\~ \\<e\\> \\{f\\} \\|g\\| \\\\ \\@h"),
        ("#SpringSale at # 5", "#SpringSale at \\# 5"),
    ],
)
def test_what_linkedin_reserves_is_escaped_for_its_api(text, escaped):
    assert for_linkedin_api(text) == escaped


def test_an_unknown_format_is_none():
    with pytest.raises(KeyError):
        TOOL.render(a_social(), rendering(), "pdf")
