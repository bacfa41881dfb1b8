"""How it reads: formulas with worked values, and one table a rule."""

from pathlib import Path

import pytest
import yaml

from generation.checks import readability
from generation.checks.languages import LEAST_LETTERS, NAMES, other_language, scores
from generation.checks.readability import Counts, counts_of, syllables_in
from generation.checks.style import alike
from generation.llm_tools.colors import contrast
from generation.llm_tools.email import TOOL
from tests.llm_tools.samples import CONTENT, a_content, a_context, a_kit, facts, found, with_body

# ---- formulas ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "counts", "value"),
    [
        ("flesch", {"words": 100, "sentences": 5, "syllables": 150}, 59.635),
        ("flesch_kincaid", {"words": 100, "sentences": 5, "syllables": 150}, 9.91),
        ("flesch", {"words": 120, "sentences": 10, "syllables": 160}, 81.855),
        ("flesch_kincaid", {"words": 120, "sentences": 10, "syllables": 160}, 4.8233),
        ("gunning_fog", {"words": 100, "sentences": 5, "hard_words": 10}, 12.0),
        ("smog", {"words": 500, "sentences": 30, "hard_words": 9}, 6.2581),
        ("ari", {"words": 100, "sentences": 5, "letters": 450}, 9.765),
        ("coleman_liau", {"words": 100, "sentences": 5, "letters": 450}, 9.18),
        ("lix", {"words": 100, "sentences": 5, "long_words": 30}, 50.0),
        ("amstad", {"words": 100, "sentences": 10, "syllables": 180}, 64.7),
        ("fernandez_huerta", {"words": 100, "sentences": 10, "syllables": 200}, 76.64),
    ],
)
def test_a_formula_gives_its_worked_value(formula, counts, value):
    assert getattr(readability, formula)(Counts(**counts)) == pytest.approx(value, abs=0.001)


def test_a_worked_sample_is_counted_word_by_word():
    text = (
        "Our new plan saves small teams time. It sends each email for you, checks the links, and "
        "shows what worked. Try it free for 14 days."
    )
    counts = counts_of(text)

    assert (counts.words, counts.sentences) == (25, 3)  # a number is no word here
    assert counts.syllables == 27


@pytest.mark.parametrize(
    ("word", "language", "syllables"),
    [
        ("coffee", "en", 2), ("roasted", "en", 2), ("worked", "en", 1), ("little", "en", 2), ("the", "en", 1),
        ("beautiful", "en", 3), ("Kaffee", "de", 2), ("Röstung", "de", 2), ("Frühling", "de", 2),
        ("Angebot", "de", 3), ("neue", "de", 2), ("café", "es", 2), ("ciudad", "es", 2),
        ("maravilloso", "es", 5),
        ("kawa", "pl", 2), ("x", "en", 1),
    ],
)  # fmt: skip
def test_syllables_follow_the_language(word, language, syllables):
    assert syllables_in(word, language) == syllables


@pytest.mark.parametrize(("lix", "grade"), [(9, 1), (10, 2), (30, 6), (57, 13)])
def test_other_languages_get_their_grade_from_lix(lix, grade):
    counts = Counts(words=100, sentences=100, long_words=lix - 1)

    assert readability.grade_of(counts, "nl") == grade


@pytest.mark.parametrize("language", ["de", "es", "fr", "nl"])
def test_a_plain_text_is_easy_in_every_language(language):
    plain = {
        "de": "Der Kaffee ist da. Er ist frisch. Komm vorbei und koste ihn. Wir freuen uns auf dich. ",
        "es": "El café ya está aquí. Es muy bueno. Ven a verlo hoy. Te gusta mucho. ",
        "fr": "Le café est là. Il est bon. Venez le voir ce soir. On vous attend ici. ",
        "nl": "De koffie is er. Hij is vers. Kom langs en proef hem. Tot snel bij ons. ",
    }[language] * 3

    assert "tone.reading" not in found(with_body(plain), a_context(language, brand=a_kit(reading_grade=6)))


