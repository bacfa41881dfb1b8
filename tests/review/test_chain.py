"""The chain over the audit log: whatever is done to the tables afterwards is found, and where."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from generation import audit, history_guard
from generation.models import Alert, AuditAction, AuditEntry, AuditPayload, AuditSeal
from review import chain, checkpoints, tasks
from review.models import ChainCheck
from tests.factories import GenerationFactory

pytestmark = pytest.mark.django_db


def note(draft, **changes):
    with transaction.atomic():
        return audit.record(AuditAction.DRAFT_WRITTEN, on=draft, actor_label="The worker", **changes)


@pytest.fixture
def entries():
    """Ten sealed entries."""
    draft = GenerationFactory()
    written = [note(draft, reason=f"Reason {number}", after={"revision": number}) for number in range(10)]
    assert chain.seal_pending(now=timezone.now()) == 10
    return written


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def told(verdict):
    return [problem.words for problem in verdict.problems]


# ---- sealing -----------------------------------------------------------------------------------


def test_each_entry_is_sealed_once_in_order(entries):
    assert chain.seal_pending(now=timezone.now()) == 0
    assert list(AuditSeal.objects.values_list("sequence", "entry_id")) == [
        (number, entry.pk) for number, entry in enumerate(entries, start=1)
    ]


def test_a_chain_that_nobody_touched_holds(entries):
    note(GenerationFactory())
    verdict = chain.verify()

    assert verdict.holds
    assert (verdict.sealed, verdict.unsealed) == (10, 1)
    assert verdict.head.sequence == 10


def test_an_empty_log_holds():
    assert chain.verify().holds


def test_more_entries_than_a_batch_are_sealed_in_one_go(entries):
    draft = GenerationFactory()
    AuditEntry.objects.bulk_create(
        AuditEntry(action="draft.written", actor_label="x", object_type="generation", object_id=str(draft.pk))
        for _number in range(chain.BATCH + 5)
    )

    assert chain.seal_pending(now=timezone.now()) == chain.BATCH + 5
    assert chain.verify().holds


def test_two_sealers_at_once_make_one_chain(shared_db, at_once):
    draft = GenerationFactory()
    for number in range(20):
        note(draft, reason=str(number))

    at_once(*[lambda: chain.seal_pending(now=timezone.now())] * 3)
    chain.seal_pending(now=timezone.now())

    assert AuditSeal.objects.count() == 20
    assert chain.verify().holds


def test_an_entry_that_committed_late_is_sealed_by_the_thorough_look(entries, monkeypatch):
    monkeypatch.setattr(chain, "LOOK_BACK", 2)
    late = AuditEntry.objects.create(
        pk=1_000_000, action="draft.written", actor_label="x", object_type="generation", object_id="1"
    )
    note_pk = AuditEntry.objects.create(
        pk=500, action="draft.written", actor_label="x", object_type="generation", object_id="1"
    ).pk

    chain.seal_pending(now=timezone.now())
    assert AuditSeal.objects.filter(entry=late).exists()
    chain.seal_pending(now=timezone.now(), thorough=True)

    assert AuditSeal.objects.filter(entry=note_pk).exists()


def test_the_chain_goes_forward_when_the_clock_steps_back(entries):
    note(GenerationFactory())
    chain.seal_pending(now=timezone.now() - timedelta(hours=1))

    assert chain.verify().holds


def test_the_tasks_seal_and_check(entries):
    note(GenerationFactory())
    tasks.seal_entries()
    tasks.seal_stragglers()
    tasks.verify_chain()

    check = ChainCheck.objects.get()
    assert (check.sequence, check.unsealed, check.problem) == (11, 0, "")


# ---- tampering ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor_label", "Somebody else"),
        ("reason", "Another reason"),
        ("action", "draft.approved"),
        ("after", '{"revision": 99}'),
        ("object_id", "x"),
        ("correlation_id", "y"),
        ("created_at", "2020-01-01 00:00:00+00:00"),
        ("payload_hash", "0"),
    ],
)
def test_an_edited_entry_is_named(entries, column, value):
    sql(f"UPDATE generation_auditentry SET {column} = %s WHERE id = %s", value, entries[4].pk)

    assert told(chain.verify()) == [f"Entry {entries[4].pk} was changed after it was sealed."]


def test_an_edited_entry_whose_seal_was_made_anew_breaks_the_next_link(entries):
    sql("UPDATE generation_auditentry SET reason = 'x' WHERE id = %s", entries[4].pk)
    seal = AuditSeal.objects.get(entry=entries[4])
    row = AuditEntry.objects.filter(pk=entries[4].pk).values_list(*chain._COLUMNS).get()
    forged = chain.seal_hash(seal.previous_hash, seal.sequence, seal.sealed_at, row)
    sql("UPDATE generation_auditseal SET hash = %s WHERE sequence = %s", forged, seal.sequence)

    assert told(chain.verify()) == ["Seal 6 does not follow from the one before it."]


def test_a_deleted_entry_is_named_when_its_seal_is_left(entries):
    with connection.constraint_checks_disabled():
        sql("UPDATE generation_auditseal SET entry_id = %s WHERE sequence = 5", 10**9)
    words = told(chain.verify())

    assert f"Entry {10**9} was deleted." in words
    sql("UPDATE generation_auditseal SET entry_id = %s WHERE sequence = 5", entries[4].pk)


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (5, 5, "Seal 5 is missing: entries were deleted."),
        (3, 6, "Seal 3 to 6 are missing: entries were deleted."),
    ],
)
def test_deleted_entries_and_seals_leave_a_gap(entries, first, last, words):
    sql("DELETE FROM generation_auditseal WHERE sequence BETWEEN %s AND %s", first, last)
    for entry in entries[first - 1 : last]:
        sql("DELETE FROM generation_auditentry WHERE id = %s", entry.pk)

    assert told(chain.verify())[0] == words


def test_swapped_entries_are_both_named(entries):
    first, second = entries[2].pk, entries[3].pk
    reasons = {entry.pk: entry.reason for entry in entries}
    sql("UPDATE generation_auditentry SET reason = %s WHERE id = %s", reasons[second], first)
    sql("UPDATE generation_auditentry SET reason = %s WHERE id = %s", reasons[first], second)

    assert [problem.entry for problem in chain.verify().problems] == [first, second]


def test_an_entry_that_is_dated_back_is_named(entries):
    later = timezone.now() + timedelta(hours=2)
    note(GenerationFactory())
    chain.seal_pending(now=later)
    forged = note(GenerationFactory())
    sql("UPDATE generation_auditentry SET created_at = %s WHERE id = %s", entries[0].created_at, forged.pk)
    chain.seal_pending(now=later + timedelta(minutes=1))

    assert told(chain.verify()) == [f"Entry {forged.pk} was put in later than its date says."]


def test_each_place_is_told_where_there_are_several(entries):
    sql("UPDATE generation_auditentry SET reason = 'x' WHERE id IN (%s, %s)", entries[1].pk, entries[8].pk)

    assert [problem.entry for problem in chain.verify().problems] == [entries[1].pk, entries[8].pk]


# ---- quoted texts ------------------------------------------------------------------------------


@pytest.fixture
def quoting():
    entry = note(GenerationFactory(), after={"content": {"text": "Dear Ms Winter"}, "revision": 2})
    chain.seal_pending(now=timezone.now())
    return entry


def test_what_people_wrote_is_kept_apart_and_read_as_one(quoting):
    entry = AuditEntry.objects.get()

    assert entry.after == {"revision": 2}
    assert entry.all_after == {"revision": 2, "content": {"text": "Dear Ms Winter"}}
    assert not entry.is_erased


def test_erasing_keeps_the_chain_whole_and_is_an_entry(quoting):
    draft = quoting.generation
    call_command("audit_erase", str(draft.pk), "--reason", "She asked us to.", stdout=Quiet())
    chain.seal_pending(now=timezone.now())

    erased, entry = AuditEntry.objects.order_by("-pk")
    assert not AuditPayload.objects.exists()
    assert entry.is_erased
    assert entry.all_after == {"revision": 2}
    assert (erased.action, erased.reason) == (AuditAction.AUDIT_ERASED, "She asked us to.")
    assert erased.after == {"entries": [entry.pk]}
    assert chain.verify().holds


def test_a_changed_quote_is_found(quoting):
    AuditPayload.objects.update(after={"content": {"text": "Dear Mr Summer"}})

    assert told(chain.verify()) == [f"The text that entry {quoting.pk} quotes was changed."]


def test_the_same_words_have_another_hash_each_time(quoting):
    again = note(quoting.generation, after={"content": {"text": "Dear Ms Winter"}})

    assert again.payload_hash != quoting.payload_hash


def test_erasing_says_what_is_wrong(quoting):
    with pytest.raises(CommandError, match="There is no draft"):
        call_command("audit_erase", "00000000-0000-4000-8000-000000000000", "--reason", "x")
    with pytest.raises(CommandError, match="Say why"):
        call_command("audit_erase", str(quoting.generation_id), "--reason", " ")


# ---- commands and checkpoints ------------------------------------------------------------------


class Quiet:
    """Takes what a command prints."""

    def __init__(self):
        self.text = ""

    def write(self, text, ending="\n"):
        self.text += text


def verify(*arguments):
    out = Quiet()
    try:
        call_command("audit_verify", *arguments, stdout=out)
    except SystemExit as exit:
        return int(exit.code), out.text
    return 0, out.text


@pytest.fixture
def checkpoint(entries, tmp_path):
    out = Quiet()
    call_command("audit_checkpoint", stdout=out)
    file = tmp_path / "checkpoint.json"
    file.write_text(out.text)
    return file


def test_the_command_says_that_it_holds(entries, checkpoint):
    code, words = verify("--checkpoint", str(checkpoint))

    assert code == 0
    assert words.startswith("The chain holds. 10 entries sealed, 0 not sealed yet.")


def test_the_command_ends_with_1_and_names_the_first_bad_entry(entries):
    sql("UPDATE generation_auditentry SET reason = 'x' WHERE id = %s", entries[4].pk)
    code, words = verify()

    assert code == 1
    assert f"Seal 5: Entry {entries[4].pk} was changed after it was sealed." in words


def test_the_command_answers_as_json(entries):
    code, words = verify("--json")

    assert code == 0
    assert json.loads(words)["sealed"] == 10


def test_a_cut_end_contradicts_the_checkpoint(entries, checkpoint):
    sql("DELETE FROM generation_auditseal WHERE sequence > 8")
    code, words = verify("--checkpoint", str(checkpoint))

    assert code == 1
    assert "end was cut" in words


def test_a_chain_made_anew_contradicts_the_checkpoint(entries, checkpoint):
    sql("DELETE FROM generation_auditseal")
    sql("UPDATE generation_auditentry SET reason = 'x' WHERE id = %s", entries[4].pk)
    chain.seal_pending(now=timezone.now())
    assert chain.verify().holds

    code, words = verify("--checkpoint", str(checkpoint))

    assert code == 1
    assert "the chain was made anew" in words


def test_the_regular_check_holds_the_chain_against_the_last_one(entries):
    assert checkpoints.verify_and_note(now=timezone.now()).problem == ""
    sql("DELETE FROM generation_auditseal WHERE sequence > 8")

    check = checkpoints.verify_and_note(now=timezone.now())

    assert "end was cut" in check.problem
    assert Alert.objects.open().get().kind == checkpoints.ALERT


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"signed": "abc"}', '{"signed": 5}', "\x00"])
def test_a_file_that_is_no_checkpoint_is_refused(entries, tmp_path, text):
    file = tmp_path / "x.json"
    file.write_text(text)

    with pytest.raises(CommandError):
        verify("--checkpoint", str(file))


def test_no_checkpoint_of_a_broken_chain(entries):
    sql("UPDATE generation_auditentry SET reason = 'x' WHERE id = %s", entries[4].pk)

    with pytest.raises(CommandError, match="does not hold"):
        call_command("audit_checkpoint")


# ---- the database refuses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE generation_auditentry SET reason = 'x'",
        "DELETE FROM generation_auditentry",
        "UPDATE generation_auditseal SET hash = 'x'",
        "DELETE FROM generation_auditseal",
    ],
)
def test_the_database_itself_refuses_to_change_the_log(entries, statement):
    history_guard.guard(connection)
    try:
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            sql(statement)
        note(GenerationFactory())
        assert chain.seal_pending(now=timezone.now()) == 1
    finally:
        history_guard.unguard(connection)


def test_guarding_twice_is_guarding_once(entries):
    history_guard.guard(connection)
    history_guard.guard(connection)
    history_guard.unguard(connection)

    sql("UPDATE generation_auditentry SET reason = 'x'")
    assert set(AuditEntry.objects.values_list("reason", flat=True)) == {"x"}


# ---- the page ----------------------------------------------------------------------------------


def test_the_page_says_when_the_chain_was_verified(client_for, lead, entries):
    checkpoints.verify_and_note(now=timezone.now())

    assert "10 entries sealed." in client_for(lead).get(reverse("review:audit")).content.decode()


def test_the_page_says_that_the_check_failed(client_for, lead, entries):
    sql("UPDATE generation_auditentry SET reason = 'x' WHERE id = %s", entries[4].pk)
    checkpoints.verify_and_note(now=timezone.now())

    page = client_for(lead).get(reverse("review:audit")).content.decode()

    assert f"Entry {entries[4].pk} was changed after it was sealed." in page
