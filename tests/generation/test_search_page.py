"""The search as people use it: a page, a dialog, and only what one may see and do."""

import pytest
from django.contrib.auth.models import Group

from crm_llm.accounts.models import Role, User
from generation.models import BrandMembership
from generation.reading.commands import COMMANDS, commands
from tests.factories import BrandFactory, CampaignFactory, GenerationFactory, UserFactory, make_ready

pytestmark = pytest.mark.django_db
SEARCH = "/search/"


def words(client, asked, **headers):
    return client.get(SEARCH, {"q": asked}, **headers).content.decode()


def labels(user, asked=""):
    return [str(command.label) for command in commands(user, asked.split())]


def test_it_finds_drafts_campaigns_and_commands(client_for, marketer):
    draft = make_ready(GenerationFactory(request__campaign__name="New spring roasts"))

    response = client_for(marketer).get(SEARCH, {"q": "new"})

    assert response.context["drafts"] == []
    assert [str(command.label) for command in response.context["commands"]] == ["New campaign"]
    assert [campaign.name for campaign in response.context["campaigns"]] == ["New spring roasts"]
    assert f"/drafts/{draft.pk}/" in words(client_for(marketer), "20% bag")


def test_an_empty_search_offers_what_can_be_done(client_for, reviewer):
    page = client_for(reviewer).get(SEARCH)

    assert "Review queue" in page.content.decode()
    assert "Nothing found" not in page.content.decode()


@pytest.mark.parametrize("asked", ["zzz", "!!!", '"', "\0", "()", "x" * 10_000])
def test_nothing_found_is_said_calmly(client_for, marketer, asked):
    page = words(client_for(marketer), asked)

    assert "Nothing found" in page


def test_commands_are_those_that_the_person_may_use(marketer, reviewer, lead, admin):
    assert "New campaign" in labels(marketer)
    assert "Review queue" not in labels(marketer)
    assert "Review queue" in labels(reviewer)
    assert {"Audit log", "New campaign"} & set(labels(reviewer)) == set()
    assert "Audit log" in labels(lead)
    assert "Prompts" in labels(admin)


def test_commands_are_found_by_other_words_too(marketer):
    assert labels(marketer, "dark") == ["Your account"]
    assert labels(marketer, "dash") == ["Home"]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: str(command.label))
def test_whoever_is_offered_a_command_may_use_it(client_for, command):
    people = [UserFactory(is_staff=role == Role.PROMPT_ADMIN) for role in Role]
    for person, role in zip(people, Role, strict=True):
        person.groups.add(Group.objects.get(name=role))
    for person in people:
        if command.may(User.objects.get(pk=person.pk)):
            assert client_for(person).get(command.url).status_code == 200


def test_other_brands_are_not_found(client_for, marketer):
    brand = BrandFactory(name="Secret Roasters")
    BrandMembership.objects.create(brand=brand, user=UserFactory())
    make_ready(GenerationFactory(request__campaign=CampaignFactory(brand=brand, name="Secret")))

    assert "Secret" not in words(client_for(marketer), "spring")
    assert "Nothing found" in words(client_for(marketer), "secret")


def test_the_dialog_is_a_combobox_over_the_same_results(client_for, marketer, htmx):
    draft = make_ready(GenerationFactory())
    client = client_for(marketer)

    dialog = client.get(SEARCH, headers=htmx | {"HX-Target": "search"}).content.decode()
    assert 'role="combobox"' in dialog
    assert 'aria-controls="search-list"' in dialog
    assert "<html" not in dialog

    rows = words(client, "bag", headers=htmx | {"HX-Target": "search-list"})
    assert rows.strip().startswith('<div id="search-list"')
    assert f'id="search-draft-{draft.pk}"' in rows
    assert 'data-words="2 results"' in rows

    none = words(client, "zzz", headers=htmx | {"HX-Target": "search-list"})
    assert "Nothing found" in none


def test_the_dialog_shows_few_and_where_the_rest_is(client_for, marketer, htmx):
    for _number in range(8):
        make_ready(GenerationFactory())

    rows = words(client_for(marketer), "bag off", headers=htmx | {"HX-Target": "search-list"})

    assert rows.count('id="search-draft-') == 6
    assert 'href="/search/?q=bag%20off"' in rows


def test_a_page_is_bounded_and_says_so(client_for, marketer):
    for _number in range(22):
        make_ready(GenerationFactory())

    page = words(client_for(marketer), "bag")

    assert page.count('id="draft-link-') == 20
    assert "There are older ones too" in page


def test_it_costs_the_same_however_much_is_found(client_for, marketer, django_assert_max_num_queries):
    make_ready(GenerationFactory())
    client = client_for(marketer)
    with django_assert_max_num_queries(8) as first:
        words(client, "spring")
    for _number in range(6):
        make_ready(GenerationFactory())
    with django_assert_max_num_queries(len(first.captured_queries)):
        words(client, "spring")


def test_what_was_asked_for_is_shown_again_as_text(client_for, marketer):
    page = words(client_for(marketer), '"><script>alert(1)</script>')

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_every_page_leads_to_it(client_for, marketer, client):
    page = client_for(marketer).get("/drafts/").content.decode()

    assert 'href="/search/" data-search data-key="/"' in page
    assert 'id="search"' in page
    assert 'id="search"' not in client.get("/accounts/login/").content.decode()
