import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from generation.models import AuditEntry, Generation, Revision
from review import workflow
from review.models import Claim, Decision
from tests.conftest import Role
from tests.factories import make_finding
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db

CHANGES = {"reasons": ["fact_error", "too_long"], "note": "Give the best-seller line a source."}
REJECTION = {"reason": "legal", "note": "The offer has ended."}
SENT = {"approve": {}, "request_changes": CHANGES, "reject": REJECTION}
STATUSES = {"approve": "approved", "request_changes": "changes_requested", "reject": "rejected"}


def url(draft, name):
    return reverse(f"review:{name}", args=[draft.pk])


def send(client, draft, name, headers=None, **changes):
    return client.post(
        url(draft, name), {"seen": draft.frozen_hash} | SENT[name] | changes, headers=headers or {}
    )


@pytest.mark.parametrize("name", SENT)
def test_deciding_settles_the_draft_and_is_recorded(client_for, reviewer, held, name):
    response = send(client_for(reviewer), held, name)

    assert response.url == reverse("review:queue")
    assert reload(held).review_status == STATUSES[name]
    decision = Decision.objects.get()
    assert (decision.decided_by, decision.frozen_hash) == (reviewer, held.frozen_hash)
    assert AuditEntry.objects.filter(action=f"draft.{STATUSES[name]}", actor=reviewer).exists()


def test_the_next_draft_follows_a_decision(client_for, reviewer, held, make_waiting):
    following = make_waiting()

    assert send(client_for(reviewer), held, "approve").url == url(following, "item")
    assert reload(following).held_by == reviewer
    assert 'id="do-approve"' in client_for(reviewer).get(url(following, "item")).content.decode()


@pytest.mark.parametrize("name", SENT)
def test_each_decision_begins_the_next_review(client_for, reviewer, held, make_waiting, name):
    following = make_waiting()

    send(client_for(reviewer), held, name)

    assert Claim.objects.open().get().generation == following
    assert AuditEntry.objects.filter(action="draft.claimed", generation=following, actor=reviewer).exists()


def test_who_goes_back_to_the_list_holds_nothing(client_for, reviewer, held, make_waiting):
    make_waiting()
    type(reviewer).objects.filter(pk=reviewer.pk).update(after_decision="list")

    assert send(client_for(reviewer), held, "approve").url == reverse("review:queue")
    assert not Claim.objects.open().exists()


def test_a_refused_decision_begins_nothing(client_for, reviewer, held, make_waiting):
    make_waiting()

    send(client_for(reviewer), held, "reject", reason="")

    assert Claim.objects.open().get().generation == held


def test_two_who_decide_one_after_the_other_go_on_to_two_drafts(
    client_for, reviewer, reviewer2, held, make_waiting
):
    theirs = make_waiting()
    workflow.claim(by=reviewer2, generation=theirs)
    first, second = make_waiting(), make_waiting()

    went = [
        send(client_for(who), draft, "approve").url for who, draft in ((reviewer, held), (reviewer2, theirs))
    ]

    assert went == [url(first, "item"), url(second, "item")]


def test_by_htmx_the_browser_goes_to_the_next_draft(client_for, reviewer, held, make_waiting, htmx):
    following = make_waiting()

    response = send(client_for(reviewer), held, "reject", headers=htmx)

    assert response["HX-Redirect"] == url(following, "item")


def test_what_the_reviewer_asked_for_is_not_next(client_for, reviewer, held, make_waiting):
    reviewer.groups.add(Group.objects.get(name=Role.MARKETER))
    make_waiting(by=reviewer)

    assert send(client_for(reviewer), held, "approve").url == reverse("review:queue")


@pytest.mark.parametrize("name", SENT)
def test_each_decision_has_a_form_of_its_own(client_for, reviewer, held, htmx, name):
    client = client_for(reviewer)

    page = client.get(url(held, name)).content.decode()
    fragment = client.get(url(held, name), headers=htmx | {"HX-Target": "decision"}).content.decode()

    assert "<html" in page
    assert f'name="seen" value="{held.frozen_hash}"' in page
    assert fragment.lstrip().startswith("<section")
    assert 'class="decide-panel"' in fragment


def test_the_approval_says_what_it_approves(client_for, reviewer, held):
    content = client_for(reviewer).get(url(held, "approve")).content.decode()

    assert "Exactly revision r1" in content
    assert held.frozen_hash[:12] in content


@pytest.mark.parametrize("name", [*SENT, "undo", "withdraw", "reopen"])
def test_decisions_need_login(client, held, name):
    assert client.post(url(held, name)).status_code == 302


