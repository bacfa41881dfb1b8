"""Who may do what: every address, every role, every method. An address without a row here fails.

The draft's author asked for it, the editor wrote its current words, and the "reviewing author" asked for
it and is a reviewer too. Whatever must be held is held by whoever tries, so that only the role decides.
"""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone

from crm_llm import metrics
from crm_llm.accounts.models import Role, User
from crm_llm.health import HealthMiddleware
from generation.models import Asset, AuditEntry, BrandMembership, DraftRequest, Generation
from review import unsubscribing, workflow
from review.models import Claim, Decision, Notification, OutsideAnswer, OutsideLink, SavedView, Submission
from review.plans import Plan, Stage
from review.workflow import outside
from tests.factories import (
    EMAIL_PARAMS,
    AssetFactory,
    BrandFactory,
    CampaignFactory,
    DraftRequestFactory,
    GenerationFactory,
    UserFactory,
    a_picture,
    change_kit,
    make_finding,
    make_ready,
)

# Hundreds of pages, of views whose own tests measure what they cover.
pytestmark = pytest.mark.no_cover

PEOPLE: dict[str, tuple[Role, ...]] = {
    "nobody": (),
    "author": (Role.MARKETER,),
    "marketer": (Role.MARKETER,),
    "reviewer": (Role.REVIEWER,),
    "editor": (Role.REVIEWER,),
    "reviewing_author": (Role.MARKETER, Role.REVIEWER),
    "lead": (Role.LEAD,),
    "admin": (Role.PROMPT_ADMIN,),
    "outsider": (Role.MARKETER, Role.REVIEWER, Role.LEAD),
}
EVERYONE = frozenset(PEOPLE)
INSIDERS = EVERYONE - {"outsider"}
MARKETERS = frozenset({"author", "marketer", "reviewing_author"})
REVIEWERS = frozenset({"reviewer", "editor", "reviewing_author", "lead"})
DECIDERS = REVIEWERS - {"reviewing_author"}
LEADS = frozenset({"lead"})
ADMINS = frozenset({"admin"})


class Row(NamedTuple):
    """Roles that a GET and a POST are answered for; none where there is no such method."""

    get: frozenset[str] = frozenset()
    post: frozenset[str] = frozenset()
    scene: str = "ready"
    body: dict[str, Any] = {}
    else_: dict[str, int] = {}
    """What a role gets that is neither let through nor treated as its kind is: 404 strangers, 403 others."""

    def allowed(self, method: str) -> frozenset[str]:
        return {"get": self.get, "post": self.post}.get(method, frozenset())


PICTURES = {"generation:asset", "generation:picture", "generation:picture_archive"}
METHODS = ("get", "post", "put", "patch", "delete")
NO_DRAFT = UUID(int=0)

CAMPAIGN = {
    "name": "Autumn",
    "languages": "en",
    "facts-TOTAL_FORMS": 0,
    "facts-INITIAL_FORMS": 0,
    "links-TOTAL_FORMS": 0,
    "links-INITIAL_FORMS": 0,
}
ASKED = EMAIL_PARAMS | {"variants": 1, "language": "en", "idempotency_key": "once"}
KIT = EMAIL_PARAMS | {"tools": ["email"], "tone": "warm", "language": "en", "idempotency_key": "once"}
PICTURE = {"alt": "Two cups", "licence": "Own photo"}
JO: dict[str, Any] = {"name": "Jo", "email": "jo@client.example", "days": 7}
NOTE = {"note": "The date is wrong."}
ELSEWHERE = {"outsider"}
PREFERENCES = {"theme": "dark", "density": "compact", "after_decision": "list", "time_zone": "UTC"}

