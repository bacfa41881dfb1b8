"""Words that attack the page that shows them: stored past every form, in every field, and then looked at."""

from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm_llm.accounts.models import Role
from generation import audit
from generation.canonical import content_hash
from generation.models import AuditAction, Generation, Revision
from review import workflow
from review.models import Comment
from tests.conftest import person
from tests.factories import (
    BrandFactory,
    CampaignFactory,
    DraftRequestFactory,
    FactFactory,
    GenerationFactory,
    LinkFactory,
    email_content,
    make_finding,
    make_ready,
)

pytestmark = pytest.mark.django_db

BREAK_OUT = (
    "'\"></a></pre></title></textarea></style><script>pwned()</script><img src=x onerror=pwned() data-pwned>"
)
SHORT = '"><svg/onload=pwned() data-pwned>'
ADDRESS = "javascript:pwned()//https://northwind.example"
HIDDEN_ADDRESS = "java\tscript:pwned()"
BODY = "\n\n".join(
    [
        f"[link]({ADDRESS}) [data](data:text/html,<script>pwned()</script>) <{ADDRESS}>",
        f'[quote](https://x.example/"onmouseover="pwned()") ![image](x"onerror="pwned()) {HIDDEN_ADDRESS}',
        "[merge](https://x.example/?n={{ first_name }}) {{ first_name | raw }} {{ first_name }}",
        "<a href=javascript:pwned() data-pwned>a</a> <iframe srcdoc='<script>pwned()</script>'></iframe>",
        f'{{{{ "{SHORT}" }}}} {BREAK_OUT}',
        "<base href=https://evil.example><meta http-equiv=refresh content='0;url=https://evil.example'>",
    ]
)
CONTENT = {
    "subjects": [{"subject": BREAK_OUT, "preheader": BREAK_OUT}] * 3,
    "headline": BREAK_OUT,
    "greeting": BREAK_OUT,
    "sections": [{"heading": SHORT, "body": BODY}, {"heading": "", "body": BREAK_OUT}],
    "call_to_action": {"label": SHORT, "url": ADDRESS},
    "sign_off": BREAK_OUT,
    "ps": BREAK_OUT,
}


