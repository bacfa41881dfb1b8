from datetime import timedelta
from html import unescape

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from generation import audit
from generation.models import AuditAction, Generation, Revision
from tests.factories import (
    BrandMembershipFactory,
    DraftRequestFactory,
    GenerationFactory,
    LLMCallFactory,
    email_content,
    make_finding,
    make_ready,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(marketer):
    return make_ready(GenerationFactory(request__requested_by=marketer))


def page_of(client, draft, **query):
    return unescape(client.get(f"/drafts/{draft.pk}/", query).content.decode())


def decide(draft, action, by, *, status, reason, reasons=(), ago=timedelta(minutes=5)):
    with transaction.atomic():
        audit.record(action, by=by, on=draft, after={"reasons": list(reasons)}, reason=reason)
    Generation.objects.filter(pk=draft.pk).update(
        review_status=status, frozen_hash="0", decided_at=timezone.now() - ago
    )


def test_a_ready_draft_shows_words_checks_and_what_made_it(client_for, marketer, draft):
    make_finding(draft)

    page = page_of(client_for(marketer), draft)

    for words in (
        "Spring sale: 20% off every bag",
        "Claude Sonnet 4.6",
        "A claim has no source",
        "Submit for review",
    ):
        assert words in page
    assert f'src="/drafts/{draft.pk}/preview/"' in page
    assert "sandbox" in page


def test_without_findings_it_says_that_checks_do_not_replace_reading(client_for, marketer, draft):
    assert "They do not replace reading it." in page_of(client_for(marketer), draft)


def test_the_worst_finding_comes_first(client_for, marketer, draft):
    for severity in ("note", "check", "must_fix"):
        make_finding(draft, severity=severity, message=f"It is a {severity}")

    page = page_of(client_for(marketer), draft)

    assert page.index("It is a must_fix") < page.index("It is a check") < page.index("It is a note")


def test_findings_of_an_older_revision_are_gone(client_for, marketer, draft):
    make_finding(draft, message="Of the words before")
    newer = Revision.objects.create(
        generation=draft,
        number=2,
        origin="person",
        author=marketer,
        content=email_content(),
        content_hash="2",
    )
    Generation.objects.filter(pk=draft.pk).update(current_revision=newer)

    assert "Of the words before" not in page_of(client_for(marketer), draft)


def test_siblings_are_shown_with_their_own_state(client_for, marketer):
    request = DraftRequestFactory(variants=3, requested_by=marketer)
    first = make_ready(GenerationFactory(request=request, variant=1), title="Warm opening")
    make_ready(GenerationFactory(request=request, variant=2), title="Offer first", must_fix=2)
    GenerationFactory(request=request, variant=3)

    page = page_of(client_for(marketer), first)

    assert "Offer first" in page
    assert "Queued" in page
    assert "part=variants" in page


def test_a_template_draft_says_so_and_why(client_for, marketer, settings):
    settings.OPENROUTER_API_KEYS, settings.OPENROUTER_BASE_URL = [], ""
    draft = make_ready(GenerationFactory(), source="template", notice="No model is set up.")

    page = page_of(client_for(marketer), draft)

    for words in ("Template, not AI.", "No model is set up.", "OPENROUTER_API_KEY", "Ask the model again"):
        assert words in page


@pytest.mark.parametrize(
    ("action", "status", "title"),
    [
        (AuditAction.DRAFT_REJECTED, "rejected", "Not approved: Fact error."),
        (AuditAction.DRAFT_CHANGES_REQUESTED, "changes_requested", "Changes requested: Fact error."),
        (AuditAction.DRAFT_WITHDRAWN, "withdrawn", "The approval was withdrawn: Fact error."),
    ],
)
def test_a_decision_is_told_with_its_reason(client_for, marketer, reviewer, draft, action, status, title):
    decide(
        draft, action, reviewer, status=status, reason="Lose the best-seller line.", reasons=["fact_error"]
    )

    page = page_of(client_for(marketer), draft)

    assert title in page
    assert "Lose the best-seller line." in page
    assert "Ana Ferreira" in page


def test_a_draft_that_was_sent_back_can_be_submitted_again(client_for, marketer, reviewer, draft):
    decide(
        draft, AuditAction.DRAFT_CHANGES_REQUESTED, reviewer, status="changes_requested", reason="Shorter."
    )

    assert "Submit for review" in page_of(client_for(marketer), draft)


@pytest.mark.parametrize(
    ("status", "there", "not_there"),
    [
        ("draft", ["Edit", "Regenerate", "Submit for review", "marked DRAFT"], ["Recall"]),
        ("submitted", ["Recall"], ["Submit for review", ">Regenerate<", "/edit/"]),
        ("approved", ["Regenerate", "Download"], ["Submit for review", "Recall", "marked DRAFT"]),
        ("archived", [], ["Submit for review", "/archive/"]),
    ],
)
def test_the_bar_offers_what_the_state_allows(client_for, marketer, draft, status, there, not_there):
    Generation.objects.filter(pk=draft.pk).update(
        review_status=status, frozen_hash="0", decided_at=timezone.now() - timedelta(minutes=1)
    )

    page = page_of(client_for(marketer), draft)

    assert [words for words in there if words not in page] == []
    assert [words for words in not_there if words in page] == []


def test_an_approval_that_can_still_be_undone_does_not_count_yet(client_for, marketer, draft):
    Generation.objects.filter(pk=draft.pk).update(
        review_status="approved", frozen_hash="0", decided_at=timezone.now()
    )

    assert "marked DRAFT" in page_of(client_for(marketer), draft)


def test_a_reviewer_sees_the_way_to_the_review(client_for, reviewer, draft):
    Generation.objects.filter(pk=draft.pk).update(review_status="submitted", frozen_hash="0")

    page = page_of(client_for(reviewer), draft)

    assert f'href="/review/{draft.pk}/"' in page
    assert "Submit for review" not in page


def test_the_text_tab_shows_every_field(client_for, marketer, draft):
    page = page_of(client_for(marketer), draft, tab="text")

    assert "Option 1: subject" in page
    assert "<iframe" not in page


def test_the_history_tells_of_people_and_models(client_for, marketer, reviewer, draft):
    LLMCallFactory(generation=draft, status="failed", error="The model is overloaded.")
    decide(draft, AuditAction.DRAFT_REJECTED, reviewer, status="rejected", reason="No.", reasons=["weak_cta"])

    page = page_of(client_for(marketer), draft, tab="history")

    for words in ("rejected the draft", "Weak call to action", "The model is overloaded.", "did not answer"):
        assert words in page


@pytest.mark.parametrize("part", ["panel", "frame"])
def test_a_tab_or_width_changes_its_part_alone(client_for, marketer, draft, part):
    headers = {"HX-Request": "true", "HX-Target": part}

    page = client_for(marketer).get(f"/drafts/{draft.pk}/?view=mobile", headers=headers).content.decode()

    assert f'id="{part}"' in page
    assert "<html" not in page
    assert "frame-mobile" in page


def test_a_failed_draft_says_why_and_offers_another_try(client_for, marketer):
    draft = GenerationFactory(status="failed", error="The worker broke down.")

    page = page_of(client_for(marketer), draft)

    for words in (
        "The draft could not be made",
        "The worker broke down.",
        "Try again",
        "req_0123456789abcdef",
    ):
        assert words in page


def test_a_cancelled_draft_offers_another_try(client_for, marketer):
    page = page_of(client_for(marketer), GenerationFactory(status="cancelled"))

    assert "This draft was cancelled" in page
    assert "Try again" in page


def test_people_without_the_role_see_no_buttons(client_for, nobody, draft):
    page = page_of(client_for(nobody), draft)

    assert "Submit for review" not in page
    assert "/edit/" not in page


def test_a_draft_whose_tool_is_gone_can_still_be_looked_at(client_for, marketer, draft):
    Generation.objects.filter(pk=draft.pk).update(tool="horoscope")

    assert "can’t read them any more" in page_of(client_for(marketer), draft)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "w" * 200,
        "שלום \u05e2\u05d5\u05dc\u05dd 🎉",
        "{{ constructor }} {% load %}",
    ],
)
def test_ugly_words_stay_words(client_for, marketer, text):
    content = email_content(headline=text[:120], greeting=text[:120])
    content["sections"][0]["body"] = text
    draft = make_ready(GenerationFactory(), content=content, title=text, summary=text, notice=text)
    make_finding(draft, message=text, quote=text, suggestion=text, detail=text)

    for tab in ("preview", "text", "history"):
        response = client_for(marketer).get(f"/drafts/{draft.pk}/", {"tab": tab})
        assert response.status_code == 200
        assert b"<script>alert(1)" not in response.content


