"""Identical requests: the words of an earlier draft again, and one call for many at once."""

import re
import threading
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.db import OperationalError, connections
from django.utils import timezone

from generation import drafting, lease, services
from generation.models import AnswerInFlight, CallText, Generation, LLMCall
from generation.prompt_services import ensure_prompts
from generation.stores.answers import StoredAnswers
from tests.factories import (
    EMAIL_PARAMS,
    CampaignFactory,
    DraftRequestFactory,
    FactFactory,
    GenerationFactory,
    change_kit,
    email_content,
)
from tests.fake_openrouter import ANY, FakeOpenRouter, scenarios


@pytest.fixture
def fake(settings):
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        settings.LLM_MODELS = {"standard": ["anthropic/claude-haiku-4.5", "google/gemini-2.5-flash"]}
        settings.LLM_MAX_ATTEMPTS = 1
        yield server


@pytest.fixture
def campaign(marketer):
    ensure_prompts()
    campaign = CampaignFactory(owner=marketer)
    FactFactory(campaign=campaign, text="20% off all whole-bean coffee")
    return campaign


def asked(campaign, *, variant=1, **fields):
    request = DraftRequestFactory(campaign=campaign, **{"reuse": True, **fields})
    return GenerationFactory(request=request, variant=variant)


def written(draft):
    drafting.run(draft.pk)
    draft.refresh_from_db()
    return draft


def stop(*_):
    raise OperationalError("The worker is gone.")


@pytest.mark.django_db
class TestReuse:
    def test_an_identical_request_gets_the_same_words_without_a_call(self, campaign, fake):
        first = written(asked(campaign, reuse=False))
        again = written(asked(campaign))

        assert len(fake.completions) == 1
        assert (again.status, again.source, again.calls, again.cost) == ("ready", "cache", 0, 0)
        assert again.current_revision.content == first.current_revision.content
        assert again.current_revision.origin == "cache"
        assert again.reused_revision == first.current_revision
        assert (again.model, again.saved_cost, again.saved_ms) == (first.model, first.cost, first.latency_ms)
        assert not LLMCall.objects.filter(generation=again).exists()

    def test_without_the_wish_a_new_draft_is_written(self, campaign, fake):
        written(asked(campaign))
        again = written(asked(campaign, reuse=False))
        assert (again.source, len(fake.completions)) == ("model", 2)

    def test_an_answer_that_a_stopped_worker_had_paid_for_is_not_asked_for_again(
        self, campaign, fake, monkeypatch
    ):
        draft = asked(campaign, reuse=False)
        with monkeypatch.context() as patched:
            patched.setattr(drafting, "_store", stop)
            drafting.run(draft.pk)
        Generation.objects.filter(pk=draft.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))

        again = written(draft)

        assert len(fake.completions) == 1
        assert (again.status, again.source, again.claims, again.calls) == ("ready", "model", 2, 1)
        assert again.cost == LLMCall.objects.get().cost

    def test_another_fact_is_another_question(self, campaign, fake):
        written(asked(campaign))
        FactFactory(campaign=campaign, text="Free delivery from $40")
        assert written(asked(campaign)).source == "model"

    def test_another_brand_voice_is_another_question(self, campaign, fake):
        written(asked(campaign))
        change_kit(campaign.brand, voice="Loud.")
        campaign.refresh_from_db()
        assert written(asked(campaign)).source == "model"

    def test_another_wish_is_another_question(self, campaign, fake):
        written(asked(campaign))
        other = EMAIL_PARAMS | {"key_message": "Only until Sunday."}
        assert written(asked(campaign, params=other)).source == "model"

    def test_another_variant_is_another_question(self, campaign, fake):
        written(asked(campaign))
        assert written(asked(campaign, variant=2)).source == "model"

    def test_what_was_hidden_is_put_back_in_the_answer_that_is_used_again(self, campaign, fake):
        def quoting(body):
            asked_for = re.search(r"Questions go to (\[\w+\])", body["messages"][1]["content"])
            return email_content(ps=f"Ask {asked_for[1]}.")

        fake.answer = quoting
        params = EMAIL_PARAMS | {"key_message": "Questions go to nadia@home.example."}
        drafts = [written(asked(campaign, params=params)) for _ in range(2)]

        assert [draft.source for draft in drafts] == ["model", "cache"]
        for draft in drafts:
            assert draft.current_revision.content["ps"] == "Ask nadia@home.example."
        assert "nadia" not in CallText.objects.get().answer

    def test_an_answer_is_too_old_after_its_time(self, campaign, fake, settings):
        written(asked(campaign))
        age = timedelta(seconds=settings.LLM_CACHE_TTL_S + 1)
        CallText.objects.update(stored_at=timezone.now() - age)
        assert written(asked(campaign)).source == "model"

    def test_a_failure_is_never_given_again(self, campaign, fake):
        fake.script(ANY, [scenarios.http(503), scenarios.http(503)])
        assert written(asked(campaign)).source == "template"
        assert written(asked(campaign)).source == "model"

    def test_an_answer_of_the_wrong_form_is_never_given_again(self, campaign, fake):
        fake.script(ANY, [scenarios.wrong_schema()])
        written(asked(campaign))
        again = written(asked(campaign))
        assert (again.source, again.calls) == ("model", 1)

    def test_nothing_is_kept_where_storage_is_off(self, campaign, fake, settings):
        settings.LLM_STORE_TEXTS = False
        written(asked(campaign))
        assert written(asked(campaign)).source == "model"
        assert not CallText.objects.exists()

    def test_another_try_is_written_by_a_model(self, campaign, fake, marketer):
        first = written(asked(campaign))
        request = services.regenerate(by=marketer, generation=first, feedback="", idempotency_key="k")
        assert written(request.generations.get()).source == "model"

    def test_no_claim_is_left_behind(self, campaign, fake):
        fake.script(ANY, [scenarios.http(503), scenarios.http(503)])
        written(asked(campaign))
        written(asked(campaign))
        assert not AnswerInFlight.objects.exists()


