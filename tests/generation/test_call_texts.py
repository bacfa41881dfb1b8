"""What models were sent and answered: stored without personal data, for a while, and for few eyes."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.utils import timezone

from generation import drafting, tasks
from generation.llm_client.types import ChatRequest, Completion, Message
from generation.models import AnswerInFlight, CallText, LLMCall
from generation.prompt_services import ensure_prompts
from generation.stores import call_texts
from tests.conftest import person
from tests.factories import EMAIL_PARAMS, DraftRequestFactory, GenerationFactory, LLMCallFactory
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios

pytestmark = pytest.mark.django_db

ASKED = ChatRequest(messages=(Message(role="user", content="Write to [EMAIL_1]"),), max_tokens=10)
ANSWER = Completion(text="Dear [EMAIL_1]", model_asked="a", model="a", finish_reason="stop")


@pytest.fixture
def fake(settings):
    ensure_prompts()
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.LLM_MODELS = {"standard": ["anthropic/claude-haiku-4.5"]}
        settings.LLM_MAX_ATTEMPTS = 1
        yield server


def kept(*, days_old=0, **fields):
    call = LLMCallFactory(status="succeeded", **fields)
    call_texts.keep(call.pk, ASKED, ANSWER)
    CallText.objects.filter(pk=call.pk).update(stored_at=timezone.now() - timedelta(days=days_old))
    return call


def purge(*options):
    out = StringIO()
    call_command("purge_call_texts", *options, stdout=out)
    return out.getvalue().strip()


def test_both_are_stored_without_personal_data(fake, marketer):
    params = EMAIL_PARAMS | {"key_message": "Questions go to nadia@home.example."}
    fake.answer = lambda body: body["messages"][1]["content"]
    drafting.run(GenerationFactory(request=DraftRequestFactory(params=params)).pk)

    texts = CallText.objects.order_by("pk")
    stored = str([(text.messages, text.answer) for text in texts])
    assert len(texts) == len(fake.completions) > 0
    assert "nadia@home.example" not in stored
    assert "Questions go to [" in texts[0].answer
    assert texts[0].messages[1]["content"] == fake.completions[0].body["messages"][1]["content"]


def test_of_a_failed_call_nothing_is_stored(fake):
    fake.script(ANY, [scenarios.mid_stream_error()])
    drafting.run(GenerationFactory().pk)
    assert LLMCall.objects.exists()
    assert not CallText.objects.exists()


def test_a_switch_turns_storage_off(fake, settings):
    settings.LLM_STORE_TEXTS = False
    drafting.run(GenerationFactory().pk)
    assert LLMCall.objects.get().status == "succeeded"
    assert not CallText.objects.exists()


@pytest.mark.parametrize("text", ["A\x00B", "A\ud800B"], ids=["NUL", "half a character"])
def test_what_a_database_refuses_does_not_lose_the_answer(text):
    call = LLMCallFactory(status="succeeded")
    call_texts.keep(call.pk, ASKED, ANSWER.model_copy(update={"text": text}))
    assert CallText.objects.get().answer in ("AB", "A?B")


class TestPurge:
    def test_what_is_old_goes_and_the_calls_stay(self):
        kept(days_old=31)
        young = kept(days_old=29)
        assert purge() == "The texts of 1 call was thrown away."
        assert list(CallText.objects.values_list("pk", flat=True)) == [young.pk]
        assert LLMCall.objects.count() == 2

    def test_the_age_can_be_given(self):
        kept(days_old=8)
        kept(days_old=6)
        assert "1 call" in purge("--days", "7")

    def test_all_can_go(self):
        kept()
        kept(days_old=400)
        assert purge("--all") == "The texts of 2 calls were thrown away."
        assert not CallText.objects.exists()

    def test_one_campaign_can_go(self):
        gone, stays = kept(), kept()
        purge("--all", "--campaign", gone.generation.campaign.slug)
        assert CallText.objects.get().pk == stays.pk

    def test_more_than_one_step(self, monkeypatch):
        monkeypatch.setattr(call_texts, "PURGED_AT_ONCE", 2)
        for _ in range(5):
            kept(days_old=40)
        assert "5 calls" in purge()

    def test_an_unknown_campaign_is_told(self):
        with pytest.raises(CommandError, match="no campaign 'nowhere'"):
            purge("--campaign", "nowhere")

    def test_fewer_than_no_days_are_refused(self):
        with pytest.raises(CommandError, match="0 or more"):
            purge("--days", "-1")

    def test_upkeep_throws_away_what_is_old(self, settings):
        settings.LLM_TEXTS_KEEP_DAYS = 3
        call = kept(days_old=4)
        AnswerInFlight.objects.create(
            key="k",
            generation=call.generation,
            holder=call.lease_token,
            since=timezone.now() - timedelta(days=2),
        )
        tasks.purge_old_texts()
        assert not CallText.objects.exists()
        assert not AnswerInFlight.objects.exists()


class TestInTheAdmin:
    @pytest.fixture
    def support(self, db):
        user = person("sam", is_staff=True)
        user.user_permissions.add(Permission.objects.get(codename="view_llmcall"))
        return user

    def page(self, client_for, user, call):
        return client_for(user).get(f"/admin/generation/llmcall/{call.pk}/change/").content.decode()

    def test_who_has_the_right_reads_them(self, client_for, support):
        support.user_permissions.add(Permission.objects.get(codename="view_calltext"))
        page = self.page(client_for, support, kept())
        assert "Write to [EMAIL_1]" in page
        assert "Dear [EMAIL_1]" in page

    def test_who_has_not_sees_the_call_alone(self, client_for, support):
        page = self.page(client_for, support, kept())
        assert "anthropic/claude-sonnet-4.6" in page
        assert "Dear [EMAIL_1]" not in page

    def test_what_is_gone_is_said_to_be(self, client_for, admin):
        page = self.page(client_for, admin, LLMCallFactory())
        assert page.count("Not kept, or thrown away by now.") == 2

    def test_markup_in_an_answer_stays_text(self, client_for, admin):
        call = LLMCallFactory(status="succeeded")
        call_texts.keep(call.pk, ASKED, ANSWER.model_copy(update={"text": "<script>alert(1)</script>"}))
        page = self.page(client_for, admin, call)
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert(1)" not in page
