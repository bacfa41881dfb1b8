"""Comments: on words, in threads, resolved, among reviewers only, and after the words have changed."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_llm.accounts.models import Role
from generation.llm_tools.base import EditableField
from generation.models import AuditEntry, AuditPayload
from generation.reading.timeline import history
from generation.reading.words import words_of
from review import workflow
from review.anchors import Anchor, find_again, places
from review.evidence import evidence
from review.exceptions import NotAllowed, ReasonMissing, WordsNotFound
from review.models import Comment, CommentEvent
from review.threads import Mark, marks_of, pieces, threads_of
from review.workflow.comments import Quoted
from tests.conftest import person
from tests.review.conftest import reload

pytestmark = pytest.mark.django_db


def text_of(draft, path="headline"):
    return next(field.text for field in words_of(draft).fields if field.path == path)


def some_words(draft, path="headline"):
    return " ".join(text_of(draft, path).split()[:2])


@pytest.fixture
def quoted(held):
    return Quoted("headline", some_words(held))


def threads(draft, user):
    draft = reload(draft)
    return threads_of(draft, user, words_of(draft).fields)


def edited(draft, reviewer, **edits):
    workflow.edit(by=reviewer, generation=draft, based_on=draft.current_revision.number, edits=edits)
    return reload(draft)


# ---- words ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "quote", "found"),
    [
        ("Buy one, get one.", "one", [(4, 7), (13, 16)]),
        ("A **bold** claim", "bold claim", [(4, 16)]),
        ("two\n\nparagraphs", "two paragraphs", [(0, 15)]),
        ("☕☕ coffee", "coffee", [(3, 9)]),
        ("Words", "words", []),
        ("Words", " * ", []),
        ("", "x", []),
    ],
)
def test_a_quote_is_found_as_people_copy_it(text, quote, found):
    assert places(text, quote) == found


def test_a_comment_keeps_the_words_as_they_stand_in_the_revision(held, reviewer, quoted):
    said = workflow.comment(by=reviewer, generation=held, body="Says who?", quoted=quoted)

    assert text_of(held)[said.start : said.end] == said.quote == quoted.words
    assert said.revision == held.current_revision
    [thread] = threads(held, reviewer)
    assert (thread.place.field, thread.place.quote) == ("headline", quoted.words)


@pytest.mark.parametrize(
    ("field", "words"), [("headline", "words nobody wrote"), ("no.such.field", "Spring"), ("headline", "***")]
)
def test_words_that_are_not_there_can_not_be_commented_on(held, reviewer, field, words):
    with pytest.raises(WordsNotFound):
        workflow.comment(by=reviewer, generation=held, body="Says who?", quoted=Quoted(field, words))
    assert not Comment.objects.exists()


def test_which_of_the_same_words_are_meant_has_to_be_said(held, reviewer):
    draft = edited(held, reviewer, headline="One bag, one price")
    with pytest.raises(WordsNotFound, match="more than once"):
        workflow.comment(by=reviewer, generation=draft, body="This?", quoted=Quoted("headline", "ne"))

    second = Quoted("headline", "ne", start=10)
    assert workflow.comment(by=reviewer, generation=draft, body="This.", quoted=second).start == 10


def test_a_comment_on_words_of_a_revision_that_was_read_stays_with_that_revision(held, reviewer, quoted):
    draft = edited(held, reviewer, headline="Other words altogether")
    late = Quoted(quoted.field, quoted.words, revision=1)

    said = workflow.comment(by=reviewer, generation=draft, body="Says who?", quoted=late)

    assert said.revision.number == 1
    assert threads(draft, reviewer)[0].is_lost


def test_words_are_found_again_where_an_edit_moved_them(held, reviewer, quoted):
    workflow.comment(by=reviewer, generation=held, body="Says who?", quoted=quoted)
    draft = edited(held, reviewer, headline=f"Now: {text_of(held)}")

    [thread] = threads(draft, reviewer)
    assert thread.place.start == 5
    assert not thread.is_lost


def test_words_that_an_edit_took_away_are_said_to_be_of_their_revision(held, reviewer, client_for, quoted):
    workflow.comment(by=reviewer, generation=held, body="Says who?", quoted=quoted)
    draft = edited(held, reviewer, headline="Other words altogether")

    [thread] = threads(draft, reviewer)
    assert thread.is_lost
    page = client_for(reviewer).get(reverse("review:item", args=[draft.pk]), {"tab": "comments"})
    assert "On words of revision 1" in page.content.decode()
    assert quoted.words in page.content.decode()


def test_words_that_are_there_twice_by_now_are_held_by_their_old_place_alone(held):
    fields = [field for field in words_of(held).fields if field.path == "headline"]
    twice = [fields[0].model_copy(update={"text": "one and one"})]

    assert find_again(twice, Anchor("headline", 8, 11, "one")).start == 8
    assert find_again(twice, Anchor("headline", 3, 6, "one")) is None


def test_words_of_a_part_that_moved_in_its_list_are_found_there():
    def field(path, text):
        return EditableField(path=path, label=path, text=text, max_length=100)

    fields = [
        field("headline", "Our beans"),
        field("sections.0.body", "New"),
        field("sections.1.body", "Our beans"),
    ]

    assert find_again(fields, Anchor("sections.0.body", 4, 9, "beans")).field == "sections.1.body"
    assert find_again(fields, Anchor("preheader", 4, 9, "beans")) is None


# ---- threads ----------------------------------------------------------------------------------------


def test_a_reply_to_a_reply_belongs_to_the_same_thread(held, reviewer, marketer):
    first = workflow.comment(by=reviewer, generation=held, body="Says who?")
    reply = workflow.comment(by=marketer, generation=held, body="The offer sheet.", parent=first)
    workflow.comment(by=reviewer, generation=held, body="Thanks.", parent=reply)

    [thread] = threads(held, reviewer)
    assert [one.body for one in thread.replies] == ["The offer sheet.", "Thanks."]


def test_a_thread_is_resolved_and_opened_again_and_the_record_says_by_whom(held, reviewer, marketer):
    first = workflow.comment(by=reviewer, generation=held, body="Says who?")
    workflow.resolve_thread(by=marketer, comment=first)
    workflow.resolve_thread(by=marketer, comment=first)
    assert threads(held, reviewer)[0].is_resolved
    workflow.reopen_thread(by=reviewer, comment=first)

    assert not threads(held, reviewer)[0].is_resolved
    assert list(CommentEvent.objects.values_list("number", "kind", "by")) == [
        (1, "resolved", marketer.pk),
        (2, "reopened", reviewer.pk),
    ]
    recorded = AuditEntry.objects.filter(action__startswith="draft.comment_").order_by("id")
    assert [entry.action for entry in recorded] == ["draft.comment_resolved", "draft.comment_reopened"]


def test_a_form_that_is_sent_twice_counts_once(held, reviewer):
    for _press in range(2):
        workflow.comment(by=reviewer, generation=held, body="Says who?", key="once")

    assert Comment.objects.count() == 1
    assert AuditEntry.objects.filter(action="draft.commented").count() == 1


def test_an_answer_to_a_comment_on_another_draft_is_refused(held, make_waiting, reviewer):
    elsewhere = workflow.comment(by=reviewer, generation=make_waiting(), body="Here.")
    with pytest.raises(NotAllowed):
        workflow.comment(by=reviewer, generation=held, body="There.", parent=elsewhere)


def test_who_neither_writes_nor_reviews_reads_only(held, brand, admin):
    with pytest.raises(NotAllowed):
        workflow.comment(by=admin, generation=held, body="Hello.")
    with pytest.raises(ReasonMissing):
        workflow.comment(by=held.requested_by, generation=held, body="  ")


def test_the_text_is_cut_where_comments_begin_and_end_and_is_whole_again(held, reviewer):
    headline = text_of(held)
    middle = len(headline) // 2
    for start, end in ((0, middle + 2), (middle, len(headline))):
        about = Quoted("headline", headline[start:end], start=start)
        workflow.comment(by=reviewer, generation=held, body="Here.", quoted=about)

    cut = pieces(headline, marks_of(threads(held, reviewer)))
    assert "".join(piece.text for piece in cut) == headline
    assert all(piece.is_marked for piece in cut)
    assert sum(len(piece.ending) for piece in cut) == 2


def test_a_text_without_comments_is_one_piece():
    assert [piece.text for piece in pieces("Plain words", [])] == ["Plain words"]
    assert pieces("Short", [Mark(Anchor("headline", 0, 50, "gone"))])[0].is_marked is False


# ---- among reviewers ----------------------------------------------------------------------------------

SECRET = "Watch this one closely, legal asked about it."


@pytest.fixture
def note(held, reviewer):
    return workflow.comment(by=reviewer, generation=held, body=SECRET, internal=True)


def test_a_note_among_reviewers_is_read_by_them_alone(held, note, marketer, lead, admin, client_for):
    assert [thread.first for thread in threads(held, lead)] == [note]
    assert threads(held, marketer) == []
    pages = [f"/drafts/{held.pk}/comments/", f"/drafts/{held.pk}/", f"/drafts/{held.pk}/?tab=history"]
    for page in [*pages, f"/campaigns/{held.campaign.slug}/?tab=activity"]:
        assert SECRET not in client_for(marketer).get(page).content.decode()
    assert SECRET not in client_for(admin).get("/admin/review/comment/").content.decode()
    assert SECRET in client_for(lead).get(pages[0]).content.decode()


def test_a_note_is_in_no_export(held, note, lead, admin, client_for):
    workflow.resolve_thread(by=lead, comment=note)
    told = json.dumps(evidence(reload(held), now=timezone.now()))
    assert SECRET not in told
    client = client_for(lead)
    for page in (f"/drafts/{held.pk}/evidence/", f"/drafts/{held.pk}/evidence/json/", "/audit/"):
        assert SECRET not in client.get(page).content.decode()
    for format in ("csv", "json"):
        assert SECRET not in b"".join(client.get(f"/audit/export/{format}/")).decode()
    assert not [entry for entry in AuditEntry.objects.all() if SECRET in f"{entry.reason}{entry.after}"]
    assert not [payload for payload in AuditPayload.objects.all() if SECRET in f"{payload.after}"]


def test_that_reviewers_talked_is_no_part_of_the_history_that_marketers_read(held, note):
    assert "draft.commented" not in [event.entry.action for event in history(held).events if event.entry]
    assert AuditEntry.objects.filter(action="draft.commented", after__internal=True).exists()


def test_an_answer_to_a_note_is_a_note_and_marketers_can_not_write_one(held, note, reviewer2, marketer):
    answer = workflow.comment(by=reviewer2, generation=held, body="I know.", parent=note)
    assert answer.is_internal
    with pytest.raises(NotAllowed):
        workflow.comment(by=marketer, generation=held, body="Psst.", internal=True)
    with pytest.raises(NotAllowed):
        workflow.comment(by=marketer, generation=held, body="What?", parent=note)
    with pytest.raises(NotAllowed):
        workflow.resolve_thread(by=marketer, comment=note)


# ---- pages ------------------------------------------------------------------------------------------


def test_words_are_commented_on_without_a_script(client_for, marketer, held, quoted):
    client, url = client_for(marketer), reverse("review:comments", args=[held.pk])
    form = client.get(url, {"field": "headline", "start": 0, "end": len(quoted.words)}).content.decode()
    assert f">{quoted.words}</textarea>" in form

    answer = client.post(url, {"body": "It is ours.", "field": "headline", "quote": quoted.words})
    assert answer.status_code == 302
    page = client.get(url).content.decode()
    assert "It is ours." in page
    assert f'<mark class="noted">{quoted.words}</mark>' in page


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"field": "headline", "quote": "words nobody wrote"}, "These words are not in"),
        ({"field": "headline", "quote": ""}, "Paste the words that you mean"),
        ({"field": "", "quote": "Spring"}, "Choose the part of the draft"),
    ],
)
def test_a_quote_that_does_not_hold_is_kept_in_the_form(client_for, reviewer, held, sent, words):
    url = reverse("review:comment", args=[held.pk])
    answer = client_for(reviewer).post(url, {"body": "Kept words.", **sent})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Kept words." in page
    assert not Comment.objects.exists()


def test_a_thread_is_resolved_from_both_pages(client_for, reviewer, marketer, held):
    first = workflow.comment(by=reviewer, generation=held, body="Says who?")
    url = reverse("review:resolve", args=[held.pk])

    answer = client_for(marketer).post(url, {"comment": first.pk})
    assert answer.url == reverse("review:comments", args=[held.pk])
    answer = client_for(reviewer).post(url, {"comment": first.pk, "to": "open", "desk": "1"})
    assert answer.url == f"{reverse('review:item', args=[held.pk])}?tab=comments"
    answer = client_for(reviewer).post(
        url, {"comment": first.pk}, headers={"HX-Request": "true", "HX-Target": "panel"}
    )
    assert answer.content.decode().lstrip().startswith("<aside")
    assert threads(held, reviewer)[0].is_resolved
    assert client_for(reviewer).post(url, {"comment": 9999}).status_code == 404


def test_a_person_who_only_reads_sees_no_form(client_for, brand, held):
    reader = person("reader", Role.PROMPT_ADMIN, is_staff=True, is_superuser=True)
    page = client_for(reader).get(reverse("review:comments", args=[held.pk])).content.decode()
    assert "comment-form" not in page.replace("#comment-form", "")


def test_the_preview_marks_the_words_of_a_comment(client_for, reviewer, held, quoted):
    said = workflow.comment(by=reviewer, generation=held, body="Says who?", quoted=quoted)
    client = client_for(reviewer)

    page = client.get(reverse("review:item", args=[held.pk]), {"mark": f"c{said.pk}"}).content.decode()
    assert f"words=headline:{said.start}-{said.end}#words" in page.replace("&amp;", "&")
    document = client.get(
        reverse("generation:draft_preview", args=[held.pk]), {"words": f"headline:{said.start}-{said.end}"}
    )
    assert '<mark id="words"' in document.content.decode()


def test_the_comments_cost_the_same_however_many(
    client_for, marketer, reviewer, held, django_assert_max_num_queries
):
    url, client = reverse("review:comments", args=[held.pk]), client_for(marketer)

    def discuss(number: int) -> None:
        first = workflow.comment(by=reviewer, generation=held, body=f"Number {number}.")
        workflow.comment(by=marketer, generation=held, body="Yes.", parent=first)
        workflow.resolve_thread(by=marketer, comment=first)

    discuss(0)
    client.get(url)
    with django_assert_max_num_queries(12) as few:
        client.get(url)
    for number in range(1, 7):
        discuss(number)
    with django_assert_max_num_queries(12) as many:
        client.get(url)
    assert len(many) == len(few)