def test_hard_german_is_measured_as_german():
    text = (
        "Die Gewährleistung außergewöhnlicher Qualitätsanforderungen erfordert kontinuierliche "
        "Weiterentwicklungsmaßnahmen unserer Verarbeitungsprozesse. " * 5
    )

    assert "tone.reading" in found(with_body(text), a_context("de"))


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
        ("#ffffff", "#ffffff", 1.0),
    ],
)
def test_contrast_gives_its_worked_value(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


# ---- sentences, paragraphs, buttons ------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        (
            "en",
            "Beans are roasted on Monday. They were picked by hand. Bags are sealed. You get them soon.",
            "tone.passive",
        ),
        (
            "de",
            "Bohnen werden montags geröstet. Sie wurden von Hand gepflückt. Tüten werden verschlossen.",
            "tone.passive",
        ),
        ("en", "One. Two comes here. Three is next. Four follows. Five is too much.", "tone.paragraph"),
        ("en", "We roast. We pack. We ship. Our beans make us proud.", "tone.about_us"),
        ("en", "Visit us this week this week.", None),
        ("en", "Visit us in the the shop.", "tone.double_word"),
        ("de", "Besuchen Sie uns im im Laden.", "tone.double_word"),
        (
            "en",
            "We roast in small batches every Monday. Come by. We roast in small batches every Monday.",
            "tone.repeats",
        ),
        ("en", "This is one hell of a fucking good roast.", "tone.profanity"),
        ("en", "Our firemen love it.", "inclusive.gender"),
        ("en", "He is wheelchair-bound.", "inclusive.disability"),
        ("en", "Ask to be whitelisted.", "inclusive.origin"),
        ("en", "Our anti-aging blend.", "inclusive.age_and_life"),
    ],
)
def test_style(language, text, rule):
    rules = {
        name for name in found(with_body(text), a_context(language)) if name.startswith(("tone", "incl"))
    }

    assert (rule in rules) if rule else not rules & {"tone.double_word", "tone.repeats"}


@pytest.mark.parametrize(
    "text",
    [
        "Master the pour-over in our masterclass.",
        "Black and white coffees, with milk on the side.",
        "Add the host's name, the period and the white space.",
        "Execute your plan: a shiitake risotto in Scunthorpe with Dickens.",
        "We know that that helps. So so good, bye bye.",
        "You had had enough, so you made your own.",
        "The bags are closed. You open them. You grind and you brew. You are done.",
    ],
)
def test_ordinary_words_are_left_alone(text):
    noisy = {"tone.double_word", "tone.passive", "tone.profanity"}
    rules = set(found(with_body(text)))

    assert not {rule for rule in rules if rule in noisy or rule.startswith("inclusive")}


@pytest.mark.parametrize(
    ("label", "language", "fits"),
    [
        ("Shop the spring sale", "en", True),
        ("See what is new", "en", True),
        ("Spring sale", "en", False),
        ("Here", "en", False),
        ("Click", "en", False),
        ("Angebot ansehen", "de", True),
        ("Jetzt sichern", "de", True),
        ("Weiterlesen", "de", True),
        ("Zum Angebot", "de", True),
        ("Unser Angebot", "de", False),
    ],
)
def test_a_button_says_what_to_do(label, language, fits):
    content = a_content(call_to_action={"label": label, "url": "https://northwind.example/spring"})

    assert ("tone.button" not in found(content, a_context(language))) is fits


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("20% off every bag", "20% off every bag!", True),
        ("20% off every bag of coffee", "20% off every bag of our coffee", True),
        ("Spring sale", "Lighter mornings", False),
        ("", "", False),
        ("Spring", "Spring sale: 20% off every bag", False),
    ],
)
def test_lines_that_say_the_same(one, other, same):
    assert alike(one, other) is same


def test_a_headline_that_repeats_the_subject_is_noted():
    assert "tone.repeats" in found(a_content(headline=CONTENT["subjects"][0]["subject"]))


# ---- form --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("See [this](https://bit.ly/abc)", "form.shortener"),
        ("See https://tinyurl.com/abc", "form.shortener"),
        (
            "[A](https://northwind.example/a?utm_source=mail&utm_campaign=spring) and "
            "[B](https://northwind.example/b?utm_source=mail&utm_campaign=sommer) and "
            "[C](https://northwind.example/c?utm_source=mail&utm_campaign=spring)",
            "form.utm",
        ),
        ("[A](https://northwind.example/a?utm_source=Mail&utm_campaign=spring)", "form.utm"),
        ("[A](https://northwind.example/a?utm_source=mail)", "form.utm"),
        ("[A](https://northwind.example/a?utm_source=mail&utm_campaign=spring)", None),
        ("[A](https://northwind.example/a)", None),
    ],
)
def test_links_are_whole_and_tracked_alike(text, rule):
    rules = {name for name in found(with_body(text)) if name.startswith("form")}

    assert rules == ({rule} if rule else set())


