"""Finding drafts and campaigns by their words, on whichever database there is."""

import pytest
from django.core.management import call_command
from django.db import connection

from generation import campaign_services, revisions, search_index, searching, services
from generation.checks.types import Report
from generation.llm_tools import TOOLS
from generation.models import BrandMembership, CampaignWords, DraftWords, Generation, Revision
from generation.models.search import fts_table, words_of
from tests.factories import (
    BrandFactory,
    CampaignFactory,
    GenerationFactory,
    UserFactory,
    email_content,
    make_ready,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return UserFactory()


def a_draft(title, **fields):
    draft = GenerationFactory(**fields)
    Generation.objects.filter(pk=draft.pk).update(title=title)
    searching.keep_draft(draft, [title])
    return draft


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Größe & Café: 20% off", ["grosse", "cafe", "20", "off"]),
        ("tea/coffee, tea_time; TEA", ["tea", "coffee", "time"]),
        ("Ⅷ ﬁne ẞ", ["viii", "fine", "ss"]),
        ("\"*()-:^~'\\ \0 \N{RIGHT-TO-LEFT OVERRIDE}", []),
        ("x" * 100, ["x" * 40]),
    ],
)
def test_words_are_plain(text, words):
    assert words_of(text) == words


@pytest.mark.parametrize(
    "asked", ["spring", "SPRING bag", "bag spr", "sprıng".replace("ı", "i"), "kaff", "große", "GROSSE", "20%"]
)
def test_a_draft_is_found_by_its_words_and_their_beginnings(person, asked):
    draft = a_draft("Spring sale: 20% off every bag. Kaffeebohnen, GRÖSSE L")
    a_draft("Nothing of it")

    assert searching.drafts(person, asked) == [draft]
    assert list(Generation.objects.filter(searching.matching(asked))) == [draft]


@pytest.mark.parametrize("asked", ["spring tea", "pring", "s", "sa le", "", "   ", "!!!"])
def test_every_word_has_to_be_there(person, asked):
    a_draft("Spring sale")

    assert searching.drafts(person, asked) == []
    assert not Generation.objects.filter(searching.matching(asked)).exists()


def test_a_single_letter_is_a_word_and_no_beginning(person):
    a_draft("Large")
    found = a_draft("Size L")

    assert searching.drafts(person, "l") == [found]


@pytest.mark.parametrize(
    "asked",
    [
        '"',
        "'",
        "*",
        "spring*",
        "spring NEAR(sale, 2)",
        "NEAR",
        "AND OR NOT",
        "-spring",
        "words:spring",
        "^spring",
        "(spring",
        "spring)",
        "sp\0ring",
        "{spring sale}",
        "spring & sale | !x <-> y :*",
        "\\",
        "%s %(x)s",
        "'; DROP TABLE generation_draftwords; --",
        "spring " * 2000,
        "\ud800",
        "٣ ４ ² 😀",
    ],
)
def test_no_text_is_syntax(person, asked):
    draft = a_draft("Spring sale near and or not 's words")

    assert set(searching.drafts(person, asked)) <= {draft}
    assert set(Generation.objects.filter(searching.matching(asked))) <= {draft}
    assert searching.campaigns(person, asked) is not None


def test_lookups_take_nothing_but_words():
    with pytest.raises(ValueError, match="words_of"):
        str(DraftWords.objects.filter(words__hold=["a' | 'b"]).query)
    with pytest.raises(ValueError, match="words_of"):
        str(DraftWords.objects.filter(words__hold=[]).query)


def test_newest_come_first_and_not_all(person):
    drafts = [a_draft(f"Spring {number}") for number in range(4)]

    assert searching.drafts(person, "spring", most=3) == [drafts[3], drafts[2], drafts[1]]


def test_only_ones_own_brands_are_searched(person):
    brand = BrandFactory()
    BrandMembership.objects.create(brand=brand, user=UserFactory())
    campaign = CampaignFactory(brand=brand, name="Spring secret")
    a_draft("Spring secret", request__campaign=campaign)
    open_to_all = a_draft("Spring for all")

    assert searching.drafts(person, "spring") == [open_to_all]
    assert searching.campaigns(person, "secret") == []
    assert searching.campaigns(UserFactory(is_superuser=True), "secret") == [campaign]
    BrandMembership.objects.create(brand=brand, user=person)
    assert searching.campaigns(person, "secret") == [campaign]


@pytest.mark.parametrize("find", [searching.drafts, searching.campaigns])
def test_it_is_one_query_however_much_is_found(person, find, django_assert_num_queries):
    for number in range(5):
        draft = a_draft(f"Spring {number}", request__campaign__name=f"Spring {number}")
        assert draft.brand
    with django_assert_num_queries(1):
        found = find(person, "spring")
        assert len({str(getattr(item, "campaign", item)) + str(item.brand) for item in found}) == 5


def test_an_edit_changes_what_a_draft_is_found_by(marketer):
    draft = make_ready(GenerationFactory())
    services.edit(by=marketer, generation=draft, based_on=1, edits={"headline": "Lighter mornings"})

    assert searching.drafts(marketer, "lighter mornings") == [draft]
    assert DraftWords.objects.count() == 1


def test_the_words_of_a_model_are_found(marketer):
    draft = GenerationFactory()
    content = TOOLS["email"].stored(email_content(), TOOLS["email"].schema_version)
    revisions.add(draft, content, Report(), number=1, origin=Revision.Origin.MODEL)

    word = words_of(content.headline)[0]
    assert searching.drafts(marketer, word) == [draft]
    assert searching.drafts(marketer, "headline") == []


def test_campaigns_are_found_by_what_they_say_now(marketer):
    campaign = CampaignFactory(name="Spring", brand=BrandFactory())
    values = campaign_services.values_of(campaign)
    campaign = campaign_services.edit(
        by=marketer,
        campaign=campaign,
        values=campaign_services.CampaignValues(**(vars(values) | {"name": "Herbstauftakt"})),
        seen=campaign.updated_at,
    )
    copy = campaign_services.duplicate(by=marketer, campaign=campaign)

    assert searching.campaigns(marketer, "spring") == []
    assert searching.campaigns(marketer, "herbst") == [copy, campaign]
    assert CampaignWords.objects.count() == 2


def test_what_is_deleted_is_not_found(person):
    draft = a_draft("Spring")
    DraftWords.objects.all().delete()
    a_draft("Autumn")

    assert searching.drafts(person, "spring") == []
    assert draft


def test_the_index_is_used():
    a_draft("Spring sale")
    asked = DraftWords.objects.filter(words__hold=["spring"])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "generation_draftwords_vector" in asked.explain()
    else:
        assert "VIRTUAL TABLE INDEX" in asked.explain()


def test_a_lost_index_is_made_again(person):
    draft = a_draft("Spring sale")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("DROP INDEX generation_draftwords_vector")
        else:
            cursor.execute(f"DROP TRIGGER {fts_table(DraftWords)}_insert")
            cursor.execute(f"DROP TABLE {fts_table(DraftWords)}")

    search_index.ensure(connection)
    search_index.ensure(connection)

    assert searching.drafts(person, "spring") == [draft]
    assert len(searching.drafts(person, "spring")) == 1


@pytest.mark.django_db(transaction=True)
def test_a_flush_empties_it_and_then_it_works_again():
    a_draft("Spring sale")
    call_command("flush", interactive=False, verbosity=0)

    person = UserFactory()
    assert searching.drafts(person, "spring") == []
    draft = a_draft("Spring sale")
    assert searching.drafts(person, "spring") == [draft]
