"""How the team of the sample world works: what it decided already, how it reviews, which list Ana keeps."""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.test import override_settings

from crm_llm.accounts.models import Role, User
from crm_llm.demo.sample_data.brands import SITE
from crm_llm.demo.sample_data.moments import hours_ago, hours_later
from crm_llm.demo.sample_data.people import PEOPLE
from generation import drafting, services
from generation.models import Brand, Campaign, Generation
from review import workflow
from review.confirming import points_of
from review.models import Notification, ReviewPolicy, ReviewStage, SavedView

KEY = "sample-team-{}"


@dataclass(frozen=True)
class _Verdict:
    """Who decided about a variant; without a reason it was approved."""

    by: str
    after: float
    """Hours from the submission."""
    reason: str = ""
    note: str = ""
    is_final: bool = False
    """Rejected, not sent back."""


@dataclass(frozen=True)
class _Round:
    hours: float
    """How long ago it was asked for and submitted."""
    campaign: str
    key_message: str
    button: str
    verdicts: tuple[_Verdict, ...]


ROUNDS = (
    _Round(
        97,
        "barista-course",
        "Bring your own grinder: we set it up together on the first evening.",
        "Book your place",
        (
            _Verdict("reviewer", 1.5),
            _Verdict("reviewer2", 3, "too_long", "Two screens on a phone. Please halve it."),
            _Verdict("lead", 4.5),
        ),
    ),
    _Round(
        76,
        "decaf-subscribers",
        "Evening Decaf: the same beans, decaffeinated with water.",
        "Start again",
        (
            _Verdict("reviewer", 0.5),
            _Verdict("reviewer", 0.6, "off_brand", "We don’t say “indulge”. Say what it tastes of."),
            _Verdict("reviewer2", 5),
        ),
    ),
    _Round(
        50,
        "wholesale-spring",
        "Deliveries twice a week in Seattle, from five kilograms.",
        "Choose a time",
        (
            _Verdict("reviewer2", 2),
            _Verdict("reviewer", 2.2, "fact_error", "Twice a week is for Seattle only. Say so."),
            _Verdict("lead", 18, "duplicate", "The trade fair mail says the same.", is_final=True),
        ),
    ),
    _Round(
        30,
        "spring-sale",
        "Last days: 20% off every bag of whole-bean coffee.",
        "Shop the spring sale",
        (
            _Verdict("reviewer", 0.5),
            _Verdict("reviewer2", 1),
            _Verdict("reviewer2", 1.2, "legal", "“Last days” before the sale has begun.", is_final=True),
        ),
    ),
)


PAGE = _Round(
    53,
    "spring-sale",
    "Lighter mornings, lighter prices. 20% off every bag of whole-bean coffee for two weeks.",
    "Shop the sale",
    (_Verdict("reviewer", 2.5),),
)
"""Under the policy of two stages: it waits for the second, and should have been decided by now."""


def load_team() -> None:
    """Have a dozen drafts decided, set up a policy of two stages, and keep a view of the queue."""
    names = [person.username for person in PEOPLE]
    people = {user.username: user for user in User.objects.filter(username__in=names)}
    with override_settings(LLM_SECRETS="env", OPENROUTER_API_KEYS=[], OPENROUTER_BASE_URL=""):
        with hours_ago(100):
            _load_policy()
        for round_ in sorted((*ROUNDS, PAGE), key=lambda round_: -round_.hours):
            with hours_ago(round_.hours):
                _play(round_, people)
    with hours_ago(27):
        Notification.objects.filter(recipient__in=people.values()).mark_read()
    SavedView.objects.create(user=people["reviewer"], name="Spring sale", query="campaign=spring-sale")


def _load_policy() -> None:
    policy = ReviewPolicy.objects.create(
        name="Landing pages: brand, then sign-off",
        brand=Brand.objects.get(slug="northwind-coffee"),
        tool="landing_page",
        due_hours=48,
        remind_hours=8,
        escalate_hours=8,
    )
    for position, (name, role) in enumerate((("Brand", Role.REVIEWER), ("Sign-off", Role.LEAD)), start=1):
        group = Group.objects.get(name=role)
        ReviewStage.objects.create(policy=policy, position=position, name=name, group=group)


def _play(round_: _Round, people: dict[str, User]) -> None:
    """Ask for a variant for each verdict, submit all, and have each decided when its hour has come."""
    tool, params = (
        ("landing_page", {"link": f"{SITE}/spring"}) if round_ is PAGE else ("email", {"kind": "promotion"})
    )
    asked = {"key_message": round_.key_message, "tone": "warm", "call_to_action": round_.button}
    request = services.request_drafts(
        by=people["marketer"],
        campaign=Campaign.objects.get(slug=round_.campaign),
        tool=tool,
        params=asked | params,
        variants=len(round_.verdicts),
        language="en",
        idempotency_key=KEY.format(round_.button),
    )
    for draft in request.generations.all():
        drafting.run(draft.pk)
    drafts = list(request.generations.select_related("current_revision").order_by("variant"))
    for draft in drafts:
        workflow.submit(by=people["marketer"], generation=draft)
    for draft, verdict in zip(drafts, round_.verdicts, strict=True):
        with hours_later(verdict.after):
            _decide(draft, verdict, people)


def _decide(draft: Generation, verdict: _Verdict, people: dict[str, User]) -> None:
    by = people[verdict.by]
    workflow.claim(by=by, generation=draft)
    seen, note = draft.frozen_hash, verdict.note
    if not verdict.reason:
        checked = [point.key for point in points_of(draft)]
        workflow.approve(by=by, generation=draft, seen=seen, confirmed=checked)
    elif verdict.is_final:
        workflow.reject(by=by, generation=draft, seen=seen, reason=verdict.reason, note=note)
    else:
        workflow.request_changes(by=by, generation=draft, seen=seen, reasons=[verdict.reason], note=note)
