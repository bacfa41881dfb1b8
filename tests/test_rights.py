"""Who may do what: every address, every role, every method. An address without a row here fails.

The draft's author asked for it, the editor wrote its current words, and the "reviewing author" asked for
it and is a reviewer too. Whatever must be held is held by whoever tries, so that only the role decides.
"""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLResolver, get_resolver, reverse
from django.utils import timezone

from crm_llm.accounts.models import Role, User
from crm_llm.health import HealthMiddleware
from generation.models import AuditEntry, DraftRequest, Generation
from review import workflow
from review.models import Claim, Decision
from tests.conftest import person
from tests.factories import (
    EMAIL_PARAMS,
    BrandFactory,
    BrandMembershipFactory,
    CampaignFactory,
    DraftRequestFactory,
    GenerationFactory,
    make_ready,
)

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
NO: frozenset[str] = frozenset()


class Row(NamedTuple):
    """Roles that a GET and a POST are answered for; None where there is no such method."""

    get: frozenset[str] | None = None
    post: frozenset[str] | None = None
    scene: str = "ready"
    body: dict[str, Any] = {}
    else_: dict[str, int] = {}
    """What a role gets that is neither let through nor treated as its kind is: 404 strangers, 403 others."""


CAMPAIGN = {
    "name": "Autumn",
    "languages": "en",
    "facts-TOTAL_FORMS": 0,
    "facts-INITIAL_FORMS": 0,
    "links-TOTAL_FORMS": 0,
    "links-INITIAL_FORMS": 0,
}
ASKED = EMAIL_PARAMS | {"variants": 1, "language": "en", "idempotency_key": "once"}
NOTE = {"note": "The date is wrong."}
LIST_ELSEWHERE = {"outsider"}

ROWS: dict[str, Row] = {
    "dashboard": Row(get=EVERYONE),
    "accounts:profile": Row(get=EVERYONE, post=EVERYONE, body={"theme": "dark", "time_zone": "UTC"}),
    "accounts:shortcuts": Row(post=EVERYONE, body={"on": "0"}),
    "generation:campaigns": Row(get=EVERYONE),
    "generation:campaign_new": Row(
        MARKETERS | LIST_ELSEWHERE, MARKETERS, body=CAMPAIGN, else_={"outsider": 422}
    ),
    "generation:campaign": Row(get=INSIDERS),
    "generation:campaign_edit": Row(get=MARKETERS, post=MARKETERS, body=CAMPAIGN),
    "generation:campaign_duplicate": Row(post=MARKETERS),
    "generation:campaign_archive": Row(post=MARKETERS),
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
    "generation:regenerate": Row(get=MARKETERS, post=MARKETERS, body={"note": "Shorter."}),
    "generation:cancel": Row(post=MARKETERS, scene="queued"),
    "generation:download": Row(get=INSIDERS),
    "review:queue": Row(get=REVIEWERS | LIST_ELSEWHERE),
    "review:item": Row(get=REVIEWERS, scene="waiting"),
    "review:claim": Row(post=DECIDERS, scene="waiting"),
    "review:heartbeat": Row(get=REVIEWERS, post=REVIEWERS, scene="held"),
    "review:release": Row(post=REVIEWERS, scene="held"),
    "review:take_over": Row(post=LEADS, scene="held by another"),
    "review:approve": Row(get=REVIEWERS, post=DECIDERS - {"editor"}, scene="held"),
    "review:edit": Row(REVIEWERS, REVIEWERS, "held", {"text-headline": "Fresh", "based_on": 2}),
    "review:request_changes": Row(REVIEWERS, DECIDERS, "held", NOTE | {"reasons": "fact_error"}),
    "review:reject": Row(REVIEWERS, DECIDERS, "held", NOTE | {"reason": "legal"}),
    "review:undo": Row(get=REVIEWERS, post=REVIEWERS, scene="approved"),
    "review:comment": Row(get=REVIEWERS, post=REVIEWERS, scene="waiting", body={"body": "Nice."}),
    "review:withdraw": Row(get=REVIEWERS, post=REVIEWERS, scene="approved", body=NOTE),
    "review:reopen": Row(get=REVIEWERS, post=LEADS, scene="rejected", body=NOTE),
    "review:submit": Row(post=MARKETERS),
    "review:recall": Row(post=frozenset({"author", "reviewing_author"}), scene="waiting"),
    "review:archive": Row(post=MARKETERS | LEADS),
    "review:audit": Row(get=frozenset({"lead", "admin"}), else_={"outsider": 200}),
}
OPEN = {"accounts:login": ("get", "post"), "accounts:logout": ("post",), "/healthz": ("get",), "/readyz": ("get",)}
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
    return found | set(HealthMiddleware(lambda request: None).answers)


def test_every_address_has_a_row():
    assert named_urls() == set(ROWS) | set(OPEN)


# ---- one world for the whole file, and a savepoint around each test -----------------------------


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[SimpleNamespace]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def make_world() -> SimpleNamespace:
    people = {
        name: person(name, *roles, is_superuser=name == "admin", is_staff=name == "admin")
        for name, roles in PEOPLE.items()
    }
    brand = BrandFactory(name="Secret Roasters")
    for name in INSIDERS - {"admin"}:
        BrandMembershipFactory(brand=brand, user=people[name])
    campaign = CampaignFactory(brand=brand, owner=people["author"], name="Secret sale")
    request = DraftRequestFactory(campaign=campaign, requested_by=people["author"])
    draft = make_ready(GenerationFactory(request=request), title="Secret words")
    workflow.submit(by=people["author"], generation=draft)
    workflow.claim(by=people["editor"], generation=draft)
    workflow.edit(by=people["editor"], generation=draft, based_on=1, edits={"headline": "Edited"})
    draft = Generation.objects.get(pk=draft.pk)
    queued = GenerationFactory(request__campaign=campaign, request__requested_by=people["author"])
    sessions = {}
    for name, user in people.items():
        client = Client()
        client.force_login(user)
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return SimpleNamespace(
        people=people, campaign=campaign, draft=draft, queued=queued, sessions=sessions, other=people["marketer"]
    )


