"""How the team of the sample world works: what it decided already, how it reviews, which list Ana keeps."""

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.test import override_settings

from crm_llm.accounts.models import Role, User
from crm_llm.demo.sample_data.brands import SITE
from generation import drafting, services
from generation.models import Brand, Campaign, Generation
from review import workflow
from review.confirming import points_of
from review.models import ReviewPolicy, ReviewStage, SavedView

KEY = "sample-team-{}"


@dataclass(frozen=True)
class _Verdict:
    """Who decided about a variant; without a reason it was approved."""

    by: str
    reason: str = ""
    note: str = ""
    is_final: bool = False
    """Rejected, not sent back."""


@dataclass(frozen=True)
class _Round:
    campaign: str
    key_message: str
    button: str
    verdicts: tuple[_Verdict, ...]


ROUNDS = (
    _Round(
        "barista-course",
        "Bring your own grinder: we set it up together on the first evening.",
        "Book your place",
        (
            _Verdict("reviewer"),
            _Verdict("reviewer2", "too_long", "Two screens on a phone. Please halve it."),
            _Verdict("lead"),
        ),
    ),
    _Round(
        "decaf-subscribers",
        "Evening Decaf: the same beans, decaffeinated with water.",
        "Start again",
        (
            _Verdict("reviewer"),
            _Verdict("reviewer", "off_brand", "We don’t say “indulge”. Say what it tastes of."),
            _Verdict("reviewer2"),
        ),
    ),
    _Round(
        "wholesale-spring",
        "Deliveries twice a week in Seattle, from five kilograms.",
        "Choose a time",
        (
            _Verdict("reviewer2"),
            _Verdict("reviewer", "fact_error", "Twice a week is for Seattle only. Say so."),
            _Verdict("lead", "duplicate", "The trade fair mail says the same.", is_final=True),
        ),
    ),
    _Round(
        "spring-sale",
        "Last days: 20% off every bag of whole-bean coffee.",
        "Shop the spring sale",
        (
            _Verdict("reviewer"),
            _Verdict("reviewer2"),
            _Verdict("reviewer2", "legal", "“Last days” before the sale has begun.", is_final=True),
        ),
    ),
)


PAGE = _Round(
    "spring-sale",
    "Lighter mornings, lighter prices. 20% off every bag of whole-bean coffee for two weeks.",
    "Shop the sale",
    (_Verdict("reviewer"),),
)
"""Under the policy of two stages: it waits for the second."""


def load_team() -> None:
    """Have a dozen drafts decided, set up a policy of two stages, and keep a view of the queue."""
    people = {user.username: user for user in User.objects.all()}
    with override_settings(LLM_SECRETS="env", OPENROUTER_API_KEYS=[], OPENROUTER_BASE_URL=""):
        for round_ in ROUNDS:
            _play(round_, "email", {"kind": "promotion"}, people)
        _load_policy()
        _play(PAGE, "landing_page", {"link": f"{SITE}/spring"}, people)
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


def _play(round_: _Round, tool: str, params: dict[str, str], people: dict[str, User]) -> None:
    """Ask for a variant for each verdict, and have it decided so."""
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
    drafts = request.generations.select_related("current_revision").order_by("variant")
    for draft, verdict in zip(drafts, round_.verdicts, strict=True):
        _decide(draft, verdict, people)


def _decide(draft: Generation, verdict: _Verdict, people: dict[str, User]) -> None:
    by = people[verdict.by]
    workflow.submit(by=people["marketer"], generation=draft)
    workflow.claim(by=by, generation=draft)
    seen, note = draft.frozen_hash, verdict.note
    if not verdict.reason:
        checked = [point.key for point in points_of(draft)]
        workflow.approve(by=by, generation=draft, seen=seen, confirmed=checked)
    elif verdict.is_final:
        workflow.reject(by=by, generation=draft, seen=seen, reason=verdict.reason, note=note)
    else:
        workflow.request_changes(by=by, generation=draft, seen=seen, reasons=[verdict.reason], note=note)