ROWS: dict[str, Row] = {
    "dashboard": Row(get=EVERYONE),
    "search": Row(get=EVERYONE),
    "accounts:profile": Row(get=EVERYONE, post=EVERYONE, body=PREFERENCES),
    "accounts:shortcuts": Row(post=EVERYONE, body={"on": "0"}),
    "generation:brand_logo": Row(get=frozenset({"admin"}), post=frozenset({"admin"}), body={"logo": "0"}),
    "generation:campaigns": Row(get=EVERYONE),
    "generation:rules": Row(get=EVERYONE),
    "generation:campaign_new": Row(MARKETERS | ELSEWHERE, MARKETERS, body=CAMPAIGN, else_={"outsider": 422}),
    "generation:campaign": Row(get=INSIDERS),
    "generation:campaign_edit": Row(get=MARKETERS, post=MARKETERS, body=CAMPAIGN),
    "generation:campaign_duplicate": Row(post=MARKETERS),
    "generation:campaign_archive": Row(post=MARKETERS),
    "generation:campaign_pictures": Row(get=INSIDERS, post=MARKETERS, body=PICTURE),
    "generation:picture": Row(get=MARKETERS, post=MARKETERS, body=PICTURE),
    "generation:picture_archive": Row(post=MARKETERS),
    "generation:asset": Row(get=INSIDERS),
    "generation:brands": Row(get=EVERYONE),
    "generation:brand": Row(get=INSIDERS),
    "generation:brand_edit": Row(get=ADMINS, post=ADMINS, body={"add": "terms"}),
    "generation:brand_try": Row(post=INSIDERS, body={"text": "Hurry."}),
    "generation:brand_compare": Row(get=INSIDERS),
    "generation:brand_restore": Row(post=ADMINS, body={"version": 1, "seen": 2}),
    "generation:request_draft": Row(get=MARKETERS, post=MARKETERS, body=ASKED),
    "generation:estimate": Row(get=MARKETERS, post=MARKETERS, body=ASKED),
    "generation:drafts": Row(get=EVERYONE),
    "generation:draft": Row(get=INSIDERS),
    "generation:draft_status": Row(get=INSIDERS),
    "generation:draft_preview": Row(
        get=INSIDERS, post=MARKETERS | REVIEWERS, body={"text-headline": "Fresh", "based_on": 2}
    ),
    "generation:draft_edit": Row(
        get=MARKETERS, post=MARKETERS, body={"text-headline": "Fresh", "based_on": 2}
    ),
    "generation:draft_compare": Row(get=INSIDERS),
    "generation:draft_combine": Row(get=MARKETERS, post=MARKETERS, scene="variants", body={"based_on": 2}),
    "generation:combined_preview": Row(post=MARKETERS, scene="variants"),
    "generation:kit_new": Row(get=MARKETERS, post=MARKETERS, body=KIT),
    "generation:kit": Row(get=INSIDERS),
    "generation:regenerate": Row(get=MARKETERS, post=MARKETERS, body={"note": "Shorter."}),
    "generation:cancel": Row(post=MARKETERS, scene="queued"),
    "generation:download": Row(get=INSIDERS),
    "review:notifications": Row(get=EVERYONE),
    "review:notifications_read": Row(post=EVERYONE, body={"newest": "1"}),
    "review:notification_read": Row(
        post=frozenset({"author"}), scene="told", else_=dict.fromkeys(EVERYONE - {"author"}, 404)
    ),
    "review:mail_preference": Row(get=EVERYONE, post=EVERYONE, body={"mode": "never", "daily_at": "8"}),
    "review:queue": Row(get=REVIEWERS | ELSEWHERE),
    "review:bulk": Row(post=REVIEWERS | ELSEWHERE, scene="waiting", body={"action": "claim"}),
    "review:save_view": Row(post=REVIEWERS | ELSEWHERE, body={"name": "Risky mails", "tool": "email"}),
    "review:delete_view": Row(post=REVIEWERS | ELSEWHERE, scene="own view"),
    "review:team": Row(get=REVIEWERS | ELSEWHERE),
    "review:item": Row(get=REVIEWERS, scene="waiting"),
    "review:claim": Row(post=DECIDERS, scene="waiting"),
    "review:heartbeat": Row(get=REVIEWERS, post=REVIEWERS, scene="held"),
    "review:release": Row(post=REVIEWERS, scene="held"),
    "review:take_over": Row(post=LEADS, scene="held by another"),
    "review:ask_to_take_over": Row(post=DECIDERS, scene="held by another"),
    "review:hand_over": Row(post=REVIEWERS, scene="held", body={"keep": "1"}),
    "review:dismiss": Row(post=REVIEWERS, scene="held", body={"reason": "It is the name of the blend."}),
    "review:present": Row(post=REVIEWERS, scene="waiting"),
    "review:approve": Row(get=REVIEWERS, post=DECIDERS - {"editor"}, scene="held"),
    "review:break_glass": Row(REVIEWERS, LEADS, "stages", {"reason": "The shop opens today."}),
    "review:edit": Row(REVIEWERS, REVIEWERS, "held", {"text-headline": "Fresh", "based_on": 2}),
    "review:request_changes": Row(REVIEWERS, DECIDERS, "held", NOTE | {"reasons": "fact_error"}),
    "review:reject": Row(REVIEWERS, DECIDERS, "held", NOTE | {"reason": "legal"}),
    "review:undo": Row(get=REVIEWERS, post=REVIEWERS, scene="approved"),
    "review:comment": Row(get=REVIEWERS, post=REVIEWERS, scene="waiting", body={"body": "Nice."}),
    "review:comments": Row(get=INSIDERS, post=MARKETERS | REVIEWERS, body={"body": "Nice."}),
    "review:resolve": Row(post=MARKETERS | REVIEWERS),
    "review:withdraw": Row(get=REVIEWERS, post=REVIEWERS, scene="approved", body=NOTE),
    "review:reopen": Row(get=REVIEWERS, post=LEADS, scene="rejected", body=NOTE),
    "review:outside": Row(
        get=REVIEWERS,
        post=DECIDERS - {"editor"},
        scene="waiting",
        body=JO,
    ),
    "review:outside_revoke": Row(post=REVIEWERS, scene="invited"),
    "review:submit": Row(post=MARKETERS),
    "review:recall": Row(post=frozenset({"author", "reviewing_author"}), scene="waiting"),
    "review:archive": Row(post=MARKETERS | LEADS),
    "review:evidence": Row(get=frozenset({"lead", "admin"})),
    "review:evidence_json": Row(get=frozenset({"lead", "admin"})),
    "review:audit": Row(get=frozenset({"lead", "admin"}) | ELSEWHERE),
    "review:audit_export": Row(get=frozenset({"lead", "admin"}) | ELSEWHERE),
}
OPEN = {
    "accounts:login": ("get", "post"),
    "accounts:logout": ("post",),
    "review:unsubscribe": ("get", "post"),
    "review:visitor": ("get", "post"),
    "review:visitor_preview": ("get",),
    "/healthz": ("get", "post"),
    "/readyz": ("get", "post"),
    "/metrics": ("get",),
}
"""What needs nobody to be signed in."""


