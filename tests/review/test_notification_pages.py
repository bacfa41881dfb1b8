"""The list of what one was told, what is read, and what is mailed."""

import pytest
from django.urls import reverse

from generation.models import BrandMembership
from review import notifying, unsubscribing, workflow
from review.models import MailPreference, Notification, NotificationKind

LIST = reverse("review:notifications")
SETTINGS = reverse("review:mail_preference")


@pytest.fixture
def told(approved, marketer):
    return Notification.objects.get(recipient=marketer)


def test_the_list_says_what_happened_and_leads_to_the_draft(client_for, marketer, told, approved):
    client = client_for(marketer)
    assert f"Ana Ferreira approved “{approved.title}”" in client.get(LIST).content.decode()
    draft = reverse("generation:draft", args=[approved.pk])
    assert client.post(reverse("review:notification_read", args=[told.pk]), {"open": "1"}).url == draft
    assert f'href="{draft}"' in client.get(LIST).content.decode()


def test_a_reason_is_quoted(client_for, marketer, rejected):
    assert "Legal or compliance: Not allowed." in client_for(marketer).get(LIST).content.decode()


def test_a_reviewer_is_led_to_the_review(client_for, reviewer, held, lead):
    workflow.take_over(by=lead, generation=held)
    Notification.objects.all().mark_read()
    assert reverse("review:item", args=[held.pk]) in client_for(reviewer).get(LIST).content.decode()


def test_nobody_reads_what_others_were_told(client_for, reviewer, told):
    client = client_for(reviewer)
    assert "approved “" not in client.get(LIST).content.decode()
    assert client.post(reverse("review:notification_read", args=[told.pk])).status_code == 404
    told.refresh_from_db()
    assert told.read_at is None


def test_looking_at_the_list_reads_nothing(client_for, marketer, told):
    client = client_for(marketer)
    client.get(LIST)
    assert '<span class="count">1' in client.get(LIST).content.decode()


def test_one_is_marked_as_read_and_not_mailed_any_more(client_for, marketer, told, htmx):
    Notification.objects.update(mail_at=told.created_at)
    answer = client_for(marketer).post(reverse("review:notification_read", args=[told.pk]), headers=htmx)
    told.refresh_from_db()
    assert told.read_at
    assert not told.mail_at
    assert "Mark as read" not in answer.content.decode()


def test_all_are_marked_as_read_up_to_what_was_seen(client_for, marketer, told, approved, reviewer):
    later = notifying.tell(NotificationKind.COMMENTED, to=[marketer], on=approved, by=reviewer)[0]
    client = client_for(marketer)
    answer = client.post(reverse("review:notifications_read"), {"newest": told.pk})
    assert answer.url == LIST
    assert list(Notification.objects.visible_to(marketer).unread()) == [later]


@pytest.mark.parametrize("newest", ["", "x", "9" * 30, "-1", "²"])
def test_a_mangled_form_marks_nothing(client_for, marketer, told, newest):
    client_for(marketer).post(reverse("review:notifications_read"), {"newest": newest})
    assert Notification.objects.unread().count() == 1


def test_pages_follow_each_other(client_for, marketer, approved, reviewer):
    for number in range(26):
        notifying.tell(
            NotificationKind.COMMENTED, to=[marketer], on=approved, by=reviewer, reason=f"No {number}."
        )
    client = client_for(marketer)
    first = client.get(LIST)
    older = client.get(LIST, {"after": first.context["next_cursor"]})
    shown = [
        {number for number in (0, 25) if f"No {number}." in page.content.decode()} for page in (first, older)
    ]
    assert shown == [{25}, {0}]


def test_it_costs_the_same_however_long_it_is(
    client_for, marketer, told, approved, reviewer, django_assert_max_num_queries, django_assert_num_queries
):
    client = client_for(marketer)
    with django_assert_max_num_queries(7) as one:
        client.get(LIST)
    for _ in range(20):
        notifying.tell(NotificationKind.COMMENTED, to=[marketer], on=approved, by=reviewer)
    with django_assert_num_queries(len(one)):
        client.get(LIST)


def test_more_than_anybody_counts_is_said_to_be_many(client_for, marketer, told):
    rows = [Notification(recipient=marketer, kind="approved", generation=told.generation) for _ in range(100)]
    Notification.objects.bulk_create(rows)
    assert '<span class="count">99+' in client_for(marketer).get(LIST).content.decode()


def test_what_is_not_theirs_to_see_any_more_is_neither_listed_nor_counted(client_for, marketer, told):
    BrandMembership.objects.filter(user=marketer).delete()
    page = client_for(marketer).get(LIST).content.decode()
    assert "Nothing yet" in page
    assert 'class="count">1' not in page


def test_what_is_mailed_is_chosen(client_for, marketer):
    client = client_for(marketer)
    answer = client.post(SETTINGS, {"mode": "daily", "daily_at": "7", "kinds": ["approved", "rejected"]})
    assert answer.url == SETTINGS
    chosen = MailPreference.objects.get(user=marketer)
    assert (chosen.mode, chosen.daily_at) == ("daily", 7)
    assert chosen.wants("approved")
    assert not chosen.wants("commented")


@pytest.mark.parametrize("wrong", [{"mode": "hourly"}, {"daily_at": "24"}, {"kinds": ["all"]}])
def test_a_choice_that_is_none_is_refused(client_for, marketer, wrong):
    answer = client_for(marketer).post(SETTINGS, {"mode": "daily", "daily_at": "7"} | wrong)
    assert answer.status_code == 422
    assert not MailPreference.objects.exists()


def test_a_link_in_a_mail_asks_before_it_stops_mails(client, marketer):
    url = unsubscribing.path(marketer, "approved")
    page = client.get(url)
    assert "A draft of mine is approved" in page.content.decode()
    assert not MailPreference.objects.exists()
    assert "no-store" in page.headers["Cache-Control"]
    assert marketer.username not in page.content.decode()


def test_one_click_of_a_mail_program_stops_one_kind(client, marketer):
    url = unsubscribing.path(marketer, "approved")
    for _ in range(2):
        assert client.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert MailPreference.objects.get(user=marketer).muted == ["approved"]


def test_the_link_of_a_daily_mail_stops_all(client, marketer):
    client.post(unsubscribing.path(marketer, ""))
    assert MailPreference.objects.get(user=marketer).mode == "never"


def test_an_address_that_was_never_signed_stops_nothing(client, marketer):
    url = unsubscribing.path(marketer, "approved")
    assert client.post(url[:-2] + "x/").status_code == 404
    assert not MailPreference.objects.exists()
