"""Several texts side by side, and the best parts of them in one revision."""

from html import unescape

import pytest

from generation import services
from generation.exceptions import EditRefused, StaleRevision
from generation.models import AuditEntry, Generation, Revision
from review.workflow import approval_obstacle
from tests.factories import (
    BrandMembershipFactory,
    DraftRequestFactory,
    GenerationFactory,
    email_content,
    make_ready,
)

pytestmark = pytest.mark.django_db

EXTRA = [{"heading": "", "body": "First."}, {"heading": "More", "body": "Only here."}]


@pytest.fixture
def variants(marketer):
    """Three variants; the second has a section more than the others."""
    request = DraftRequestFactory(variants=3, requested_by=marketer)
    contents = [
        email_content(headline="Headline A", sections=EXTRA[:1]),
        email_content(headline="Headline B", sections=EXTRA),
        email_content(headline="Headline C", sections=EXTRA[:1]),
    ]
    return [
        make_ready(GenerationFactory(request=request, variant=number), content=content)
        for number, content in enumerate(contents, start=1)
    ]


def page_of(client, draft, verb="combine", **query):
    response = client.get(f"/drafts/{draft.pk}/{verb}/", query)
    return unescape(response.content.decode())


def form_of(variants, base=0, **picks):
    revisions = {
        f"revision-{letter}": one.current_revision_id for letter, one in zip("abc", variants, strict=True)
    }
    named = {f"pick-{path.replace('__', '.')}": key for path, key in picks.items()}
    return {"based_on": variants[base].current_revision.number, **revisions, **named}


def current(draft):
    return Generation.objects.get(pk=draft.pk).current_revision


def bodies(revision):
    return [section["body"] for section in revision.content["sections"]]


def test_all_variants_stand_side_by_side_in_a_table(client_for, marketer, variants):
    page = page_of(client_for(marketer), variants[0], "compare", all=1)

    assert page.count('<th scope="col"') == 4
    assert '<span class="sr">differs: </span>B</mark>' in page
    assert "Not there" in page


def test_only_differences_hides_what_is_the_same_in_all(client_for, marketer, variants):
    page = page_of(client_for(marketer), variants[0], "compare", all=1, only=1)

    assert '<th scope="row">Headline</th>' in page
    assert '<th scope="row">Greeting</th>' not in page


def test_each_text_says_how_it_compares(client_for, marketer, variants):
    page = page_of(client_for(marketer), variants[0], "compare", all=1)

    assert page.count("<dt>Length</dt>") == 3


def test_many_variants_take_as_many_queries_as_two(
    client_for, marketer, variants, django_assert_max_num_queries
):
    client = client_for(marketer)
    with django_assert_max_num_queries(12):
        page_of(client, variants[0], "compare", all=1)


def test_the_form_asks_only_for_what_differs(client_for, marketer, variants):
    page = page_of(client_for(marketer), variants[0])

    assert 'name="pick-headline" value="b"' in page
    assert 'name="pick-sections.1" value="none"' in page
    assert 'name="pick-greeting"' not in page


def test_picked_parts_become_a_revision_and_the_others_stay(client_for, marketer, variants):
    response = client_for(marketer).post(
        f"/drafts/{variants[0].pk}/combine/", form_of(variants, headline="c", sections__1="b")
    )

    made = current(variants[0])
    assert (response.status_code, response["Location"]) == (303, f"/drafts/{variants[0].pk}/")
    assert (made.number, made.origin, made.author) == (2, "person", marketer)
    assert made.content["headline"] == "Headline C"
    assert bodies(made) == ["First.", "Only here."]
    assert made.note.startswith("Combined with:")
    assert [current(one).number for one in variants[1:]] == [1, 1]
    entry = AuditEntry.objects.get(generation=variants[0], action="draft.edited")
    assert sorted(entry.after["combined_from"], key=str) == sorted(
        ({"draft": str(one.pk), "revision": 1} for one in variants[1:]), key=str
    )


def test_an_item_can_be_left_out(client_for, marketer, variants):
    client_for(marketer).post(
        f"/drafts/{variants[1].pk}/combine/", form_of(variants, base=1, sections__1="none")
    )

    assert bodies(current(variants[1])) == ["First."]


