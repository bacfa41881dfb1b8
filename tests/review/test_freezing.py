"""What an approval names: if a picture in use changes, it names something else."""

import pytest

from generation.models import Revision
from review.freezing import freeze
from tests.factories import (
    AssetFactory,
    AssetFileFactory,
    GenerationFactory,
    a_picture,
    email_content,
    make_ready,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(db):
    return AssetFactory()


@pytest.fixture
def draft(shown):
    content = email_content(hero={"picture": shown.key, "alt": "", "brief": ""})
    return make_ready(GenerationFactory(request__campaign=shown.campaign), content=content)


def hash_of(draft):
    return freeze(draft, draft.current_revision).hash


def test_other_words_for_a_picture_in_use_are_another_hash(draft, shown):
    before = hash_of(draft)
    shown.alt = "Two cups"
    shown.save()

    assert hash_of(draft) != before


def test_a_public_address_is_another_hash(draft, settings):
    before = hash_of(draft)
    settings.ASSETS_BASE_URL = "https://cdn.example"

    assert hash_of(draft) != before


def test_another_picture_is_another_hash(draft, shown):
    before = hash_of(draft)
    content = email_content(hero={"picture": "", "alt": "", "brief": ""})
    other = Revision(content=content, content_hash=draft.current_revision.content_hash, schema_version=2)

    assert freeze(draft, other).hash != before


def test_what_happens_to_a_picture_that_is_not_shown_changes_nothing(draft, shown):
    before = hash_of(draft)
    other = AssetFactory(campaign=shown.campaign, file=AssetFileFactory(body=a_picture(color="#ff00ff")))
    other.alt = "Something else"
    other.save()

    assert hash_of(draft) == before


def test_archiving_a_picture_in_use_changes_nothing(draft, shown):
    before = hash_of(draft)
    shown.is_archived = True
    shown.save()

    assert hash_of(draft) == before


def test_words_that_were_stored_before_there_were_pictures_freeze_too(draft):
    old = {name: value for name, value in email_content().items() if name not in ("hero", "event")}
    revision = Revision.objects.create(
        generation=draft, number=2, origin="model", content=old, schema_version=1, content_hash="2"
    )

    assert set(freeze(draft, revision).documents) == {"html", "txt"}