@pytest.fixture
def stage(world) -> Iterator[Any]:
    """Return a function that sets the scene for a role; everything is undone after the test."""

    def set_scene(scene: str, role: str) -> Generation:
        actor: User | None = world.people.get(role)
        if scene == "queued":
            return world.queued
        now = timezone.now()
        columns: dict[str, Any] = {"review_status": "draft", "frozen_hash": "", "submitted_at": None}
        if scene != "ready":
            columns = {"review_status": "submitted"}
        if scene.startswith("held"):
            holder = world.other if scene == "held by another" else actor or world.other
            until = now + timedelta(minutes=20)
            columns = {"review_status": "in_review", "held_by": holder, "held_until": until}
            Claim.objects.create(generation=world.draft, reviewer=holder, claimed_at=now, expires_at=until)
        if scene in ("approved", "rejected"):
            columns = {"review_status": scene, "decided_at": now}
            Decision.objects.create(
                generation=world.draft,
                revision=world.draft.current_revision,
                verdict=scene,
                note="Why.",
                decided_by=actor or world.other,
            )
        if role == "reviewing_author":
            columns["requested_by"] = actor
            DraftRequest.objects.filter(pk=world.draft.request_id).update(requested_by=actor)
        Generation.objects.filter(pk=world.draft.pk).update(must_fix=0, **columns)
        return world.draft

    with transaction.atomic():
        yield set_scene
        transaction.set_rollback(True)


def client_of(world, role: str) -> Client:
    client = Client()
    if role != "anonymous":
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[role]
    return client


def address(name: str, world, draft: Generation) -> str:
    if name.startswith("/"):
        return name
    slug = world.campaign.slug
    for kwargs in ({}, {"pk": draft.pk}, {"slug": slug}, {"slug": slug, "tool": "email"}):
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return reverse(name, kwargs={"pk": draft.pk, "format": "txt"})


def send(world, stage, name: str, method: str, role: str, **headers: str) -> Any:
    row = ROWS.get(name, Row())
    draft = stage(row.scene, role)
    body = row.body
    if name.startswith("generation:campaign"):
        body = body | {"brand": world.campaign.brand_id, "seen": world.campaign.updated_at.isoformat()}
    if row.scene.startswith("held"):
        body = body | {"seen": draft.frozen_hash}
    client = client_of(world, role)
    return getattr(client, method)(address(name, world, draft), body if method == "post" else None, headers=headers)


def expected(row: Row, method: str, role: str, *, has_object: bool) -> int:
    """Return the status that a role gets which is not let through."""
    allowed = row.get if method == "get" else row.post
    if allowed is None:
        return 405
    if role in row.else_ and role not in allowed:
        return row.else_[role]
    return 404 if role == "outsider" and has_object else 403


CASES = [
    pytest.param(name, method, role, id=f"{name}-{method}-{role}")
    for name in ROWS
    for method in ("get", "post")
    for role in PEOPLE
]


@pytest.mark.parametrize(("name", "method", "role"), CASES)
def test_a_role_gets_what_it_may_and_nothing_else(world, stage, name, method, role):
    row = ROWS[name]
    allowed = (row.get if method == "get" else row.post) or NO
    before = AuditEntry.objects.count()
    response = send(world, stage, name, method, role)
    status = response.status_code
    if role in allowed:
        assert status < 400, response.content.decode()[-2000:]
        assert "next=" not in response.headers.get("Location", "")
    else:
        has_object = world.campaign.slug in response.wsgi_request.path or "-" in response.wsgi_request.path
        assert status == expected(row, method, role, has_object=has_object)
    if role not in allowed or method == "get" and name != "generation:download":
        assert AuditEntry.objects.count() == before
    if role == "outsider":
        assert b"Secret" not in response.content


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", ROWS)
def test_the_signed_out_are_sent_to_the_door(world, stage, name, method):
    response = send(world, stage, name, method, "anonymous")
    if response.status_code == 405:
        assert (ROWS[name].get if method == "get" else ROWS[name].post) is None
    else:
        door = f"{reverse('accounts:login')}?next={response.wsgi_request.path}"
        assert (response.status_code, response.headers["Location"]) == (302, door)


@pytest.mark.parametrize("name", ROWS)
def test_the_signed_out_get_no_fragment(world, stage, name):
    method = "post" if ROWS[name].get is None else "get"
    response = send(world, stage, name, method, "anonymous", **{"HX-Request": "true"})
    assert response.status_code == 401
    assert response.headers["HX-Redirect"].startswith(reverse("accounts:login"))
    assert response.content == b""


@pytest.mark.parametrize("role", ["anonymous", "nobody"])
@pytest.mark.parametrize(("name", "method"), [(name, one) for name, methods in OPEN.items() for one in methods])
def test_what_is_open_is_open_to_all(world, stage, name, method, role):
    assert send(world, stage, name, method, role).status_code in (200, 302, 422)


@pytest.mark.parametrize("name", [*ROWS, "accounts:logout"])
def test_no_other_method_is_answered(world, stage, name):
    for method in ("put", "delete", "patch"):
        assert send(world, stage, name, method, "reviewing_author").status_code == 405
