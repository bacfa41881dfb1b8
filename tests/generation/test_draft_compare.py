from html import unescape

import pytest

from generation import services
from generation.models import Generation
from tests.factories import (
    AssetFactory,
    BrandMembershipFactory,
    DraftRequestFactory,
    GenerationFactory,
    email_content,
    make_ready,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def variants(marketer):
    request = DraftRequestFactory(variants=2, requested_by=marketer)
    return [
        make_ready(
            GenerationFactory(request=request, variant=number),
            content=email_content(headline=f"Headline {word}"),
        )
        for number, word in ((1, "one"), (2, "two"))
    ]


def page_of(client, draft, **query):
    return unescape(client.get(f"/drafts/{draft.pk}/compare/", query).content.decode())


def test_two_variants_stand_side_by_side(client_for, marketer, variants):
    page = page_of(client_for(marketer), variants[0])

    assert "Variant A" in page
    assert "Use B" in page
    assert '<mark class="differs"><span class="sr">differs: </span>two</mark>' in page
    assert "<ins>" not in page


def test_revisions_show_what_was_removed_and_added(client_for, marketer):
    draft = make_ready(GenerationFactory(), content=email_content(headline="Lighter mornings"))
    services.edit(by=marketer, generation=draft, based_on=1, edits={"headline": "Lighter evenings"})

    page = page_of(client_for(marketer), draft)

    assert "<del>" in page
    assert "evenings</ins>" in page
    assert "1 word differs." in page


def test_the_address_says_what_is_compared(client_for, marketer, variants):
    services.edit(by=marketer, generation=variants[0], based_on=1, edits={"headline": "Edited"})
    client = client_for(marketer)

    assert "Edited</ins>" in page_of(client, variants[0], a="r1", b="r2")
    assert "Edited</mark>" in page_of(client, variants[0], a="b", b="a")


def test_another_try_is_compared_with_the_draft_it_came_from(client_for, marketer):
    parent = make_ready(GenerationFactory(), content=email_content(headline="The first try"))
    child = make_ready(
        GenerationFactory(
            request=DraftRequestFactory(campaign=parent.campaign, parent=parent), parent=parent
        ),
        content=email_content(headline="The second try"),
    )

    page = page_of(client_for(marketer), child)

    assert "The draft before it" in page
    assert "second</mark>" in page


def test_only_the_differences_can_be_shown(client_for, marketer, variants):
    page = page_of(client_for(marketer), variants[0], only="1")

    assert "Headline" in page
    assert "Sign-off" not in page


def test_one_text_alone_has_nothing_to_be_compared_with(client_for, marketer):
    assert "Nothing to compare yet" in page_of(client_for(marketer), make_ready(GenerationFactory()))


def test_a_draft_without_words_has_nothing_to_be_compared_with(client_for, marketer):
    assert "Nothing to compare yet" in page_of(client_for(marketer), GenerationFactory())


def test_the_same_on_both_sides_is_said(client_for, marketer, variants):
    assert "Choose two different texts" in page_of(client_for(marketer), variants[0], a="a", b="a")


@pytest.mark.parametrize("query", [{"a": "z", "b": "r99"}, {"a": "<script>"}, {"b": "parent"}])
def test_a_side_that_does_not_exist_is_chosen_anew(client_for, marketer, variants, query):
    assert "Variant A" in page_of(client_for(marketer), variants[0], **query)


def test_a_variant_without_words_is_no_side(client_for, marketer, variants):
    Generation.objects.filter(pk=variants[1].pk).update(status="failed", current_revision=None)

    assert "Nothing to compare yet" in page_of(client_for(marketer), variants[0])


def test_a_change_answers_with_the_comparison_alone(client_for, marketer, variants, htmx):
    page = client_for(marketer).get(f"/drafts/{variants[0].pk}/compare/", headers=htmx).content.decode()

    assert 'id="comparison"' in page
    assert "<html" not in page


def test_markup_in_the_words_stays_text(client_for, marketer, variants):
    services.edit(by=marketer, generation=variants[0], based_on=1, edits={"headline": "<script>x</script>"})

    response = client_for(marketer).get(f"/drafts/{variants[0].pk}/compare/")

    assert b"<script>x" not in response.content


def test_a_stranger_finds_nothing(client_for, outsider, marketer, variants):
    BrandMembershipFactory(brand=variants[0].brand, user=marketer)

    assert client_for(outsider).get(f"/drafts/{variants[0].pk}/compare/").status_code == 404


def test_it_needs_a_login(client, variants):
    assert client.get(f"/drafts/{variants[0].pk}/compare/").status_code == 302


def test_posting_is_refused(client_for, marketer, variants):
    assert client_for(marketer).post(f"/drafts/{variants[0].pk}/compare/").status_code == 405


def test_a_picture_is_compared_by_what_it_shows(client_for, marketer):
    asset = AssetFactory(alt="Three bags of coffee")
    content = email_content(hero={"picture": asset.key, "alt": "", "brief": ""})
    draft = make_ready(GenerationFactory(request__campaign=asset.campaign), content=content)
    services.edit(by=marketer, generation=draft, based_on=1, edits={"hero.picture": ""})

    page = client_for(marketer).get(f"/drafts/{draft.pk}/compare/?a=r1&b=r2").content.decode()

    assert "Three bags of coffee" in page
    assert asset.key not in page
