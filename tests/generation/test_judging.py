"""Judges in the making of a draft, against a real server on loopback."""

import json

import pytest
from django.core.checks import run_checks

from generation import drafting, prompt_services
from generation.models import CallText, Finding, Generation, JudgeVerdict, LLMCall, Prompt, PromptVersion
from generation.prompt_services import ensure_prompts
from tests.factories import CampaignFactory, DraftRequestFactory, GenerationFactory
from tests.fake_openrouter import FakeOpenRouter, scenarios
from tests.fake_openrouter.writing import _SENTENCES, write_answer

pytestmark = pytest.mark.django_db
VOICE, TONE = "judge_brand_voice", "judge_tone"


class Model:
    """Writes drafts as the fake does, and judges as it is told."""

    objects = False
    """Whether it quotes a sentence of the draft and calls it a problem."""

    def __call__(self, body):
        name = body["response_format"]["json_schema"]["name"]
        if not name.startswith("judge_"):
            return write_answer(body, 1)
        if not self.objects:
            return {"reason": "It is fine.", "evidence": "", "verdict": "fine"}
        quote = next(sentence for sentence in _SENTENCES if sentence in body["messages"][1]["content"])
        return {"reason": "Hype.", "evidence": quote, "verdict": "problem"}


@pytest.fixture
def model():
    return Model()


@pytest.fixture
def fake(settings, model):
    with FakeOpenRouter(answer=model) as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.LLM_MODELS = {"standard": ["a/writer"], "fast": ["b/judge"]}
        settings.LLM_CONNECT_TIMEOUT_S, settings.LLM_READ_TIMEOUT_S, settings.LLM_TOTAL_TIMEOUT_S = 1, 2, 4
        settings.LLM_MAX_ATTEMPTS = 1
        settings.LLM_JUDGES = [VOICE, TONE]
        yield server


@pytest.fixture
def draft(marketer):
    ensure_prompts()
    request = DraftRequestFactory(campaign=CampaignFactory(), requested_by=marketer)
    return GenerationFactory(request=request)


def written(draft):
    drafting.run(draft.pk)
    draft.refresh_from_db()
    return draft


def findings(draft):
    return Finding.objects.filter(generation=draft, rule__startswith="judge.")


def test_each_judge_is_asked_once_on_a_cheap_model_and_its_verdict_is_kept(draft, fake):
    done = written(draft)

    assert done.status == "ready"
    assert done.prompt_version == Prompt.objects.get(tool="email").live_version
    calls = LLMCall.objects.filter(generation=draft, purpose=LLMCall.Purpose.JUDGE)
    assert {call.model_asked for call in calls} == {"b/judge"}
    assert set(JudgeVerdict.objects.values_list("judge", "verdict")) == {(VOICE, "fine"), (TONE, "fine")}
    assert done.calls == 3
    assert not findings(draft).exists()


def test_a_problem_asks_for_a_look_and_stops_nothing(draft, fake, model):
    model.objects = True
    done = written(draft)

    assert {(finding.rule, finding.severity) for finding in findings(draft)} == {
        ("judge.brand_voice", "check"),
        ("judge.tone", "check"),
    }
    assert all(finding.quote and finding.detail == "Hype." for finding in findings(draft))
    assert (done.status, done.review_status) == ("ready", Generation.ReviewStatus.DRAFT)


def test_a_judge_that_is_down_is_a_note_and_the_others_are_not_waited_for(draft, fake):
    fake.script("b/judge", [scenarios.error_in_200()] * 2)
    done = written(draft)

    assert done.status == "ready"
    assert done.source == "model"
    note = findings(draft).get()
    assert (note.severity, note.rule) == ("note", "judge.brand_voice")
    assert not JudgeVerdict.objects.exists()


def test_words_of_the_template_are_not_judged(draft, fake):
    fake.script("a/writer", [scenarios.error_in_200()] * 3)
    done = written(draft)

    assert done.source == "template"
    assert not LLMCall.objects.filter(purpose=LLMCall.Purpose.JUDGE).exists()


def test_no_judge_is_asked_by_default(draft, fake, settings):
    settings.LLM_JUDGES = []
    written(draft)

    assert len(fake.completions) == 1


def test_personal_data_does_not_reach_a_judge(draft, fake):
    request = draft.request
    request.brief = request.brief | {"offer": "Write to ana.ferreira@mail.example or call +1 503 555 0144."}
    request.save()
    written(draft)

    assert len(fake.completions) == 3
    for recorded in fake.completions:
        assert b"ana.ferreira" not in json.dumps(recorded.body).encode()
    assert not CallText.objects.filter(messages__icontains="ana.ferreira").exists()


def test_an_admin_versions_a_judges_prompt_like_any_other(admin):
    ensure_prompts()
    prompt = Prompt.objects.get(tool=VOICE)
    live = prompt.live_version
    fields = {name: getattr(live, name) for name in prompt_services.TEXT_FIELDS}
    version = prompt_services.save_version(
        by=admin, prompt=prompt, note="Shorter.", **fields | {"system_template": "Is it {{ brand.name }}?"}
    )

    prompt_services.set_live(by=admin, version=version)

    assert (live.tier, live.temperature_pct) == (PromptVersion.Tier.FAST, 0)
    assert Prompt.objects.get(tool=VOICE).live_version == version


def test_what_is_judged_never_enters_a_system_message(admin):
    ensure_prompts()
    prompt = Prompt.objects.get(tool=VOICE)

    assert prompt_services.problems(prompt, "Judge {{ texts }}", prompt.live_version.user_template)
    assert prompt_services.problems(prompt, "Judge.", "{{ offer }}")


def test_an_unknown_judge_is_named_at_the_start(settings):
    settings.LLM_JUDGES = ["judge_everything"]

    assert any(message.id == "crm_llm.E015" for message in run_checks())