@pytest.mark.parametrize("tab", ["preview", "history"])
def test_the_page_costs_the_same_however_much_there_is(client_for, marketer, tab):
    request = DraftRequestFactory(variants=2, requested_by=marketer)
    draft = make_ready(GenerationFactory(request=request, variant=1))
    make_ready(GenerationFactory(request=request, variant=2))
    client = client_for(marketer)
    make_finding(draft)
    LLMCallFactory(generation=draft)
    GenerationFactory(request=DraftRequestFactory(campaign=draft.campaign, parent=draft), parent=draft)
    few = _queries(client, draft, tab)
    for number in range(2, 25):
        make_finding(draft)
        LLMCallFactory(generation=draft, attempt=number)
        Revision.objects.create(
            generation=draft, number=number, origin="person", author=marketer, content={}, content_hash="0"
        )
        decide(draft, AuditAction.DRAFT_COMMENTED, marketer, status="draft", reason="Hm.")
        GenerationFactory(request=DraftRequestFactory(campaign=draft.campaign, parent=draft), parent=draft)

    assert _queries(client, draft, tab) == few <= 15


def _queries(client, draft, tab):
    client.get(f"/drafts/{draft.pk}/", {"tab": tab})
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/drafts/{draft.pk}/", {"tab": tab})
    return len(queries)


def test_a_stranger_finds_nothing(client_for, outsider, marketer, draft):
    BrandMembershipFactory(brand=draft.brand, user=marketer)

    assert client_for(outsider).get(f"/drafts/{draft.pk}/").status_code == 404


def test_it_needs_a_login(client, draft):
    assert client.get(f"/drafts/{draft.pk}/")["Location"].startswith("/accounts/login/")


def test_posting_is_refused(client_for, marketer, draft):
    assert client_for(marketer).post(f"/drafts/{draft.pk}/").status_code == 405
