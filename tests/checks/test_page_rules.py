"""Rules on rendered pages and on what makes a landing page work: what they find and what they leave alone."""

import pytest

from generation.checks import html_accessibility, html_search, html_weight
from generation.checks.run import run
from generation.checks.types import CheckContext, Draft, Severity
from generation.llm_tools.landing_page import TOOL
from tests.llm_tools.email_pages import MAIL
from tests.llm_tools.page_samples import (
    PAGE,
    a_page,
    a_page_brief,
    a_page_kit,
    html_of,
    page_context,
    rules_of,
    with_block,
    without,
)
from tests.llm_tools.samples import TODAY, facts

GOOD = html_of(a_page())
DOCUMENT_RULES = (*html_accessibility.RULES, *html_search.RULES, *html_weight.RULES)


def _of(html: str, language: str = "en") -> set[str]:
    """Return the rules that find something in a document."""
    draft = Draft(fields=(), documents={"html": html})
    context = CheckContext(brief=a_page_brief(), language=language, today=TODAY)
    return {finding.rule for finding in run(DOCUMENT_RULES, draft, context).findings}


def test_a_good_page_has_nothing_that_must_be_fixed_or_looked_at() -> None:
    report = TOOL.check(a_page(), page_context())
    assert [finding for finding in report.findings if finding.severity is not Severity.NOTE] == []
    assert len(report.passed) > 60


