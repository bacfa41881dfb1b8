"""Every payload, in the words of drafts, on every page and in every file that shows them."""

import csv
import json
from email import message_from_bytes, policy
from html import unescape
from itertools import cycle
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from crm_llm.accounts.models import Role
from generation.llm_tools import get_tool
from review import mailing, notifying
from review.models import (
    MailPreference,
    Notification,
    NotificationKind,
    OutsideAnswer,
    ReviewPolicy,
    SavedView,
)
from review.workflow import outside
from tests.attacked import KIT, load
from tests.conftest import person
from tests.inertness import acting
from tests.payloads import ALL, PAYLOADS

pytestmark = pytest.mark.django_db

PAGES = (
    "",
    "?tab=text",
    "?view=plain",
    "?tab=history",
    "edit/",
    "compare/?a=r1&b=r2",
    "comments/",
    "compare/?all=1",
    "combine/",
    "evidence/",
    "regenerate/",
)
DOCUMENTS = ("preview/", "preview/?format=txt&frame=1", "download/html/")
REVIEW = ("", "?view=diff", "?view=text", "?view=words&tab=comments", "edit/", "reject/", "heartbeat/")
LISTS = (
    "/notifications/",
    "/",
    "/drafts/?status=all",
    "/review/",
    "/audit/",
    "/campaigns/",
    "/brands/",
    "/search/?q=script",
    "/review/team/",
)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def drafts():
    return load(person("author", Role.MARKETER))


@pytest.fixture
def client(drafts):
    """Somebody who sees everything, is told of each draft and holds the one that waits."""
    found, reader = Client(), person("reader", *Role, is_staff=True, is_superuser=True)
    found.force_login(reader)
    for draft in drafts:
        by = draft.requested_by
        notifying.tell(NotificationKind.REJECTED, to=[reader], on=draft, by=by, reason=draft.notice)
    for words in {text[:40].strip() for text in ALL}:
        SavedView.objects.create(user=reader, name=words, query=urlencode({"q": words}))
    found.post(f"/review/{drafts[-1].pk}/claim/")
    return found


def addresses(drafts):
    """Return every page that shows words of the drafts, their campaign or their brand."""
    waiting, campaign = drafts[-1], drafts[-1].campaign
    pages = [f"/drafts/{draft.pk}/{path}" for draft in drafts for path in PAGES[:2]]
    pages += [f"/drafts/{draft.pk}/{path}" for draft in drafts[:-1:4] for path in PAGES[2:]]
    pages += [f"/review/{waiting.pk}/{path}" for path in REVIEW]
    pages += [*LISTS, f"/campaigns/{campaign.slug}/", f"/campaigns/{campaign.slug}/kits/{KIT}/"]
    brand = f"/brands/{campaign.brand.slug}/"
    return [*pages, f"/campaigns/{campaign.slug}/edit/", brand, f"{brand}edit/", f"{brand}compare/"]


def test_no_payload_acts_anywhere(client, drafts):
    pages = addresses(drafts)
    pages += [f"/admin/generation/generation/{drafts[0].pk}/change/", "/admin/generation/generation/"]
    pages += ["/admin/generation/brandkitversion/", *_links_for(drafts[-1])]
    policy = ReviewPolicy.objects.get()
    pages += ["/admin/review/reviewpolicy/", f"/admin/review/reviewpolicy/{policy.pk}/change/"]

    assert {url: found for url in pages if (found := acts(client, url, is_page=True))} == {}
    files = [f"/drafts/{draft.pk}/{path}" for draft in drafts for path in DOCUMENTS]
    assert {url: found for url in files if (found := acts(client, url, is_page=False))} == {}


def test_no_payload_acts_in_a_fragment(client, drafts):
    """What htmx puts into a page that is already there is no page of its own."""
    urls = [
        *addresses([*drafts[:-1:4], drafts[-1]]),
        *(f"/drafts/{draft.pk}/status/" for draft in drafts[::4]),
    ]
    got = {url: client.get(url, headers=HTMX) for url in urls}

    assert {url: answer.status_code for url, answer in got.items() if answer.status_code != 200} == {}
    assert {url: found for url, answer in got.items() if (found := acting_in(answer))} == {}
    assert sum("<!doctype" not in answer.content.decode().lower() for answer in got.values()) > len(got) / 2


