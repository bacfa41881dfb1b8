"""The sample world that the demo loads."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from crm_llm.accounts.models import Role, User
from crm_llm.demo import sample_data
from crm_llm.demo.sample_data.campaigns import between
from generation.models import AuditEntry, Brand, Campaign, Generation, LLMCall, Revision
from review.models import Decision, Notification
from review.team import board
from tests.factories import change_kit

ROLES = {
    "marketer": Role.MARKETER,
    "reviewer": Role.REVIEWER,
    "reviewer2": Role.REVIEWER,
    "lead": Role.LEAD,
    "admin": Role.PROMPT_ADMIN,
}


@pytest.fixture
def people(db: None) -> dict[str, sample_data.Person]:
    return {person.username: person for person in sample_data.load(password="a-password-of-ours")}


def test_people_can_sign_in_and_have_their_roles(
    people: dict[str, sample_data.Person], client: Client
) -> None:
    assert set(people) == set(ROLES)
    for name, role in ROLES.items():
        user = User.objects.get(username=name)
        assert user.roles == {role}
        assert user.is_superuser is user.is_staff is (name == "admin")
        assert client.login(username=name, password="a-password-of-ours")


def test_campaign_has_facts_relative_to_today(people: dict[str, sample_data.Person]) -> None:
    campaign = Campaign.objects.get(slug="spring-sale")
    assert campaign.brand.name == "Northwind Coffee"
    assert campaign.languages == ["en", "de"]
    assert (campaign.ends_on - campaign.starts_on).days == 13  # type: ignore[operator]
    brief = campaign.brief(now=timezone.now())
    assert [fact.key for fact in brief.facts] == ["F1", "F2", "F3", "F4", "F5"]
    assert "12,000" not in str(brief.facts)


def test_drafts_are_in_every_corner_of_the_desk(people: dict[str, sample_data.Person]) -> None:
    assert set(Generation.objects.values_list("review_status", flat=True)) == {
        "draft", "submitted", "in_review", "changes_requested", "approved", "rejected",
    }  # fmt: skip
    assert set(Generation.objects.values_list("status", "source")) == {("ready", "template")}
    assert not LLMCall.objects.exists()
    assert Generation.objects.filter(must_fix__gt=0).exists()
    assert AuditEntry.objects.filter(action="draft.approved", actor__username="reviewer2").exists()


def test_the_team_has_a_board_a_policy_and_a_view(
    people: dict[str, sample_data.Person], client: Client
) -> None:
    lead, ana = User.objects.get(username="lead"), User.objects.get(username="reviewer")
    figures = board(lead, 7, now=timezone.now())
    assert figures.team.median_s is not None
    assert {bar.label for bar in figures.people} == {"Ana Ferreira", "Tom Okafor", "Jonas Keller"}
    assert len(figures.reasons) > 3

    client.force_login(ana)
    queue = client.get("/review/").text
    assert "waits for Sign-off" in queue
    assert ">Spring sale</a>" in queue
    assert Campaign.objects.get(slug="spring-sale").audience_size == 18_240


def test_the_team_has_worked_for_days_and_one_draft_is_overdue(
    people: dict[str, sample_data.Person],
) -> None:
    now = timezone.now()
    waiting = Generation.objects.filter(review_status__in=["submitted", "in_review"])
    assert now - timedelta(days=1) < waiting.latest("submitted_at").submitted_at < now - timedelta(hours=1)
    assert [draft.tool for draft in waiting.filter(is_overdue=True)] == ["landing_page"]
    # What is told happened in the order in which it is told.
    since = timezone.now() - timedelta(hours=130)
    told = AuditEntry.objects.filter(created_at__gte=since, actor__isnull=False).order_by("pk")
    moments = list(told.values_list("created_at", flat=True))
    assert moments == sorted(moments)
    assert moments[-1] < timezone.now()


def test_whoever_signs_in_first_is_not_told_of_what_is_long_over(
    people: dict[str, sample_data.Person],
) -> None:
    assert Decision.objects.latest("created_at").created_at < timezone.now() - timedelta(hours=1)
    assert 0 < Notification.objects.filter(recipient__username="marketer").unread().count() < 6


def test_untouched_templates_pass_every_check(people: dict[str, sample_data.Person]) -> None:
    known = "email.picture_address"  # The demo has no public address for pictures.
    findings = {
        str(revision.generation_id): [
            finding.rule for finding in revision.findings.all() if finding.rule != known
        ]
        for revision in Revision.objects.filter(origin="template", generation__language="en")
    }
    assert [rules for rules in findings.values() if rules] == []


def counts() -> list[int]:
    return [model.objects.count() for model in (AuditEntry, Campaign, Generation, User)]


def test_second_load_changes_nothing(people: dict[str, sample_data.Person]) -> None:
    change_kit(Brand.objects.get(slug="northwind-coffee"), voice="Mine now.")
    before = counts()
    sample_data.load(password="a-password-of-ours")
    assert counts() == before
    assert Brand.objects.get(slug="northwind-coffee").kit().voice == "Mine now."


def test_new_password_in_the_environment_opens_the_door(people: dict[str, sample_data.Person]) -> None:
    again = sample_data.load(password="another-password")
    assert {person.password for person in again} == {"another-password"}
    assert User.objects.get(username="lead").check_password("another-password")


def test_without_a_password_people_get_random_ones_once(db: None) -> None:
    first = sample_data.load(password="")
    assert len({person.password for person in first}) == len(ROLES)
    assert User.objects.get(username="marketer").check_password(first[0].password)
    assert sample_data.load(password="")[0].password == "(as it was set)"


def test_brand_with_members_is_hidden_from_others(people: dict[str, sample_data.Person]) -> None:
    seen = Brand.objects.visible_to(User.objects.get(username="marketer"))
    assert [brand.slug for brand in seen] == ["northwind-coffee"]
    assert Brand.objects.visible_to(User.objects.get(username="lead")).count() == 2


def test_configured_model_is_not_asked(db: None, settings: Any) -> None:
    settings.OPENROUTER_BASE_URL = "http://127.0.0.1:1/api/v1"
    sample_data.load(password="a-password-of-ours")
    assert not LLMCall.objects.exists()
    assert settings.OPENROUTER_BASE_URL == "http://127.0.0.1:1/api/v1"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2027, 3, 15), date(2027, 3, 28), "15–28 March 2027"),
        (date(2027, 3, 25), date(2027, 4, 7), "25 March – 7 April 2027"),
        (date(2026, 12, 28), date(2027, 1, 10), "28 December 2026 – 10 January 2027"),
    ],
)
def test_span_of_days_in_words(first: date, last: date, words: str) -> None:
    assert between(first, last) == words