LONG, HUGE = "x" * 251, "A" * 500_000
TEN = "One two three four five six seven eight nine ten"
SITE = "https://a.example/"
PNG = 'src="data:image/png,"'
END = "</main>"
BROKEN = {
    "no language": ("html.language", ' lang="en"', ""),
    "no real language": ("html.language", ' lang="en"', ' lang="english!"'),
    "no title": ("html.title", "<title>Spring sale: 20% off every bag of coffee</title>", "<title></title>"),
    "no alt": ("html.alternative", END, f'<img {PNG} width="1" height="1"></main>'),
    "file name as alt": ("html.alternative", END, f'<img alt="IMG_1234.jpg" {PNG}></main>'),
    "long alt": ("html.alternative", END, f'<img alt="{LONG}" {PNG}></main>'),
    "linked picture without words": (
        "html.alternative", END, f'<a href="{SITE}"><img alt="" {PNG}></a></main>',
    ),
    "two main headings": ("html.headings", END, "<h1>Again</h1></main>"),
    "skipped level": ("html.headings", END, "<h4>Deep</h4></main>"),
    "empty heading": ("html.headings", END, "<h2></h2></main>"),
    "field without label": ("html.labels", "</form>", '<input type="text" placeholder="Town"></form>'),
    "link without words": ("html.names", END, '<a href="https://a.example/"></a></main>'),
    "vague link": ("html.names", END, '<a href="https://a.example/">Click here</a></main>'),
    "same id twice": ("html.ids", END, '<p id="faq">x</p></main>'),
    "label for nothing": ("html.ids", "</form>", '<label for="gone">x</label></form>'),
    "no footer": ("html.landmarks", "footer", "div"),
    "two mains": ("html.landmarks", END, "</main><main></main>"),
    "no zoom": ("html.viewport", "initial-scale=1", "initial-scale=1, user-scalable=no"),
    "little zoom": ("html.viewport", "initial-scale=1", "initial-scale=1, maximum-scale=1"),
    "hidden focus": ("html.focus", ":focus-visible", ":hover{outline:none}:focus"),
    "focus order": ("html.focus", END, '<a href="https://a.example/" tabindex="3">x</a></main>'),
    "movement": ("html.motion", "prefers-reduced-motion", "prefers-reduced-data"),
    "faint words": ("html.contrast", END, '<p style="color:#777777;background:#ffffff">faint</p></main>'),
    "short page title": ("search.title", "Spring sale: 20% off every bag of coffee</title>", "Sale</title>"),
    "long page title": ("search.title", "bag of coffee</title>", f"bag of coffee {'word ' * 8}</title>"),
    "no description": ("search.description", 'name="description"', 'name="other"'),
    "no canonical": ("search.canonical", 'rel="canonical"', 'rel="other"'),
    "relative canonical": ("search.canonical", 'rel="canonical" href="https://', 'rel="canonical" href="/'),
    "noindex": ("search.robots", "<title>", '<meta name="robots" content="noindex"><title>'),
    "bare sharing": ("search.sharing", "og:title", "og:other"),
    "script link": ("search.links", END, '<a href="javascript:x()">Shop</a></main>'),
    "link to nowhere": ("search.links", END, '<a href="#">Shop</a></main>'),
    "tab that steers": ("search.links", END, '<a href="https://a.example/" target="_blank">Shop</a></main>'),
    "other price for engines": ("search.structured", '"price": "14.40"', '"price": "9.40"'),
    "other words for engines": ("search.structured", "When does it end?\"", "Is it the best?\""),
    "own rating": ("search.structured", '"@type": "Product"', '"@type": "P", "aggregateRating": {"a": 5}'),
    "broken data": ("search.structured", '{"@context"', '{{"@context"'),
    "other vocabulary": ("search.structured", "https://schema.org", "https://schema.example"),
    "script": ("html.self_contained", END, "<script>x()</script></main>"),
    "handler": ("html.self_contained", END, '<p onclick="x()">x</p></main>'),
    "beacon": ("html.self_contained", END, '<img alt="" src="https://a.example/x.png"></main>'),
    "stylesheet": ("html.self_contained", "<title>", '<link rel="stylesheet" href="/x.css"><title>'),
    "frame": ("html.self_contained", END, "<iframe></iframe></main>"),
    "import": ("html.self_contained", "<style>", "<style>@import 'x';"),
    "picture without size": ("html.pictures", END, '<img alt="x" src="data:image/png,"></main>'),
    "late first picture": (
        "html.pictures", END, f'<img alt="x" width="1" height="1" loading="lazy" {PNG}></main>',
    ),
    "much style": ("html.weight", "<style>", "<style>" + "a{color:red}" * 4000),
    "much text": ("html.weight", END, "<p>word</p>" * 6000 + "</main>"),
    "much of everything": ("html.weight", END, f'<p title="data:image/png;base64,{HUGE}"></p></main>'),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_in_a_document_is_found(name: str) -> None:
    rule, old, new = BROKEN[name]
    assert old in GOOD
    before, after = _of(GOOD), _of(GOOD.replace(old, new))
    assert rule not in before
    assert rule in after


FINE = {
    "decorative picture": '<img alt="" width="1" height="1" src="data:image/png,">',
    "picture in a link": f'<a href="{SITE}"><img alt="Shop" width="1" height="1" src="data:image/png,"></a>',
    "named by attribute": '<a href="https://a.example/" aria-label="Shop"></a>',
    "label around": "<label>Town <input type='text' autocomplete='address-level2'></label>",
    "tab that does not steer": '<a href="https://a.example/" target="_blank" rel="noopener">Shop</a>',
    "large words may be fainter": '<p style="color:#949494;background:#ffffff;font-size:24px">large</p>',
    "mail and telephone": '<a href="mailto:a@northwind.example">Write</a> <a href="tel:+15551234">Call</a>',
    "no tab stop": '<p tabindex="-1">x</p><p tabindex="0">y</p>',
}


@pytest.mark.parametrize("name", FINE)
def test_what_is_fine_in_a_document_is_left_alone(name: str) -> None:
    assert _of(GOOD.replace(END, f"{FINE[name]}</main>")) == _of(GOOD)


def test_rules_for_mails_find_nothing_in_a_good_mail() -> None:
    draft = Draft(fields=(), documents={"html": MAIL})
    context = CheckContext(brief=a_page_brief(), today=TODAY)
    assert run(html_accessibility.ANYWHERE, draft, context).findings == ()


def test_findings_point_at_the_field_that_holds_the_words() -> None:
    found = rules_of(a_page(meta_title="Sale"))
    assert found["search.title"] == ["meta_title"]


# ---- what makes a page work --------------------------------------------------------------------

CTA = {"type": "cta", "heading": "Once more"}
PROOF = next(block for block in PAGE["blocks"] if block["type"] == "social_proof")["items"][0]


@pytest.mark.parametrize(
    ("rule", "page"),
    [
        ("page.headline", with_block("hero", headline=f"{TEN} eleven")),
        ("page.lengths", with_block("hero", text="word " * 40)),
        ("page.lengths", with_block("features", items=[{"title": "word " * 15}])),
        ("page.action", without("offer", "cta")),
        ("page.action", a_page(call_to_action={"label": "Shop", "url": "javascript:x()"})),
        ("page.action", a_page(call_to_action={"label": "Tell me", "url": ""})),
        ("page.action_words", a_page(call_to_action=PAGE["call_to_action"] | {"label": "a b c d e f g"})),
        ("page.questions", with_block("faq", items=[{"question": "Why?", "answer": "Because."}])),
        ("page.questions", with_block("faq", items=[{"question": "Why?", "answer": "x"}] * 9)),
        ("page.proof", with_block("social_proof", items=[PROOF | {"fact": "F99"}])),
        ("page.proof", with_block("social_proof", items=[PROOF | {"text": "“The best sale ever”"}])),
        ("page.proof", with_block("social_proof", items=[PROOF | {"source": "Alex M., Boston"}])),
        ("page.merge_tags", with_block("hero", text="Hello {{ first_name }}")),
        ("page.markdown", with_block("hero", text="It is **really** good")),
        ("page.addresses", with_block("faq", items=[{"question": "x", "answer": "[y](http://a.example)"}])),
        ("page.addresses", a_page(address="northwind.example/spring")),
    ],
)  # fmt: skip
def test_what_keeps_a_page_from_working_is_found(rule: str, page: object) -> None:
    assert rule in rules_of(page)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rule", "page"),
    [
        ("page.headline", with_block("hero", headline=TEN)),
        ("page.action", a_page()),
        ("page.action", with_block("form", button="Shop the spring sale")),
        ("page.proof", with_block("social_proof", items=[PROOF | {"fact": "f6"}])),
        ("page.proof", with_block("social_proof", items=[{"text": "Free US shipping", "fact": "F3"}])),
        ("page.proof", with_block("social_proof", items=[PROOF | {"source": "Jordan K."}])),
        ("page.markdown", with_block("faq", items=[{"question": "x", "answer": "**y** and [z](https://a.example)"}])),
        ("page.merge_tags", with_block("hero", text="{ curly }")),
    ],
)  # fmt: skip
def test_what_works_is_left_alone(rule: str, page: object) -> None:
    assert rule not in rules_of(page)  # type: ignore[arg-type]


