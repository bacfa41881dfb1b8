"""Drafts at each point of a review, of a brand that outsiders don't see."""

from collections.abc import Callable

import pytest

from crm_llm.accounts.models import User
from generation.models import Brand, Generation
from review import workflow
from tests.factories import (
    BrandFactory,
    BrandMembershipFactory,
    CampaignFactory,
    GenerationFactory,
    make_ready,
)


def reload(draft: Generation) -> Generation:
    return Generation.objects.select_related("brand", "campaign", "current_revision", "held_by").get(
        pk=draft.pk
    )


@pytest.fixture
def brand(marketer: User, reviewer: User, reviewer2: User, lead: User) -> Brand:
    brand = BrandFactory(sender_name="Northwind Coffee")
    for member in (marketer, reviewer, reviewer2, lead):
        BrandMembershipFactory(brand=brand, user=member)
    return brand


@pytest.fixture
def make_waiting(brand: Brand, marketer: User) -> Callable[..., Generation]:
    """Return a function that puts a new draft of the marketer's into the queue."""
    campaign = CampaignFactory(brand=brand, owner=marketer)

    def make(by: User = marketer, **fields: object) -> Generation:
        draft = make_ready(GenerationFactory(request__campaign=campaign, request__requested_by=by), **fields)
        workflow.submit(by=marketer, generation=draft)
        return reload(draft)

    return make


@pytest.fixture
def waiting(make_waiting: Callable[..., Generation]) -> Generation:
    return make_waiting()


@pytest.fixture
def held(waiting: Generation, reviewer: User) -> Generation:
    """A draft that `reviewer` holds."""
    workflow.claim(by=reviewer, generation=waiting)
    return reload(waiting)


@pytest.fixture
def approved(held: Generation, reviewer: User) -> Generation:
    workflow.approve(by=reviewer, generation=held, seen=held.frozen_hash)
    return reload(held)


@pytest.fixture
def rejected(held: Generation, reviewer: User) -> Generation:
    workflow.reject(by=reviewer, generation=held, seen=held.frozen_hash, reason="legal", note="Not allowed.")
    return reload(held)
