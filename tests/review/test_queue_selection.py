"""What the queue is narrowed to, and the views that people keep of it."""

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from crm_llm.counting import counted
from generation import searching
from generation.models import BrandMembership, Generation
from generation.reading.rules import listed
from review import day, queue, workflow
from review.filters import filters_of
from review.models import MOST_VIEWS, SavedView
from review.selection import Selection
from tests.factories import (
    BrandFactory,
    CampaignFactory,
    UserFactory,
    make_finding,
)
from tests.review.conftest import reload
from tests.review.test_queue import QUEUE, titles

pytestmark = pytest.mark.django_db
SAVE = reverse("review:save_view")


@pytest.fixture
def two(make_waiting):
    """Two drafts that differ in all that can be filtered by."""
    other = CampaignFactory(brand=BrandFactory(slug="other"), slug="other", name="Other")
    plain, special = make_waiting(title="Plain"), make_waiting(title="Special", to_check=1)
    Generation.objects.filter(pk=special.pk).update(
        campaign=other,
        brand=other.brand,
        language="de",
        tool="landing_page",
        requested_by=other.owner,
        submitted_at=timezone.now() - timedelta(hours=25),
    )
    make_finding(special, rule="facts.no_source")
    return plain, special


FILTERS = {
    "tool": "landing_page",
    "campaign": "other",
    "brand": "other",
    "risk": "medium",
    "language": "de",
    "age": "24",
    "rule": "facts.no_source",
}


@pytest.mark.parametrize(("name", "value"), FILTERS.items())
def test_each_filter_narrows_the_queue(client_for, reviewer, two, name, value):
    response = client_for(reviewer).get(QUEUE, {name: value})

    assert titles(response) == ["Special"]
    assert {view: count for view, _label, count in response.context["tabs"]}["all"] == 1
    assert response.context["waiting"] == 2


def test_the_person_who_asked_is_a_filter(client_for, reviewer, two):
    asked = Generation.objects.get(pk=two[1].pk).requested_by.username

    assert titles(client_for(reviewer).get(QUEUE, {"by": asked})) == ["Special"]


def test_filters_add_up_with_a_view(client_for, reviewer, two):
    assert titles(client_for(reviewer).get(QUEUE, FILTERS)) == ["Special"]
    assert titles(client_for(reviewer).get(QUEUE, FILTERS | {"view": "overdue"})) == []


def test_words_are_searched(client_for, reviewer, make_waiting):
    searching.keep_draft(make_waiting(title="Striped"), ["A zebra on the bag"])
    make_waiting(title="Plain")

    assert titles(client_for(reviewer).get(QUEUE, {"q": "zebra bag"})) == ["Striped"]
    assert titles(client_for(reviewer).get(QUEUE, {"q": "…"})) == []


def test_overdue_is_a_view(client_for, reviewer, make_waiting):
    make_waiting()
    make_waiting(title="Late", due_at=timezone.now() - timedelta(hours=1))

    response = client_for(reviewer).get(QUEUE, {"view": "overdue"})

    assert titles(response) == ["Late"]
    assert response.context["overdue"] == 1


def offered(user, **asked):
    filters = filters_of(Selection(user, asked), all_of_them=True)
    return {one.name: [label for _value, label in one.options] for one in filters}


def test_only_what_has_drafts_in_the_queue_is_offered(reviewer, two):
    plain, special = map(reload, two)
    CampaignFactory(brand=plain.brand, name="Nothing waits")

    options = offered(reviewer)

    assert options["campaign"] == sorted([plain.campaign.name, "Other"])
    assert options["brand"] == sorted([plain.brand.name, special.brand.name])
    assert set(options["by"]) == {plain.requested_by.display_name, special.requested_by.display_name}


def test_drafts_of_a_brand_that_one_may_not_see_offer_nothing(outsider, waiting):
    assert [offered(outsider)[name] for name in ("campaign", "brand", "by")] == [[], [], []]


def test_each_person_is_offered_what_waits_in_their_own_brands(reviewer, reviewer2, make_waiting):
    kept_apart = {}
    for person, name in ((reviewer, "Tea"), (reviewer2, "Coffee")):
        brand = BrandFactory(name=name)
        BrandMembership.objects.create(brand=brand, user=person)
        campaign = CampaignFactory(brand=brand, name=f"{name} for all")
        draft = make_waiting()
        Generation.objects.filter(pk=draft.pk).update(
            brand=brand, campaign=campaign, requested_by=campaign.owner
        )
        kept_apart[person] = (name, campaign)

    for person in (reviewer, reviewer2, reviewer):
        name, campaign = kept_apart[person]
        options = offered(person)
        assert [options[one] for one in ("campaign", "brand", "by")] == [
            [campaign.name], [name], [campaign.owner.display_name],
        ]  # fmt: skip