class Reader(HTMLParser):
    """Collect whatever a browser would run, or follow to where we don't lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "script" and not values.get("src", "").startswith("/static/"):
            self.found.append("<script>")
        if tag in ("base", "object", "embed") or "srcdoc" in values or values.get("http-equiv") == "refresh":
            self.found.append(f"<{tag}>")
        for name, value in values.items():
            scheme = "".join(value.split()).casefold().partition(":")[0]
            if name.startswith(("on", "hx-on")) or name == "data-pwned":
                self.found.append(f"<{tag} {name}>")
            leads = name not in ("value", "content", "title", "alt")
            if leads and (scheme in ("javascript", "vbscript") or value.startswith(("data:text", "js:"))):
                self.found.append(f"<{tag} {name}={value[:40]}>")


def attacks(page: bytes) -> list[str]:
    reader = Reader()
    reader.feed(page.decode())
    reader.close()
    return reader.found


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    names = {"first_name": BREAK_OUT[:150], "last_name": SHORT}
    author = person("author", Role.MARKETER, **names)
    reviewer = person("reader", *Role, is_staff=True, **names)
    brand = BrandFactory(
        name=BREAK_OUT,
        voice=BREAK_OUT,
        banned_words=(BREAK_OUT,),
        sender_name=BREAK_OUT,
        website=ADDRESS,
        postal_address=BREAK_OUT,
        legal_footer=BREAK_OUT,
        unsubscribe_url=ADDRESS,
        logo_text="<b>",
        merge_tags=[{"name": "first_name", "sample": BREAK_OUT, "fallback": BREAK_OUT}],
    )
    texts = dict.fromkeys(("name", "objective", "audience", "offer"), BREAK_OUT)
    campaign = CampaignFactory(brand=brand, owner=author, **texts)
    FactFactory(campaign=campaign, text=BREAK_OUT, source=BREAK_OUT, source_url=ADDRESS)
    LinkFactory(campaign=campaign, label=SHORT, url=ADDRESS)
    params = {"kind": SHORT, "key_message": BREAK_OUT, "subject_idea": BREAK_OUT, "link": ADDRESS}
    request = DraftRequestFactory(
        campaign=campaign, requested_by=author, params=params, variants=4, feedback=BREAK_OUT
    )
    shown = {
        "title": BREAK_OUT,
        "summary": BREAK_OUT,
        "top_finding": BREAK_OUT,
        "notice": BREAK_OUT,
        "model": SHORT,
    }
    drafts = {}
    for variant, state in enumerate(("waiting", "ready", "failed", "running"), start=1):
        drafts[state] = GenerationFactory(request=request, variant=variant)
        if state in ("waiting", "ready"):
            write(drafts[state], author, shown)
    now = timezone.now()
    failed = {"status": "failed", "error": BREAK_OUT, "finished_at": now}
    Generation.objects.filter(pk=drafts["failed"].pk).update(**failed)
    workflow.submit(by=author, generation=drafts["waiting"])
    Comment.objects.create(
        generation=drafts["waiting"],
        revision=drafts["waiting"].current_revision,
        author=author,
        body=BREAK_OUT,
    )
    entry = {"before": {"content": CONTENT, SHORT: BREAK_OUT}, "after": {"content": {}, SHORT: ADDRESS}}
    audit.record(AuditAction.DRAFT_EDITED, on=drafts["ready"], by=author, reason=BREAK_OUT, **entry)
    audit.record(AuditAction.CAMPAIGN_EDITED, on=campaign, brand=brand, reason=BREAK_OUT, **entry)
    client = Client()
    client.force_login(reviewer)
    return SimpleNamespace(client=client, reviewer=reviewer, campaign=campaign, drafts=drafts)


def write(draft: Generation, author: Any, shown: dict[str, str]) -> None:
    make_ready(draft, content=email_content(), **shown)
    revision = Revision.objects.create(
        generation=draft,
        number=2,
        origin="person",
        author=author,
        content=email_content(**CONTENT),
        content_hash=content_hash(CONTENT),
        note=BREAK_OUT,
    )
    Generation.objects.filter(pk=draft.pk).update(current_revision=revision)
    draft.refresh_from_db()
    texts = dict.fromkeys(("message", "quote", "suggestion", "detail"), BREAK_OUT)
    for severity in ("must_fix", "check", "note"):
        make_finding(draft, severity=severity, field="headline", **texts)


DRAFT_PAGES = [
    "",
    "?tab=text",
    "?tab=history",
    "?view=plain",
    "status/",
    "edit/",
    "compare/",
    "compare/?a=r1&b=r2",
    "compare/?a=a&b=b",
    "regenerate/",
    "preview/",
    "preview/?format=txt&frame=1",
    "preview/?mark={finding}",
    "download/html/",
]
REVIEW_PAGES = [
    *(f"?tab={tab}" for tab in ("findings", "facts", "brief", "comments")),
    *(f"?view={view}" for view in ("mobile", "text", "diff")),
    "approve/",
    "request-changes/",
    "reject/",
    "comment/",
    "edit/",
]
QUERY = "%22%3E%3Cscript%3Epwned()%3C/script%3E"
LISTS = [
    "/",
    "/campaigns/",
    "/campaigns/new/",
    "/drafts/",
    f"/drafts/?campaign={QUERY}&status={QUERY}",
    "/review/",
    f"/review/?campaign={QUERY}&view={QUERY}&since={QUERY}",
    "/audit/",
    f"/audit/?person={QUERY}&since={QUERY}&draft={QUERY}&campaign={QUERY}",
    "/accounts/profile/",
]
CAMPAIGN_PAGES = [
    "",
    "?tab=facts",
    "?tab=activity",
    "edit/",
    "drafts/new/email/",
    "drafts/new/email/?key_message=" + QUERY,
]


def look(world: SimpleNamespace, url: str) -> None:
    answer = world.client.get(url)
    assert answer.status_code == 200
    assert b"pwned" in answer.content
    assert attacks(answer.content) == []


@pytest.mark.parametrize("url", LISTS)
def test_lists_run_nothing(world, url):
    look(world, url)


@pytest.mark.parametrize("path", CAMPAIGN_PAGES)
def test_the_pages_of_a_campaign_run_nothing(world, path):
    look(world, f"/campaigns/{world.campaign.slug}/{path}")


@pytest.mark.parametrize("path", DRAFT_PAGES)
def test_the_pages_of_a_draft_run_nothing(world, path):
    draft = world.drafts["ready"]
    look(world, f"/drafts/{draft.pk}/" + path.format(finding=draft.findings.first().pk))


@pytest.mark.parametrize("state", ["failed", "running"])
def test_the_page_of_a_draft_without_words_runs_nothing(world, state):
    look(world, f"/drafts/{world.drafts[state].pk}/")


@pytest.mark.parametrize("path", REVIEW_PAGES)
def test_the_review_desk_runs_nothing(world, path):
    workflow.claim(by=world.reviewer, generation=world.drafts["waiting"])
    look(world, f"/review/{world.drafts['waiting'].pk}/{path}")


def test_a_decided_draft_runs_nothing(world):
    draft = world.drafts["waiting"]
    workflow.claim(by=world.reviewer, generation=draft)
    workflow.reject(
        by=world.reviewer, generation=draft, seen=draft.frozen_hash, reason="legal", note=BREAK_OUT
    )
    for url in (f"/drafts/{draft.pk}/", f"/review/{draft.pk}/", "/review/", "/audit/", "/"):
        look(world, url)


def test_what_was_typed_comes_back_as_text(world):
    answer = world.client.post(reverse("generation:campaign_new"), {"name": BREAK_OUT * 2, "add": ADDRESS})
    assert attacks(answer.content) == []
    login = Client().post(f"/accounts/login/?next={QUERY}", {"username": BREAK_OUT, "password": BREAK_OUT})
    assert attacks(login.content) == []


def test_the_reader_of_these_tests_finds_attacks():
    assert len(attacks(BREAK_OUT.encode())) == 3
    assert attacks(f'<a href="{ADDRESS}">'.encode())
    assert attacks(b"<a href='java\tscript:x'>")
