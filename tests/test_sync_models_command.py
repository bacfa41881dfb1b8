from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from generation.models import Alert, ModelPrice
from tests.fake_openrouter import FakeOpenRouter

pytestmark = pytest.mark.django_db


@pytest.fixture
def fake(settings):
    with FakeOpenRouter() as server:
        settings.OPENROUTER_BASE_URL = server.url
        yield server


def sync():
    out = StringIO()
    call_command("sync_models", stdout=out)
    return out.getvalue()


def test_it_reads_the_list_and_says_how_many(fake):
    assert sync() == "Read 12 models, 1 of them without a price.\n"
    assert ModelPrice.objects.count() == 12


def test_it_tells_of_models_that_are_not_listed(fake, settings):
    settings.LLM_MODELS = {"fast": ["a/misspelt"]}

    sync()

    assert Alert.objects.get().subject == "a/misspelt"


def test_a_server_without_prices_is_said_so(fake, settings):
    settings.OPENROUTER_BASE_URL = fake.url.replace("/api/v1", "/v1")
    fake.models = {"data": [{"id": "qwen"}]}

    assert "This server names no prices." in sync()
    assert not Alert.objects.exists()


def test_a_list_that_cannot_be_read_is_a_plain_sentence(fake):
    fake.models = {"data": "gone"}

    with pytest.raises(CommandError, match="list of models could not be read"):
        sync()