@pytest.mark.parametrize("name", [*SENT, "undo", "withdraw", "reopen"])
def test_strangers_do_not_find_them(client_for, outsider, held, name):
    assert client_for(outsider).post(url(held, name), SENT.get(name, {})).status_code == 404


@pytest.mark.parametrize("name", [*SENT, "undo", "withdraw", "reopen"])
@pytest.mark.parametrize("who", ["marketer", "admin"])
def test_others_than_reviewers_are_refused(client_for, request, held, name, who):
    response = client_for(request.getfixturevalue(who)).post(url(held, name), SENT.get(name, {}))

    assert response.status_code == 403
    assert reload(held).review_status == "in_review"


@pytest.mark.parametrize("name", [*SENT, "undo", "withdraw", "reopen"])
def test_other_methods_are_refused(client_for, reviewer, held, name):
    assert client_for(reviewer).delete(url(held, name)).status_code == 405


@pytest.mark.parametrize(
    ("name", "changes", "words"),
    [
        ("request_changes", {"note": " "}, "Say what should change."),
        ("request_changes", {"reasons": []}, "Pick at least one reason."),
        ("request_changes", {"note": "x" * 2001}, "This is too long"),
        ("request_changes", {"note": "a\u202eb"}, "can’t be seen"),
        ("request_changes", {"reasons": ["nonsense"]}, "nonsense"),
        ("reject", {"note": ""}, "Say why"),
        ("reject", {"reason": ""}, "Pick the main reason."),
    ],
)
def test_an_incomplete_decision_comes_back_with_what_was_typed(
    client_for, reviewer, held, htmx, name, changes, words
):
    response = send(client_for(reviewer), held, name, headers=htmx, **changes)

    content = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in content
    assert words in content
    assert reload(held).review_status == "in_review"


def test_without_script_an_incomplete_decision_is_a_whole_page(client_for, reviewer, held):
    response = send(client_for(reviewer), held, "reject", reason="")

    assert response.status_code == 422
    assert "<html" in response.content.decode()
    assert "The offer has ended." in response.content.decode()


def test_an_open_must_fix_finding_needs_a_lead_and_a_note(client_for, lead, reviewer, held):
    make_finding(held, severity="must_fix")
    Generation.objects.filter(pk=held.pk).update(must_fix=1)
    assert send(client_for(reviewer), held, "approve", note="The source is on file.").status_code == 403
    workflow.take_over(by=lead, generation=reload(held))
    client = client_for(lead)

    refused = send(client, held, "approve")

    assert refused.status_code == 422
    assert "A finding must be fixed." in refused.content.decode()
    assert send(client, held, "approve", note="The source is on file.").status_code == 302
    assert reload(held).review_status == "approved"


def test_words_that_changed_are_not_approved_and_the_note_is_kept(client_for, reviewer, held, htmx):
    response = send(client_for(reviewer), held, "approve", headers=htmx, seen="0" * 64, note="Good to go.")

    content = response.content.decode()
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#desk"
    assert "The draft has changed" in content
    assert "Good to go." in content
    assert f'name="seen" value="{held.frozen_hash}"' in content
    assert reload(held).review_status == "in_review"


def test_a_form_sent_back_still_names_the_words_that_were_read(client_for, reviewer, held, htmx):
    """The reader has seen no other words, so the hash must not move on with the form alone."""
    seen = "0" * 64

    response = send(client_for(reviewer), held, "request_changes", headers=htmx, seen=seen, note="")

    assert f'name="seen" value="{seen}"' in response.content.decode()


def test_a_panel_opened_from_an_old_page_draws_the_page_again(client_for, reviewer, held, htmx):
    response = client_for(reviewer).get(
        url(held, "approve"), {"seen": "0" * 64}, headers=htmx | {"HX-Target": "decision"}
    )

    assert response.status_code == 409
    assert response["HX-Retarget"] == "#desk"
    assert "It is not what you opened" in response.content.decode()


def test_a_rival_who_takes_over_between_read_and_write_wins(client_for, reviewer, lead, held, monkeypatch):
    def first_the_rival(*, by, generation, approve=workflow.approve, **typed):
        workflow.take_over(by=lead, generation=reload(generation))
        return approve(by=by, generation=generation, **typed)

    monkeypatch.setattr(workflow, "approve", first_the_rival)

    response = send(client_for(reviewer), held, "approve", note="Good to go.")

    content = response.content.decode()
    assert response.status_code == 409
    assert "Lea Duval is reviewing this draft now." in content
    assert "Good to go." in content
    assert reload(held).held_by == lead
    assert not Decision.objects.exists()


