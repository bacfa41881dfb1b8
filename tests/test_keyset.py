from datetime import timedelta

import pytest
from django.db.models import F, Value
from django.db.models.functions import Length
from django.utils import timezone

from crm_llm import keyset
from generation.models import Campaign, Fact, Generation
from tests.factories import CampaignFactory, DraftRequestFactory, FactFactory, GenerationFactory

pytestmark = pytest.mark.django_db
NEWEST = ("-created_at", "-id")


def all_pages(rows, by, size):
    found, cursor = [], ""
    while True:
        page = keyset.page(rows, by=by, cursor=cursor, size=size)
        found += page.items
        cursor = page.next
        if not cursor:
            return found


def test_pages_follow_one_another_without_gaps_or_repeats():
    draft_request = DraftRequestFactory(variants=4)
    drafts = [GenerationFactory(request=draft_request, variant=n) for n in range(1, 5)]
    # Two share a moment: the id decides between them.
    now = timezone.now()
    Generation.objects.filter(pk__in=[draft.pk for draft in drafts[:2]]).update(created_at=now)

    pages = all_pages(Generation.objects.all(), NEWEST, size=1)

    assert pages == list(Generation.objects.order_by(*NEWEST))


def test_what_is_joined_late_is_the_same_page(django_assert_num_queries):
    draft_request = DraftRequestFactory(variants=3)
    drafts = [GenerationFactory(request=draft_request, variant=n) for n in (1, 2, 3)]

    with django_assert_num_queries(1):
        page = keyset.page(
            Generation.objects.exclude(variant=2), by=NEWEST, size=1,
            joined=lambda rows: rows.select_related("campaign"),
        )  # fmt: skip
        assert page.items[0].campaign == draft_request.campaign

    assert page.items == [drafts[2]]
    assert keyset.page(Generation.objects.exclude(variant=2), by=NEWEST, cursor=page.next).items == [
        drafts[0]
    ]


def test_a_row_that_arrives_does_not_move_the_next_page():
    draft_request = DraftRequestFactory(variants=4)
    for n in (1, 2, 3):
        GenerationFactory(request=draft_request, variant=n)
    first = keyset.page(Generation.objects.all(), by=NEWEST, size=2)
    GenerationFactory(request=draft_request, variant=4)

    second = keyset.page(Generation.objects.all(), by=NEWEST, cursor=first.next, size=2)

    assert [draft.variant for draft in second.items] == [1]


def test_orders_may_mix_directions_and_annotations():
    campaign = CampaignFactory()
    for text in ("bb", "a", "ccc", "dd"):
        FactFactory(campaign=campaign, text=text)
    rows = Fact.objects.annotate(size=Length("text"))

    texts = [fact.text for fact in all_pages(rows, ("-size", "id"), size=1)]

    assert texts == ["ccc", "bb", "dd", "a"]


def test_a_moment_keeps_its_microseconds():
    draft_request = DraftRequestFactory(variants=2)
    moment = timezone.now().replace(microsecond=123456)
    for n in (1, 2):
        GenerationFactory(request=draft_request, variant=n)
        Generation.objects.filter(variant=n).update(created_at=moment + timedelta(microseconds=n))

    assert len(all_pages(Generation.objects.all(), NEWEST, size=1)) == 2


@pytest.mark.parametrize("cursor", ["", "nonsense", "WzFd:1abc:def", "\x00", "é" * 300])
def test_a_cursor_that_is_not_ours_gives_the_first_page(cursor):
    GenerationFactory()

    assert len(keyset.page(Generation.objects.all(), by=NEWEST, cursor=cursor).items) == 1


def test_a_cursor_of_another_list_gives_the_first_page():
    campaign = CampaignFactory()
    for _ in range(2):
        FactFactory(campaign=campaign)
    other = keyset.page(Fact.objects.annotate(one=Value(1)), by=("id",), size=1).next

    page = keyset.page(Fact.objects.annotate(place=F("position")), by=("-id",), cursor=other)

    assert len(page.items) == 2


def test_a_cursor_of_other_rows_in_the_same_order_gives_the_first_page():
    for _ in range(2):
        GenerationFactory()
    other = keyset.page(Generation.objects.all(), by=NEWEST, size=1).next

    page = keyset.page(Campaign.objects.all(), by=NEWEST, cursor=other)

    assert len(page.items) == 2
