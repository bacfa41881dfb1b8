from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from generation.models import AuditEntry, Generation, Revision
from review import workflow
from review.models import Comment
from tests.conftest import Role
from tests.factories import FactFactory, GenerationFactory, change_kit, make_finding, make_ready
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db


def url(draft, name="item"):
    return reverse(f"review:{name}", args=[draft.pk])


def test_get_shows_the_draft_and_changes_nothing(client_for, reviewer, waiting):
    entries = AuditEntry.objects.count()

    response = client_for(reviewer).get(url(waiting))

    content = response.content.decode()
    assert response.status_code == 200
    assert waiting.title in content
    assert f"{reverse('generation:draft_preview', args=[waiting.pk])}?rev=1" in content
    assert reload(waiting).review_status == "submitted"
    assert AuditEntry.objects.count() == entries


def test_it_needs_login(client, waiting):
    assert client.get(url(waiting)).status_code == 302


def test_strangers_do_not_find_it(client_for, outsider, waiting):
    assert client_for(outsider).get(url(waiting)).status_code == 404


def test_colleagues_who_do_not_review_are_refused(client_for, marketer, waiting):
    assert client_for(marketer).get(url(waiting)).status_code == 403


def test_seeing_everything_is_not_reviewing(client_for, admin, waiting):
    assert client_for(admin).get(url(waiting)).status_code == 403


def test_a_draft_without_words_is_not_found(client_for, reviewer, waiting):
    empty = GenerationFactory(request__campaign=waiting.campaign)

    assert client_for(reviewer).get(url(empty)).status_code == 404


def test_a_draft_that_was_never_submitted_leads_to_its_own_page(client_for, reviewer, waiting):
    draft = make_ready(GenerationFactory(request__campaign=waiting.campaign))

    response = client_for(reviewer).get(url(draft))

    assert response.url == reverse("generation:draft", args=[draft.pk])


def test_a_free_draft_is_claimed_by_a_button_and_by_script_on_load(client_for, reviewer, waiting):
    content = client_for(reviewer).get(url(waiting)).content.decode()

    assert f'action="{url(waiting, "claim")}"' in content
    assert 'hx-trigger="load delay:500ms, submit"' in content
    assert "Start reviewing" in content


def test_the_holder_gets_the_decision_bar(client_for, reviewer, held):
    content = client_for(reviewer).get(url(held)).content.decode()

    for key in "aecr":
        assert f'data-key="{key}"' in content
    assert "Yours until" in content
    assert "In review (you)" in content


def test_another_reviewer_reads_only(client_for, reviewer2, held):
    content = client_for(reviewer2).get(url(held)).content.decode()

    assert "In review (Ana Ferreira) until" in content
    assert 'data-key="a"' not in content
    assert url(held, "take_over") not in content


def test_a_lead_may_take_over(client_for, lead, held):
    assert url(held, "take_over") in client_for(lead).get(url(held)).content.decode()


def test_who_asked_for_the_draft_can_neither_claim_nor_decide(client_for, reviewer, make_waiting):
    reviewer.groups.add(Group.objects.get(name=Role.MARKETER))
    draft = make_waiting(by=reviewer)

    content = client_for(reviewer).get(url(draft)).content.decode()

    assert "You requested this draft, so another reviewer must approve it." in content
    assert url(draft, "claim") not in content


def test_who_edited_is_told_that_another_must_approve(client_for, reviewer, held):
    workflow.edit(by=reviewer, generation=held, based_on=1, edits={"headline": "Lighter mornings"})

    content = client_for(reviewer).get(url(held), {"view": "diff"}).content.decode()

    assert "You wrote part of these words" in content
    assert "<ins>" in content
    assert "added:" in content


@pytest.fixture
def edited_with_v1(held, reviewer):
    workflow.edit(by=reviewer, generation=reload(held), based_on=1, edits={"headline": "Lighter mornings"})
    return reload(held)


def test_the_kit_that_the_words_were_checked_with_is_named(client_for, reviewer2, edited_with_v1):
    content = client_for(reviewer2).get(url(edited_with_v1)).content.decode()

    assert "Brand kit v1" in content
    assert "The brand kit has changed" not in content


def test_another_kit_in_force_is_told_with_a_way_to_compare(client_for, reviewer2, edited_with_v1):
    change_kit(edited_with_v1.brand, legal_footer="Other terms apply.")

    content = client_for(reviewer2).get(url(edited_with_v1)).content.decode()

    assert "these words were checked with v1, and v2 is in force" in content
    compare = reverse("generation:brand_compare", args=[edited_with_v1.brand.slug])
    assert f"{compare}?a=1&amp;b=2" in content


def test_what_passed_is_listed_as_it_was_found(client_for, reviewer, held):
    workflow.edit(by=reviewer, generation=held, based_on=1, edits={"headline": "Fresh from the roaster"})

    page = client_for(reviewer).get(url(held)).content.decode()

    passed = reload(held).current_revision.passed
    assert f"{len(passed)} passed" in page
    assert all(escape(words) in page for words in passed)


def test_findings_lead_with_the_worst(client_for, reviewer, held):
    make_finding(held, severity="note", message="The subject is long", quote="")
    make_finding(held, severity="check", message="The former price needs proof")
    make_finding(held, severity="must_fix", message="A claim has no source")

    content = client_for(reviewer).get(url(held)).content.decode()

    order = [
        content.index(words) for words in ("A claim has no source", "The former price", "The subject is long")
    ]
    assert order == sorted(order)
    assert f"?mark={held.findings.last().pk}#preview" in content


