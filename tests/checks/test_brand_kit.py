"""What follows from a brand kit: words, names, claims, disclosures, emoji and marks."""

import pytest

from generation.brief import Policy, Substitution
from generation.llm_tools.email import TOOL
from tests.llm_tools.samples import a_content, a_context, a_kit, facts, found, with_body


def quotes(rule: str, body: str, language: str = "en", **kit) -> list[str]:
    return found(with_body(body), a_context(language, brand=a_kit(**kit))).get(rule, [])


TERMS = (Substitution(avoid="packet", prefer="bag"), Substitution(avoid="Kunde", prefer="Gast"))


@pytest.mark.parametrize(
    ("body", "language", "expected"),
    [
        ("One packet, two packets, many bags.", "en", ["packet", "packets"]),
        ("Jeder Kunde und alle Kunden.", "de", ["Kunde", "Kunden"]),
        ("A packetised network.", "en", []),
        ("See https://northwind.example/packet", "en", []),
    ],
)
def test_a_word_that_the_brand_replaces_is_found_with_its_replacement(body, language, expected):
    assert quotes("brand.preferred_term", body, language, preferred_terms=TERMS) == expected


def test_the_replacement_is_the_fix():
    report = TOOL.check(with_body("A packet."), a_context(brand=a_kit(preferred_terms=TERMS)))
    (finding,) = [one for one in report.findings if one.rule == "brand.preferred_term"]
    assert finding.suggestion == "Write “bag”."


def test_a_replaced_word_inside_a_name_or_the_replacement_stays():
    terms = (Substitution(avoid="blend", prefer="house blend"),)
    kit = {"preferred_terms": terms, "product_names": ("Ridgeline Blend",)}

    assert quotes("brand.preferred_term", "Ridgeline Blend, a house blend. A blend.", **kit) == ["blend"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("The Ridgeline blend and RIDGELINE BLEND.", ["Ridgeline blend", "RIDGELINE BLEND"]),
        ("The Ridge-line Blend.", []),
        ("The Ridgeline-Blend, the ridgelineblend.", ["Ridgeline-Blend", "ridgelineblend"]),
        ("Ridgeline Blend. Ridgeline Blends are many.", []),
        ("An ember glows. EMBER is a coffee; Ember too.", ["EMBER"]),
    ],
)
def test_names_of_products_are_written_as_the_kit_has_them(body, expected):
    assert quotes("brand.product_name", body, product_names=("Ridgeline Blend", "Ember")) == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["Single-origin"]),
        ({"facts": facts("All beans are single origin")}, []),
        ({"offer": "Every single origin coffee at $12"}, []),
    ],
    ids=["no source", "a fact", "the offer"],
)
def test_a_claim_that_needs_a_source_is_found_where_there_is_none(changes, expected):
    kit = a_kit(claims_needing_source=("single origin",))
    report = found(with_body("Single-origin beans."), a_context(brand=kit, **changes))

    assert report.get("brand.claim_source", []) == expected


def test_what_the_brand_always_may_say_needs_no_source():
    kit = {"claims_needing_source": ("fair",), "claims_allowed": ("Fair prices for growers since 2009.",)}

    assert quotes("brand.claim_source", "Fair prices for growers.", **kit) == []


def test_an_email_says_its_disclosures_in_the_footer():
    kit = a_kit(disclosures=("Offer for US addresses.",), company="Northwind LLC, Oregon")
    context = a_context(brand=kit)

    assert "brand.disclosure" not in found(a_content(), context)
    for format in ("html", "txt"):
        document = TOOL.render(a_content(), context.rendering, format)
        assert document.count("Offer for US addresses.") == document.count("Northwind LLC, Oregon") == 1


