import pytest
from django.core.cache import cache
from django.urls import reverse

from crm_llm.accounts import throttle

pytestmark = pytest.mark.django_db

LOGIN = "/accounts/login/"
PASSWORD = "secret-" + "p" * 12


@pytest.fixture(autouse=True)
def no_earlier_tries():
    cache.clear()


def sign_in(client, username="marketer", password=PASSWORD, **more):
    return client.post(LOGIN, {"username": username, "password": password, **more})


def test_the_right_password_opens_the_dashboard(client, marketer):
    assert sign_in(client).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_next_is_kept(client, marketer):
    door = client.get("/campaigns/").headers["Location"]
    assert b'name="next" value="/campaigns/"' in client.get(door).content
    assert sign_in(client, next="/campaigns/").headers["Location"] == "/campaigns/"


def test_next_never_leads_away(client, marketer):
    assert sign_in(client, next="https://evil.example/").headers["Location"] == "/"


@pytest.mark.parametrize("username", ["marketer", "nobody-of-that-name", "gone"])
def test_a_failure_says_the_same_whether_or_not_the_account_exists(client, marketer, username):
    marketer.__class__.objects.create_user("gone", password=PASSWORD, is_active=False)
    response = sign_in(client, username, "wrong" if username != "gone" else PASSWORD)
    assert response.status_code == 422
    assert "The username or the password is not right." in response.content.decode()
    assert "<title>Error: Sign in" in response.content.decode()


def test_too_many_tries_are_refused_with_the_time_to_wait(client, marketer):
    for _ in range(throttle.TRIES):
        sign_in(client, password="wrong")
    response = sign_in(client)
    assert "Too many tries. Wait 15 minutes and try again." in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_another_account_and_another_address_may_go_on(client, marketer, reviewer):
    for _ in range(throttle.TRIES + 1):
        sign_in(client, password="wrong")
    assert sign_in(client, "reviewer").status_code == 302
    client.logout()
    elsewhere = client.post(LOGIN, {"username": "marketer", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 302


def test_success_forgets_the_failures(client, marketer):
    for _ in range(throttle.TRIES - 1):
        sign_in(client, password="wrong")
    sign_in(client)
    client.logout()
    assert sign_in(client, password="wrong").status_code == 422
    assert sign_in(client).status_code == 302


def test_behind_a_trusted_proxy_the_address_is_the_one_that_the_proxy_saw(client, marketer, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _ in range(throttle.TRIES + 1):
        client.post(
            LOGIN, {"username": "marketer", "password": "no"}, HTTP_X_FORWARDED_FOR="1.1.1.1, 2.2.2.2"
        )
    answer = client.post(
        LOGIN, {"username": "marketer", "password": PASSWORD}, HTTP_X_FORWARDED_FOR="2.2.2.2, 3.3.3.3"
    )
    assert answer.status_code == 302


@pytest.mark.parametrize(("remember", "until_closed"), [({"remember": "on"}, False), ({}, True)])
def test_staying_signed_in_is_a_choice(client, marketer, remember, until_closed):
    sign_in(client, **remember)
    assert client.session.get_expire_at_browser_close() is until_closed


def test_the_signed_in_are_sent_on(client_for, marketer):
    assert client_for(marketer).get(LOGIN).headers["Location"] == "/"


def test_signing_out_needs_a_post(client_for, marketer):
    client = client_for(marketer)
    assert client.get(reverse("accounts:logout")).status_code == 405
    assert client.post(reverse("accounts:logout")).headers["Location"] == LOGIN
    assert client.get("/").status_code == 302


def test_the_admin_has_no_sign_in_page_of_its_own(client):
    door = client.get("/admin/", follow=True)
    assert door.redirect_chain[-1][0].startswith(LOGIN)


def test_a_fragment_sends_the_signed_out_to_the_door(client, htmx, settings):
    own = "crm_llm.accounts.middleware.SignInAgainMiddleware"
    if own not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, own]
    response = client.get(
        "/", headers=htmx | {"HX-Current-URL": "http://testserver/campaigns/?status=archived"}
    )
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == f"{LOGIN}?next=/campaigns/%3Fstatus%3Darchived"


@pytest.mark.parametrize("page", ["http://[", "https://elsewhere.example/x", "é"])
def test_a_page_that_is_no_address_of_ours_leads_back_to_the_dashboard(client, htmx, page):
    response = client.get("/drafts/", headers=htmx | {"HX-Current-URL": page})
    assert response.headers["HX-Redirect"] == f"{LOGIN}?next=/"


@pytest.mark.parametrize("target", [LOGIN, f"{LOGIN}?next={LOGIN}"])
def test_the_signed_in_are_not_sent_in_a_circle(client_for, marketer, target):
    response = client_for(marketer).get(LOGIN, {"next": target})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