def test_show_marks_the_words_in_the_frame(client_for, reviewer, held, htmx):
    finding = make_finding(held)

    response = client_for(reviewer).get(
        url(held), {"mark": finding.pk}, headers=htmx | {"HX-Target": "preview"}
    )

    assert f"&amp;mark={finding.pk}#m{finding.pk}" in response.content.decode()


@pytest.mark.parametrize("mark", ["x", "-1", "9" * 40, "<script>"])
def test_a_mark_that_is_no_finding_is_left_out(client_for, reviewer, held, mark):
    assert "&amp;mark=" not in client_for(reviewer).get(url(held), {"mark": mark}).content.decode()


@pytest.mark.parametrize(
    ("tab", "words"),
    [
        ("facts", "20% off all whole-bean coffee"),
        ("brief", "Every bag is 20% off."),
        ("comments", "No comments yet"),
        ("nonsense", "Findings"),
    ],
)
def test_each_tab_has_its_address(client_for, reviewer, held, htmx, tab, words):
    FactFactory(campaign=held.campaign)
    client = client_for(reviewer)

    page = client.get(url(held), {"tab": tab}).content.decode()
    fragment = client.get(url(held), {"tab": tab}, headers=htmx | {"HX-Target": "panel"}).content.decode()

    assert words in page
    assert words in fragment
    assert "<html" in page
    assert fragment.lstrip().startswith("<aside")


@pytest.mark.parametrize(("view", "words"), [("mobile", "frame-mobile"), ("text", "format=txt&amp;frame=1")])
def test_each_view_has_its_address(client_for, reviewer, held, htmx, view, words):
    client = client_for(reviewer)

    assert words in client.get(url(held), {"view": view}).content.decode()
    fragment = client.get(url(held), {"view": view}, headers=htmx | {"HX-Target": "preview"}).content.decode()
    assert words in fragment
    assert "<html" not in fragment


def test_words_of_people_and_models_are_escaped(client_for, reviewer, held):
    Generation.objects.filter(pk=held.pk).update(title="<script>alert(1)</script>", summary="<img src=x>")
    workflow.comment(by=reviewer, generation=held, body="<b onclick=x>bold</b>")

    content = client_for(reviewer).get(url(held), {"tab": "comments"}).content.decode()

    assert "<script>alert" not in content
    assert "<img src=x>" not in content
    assert "<b onclick" not in content


def test_the_next_draft_is_named(client_for, reviewer, held, make_waiting):
    following = make_waiting()
    Generation.objects.filter(pk=following.pk).update(title="Win-back")

    content = client_for(reviewer).get(url(held)).content.decode()

    assert "Next: Win-back" in content
    assert url(following) in content


def test_a_decided_draft_shows_the_decision(client_for, reviewer2, rejected):
    content = client_for(reviewer2).get(url(rejected)).content.decode()

    assert "Legal or compliance" in content
    assert "Not allowed." in content
    assert 'data-key="a"' not in content


def test_the_page_costs_the_same_however_much_was_found(
    client_for, reviewer, held, make_waiting, django_assert_max_num_queries
):
    client = client_for(reviewer)
    client.get(url(held))
    with django_assert_max_num_queries(25) as few:
        client.get(url(held))
    for _number in range(5):
        make_finding(held)
        workflow.comment(by=reviewer, generation=held, body="Look again.")
        FactFactory(campaign=held.campaign)
        make_waiting()
    with django_assert_max_num_queries(25) as many:
        client.get(url(held))

    assert len(many) - len(few) <= 3


def test_a_comment_is_added_and_recorded(client_for, reviewer2, held):
    response = client_for(reviewer2).post(url(held, "comment"), {"body": "Who vouches for this?"})

    assert response.url == f"{url(held)}?tab=comments"
    assert Comment.objects.get().body == "Who vouches for this?"
    assert AuditEntry.objects.filter(action="draft.commented", actor=reviewer2).exists()


def test_a_comment_by_htmx_answers_with_the_panel(client_for, reviewer, held, htmx):
    response = client_for(reviewer).post(url(held, "comment"), {"body": "Who vouches?"}, headers=htmx)

    content = response.content.decode()
    assert content.lstrip().startswith("<aside")
    assert content.count("<p>Who vouches?</p>") == 1


@pytest.mark.parametrize("body", ["", "   ", "x" * 2001, "a\u202eb"])
def test_an_unfit_comment_is_kept_in_the_form(client_for, reviewer, held, body):
    response = client_for(reviewer).post(url(held, "comment"), {"body": body})

    assert response.status_code == 422
    assert "<html" in response.content.decode()
    assert not Comment.objects.exists()


def test_the_comment_form_has_a_page(client_for, reviewer, held):
    assert "Add a comment" in client_for(reviewer).get(url(held, "comment")).content.decode()


def test_strangers_can_not_comment(client_for, outsider, held):
    assert client_for(outsider).post(url(held, "comment"), {"body": "x"}).status_code == 404


def test_an_expired_fact_is_left_out(client_for, reviewer, held):
    FactFactory(
        campaign=held.campaign, text="Old price", valid_until=timezone.localdate() - timedelta(days=2)
    )

    assert "Old price" not in client_for(reviewer).get(url(held), {"tab": "facts"}).content.decode()


def test_words_that_no_tool_can_read_are_said_to_be_so(client_for, reviewer, make_waiting):
    draft = make_waiting()
    other = Revision.objects.create(
        generation=draft, number=2, origin="template", content={"old": "form"}, content_hash="1" * 64
    )
    Generation.objects.filter(pk=draft.pk).update(current_revision=other)

    response = client_for(reviewer).get(url(draft))

    assert response.status_code == 409
    assert "read them any more" in response.content.decode()
