"""Whatever is sent, the answer is a page or a clear refusal, and a refusal leaves nothing behind.

The test client raises what a view did not catch, so that an internal error fails the test.
"""

from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from crm_llm.accounts.models import Role, User
from generation.models import Campaign, Generation
from review import workflow
from tests.conftest import person
from tests.factories import (
    EMAIL_PARAMS,
    BrandFactory,
    CampaignFactory,
    DraftRequestFactory,
    FactFactory,
    GenerationFactory,
    make_finding,
    make_ready,
)

# Whole pages without end, of views whose own tests measure what they cover.
pytestmark = [pytest.mark.django_db, pytest.mark.no_cover]

FORM = "application/x-www-form-urlencoded"
REFUSED_TEXTS = {
    "nul": "sa\x00le",
    "escape": "sa\x1b[31mle",
    "right-to-left": "sa\u202ele",
    "100-kB": "sale " * 20_000,
}
ODD_TEXTS = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"' onmouseover=alert(1) x=`%s {0.__class__} %n",
    "{{ brand.name }}{{{% raw %}{% for x in (1..9999999) %}{% endcomment %}\u2003\u200b\u00a0\U000e0041",
    b"sa\xed\xa0\x80le\xff\xfe",
)
NUMBERS = ("-1", "0", "9" * 24, "9" * 5000, "1.5", "NaN", "٣", "\x00", "")
DAYS = ("0001-01-01", "9999-12-31", "2027-02-30", "9999-12-31T23:59", "junk", "\x00")
MOMENTS = (*DAYS, "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00")
CHOICES = ("junk", "\x00", "9" * 24, "x" * 5000)

CAMPAIGN = {
    "name": "Autumn",
    "objective": "Sell.",
    "audience": "All",
    "offer": "20% off",
    "languages": "en",
    "starts_on": "2027-03-01",
    "ends_on": "2027-03-31",
    "facts-TOTAL_FORMS": "1",
    "facts-INITIAL_FORMS": "0",
    "facts-0-text": "20% off",
    "facts-0-source": "Sheet",
    "facts-0-source_url": "https://northwind.example/sheet",
    "facts-0-valid_until": "2027-04-01",
    "links-TOTAL_FORMS": "1",
    "links-INITIAL_FORMS": "0",
    "links-0-label": "Shop",
    "links-0-url": "https://northwind.example/shop",
}
_ROW_TEXTS = ("facts-0-text", "facts-0-source", "facts-0-source_url", "links-0-label", "links-0-url")
_TOTALS = {"facts-TOTAL_FORMS": NUMBERS, "facts-INITIAL_FORMS": NUMBERS, "links-TOTAL_FORMS": NUMBERS}
_WORDS = ("text-headline", "text-sections.0.body", "text-call_to_action.url")
PROFILE = {"theme": "dark", "time_zone": "UTC"}
_EDIT = {"based_on": "1", "text-headline": "Fresh"}


MODELS = [model for app in ("generation", "review") for model in apps.get_app_config(app).get_models()]
COUNT_ROWS = " UNION ALL ".join(
    f"SELECT '{model.__name__}', COUNT(*) FROM {connection.ops.quote_name(model._meta.db_table)}"
    for model in MODELS
)


class Form(NamedTuple):
    who: str
    body: dict[str, str]
    texts: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = {}
    scene: str = "ready"


