import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils import timezone

from generation.models import Contact, Generation, ModelPrice, ModelTier, Prompt
from tests.factories import (
    EMAIL_PARAMS,
    BudgetFactory,
    CampaignFactory,
    FactFactory,
    GenerationFactory,
    PromptVersionFactory,
    make_ready,
)
from tests.generation.money import reserve, settle

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
def may_fall_back():
    return True


@pytest.fixture
def with_model(settings, may_fall_back):
    settings.OPENROUTER_API_KEYS = ["sk-test"]
    settings.LLM_MODELS = {
        tier: ["a/first-model", "b/second-model"] for tier in ("fast", "standard", "creative")
    }
    version = PromptVersionFactory(
        status="published", published_at=timezone.now(), number=214, may_fall_back=may_fall_back
    )
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


def test_what_is_known_of_contacts_is_hidden_too(ask, campaign):
    Contact.objects.create(
        brand=campaign.brand, first_name="Priya", last_name="Raman", company="Halden Foods"
    )

    page = ask(key_message="Mention that Priya Raman of Halden Foods likes it.").content.decode()

    assert "Mention that [FIRST_NAME_1] [LAST_NAME_1] of [COMPANY_1] likes it." in page
    assert "1 × company of a contact" in page


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


@pytest.fixture
def price():
    def pricing(model="a/first-model", prompt="1", completion="10"):
        ModelPrice.objects.create(
            model=model, prompt=Decimal(prompt), completion=Decimal(completion), synced_at=timezone.now()
        )

    return pricing


def test_without_drafts_to_measure_the_cost_comes_from_prices(ask, with_model, price):
    price()

    page = ask(variants="1").content.decode()

    # 2,500 tokens at most, of which four tenths are usual, at $10 a million; the prompt is a few hundred.
    assert re.search(r"\$0\.01[01]\b", page)
    assert page.count("Not known yet") == 1


def test_the_worst_case_is_that_of_the_dearest_model(ask, with_model, price):
    price()
    price("b/second-model", completion="100")

    assert re.search(r"at most \$0\.(75|76)\d* at the first try", ask().content.decode())


def test_without_every_price_there_is_no_worst_case(ask, with_model, price):
    price()

    assert "at most" not in ask().content.decode()


def test_a_budget_that_may_not_be_enough_is_said_before_sending(ask, with_model, price):
    price()
    price("b/second-model")
    BudgetFactory(name="Spring", limit=Decimal("0.05"))

    page = ask().content.decode()

    assert "The budget “Spring” has $0.050 left" in page
    assert "filled from the template" in page
    assert "The budget" not in ask(variants="1").content.decode()


def test_a_budget_with_room_says_nothing(ask, with_model, price):
    price()
    price("b/second-model")
    BudgetFactory(limit=Decimal(50))

    assert "The budget" not in ask().content.decode()


def test_where_no_price_is_known_a_budget_that_is_used_up_is_said(ask, with_model):
    budget = BudgetFactory(limit=Decimal("0.05"))
    assert "The budget" not in ask().content.decode()

    settle(reserve("0.05"), "0.05")

    assert f"The budget “{budget.name}” has $0.00 left" in ask().content.decode()


def test_the_wait_grows_with_each_round_that_waits_ahead(ask, with_model, settings):
    settings.CELERY_WORKER_CONCURRENCY = 2
    draft = make_ready(GenerationFactory(), cost=Decimal("0.01"))
    Generation.objects.filter(pk=draft.pk).update(finished_at=draft.created_at + timedelta(seconds=20))
    GenerationFactory.create_batch(5, status="queued")

    assert "60 s" in ask().content.decode()


@pytest.mark.parametrize("may_fall_back", [False])
def test_a_prompt_that_may_not_fall_back_names_one_model(ask, with_model, may_fall_back):
    assert "Second Model" not in ask().content.decode()


def test_once_an_admin_edited_the_tier_its_models_are_named(ask, with_model):
    ModelTier.objects.filter(tier="standard").update(model_ids=["c/third-model"], edited_at=timezone.now())

    page = ask().content.decode()

    assert "Third Model" in page
    assert "First Model" not in page


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
