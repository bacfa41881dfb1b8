from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone

from generation.models import Generation, Prompt
from tests.factories import (
    EMAIL_PARAMS,
    CampaignFactory,
    FactFactory,
    GenerationFactory,
    PromptVersionFactory,
    make_ready,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forget_what_is_usual():
    cache.clear()


@pytest.fixture
def campaign():
    return CampaignFactory()


@pytest.fixture
def ask(client_for, marketer, campaign, htmx):
    def asked(**values):
        url = f"/campaigns/{campaign.slug}/drafts/new/email/estimate/"
        return client_for(marketer).get(url, {**EMAIL_PARAMS, "variants": "2", **values}, headers=htmx)

    return asked


@pytest.fixture
def with_model(settings):
    settings.OPENROUTER_API_KEYS = ["sk-test"]
    settings.LLM_MODELS = {
        tier: ["a/first-model", "b/second-model"] for tier in ("fast", "standard", "creative")
    }
    version = PromptVersionFactory(status="published", published_at=timezone.now(), number=214)
    Prompt.objects.filter(pk=version.prompt_id).update(live_version=version)
    return version


def test_it_is_the_summary_alone(ask):
    page = ask().content.decode()

    assert page.lstrip().startswith("<aside")
    assert "What the model will get" in page


def test_it_names_the_prompt_and_the_models_in_their_order(ask, with_model):
    page = ask().content.decode()

    assert "v214" in page
    assert page.index("First Model") < page.index("Second Model")


def test_it_counts_tokens_once_the_form_could_be_sent(ask, with_model):
    assert "about" in ask().content.decode()
    assert "Once the form is filled in" in ask(key_message="").content.decode()


def test_it_names_the_facts_that_stay_out(ask, campaign):
    FactFactory(campaign=campaign)
    FactFactory(campaign=campaign, valid_until=date(2020, 1, 31))

    page = ask().content.decode()

    assert "1 of 2 facts" in page
    assert "F2 expired on 31 January and stays out" in page


def test_without_facts_it_warns(ask):
    assert "Without facts the model may invent claims." in ask().content.decode()


def test_it_says_which_personal_details_are_hidden(ask):
    page = ask(key_message="Questions go to nadia@northwind.example").content.decode()

    assert "[EMAIL_1]" in page
    assert "1 × email address" in page
    assert "nadia@northwind.example" not in page.split('class="sent"')[1]


def test_without_a_model_it_says_what_to_set(ask, settings):
    settings.OPENROUTER_API_KEYS, settings.OPENROUTER_BASE_URL = [], ""

    page = ask().content.decode()

    assert "Template, not AI" in page
    assert "OPENROUTER_API_KEY" in page


def test_without_drafts_to_measure_it_does_not_guess(ask, with_model):
    assert ask().content.decode().count("Not known yet") == 2


def test_wait_and_cost_are_those_of_recent_drafts(ask, with_model):
    for cost in ("0.010", "0.020", "0.040"):
        draft = make_ready(GenerationFactory(), cost=Decimal(cost), output_tokens=640)
        Generation.objects.filter(pk=draft.pk).update(finished_at=draft.created_at + timedelta(seconds=20))

    page = ask(variants="3").content.decode()

    assert "$0.060" in page
    assert "20 s" in page
    assert "3 × 640" in page


def test_drafts_from_the_template_are_not_measured(ask, with_model):
    make_ready(GenerationFactory(), source="template", cost=Decimal(0))

    assert "Not known yet" in ask().content.decode()


@pytest.mark.parametrize("variants", ["-1", "99", "two", ""])
def test_nonsense_in_the_form_is_no_obstacle(ask, variants):
    assert ask(variants=variants, language="", kind="?").status_code == 200


def test_without_a_script_it_is_the_whole_form_with_what_was_typed(client_for, marketer, campaign):
    url = f"/campaigns/{campaign.slug}/drafts/new/email/estimate/"

    page = client_for(marketer).post(url, {**EMAIL_PARAMS, "subject_idea": "Kept"}).content.decode()

    assert "<html" in page
    assert "Kept" in page


def test_it_needs_a_marketer(client_for, reviewer, campaign):
    assert (
        client_for(reviewer).get(f"/campaigns/{campaign.slug}/drafts/new/email/estimate/").status_code == 403
    )


def test_it_needs_a_login(client, campaign):
    assert client.get(f"/campaigns/{campaign.slug}/drafts/new/email/estimate/").status_code == 302