def test_an_address_tells_nobody_the_name_of_a_person_whose_drafts_they_do_not_see(reviewer, waiting):
    stranger = UserFactory(username="secret.client", first_name="Carla", last_name="Confidential")

    assert "Carla Confidential" not in offered(reviewer, by=stranger.username)["by"]
    assert stranger.username in offered(reviewer, by=stranger.username)["by"]


def test_what_the_list_is_narrowed_by_is_shown_after_its_last_draft(client_for, reviewer, two):
    special = reload(two[1])
    chosen = {"campaign": "other", "brand": "other", "by": special.requested_by.username}
    Generation.objects.filter(pk=special.pk).update(review_status="rejected")

    page = client_for(reviewer).get(QUEUE, chosen).text

    for value, label in [("other", "Other"), (chosen["by"], special.requested_by.display_name)]:
        assert f'<option value="{value}" selected>{label}</option>' in page


def test_another_brands_campaign_is_no_filter(client_for, outsider, waiting):
    selection = Selection(outsider, {"campaign": waiting.campaign.slug, "brand": waiting.brand.slug})

    assert selection.chosen == {}


def test_an_address_is_written_in_one_order_without_what_says_nothing(reviewer):
    asked = QueryDict("risk=high&tool=email&after=x&view=mine&q= spring  sale &campaign=none&language=")

    selection = Selection(reviewer, asked)

    assert selection.query == "view=mine&q=spring+sale&tool=email&risk=high"
    assert Selection.of_query(reviewer, selection.query).query == selection.query


def test_rarer_filters_come_when_they_are_wanted_or_set(client_for, reviewer, waiting):
    client = client_for(reviewer)

    assert 'name="rule"' not in client.get(QUEUE).content.decode()
    assert 'name="rule"' in client.get(QUEUE, {"more": 1}).content.decode()
    assert 'name="brand"' in client.get(QUEUE, {"brand": waiting.brand.slug}).content.decode()


def test_rules_are_chosen_by_family_so_that_all_of_them_can_be_reached(client_for, reviewer, two):
    client = client_for(reviewer)

    def rules(**asked):
        page = client.get(QUEUE, {"more": 1} | asked).text
        drawn = re.search(r'<select id="filter-rule"[\s\S]*?</select>', page)[0]
        return dict(re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)', drawn)), re.findall(
            r'value="([^"]*)" selected', drawn
        )

    families, chosen = rules()
    assert families["facts"] == "Facts …"
    assert chosen == []
    reached = {}
    for family in families:
        reached |= rules(rule=family)[0]
    assert {rule.id for rule in listed().values() if rule.is_checked} <= set(reached)

    shown, chosen = rules(rule="facts")
    assert (shown["facts"], chosen) == ("Facts: choose one", ["facts"])
    assert rules(rule="facts.no_source")[1] == ["facts.no_source"]


def test_a_family_alone_narrows_nothing(client_for, reviewer, two):
    response = client_for(reviewer).get(QUEUE, {"more": 1, "rule": "facts"})

    assert titles(response) == ["Special", "Plain"]
    assert "Clear filters" not in response.text


def test_the_page_stays_small(client_for, reviewer, make_waiting):
    for _number in range(26):
        make_waiting()

    assert len(client_for(reviewer).get(QUEUE, {"more": 1}).content) < 60_000


def test_a_view_is_kept_under_a_name(client_for, reviewer, reviewer2, waiting):
    client = client_for(reviewer)

    response = client.post(SAVE, {"name": "Risky mails", "view": "high", "tool": "email"}, follow=True)

    view = SavedView.objects.get()
    assert (view.user, view.name, view.query) == (reviewer, "Risky mails", "view=high&tool=email")
    assert response.redirect_chain == [(f"{QUEUE}?{view.query}", 302)]
    assert response.context["kept"] == view
    assert f'id="kept-{view.pk}"' in response.content.decode()
    assert "Risky mails" not in client_for(reviewer2).get(QUEUE).content.decode()


def test_the_same_name_is_one_view(client_for, reviewer):
    client = client_for(reviewer)
    client.post(SAVE, {"name": "Mine", "view": "high"})
    client.post(SAVE, {"name": "Mine", "tool": "email"})

    assert SavedView.objects.get().query == "tool=email"


@pytest.mark.parametrize("name", ["", " ", "x" * 41, "a\x00b", "a\u202eb"])
def test_a_name_must_be_readable(client_for, reviewer, name):
    response = client_for(reviewer).post(SAVE, {"name": name, "view": "high"}, follow=True)

    assert response.status_code == 200
    assert not SavedView.objects.exists()


def test_views_are_few(client_for, reviewer):
    client = client_for(reviewer)
    for number in range(MOST_VIEWS + 1):
        response = client.post(SAVE, {"name": f"View {number}", "view": "high"}, follow=True)

    assert SavedView.objects.count() == MOST_VIEWS
    assert "Delete one first" in response.content.decode()


