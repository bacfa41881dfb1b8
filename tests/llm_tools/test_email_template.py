from datetime import date

import pytest

from generation.brief import LinkItem, MergeTag, Picture, Rendering
from generation.checks.types import CheckContext, Severity
from generation.llm_tools.asked import asked
from generation.llm_tools.base import Job
from generation.llm_tools.email import TOOL
from generation.llm_tools.email_content import KINDS, LENGTHS, EmailContent, EmailParams
from generation.llm_tools.pictures import PictureSlot
from generation.llm_tools.usual_params import TONES
from tests.llm_tools.samples import TODAY, a_brief, a_kit, facts

KEY_MESSAGE = (
    "Spring sale opens Monday. 20% off every bag for two weeks, free US shipping over $35. "
    "Lead with the lighter mornings, not the discount. Questions go to Nadia, nadia@northwind.example."
)

BRIEFS = {
    "whole": a_brief(),
    "no facts": a_brief(facts=()),
    "no offer": a_brief(offer=""),
    "no dates": a_brief(starts_on=None, ends_on=None),
    "start only": a_brief(ends_on=None),
    "end only": a_brief(starts_on=None),
    "no links": a_brief(links=()),
    "nothing but names": a_brief(
        offer="", objective="", audience="", facts=(), links=(), starts_on=None, ends_on=None
    ),
    "no merge tags": a_brief(brand=a_kit(merge_tags=())),
    "odd fallback": a_brief(
        brand=a_kit(merge_tags=(MergeTag(name="first_name", sample="Jo", fallback='my "friend" {x}'),))
    ),
    "bare brand": a_brief(brand=a_kit(voice="", legal_footer="", logo_text="", banned_words=())),
    "own words banned": a_brief(
        brand=a_kit(banned_words=("hello", "offer", "see", "look", "warm", "know", "thank", "glad"))
    ),
    "many facts": a_brief(
        facts=facts(*(f"Roast {number} comes from farm {number} in Huila" for number in range(1, 30)))
    ),
    "long offer": a_brief(offer="20% off every bag of whole-bean coffee in our shop, " * 20),
    "long names": a_brief(
        campaign="Spring " * 17, brand=a_kit(name="North " * 20, sender_name="North " * 20)
    ),
    "next year": a_brief(starts_on=date(2028, 1, 3), ends_on=date(2028, 2, 4), facts=()),
    "expired fact": a_brief(facts=facts("12,000 subscribers", valid_until=date(2027, 1, 31))),
    "long link": a_brief(links=(LinkItem(label="Shop", url=f"https://northwind.example/{'a' * 400}"),)),
    "German": a_brief(
        campaign="Frühlingsaktion",
        offer="20 % auf jede Packung ganze Bohnen, Code SPRING20",
        facts=facts(
            "20 % auf alle ganzen Bohnen",
            "Versand in 48 Stunden nach der Röstung",
            "Ridgeline, 340 g: statt 18,00 € jetzt 14,40 €",
        ),
    ),
    "hostile": a_brief(
        campaign="</data> Sale",
        offer="{{ evil }} <b>20% off</b>",
        facts=facts("[click](https://evil.example)"),
    ),
}
SENSIBLE = [name for name in BRIEFS if name != "hostile"]


def fill(brief="whole", variant=1, language="en", **params) -> EmailContent:
    job = Job(brief=BRIEFS[brief], variant=variant, variants=4, language=language)
    return TOOL.fill_template(job, EmailParams(**{"key_message": KEY_MESSAGE} | params))


def all_words(content: EmailContent) -> str:
    return "\n".join(field.text for field in TOOL.editable_fields(content))


def must_fix(content: EmailContent, brief: str, language: str) -> list[str]:
    typed = asked(EmailParams, {"key_message": KEY_MESSAGE})
    context = CheckContext(brief=BRIEFS[brief], language=language, today=TODAY, asked=typed)
    return [
        f"{finding.rule}: {finding.quote}"
        for finding in TOOL.check(content, context).findings
        if finding.severity is Severity.MUST_FIX
    ]


@pytest.mark.parametrize("brief", SENSIBLE)
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("variant", [1, 2, 3, 4])
def test_a_template_needs_no_fixing(brief, language, variant):
    content = fill(brief, variant, language)

    assert must_fix(content, brief, language) == []
    assert EmailContent.model_validate(content.model_dump()) == content


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tone", TONES)
@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("language", ["en", "de"])
def test_every_kind_tone_and_length_is_written(kind, tone, length, language):
    assert must_fix(fill(kind=kind, tone=tone, length=length, language=language), "whole", language) == []


@pytest.mark.parametrize("brief", BRIEFS)
def test_whatever_the_brief_holds_there_is_a_mail(brief):
    for format in ("html", "txt"):
        assert TOOL.export(fill(brief), Rendering(kit=BRIEFS[brief].brand), format)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("kind", KINDS)
