"""check_content and render_content: content in on standard input, findings and documents out."""

import io
import json
import sys
from email import message_from_string
from email.policy import SMTP

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from generation.models import Campaign
from tests.factories import CampaignFactory, FactFactory, LinkFactory, email_content

pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    campaign = CampaignFactory(slug="spring-sale", brand__name="Northwind Coffee")
    FactFactory(campaign=campaign, text="20% off all whole-bean coffee")
    LinkFactory(campaign=campaign, url="https://northwind.example/spring")
    return campaign


@pytest.fixture
def run(monkeypatch):
    """Run a command on this text and return what it wrote."""

    def command(name: str, text: str, *arguments: str) -> str:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        out = io.StringIO()
        call_command(name, *arguments, stdout=out)
        return out.getvalue()

    return command


SPRING = ("email", "--campaign", "spring-sale")


def test_findings_come_as_json(campaign, run):
    content = email_content(headline="A cheap cup")

    report = json.loads(run("check_content", json.dumps(content), *SPRING))

    finding = report["findings"][0]
    assert (finding["rule"], finding["severity"], finding["field"]) == (
        "brand.banned_word",
        "must_fix",
        "headline",
    )
    assert finding["message"] == "The brand never says this"
    assert (finding["start"], finding["end"], finding["quote"]) == (2, 7, "cheap")
    assert "The subject fits a phone" in report["passed"]


def test_many_contents_are_checked_line_by_line(campaign, run):
    lines = [json.dumps(email_content(headline=headline)) for headline in ("A cup", "A cheap cup")]

    reports = [
        json.loads(line) for line in run("check_content", "\n\n".join(lines), *SPRING, "--jsonl").splitlines()
    ]

    assert ["brand.banned_word" in [f["rule"] for f in report["findings"]] for report in reports] == [
        False,
        True,
    ]


def test_expired_facts_support_nothing(campaign, run):
    yesterday = timezone.localdate() - timezone.timedelta(days=1)
    FactFactory(campaign=campaign, text="12,000 subscribers", valid_until=yesterday)

    report = json.loads(
        run("check_content", json.dumps(email_content(headline="12,000 subscribers")), *SPRING)
    )

    assert ("facts.no_source", "12,000 subscribers") in [(f["rule"], f["quote"]) for f in report["findings"]]


@pytest.mark.parametrize(
    ("format", "start"),
    [("html", "<!doctype html>"), ("txt", "Northwind Coffee\n"), ("eml", "Subject: ")],
)
def test_a_document_is_rendered(campaign, run, format, start):
    document = run("render_content", json.dumps(email_content()), *SPRING, "--format", format)

    assert document.startswith(start)
    assert "1180 SE Alder Street" in document


def test_the_mail_file_can_be_read(campaign, run):
    mail = message_from_string(
        run("render_content", json.dumps(email_content()), *SPRING, "--format", "eml"), policy=SMTP
    )

    assert mail["X-Unsent"] == "1"
    assert len(list(mail.iter_parts())) == 2


def test_many_contents_are_rendered_line_by_line(campaign, run):
    lines = [json.dumps(email_content(headline=headline)) for headline in ("One", "Zwei")]

    written = run("render_content", "\n".join(lines), *SPRING, "--format", "txt", "--jsonl").splitlines()

    assert [json.loads(line)["document"].split("\n\n")[1] for line in written] == ["One", "Zwei"]


def test_the_language_is_the_campaigns_unless_another_is_asked_for(campaign, run):
    content = json.dumps(email_content())

    assert "Unsubscribe" in run("render_content", content, *SPRING)
    assert "Abmelden" in run("render_content", content, *SPRING, "--language", "de")


@pytest.mark.parametrize("command", ["check_content", "render_content"])
@pytest.mark.parametrize(
    ("arguments", "text", "message"),
    [
        (("fax", "--campaign", "spring-sale"), "{}", "There is no tool named 'fax'"),
        (("email", "--campaign", "nope"), "{}", "There is no campaign 'nope'"),
        (SPRING, "{\n  x", "Line 2: this is no JSON"),
        (SPRING, "", "Line 1: this is no JSON"),
        (SPRING, "[" * 100_000, "this is no JSON"),
        (SPRING, "[]", "must be a JSON object"),
        (SPRING, "{}", "headline is missing."),
        ((*SPRING, "--jsonl"), "\n{}", "Line 2: subjects is missing."),
        ((*SPRING, "--jsonl"), "\n\nnot", "Line 3: this is no JSON"),
    ],
)
def test_what_is_wrong_is_said(campaign, run, command, arguments, text, message):
    with pytest.raises(CommandError, match=message):
        run(command, text, *arguments)


def test_an_unknown_format_is_named(campaign, run):
    with pytest.raises(CommandError, match=r"Email has no format 'pdf'\. There are: html, txt, eml\."):
        run("render_content", "{}", *SPRING, "--format", "pdf")