FORMS = {
    "generation:campaign_new": Form(
        "marketer",
        CAMPAIGN,
        ("name", "objective", "audience", "offer", *_ROW_TEXTS),
        {"starts_on": DAYS, "ends_on": DAYS, "facts-0-valid_until": DAYS, "brand": NUMBERS, **_TOTALS},
    ),
    "generation:campaign_edit": Form(
        "marketer",
        CAMPAIGN,
        ("name",),
        {"seen": MOMENTS, "add": CHOICES, "remove": CHOICES, "languages": CHOICES, **_TOTALS},
    ),
    "generation:request_draft": Form(
        "marketer",
        EMAIL_PARAMS | {"variants": "1", "language": "en", "idempotency_key": "once"},
        ("key_message", "subject_idea", "call_to_action", "link", "idempotency_key"),
        {"variants": NUMBERS, "due_at": MOMENTS, "language": CHOICES, "kind": CHOICES, "tone": CHOICES},
    ),
    "generation:draft_edit": Form(
        "marketer", _EDIT, (*_WORDS, "text-no.such.path"), {"based_on": NUMBERS, "text-chosen": NUMBERS}
    ),
    "generation:draft_preview": Form("marketer", _EDIT, _WORDS, {"text-chosen": NUMBERS}),
    "generation:regenerate": Form("marketer", {}, ("note", "idempotency_key"), {"reasons": CHOICES}),
    "review:edit": Form("reviewer", _EDIT, _WORDS, {"based_on": NUMBERS, "text-chosen": NUMBERS}, "held"),
    "review:approve": Form("reviewer", {}, ("note", "seen"), {"seen": CHOICES, "confirmed": CHOICES}, "held"),
    "review:break_glass": Form(
        "lead", {"reason": "Why."}, ("reason", "note", "seen"), {"confirmed": CHOICES}, "held"
    ),
    "review:request_changes": Form(
        "reviewer", {"reasons": "legal", "note": "Why."}, ("note", "seen"), {"reasons": CHOICES}, "held"
    ),
    "review:reject": Form(
        "reviewer", {"reason": "legal", "note": "Why."}, ("note",), {"reason": CHOICES}, "held"
    ),
    "review:withdraw": Form("reviewer", {"note": "Why."}, ("note",), {}, "approved"),
    "review:reopen": Form("lead", {"note": "Why."}, ("note",), {}, "rejected"),
    "review:comment": Form("reviewer", {"body": "Nice."}, ("body",), {}, "held"),
    "accounts:profile": Form("marketer", PROFILE, (), {"theme": CHOICES[:2], "time_zone": CHOICES[:2]}),
    "accounts:shortcuts": Form("marketer", {}, (), {"on": CHOICES, "next": (*CHOICES, "//evil", "\n")}),
    "accounts:login": Form("", {"username": "x", "password": "y"}, ("username",), {"next": CHOICES}),
}


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """People live where the ends of the calendar lead out of it."""
    people = {
        "marketer": person("marketer", Role.MARKETER, time_zone="Pacific/Kiritimati"),
        "reviewer": person("reviewer", Role.REVIEWER, time_zone="Asia/Tokyo"),
        "lead": person("lead", Role.LEAD, Role.MARKETER, time_zone="America/Los_Angeles"),
    }
    campaign = CampaignFactory(brand=BrandFactory(time_zone="America/Los_Angeles"), owner=people["marketer"])
    FactFactory(campaign=campaign)
    request = DraftRequestFactory(campaign=campaign, requested_by=people["marketer"])
    draft = make_ready(GenerationFactory(request=request))
    make_finding(draft)
    return SimpleNamespace(people=people, campaign=campaign, draft=draft)


def client_of(world: SimpleNamespace, who: str, **options: Any) -> Client:
    client = Client(**options)
    if who:
        client.force_login(world.people[who])
    return client


def enter(world: SimpleNamespace, scene: str, who: str) -> None:
    """Put the draft where the form wants it, sign in, and remember what there is."""
    draft, reviewer = world.draft, world.people["reviewer"]
    if scene != "ready":
        workflow.submit(by=world.people["marketer"], generation=draft)
        workflow.claim(by=reviewer, generation=draft)
    if scene == "approved":
        workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash, note="Fine.")
    if scene == "rejected":
        workflow.reject(by=reviewer, generation=draft, seen=draft.frozen_hash, reason="legal", note="No.")
    world.client = client_of(world, who)
    world.before = stored()


def address(world: SimpleNamespace, name: str) -> str:
    slug = world.campaign.slug
    for kwargs in ({}, {"pk": world.draft.pk}, {"slug": slug}):
        try:
            return reverse(name, kwargs=kwargs)
        except NoReverseMatch:
            continue
    return reverse(name, kwargs={"slug": slug, "tool": "email"})


