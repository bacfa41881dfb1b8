from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from generation.llm_client.types import MaxPrice
from generation.models import AuditEntry, ModelTier
from generation.models.route import check_models
from generation.stores import routes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def models_of_the_settings(settings):
    settings.LLM_MODELS = {"fast": ["a/fast"], "standard": ["a/one", "b/two"], "creative": []}


@pytest.fixture
def edit(admin, django_capture_on_commit_callbacks):
    def editing(models=("c/three",), prompt=None, completion=None, tier="standard"):
        row = ModelTier.objects.get(tier=tier)
        with django_capture_on_commit_callbacks(execute=True):
            routes.edit(row, by=admin, models=models, prompt_ceiling=prompt, completion_ceiling=completion)
        return row

    return editing


def test_until_an_admin_edits_a_tier_the_settings_rule():
    assert routes.route_of("standard") == routes.Route(("a/one", "b/two"))
    assert routes.route_of("creative").models == ()


def test_once_edited_the_database_rules_and_only_there(edit):
    edit(["c/three", "a/one"])

    assert routes.route_of("standard").models == ("c/three", "a/one")
    assert routes.route_of("fast").models == ("a/fast",)


def test_an_edit_is_followed_at_once_in_this_process(edit):
    routes.route_of("standard")

    edit(["c/three"])

    assert routes.route_of("standard").models == ("c/three",)


def test_an_edit_in_another_process_is_followed_within_the_ttl(edit):
    routes.route_of("standard")

    ModelTier.objects.filter(tier="standard").update(model_ids=["d/four"], edited_at="2026-01-01T00:00Z")

    assert routes.route_of("standard").models == ("a/one", "b/two")
    routes.forget()
    assert routes.route_of("standard").models == ("d/four",)


def test_a_route_costs_no_query_once_it_is_known(django_assert_num_queries):
    with django_assert_num_queries(1):
        for _ in range(5):
            routes.route_of("standard")


def test_ceilings_become_the_highest_price(edit):
    edit(prompt=Decimal("3"), completion=Decimal("0.000000001"))

    assert routes.route_of("standard").max_price == MaxPrice(
        prompt_usd=Decimal(3), completion_usd=Decimal("0.000000001")
    )


def test_an_edit_is_on_record_with_what_was_before(edit, admin):
    edit(["c/three"], Decimal("2.5"), Decimal(10))

    entry = AuditEntry.objects.get(action="tier.edited")
    assert entry.actor == admin
    assert entry.before == {"models": ["a/one", "b/two"], "prompt_ceiling": None, "completion_ceiling": None}
    assert entry.after == {"models": ["c/three"], "prompt_ceiling": "2.5", "completion_ceiling": "10"}


def test_one_ceiling_alone_is_refused():
    with pytest.raises(IntegrityError), transaction.atomic():
        ModelTier.objects.filter(tier="fast").update(prompt_ceiling=Decimal(1))


@pytest.mark.parametrize(
    "models",
    [
        ["anthropic/claude-sonnet-4.6"],
        ["meta-llama/llama-3.3-70b-instruct:free", "~openai/gpt-latest", "@preset/house-style"],
        ["llama3.2:3b", "/models/qwen.gguf"[1:]],
    ],
)
def test_model_ids_are_accepted(edit, models):
    check_models(models)
    edit(models)

    assert routes.route_of("standard").models == tuple(models)


@pytest.mark.parametrize(
    "models",
    [
        [],
        "a/one",
        ["a b"],
        ["a/one", "a/one"],
        [""],
        ["a\n"],
        [7],
        ["a/" + "b" * 200],
        ["-x"],
        [f"a/{n}" for n in range(9)],
    ],
)
def test_what_is_no_list_of_models_is_refused(models):
    with pytest.raises(ValidationError):
        check_models(models)


def test_making_tiers_again_changes_nothing(edit):
    edit()

    routes.ensure_tiers()

    assert ModelTier.objects.count() == 3
    assert routes.route_of("standard").models == ("c/three",)
