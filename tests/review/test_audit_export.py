"""The audit log as a file."""

import csv
import io
import json

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from generation import audit
from generation.models import AuditAction, AuditEntry
from review import audit_export, chain
from tests.factories import GenerationFactory

pytestmark = pytest.mark.django_db
HOSTILE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "＝1",
    '=HYPERLINK("http://evil.example")',
]


def export(client, format="csv", **filters):
    response = client.get(reverse("review:audit_export", args=[format]), filters)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()


def rows(text):
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def note(**changes):
    with transaction.atomic():
        return audit.record(AuditAction.DRAFT_WRITTEN, on=GenerationFactory(), **changes)


def test_it_holds_what_the_page_shows_with_seals(client_for, lead, held):
    chain.seal_pending(now=timezone.now())

    found = rows(export(client_for(lead)))

    assert [row["action"] for row in found] == ["audit.exported", "draft.claimed", "draft.submitted"]
    assert [row["seal"] for row in found] == ["", "2", "1"]


def test_the_filters_count(client_for, lead, reviewer, held):
    found = rows(export(client_for(lead), person="reviewer"))

    assert [row["action"] for row in found] == ["draft.claimed"]


def test_json_holds_the_same(client_for, lead, held):
    found = json.loads(export(client_for(lead), "json", kind="review"))

    assert [row["action"] for row in found] == ["draft.claimed", "draft.submitted"]
    assert json.loads(export(client_for(lead), "json", kind="campaigns")) == []


def test_taking_it_is_recorded(client_for, lead):
    export(client_for(lead), kind="review")

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor) == (AuditAction.AUDIT_EXPORTED, lead)
    assert entry.after == {"format": "csv", "filters": "kind=review"}


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_is_a_formula(client_for, lead, text):
    note(actor_label=text, reason=text)

    row = rows(export(client_for(lead), kind="drafts"))[0]

    assert row["actor"] == f"'{text}"
    assert row["reason"] == f"'{text}"


def test_an_unknown_format_is_not_found(client_for, lead):
    assert client_for(lead).get(reverse("review:audit_export", args=["pdf"])).status_code == 404


def test_what_another_brand_did_is_left_out(client_for, outsider, lead, held):
    outsider.groups.set(lead.groups.all())

    assert [row["action"] for row in rows(export(client_for(outsider), kind="review"))] == []


def test_a_long_log_is_read_in_pieces(client_for, lead, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(audit_export, "CHUNK", 3)
    written = [note().pk for _number in range(8)]
    client = client_for(lead)

    with django_assert_max_num_queries(25):
        found = rows(export(client, kind="drafts"))

    assert [int(row["id"]) for row in found] == written[::-1]
