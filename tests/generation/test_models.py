from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone

from generation.models import (
    Brand,
    Campaign,
    Generation,
    HistoryIsAppendOnly,
    LLMCall,
    PromptVersion,
    Revision,
)
from tests.factories import (
    BrandFactory,
    BrandMembershipFactory,
    CampaignFactory,
    DraftRequestFactory,
    FactFactory,
    GenerationFactory,
    LLMCallFactory,
    PromptVersionFactory,
    make_finding,
    make_ready,
)

pytestmark = pytest.mark.django_db


def refused(action):
    with pytest.raises(IntegrityError), transaction.atomic():
        action()
    return True


@pytest.mark.parametrize(
    "columns",
    [
        {"status": "lost"},
        {"review_status": "lost"},
        {"status": "running"},
        {"status": "ready"},
        {"review_status": "submitted"},
        {"review_status": "in_review"},
        {"cost": Decimal("-1")},
    ],
    ids=str,
)
def test_the_database_refuses_a_draft_in_an_impossible_state(columns):
    draft = GenerationFactory()
    assert refused(lambda: Generation.objects.filter(pk=draft.pk).update(**columns))


def test_the_database_refuses_in_review_without_a_holder():
    draft = make_ready(GenerationFactory())
    assert refused(
        lambda: Generation.objects.filter(pk=draft.pk).update(review_status="in_review", frozen_hash="0" * 64)
    )


@pytest.mark.parametrize("variants", [0, 5])
def test_the_database_refuses_other_than_one_to_four_variants(variants):
    assert refused(lambda: DraftRequestFactory(variants=variants))


def test_the_database_refuses_a_campaign_that_ends_before_it_starts():
    today = timezone.localdate()
    assert refused(lambda: CampaignFactory(starts_on=today, ends_on=today.replace(year=today.year - 1)))


def test_the_database_refuses_a_persons_revision_without_the_person():
    draft = make_ready(GenerationFactory())
    assert refused(
        lambda: Revision.objects.create(
            generation=draft, number=2, origin="person", content={}, content_hash="0" * 64
        )
    )


def test_two_revisions_of_one_number_are_refused():
    draft = make_ready(GenerationFactory())
    assert refused(
        lambda: Revision.objects.create(
            generation=draft, number=1, origin="model", content={}, content_hash="0"
        )
    )


def test_money_keeps_a_billionth_of_a_dollar():
    LLMCallFactory(cost=Decimal("0.000000011"))
    LLMCallFactory(cost=Decimal("0.002676"))

    assert LLMCall.objects.order_by("id").first().cost == Decimal("0.000000011")
    assert LLMCall.objects.aggregate(total=Sum("cost"))["total"] == Decimal("0.002676011")


def test_an_unknown_cost_stays_unknown():
    LLMCallFactory(cost=None)
    assert LLMCall.objects.get().cost is None


def test_a_published_prompt_version_is_never_changed_or_deleted():
    version = PromptVersionFactory(status="published", published_at=timezone.now())
    version.system_template = "Other."
    with pytest.raises(HistoryIsAppendOnly):
        version.save()
    with pytest.raises(HistoryIsAppendOnly):
        version.delete()


def test_revisions_and_findings_are_append_only():
    draft = make_ready(GenerationFactory())
    finding = make_finding(draft)
    with pytest.raises(HistoryIsAppendOnly):
        draft.current_revision.save()
    with pytest.raises(HistoryIsAppendOnly):
        finding.delete()


def test_a_brand_without_members_is_open_and_one_with_members_is_not(marketer, outsider, admin):
    open_brand = BrandFactory()
    closed = BrandMembershipFactory(user=marketer).brand

    assert set(Brand.objects.visible_to(marketer)) == {open_brand, closed}
    assert set(Brand.objects.visible_to(outsider)) == {open_brand}
    assert set(Brand.objects.visible_to(admin)) == {open_brand, closed}


def test_campaigns_and_drafts_follow_their_brand(marketer, outsider):
    closed = BrandMembershipFactory(user=marketer).brand
    draft = GenerationFactory(request__campaign__brand=closed)

    assert list(Campaign.objects.visible_to(marketer)) == [draft.campaign]
    assert list(Generation.objects.visible_to(marketer)) == [draft]
    assert not Campaign.objects.visible_to(outsider).exists()
    assert not Generation.objects.visible_to(outsider).exists()


def test_an_expired_fact_stays_out_of_the_brief_and_keeps_its_number():
    campaign = CampaignFactory()
    now = timezone.now()
    FactFactory(campaign=campaign, text="20% off", position=1)
    FactFactory(
        campaign=campaign, text="12,000 subscribers", position=2, valid_until=now.date().replace(year=2020)
    )
    FactFactory(campaign=campaign, text="Free shipping", position=3)

    assert [(fact.key, fact.text) for fact in campaign.brief(now=now).facts] == [
        ("F1", "20% off"),
        ("F3", "Free shipping"),
    ]


@pytest.mark.parametrize(
    ("zone", "is_still_true"),
    [("America/Los_Angeles", True), ("Pacific/Auckland", False)],
    ids=["west", "east"],
)
def test_a_fact_ends_with_the_day_where_the_brand_is(zone, is_still_true):
    campaign = CampaignFactory(brand__time_zone=zone)
    FactFactory(campaign=campaign, valid_until=date(2027, 3, 28))
    # Midnight has passed in Auckland and in Greenwich, not in Los Angeles.
    brief = campaign.brief(now=datetime(2027, 3, 29, 2, 0, tzinfo=UTC))
    assert bool(brief.facts) is is_still_true


def test_published_versions_refuse_updates_of_the_whole_table():
    PromptVersionFactory(status="published", published_at=timezone.now())
    with pytest.raises(HistoryIsAppendOnly):
        PromptVersion.objects.update(note="x")
