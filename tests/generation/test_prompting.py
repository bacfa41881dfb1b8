"""From a version and a job to the messages: data apart, a budget, and the same text for the same job."""

import pickle

import pytest

from generation import drafting, prompting
from generation.liquid import PromptTemplateError
from generation.llm_client.prices import tokens_of
from generation.llm_tools.base import Job
from generation.llm_tools.email import TOOL
from generation.llm_tools.email_content import EmailParams
from generation.models import Finding, PromptVersion
from generation.prompt_services import ensure_prompts
from tests.factories import CampaignFactory, DraftRequestFactory, FactFactory, GenerationFactory
from tests.fake_openrouter import FakeOpenRouter
from tests.llm_tools.samples import a_brief, facts

VERSION = PromptVersion(
    number=1, system_template=TOOL.system_prompt, user_template=TOOL.user_prompt, checksum="c" * 64
)
PARAMS = EmailParams(key_message="The sale opens on Monday.")


def messages(job: Job | None = None, version: PromptVersion = VERSION):
    return prompting.fitting_messages(version, TOOL, job or Job(brief=a_brief()), PARAMS)


def test_the_same_job_makes_the_same_messages_and_the_system_message_does_not_know_the_brief():
    again, other = messages(), messages(Job(brief=a_brief(offer="30% off")))

    assert messages() == again
    assert again[0][0] == other[0][0]
    assert again[0][1] != other[0][1]


def test_each_version_has_a_mark_of_its_own():
    other = PromptVersion(number=2, system_template="Write.", user_template="Now.", checksum="d" * 64)

    marks = {messages(version=version)[0][0].content.splitlines()[-1] for version in (VERSION, other)}

    assert len(marks) == 2
    assert all("never written into an answer" in mark for mark in marks)


def test_a_prompt_that_fits_is_sent_whole():
    assert messages()[1] == ()


@pytest.mark.django_db
@pytest.mark.parametrize("batch", [True, False])
def test_a_call_knows_whether_somebody_waits_for_it(batch):
    draft = GenerationFactory(request=DraftRequestFactory(batch=batch))
    fitted = prompting.build(VERSION, TOOL, Job(brief=a_brief()), PARAMS, draft)
    assert fitted.request.batch is batch


def test_what_does_not_fit_is_left_out_and_said(settings):
    job = Job(brief=a_brief(facts=facts(*["A long fact about coffee. " * 20] * 40)), previous={"a": "b"})
    settings.LLM_PROMPT_TOKENS = 3400

    (system, user), dropped = messages(job)

    assert tokens_of([system.content, user.content]) <= 3400
    assert dropped[0] == "the earlier version"
    assert dropped[1].endswith(" to F40")
    assert "F40:" not in user.content
    assert "F1: A long fact" in user.content
    assert "20% off every bag" in user.content
    assert "The sale opens on Monday." in user.content


def test_a_prompt_that_can_not_get_small_enough_is_an_error_with_the_sizes(settings):
    settings.LLM_PROMPT_TOKENS = 100

    with pytest.raises(PromptTemplateError, match=r"comes to [\d,]+ tokens, and 100 are allowed"):
        messages()


@pytest.mark.parametrize("error", [prompting.PromptTooLarge("Too large."), prompting.InstructionsQuoted()])
def test_errors_survive_a_change_of_process(error):
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_every_part_that_can_go_has_a_name_for_people():
    dropped = ("previous", "facts.F7", "facts.F6", "facts.F5", "links.Roasts", "objective", "audience")

    assert prompting.in_words(dropped) == (
        "the earlier version",
        "facts F5 to F7",
        "the link “Roasts”",
        "the goal",
        "the audience",
    )
    assert prompting.in_words(["facts.F7"]) == ("fact F7",)


# ---- over the wire -----------------------------------------------------------------------------


@pytest.fixture
def fake(settings):
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.LLM_MODELS = {"standard": ["anthropic/claude-haiku-4.5"]}
        yield server


@pytest.fixture
def draft(db):
    ensure_prompts()
    campaign = CampaignFactory()
    for number in range(30):
        FactFactory(
            campaign=campaign, text=f"Fact number {number}. " + "Roasted with care. " * 20, position=number
        )
    return GenerationFactory(request=DraftRequestFactory(campaign=campaign))


def test_a_draft_says_what_its_prompt_had_no_room_for(draft, fake, settings):
    settings.LLM_PROMPT_TOKENS = 4500
    drafting.run(draft.pk)
    draft.refresh_from_db()

    assert draft.source == "model"
    assert " to F30." in draft.notice
    found = Finding.objects.get(generation=draft, rule="prompt.left_out")
    assert (found.severity, " to F30." in found.detail) == ("note", True)
    assert "F30:" not in fake.completions[0].body["messages"][1]["content"]


def test_a_prompt_that_is_too_large_ends_in_the_template_with_the_reason(draft, fake, settings):
    settings.LLM_PROMPT_TOKENS = 200
    drafting.run(draft.pk)
    draft.refresh_from_db()

    assert (draft.status, draft.source, len(fake.completions)) == ("ready", "template", 0)
    assert "200 are allowed" in draft.notice
