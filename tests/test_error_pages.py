import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import path

from crm_llm import pages
from crm_llm.urls import urlpatterns as own_patterns

pytestmark = pytest.mark.django_db


def refuse(request):
    raise PermissionDenied


def fail(request):
    raise DatabaseError("secret detail")


urlpatterns = [*own_patterns, path("refuse/", refuse), path("fail/", fail)]
handler403, handler404, handler500 = pages.permission_denied, pages.not_found, pages.server_error


@pytest.fixture(autouse=True)
def with_pages_that_fail(settings):
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/nowhere/", 404, "Nothing is here"),
        ("/refuse/", 403, "Your role does not allow it."),
        ("/fail/", 500, "Something broke on our side"),
    ],
)
def test_an_error_page_says_what_and_gives_the_reference(client, marketer, address, status, words):
    client.force_login(marketer)
    response = client.get(address)
    page = response.content.decode()
    assert response.status_code == status
    assert words in page
    assert response.headers["X-Request-ID"] in page
    assert "secret detail" not in page
    assert 'href="/"' in page


@pytest.mark.parametrize(("address", "status"), [("/nowhere/", 404), ("/refuse/", 403), ("/fail/", 500)])
def test_htmx_gets_a_sentence_for_the_conflict_region(client, marketer, htmx, address, status):
    client.force_login(marketer)
    response = client.get(address, headers=htmx)
    assert response.status_code == status
    assert response.headers["HX-Retarget"] == "#conflict"
    assert response.content.decode().startswith('<div class="banner')


def test_the_error_page_needs_no_database(rf, django_db_blocker):
    with django_db_blocker.block():
        response = pages.server_error(rf.get("/"))
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert connection.queries_log is not None


def test_strangers_see_no_navigation_on_error_pages(client):
    assert "topnav" not in client.get("/nowhere/").content.decode()