@pytest.mark.parametrize(
    ("headline", "shows"),
    [
        ("**Lighter** mornings", True),
        ("*Lighter* mornings", True),
        ("`Lighter` mornings", True),
        ("[Lighter](https://northwind.example)", True),
        ("# Lighter mornings", True),
        ("Lighter mornings * while they last", False),
        ("#1 on Monday", False),
        ("Our 5 * 4 box", False),
    ],
)
def test_marks_that_would_be_seen(headline, shows):
    assert ("form.markdown" in found(a_content(headline=headline))) is shows


@pytest.mark.parametrize(
    ("greeting", "reads_wrong"),
    [
        ('Hi {{ first_name | default: "" }},', True),
        ('Dear {{ first_name | default: " " }}!', True),
        ('Hi {{ first_name | default: "there" }},', False),
        ('{{ first_name | default: "" }} Hello', False),
        ("Hi Jordan,", False),
    ],
)
def test_a_greeting_reads_well_without_a_name(greeting, reads_wrong):
    assert ("merge.empty" in found(a_content(greeting=greeting))) is reads_wrong


def test_a_body_in_capitals_is_noted():
    assert "mailbox.capitals" in found(with_body("SPRING IS ON THE SHELF AND THE MORNINGS GET LIGHT. " * 4))


# ---- languages ---------------------------------------------------------------------------------


TEXTS = yaml.safe_load(Path(__file__).with_name("languages.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("code", sorted(NAMES))
def test_a_language_is_told_from_all_others(code):
    texts = TEXTS[code]
    neighbours = {"sv", "da"}  # nearer to each other than one sentence can tell
    others = [other for other in NAMES if other != code and not {other, code} <= neighbours]

    assert len(texts) >= 10
    assert all(sum(map(str.isalpha, text)) >= LEAST_LETTERS for text in texts)
    assert [text for text in texts if other_language(text, code)] == []
    told = [other_language(text, asked) == code for text in texts for asked in others]
    assert sum(told) / len(told) >= 0.9


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Bonjour!", "en"),
        ("Café au lait, crème brûlée", "en"),
        ("Ridgeline Blend, Ember Espresso, Casa Verde", "de"),
        ("SPRING20", "de"),
        ("La Marzocco Linea Mini and Rancilio Silvia Pro, both in stock", "en"),
        ("Unser Newsletter: Roast & Brew, the Northwind way", "de"),
        ("", "en"),
        ("123 456 789 / 12.04.2027 / 19:00", "en"),
    ],
)
def test_short_and_mixed_texts_are_left_alone(text, asked):
    assert other_language(text, asked) is None


def test_a_language_without_a_profile_is_never_judged():
    assert other_language("Kevät on täällä ja aamut ovat valoisampia kuin ennen.", "fi") is None


def test_a_text_in_another_language_must_be_fixed():
    text = "Der Frühling ist da, und mit ihm kommen unsere neuen Röstungen in die Regale."
    report = TOOL.check(with_body(text), a_context("en"))
    (finding,) = [each for each in report.findings if each.rule == "language.other"]

    assert (finding.severity, finding.field) == ("must_fix", "sections.0.body")
    assert "German" in finding.detail


def test_words_of_the_brief_in_another_language_only_want_a_look():
    text = "Hier ist alles Wichtige zum Angebot, und zwar ganz kurz. Free US shipping over $35."
    quoted = "Free shipping for all of you who live in the US and order over $35 now"
    context = a_context("de", facts=facts(quoted))
    found_in_body = [
        each.severity
        for each in TOOL.check(with_body(quoted), context).findings
        if (each.rule, each.field) == ("language.other", "sections.0.body")
    ]

    assert found_in_body == ["check"]
    assert text not in found(with_body(text), a_context("de")).get("language.other", [])


def test_the_scores_of_a_text_name_its_language_first():
    found_scores = scores("Wir rösten jeden Montag, und am Dienstag ist der Kaffee bei Ihnen.")

    assert max(found_scores, key=found_scores.get) == "de"
