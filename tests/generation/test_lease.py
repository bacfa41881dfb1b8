from datetime import timedelta

import pytest
from django.utils import timezone

from generation import lease
from generation.exceptions import LeaseLost
from generation.models import Generation, LLMCall
from tests.factories import GenerationFactory, LLMCallFactory, make_ready

pytestmark = pytest.mark.django_db


def expire(draft):
    Generation.objects.filter(pk=draft.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))


def test_a_claim_takes_a_queued_draft_once():
    draft = GenerationFactory()
    first = lease.claim(draft.pk)
    second = lease.claim(draft.pk)

    assert first is not None
    assert second is None


@pytest.mark.parametrize("status", ["ready", "cancelled", "failed"])
def test_a_finished_draft_is_not_claimed(status):
    draft = GenerationFactory()
    draft = make_ready(draft, status=status)
    assert lease.claim(draft.pk) is None


def test_a_draft_whose_worker_died_is_claimed_again_and_its_open_call_is_marked():
    draft = GenerationFactory()
    lease.claim(draft.pk)
    LLMCallFactory(generation=draft)
    expire(draft)

    again = lease.claim(draft.pk)

    assert again is not None
    assert again.generation.claims == 2
    call = LLMCall.objects.get()
    assert (call.status, call.error_type) == ("unknown", "worker_stopped")


def test_a_zombie_worker_changes_nothing():
    draft = GenerationFactory()
    zombie = lease.claim(draft.pk)
    expire(draft)
    lease.claim(draft.pk)

    with pytest.raises(LeaseLost):
        zombie.renew(stage="checking")
    with pytest.raises(LeaseLost):
        zombie.finish(status="failed", error="x")
    draft.refresh_from_db()
    assert (draft.status, draft.stage) == ("running", "preparing")


def test_a_cancelled_draft_loses_its_lease():
    draft = GenerationFactory()
    owned = lease.claim(draft.pk)
    Generation.objects.filter(pk=draft.pk).update(status="cancelled")
    with pytest.raises(LeaseLost):
        owned.renew()


def test_renewing_lengthens_the_lease():
    draft = GenerationFactory()
    owned = lease.claim(draft.pk)
    expire(draft)

    owned.renew()

    draft.refresh_from_db()
    assert draft.lease_expires_at > timezone.now()


def test_to_requeue_finds_the_lost_and_the_orphaned_only():
    minute = timedelta(minutes=1)
    now = timezone.now()
    never_sent = GenerationFactory()
    long_queued = GenerationFactory(enqueued_at=now - 2 * minute)
    GenerationFactory(enqueued_at=now)
    orphan = GenerationFactory(enqueued_at=now - 2 * minute)
    lease.claim(orphan.pk)
    expire(orphan)
    at_work = GenerationFactory(enqueued_at=now - 2 * minute)
    lease.claim(at_work.pk)

    found = set(Generation.objects.to_requeue(now, after=minute))

    assert found == {never_sent, long_queued, orphan}


def test_a_long_queue_is_sent_again_ever_more_rarely():
    minute = timedelta(minutes=1)
    now = timezone.now()
    sent_once = GenerationFactory(enqueued_at=now - 2 * minute, hints=1)
    sent_twice = GenerationFactory(enqueued_at=now - 2.5 * minute, hints=2)
    GenerationFactory(enqueued_at=now - 2 * minute, hints=3)
    GenerationFactory(enqueued_at=now - 30 * minute, hints=60)
    sent_often = GenerationFactory(enqueued_at=now - 33 * minute, hints=60)

    assert set(Generation.objects.to_requeue(now, after=minute)) == {sent_once, sent_twice, sent_often}


def test_a_claim_starts_the_count_of_messages_anew():
    draft = GenerationFactory(hints=5)
    lease.claim(draft.pk)
    draft.refresh_from_db()
    assert draft.hints == 0
