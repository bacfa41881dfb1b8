"""Approvers outside: what a link lets them do, when it ends, and that it is never enough alone."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core import signing
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from crm_llm.accounts.models import Role, User
from crm_llm.logging import _without_keys
from generation.llm_client.limits import NANO
from generation.models import AuditEntry, Generation, RateBucket
from review import tasks, workflow
from review.exceptions import NotAllowed, WrongState
from review.gate import gate_of
from review.models import Decision, Notification, OutsideAnswer, OutsideLink, ReviewPolicy, ReviewStage
from review.workflow import outside
from tests.factories import change_kit
from tests.review.conftest import reload

JO = {"name": "Jo Client", "email": "jo@client.example", "days": 7}
APPROVE = {"kind": "approved"}
CHANGES = {"kind": "changes_requested", "body": "The date is wrong."}


@pytest.fixture
def token(waiting, reviewer):
    return outside.invite(by=reviewer, generation=waiting, **JO)[1]


@pytest.fixture
def link(token):
    return OutsideLink.objects.get()


def page(token: str) -> str:
    return reverse("review:visitor", args=[token])


def preview(token: str) -> str:
    return reverse("review:visitor_preview", args=[token])


def said() -> list[str]:
    entries = AuditEntry.objects.filter(action__startswith="outside.").order_by("pk")
    return [f"{entry.actor_label}: {entry.action}" for entry in entries]


# ---- reading -------------------------------------------------------------------------------------


def test_somebody_without_an_account_reads_the_draft(client, token, waiting):
    text = client.get(page(token)).content.decode()
    assert waiting.title in text
    assert "Ana Ferreira asks Jo Client" in text
    assert waiting.current_revision.content["headline"] in text
    assert "<h1" in client.get(preview(token)).content.decode()


def test_nothing_from_inside_is_on_the_page(client, token, waiting, reviewer, marketer):
    workflow.comment(by=reviewer, generation=waiting, body="Between us: too cheap.")
    Generation.objects.filter(pk=waiting.pk).update(model="anthropic/claude-sonnet-4.6", top_finding="Rule x")
    text = client.get(page(token)).content.decode() + client.get(preview(token)).content.decode()
    inside = ["too cheap", "laude", "Rule x", "Must fix", "prompt", "cost", "Maya", marketer.username]
    assert [word for word in inside if word in text] == []
    assert str(waiting.pk) not in text


def test_no_cache_search_engine_or_referrer_learns_of_it(client, token):
    for url in (page(token), preview(token)):
        headers = client.get(url).headers
        assert "no-store" in headers["Cache-Control"]
        assert "noindex" in headers["X-Robots-Tag"]
        assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")


def test_the_document_may_run_and_load_nothing(client, token):
    answer = client.get(preview(token))
    assert answer.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script" not in client.get(page(token)).content.decode()


def test_opening_uses_nothing_up_and_is_recorded_once(client, token, link):
    for _ in range(3):
        assert client.get(page(token)).status_code == 200
    client.get(preview(token))
    client.head(page(token))
    assert said() == ["Ana Ferreira: outside.invited", "Jo Client (outside): outside.opened"]
    assert client.post(page(token), APPROVE).status_code == 302


def test_the_address_is_kept_nowhere(token, link):
    assert len(token) > 60
    assert token not in str(OutsideLink.objects.values().get())
    assert token not in str(list(AuditEntry.objects.values()))
    assert re.fullmatch(r"[0-9a-f]{64}", link.token_hash)


# ---- answering -----------------------------------------------------------------------------------


def test_an_approval_is_advice_on_record(client, token, waiting, reviewer, client_for):
    answer = client.post(page(token), APPROVE | {"body": "Fine for us."})
    assert answer.url == page(token)
    assert reload(waiting).review_status == "submitted"
    assert said()[-1] == "Jo Client (outside): outside.approved"
    assert "You approved this version." in client.get(page(token)).content.decode()
    desk = client_for(reviewer).get(reverse("review:item", args=[waiting.pk])).content.decode()
    assert "Jo Client, outside" in desk
    assert "Fine for us." in desk


def test_who_asked_is_told(client, token, reviewer):
    client.post(page(token), CHANGES)
    (told,) = Notification.objects.filter(recipient=reviewer)
    assert (told.kind, told.facts["name"]) == ("answered_outside", "Jo Client")


def test_a_decision_can_be_taken_once(client, token, link):
    client.post(page(token), APPROVE)
    assert client.post(page(token), CHANGES).status_code == 409
    assert client.post(page(token), APPROVE).status_code == 409
    assert [answer.kind for answer in link.answers.all()] == ["approved"]


def test_comments_leave_the_decision_open(client, token, link):
    for number in range(2):
        client.post(page(token), {"kind": "commented", "body": f"Thought {number}"})
    client.post(page(token), CHANGES)
    assert [answer.kind for answer in link.answers.all()] == ["commented", "commented", "changes_requested"]


def test_comments_come_to_an_end(token, link):
    for number in range(outside.MOST_COMMENTS):
        outside.answer(link=link, kind=OutsideAnswer.Kind.COMMENTED, body=f"Thought {number}")
    with pytest.raises(WrongState):
        outside.answer(link=link, kind=OutsideAnswer.Kind.COMMENTED, body="One more")


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"kind": "changes_requested"},
        {"kind": "commented", "body": "  "},
        {"kind": "rejected", "body": "No."},
        {"kind": "commented", "body": "x" * 2001},
        {"kind": "commented", "body": "a\x00b"},
    ],
)
def test_an_answer_that_says_nothing_usable_is_refused(client, token, wrong):
    answer = client.post(page(token), wrong)
    assert answer.status_code == 422
    assert not OutsideAnswer.objects.exists()


def test_hostile_words_stay_words(client, token, waiting, reviewer, client_for):
    words = "<script>alert(1)</script> {{ 7*7 }} <img src=x onerror=alert(1)>"
    client.post(page(token), {"kind": "changes_requested", "body": words})
    for there in (page(token),):
        assert "<script>alert" not in client.get(there).content.decode()
    for name in ("review:item", "review:outside"):
        text = client_for(reviewer).get(reverse(name, args=[waiting.pk])).content.decode()
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_a_form_from_another_site_is_refused(token):
    assert Client(enforce_csrf_checks=True).post(page(token), APPROVE).status_code == 403
    assert not OutsideAnswer.objects.exists()


def test_a_browser_without_scripts_can_answer(token):
    client = Client(enforce_csrf_checks=True)
    form = client.get(page(token)).content.decode()
    csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', form)[1]
    assert client.post(page(token), APPROVE | {"csrfmiddlewaretoken": csrf}).status_code == 302


# ---- a stage for an approver outside ---------------------------------------------------------------


@pytest.fixture
def with_stage(brand, reviewer):
    """Reviewers first, then somebody outside."""
    policy = ReviewPolicy.objects.create(name="Then the client", brand=brand)
    reviewers = Group.objects.get(name=Role.REVIEWER)
    ReviewStage.objects.create(policy=policy, position=1, name="Brand", group=reviewers)
    ReviewStage.objects.create(policy=policy, position=2, name="Client", outside=True)
    return policy


@pytest.fixture
def at_client(with_stage, make_waiting, reviewer):
    """A draft that waits for the client."""
    draft = make_waiting()
    workflow.claim(by=reviewer, generation=draft)
    held = reload(draft)
    workflow.approve(by=reviewer, generation=held, seen=held.frozen_hash)
    return reload(draft)


def test_at_its_stage_an_approval_counts(client, at_client, reviewer, marketer):
    link, token = outside.invite(by=reviewer, generation=at_client, **JO)
    client.post(page(token), APPROVE)
    draft = reload(at_client)
    assert draft.review_status == "approved"
    decision = Decision.objects.get(verdict="approved")
    assert (decision.decided_outside, decision.frozen_hash) == ("Jo Client (outside)", link.frozen_hash)
    assert link.answers.get().decision == decision
    assert "You approved this version." in client.get(page(token)).content.decode()
    assert Notification.objects.filter(recipient=marketer, kind="approved").exists()


def test_before_its_stage_an_approval_is_advice(with_stage, make_waiting, reviewer, client):
    draft = make_waiting()
    client.post(page(outside.invite(by=reviewer, generation=draft, **JO)[1]), APPROVE)
    assert reload(draft).review_status == "submitted"
    assert gate_of(draft).at == 0
    assert outside.invite(by=reviewer, generation=reload(draft), **JO)  # to be asked again at the stage


def test_an_outside_approval_alone_is_never_enough(with_stage, make_waiting, reviewer, client):
    with_stage.stages.filter(position=1).delete()
    draft = make_waiting()
    client.post(page(outside.invite(by=reviewer, generation=draft, **JO)[1]), APPROVE)
    assert reload(draft).review_status == "submitted"


def test_changes_from_outside_are_for_a_reviewer_to_decide(client, client_for, at_client, reviewer2):
    token = outside.invite(by=reviewer2, generation=at_client, **JO)[1]
    client.post(page(token), CHANGES)
    assert reload(at_client).review_status == "submitted"
    desk = client_for(reviewer2).get(reverse("review:item", args=[at_client.pk])).content.decode()
    assert reverse("review:claim", args=[at_client.pk]) in desk


def test_while_a_reviewer_holds_it_nothing_is_used_up(client, at_client, reviewer, reviewer2):
    token = outside.invite(by=reviewer, generation=at_client, **JO)[1]
    workflow.claim(by=reviewer2, generation=at_client)
    answer = client.post(page(token), APPROVE | {"body": "Fine for us."})
    assert answer.status_code == 409
    assert "Fine for us." in answer.content.decode()
    assert "Okafor" not in answer.content.decode()
    workflow.release(by=reviewer2, generation=reload(at_client))
    assert client.post(page(token), APPROVE).status_code == 302


def test_one_person_does_not_approve_one_version_twice(client, with_stage, make_waiting, reviewer):
    with_stage.stages.filter(position=1).update(position=3)
    with_stage.stages.filter(position=2).update(approvals=2)
    draft = make_waiting()
    client.post(page(outside.invite(by=reviewer, generation=draft, **JO)[1]), APPROVE)
    assert gate_of(draft).missing == 1
    with pytest.raises(WrongState):
        outside.invite(by=reviewer, generation=reload(draft), **JO | {"name": "J. Client"})


def test_an_approval_of_a_kit_that_changed_since_is_refused(client, at_client, reviewer):
    token = outside.invite(by=reviewer, generation=at_client, **JO)[1]
    change_kit(at_client.brand, sender_name="Other Coffee")
    assert client.post(page(token), APPROVE).status_code == 409
    assert not OutsideAnswer.objects.exists()


# ---- the end of a link ---------------------------------------------------------------------------


def expire(link, **_):
    OutsideLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(seconds=1))


def revoke(link, reviewer2, **_):
    outside.revoke(by=reviewer2, link=link)


def edit(waiting, reviewer2, **_):
    workflow.claim(by=reviewer2, generation=waiting)
    workflow.edit(by=reviewer2, generation=reload(waiting), based_on=1, edits={"headline": "Fresh"})


def change_the_kit(waiting, reviewer2, **_):
    change_kit(waiting.brand, sender_name="Other Coffee")
    workflow.claim(by=reviewer2, generation=reload(waiting))


def reject(waiting, reviewer2, **_):
    workflow.claim(by=reviewer2, generation=waiting)
    held = reload(waiting)
    workflow.reject(by=reviewer2, generation=held, seen=held.frozen_hash, reason="legal", note="No.")


def recall(waiting, marketer, **_):
    workflow.recall(by=marketer, generation=waiting)


def ask_again(waiting, reviewer2, **_):
    outside.invite(by=reviewer2, generation=waiting, **JO | {"email": "JO@client.example"})


ENDS = [expire, revoke, edit, change_the_kit, reject, recall, ask_again]


@pytest.mark.parametrize("end", ENDS, ids=lambda end: end.__name__)
def test_a_link_that_has_ended_lets_nobody_in(client, token, link, waiting, reviewer2, marketer, end):
    end(link=link, waiting=waiting, reviewer2=reviewer2, marketer=marketer)
    answers = [client.get(page(token)), client.get(preview(token)), client.post(page(token), APPROVE)]
    assert [answer.status_code for answer in answers] == [410, 410, 410]
    assert waiting.title not in answers[0].content.decode()
    assert not OutsideAnswer.objects.exists()
    assert said().count("Jo Client (outside): outside.refused") == 1


def test_the_end_is_looked_at_again_when_the_answer_is_stored(link, waiting, reviewer2):
    """The page was let in a moment before."""
    revoke(link, reviewer2)
    with pytest.raises(WrongState):
        outside.answer(link=link, kind=OutsideAnswer.Kind.APPROVED, body="")


FOREIGN = {
    "random": "x" * 60,
    "signed by another": signing.Signer(key="k" * 50, sep=".", salt="review.outside").sign("a" * 43),
    "signed by us, never given": outside._signer.sign("a" * 43),
    "signed for something else": signing.Signer(sep=".").sign("a" * 43),
}


@pytest.mark.parametrize("foreign", FOREIGN.values(), ids=FOREIGN)
def test_an_address_that_we_never_gave_leads_nowhere(client, link, foreign):
    assert client.get(page(foreign)).status_code == 404
    assert client.get(preview(foreign)).status_code == 404
    assert client.post(page(foreign), APPROVE).status_code == 404


def test_part_of_an_address_leads_nowhere(client, token):
    assert client.get(page(token[:-1])).status_code == 404
    assert client.get(page(token.split(".")[0])).status_code == 404


def test_a_link_leads_to_no_other_draft(client, token, make_waiting, reviewer):
    other = make_waiting(title="The other one")
    assert "The other one" not in client.get(page(token)).content.decode()
    client.post(page(token), APPROVE)
    assert not OutsideAnswer.objects.filter(link__generation=other).exists()


@pytest.mark.parametrize("bucket", ["outside:link:", "outside:from:"])
def test_too_many_requests_have_to_wait(client, token, bucket):
    """A full bucket, of the link or of the network address: both are filled by every visit."""
    client.get(page(token))
    full = (int(timezone.now().timestamp()) + 60) * NANO
    assert RateBucket.objects.filter(name__startswith=bucket).update(empty_at_ns=full) == 1
    answers = [client.get(page(token)), client.get(preview(token)), client.post(page(token), APPROVE)]
    assert [answer.status_code for answer in answers] == [429, 429, 429]
    assert 0 < int(answers[0].headers["Retry-After"]) <= 61


def test_who_tries_addresses_that_we_never_gave_is_counted_too(client, db):
    client.get(page("x" * 60))
    assert RateBucket.objects.get().name.startswith("outside:from:")


def test_counts_of_visits_are_forgotten(client, token):
    client.get(page(token))
    assert RateBucket.objects.filter(name__startswith="outside:").count() == 2
    RateBucket.objects.update(empty_at_ns=1)
    tasks.forget_notifications()
    assert not RateBucket.objects.exists()


# ---- asking --------------------------------------------------------------------------------------


def test_a_reviewer_makes_a_link_whose_address_is_shown_once(client_for, client, waiting, reviewer):
    url = reverse("review:outside", args=[waiting.pk])
    desk = client_for(reviewer)
    made = desk.post(url, JO)
    address = re.search(r'id="address">http://testserver(/r/[^<]+)<', made.content.decode())[1]
    assert client.get(address).status_code == 200
    assert made.headers["Cache-Control"] == "no-store"
    assert "/r/" not in desk.get(url).content.decode()
    assert "jo@client.example" in desk.get(url).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"email": "jo"}, {"days": "0"}, {"days": "31"}, {"name": "Jo\x07"}]
)
def test_a_form_with_a_fault_makes_no_link(client_for, waiting, reviewer, wrong):
    answer = client_for(reviewer).post(reverse("review:outside", args=[waiting.pk]), JO | wrong)
    assert answer.status_code == 422
    assert not OutsideLink.objects.exists()


def test_who_asked_for_the_draft_can_not_choose_who_approves_it(make_waiting, marketer, reviewer, lead):
    own = make_waiting(by=reviewer)
    with pytest.raises(NotAllowed):
        outside.invite(by=reviewer, generation=own, **JO)
    with pytest.raises(NotAllowed):
        outside.invite(by=marketer, generation=own, **JO)


def test_who_wrote_part_of_it_can_not_either(waiting, reviewer):
    workflow.claim(by=reviewer, generation=waiting)
    workflow.edit(by=reviewer, generation=reload(waiting), based_on=1, edits={"headline": "Fresh"})
    with pytest.raises(NotAllowed):
        outside.invite(by=reviewer, generation=reload(waiting), **JO)


def test_who_wrote_it_is_no_approver_outside(waiting, marketer, reviewer):
    User.objects.filter(pk=marketer.pk).update(email="maya@northwind.example")
    with pytest.raises(NotAllowed):
        outside.invite(by=reviewer, generation=waiting, **JO | {"email": "Maya@northwind.example"})


def test_only_what_is_under_review_is_shown_outside(rejected, reviewer2):
    with pytest.raises(WrongState):
        outside.invite(by=reviewer2, generation=rejected, **JO)


def test_a_draft_of_another_brand_can_not_be_shown(waiting, outsider):
    with pytest.raises(NotAllowed):
        outside.invite(by=outsider, generation=waiting, **JO)


def test_a_link_is_revoked_from_its_page(client_for, client, waiting, reviewer, token, link):
    url = reverse("review:outside_revoke", args=[waiting.pk])
    for _ in range(2):
        assert client_for(reviewer).post(url, {"link": link.pk}).status_code == 302
    assert client.get(page(token)).status_code == 410
    assert said().count("Ana Ferreira: outside.revoked") == 1


def test_a_link_of_another_draft_is_not_revoked(client_for, make_waiting, reviewer, link):
    url = reverse("review:outside_revoke", args=[make_waiting().pk])
    assert client_for(reviewer).post(url, {"link": link.pk}).status_code == 404
    assert OutsideLink.objects.get().revoked_at is None


def test_the_page_costs_the_same_however_many_links(
    client_for, waiting, reviewer, token, django_assert_max_num_queries, django_assert_num_queries
):
    url = reverse("review:outside", args=[waiting.pk])
    client = client_for(reviewer)
    with django_assert_max_num_queries(8) as one:
        client.get(url)
    for number in range(5):
        outside.invite(by=reviewer, generation=waiting, **JO | {"email": f"p{number}@client.example"})
    with django_assert_num_queries(len(one)):
        client.get(url)


def test_the_audit_log_tells_of_it_under_reviews(client_for, lead, link):
    text = client_for(lead).get(reverse("review:audit"), {"kind": "review"}).content.decode()
    assert "made a link for an approver outside" in text


# ---- races ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_at_once_one_counts(shared_db, at_once, token, link):
    def click(kind, body=""):
        return outside.answer(link=outside.link_of(token), kind=kind, body=body)

    results = at_once(
        lambda: click(OutsideAnswer.Kind.APPROVED), lambda: click(OutsideAnswer.Kind.CHANGES_REQUESTED, "No.")
    )
    assert sorted(type(result).__name__ for result in results) == ["OutsideAnswer", "WrongState"]
    assert OutsideAnswer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_no_answer_counts_for_words_that_came_in_the_same_moment(
    shared_db, at_once, token, link, waiting, reviewer2
):
    workflow.claim(by=reviewer2, generation=waiting)
    held = reload(waiting)
    results = at_once(
        lambda: outside.answer(link=outside.link_of(token), kind=OutsideAnswer.Kind.APPROVED, body=""),
        lambda: workflow.edit(by=reviewer2, generation=held, based_on=1, edits={"headline": "Fresh"}),
    )
    given = [result for result in results if isinstance(result, OutsideAnswer)]
    # Whoever was first: an answer is always about the bytes that the link is for.
    assert all(answer.link.frozen_hash == link.frozen_hash for answer in given)
    assert reload(waiting).frozen_hash != link.frozen_hash


@pytest.mark.django_db(transaction=True)
def test_of_two_links_for_one_person_made_at_once_one_is_open(
    shared_db, at_once, waiting, reviewer, reviewer2
):
    at_once(
        lambda: outside.invite(by=reviewer, generation=reload(waiting), **JO),
        lambda: outside.invite(by=reviewer2, generation=reload(waiting), **JO),
    )
    assert OutsideLink.objects.open(timezone.now()).count() == 1


def test_logs_do_not_tell_the_address(token):

    line = f'{{"event": "Forbidden (CSRF cookie not set.): {page(token)}"}}'
    assert token not in _without_keys(None, "warning", line)
