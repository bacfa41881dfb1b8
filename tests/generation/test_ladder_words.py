"""Which models were asked and what came of it, in one sentence."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from generation.models import LedgerEntry, LLMCall
from generation.reading.ladder import ladder_of, saving_of
from tests.factories import GenerationFactory, LLMCallFactory, make_ready

pytestmark = pytest.mark.django_db

A, B = "anthropic/claude-haiku-4.5", "openai/gpt-5.4"


def draft_with(*calls, **fields):
    """Make a draft from calls like (model, "busy"), (model, "ok") or (model, "ok", "repair")."""
    draft = GenerationFactory()
    for attempt, (model, outcome, *purpose) in enumerate(calls, start=1):
        status = {"ok": "succeeded", "worker_stopped": "unknown", "stream_incomplete": "unknown"}
        LLMCallFactory(
            generation=draft,
            attempt=attempt,
            model_asked=model,
            status=status.get(outcome, "failed"),
            error_type="" if outcome == "ok" else outcome,
            purpose=purpose[0] if purpose else "draft",
        )
    return make_ready(draft, **{"calls": len(calls), **fields})


@pytest.mark.parametrize(
    ("calls", "told"),
    [
        ([(A, "ok")], ""),
        (
            [(A, "rate_limited")] * 3 + [(B, "ok")],
            "Asked Claude Haiku 4.5, busy three times; GPT 5.4 answered.",
        ),
        ([(A, "rate_limited")] * 2 + [(A, "ok")], "Asked Claude Haiku 4.5, busy twice, then answered."),
        (
            [(A, "rate_limited"), (A, "transport_failed"), (B, "provider_down"), (B, "ok")],
            "Asked Claude Haiku 4.5, busy, not reached; GPT 5.4, out of order, then answered.",
        ),
        (
            [(A, "ok"), (A, "ok", "repair")],
            "Asked Claude Haiku 4.5, not in the right form; Claude Haiku 4.5 corrected it.",
        ),
        (
            [(A, "stream_incomplete"), (B, "ok")],
            "Asked Claude Haiku 4.5, cut off (it may have been charged); GPT 5.4 answered.",
        ),
        (
            [(A, "worker_stopped"), (A, "ok")],
            "Asked Claude Haiku 4.5, interrupted when the worker stopped (it may have been charged), "
            "then answered.",
        ),
        (
            [(A, "ok"), (A, "ok")],
            "Asked Claude Haiku 4.5, answering a worker that had stopped, then answered.",
        ),
        ([(A, "something_new"), (A, "ok")], "Asked Claude Haiku 4.5, no answer, then answered."),
    ],
    ids=[
        "at once", "next model", "retry", "both", "repair", "cut off", "died", "died late", "unknown",
    ],
)  # fmt: skip
def test_each_rung_is_told(calls, told):
    assert ladder_of(draft_with(*calls)) == told


def test_of_a_template_it_is_told_who_was_asked_in_vain():
    draft = draft_with((A, "rate_limited"), (B, "transport_failed"), source="template")
    assert ladder_of(draft) == "Asked Claude Haiku 4.5, busy; GPT 5.4, not reached."


def test_two_answers_of_the_wrong_form_are_told():
    draft = draft_with((A, "ok"), (A, "ok", "repair"), source="template")
    told = "Asked Claude Haiku 4.5, not in the right form; Claude Haiku 4.5, not in the right form."
    assert ladder_of(draft) == told


def test_what_was_booked_for_want_of_the_real_cost_is_told():
    draft = draft_with((A, "stream_incomplete"), (B, "ok"))
    call = LLMCall.objects.get(generation=draft, model_asked=A)
    LedgerEntry.objects.create(
        kind="settle", call=call, booked=Decimal("0.0123"), estimated=True, counts_in=timezone.now()
    )
    assert "cut off (booked at $0.012)" in ladder_of(draft)


def test_what_turned_out_to_be_charged_is_told():
    draft = draft_with((A, "stream_incomplete"), (B, "ok"))
    LLMCall.objects.filter(generation=draft, model_asked=A).update(cost=Decimal("0.25"))
    assert "cut off (booked at $0.250)" in ladder_of(draft)


@pytest.mark.parametrize(("calls", "queries"), [(1, 0), (2, 1), (9, 1)])
def test_it_takes_one_query_at_most(django_assert_num_queries, calls, queries):
    draft = draft_with(*[(A, "rate_limited")] * (calls - 1), (B, "ok"))
    with django_assert_num_queries(queries):
        ladder_of(draft)


@pytest.mark.parametrize(
    ("cost", "told"),
    [
        ("0.0041", "Reused an identical draft; saved about $0.0041 and 9 s."),
        (None, "Reused an identical draft; saved about 9 s."),
    ],
)
def test_what_reuse_saved_is_told(cost, told):
    draft = draft_with(source="cache", saved_cost=cost and Decimal(cost), saved_ms=9100)
    assert saving_of(draft) == told


class TestOnPages:
    def test_the_draft_shows_it(self, client_for, marketer):
        draft = draft_with((A, "rate_limited"), (B, "ok"))
        page = client_for(marketer).get(f"/drafts/{draft.pk}/").content.decode()
        assert "Asked Claude Haiku 4.5, busy; GPT 5.4 answered." in page

    def test_a_draft_that_went_well_shows_nothing_of_it(self, client_for, marketer):
        draft = draft_with((A, "ok"))
        page = client_for(marketer).get(f"/drafts/{draft.pk}/").content.decode()
        assert 'id="ladder"' not in page

    def test_reused_words_say_what_they_saved_and_lead_to_their_draft(self, client_for, marketer):
        first = draft_with((A, "ok"))
        again = GenerationFactory(request__campaign=first.campaign)
        make_ready(
            again,
            source="cache",
            reused_revision=first.current_revision,
            saved_cost=Decimal("0.0041"),
            saved_ms=9100,
        )
        page = client_for(marketer).get(f"/drafts/{again.pk}/").content.decode()
        assert "Reused an identical draft; saved about $0.0041 and 9 s." in page
        assert f'href="/drafts/{first.pk}/"' in page
        assert "See that draft" in page

    def test_a_draft_of_another_campaign_is_not_linked(self, client_for, marketer):
        first = draft_with((A, "ok"))
        again = make_ready(GenerationFactory(), source="cache", reused_revision=first.current_revision)
        page = client_for(marketer).get(f"/drafts/{again.pk}/").content.decode()
        assert f"/drafts/{first.pk}/" not in page

    def test_a_cancelled_draft_shows_it(self, client_for, marketer):
        draft = GenerationFactory(status="cancelled", calls=1)
        LLMCallFactory(generation=draft, model_asked=A, status="unknown", error_type="cancelled")
        page = client_for(marketer).get(f"/drafts/{draft.pk}/").content.decode()
        assert "Asked Claude Haiku 4.5, stopped with the draft (it may have been charged)." in page

    def test_the_history_says_that_nobody_knows_the_cost(self, client_for, marketer):
        draft = draft_with((A, "stream_incomplete"), (B, "ok"))
        page = client_for(marketer).get(f"/drafts/{draft.pk}/?tab=history").content.decode()
        assert "may have been charged" in page

    def test_the_reviewer_sees_it(self, client_for, reviewer):
        draft = draft_with(
            (A, "rate_limited"),
            (B, "ok"),
            review_status="submitted",
            frozen_hash="0" * 64,
            submitted_at=timezone.now(),
        )
        page = client_for(reviewer).get(f"/review/{draft.pk}/?tab=brief").content.decode()
        assert "Asked Claude Haiku 4.5, busy; GPT 5.4 answered." in page


class TestTheForm:
    def url(self, draft):
        return f"/campaigns/{draft.campaign.slug}/drafts/new/email/"

    def test_it_offers_reuse_and_leaves_it_off(self, client_for, marketer):
        page = client_for(marketer).get(self.url(GenerationFactory())).content.decode()
        assert "Reuse an identical draft if there is one" in page
        assert 'name="reuse"' in page
        assert "checked" not in page.split('name="reuse"')[1].split(">")[0]

    def test_where_nothing_is_kept_it_offers_none(self, client_for, marketer, settings):
        settings.LLM_STORE_TEXTS = False
        page = client_for(marketer).get(self.url(GenerationFactory())).content.decode()
        assert 'name="reuse"' not in page

    @pytest.mark.parametrize("reuse", [True, False])
    def test_the_wish_is_stored(self, client_for, marketer, reuse):
        draft = GenerationFactory()
        form = {
            "kind": "promotion",
            "key_message": "Every bag is 20% off.",
            "link": "https://northwind.example/spring",
            "variants": 1,
            "language": "en",
            "idempotency_key": uuid4().hex,
        }
        client_for(marketer).post(self.url(draft), form | ({"reuse": "on"} if reuse else {}))
        made = draft.campaign.requests.get(requested_by=marketer)
        assert made.reuse is reuse