def named_urls() -> set[str]:
    found = set()

    def walk(patterns: Any, prefix: str) -> None:
        for pattern in patterns:
            if not isinstance(pattern, URLResolver):
                found.add(f"{prefix}{pattern.name}")
            elif pattern.app_name != "admin":
                walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)

    walk(get_resolver().url_patterns, "")
    return found | set(HealthMiddleware(lambda request: None).answers) | {metrics.PATH}


def test_every_address_has_a_row():
    assert named_urls() == set(ROWS) | set(OPEN)


# ---- the world, and a scene for each who enters it ---------------------------------------------


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    people = {
        name: User(username=name, is_superuser=name == "admin", is_staff=name == "admin") for name in PEOPLE
    }
    User.objects.bulk_create(people.values())
    for name, roles in PEOPLE.items():
        people[name].groups.set(Group.objects.get_or_create(name=role)[0] for role in roles)
    brand = BrandFactory(name="Secret Roasters")
    change_kit(brand, voice="Secret voice.")
    members = INSIDERS - {"admin"}
    BrandMembership.objects.bulk_create(BrandMembership(brand=brand, user=people[name]) for name in members)
    campaign = CampaignFactory(brand=brand, owner=people["author"], name="Secret sale")
    request = DraftRequestFactory(campaign=campaign, requested_by=people["author"])
    draft = make_ready(GenerationFactory(request=request), title="Secret words")
    workflow.submit(by=people["author"], generation=draft)
    workflow.claim(by=people["editor"], generation=draft)
    workflow.edit(by=people["editor"], generation=draft, based_on=1, edits={"headline": "Edited"})
    # Its kit has the id of the draft, so that one id fills every address.
    queued = GenerationFactory(
        request__campaign=campaign, request__requested_by=people["author"], request__kit=draft.pk
    )
    draft = Generation.objects.get(pk=draft.pk)
    asset = AssetFactory(campaign=campaign, alt="Secret beans")
    comment = workflow.comment(by=people["editor"], generation=draft, body="Secret thoughts")
    return SimpleNamespace(
        people=people, campaign=campaign, draft=draft, queued=queued, asset=asset, comment=comment
    )


