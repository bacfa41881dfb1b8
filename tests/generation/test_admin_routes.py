from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from crm_llm.accounts.models import Role
from generation.models import AuditEntry, ModelPrice, ModelTier
from generation.stores import prices, routes
from tests.conftest import person

pytestmark = pytest.mark.django_db
TIERS, PRICES = "admin:generation_modeltier", "admin:generation_modelprice"
BY_HAND = {"model": "house/tuned", "prompt": "0.5", "completion": "1.25", "request": ""}


@pytest.fixture(autouse=True)
def models_of_the_settings(settings):
    settings.LLM_MODELS = {"fast": ["a/fast"], "standard": ["a/one", "b/two"], "creative": ["a/one"]}


@pytest.fixture
def desk(client_for, admin):
    return client_for(admin)


@pytest.fixture
def standard():
    return ModelTier.objects.get(tier="standard")


@pytest.fixture
def save(desk, standard, django_capture_on_commit_callbacks):
    def saving(models="c/three\nd/four\n", prompt="", completion=""):
        values = {"models": models, "prompt_ceiling": prompt, "completion_ceiling": completion}
        with django_capture_on_commit_callbacks(execute=True):
            return desk.post(reverse(f"{TIERS}_change", args=[standard.pk]), values, follow=True)

    return saving


@pytest.fixture
def listed():
    return ModelPrice.objects.create(
        model="a/one", source="provider", prompt=Decimal(1), completion=Decimal(5), synced_at=timezone.now()
    )


def test_the_list_shows_what_is_asked_and_who_decided(desk, save):
    page = desk.get(reverse(f"{TIERS}_changelist")).content.decode()
    assert "a/one, b/two" in page
    assert page.count("The settings") == 3

    save()

    page = desk.get(reverse(f"{TIERS}_changelist")).content.decode()
    assert "c/three, d/four" in page
    assert "Priya Rao, 0" in page


def test_the_form_begins_with_the_models_of_the_settings(desk, standard):
    page = desk.get(reverse(f"{TIERS}_change", args=[standard.pk])).content.decode()

    assert "a/one\nb/two</textarea>" in page


def test_saving_lets_the_database_rule(save, admin):
    save(prompt="3", completion="15.5")

    route = routes.route_of("standard")
    assert route.models == ("c/three", "d/four")
    assert route.max_price.completion_usd == Decimal("15.5")
    assert AuditEntry.objects.get(action="tier.edited").actor == admin


def test_a_model_without_a_known_price_is_saved_with_a_warning(save, listed):
    page = save("a/one, c/three").content.decode()

    assert "No price is known for “c/three”" in page
    assert "No price is known for “a/one”" not in page


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"models": "a b"}, "“a b” is no model id."),
        ({"models": "a/one\na/one"}, "A model is named twice."),
        ({"models": " \n "}, "This field is required."),
        ({"prompt": "3"}, "Give both ceilings, or none."),
        ({"prompt": "-1", "completion": "1"}, "greater than or equal to 0"),
        ({"prompt": "NaN", "completion": "1"}, "Enter a number."),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_is_saved(save, values, words):
    assert words in save(**values).content.decode()
    assert routes.route_of("standard").models == ("a/one", "b/two")


def test_tiers_are_neither_added_nor_deleted(desk, standard):
    assert desk.get(reverse(f"{TIERS}_add")).status_code == 403
    assert desk.get(reverse(f"{TIERS}_delete", args=[standard.pk])).status_code == 403


def test_without_the_right_nothing_is_shown(client_for, standard):
    visitor = client_for(person("visitor", Role.MARKETER, is_staff=True))

    assert visitor.get(reverse(f"{TIERS}_changelist")).status_code == 403
    assert visitor.post(reverse(f"{TIERS}_change", args=[standard.pk]), {"models": "x/y"}).status_code == 403


def test_who_may_only_look_sees_the_tier_without_a_form(client_for, standard):
    visitor = person("visitor", is_staff=True)
    visitor.user_permissions.add(Permission.objects.get(codename="view_modeltier"))

    page = client_for(visitor).get(reverse(f"{TIERS}_change", args=[standard.pk]))

    assert page.status_code == 200
    assert "<textarea" not in page.content.decode()


def test_prices_show_where_they_come_from_and_how_old_they_are(desk, listed, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        page = desk.get(reverse(f"{PRICES}_changelist")).content.decode()

    assert "a/one" in page
    assert "0\xa0minutes ago" in page


def test_a_price_that_the_provider_lists_is_only_to_look_at(desk, listed):
    address = reverse(f"{PRICES}_change", args=[listed.pk])

    assert desk.get(address).status_code == 200
    assert desk.post(address, BY_HAND).status_code == 403
    assert desk.post(reverse(f"{PRICES}_delete", args=[listed.pk]), {"post": "yes"}).status_code == 403


def test_a_price_can_be_entered_by_hand_for_any_server(desk, admin):
    desk.post(reverse(f"{PRICES}_add"), BY_HAND)

    facts = prices.facts_of("house/tuned")
    assert (facts.prompt_usd, facts.completion_usd) == (Decimal("0.5"), Decimal("1.25"))
    entry = AuditEntry.objects.get(action="price.entered")
    assert (entry.actor, entry.after["completion"]) == (admin, "1.25")


def test_one_model_has_one_price_by_hand(desk, listed):
    desk.post(reverse(f"{PRICES}_add"), {**BY_HAND, "model": "a/one"})
    again = desk.post(reverse(f"{PRICES}_add"), {**BY_HAND, "model": "a/one"})

    assert "This model has a price already." in again.content.decode()
    assert ModelPrice.objects.filter(model="a/one").count() == 2


def test_without_the_price_by_hand_the_listed_one_counts_again(
    desk, listed, django_capture_on_commit_callbacks
):
    desk.post(reverse(f"{PRICES}_add"), {**BY_HAND, "model": "a/one"})
    mine = ModelPrice.objects.get(source="operator")

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse(f"{PRICES}_delete", args=[mine.pk]), {"post": "yes"})

    assert prices.facts_of("a/one").prompt_usd == 1
    assert AuditEntry.objects.filter(action="price.removed").exists()
