"""What an approval names: if a picture in use changes, it names something else."""

import pytest

from generation.llm_tools import get_tool
from generation.models import Revision
from review import workflow
from review.exceptions import ContentChanged
from review.freezing import freeze
from tests.factories import (
    AssetFactory,
    AssetFileFactory,
    GenerationFactory,
    a_picture,
    change_kit,
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


def test_whatever_is_approved_is_part_of_the_hash(draft, monkeypatch):
    """Content, its schema, each rendition, the kit and the pictures: any one of them makes another hash."""
    tool = get_tool("email")
    before = hash_of(draft)

    other_words = Revision(
        content=draft.current_revision.content, content_hash="0" * 64, schema_version=tool.schema_version
    )
    assert freeze(draft, other_words).hash != before

    change_kit(draft.brand, voice="Loud and quick.")
    with_kit = hash_of(draft)
    assert with_kit != before

    plain = tool.render
    for upgraded in tool.formats:

        def render(content, rendering, name, *, upgraded=upgraded):
            document = plain(content, rendering, name)
            return document + " " if name == upgraded else document

        with monkeypatch.context() as patch:
            patch.setattr(tool, "render", render)
            assert hash_of(draft) != with_kit
    assert hash_of(draft) == with_kit


def test_an_upgraded_template_voids_an_approval_in_plain_words(draft, marketer, reviewer, monkeypatch):
    workflow.submit(by=marketer, generation=draft)
    workflow.claim(by=reviewer, generation=draft)
    tool = get_tool("email")
    plain = tool.render
    monkeypatch.setattr(tool, "render", lambda *args: plain(*args).replace("</body>", "<hr></body>"))

    with pytest.raises(ContentChanged, match="our layout changed after you opened this draft"):
        workflow.approve(by=reviewer, generation=draft, seen=draft.frozen_hash)
    draft.refresh_from_db()
    assert draft.review_status == "in_review"
