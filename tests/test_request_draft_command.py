"""`manage.py request_draft`: its JSON, its exit status, and whom it blames."""

import json
import uuid
from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crm_llm.accounts.models import User
from crm_llm.celery import app
from generation import tasks, writing
from generation.checks.types import Finding, Report, Severity
from generation.llm_tools import get_tool
from generation.models import Campaign, DraftRequest, Generation
from tests.factories import BrandMembershipFactory, CampaignFactory, FactFactory

KEYS = {
    "id", "status", "source", "model", "prompt_version", "attempts", "input_tokens", "output_tokens",
    "cost_usd", "latency_ms", "findings", "error", "content", "url",
}  # fmt: skip


@pytest.fixture
def campaign(marketer: User) -> Campaign:
    campaign: Campaign = CampaignFactory(slug="spring-sale", owner=marketer)
    FactFactory(campaign=campaign)
    return campaign


@pytest.fixture
def worker() -> Iterator[None]:
    """Do each task where it is queued."""
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def request_draft(*args: str) -> str:
    out = StringIO()
    call_command("request_draft", *args, stdout=out)
    return out.getvalue()


def answer(*args: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(request_draft(*args, "--json"))
    return found


@pytest.mark.django_db(transaction=True)
def test_prints_one_object_about_finished_drafts(campaign: Campaign, worker: None) -> None:
    found = answer("spring-sale", "email", "--variants", "2", "--wait")
    request = DraftRequest.objects.get()
    assert found["request"] == str(request.pk)
    assert request.requested_by == campaign.owner
    assert not request.batch
    assert [set(draft) for draft in found["generations"]] == [KEYS, KEYS]
    first = found["generations"][0]
    assert (first["status"], first["source"], first["model"], first["cost_usd"]) == (
        "ready",
        "template",
        None,
        None,
    )
    assert first["url"] == f"/drafts/{first['id']}/"
    assert first["content"]
    assert first["error"] is None


@pytest.mark.django_db(transaction=True)
def test_findings_are_listed(campaign: Campaign, worker: None, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Finding(
        rule="facts.no_source", severity=Severity.CHECK, field="headline", message="A claim has no source"
    )
    monkeypatch.setattr(type(get_tool("email")), "check", lambda *args: Report(findings=(found,)))
    draft = answer("spring-sale", "email", "--wait")["generations"][0]
    assert draft["findings"] == [
        {
            "rule": "facts.no_source",
            "severity": "check",
            "field": "headline",
            "message": "A claim has no source",
        }
    ]


@pytest.mark.django_db
def test_required_text_falls_back_to_the_offer(campaign: Campaign) -> None:
    request_draft("spring-sale", "email")
    assert DraftRequest.objects.get().params["key_message"] == campaign.offer


@pytest.mark.django_db
def test_parameters_and_person_are_taken_as_given(campaign: Campaign, outsider: User) -> None:
    request_draft(
        "spring-sale",
        "email",
        "--param",
        "key_message=a = b",
        "--param",
        "tone=playful",
        "--user",
        "outsider",
    )
    request = DraftRequest.objects.get()
    assert (request.params["key_message"], request.params["tone"]) == ("a = b", "playful")
    assert request.requested_by == outsider


@pytest.mark.django_db
def test_it_can_reuse_an_identical_draft(campaign: Campaign) -> None:
    request_draft(campaign.slug, "email")
    request_draft(campaign.slug, "email", "--reuse")
    assert [request.reuse for request in campaign.requests.order_by("created_at")] == [False, True]


def test_without_waiting_it_says_where_the_drafts_are(campaign: Campaign) -> None:
    words = request_draft("spring-sale", "email")
    assert str(Generation.objects.get().pk) in words
    assert "queued" in words
    assert DraftRequest.objects.get().batch  # so that people go first


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["winter", "email"], "no campaign 'winter'"),
        (["spring-sale", "fax"], "no tool named 'fax'"),
        (["spring-sale", "email", "--user", "ghost"], "no active user 'ghost'"),
        (["spring-sale", "email", "--param", "tone"], "NAME=VALUE"),
        (["spring-sale", "email", "--param", "tone=loud"], "tone: "),
        (["spring-sale", "email", "--param", "colour=red"], "colour: "),
        (["spring-sale", "email", "--variants", "9"], "1 to 4"),
        (["spring-sale", "email", "--user", "reviewer"], "Only marketers"),
    ],
    ids=["campaign", "tool", "user", "syntax", "value", "name", "variants", "role"],
)
def test_mistake_is_named(campaign: Campaign, reviewer: User, arguments: list[str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        request_draft(*arguments)
    assert not DraftRequest.objects.exists()


@pytest.mark.django_db
def test_stranger_to_the_brand_is_refused(campaign: Campaign, outsider: User) -> None:
    BrandMembershipFactory(brand=campaign.brand, user=campaign.owner)
    with pytest.raises(CommandError, match="of this brand"):
        request_draft("spring-sale", "email", "--user", "outsider")


@pytest.mark.django_db(transaction=True)
def test_failed_draft_ends_with_its_reason(
    campaign: Campaign, worker: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*args: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(writing, "write", broken)
    with pytest.raises(CommandError, match=r"1 of 1 drafts were not written.\nA: Something went wrong"):
        request_draft("spring-sale", "email", "--wait")


@pytest.mark.django_db(transaction=True)
def test_json_is_printed_before_the_bad_end(campaign: Campaign) -> None:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command(
            "request_draft", "spring-sale", "email", "--wait", "--json", "--timeout", "0", stdout=out
        )
    assert json.loads(out.getvalue())["generations"][0]["status"] == "queued"


def wait_in_vain() -> str:
    with pytest.raises(CommandError) as caught:
        request_draft("spring-sale", "email", "--wait", "--timeout", "0.2")
    return str(caught.value)


@pytest.mark.django_db(transaction=True)
def test_blames_the_worker_that_is_not_there(campaign: Campaign) -> None:
    assert "no worker takes them" in wait_in_vain()


@pytest.mark.django_db(transaction=True)
def test_blames_the_broker(campaign: Campaign, dead_broker: None) -> None:
    assert "The broker does not answer" in wait_in_vain()
    assert Generation.objects.get().status == Generation.Status.QUEUED


@pytest.mark.django_db
def test_blames_the_scheduler_for_what_was_never_handed_over(campaign: Campaign) -> None:
    assert "celery -A crm_llm beat" in wait_in_vain()


@pytest.mark.django_db(transaction=True)
def test_says_that_a_worker_is_at_it(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    def take(ids: Sequence[uuid.UUID]) -> None:
        Generation.objects.filter(pk__in=ids).update(
            status=Generation.Status.RUNNING,
            lease_token=uuid.uuid4(),
            lease_expires_at=timezone.now() + timedelta(minutes=1),
        )

    monkeypatch.setattr(tasks, "enqueue", take)
    assert "A worker has them" in wait_in_vain()