def test_only_its_owner_deletes_a_view(client_for, reviewer, reviewer2):
    view = SavedView.objects.create(user=reviewer, name="Mine", query="view=high")
    delete = reverse("review:delete_view", args=[view.pk])

    assert client_for(reviewer2).post(delete).status_code == 404
    assert client_for(reviewer).post(delete).status_code == 302
    assert not SavedView.objects.exists()


def test_links_to_drafts_stay_in_the_selection(client_for, reviewer, waiting):
    content = client_for(reviewer).get(QUEUE, {"tool": "email"}).content.decode()

    item = reverse("review:item", args=[waiting.pk])
    assert f"{item}?{urlencode({'queue': 'tool=email'})}" in content


@pytest.fixture
def two_held(make_waiting, reviewer):
    """A draft that `reviewer` holds, before an email in the queue and a German one."""
    now = timezone.now()
    held, email, german = make_waiting(), make_waiting(title="Email"), make_waiting(title="German")
    for age, draft in enumerate((german, email, held), start=1):
        Generation.objects.filter(pk=draft.pk).update(submitted_at=now - timedelta(hours=age))
    Generation.objects.filter(pk=german.pk).update(language="de")
    workflow.claim(by=reviewer, generation=held)
    return reload(held), german


def decide(client, draft, **headers):
    approve = reverse("review:approve", args=[draft.pk])
    return client.post(approve, {"seen": draft.frozen_hash}, headers=headers)


def test_after_a_decision_the_way_stays_in_the_selection(client_for, reviewer, two_held):
    held, german = two_held
    here = f"http://testserver{reverse('review:item', args=[held.pk])}?queue=language%3Dde"

    response = decide(client_for(reviewer), held, referer=here)

    assert response.url == f"{reverse('review:item', args=[german.pk])}?queue=language%3Dde"


def test_the_way_is_known_to_htmx_too(client_for, reviewer, two_held, htmx):
    held, german = two_held
    here = f"http://testserver{reverse('review:item', args=[held.pk])}?queue=language%3Dde"

    response = decide(client_for(reviewer), held, **(htmx | {"HX-Current-URL": here}))

    assert response["HX-Redirect"] == f"{reverse('review:item', args=[german.pk])}?queue=language%3Dde"


def test_at_the_end_of_a_selection_its_list_comes_back(client_for, reviewer, two_held):
    held, _german = two_held
    here = f"http://testserver{reverse('review:item', args=[held.pk])}?queue=risk%3Dhigh"

    assert decide(client_for(reviewer), held, referer=here).url == f"{QUEUE}?risk=high"


def test_who_wants_the_list_after_a_decision_gets_it(client_for, reviewer, two_held):
    held, _german = two_held
    type(reviewer).objects.filter(pk=reviewer.pk).update(after_decision="list")

    assert decide(client_for(reviewer), held).url == QUEUE


def test_the_screen_counts_and_walks_the_selection(client_for, reviewer, two_held):
    _held, german = two_held
    item = reverse("review:item", args=[german.pk])

    everything = client_for(reviewer).get(item).context["screen"].place
    narrowed = client_for(reviewer).get(item, {"queue": "language=de"})

    assert (everything.number, everything.total) == (3, 3)
    assert (narrowed.context["screen"].place.number, narrowed.context["screen"].place.total) == (1, 1)
    assert f'href="{QUEUE}?language=de"' in narrowed.content.decode()


def test_counts_that_are_composed_once_are_those_of_each_person(reviewer, make_waiting):
    for number in range(3):
        make_waiting(title=f"Draft {number}", must_fix=number)
    outsider, superuser, now, waiting = UserFactory(), UserFactory(is_superuser=True), timezone.now(), []

    for person in (reviewer, outsider, superuser, reviewer):
        selection = Selection(person, {})
        asked = queue._to_count(selection, now=now, midnight=day.midnight(), since=now - day.RECENT)
        counts = queue.counts(selection, now=now)
        assert counts.items() >= counted(**asked).items()
        waiting.append(counts["waiting"])

    assert waiting == [3, 0, 3, 3]


def test_where_a_finding_is_looked_for_only_the_view_that_is_open_is_counted(client_for, reviewer, two):
    page = client_for(reviewer).get(QUEUE, {"rule": "facts.no_source", "view": "unclaimed"}).text

    tabs = re.search(r'<nav class="tabs"[\s\S]*?</nav>', page)[0]
    assert re.findall(r'id="view-(\w+)"|class="count count-quiet">(\d+)<', tabs) == [
        ("all", ""),
        ("mine", ""),
        ("unclaimed", ""),
        ("", "1"),
        ("high", ""),
        ("overdue", ""),
    ]
