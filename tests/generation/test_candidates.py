"""Best of several: the one with the least to find becomes the draft, and the others can still be read."""

import json

import pytest

from generation import candidates, drafting, services, writing
from generation.checks.types import Finding, Report, Severity
from generation.exceptions import InvalidRequest
from generation.models import AuditEntry, Candidate, Generation, LLMCall
from generation.prompt_services import ensure_prompts
from tests.factories import EMAIL_PARAMS, BudgetFactory, CampaignFactory, FactFactory, email_content
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios

GOOD, BAD = "20% off every bag", "Hurry, 75% off: the best coffee in the world"


@pytest.fixture
def fake(settings):
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.LLM_MODELS = {"standard": ["anthropic/claude-haiku-4.5"]}
        settings.LLM_MAX_ATTEMPTS = 1
        yield server


@pytest.fixture
def campaign(db):
    ensure_prompts()
    made = CampaignFactory()
    FactFactory(campaign=made, text="20% off all whole-bean coffee")
    return made


def asked(campaign, by, wanted=3, **fields):
    made = services.request_drafts(
        by=by,
        campaign=campaign,
        tool="email",
        params=EMAIL_PARAMS,
        variants=1,
        language="en",
        idempotency_key="k",
        candidates=wanted,
        **fields,
    )
    return made.generations.get()


def script(fake, *headlines):
    fake.script(ANY, [scenarios.ok(json.dumps(email_content(headline=headline))) for headline in headlines])


def written(draft):
    drafting.run(draft.pk)
    draft.refresh_from_db()
    return draft


def report(must_fix=0, check=0):
    found = [Severity.MUST_FIX] * must_fix + [Severity.CHECK] * check
    return Report(findings=tuple(Finding(rule="r", severity=one, message="m") for one in found))


@pytest.mark.parametrize(
    ("reports", "chosen", "words"),
    [
        ([report(1), report(0), report(2)], 1, "Chosen of 3: fewest must-fix findings (0, 1, 2)."),
        ([report(0, 2), report(0, 1)], 1, "it has the best score (95, 90)."),
        ([report(0, 1), report(0, 1)], 0, "the first of those with the least to find (score 95, 95)."),
        ([report(1)], 0, "The only candidate that was written."),
    ],
)
def test_the_one_with_the_least_to_fix_is_chosen_and_says_why(reports, chosen, words):
    assert candidates.best(reports) == chosen
    assert candidates.why(reports, chosen).endswith(words)


def test_a_score_counts_what_there_is_to_find_and_ends_at_nothing():
    assert [report(0, 0).score, report(0, 3).score, report(1, 1).score, report(5).score] == [100, 85, 70, 0]


def test_the_best_becomes_the_draft_and_the_others_stay_readable(campaign, marketer, fake):
    script(fake, BAD, GOOD, BAD)
    done = written(asked(campaign, marketer))

    assert done.current_revision.content["headline"] == GOOD
    assert (done.current_revision.number, done.revisions.count()) == (1, 1)
    assert done.chosen_because.startswith("Chosen of 3: fewest must-fix findings (0,")
    others = Candidate.objects.filter(generation=done)
    assert [(one.number, one.content["headline"]) for one in others] == [(1, BAD), (3, BAD)]
    assert all(one.must_fix for one in others)
    assert AuditEntry.objects.get(action="draft.written").after["chosen_because"] == done.chosen_because


def test_every_candidate_is_a_call_of_the_draft_and_paid_for_once(campaign, marketer, fake):
    script(fake, GOOD, GOOD)
    done = written(asked(campaign, marketer, 2))

    costs = LLMCall.objects.filter(generation=done).values_list("cost", flat=True)
    assert (done.calls, done.cost) == (2, sum(costs))


def test_when_calls_are_used_up_those_that_are_there_do(campaign, marketer, fake, settings):
    settings.LLM_MAX_CALLS = 2
    script(fake, BAD, GOOD)
    done = written(asked(campaign, marketer))

    assert (done.status, done.current_revision.content["headline"]) == ("ready", GOOD)
    assert "2 of 3 candidates could be written." in done.notice


def test_when_money_is_short_those_that_are_there_do(campaign, marketer, fake):
    BudgetFactory()
    dear = json.dumps(email_content(headline=GOOD))
    fake.script(ANY, [scenarios.ok(dear, usage_changes={"cost": 1.5})])
    done = written(asked(campaign, marketer))

    assert (done.status, done.source, done.calls) == ("ready", "model", 1)
    assert "1 of 3 candidates could be written." in done.notice


def test_when_time_is_short_those_that_are_there_do(campaign, marketer, fake, settings, monkeypatch):
    script(fake, GOOD, GOOD, GOOD)
    draft = asked(campaign, marketer)
    monkeypatch.setattr(writing, "_is_late", lambda work, number: number == 3)
    done = written(draft)

    assert "2 of 3 candidates could be written. The time for it was short." in done.notice
    assert done.candidates.count() == 1


def test_without_a_model_there_is_nothing_to_choose_from(campaign, marketer, settings):
    settings.OPENROUTER_BASE_URL, settings.OPENROUTER_API_KEYS = "", []
    done = written(asked(campaign, marketer))

    assert (done.source, done.chosen_because, done.candidates.count()) == ("template", "", 0)


@pytest.mark.parametrize(("wanted", "field"), [(0, "candidates"), (4, "candidates")])
def test_one_to_three_can_be_asked_for(campaign, marketer, wanted, field):
    with pytest.raises(InvalidRequest) as refused:
        asked(campaign, marketer, wanted)

    assert list(refused.value.problems) == [field]


def test_a_reused_answer_is_one_alone(campaign, marketer):
    with pytest.raises(InvalidRequest, match="Choose one candidate"):
        asked(campaign, marketer, 2, reuse=True)


def test_the_page_says_why_and_leads_to_the_others(campaign, marketer, fake, client_for):
    script(fake, BAD, GOOD)
    done = written(asked(campaign, marketer, 2))
    client = client_for(marketer)

    page = client.get(f"/drafts/{done.pk}/").content.decode()
    beside = client.get(f"/drafts/{done.pk}/compare/?a=c1&b=r1").content.decode()
    form = client.get(f"/drafts/{done.pk}/combine/?from=c1").content.decode()

    assert "Chosen of 2: fewest must-fix findings (0," in page
    assert f"/drafts/{done.pk}/compare/?a=c1&amp;b=r1" in page
    assert "Candidate 1" in beside
    assert 'name="pick-headline" value="c1"\n                      checked' in form


def test_a_candidate_can_be_taken_over_after_all(campaign, marketer, fake):
    script(fake, BAD, GOOD)
    done = written(asked(campaign, marketer, 2))

    services.combine(by=marketer, generation=done, based_on=1, picks={"headline": done.candidates.get()})

    assert Generation.objects.get(pk=done.pk).current_revision.content["headline"] == BAD


def test_the_form_asks_for_the_best_of_as_many_as_the_tool_says(client_for, marketer, campaign):
    client_for(marketer).post(
        f"/campaigns/{campaign.slug}/drafts/new/email/",
        {**EMAIL_PARAMS, "variants": "1", "candidates": "3", "language": "en", "idempotency_key": "k"},
    )

    assert Generation.objects.get().request.candidates == 3
