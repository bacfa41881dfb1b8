import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

PROFILE = "/accounts/profile/"
PREFERENCES = {
    "theme": "dark",
    "density": "comfortable",
    "language": "en",
    "time_zone": "Europe/Berlin",
    "shortcuts_on": "on",
}


def test_preferences_are_saved_and_shown(client_for, marketer):
    client = client_for(marketer)
    response = client.post(PROFILE, PREFERENCES, follow=True)
    marketer.refresh_from_db()
    assert (marketer.theme, marketer.language, marketer.time_zone) == ("dark", "en", "Europe/Berlin")
    assert response.redirect_chain == [(PROFILE, 302)]
    assert 'data-theme="dark"' in response.content.decode()


def test_the_page_tells_who_the_person_is(client_for, marketer):
    page = client_for(marketer).get(PROFILE).content.decode()
    assert "Maya Lindqvist" in page
    assert "Marketers" in page


@pytest.mark.parametrize("bad", [{"theme": "pink"}, {"density": "none"}, {"time_zone": "Mars/Olympus"}])
def test_bad_preferences_are_refused(client_for, marketer, bad):
    response = client_for(marketer).post(PROFILE, PREFERENCES | bad)
    marketer.refresh_from_db()
    assert response.status_code == 422
    assert "There is a problem" in response.content.decode()
    assert marketer.theme == "system"


def test_names_and_roles_are_not_for_their_owner_to_change(client_for, marketer):
    client_for(marketer).post(
        PROFILE, PREFERENCES | {"first_name": "Tom", "is_superuser": "on", "is_staff": "on"}
    )
    marketer.refresh_from_db()
    assert (marketer.first_name, marketer.is_superuser, marketer.is_staff) == ("Maya", False, False)


@pytest.mark.parametrize("path", [PROFILE, "/accounts/profile/shortcuts/"])
def test_it_needs_a_sign_in(client, path):
    assert client.post(path).headers["Location"].startswith("/accounts/login/")


def test_other_methods_are_refused(client_for, marketer):
    assert client_for(marketer).put(PROFILE).status_code == 405
    assert client_for(marketer).get(reverse("accounts:shortcuts")).status_code == 405


def test_shortcuts_are_switched_in_place(client_for, marketer, htmx):
    response = client_for(marketer).post("/accounts/profile/shortcuts/", {"on": "0"}, headers=htmx)
    marketer.refresh_from_db()
    assert not marketer.shortcuts_on
    assert '"shortcuts": {"value": "off"}' in response.headers["HX-Trigger"]
    assert response.content.decode().startswith("<form")


@pytest.mark.parametrize(
    ("target", "lands"), [("/campaigns/", "/campaigns/"), ("//evil.example", "/"), ("", "/")]
)
def test_shortcuts_are_switched_without_script(client_for, marketer, target, lands):
    client = client_for(marketer)
    assert (
        client.post("/accounts/profile/shortcuts/", {"on": "1", "next": target}).headers["Location"] == lands
    )


def test_an_admin_page_lists_people(client_for, admin):
    assert client_for(admin).get("/admin/accounts/user/").status_code == 200
    assert (
        "single-key"
        in client_for(admin).get(f"/admin/accounts/user/{admin.pk}/change/").content.decode().lower()
    )


def test_a_choice_of_one_language_is_no_choice(client_for, marketer, settings):
    settings.LANGUAGES = [("en", "English")]
    assert "id_language" not in client_for(marketer).get(PROFILE).content.decode()


def test_compact_lists_are_compact_on_every_page(client_for, marketer):
    client = client_for(marketer)
    assert "density.css" not in client.get("/drafts/").content.decode()

    client.post(PROFILE, PREFERENCES | {"density": "compact"})

    page = client.get("/drafts/").content.decode()
    assert 'data-density="compact"' in page
    assert "density.css" in page


def test_reviewers_choose_where_a_decision_takes_them(client_for, reviewer, marketer):
    reviews, writes = client_for(reviewer), client_for(marketer)
    assert "After a decision" in reviews.get(PROFILE).content.decode()
    assert "After a decision" not in writes.get(PROFILE).content.decode()

    reviews.post(PROFILE, PREFERENCES | {"after_decision": "list"})
    writes.post(PROFILE, PREFERENCES | {"after_decision": "list"})

    reviewer.refresh_from_db()
    marketer.refresh_from_db()
    assert (reviewer.after_decision, marketer.after_decision) == ("list", "next")
