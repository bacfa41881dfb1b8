import pytest
from django.urls import reverse

from generation.models import Prompt, PromptVersion
from generation.prompt_services import TEXT_FIELDS, ensure_prompts

pytestmark = pytest.mark.django_db


@pytest.fixture
def prompt(db):
    ensure_prompts()
    return Prompt.objects.select_related("live_version").get(tool="email")


@pytest.fixture
def desk(client_for, admin):
    return client_for(admin)


def form(prompt, **changes):
    live = prompt.live_version
    return {
        "prompt": prompt.pk,
        **{name: getattr(live, name) for name in TEXT_FIELDS},
        "note": "Opens with the season.",
        **changes,
    }


def test_a_new_version_starts_with_the_words_of_the_one_it_is_based_on(prompt, desk):
    page = desk.get(reverse("admin:generation_promptversion_add"), {"based_on": prompt.live_version_id})
    assert prompt.live_version.system_template.splitlines()[0] in page.content.decode()


def test_saving_makes_a_draft_and_shows_it_beside_the_live_one(prompt, desk, admin):
    address = reverse("admin:generation_promptversion_add")
    answer = desk.post(f"{address}?prompt={prompt.pk}", form(prompt, max_tokens=900), follow=True)

    version = PromptVersion.objects.get(prompt=prompt, number=2)
    assert (version.status, version.max_tokens, version.created_by) == ("draft", 900, admin)
    assert answer.redirect_chain[-1][0].endswith("compare/?b=2")
    assert "Set v2 live" in answer.content.decode()


def test_a_broken_template_is_refused_with_its_place_and_nothing_is_saved(prompt, desk):
    address = reverse("admin:generation_promptversion_add")
    answer = desk.post(f"{address}?prompt={prompt.pk}", form(prompt, user_template="Hi\n{{ nonsense }}"))

    assert answer.status_code == 200
    assert "line 2" in answer.content.decode()
    assert PromptVersion.objects.filter(prompt=prompt).count() == 1


def test_setting_live_and_rolling_back_from_the_admin(prompt, desk):
    desk.post(
        f"{reverse('admin:generation_promptversion_add')}?prompt={prompt.pk}", form(prompt, max_tokens=900)
    )
    first, second = prompt.versions.order_by("number")

    desk.post(reverse("admin:generation_prompt_set_live", args=[second.pk]))
    prompt.refresh_from_db()
    assert prompt.live_version == second

    desk.post(reverse("admin:generation_prompt_set_live", args=[first.pk]))
    prompt.refresh_from_db()
    assert prompt.live_version == first


def test_set_live_takes_no_get(prompt, desk):
    assert (
        desk.get(reverse("admin:generation_prompt_set_live", args=[prompt.live_version_id])).status_code
        == 405
    )


def test_an_unknown_version_in_compare_leads_back_with_words(prompt, desk):
    answer = desk.get(reverse("admin:generation_prompt_compare", args=[prompt.pk]), {"b": "99"}, follow=True)
    assert "no such version" in answer.content.decode()


def test_a_published_version_can_only_be_read(prompt, desk):
    address = reverse("admin:generation_promptversion_change", args=[prompt.live_version_id])
    assert desk.post(address, form(prompt, system_template="Other.")).status_code == 403
    assert (
        desk.post(reverse("admin:generation_promptversion_delete", args=[prompt.live_version_id])).status_code
        == 403
    )


@pytest.mark.parametrize("who", ["marketer", "reviewer", "lead"])
def test_others_do_not_reach_the_admin(prompt, client_for, request, who):
    client = client_for(request.getfixturevalue(who))
    answer = client.post(reverse("admin:generation_prompt_set_live", args=[prompt.live_version_id]))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_a_superuser_outside_the_group_may_look_but_not_publish(prompt, client_for):
    from tests.conftest import person

    client = client_for(person("root", is_staff=True, is_superuser=True))
    assert client.get(reverse("admin:generation_prompt_change", args=[prompt.pk])).status_code == 200
    assert (
        client.post(reverse("admin:generation_prompt_set_live", args=[prompt.live_version_id])).status_code
        == 403
    )


@pytest.mark.parametrize(
    "name",
    ["generation_draftrequest", "generation_generation", "generation_llmcall", "generation_auditentry"],
)
def test_history_in_the_admin_is_read_only(desk, name):
    assert desk.get(reverse(f"admin:{name}_changelist")).status_code == 200
    assert desk.get(reverse(f"admin:{name}_add")).status_code == 403
