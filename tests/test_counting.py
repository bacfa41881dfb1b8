"""Counts whose statement is composed once."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from crm_llm.counting import CountedOften, counted
from generation.models import Generation
from tests.factories import GenerationFactory, UserFactory

pytestmark = pytest.mark.django_db


def drafts_of(*, person, brands=(), before=None):
    drafts = Generation.objects.order_by("created_at")
    found = {"theirs": drafts.filter(requested_by=person), "of_brands": drafts.filter(brand__in=brands)}
    return found | ({"earlier": drafts.filter(created_at__lt=before)} if before else {})


def test_each_gets_their_own_count_from_one_statement():
    counts, one, other = CountedOften(drafts_of), GenerationFactory(), UserFactory()

    assert counts(person=one.requested_by_id)["theirs"] == 1
    assert counts(person=other.pk)["theirs"] == 0


def test_more_keys_are_another_statement():
    counts, one, two = CountedOften(drafts_of), GenerationFactory(), GenerationFactory()

    found = [
        counts(person=0, brands=brands)["of_brands"]
        for brands in [(), (one.brand_id,), (one.brand_id, two.brand_id)]
    ]

    assert found == [0, 1, 2]


def test_moments_move_on():
    counts, draft = CountedOften(drafts_of), GenerationFactory()
    given = {"person": draft.requested_by_id, "brands": (draft.brand_id,)}

    assert counts(**given, before=datetime(2001, 1, 1, tzinfo=UTC))["earlier"] == 0
    assert counts(**given, before=timezone.now()) == counted(
        **drafts_of(person=draft.requested_by_id, brands=[draft.brand_id], before=timezone.now())
    )


def test_a_moment_that_was_not_given_is_refused():
    counts = CountedOften(lambda: {"earlier": Generation.objects.filter(created_at__lt=timezone.now())})

    with pytest.raises(ValueError, match="was not given"):
        counts()
