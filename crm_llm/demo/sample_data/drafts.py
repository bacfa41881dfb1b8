"""A few drafts in several states, each brought there by the people of the sample world.

Everything goes through the services that the pages call, so that versions, findings, decisions and
the audit log are what they would be. No model is asked: a first start costs nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.test.utils import override_settings
from django.utils import timezone

from crm_llm.accounts.models import User
from crm_llm.demo.sample_data import social_words
from crm_llm.demo.sample_data.brands import SITE
from crm_llm.demo.sample_data.moments import hours_ago, hours_later
from generation import drafting, services
from generation.llm_tools import get_tool
from generation.models import Campaign, DraftRequest, Generation
from generation.reading.words import words_of
from review import workflow
from review.confirming import points_of
from review.models import OutsideAnswer
from review.workflow import outside
from review.workflow.comments import Quoted

KEY = "sample-{}"


@dataclass(frozen=True)
class Cast:
    marketer: User
    reviewer: User
    reviewer2: User


Story = Callable[[Generation, Cast], None]


def _stays_a_draft(draft: Generation, cast: Cast) -> None:
    pass


def _waits(draft: Generation, cast: Cast) -> None:
    workflow.submit(by=cast.marketer, generation=draft)


def _was_shown_to_a_lawyer(draft: Generation, cast: Cast) -> None:
    _waits(draft, cast)
    with hours_later(0.5):
        link, _token = outside.invite(
            by=cast.reviewer2, generation=draft, name="Dana Whitfield", email="dana@counsel.example", days=7
        )
    with hours_later(1.5):
        outside.note_opened(link)
        words = "“Guilt-free” is a health claim in some countries. Please find another word."
        outside.answer(link=link, kind=OutsideAnswer.Kind.COMMENTED, body=words)


def _waits_and_is_talked_about(draft: Generation, cast: Cast) -> None:
    _waits(draft, cast)
    _is_talked_about(draft, cast)


def _is_talked_about(draft: Generation, cast: Cast) -> None:
    """Tom asks about the first words, Maya answers, and Ana leaves a note that is for reviewers alone."""
    part = next(one for one in words_of(draft).fields if one.is_words and one.text)
    quoted = Quoted(part.path, " ".join(part.text.split()[:3]), start=0)
    asked = workflow.comment(
        by=cast.reviewer2, generation=draft, body="Is this what the shop calls it, too?", quoted=quoted
    )
    workflow.comment(by=cast.marketer, generation=draft, body="Yes, word for word.", parent=asked)
    note = "Legal looked at the offer last week. Nothing to add."
    workflow.comment(by=cast.reviewer, generation=draft, body=note, internal=True)


def _needs_changes(draft: Generation, cast: Cast) -> None:
    _waits(draft, cast)
    with hours_later(2):
        workflow.claim(by=cast.reviewer, generation=draft)
        workflow.request_changes(
            by=cast.reviewer,
            generation=draft,
            seen=draft.frozen_hash,
            reasons=["fact_error"],
            note="Say when the early doors close.",
        )


def _is_approved(draft: Generation, cast: Cast) -> None:
    _waits(draft, cast)
    with hours_later(1):
        workflow.claim(by=cast.reviewer2, generation=draft)
        _is_talked_about(draft, cast)
        checked = [point.key for point in points_of(draft)]
        workflow.approve(by=cast.reviewer2, generation=draft, seen=draft.frozen_hash, confirmed=checked)


@dataclass(frozen=True)
class _Draft:
    """What was asked for, what Maya then wrote into it, and what became of it."""

    hours: float
    """How long ago it was asked for."""
    campaign: str
    key_message: str
    story: Story
    button: str = ""
    kind: str = "promotion"
    tone: str = "warm"
    language: str = "en"
    variants: int = 1
    edits: dict[str, str] = field(default_factory=dict)
    tool: str = "email"
    asked: dict[str, Any] = field(default_factory=dict)
    """Parameters of another tool than the email's."""

    @property
    def params(self) -> dict[str, Any]:
        email = {"kind": self.kind, "call_to_action": self.button} if self.tool == "email" else {}
        return {"key_message": self.key_message, "tone": self.tone, **email, **self.asked}