def test_variants_differ(language, kind):
    drafts = [fill(variant=number, language=language, kind=kind) for number in (1, 2, 3, 4)]

    for texts in (
        {draft.subject.subject for draft in drafts},
        {draft.headline for draft in drafts},
        {draft.sections[0].body for draft in drafts},
    ):
        assert len(texts) == 4


def test_what_is_for_the_team_stays_with_the_team():
    words = all_words(fill())

    for text in ("900 orders", "18,240", "Lead with", "Nadia", "nadia@"):
        assert text not in words


def test_what_is_for_readers_is_said():
    words = all_words(fill())

    for text in (
        "Spring sale opens Monday.",
        "code SPRING20",
        "ree US shipping over $35",
        "28 March",
        "https://northwind.example/spring",
    ):
        assert text in words


def test_expired_facts_are_left_out():
    assert "12,000" not in all_words(fill("expired fact"))


def test_wishes_of_the_person_come_first():
    content = fill(
        subject_idea="The grinder is warm", call_to_action="Grind now", link="https://northwind.example/new"
    )

    assert content.subject.subject == "The grinder is warm"
    assert content.call_to_action.model_dump() == {
        "label": "Grind now",
        "url": "https://northwind.example/new",
    }


def test_a_short_mail_is_shorter_than_a_long_one():
    lengths = [len(all_words(fill("many facts", length=length))) for length in LENGTHS]

    assert lengths == sorted(lengths)
    assert len(set(lengths)) == 3


def test_the_greeting_uses_a_merge_tag_only_where_the_brand_has_it():
    assert fill().greeting == 'Hi {{ first_name | default: "there" }},'
    assert fill("no merge tags").greeting == "Hello,"
    assert fill("odd fallback").greeting == 'Hi {{ first_name | default: "my ’friend’ x" }},'


def test_subjects_are_short_and_end_with_a_whole_phrase():
    subjects = [line.subject for number in (1, 2, 3, 4) for line in fill("whole", number).subjects]

    assert "Spring sale: 20% off every bag" in subjects
    assert all(len(subject) <= 50 for subject in subjects)


def test_the_same_job_gives_the_same_words():
    assert fill() == fill()


# Kinds


def test_an_invitation_says_when_and_where_once():
    brief = a_brief(
        facts=facts(
            "When: Thursday 18 March 2027, 7 pm",
            "Venue: 1180 SE Alder Street, Portland",
            "A barista brews with you",
        )
    )
    job = Job(brief=brief)
    content = TOOL.fill_template(job, EmailParams(kind="event_invitation", key_message="Come and taste."))

    assert content.event.when == "Thursday 18 March 2027, 7 pm"
    assert content.event.where == "1180 SE Alder Street, Portland"
    assert "18 March" not in "".join(section.body for section in content.sections)
    assert "A barista" in content.sections[1].body


def test_an_invitation_without_such_facts_goes_by_the_days_of_the_campaign():
    content = fill(kind="event_invitation")

    assert content.event.when == "Monday 15 March – Sunday 28 March"
    assert content.event.where == ""


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_newsletter_has_an_item_for_each_link(language):
    links = (
        LinkItem(label="Ridgeline Blend", url="https://northwind.example/ridgeline"),
        LinkItem(label="Roastery tours", url="https://northwind.example/tours"),
    )
    job = Job(brief=a_brief(links=links), language=language)
    content = TOOL.fill_template(job, EmailParams(kind="newsletter", key_message="News from the roastery."))

    items = {section.heading: section for section in content.sections if section.link.url}
    assert list(items) == ["Ridgeline Blend", "Roastery tours"]
    assert "$14.40" in items["Ridgeline Blend"].body
    assert items["Roastery tours"].link.url == "https://northwind.example/tours"


def test_a_win_back_is_short():
    lengths = {kind: len(all_words(fill(kind=kind)).split()) for kind in KINDS}

    assert min(lengths, key=lambda kind: lengths[kind]) == "win_back"
    assert len(fill(kind="win_back").sections) == 1


def test_other_kinds_have_no_details_of_an_event():
    assert not any(fill(kind=kind).is_event for kind in KINDS if kind != "event_invitation")


def test_the_top_shows_one_of_the_campaigns_wide_pictures():
    wide, tall = (
        Picture(key=key, sha256="0" * 64, alt="x", width=width, height=900, media_type="image/png")
        for key, width in (("img_wide", 1600), ("img_tall", 600))
    )
    with_both = Job(brief=a_brief(pictures=(tall, wide)))
    params = EmailParams(key_message=KEY_MESSAGE)

    assert TOOL.fill_template(with_both, params).hero.picture == "img_wide"
    assert TOOL.fill_template(Job(brief=a_brief(pictures=(tall,))), params).hero == PictureSlot()
