"""Erasing what people wrote: drafts, comments, records. The chain holds, and the erasure is told."""

import io

import pytest
from auditlog.models import LogEntry
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from generation.models import AuditAction, AuditEntry, AuditPayload
from generation.models.history import ERASED, HistoryIsAppendOnly
from review import chain, workflow
from review.models import (
    Comment,
    Decision,
    FindingDismissal,
    Notification,
    OutsideAnswer,
    ReviewPolicy,
    ReviewStage,
)
from review.workflow import outside
from tests.factories import UserFactory, make_finding
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db

WINTER = "Ms Winter of Elm Street asked for this."
OTHER = "The price is right."
NOTE = "Mr Frost says that it was never so cheap."


def erase(*args):
    said = io.StringIO()
    call_command("audit_erase", *args, "--reason", "She asked us to.", stdout=said)
    return said.getvalue()


def everything():
    """Return all that the tables say which could hold the words."""
    rows = [
        *(AuditEntry, AuditPayload, Comment, Decision, FindingDismissal, Notification),
        *(OutsideAnswer, LogEntry),
    ]
    return "\n".join(str(list(model.objects.order_by("pk").values())) for model in rows)


@pytest.fixture
def talked(held, marketer, reviewer):
    workflow.comment(by=reviewer, generation=held, body=OTHER)
    said = workflow.comment(by=reviewer, generation=held, body=WINTER)
    workflow.comment(by=marketer, generation=held, body="Which street?", parent=said)
    workflow.resolve_thread(by=reviewer, comment=said)
    chain.seal_pending(now=timezone.now())
    return said


def test_a_comment_stands_in_the_log_as_long_as_it_is_kept(talked, client_for, lead):
    entry = AuditEntry.objects.filter(action=AuditAction.DRAFT_COMMENTED).order_by("pk")[1]

    assert (entry.reason, entry.said) == ("", WINTER)
    page = client_for(lead).get(f"/audit/?draft={talked.generation_id}").content.decode()
    assert page.count(WINTER) >= 2  # said, and resolved
    assert WINTER in client_for(lead).get(f"/drafts/{talked.generation_id}/?tab=history").content.decode()


def test_one_comment_is_erased_everywhere_and_the_others_stay(talked, client_for, reviewer):
    assert WINTER in everything()

    assert erase("--comment", str(talked.pk)) == "Erased 3 texts.\n"
    chain.seal_pending(now=timezone.now())

    assert "Winter" not in everything()
    assert OTHER in everything()
    assert reload(talked.generation).comments.get(pk=talked.pk).body == ERASED
    told = AuditEntry.objects.first()
    assert (told.action, told.reason, told.generation_id) == (
        AuditAction.AUDIT_ERASED, "She asked us to.", talked.generation_id,
    )  # fmt: skip
    assert told.after["comments"] == 1
    assert len(told.after["entries"]) == 2
    assert chain.verify().holds
    page = client_for(reviewer).get(f"/drafts/{talked.generation_id}/comments/").content.decode()
    assert ERASED in page
    assert OTHER in page


def test_all_that_was_said_about_a_draft_is_erased(talked):
    said = erase(str(talked.generation_id))
    chain.seal_pending(now=timezone.now())

    assert said.startswith("Erased ")
    assert not any(words in everything() for words in ("Winter", OTHER, "Which street?"))
    assert chain.verify().holds
    assert erase(str(talked.generation_id)) == "There was nothing to erase.\n"


def test_comments_and_notes_are_history_for_everybody_else(talked, rejected):
    with pytest.raises(HistoryIsAppendOnly):
        Comment.objects.update(body="x")
    with pytest.raises(HistoryIsAppendOnly):
        talked.delete()
    with pytest.raises(HistoryIsAppendOnly):
        Decision.objects.update(note="x")


def reject(draft, reviewer):
    return workflow.reject(
        by=reviewer, generation=draft, seen=draft.frozen_hash, reason="fact_error", note=NOTE
    )


def request_changes(draft, reviewer):
    return workflow.request_changes(
        by=reviewer, generation=draft, seen=draft.frozen_hash, reasons=["fact_error"], note=NOTE
    )


def approve(draft, reviewer):
    return workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash, note=NOTE)


def withdraw(draft, reviewer):
    workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash, note=OTHER)
    return workflow.withdraw(by=reviewer, generation=reload(draft), note=NOTE)


