from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories import (
    AssetFactory,
    AssetFileFactory,
    GenerationFactory,
    a_picture,
    email_content,
    make_ready,
)

pytestmark = pytest.mark.django_db


def a_draft_that_shows(asset, **fields):
    content = email_content(hero={"picture": asset.key, "alt": "", "brief": ""})
    return make_ready(GenerationFactory(request__campaign=asset.campaign), content=content, **fields)


def test_pictures_of_approved_drafts_are_written_once(tmp_path):
    shown, waiting = AssetFactory(), AssetFactory(file=AssetFileFactory(body=a_picture(color="#ff0000")))
    long_ago = timezone.now() - timedelta(hours=1)
    a_draft_that_shows(shown, review_status="approved", frozen_hash="f" * 64, decided_at=long_ago)
    a_draft_that_shows(waiting, review_status="submitted", frozen_hash="f" * 64)
    said = StringIO()

    call_command("export_assets", tmp_path, stdout=said)
    call_command("export_assets", tmp_path, stdout=said)

    assert [path.name for path in tmp_path.iterdir()] == [f"{shown.sha256}.png"]
    assert (tmp_path / f"{shown.sha256}.png").read_bytes() == bytes(shown.file.body)
    assert said.getvalue().splitlines() == [
        f"1 new pictures in {tmp_path}.",
        f"0 new pictures in {tmp_path}.",
    ]


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CommandError, match="no folder"):
        call_command("export_assets", tmp_path / "nowhere")