def set_scene(world: SimpleNamespace, scene: str, role: str) -> Generation:
    """Put the draft where the row wants it, held or decided by whoever comes."""
    if scene == "queued":
        return world.queued
    actor = world.people.get(role, world.people["nobody"])
    now = timezone.now()
    columns: dict[str, Any] = {"review_status": "submitted"}
    if scene == "variants":
        DraftRequest.objects.filter(pk=world.draft.request_id).update(variants=2)
        make_ready(GenerationFactory(request=world.draft.request, variant=2))
    if scene == "invited":
        outside.invite(by=world.people["reviewer"], generation=world.draft, **JO)
    if scene == "told":
        Notification.objects.create(recipient=world.people["author"], kind="approved", generation=world.draft)
    if scene == "own view":
        # With the id of the draft, so that one id fills every address.
        SavedView.objects.create(pk=world.draft.pk, user=actor, name="Risky mails", query="view=high")
    if scene in ("ready", "variants"):
        columns = {"review_status": "draft", "frozen_hash": "", "submitted_at": None}
    elif scene == "stages":
        plan = Plan(policy="Legal", stages=(Stage(name="Legal", group=0),))
        Submission.objects.create(
            generation=world.draft,
            revision=world.draft.current_revision,
            frozen_hash=world.draft.frozen_hash,
            renditions={},
            brand_kit={},
            plan=plan.model_dump(mode="json"),
            submitted_by=world.people["author"],
        )
    elif scene.startswith("held"):
        holder = world.people["nobody"] if scene == "held by another" else actor
        until = now + timedelta(minutes=20)
        columns = {"review_status": "in_review", "held_by": holder, "held_until": until}
        Claim.objects.create(generation=world.draft, reviewer=holder, claimed_at=now, expires_at=until)
    elif scene in ("approved", "rejected"):
        columns = {"review_status": scene, "decided_at": now}
        Decision.objects.create(
            generation=world.draft,
            revision=world.draft.current_revision,
            frozen_hash=world.draft.frozen_hash,
            verdict=scene,
            note="Why.",
            decided_by=actor,
        )
    if role == "reviewing_author":
        columns["requested_by"] = actor
    Generation.objects.filter(pk=world.draft.pk).update(must_fix=0, **columns)
    return world.draft


def address(name: str, *, slug: str = "none", pk: Any = NO_DRAFT, asset: Asset | None = None) -> str:
    if name == "review:notification_read":
        # Each scene has one notification at most.
        return reverse(name, args=[getattr(Notification.objects.first(), "pk", 0) if pk != NO_DRAFT else 0])
    file = {"sha256": asset.sha256 if asset else "0" * 64, "extension": "png"}
    picture = {"slug": slug, "pk": asset.pk if asset else 0}
    usual = (
        {},
        {"pk": pk},
        {"slug": slug},
        {"slug": slug, "tool": "email"},
        {"format": "csv"},
        {"slug": slug, "pk": pk},
    )
    for kwargs in (file, picture) if name in PICTURES else usual:
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return reverse(name, kwargs={"pk": pk, "format": "txt"})


def send(world: SimpleNamespace, name: str, method: str, role: str) -> Any:
    """Ask as `role`, count in `audited` what was recorded, and undo everything."""
    row, client, body = ROWS[name], Client(), ROWS[name].body
    with transaction.atomic():
        draft = set_scene(world, row.scene, role)
        if role != "anonymous":
            client.force_login(world.people[role])
        if name.startswith("generation:campaign"):
            body = body | {"brand": world.campaign.brand_id, "seen": world.campaign.updated_at.isoformat()}
        if row.scene in ("held", "stages"):
            body = body | {"seen": draft.frozen_hash}
        if name == "review:outside_revoke":
            body = body | {"link": OutsideLink.objects.get().pk}
        if name == "review:resolve":
            body = body | {"comment": world.comment.pk}
        if name == "review:dismiss":
            body = body | {"finding": make_finding(draft).pk}
        before = AuditEntry.objects.count()
        if name == "generation:campaign_pictures":
            body = body | {"file": SimpleUploadedFile("cups.png", a_picture(color="#ffffff"))}
        of_brand = name.startswith("generation:brand")
        slug = world.campaign.brand.slug if of_brand else world.campaign.slug
        url = address(name, slug=slug, pk=draft.pk, asset=world.asset)
        response = getattr(client, method)(url, body if method == "post" else None)
        response.audited = AuditEntry.objects.count() - before
        transaction.set_rollback(True)
    return response


def wanted(row: Row, method: str, role: str, *, of_brand: bool) -> str | int:
    if role in row.allowed(method):
        return "yes"
    if role == "anonymous":
        return "sign in"
    return row.else_.get(role) or (404 if role == "outsider" and of_brand else 403)


def outcome(response: Any) -> str | int:
    door = f"{reverse('accounts:login')}?next={response.wsgi_request.path}"
    if response.status_code == 302 and response.headers["Location"] == door:
        return "sign in"
    return "yes" if response.status_code < 400 else int(response.status_code)


ANSWERED = [(name, method) for name, row in ROWS.items() for method in METHODS if row.allowed(method)]


