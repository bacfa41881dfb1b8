import pytest
from django.db import transaction

from crm_llm import correlation
from generation import audit
from generation.models import AuditAction, AuditEntry, HistoryIsAppendOnly
from tests.factories import CampaignFactory, GenerationFactory


@pytest.mark.django_db
def test_an_entry_holds_who_what_when_and_the_reference(marketer):
    draft = GenerationFactory()
    with correlation.bound("req_0123456789abcdef"):
        entry = audit.record(
            AuditAction.DRAFT_CANCELLED,
            by=marketer,
            on=draft,
            before={"status": "queued"},
            reason="Not needed.",
        )

    assert (entry.actor, entry.actor_label) == (marketer, "Maya Lindqvist")
    assert (entry.generation, entry.brand) == (draft, draft.brand)
    assert entry.correlation_id == "req_0123456789abcdef"


@pytest.mark.django_db
def test_a_worker_is_named_by_its_label():
    entry = audit.record(AuditAction.DRAFT_WRITTEN, on=GenerationFactory(), actor_label="anthropic/claude")
    assert (entry.actor, entry.actor_label) == (None, "anthropic/claude")


@pytest.mark.django_db(transaction=True)
def test_recording_outside_a_transaction_is_a_fault(django_user_model):
    campaign = CampaignFactory()
    with pytest.raises(audit.NotInTransaction):
        audit.record(AuditAction.CAMPAIGN_CREATED, on=campaign)


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_when_its_change_is_rolled_back():
    campaign = CampaignFactory()
    with transaction.atomic():
        audit.record(AuditAction.CAMPAIGN_EDITED, on=campaign, brand=campaign.brand)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tamper",
    [
        lambda entry: entry.save(),
        lambda entry: entry.delete(),
        lambda entry: AuditEntry.objects.update(reason="x"),
        lambda entry: AuditEntry.objects.all().delete(),
        lambda entry: AuditEntry.objects.bulk_update([entry], ["reason"]),
    ],
    ids=["save", "delete", "update", "delete all", "bulk update"],
)
def test_the_record_refuses_to_change(tamper):
    entry = audit.record(AuditAction.DRAFT_WRITTEN, on=GenerationFactory())
    with pytest.raises(HistoryIsAppendOnly):
        tamper(entry)
    assert AuditEntry.objects.count() == 1