def test_an_edit_between_read_and_write_wins(client_for, reviewer, held, monkeypatch):
    def first_an_edit(*, by, generation, approve=workflow.approve, **typed):
        newer = Revision.objects.create(
            generation=generation,
            number=2,
            origin="template",
            content=generation.current_revision.content | {"headline": "Other words"},
            content_hash="1" * 64,
        )
        Generation.objects.filter(pk=generation.pk).update(current_revision=newer)
        return approve(by=by, generation=generation, **typed)

    monkeypatch.setattr(workflow, "approve", first_an_edit)

    assert send(client_for(reviewer), held, "approve").status_code == 409
    assert reload(held).review_status == "in_review"


def test_approving_twice_counts_once(client_for, reviewer, held):
    client = client_for(reviewer)
    send(client, held, "approve")

    assert send(client, held, "approve").status_code == 409
    assert Decision.objects.count() == 1


def test_nobody_approves_what_somebody_else_holds(client_for, reviewer2, held):
    assert send(client_for(reviewer2), held, "approve", note="Mine").status_code == 403
    assert reload(held).review_status == "in_review"


@pytest.mark.parametrize("is_superuser", [False, True])
def test_who_asked_for_a_draft_can_not_approve_it(client_for, reviewer, make_waiting, is_superuser):
    reviewer.groups.add(Group.objects.get(name=Role.MARKETER))
    reviewer.is_superuser = is_superuser
    reviewer.save(update_fields=["is_superuser"])
    draft = make_waiting(by=reviewer)
    reviewers_own = client_for(reviewer)

    claimed = reviewers_own.post(url(draft, "claim"))
    decided = send(reviewers_own, reload(draft), "approve")

    assert claimed.status_code == 403
    assert decided.status_code in (403, 409)
    assert reload(draft).review_status == "submitted"


def test_a_decision_is_undone_within_ten_seconds(client_for, reviewer, approved):
    response = client_for(reviewer).post(url(approved, "undo"))

    assert response.url == url(approved, "item")
    assert reload(approved).review_status == "in_review"
    assert AuditEntry.objects.filter(action="draft.decision_undone").exists()


def test_the_item_offers_undo_to_who_decided(client_for, reviewer, reviewer2, approved):
    assert (
        f'action="{url(approved, "undo")}"'
        in client_for(reviewer).get(url(approved, "item")).content.decode()
    )
    assert url(approved, "undo") not in client_for(reviewer2).get(url(approved, "item")).content.decode()


def test_after_ten_seconds_it_stands(client_for, reviewer, approved):
    from datetime import timedelta

    Generation.objects.filter(pk=approved.pk).update(decided_at=approved.decided_at - timedelta(seconds=11))

    assert client_for(reviewer).post(url(approved, "undo")).status_code == 409
    assert reload(approved).review_status == "approved"


def test_only_who_decided_can_undo(client_for, reviewer2, approved):
    assert client_for(reviewer2).post(url(approved, "undo")).status_code == 403


def test_the_offer_to_undo_goes_by_itself(client_for, reviewer, approved, htmx):
    assert client_for(reviewer).get(url(approved, "undo"), headers=htmx).content == b""
    assert "<html" in client_for(reviewer).get(url(approved, "undo")).content.decode()


def test_an_approval_is_withdrawn_with_a_reason(client_for, reviewer2, approved):
    client = client_for(reviewer2)

    assert "Kept in the record." in client.get(url(approved, "withdraw")).content.decode()
    assert client.post(url(approved, "withdraw"), {"note": ""}).status_code == 422
    assert client.post(url(approved, "withdraw"), {"note": "Price changed."}).url == url(approved, "item")
    assert reload(approved).review_status == "withdrawn"
    assert AuditEntry.objects.get(action="draft.withdrawn").said == "Price changed."


def test_what_is_not_approved_can_not_be_withdrawn(client_for, reviewer, held):
    response = client_for(reviewer).post(url(held, "withdraw"), {"note": "Price changed."})

    assert response.status_code == 409
    assert "Price changed." in response.content.decode()


def test_a_lead_reopens_with_a_reason(client_for, lead, rejected):
    client = client_for(lead)

    assert url(rejected, "reopen") in client.get(url(rejected, "item")).content.decode()
    assert client.post(url(rejected, "reopen"), {"note": ""}).status_code == 422
    assert client.post(url(rejected, "reopen"), {"note": "The source was found."}).url == url(
        rejected, "item"
    )
    assert reload(rejected).review_status == "submitted"


def test_reviewers_can_not_reopen(client_for, reviewer, rejected):
    client = client_for(reviewer)

    assert url(rejected, "reopen") not in client.get(url(rejected, "item")).content.decode()
    assert client.post(url(rejected, "reopen"), {"note": "The source was found."}).status_code == 403