@pytest.mark.parametrize(("name", "method"), ANSWERED)
def test_each_role_gets_what_it_may_and_nothing_else(world, name, method):
    answers = {role: send(world, name, method, role) for role in [*PEOPLE, "anonymous"]}
    of_brand = bool(resolve(address(name)).kwargs)

    given = {role: outcome(answer) for role, answer in answers.items()}
    assert given == {role: wanted(ROWS[name], method, role, of_brand=of_brand) for role in answers}
    changes = method == "post" or name in {"generation:download", "review:audit_export"}
    silent = [role for role in answers if not (changes and given[role] == "yes")]
    assert {role: answers[role].audited for role in silent} == dict.fromkeys(silent, 0)
    assert b"Secret" not in (b"" if answers["outsider"].streaming else answers["outsider"].content)


@pytest.mark.parametrize(("name", "method"), ANSWERED)
def test_the_signed_out_get_no_fragment(name, method):
    response = getattr(Client(headers={"HX-Request": "true"}), method)(address(name))
    assert (response.status_code, response.content) == (401, b"")
    assert response.headers["HX-Redirect"].startswith(reverse("accounts:login"))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ROWS)
def test_no_other_method_is_answered(client, name):
    client.force_login(UserFactory(password="x"))
    others = [method for method in METHODS if not ROWS[name].allowed(method)]
    answers = {method: getattr(client, method)(address(name)).status_code for method in others}
    assert answers == dict.fromkeys(others, 405)


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", OPEN)
def test_what_is_open_needs_nobody_to_be_signed_in(client, name, method):
    url = {"review:unsubscribe": unsubscribing.path(UserFactory(), "approved")}.get(name)
    if name.startswith("review:visitor"):
        url = reverse(name, args=["never-given"])
    response = getattr(client, method)(url or (name if name.startswith("/") else reverse(name)))
    assert (response.status_code == 405) == (method not in OPEN[name])
    assert "next=" not in response.headers.get("Location", "")


# ---- the outside approver, whose address is the only right -----------------------------------------


def _expired(link: OutsideLink, world: SimpleNamespace, client: Client) -> None:
    OutsideLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())


def _revoked(link: OutsideLink, world: SimpleNamespace, client: Client) -> None:
    outside.revoke(by=world.people["lead"], link=link)


def _reused(link: OutsideLink, world: SimpleNamespace, client: Client) -> None:
    outside.answer(link=link, kind=OutsideAnswer.Kind.APPROVED, body="")


def _of_other_words(link: OutsideLink, world: SimpleNamespace, client: Client) -> None:
    Generation.objects.filter(pk=link.generation_id).update(frozen_hash="0" * 64)


def _of_somebody_signed_in(link: OutsideLink, world: SimpleNamespace, client: Client) -> None:
    client.force_login(world.people["outsider"])


def _good(link: OutsideLink, world: SimpleNamespace, client: Client) -> None:
    pass


LINKS = [
    (_good, 200, 200, 302),
    (_of_somebody_signed_in, 200, 200, 302),
    (_expired, 410, 410, 410),
    (_revoked, 410, 410, 410),
    (_of_other_words, 410, 410, 410),
    (_reused, 200, 200, 409),
]


@pytest.mark.parametrize(
    ("scene", "get", "preview", "post"), LINKS, ids=[row[0].__name__.strip("_") for row in LINKS]
)
def test_the_outside_approver_does_what_the_link_is_for(world, client, scene, get, preview, post):
    draft = set_scene(world, "waiting", "reviewer")
    link, token = outside.invite(by=world.people["reviewer"], generation=draft, **JO)
    scene(link, world, client)
    page, document = (reverse(name, args=[token]) for name in ("review:visitor", "review:visitor_preview"))
    answers = [client.get(page), client.get(document), client.post(page, {"kind": "approved"})]
    assert [answer.status_code for answer in answers] == [get, preview, post]
    assert OutsideAnswer.objects.count() == (post in (302, 409))
    assert Generation.objects.get(pk=draft.pk).review_status == "submitted"


def test_the_outside_approver_gets_nowhere_else(world, client):
    """The link opens its own two addresses, and signs nobody in."""
    draft = set_scene(world, "waiting", "reviewer")
    _link, token = outside.invite(by=world.people["reviewer"], generation=draft, **JO)
    client.get(reverse("review:visitor", args=[token]))
    for name, method in ANSWERED:
        url = address(name, slug=world.campaign.slug, pk=draft.pk, asset=world.asset)
        assert outcome(getattr(client, method)(url)) == "sign in", name


def test_a_foreign_link_opens_nothing(world, client):
    set_scene(world, "waiting", "reviewer")
    for token in ("never-given", "x" * 43 + "." + "y" * 43, str(world.draft.pk)):
        assert client.get(reverse("review:visitor", args=[token])).status_code == 404
        assert client.get(reverse("review:visitor_preview", args=[token])).status_code == 404