def stored() -> dict[str, Any]:
    """Return what there is: rows by model, and the columns that are changed in place."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_ROWS)
        rows = dict(cursor.fetchall())
    return rows | {
        "drafts": list(Generation.objects.values_list("review_status", "current_revision", "held_by")),
        "people": list(User.objects.values_list("theme", "time_zone", "shortcuts_on").order_by("pk")),
        "campaigns": list(Campaign.objects.values_list("name", "starts_on", "ends_on")),
    }


def send(world: SimpleNamespace, name: str, field: str, value: str | bytes) -> str:
    """Send a form with one odd field, undo what it did, and say how it ended."""
    body: dict[str, Any] = {"brand": str(world.campaign.brand_id), "seen": world.draft.frozen_hash}
    if name == "generation:campaign_edit":
        body["seen"] = world.campaign.updated_at.isoformat()
    body |= {**FORMS[name].body, field: value}
    encoded = "&".join(f"{quote(key)}={quote(text)}" for key, text in body.items())
    with transaction.atomic():
        answer = world.client.post(address(world, name), encoded, FORM)
        if answer.status_code in (409, 422):
            ending = "refused" if stored() == world.before else "refused, and half of it stored"
        elif answer.status_code in (302, 303) and field != "next":
            shown = world.client.get(answer.headers["Location"], follow=True).status_code
            ending = "taken" if shown == 200 else f"taken, and shown with {shown}"
        else:
            ending = "taken" if answer.status_code < 400 else str(answer.status_code)
        transaction.set_rollback(True)
    return ending


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.texts])
def test_texts_that_nobody_types_are_refused(world, name):
    enter(world, FORMS[name].scene, FORMS[name].who)
    cases = [(field, label) for field in FORMS[name].texts for label in REFUSED_TEXTS]
    endings = {case: send(world, name, case[0], REFUSED_TEXTS[case[1]]) for case in cases}
    assert endings == dict.fromkeys(cases, "refused")


@pytest.mark.parametrize("name", FORMS)
def test_what_is_odd_is_taken_whole_or_refused_whole(world, name):
    form = FORMS[name]
    enter(world, form.scene, form.who)
    odd = dict.fromkeys(form.texts, ODD_TEXTS) | form.values
    endings = {
        (field, str(value)[:40]): send(world, name, field, value)
        for field, values in odd.items()
        for value in values
    }
    assert {case: ending for case, ending in endings.items() if ending not in ("taken", "refused")} == {}


@pytest.mark.parametrize(
    ("name", "field", "value"),
    [
        ("generation:campaign_new", "starts_on", "0001-01-01"),
        ("generation:campaign_new", "facts-0-valid_until", "9999-12-31"),
        ("generation:campaign_edit", "facts-TOTAL_FORMS", "-1"),
        ("generation:campaign_edit", "facts-TOTAL_FORMS", "1000000"),
        ("generation:campaign_edit", "links-TOTAL_FORMS", ""),
        ("generation:campaign_edit", "seen", "9999-12-31T23:59:59-12:00"),
        ("generation:request_draft", "due_at", "9999-12-31T23:59"),
        ("generation:request_draft", "variants", "5"),
        ("generation:draft_edit", "based_on", "9" * 5000),
        ("review:edit", "based_on", "9" * 5000),
    ],
)
def test_values_out_of_range_are_refused(world, name, field, value):
    enter(world, FORMS[name].scene, FORMS[name].who)
    assert send(world, name, field, value) == "refused"


QUERIES = {
    "dashboard": ("anything",),
    "generation:campaigns": ("status", "after"),
    "generation:campaign": ("tab", "after"),
    "generation:request_draft": ("from", "variants", "language", "due_at", "key_message"),
    "generation:estimate": ("variants", "language", "key_message"),
    "generation:drafts": ("status", "tool", "campaign", "after", "ids", "poll"),
    "generation:draft": ("tab", "view"),
    "generation:draft_status": ("stage", "shown", "part"),
    "generation:draft_preview": ("rev", "mark", "format"),
    "generation:draft_compare": ("a", "b"),
    "review:queue": (
        *("view", "q", "tool", "campaign", "risk", "language", "age", "brand", "by", "rule", "more"),
        *("after", "since"),
    ),
    "review:item": ("view", "tab", "mark"),
    "review:approve": ("seen",),
    "review:break_glass": ("seen",),
    "review:audit": ("person", "kind", "since", "until", "draft", "campaign", "after"),
}
JUNK = ("\x00", "9" * 24, "0001-01-01", "9999-12-31", "9999-12-31T23:59:59-12:00", *ODD_TEXTS[::2])


@pytest.mark.parametrize("name", QUERIES)
def test_an_odd_address_gives_a_page_or_nothing(world, name):
    enter(world, "held" if name.startswith("review:") else "ready", "lead")
    headers = {"HX-Request": "true", "HX-Target": "queue-news"} if name == "review:queue" else {}
    cases = [(field, value) for field in QUERIES[name] for value in JUNK]
    urls = {case: f"{address(world, name)}?{case[0]}={quote(case[1])}" for case in cases}
    statuses = {case: world.client.get(url, headers=headers).status_code for case, url in urls.items()}
    assert {case: status for case, status in statuses.items() if status not in (200, 404, 409)} == {}


@pytest.mark.parametrize("name", FORMS)
def test_without_a_token_too_large_or_no_form_is_refused(world, name):
    form, url = FORMS[name], address(world, name)
    enter(world, form.scene, form.who)
    answers = {
        "no token": client_of(world, form.who, enforce_csrf_checks=True).post(url, form.body),
        "600 kB": world.client.post(url, b"note=" + b"x" * 600_000, FORM),
        "600 fields": world.client.post(url, "&".join(f"f{n}=1" for n in range(600)), FORM),
        "json": world.client.post(url, {"note": "x"}, "application/json"),
        "no boundary": world.client.generic("POST", url, b"x", "multipart/form-data"),
        "utf-16": world.client.generic("POST", url, b"\xff\xfen", f"{FORM}; charset=utf-16"),
    }
    assert {label: answer.status_code for label, answer in answers.items()} == {
        "no token": 403,
        "600 kB": 413,
        "600 fields": 400,
        "json": 415,
        "no boundary": 400,
        "utf-16": 400,
    }
    assert stored() == world.before


@pytest.mark.parametrize("path", ["drafts/none/", "review/1234/", "drafts/%00/edit/", "campaigns/%00/"])
def test_an_address_of_nothing_is_not_found(world, path):
    assert client_of(world, "lead").get(f"/{path}").status_code == 404
