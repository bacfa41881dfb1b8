"""The claim-to-fact table: stored with each revision, shown as it was, marked where it holds no more."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from generation import checking, revisions, services
from generation.models import Fact, HistoryIsAppendOnly, Revision, RevisionClaim
from generation.reading.claims import stored_table
from review import workflow
from tests.factories import (
    CampaignFactory,
    DraftRequestFactory,
    FactFactory,
    GenerationFactory,
    email_content,
    make_ready,
)

pytestmark = pytest.mark.django_db

FACT = "20% off all whole-bean coffee"
WORDS = "Get 20% off whole-bean coffee. Our mugs cost $9."


@pytest.fixture
def draft(marketer):
    """A draft whose second revision was checked and stored as the product does it."""
    campaign = CampaignFactory(owner=marketer, offer="Whole-bean coffee for less.")
    FactFactory(campaign=campaign, text=FACT)
    draft = make_ready(GenerationFactory(request=DraftRequestFactory(campaign=campaign)))
    services.edit(by=marketer, generation=draft, based_on=1, edits={"ps": WORDS})
    draft.refresh_from_db()
    return draft


def claims_of(draft, field="ps"):
    return list(
        RevisionClaim.objects.filter(revision=draft.current_revision, field=field).values_list(
            "text", "status", "fact_key", "fact_text"
        )
    )


def test_claims_are_stored_with_the_revision(draft):
    assert claims_of(draft) == [
        ("20% off whole-bean coffee", "supported", "F1", FACT),
        ("$9", "no_source", "", ""),
    ]
    assert draft.current_revision.claims_found == draft.current_revision.claims.count()


def test_stored_claims_never_change(draft):
    claim = draft.current_revision.claims.first()

    with pytest.raises(HistoryIsAppendOnly):
        claim.delete()
    with pytest.raises(HistoryIsAppendOnly):
        RevisionClaim.objects.update(status="supported")


def test_the_table_says_what_was_true_then(draft):
    Fact.objects.update(text="10% off all whole-bean coffee")

    table = stored_table(draft.current_revision)

    assert FACT in {row.fact_text for row in table.rows}
    assert "10% off all whole-bean coffee" not in {row.fact_text for row in table.rows}


@pytest.mark.parametrize(
    "changes",
    [{"text": "10% off all whole-bean coffee"}, {"valid_until": timezone.now().date() - timedelta(days=3)}],
    ids=["changed", "expired"],
)
def test_a_reviewer_sees_that_a_fact_holds_no_more(client_for, reviewer, draft, changes):
    workflow.submit(by=draft.requested_by, generation=draft)
    url = reverse("review:item", args=[draft.pk])
    assert "changed or expired since" not in client_for(reviewer).get(url).content.decode()

    Fact.objects.update(**changes)

    assert "F1 then, changed or expired since" in client_for(reviewer).get(url).content.decode()


def test_the_page_of_a_draft_shows_the_stored_table(client_for, marketer, draft):
    Fact.objects.all().delete()

    content = client_for(marketer).get(reverse("generation:draft", args=[draft.pk])).content.decode()

    assert f'title="{FACT}"' in content
    assert "It was made today." not in content


def test_words_from_before_claims_were_kept_are_read_anew(client_for, marketer, draft):
    old = make_ready(GenerationFactory(request=draft.request, variant=2), content=email_content(ps=WORDS))
    assert old.current_revision.claims_found is None

    content = client_for(marketer).get(reverse("generation:draft", args=[old.pk])).content.decode()

    assert '<td dir="auto">$9</td>' in content
    assert "It was made today." in content


def test_the_table_costs_as_many_queries_for_forty_claims_as_for_none(
    marketer, draft, django_assert_num_queries
):
    short = draft.current_revision
    with django_assert_num_queries(1):
        stored_table(short)
    services.edit(
        by=marketer,
        generation=draft,
        based_on=2,
        edits={"ps": " ".join(f"Mug {n} costs ${n}." for n in range(20))},
    )
    longer = Revision.objects.get(generation=draft, number=3)
    with django_assert_num_queries(1):
        assert len(stored_table(longer)) > 20


def test_a_claim_without_a_source_can_be_made_a_fact(client_for, marketer, draft):
    client = client_for(marketer)
    edit = reverse("generation:campaign_edit", args=[draft.campaign.slug])
    page = client.get(reverse("generation:draft", args=[draft.pk])).content.decode()
    assert f'href="{edit}?fact=%249#facts"' in page

    form = client.get(f"{edit}?fact=%249").context["form"]

    assert [row.initial.get("text") for row in form.facts] == [FACT, "$9"]


def test_who_can_not_change_campaigns_is_offered_no_way_to(client_for, reviewer, draft):
    page = client_for(reviewer).get(reverse("generation:draft", args=[draft.pk])).content.decode()

    assert "?fact=" not in page


def test_what_a_text_says_twice_is_stored_once(draft):
    report = checking.check(
        draft,
        revisions.edited_content(draft, {"ps": "$9 or $9"}),
        brief=draft.campaign.brief(now=timezone.now()),
        now=timezone.now(),
    )

    assert [claim.text for claim in report.claims if claim.field == "ps"] == ["$9"]
