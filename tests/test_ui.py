from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from crm_llm import ui
from crm_llm.accounts.models import User


def render(source, **context):
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (None, "Cost unknown"),
        (Decimal("0"), "$0.00"),
        (Decimal("0.00042"), "$0.0004"),
        (Decimal("0.0123"), "$0.012"),
        (Decimal("4.1"), "$4.10"),
    ],
)
def test_money_shows_the_digits_that_matter(amount, words):
    assert ui.money(amount) == words


@pytest.mark.parametrize(
    ("model", "words"),
    [("anthropic/claude-sonnet-4.6", "Claude Sonnet 4.6"), ("openai/gpt-5.4", "GPT 5.4"), ("", "")],
)
def test_a_model_is_named_as_people_say_it(model, words):
    assert ui.model_name(model) == words


@pytest.mark.parametrize(
    ("past", "words"),
    [
        (timedelta(seconds=5), "Just now"),
        (timedelta(minutes=5), "5 min ago"),
        (timedelta(hours=5), "5 h ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_ago(past, words):
    moment = timezone.now() - past
    html = render("{% ago moment %}", moment=moment)
    assert f">{words}</time>" in html
    assert f'datetime="{moment.isoformat()}"' in html


@pytest.mark.parametrize(
    ("ahead", "words"),
    [(timedelta(hours=3, minutes=1), "Due in 3 h"), (timedelta(minutes=-50), "Overdue 50 min")],
)
def test_due(ahead, words):
    assert f">{words}</time>" in render("{% due moment %}", moment=timezone.now() + ahead)


def test_an_icon_is_silent():
    assert 'aria-hidden="true"' in render('{% icon "mail" %}')


def test_an_avatar_escapes_the_name():
    person = User(pk=1, username="x", first_name="<b>", last_name="Raw")
    assert "<b>" not in render("{% avatar person %}", person=person)


def test_query_keeps_the_other_parameters():
    request = RequestFactory().get("/?status=ready&after=x")
    assert render("{% query after=None %}", request=request) == "?status=ready"
    assert render("{% query status=None after=None %}", request=request) == "?"


def test_the_exact_time_is_of_each_persons_zone_and_language() -> None:
    moment = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)
    shown = []
    for zone, language in (("Europe/Berlin", "de"), ("America/New_York", "en"), ("Europe/Berlin", "en")):
        with timezone.override(ZoneInfo(zone)), translation.override(language):
            shown.append(str(ui.clock(moment)))

    assert "5 Mai 2026, 00:30:00 CEST" in shown[0]
    assert "4 May 2026, 18:30:00 EDT" in shown[1]
    assert "5 May 2026, 00:30:00 CEST" in shown[2]