def test_no_payload_acts_while_it_is_typed(client, drafts):
    """Live checks and trials show words that nobody has saved."""
    campaign = drafts[0].campaign
    typed = {"intent": "check", "based_on": "2"}
    sent = []
    for number in range(0, len(ALL), 60):
        some = "\n".join(ALL[number : number + 60])
        for draft in (drafts[0], drafts[-2]):
            fields = get_tool(draft.tool).editable_fields(content_of(draft))
            texts = {f"text-{field.path}": some[: field.max_length] for field in fields}
            sent.append((f"/drafts/{draft.pk}/edit/", typed | texts))
        sent.append((f"/brands/{campaign.brand.slug}/try/", {"text": some}))
    sent.append((f"/drafts/{drafts[0].pk}/combine/", typed))

    for headers in (HTMX, {}):
        got = [(url, client.post(url, body, headers=headers)) for url, body in sent]
        assert {answer.status_code for _url, answer in got} <= {200, 422}
        assert [
            (url, found) for url, answer in got if (found := acting_in(answer, is_page=not headers))
        ] == []


def test_no_payload_acts_in_what_the_page_says_after_a_click(drafts):
    """A message names the draft, whose title is an attack."""
    reviewer = Client()
    reviewer.force_login(person("second", Role.REVIEWER))
    waiting = drafts[-1]

    reviewer.post(f"/review/{waiting.pk}/claim/")
    answer = reviewer.post(f"/review/{waiting.pk}/release/", follow=True)

    assert [str(message) for message in answer.context["messages"]] == [
        f"Released. “{waiting}” is back in the queue."
    ]
    assert str(waiting)[:20] in unescape(answer.content.decode())
    assert acting_in(answer, is_page=True) == []


@pytest.mark.parametrize("mode", [MailPreference.Mode.AT_ONCE, MailPreference.Mode.DAILY])
def test_no_payload_acts_in_a_mail(drafts, mode):
    """A title, a reason and a comment are in the subject, the text and the HTML of what people are mailed."""
    author, speaker = drafts[0].requested_by, person("speaker", Role.MARKETER, first_name=PAYLOADS["tags"][0])
    author.email = "author@desk.example"
    author.save(update_fields=["email"])
    MailPreference.objects.create(user=author, mode=mode)
    reasons = [" ".join(ALL[first : first + 4]) for first in range(0, len(ALL), 4)]
    for draft, words in zip(cycle(drafts), reasons, strict=False):
        told = {"on": draft, "by": speaker, "reason": words}
        notifying.tell(NotificationKind.COMMENTED, to=[author], **told)
    Notification.objects.update(mail_at=timezone.now())

    mailing.send_due(timezone.now())

    shown = "".join(unescape(letter.alternatives[0].content) for letter in mail.outbox)
    assert PAYLOADS["tags"][0] in shown
    assert [found for letter in mail.outbox if (found := acting(letter.alternatives[0].content))] == []
    for letter in mail.outbox:
        sent = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
        assert (sent["To"], sent["Bcc"], sent.defects) == ("author@desk.example", None, [])
        assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]


def test_evidence_as_data_is_never_a_page(client, drafts):
    for draft in drafts[::4]:
        answer = client.get(f"/drafts/{draft.pk}/evidence/json/")

        assert answer["Content-Type"] == "application/json"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"].startswith("attachment")
        assert json.loads(answer.content)


def content_of(draft):
    tool = get_tool(draft.tool)
    return tool.stored(draft.current_revision.content, draft.current_revision.schema_version)


def acting_in(answer: HttpResponse, *, is_page: bool = True) -> list[str]:
    return acting(answer.content.decode(), is_page=is_page, also=() if is_page else ("form", "link"))


def _links_for(waiting):
    """Return the pages about a link for an approver outside whose name and answer are attacks."""
    who = {"name": PAYLOADS["tags"][0][:120], "email": "jo@client.example", "days": 7}
    asker = person("asker", Role.REVIEWER)
    link, token = outside.invite(by=asker, generation=waiting, **who)
    outside.answer(link=link, kind=OutsideAnswer.Kind.COMMENTED, body="\n".join(PAYLOADS["tags"])[:2000])
    return [f"/r/{token}/", f"/review/{waiting.pk}/outside/"]


def acts(client: Client, url: str, *, is_page: bool) -> list[str]:
    answer = client.get(url, follow=True)
    if answer.status_code == 404 and "download" in url:
        return []
    assert answer.status_code == 200, url
    return acting_in(answer, is_page=is_page)


def test_a_spreadsheet_takes_no_cell_of_the_audit_log_for_a_formula():
    load(person("author", Role.MARKETER), tools=("email",))
    client = Client()
    client.force_login(person("lead", Role.LEAD, is_superuser=True))

    answer = client.get("/audit/export/csv/")
    rows = list(csv.reader(b"".join(answer).decode("utf-8-sig").splitlines()))

    assert any(PAYLOADS["tags"][0] in cell for row in rows for cell in row)
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