@pytest.mark.usefixtures("shared_db")
class TestAtOnce:
    @pytest.fixture
    def start(self):
        threads = []

        def work(draft):
            try:
                drafting.run(draft.pk)
            finally:
                connections.close_all()

        def start(*drafts):
            for draft in drafts:
                threads.append(threading.Thread(target=work, args=[draft]))
                threads[-1].start()
            return threads

        yield start
        for thread in threads:
            thread.join(20)

    def finish(self, threads):
        for thread in threads:
            thread.join(20)
            assert not thread.is_alive()

    def wait_for(self, condition):
        tick = threading.Event()
        for _ in range(200):
            if condition():
                return
            tick.wait(0.05)
        raise AssertionError("It did not happen.")

    def is_waiting(self, draft):
        return lambda: "Its words will be used" in Generation.objects.get(pk=draft.pk).notice

    def test_identical_requests_share_one_call(self, campaign, fake, start):
        drafts = [asked(campaign) for _ in range(4)]
        fake.hold()
        threads = start(*drafts)
        fake.wait_until_held()
        fake.release()
        self.finish(threads)

        found = Generation.objects.filter(pk__in=[draft.pk for draft in drafts])
        assert sorted(found.values_list("source", flat=True)) == ["cache", "cache", "cache", "model"]
        assert len(fake.completions) == 1
        assert LLMCall.objects.count() == 1

    def test_who_waits_holds_no_connection_and_says_what_it_waits_for(self, campaign, fake, start):
        first, second = asked(campaign), asked(campaign)
        fake.hold()
        threads = start(first)
        fake.wait_until_held()
        start(second)
        self.wait_for(self.is_waiting(second))
        fake.release()
        self.finish(threads)
        second.refresh_from_db()
        assert (second.source, second.notice) == ("cache", "The words of an identical draft were used again.")

    def test_when_the_first_fails_the_second_asks(self, campaign, fake, start):
        first, second = asked(campaign), asked(campaign)
        fake.script(ANY, [scenarios.http(503), scenarios.http(503)])
        fake.hold()
        threads = start(first)
        fake.wait_until_held()
        start(second)
        self.wait_for(self.is_waiting(second))
        fake.release()
        self.finish(threads)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.source, second.source) == ("template", "model")

    def test_when_the_first_is_cancelled_the_second_asks(self, campaign, fake, start, marketer):
        first, second = asked(campaign), asked(campaign)
        fake.hold()
        start(first)
        fake.wait_until_held()
        threads = start(second)
        self.wait_for(self.is_waiting(second))
        services.cancel(by=marketer, generation=Generation.objects.get(pk=first.pk))
        self.wait_for(lambda: LLMCall.objects.filter(generation=second).exists())
        fake.release()
        self.finish(threads)
        second.refresh_from_db()
        assert (second.source, second.status) == ("model", "ready")

    def test_a_dead_workers_turn_is_taken_over(self, campaign, fake, start):
        dead, second = asked(campaign), asked(campaign)
        fake.hold()
        start(dead)
        fake.wait_until_held()
        Generation.objects.filter(pk=dead.pk).update(lease_expires_at=timezone.now() - timedelta(seconds=1))
        threads = start(second)
        self.wait_for(lambda: LLMCall.objects.filter(generation=second).exists())
        fake.release()
        self.finish(threads)
        second.refresh_from_db()
        assert second.source == "model"

    def test_a_waiting_draft_can_be_cancelled(self, campaign, fake, start, marketer):
        first, second = asked(campaign), asked(campaign)
        fake.hold()
        start(first)
        fake.wait_until_held()
        waiting = start(second)[-1]
        self.wait_for(self.is_waiting(second))
        services.cancel(by=marketer, generation=Generation.objects.get(pk=second.pk))
        waiting.join(10)
        assert not waiting.is_alive()
        fake.release()
        second.refresh_from_db()
        assert second.status == "cancelled"

    @pytest.mark.parametrize("abandoned", [False, True], ids=["nobody asks", "who asked is gone"])
    def test_one_of_many_gets_the_turn(self, campaign, at_once, abandoned):
        if abandoned:
            AnswerInFlight.objects.create(key="k" * 64, generation=asked(campaign), holder=uuid4())
        workers = [StoredAnswers(lease.claim(asked(campaign).pk)) for _ in range(4)]

        turns = at_once(*(partial(worker.claim, "k" * 64) for worker in workers))

        assert sorted(turns) == [False, False, False, True]
        mine = workers[turns.index(True)]
        for worker in workers:
            if worker is not mine:
                worker.release("k" * 64)
        assert AnswerInFlight.objects.count() == 1
        mine.release("k" * 64)
        assert not AnswerInFlight.objects.exists()