@pytest.mark.parametrize("decide", [approve, reject, request_changes, withdraw])
def test_the_note_of_a_decision_is_erased_everywhere_and_the_decision_stays(
    talked, held, reviewer, marketer, client_for, lead, decide
):
    decision = decide(reload(held), reviewer)
    chain.seal_pending(now=timezone.now())
    assert "Frost" in everything()
    for page in (f"/drafts/{held.pk}/", f"/drafts/{held.pk}/?tab=history"):
        assert NOTE in client_for(marketer).get(page).content.decode()
    assert NOTE in client_for(lead).get(f"/audit/?draft={held.pk}").content.decode()

    assert erase("--decision", str(decision.pk)) == "Erased 2 texts.\n"
    chain.seal_pending(now=timezone.now())

    assert "Frost" not in everything()
    assert WINTER in everything()
    kept = Decision.objects.get(pk=decision.pk)
    assert (kept.note, kept.verdict, kept.reasons) == (ERASED, decision.verdict, decision.reasons)
    assert AuditEntry.objects.first().after["notes"] == 1
    assert chain.verify().holds
    assert "have been erased" in client_for(lead).get(f"/audit/?draft={held.pk}").content.decode()
    assert erase("--decision", str(decision.pk)) == "There was nothing to erase.\n"


def test_why_rules_were_set_aside_is_erased_with_the_draft(make_waiting, lead):
    draft = make_waiting(by=lead)
    workflow.set_rules_aside(by=lead, generation=draft, seen=draft.frozen_hash, reason=WINTER, note=NOTE)
    chain.seal_pending(now=timezone.now())

    assert erase(str(draft.pk)).startswith("Erased ")
    chain.seal_pending(now=timezone.now())

    assert not any(words in everything() for words in ("Winter", "Frost"))
    assert Decision.objects.get().set_aside == ["Approved by the person who requested it"]
    assert chain.verify().holds


def test_why_a_finding_was_dismissed_is_erased_with_the_draft(held, reviewer):
    finding = make_finding(held, severity="check")
    workflow.dismiss_finding(by=reviewer, generation=held, finding=finding, reason=NOTE)
    chain.seal_pending(now=timezone.now())

    assert erase(str(held.pk)).startswith("Erased ")
    chain.seal_pending(now=timezone.now())

    assert "Frost" not in everything()
    assert chain.verify().holds


def test_what_an_approver_outside_wrote_with_a_decision_is_erased_with_its_note(
    brand, make_waiting, reviewer
):
    policy = ReviewPolicy.objects.create(name="Client, then us", brand=brand)
    ReviewStage.objects.create(policy=policy, position=1, name="Client", outside=True)
    ReviewStage.objects.create(policy=policy, position=2, name="Brand", group=reviewer.groups.get())
    draft = make_waiting()
    link, _token = outside.invite(by=reviewer, generation=draft, name="Jo", email="jo@client.example", days=7)
    answer = outside.answer(link=link, kind=OutsideAnswer.Kind.APPROVED, body=NOTE)
    chain.seal_pending(now=timezone.now())
    assert "Frost" in str(list(Notification.objects.values()))

    erase("--decision", str(answer.decision.pk))
    chain.seal_pending(now=timezone.now())

    assert "Frost" not in everything()
    assert chain.verify().holds


def test_the_values_of_a_record_are_erased_even_when_it_is_gone():
    person = UserFactory(username="sam", email="winter@old.example")
    person.email = "winter@new.example"
    with transaction.atomic():
        person.save()
    key = str(person.pk)
    person.delete()
    chain.seal_pending(now=timezone.now())
    assert "winter@new.example" in everything()

    assert erase("--record", "user", key) != "There was nothing to erase.\n"
    chain.seal_pending(now=timezone.now())

    assert "winter@" not in everything()
    changed = AuditEntry.objects.filter(action=AuditAction.RECORD_CHANGED).get()
    assert changed.is_erased
    assert changed.after == {"columns": ["email"]}
    assert AuditEntry.objects.first().action == AuditAction.AUDIT_ERASED
    assert chain.verify().holds
    assert erase("--record", "user", key) == "There was nothing to erase.\n"


def test_the_command_says_what_is_missing(talked):
    with pytest.raises(CommandError, match="There is no comment 0"):
        erase("--comment", "0")
    with pytest.raises(CommandError, match="There is no decision 0"):
        erase("--decision", "0")
    assert erase("--record", "user", "999999") == "There was nothing to erase.\n"
