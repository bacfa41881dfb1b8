"""Every payload, in the words of drafts, on every page and in every file that shows them."""

import csv

import pytest
from django.test import Client

from crm_llm.accounts.models import Role
from review import notifying
from review.models import NotificationKind
from tests.attacked import load
from tests.conftest import person
from tests.inertness import acting
from tests.payloads import PAYLOADS

pytestmark = pytest.mark.django_db

PAGES = ("", "?tab=text", "?view=plain", "?tab=history", "edit/", "compare/?a=r1&b=r2", "comments/")
DOCUMENTS = ("preview/", "preview/?format=txt&frame=1", "download/html/")
REVIEW = ("", "?view=diff", "?view=text", "?view=words&tab=comments", "edit/", "reject/")
LISTS = (
    "/notifications/",
    "/",
    "/drafts/?status=all",
    "/review/",
    "/audit/",
    "/campaigns/",
    "/search/?q=script",
)


def test_no_payload_acts_anywhere():
    author = person("author", Role.MARKETER)
    drafts = load(author)
    client = Client()
    reader = person("reader", *Role, is_staff=True, is_superuser=True)
    client.force_login(reader)
    waiting = drafts[-1]
    for draft in drafts:
        notifying.tell(NotificationKind.REJECTED, to=[reader], on=draft, by=author, reason=draft.notice)
    pages = [f"/drafts/{draft.pk}/{path}" for draft in drafts for path in PAGES[:2]]
    pages += [f"/drafts/{draft.pk}/{path}" for draft in drafts[::4] for path in PAGES[2:]]
    pages += [f"/review/{waiting.pk}/{path}" for path in REVIEW]
    pages += [*LISTS, f"/campaigns/{waiting.campaign.slug}/"]
    pages += [f"/admin/generation/generation/{drafts[0].pk}/change/", "/admin/generation/generation/"]

    assert {url: found for url in pages if (found := acts(client, url, is_page=True))} == {}
    files = [f"/drafts/{draft.pk}/{path}" for draft in drafts for path in DOCUMENTS]
    assert {url: found for url in files if (found := acts(client, url, is_page=False))} == {}


def acts(client: Client, url: str, *, is_page: bool) -> list[str]:
    answer = client.get(url, follow=True)
    if answer.status_code == 404 and "download" in url:
        return []
    assert answer.status_code == 200, url
    body = b"".join(answer) if answer.streaming else answer.content
    return acting(body.decode(), is_page=is_page, also=() if is_page else ("form", "link"))


def test_a_spreadsheet_takes_no_cell_of_the_audit_log_for_a_formula():
    load(person("author", Role.MARKETER), tools=("email",))
    client = Client()
    client.force_login(person("lead", Role.LEAD, is_superuser=True))

    answer = client.get("/audit/export/csv/")
    rows = list(csv.reader(b"".join(answer).decode("utf-8-sig").splitlines()))

    assert any(PAYLOADS["tags"][0] in cell for row in rows for cell in row)
    assert [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