def test_proof_that_rests_on_an_expired_fact_must_be_fixed() -> None:
    old = facts(
        "“The one sale I plan my mornings around” – Jordan K., Portland", valid_until=TODAY.replace(month=1)
    )
    page = with_block("social_proof", items=[PROOF | {"fact": "F1"}])
    assert "page.proof" in rules_of(page, page_context(facts=old))


def test_a_form_without_the_privacy_notice_must_be_fixed() -> None:
    context = page_context(brand=a_page_kit(privacy_url=""))
    assert "page.form" in rules_of(a_page(), context)
    assert "page.form" not in rules_of(without("form"), context)
    assert "page.form" not in rules_of(a_page())


@pytest.mark.parametrize(
    ("language", "changes", "found"),
    [
        ("de", {"brand": a_page_kit(imprint_url="")}, True),
        ("en", {"brand": a_page_kit(imprint_url="")}, False),
        ("en", {"brand": a_page_kit(imprint_url="", jurisdictions=("DE",))}, True),
        ("de", {"brand": a_page_kit(imprint_url="", jurisdictions=("AT",))}, False),
        ("de", {}, False),
    ],
)
def test_pages_for_germany_link_an_imprint(language: str, changes: dict[str, object], found: bool) -> None:
    assert (
        "page.imprint" in rules_of(a_page(), page_context(language, jurisdictions=(), **changes))
    ) is found


def test_a_picture_that_is_no_longer_offered_is_found() -> None:
    shown = with_block("hero", picture={"picture": "img_1", "alt": "Three bags of coffee"})

    assert "pictures.gone" in rules_of(shown)
    assert "pictures.gone" not in rules_of(a_page())