def test_choosing_ones_own_parts_changes_nothing(client_for, marketer, variants):
    client_for(marketer).post(f"/drafts/{variants[0].pk}/combine/", form_of(variants, headline="a"))

    assert current(variants[0]).number == 1


def test_pressing_twice_saves_once(client_for, marketer, variants):
    client, form = client_for(marketer), form_of(variants, headline="b")
    answers = [client.post(f"/drafts/{variants[0].pk}/combine/", form).status_code for _ in range(2)]

    assert answers == [303, 409]
    assert current(variants[0]).number == 2


def test_a_text_that_was_edited_meanwhile_is_not_taken_unseen(client_for, marketer, variants):
    form = form_of(variants, headline="b")
    services.edit(by=marketer, generation=variants[1], based_on=1, edits={"headline": "Newer"})

    response = client_for(marketer).post(f"/drafts/{variants[0].pk}/combine/", form)

    assert response.status_code == 409
    assert "The words have changed since you opened them" in unescape(response.content.decode())
    assert current(variants[0]).number == 1


def test_what_would_not_be_valid_is_refused_with_words(marketer, variants):
    with pytest.raises(EditRefused):
        services.combine(by=marketer, generation=variants[0], based_on=1, picks={"sections.0": None})
    with pytest.raises(EditRefused, match=r"no part sections\.7"):
        services.combine(
            by=marketer,
            generation=variants[0],
            based_on=1,
            picks={"sections.7": variants[1].current_revision},
        )


def test_an_edit_between_reading_and_saving_wins(marketer, variants):
    draft = Generation.objects.get(pk=variants[0].pk)
    services.edit(by=marketer, generation=variants[0], based_on=1, edits={"headline": "First"})

    with pytest.raises(StaleRevision):
        services.combine(
            by=marketer, generation=draft, based_on=1, picks={"headline": variants[1].current_revision}
        )


def test_who_wrote_a_part_that_was_taken_can_not_approve_the_whole(marketer, reviewer, variants):
    edited = Revision.objects.create(
        generation=variants[1],
        number=2,
        origin="person",
        author=reviewer,
        content=variants[1].current_revision.content,
        content_hash="1",
    )
    services.combine(by=marketer, generation=variants[0], based_on=1, picks={"headline": edited})

    assert approval_obstacle(Generation.objects.get(pk=variants[0].pk), reviewer).startswith("You wrote part")


def test_the_checks_read_the_result_before_it_is_saved(client_for, marketer, variants, htmx):
    services.edit(by=marketer, generation=variants[1], based_on=1, edits={"headline": "Hurry, only today"})
    variants[1].refresh_from_db()
    form = form_of(variants, headline="b") | {"intent": "check"}
    page = (
        client_for(marketer).post(f"/drafts/{variants[0].pk}/combine/", form, headers=htmx).content.decode()
    )

    assert 'id="combine-checks"' in page
    assert "Hurry" in page
    assert current(variants[0]).number == 1


def test_the_result_can_be_looked_at_before_it_is_saved(client_for, marketer, variants):
    response = client_for(marketer).post(
        f"/drafts/{variants[0].pk}/combine/preview/", form_of(variants, headline="c")
    )

    assert "Headline C" in response.content.decode()
    assert "sandbox" in response["Content-Security-Policy"]


def test_one_text_alone_can_not_be_combined(client_for, marketer):
    response = client_for(marketer).get(f"/drafts/{make_ready(GenerationFactory()).pk}/combine/")

    assert response.status_code == 409


def test_combining_is_for_marketers_of_the_brand(client, client_for, marketer, reviewer, outsider, variants):
    BrandMembershipFactory(brand=variants[0].brand, user=marketer)
    BrandMembershipFactory(brand=variants[0].brand, user=reviewer)
    address = f"/drafts/{variants[0].pk}/combine/"

    assert client.get(address).status_code == 302
    assert client_for(reviewer).post(address).status_code == 403
    assert client_for(outsider).get(address).status_code == 404