@pytest.mark.parametrize(
    ("policy", "expected"),
    [(Policy.NONE, ["☕️", "👩🏽‍🌾", "🇺🇸"]), (Policy.FEW, ["👩🏽‍🌾", "🇺🇸"]), (Policy.FREE, [])],
)
def test_emoji_follow_the_policy(policy, expected):
    body = "Coffee ☕️ from growers 👩🏽‍🌾 for the 🇺🇸. Ridgeline™ © 2027, 100 % → good ✓"

    assert quotes("brand.emoji", body, emoji=policy) == expected


@pytest.mark.parametrize(
    ("policy", "brand_rule", "tone_rule"),
    [
        (Policy.NONE, ["!", "!", "!", "!"], []),
        (Policy.FEW, [], ["!"]),
        (Policy.FREE, [], []),
    ],
)
def test_exclamation_marks_follow_the_policy(policy, brand_rule, tone_rule):
    content = with_body("One! Two! Three! Four!")
    rules = found(content, a_context(brand=a_kit(exclamation=policy)))

    assert rules.get("brand.exclamation", []) == brand_rule
    assert bool(rules.get("tone.exclamation", [])) == bool(tone_rule)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [(Policy.NONE, ["AMAZING", "COFFEE"]), (Policy.FEW, ["COFFEE"]), (Policy.FREE, [])],
)
def test_capitals_follow_the_policy(policy, expected):
    assert quotes("tone.capitals", "So AMAZING. Our COFFEE is good.", capitals=policy) == expected


def test_the_reading_grade_is_held_against_the_brands_target():
    hard = (
        "Northwind's comprehensive international procurement methodology necessitates considerable "
        "organisational sophistication, particularly concerning agricultural sustainability certification "
        "and intercontinental transportation infrastructure, notwithstanding exceptional meteorological "
        "circumstances affecting individual cooperatives."
    )

    def details(target: int | None) -> list[str]:
        report = TOOL.check(with_body(hard), a_context(brand=a_kit(reading_grade=target)))
        return [one.detail for one in report.findings if one.rule == "tone.reading"]

    assert "the brand kit asks for 8" in details(8)[0]
    assert "Reading ease" in details(None)[0]


# ---- formality ---------------------------------------------------------------------------------

CASUAL_TEXT = "Hey guys, it's here: our awesome spring roast. Wow, you'll totally love this stuff."


@pytest.mark.parametrize(
    ("formality", "is_found"), [(None, False), (1, False), (2, False), (3, True), (4, True), (5, True)]
)
def test_a_very_casual_text_suits_casual_brands_alone(formality, is_found):
    assert bool(quotes("tone.formality", CASUAL_TEXT, formality=formality)) is is_found


def test_what_makes_a_text_casual_is_quoted():
    report = TOOL.check(with_body(CASUAL_TEXT), a_context(brand=a_kit(formality=5)))
    (finding,) = [one for one in report.findings if one.rule == "tone.formality"]

    assert (finding.severity, finding.quote) == ("note", "Hey")
    assert "very casual; the brand kit asks for very formal" in finding.detail
    assert "“awesome”" in finding.detail


@pytest.mark.parametrize(
    ("formality", "said", "expected"),
    [
        (None, "für dich und für Sie", []),
        (3, "für dich", []),
        (3, "für Sie", []),
        (4, "für dich", ["dich"]),
        (4, "für Sie", []),
        (1, "für Sie", ["Sie"]),
        (2, "für dich", []),
    ],
)
def test_german_readers_are_called_as_the_brand_does(formality, said, expected):
    body = f"Der Kaffee ist da, und die Tüte {said} steht im Regal."

    assert quotes("tone.address", body, "de", formality=formality) == expected


def test_what_the_brand_itself_is_called_is_no_sign():
    body = "Awesome Cool Beans Guys is open. Awesome Cool Beans Guys roasts on Monday."

    assert quotes("tone.formality", body, name="Awesome Cool Beans Guys", formality=5) == []


def test_an_older_kit_keeps_its_hash():
    assert "formality" not in a_kit().as_kept()
    assert a_kit(formality=4).as_kept()["formality"] == 4