DRAFTS = (
    _Draft(
        hours=26,
        campaign="barista-course",
        key_message="Three evenings at the roastery, and your espresso at home tastes like the one here.",
        button="Book your place",
        kind="event_invitation",
        story=_is_approved,
        edits={
            "subjects.0.subject": "Three evenings, one better espresso",
            "subjects.0.preheader": "The home barista class at the roastery has twelve places.",
            "headline": "Make the espresso you order here",
        },
    ),
    _Draft(
        hours=23,
        campaign="decaf-subscribers",
        key_message="Evening Decaf is back, and your next bag ships free when you start again.",
        button="Start again",
        kind="win_back",
        story=_was_shown_to_a_lawyer,
        edits={
            "subjects.0.subject": "Your evenings have room for coffee again",
            "subjects.0.preheader": "Evening Decaf is back, and the next bag ships free.",
            "headline": "The guilt-free cup for late evenings",
        },
    ),
    _Draft(
        hours=19,
        campaign="spring-sale",
        key_message="Der Frühlingsverkauf: 20 % auf alle ganzen Bohnen, zwei Wochen lang.",
        button="Zum Frühlingsverkauf",
        language="de",
        story=_waits,
        edits={
            "subjects.0.subject": "20 % auf jede Tüte: der Frühlingsverkauf",
            "subjects.0.preheader": "Zwei Wochen lang, und ab 35 $ liefern wir in den USA kostenlos.",
            "headline": "Leichtere Morgen, leichtere Preise",
            "sections.0.body": "Der Frühling steht im Regal: 20 % auf alle ganzen Bohnen, zwei Wochen lang.",
            "sections.1.body": (
                "- Ab 35 $ liefern wir in den USA kostenlos\n"
                "- Ridgeline Blend, 340 g: 14,40 $ statt 18,00 $\n"
                "- In Portland geröstet, höchstens 48 Stunden vor dem Versand"
            ),
        },
    ),
    _Draft(
        hours=16,
        campaign="barista-course",
        key_message="The evening class in numbers: three evenings, twelve places, $120.",
        button="See the dates",
        kind="announcement",
        tone="matter_of_fact",
        story=_waits,
        edits={
            "subjects.0.subject": "Twelve places, from $95",
            "subjects.0.preheader": "Three evenings at the roastery, beans and tasting notes included.",
            "headline": "Your home espresso, from $95",
        },
    ),
    _Draft(
        hours=12,
        campaign="spring-sale",
        key_message="Because you subscribe, the doors open for you on Sunday evening, before the sale.",
        button="Pick your bags early",
        story=_needs_changes,
        edits={
            "subjects.0.subject": "Your spring beans, a day early",
            "subjects.0.preheader": "Because you subscribe, the doors open for you on Sunday evening.",
            "headline": "Early access for subscribers",
        },
    ),
    _Draft(
        hours=8,
        campaign="spring-sale",
        tool="social_post",
        key_message="Der Frühlingsverkauf: 20 % auf alle ganzen Bohnen, zwei Wochen lang.",
        language="de",
        asked={"networks": ["x", "instagram", "mastodon"], "own_hashtags": "#Frühlingsverkauf"},
        story=_waits,
        edits=social_words.GERMAN,
    ),
    _Draft(
        hours=6,
        campaign="spring-sale",
        tool="social_post",
        key_message="The spring sale opens soon. 20% off every bag for two weeks, free US shipping over $35.",
        asked={"networks": ["x", "linkedin", "facebook"]},
        story=_stays_a_draft,
        edits=social_words.ENGLISH,
    ),
    _Draft(
        hours=5,
        campaign="spring-sale",
        tool="landing_page",
        key_message=(
            "Lighter mornings, lighter prices. Every bag of whole-bean coffee is 20% off for two weeks."
        ),
        asked={
            "call_to_action": "Shop the sale",
            "form_fields": ["first_name", "email"],
            "link": f"{SITE}/spring",
            "address": f"{SITE}/spring/sale",
        },
        story=_stays_a_draft,
    ),
    _Draft(
        hours=4,
        campaign="wholesale-spring",
        key_message="A tasting at your café: three blends, 45 minutes, nothing to pay.",
        button="Choose a time",
        kind="event_invitation",
        tone="matter_of_fact",
        story=_waits_and_is_talked_about,
        edits={
            "subjects.0.subject": "Three blends, tasted at your bar",
            "subjects.0.preheader": "45 minutes at your café, with a price list for spring.",
            "headline": "We bring the coffee to you",
        },
    ),
    _Draft(
        hours=1,
        campaign="spring-sale",
        key_message="The spring sale opens soon. 20% off every bag for two weeks, free shipping over $35.",
        button="Shop the spring sale",
        variants=3,
        story=_stays_a_draft,
        edits={
            "subjects.0.subject": "Spring sale: 20% off every bag",
            "subjects.0.preheader": "Lighter mornings, lighter prices. Free US shipping over $35.",
            "headline": "Lighter mornings, lighter prices",
            "sections.0.body": (
                "Spring is on the shelf. Every bag of whole-bean coffee is 20% off, and US orders over $35 "
                "ship free.\n\nWe roast in Portland within 48 hours of shipping. Start with our best-selling "
                "roast since 2019, or try something lighter while the windows are open."
            ),
        },
    ),
)


def are_loaded() -> bool:
    """Say whether the marketer has asked for drafts already, these or others."""
    return DraftRequest.objects.filter(requested_by__username="marketer").exists()


def load_drafts() -> None:
    """Write the sample drafts. Tom has one open right now."""
    cast = Cast(*(User.objects.get(username=name) for name in ("marketer", "reviewer", "reviewer2")))
    with override_settings(LLM_SECRETS="env", OPENROUTER_API_KEYS=[], OPENROUTER_BASE_URL=""):
        for number, sample in enumerate(DRAFTS, start=1):
            with hours_ago(sample.hours):
                workflow.mark_overdue()  # as the scheduler does all along
                workflow.nudge(now=timezone.now())
                _load(number, sample, cast)
    read_by_tom = Generation.objects.get(campaign__slug="wholesale-spring", review_status="submitted")
    workflow.claim(by=cast.reviewer2, generation=read_by_tom)


def _load(number: int, sample: _Draft, cast: Cast) -> None:
    campaign = Campaign.objects.get(slug=sample.campaign)
    request = services.request_drafts(
        by=cast.marketer,
        campaign=campaign,
        tool=sample.tool,
        params=sample.params,
        variants=sample.variants,
        language=sample.language,
        idempotency_key=KEY.format(number),
    )
    for draft in request.generations.all():
        drafting.run(draft.pk)
    first = request.generations.select_related("current_revision").get(variant=1)
    if sample.edits:
        services.edit(by=cast.marketer, generation=first, based_on=1, edits=_fitting(first, sample.edits))
    first.refresh_from_db()
    sample.story(first, cast)


def _fitting(draft: Generation, edits: dict[str, str]) -> dict[str, str]:
    """Keep the edits of texts that the template's words have."""
    tool = get_tool(draft.tool)
    content: Any = draft.current_revision.content if draft.current_revision else None
    paths = {text.path for text in tool.editable_fields(tool.content_model.model_validate(content))}
    return {path: text for path, text in edits.items() if path in paths}
