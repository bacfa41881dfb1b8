"""The pages of a brand kit: read, try a text, edit, compare, go back."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from crm_llm.accounts.models import Role
from generation.brief import Policy
from generation.forms import brand_kits
from generation.models import AuditEntry, Brand, BrandKitVersion
from generation.reading.brand_kits import Look, try_text
from tests.conftest import person
from tests.factories import BrandFactory, BrandMembershipFactory, CampaignFactory, change_kit
from tests.llm_tools.samples import a_kit

pytestmark = pytest.mark.django_db


@pytest.fixture
def brand():
    return BrandFactory(name="Northwind Coffee", slug="northwind")


@pytest.fixture
def editor():
    return person("editor", Role.PROMPT_ADMIN, is_staff=True)


@pytest.fixture
def desk(client_for, editor):
    return client_for(editor)


def address(name: str, slug: str = "northwind") -> str:
    return reverse(f"generation:{name}", args=[slug])


def form_data(brand, **changes):
    """Return what a browser sends back of the edit form, with changes."""
    form = brand_kits.filled(Brand.objects.select_related("kit_version").get(pk=brand.pk).kit())
    data = {"seen": form.seen}
    for bound in form.fields:
        value = (
            bound.field.prepare_value(bound.value())
            if hasattr(bound.field, "prepare_value")
            else bound.value()
        )
        data[bound.html_name] = "" if value is None else value
    for prefix, rows in form.rows.items():
        data |= {f"{prefix}-TOTAL_FORMS": len(rows.forms), f"{prefix}-INITIAL_FORMS": 0}
        data |= {one.html_name: one.value() or "" for row in rows for one in row}
    return data | changes


# ---- reading -----------------------------------------------------------------------------------


def test_the_list_shows_the_brands_that_a_person_may_see(client_for, marketer, brand):
    BrandMembershipFactory(brand=BrandFactory(name="Secret Teas"))
    page = client_for(marketer).get(reverse("generation:brands")).content.decode()

    assert "Northwind Coffee" in page
    assert "Kit v1" in page
    assert "Secret" not in page
    assert "Add a brand" not in page


def test_a_kit_is_read_by_everybody_who_sees_the_brand(client_for, marketer, brand):
    change_kit(
        brand,
        voice_attributes=[{"name": "dry", "do": "It is coffee.", "dont": "A magical cup"}],
        preferred_terms=[{"avoid": "packet", "prefer": "bag"}],
        examples=["Morning. The new lot is in."],
        jurisdictions=["DE"],
    )
    page = client_for(marketer).get(address("brand")).content.decode()

    for text in ("a little dry", "A magical cup", "packet", "Morning.", "Germany", "hurry", "first_name"):
        assert text in page
    assert "Edit kit" not in page


def test_an_earlier_version_can_be_read_and_says_that_it_is_not_in_force(client_for, marketer, brand):
    change_kit(brand, voice="Short.")
    page = client_for(marketer).get(address("brand"), {"version": 1}).content.decode()

    assert "This is version 1. Version 2 is in force." in " ".join(page.split())
    assert "a little dry" in page
    assert "in force</button>" not in " ".join(page.split())
    assert client_for(marketer).get(address("brand"), {"version": 9}).status_code == 404


def test_pages_cost_the_same_however_many_versions_and_brands(
    client_for, marketer, brand, django_assert_max_num_queries
):
    for number in range(8):
        change_kit(brand, voice=f"v{number}")
        BrandFactory()
    client = client_for(marketer)
    for url, most in (
        (address("brand"), 7),
        (reverse("generation:brands"), 6),
        (address("brand_compare"), 7),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


def test_two_versions_are_shown_side_by_side(client_for, marketer, brand):
    change_kit(brand, banned_words=["cheap", "hurry", "amazing"])
    page = client_for(marketer).get(address("brand_compare"), {"a": 1, "b": 2}).content.decode()

    assert re.search(r"<ins>.*amazing</ins>", page)
    assert "Postal address" not in page
    same = client_for(marketer).get(address("brand_compare"), {"a": 1, "b": 1}).content.decode()
    assert "Both versions say the same" in same
    assert client_for(marketer).get(address("brand_compare"), {"a": 7}).status_code == 404


def test_a_campaign_leads_to_its_brand(client_for, marketer, brand):
    campaign = CampaignFactory(brand=brand)
    page = client_for(marketer).get(reverse("generation:campaign", args=[campaign.slug])).content.decode()

    assert address("brand") in page


# ---- trying ------------------------------------------------------------------------------------


def test_a_text_is_tried_with_the_checks_of_drafts(client_for, marketer, brand):
    text = "Hurry, our cheap coffee is 20% off."
    answer = client_for(marketer).post(
        address("brand_try"), {"text": text, "language": "en"}, headers={"HX-Request": "true"}
    )
    page = answer.content.decode()

    assert '<mark class="mark-must_fix">Hurry</mark>' in page
    assert '<mark class="mark-must_fix">cheap</mark>' in page
    assert "20% off" in page
    assert "<html" not in page
    assert not AuditEntry.objects.exists()


def test_a_text_can_be_tried_without_scripts(client_for, marketer, brand):
    page = client_for(marketer).post(address("brand_try"), {"text": "Hurry."}).content.decode()

    assert "<html" in page
    assert '<mark class="mark-must_fix">Hurry</mark>' in page
    assert ">Hurry.</textarea>" in page


@pytest.mark.parametrize("text", ["", "   ", "a\u202eb"])
def test_nothing_is_said_of_nothing(client_for, marketer, brand, text):
    answer = client_for(marketer).post(address("brand_try"), {"text": text})

    assert answer.status_code == 200
    assert "<mark" not in answer.content.decode()


def test_tried_text_stays_text(client_for, marketer, brand):
    page = (
        client_for(marketer).post(address("brand_try"), {"text": "<script>cheap</script>"}).content.decode()
    )

    assert "<script>cheap" not in page
    assert "&lt;script&gt;" in page


def test_the_grade_is_told_of_enough_english_words_only():
    kit, text, now = a_kit(), "The coffee is warm. " * 9, timezone.now()

    assert try_text(kit, text, "en", now=now).grade is not None
    assert try_text(kit, text, "de", now=now).grade is None
    assert try_text(kit, "The coffee is warm.", "en", now=now).grade is None


def test_findings_that_overlap_leave_the_text_whole():
    kit = a_kit(banned_words=("cheap coffee",), product_names=("Coffee Bar",), exclamation=Policy.NONE)
    text = "Cheap coffee bar! Cheap COFFEE BAR"

    assert "".join(piece.text for piece in try_text(kit, text, "en", now=timezone.now()).pieces) == text


@pytest.mark.parametrize(
    ("colors", "readable"),
    [
        ({}, [True, True, True]),
        ({"color_ink": "#cccccc"}, [False, True, True]),
        ({"color_accent": "#f0d0a0"}, [True, False, False]),
    ],
)
def test_colours_say_whether_they_can_be_read(colors, readable):
    look = Look.of(a_kit(**colors))

    assert [pair.is_readable for pair in look.pairs] == readable
    assert all(re.fullmatch(r"\d+\.\d : 1", pair.ratio) for pair in look.pairs)


# ---- editing -----------------------------------------------------------------------------------


def test_the_form_gives_back_what_it_was_given(desk, brand):
    change_kit(
        brand,
        voice_attributes=[{"name": "dry", "do": "Yes.", "dont": ""}],
        preferred_terms=[{"avoid": "packet", "prefer": "bag"}],
        examples=["One.\n\nTwo."],
        languages=["en", "de"],
        reading_grade=8,
        formality=4,
        emoji="none",
        font="serif",
    )
    answer = desk.post(address("brand_edit"), form_data(brand), follow=True)

    assert "Nothing was changed." in answer.content.decode()
    assert BrandKitVersion.objects.count() == 2


def test_saving_makes_a_version_that_is_in_force(desk, editor, brand):
    data = form_data(
        brand,
        voice="Short.",
        banned_words="cheap\n\n cheap \nnow  or never",
        exclamation="none",
        note="Quieter.",
        **{"terms-TOTAL_FORMS": 1, "terms-0-avoid": "packet", "terms-0-prefer": "bag"},
    )
    answer = desk.post(address("brand_edit"), data, follow=True)

    assert "Version 2 is in force." in answer.content.decode()
    version = Brand.objects.get().kit_version
    kit = version.value("x")
    assert (version.number, version.note, version.created_by) == (2, "Quieter.", editor)
    assert (kit.voice, kit.banned_words, kit.exclamation) == ("Short.", ("cheap", "now or never"), "none")
    assert kit.preferred_terms[0].prefer == "bag"
    assert AuditEntry.objects.get(action="kit.saved").after["voice"] == "Short."


def test_what_the_form_does_not_show_stays(desk, brand):
    logo = {
        "key": "img_0123456789ab", "sha256": "0" * 64, "alt": "Logo", "width": 9, "height": 9,
        "media_type": "image/png", "url": "",
    }  # fmt: skip
    change_kit(brand, logo=logo)
    desk.post(address("brand_edit"), form_data(brand, voice="Short."))

    assert Brand.objects.get().kit().logo.key == "img_0123456789ab"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"color_ink": "red"}, "Write a colour as # and six digits"),
        ({"website": "nonsense"}, "Write a full address"),
        ({"unsubscribe_url": "javascript:x"}, "Write an https:// address or a merge tag"),
        ({"sender_name": ""}, "Fill in “Sender name”."),
        ({"banned_words": "x" * 201}, "A line has more than 200 characters."),
        ({"claims_allowed": "\n".join(map(str, range(81)))}, "At most 80 lines"),
        ({"voice": "a\u202eb"}, "Remove the invisible character"),
        ({"reading_grade": "40"}, "16"),
        ({"tags-0-name": "first name"}, "letters, digits and underscores"),
        ({"terms-TOTAL_FORMS": "1", "terms-0-avoid": "packet"}, "Fill in “write”."),
    ],
)
def test_what_cannot_be_saved_is_told_beside_the_field(desk, brand, changes, told):
    answer = desk.post(address("brand_edit"), form_data(brand, **changes))

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert BrandKitVersion.objects.count() == 1


@pytest.mark.parametrize("prefix", ["attributes", "terms", "tags", "examples"])
def test_rows_are_added_and_removed_without_losing_what_is_typed(desk, brand, prefix):
    first = {"attributes": "name", "terms": "avoid", "tags": "name", "examples": "text"}[prefix]
    data = form_data(
        brand, voice="Typed.", **{f"{prefix}-TOTAL_FORMS": 1, f"{prefix}-0-{first}": "ristretto"}
    )

    more = desk.post(address("brand_edit"), data | {"add": prefix}).content.decode()
    less = desk.post(address("brand_edit"), data | {"remove": f"{prefix}-0"}).content.decode()

    assert f'name="{prefix}-1-{first}"' in more
    assert "ristretto" in more
    assert "Typed." in more
    assert "ristretto" not in less
    assert BrandKitVersion.objects.count() == 1


def test_a_text_and_colours_are_tried_before_anything_is_saved(desk, brand):
    data = form_data(brand, banned_words="lovely", color_accent="#ffffff", text="A lovely, cheap cup.")
    htmx = {"HX-Request": "true"}

    tried = desk.post(address("brand_edit"), data | {"intent": "try"}, headers=htmx).content.decode()
    looked = desk.post(address("brand_edit"), data | {"intent": "look"}, headers=htmx).content.decode()
    whole = desk.post(address("brand_edit"), data | {"intent": "try"}).content.decode()

    assert '<mark class="mark-must_fix">lovely</mark>' in tried
    assert "cheap</mark>" not in tried
    assert 'fill="#ffffff"' in looked
    assert "Too faint to read" in looked
    assert "<html" in whole
    assert "lovely</mark>" in whole
    assert BrandKitVersion.objects.count() == 1


def test_a_broken_field_does_not_stop_a_try(desk, brand):
    data = form_data(brand, color_ink="red", banned_words="lovely", text="A lovely cup.", intent="try")

    answer = desk.post(address("brand_edit"), data)

    assert answer.status_code == 200
    assert "lovely</mark>" in answer.content.decode()


def test_who_saves_second_sees_both_kits_and_may_then_save(desk, brand):
    data = form_data(brand, voice="Mine.")
    change_kit(brand, voice="Theirs.", banned_words=["cheap"])

    answer = desk.post(address("brand_edit"), data)
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Somebody saved this kit" in page
    assert "Theirs" in page
    assert "Mine" in page
    assert 'name="seen" value="2"' in page
    assert Brand.objects.get().kit().voice == "Theirs."
    desk.post(address("brand_edit"), data | {"seen": 2})
    assert Brand.objects.get().kit().voice == "Mine."


def test_an_earlier_version_is_put_in_force_again(desk, brand):
    change_kit(brand, voice="Short.")

    answer = desk.post(address("brand_restore"), {"version": 1, "seen": 2}, follow=True)

    assert "Version 1 is in force again." in answer.content.decode()
    assert Brand.objects.get().kit().version == 1
    assert desk.post(address("brand_restore"), {"version": 2, "seen": 2}).status_code == 409


def test_only_admins_reach_the_form(client_for, marketer, brand):
    client = client_for(marketer)

    assert client.get(address("brand_edit")).status_code == 403
    assert client.post(address("brand_edit"), {}).status_code == 403
    assert client.post(address("brand_restore"), {"version": 1, "seen": 1}).status_code == 403
