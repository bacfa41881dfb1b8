"""Write the pictures of approved drafts as files, for the place where recipients of mails load them."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from generation.brief import Picture
from generation.llm_tools.pictures import used_in
from generation.models import AssetFile, Generation
from generation.reading.words import UnreadableWords, words_of


class Command(BaseCommand):
    help = (
        "Write each picture that an approved draft shows into a folder, named by its hash, for the server or "
        "bucket behind ASSETS_BASE_URL. What is there already is left alone, so that it can run often."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"There is no folder {folder}.")
        missing = {
            picture.sha256: picture for picture in _approved() if not (folder / picture.file_name).exists()
        }
        for file in AssetFile.objects.filter(pk__in=missing).iterator(chunk_size=20):
            _write(folder / missing[file.pk].file_name, bytes(file.body))
        self.stdout.write(f"{len(missing)} new pictures in {folder}.")


def _approved() -> set[Picture]:
    """Return the pictures that approved drafts show."""
    now = timezone.now()
    drafts = Generation.objects.filter(review_status=Generation.ReviewStatus.APPROVED).select_related(
        "current_revision", "campaign", "brand"
    )
    found: set[Picture] = set()
    for draft in drafts.iterator(chunk_size=100):
        if not draft.is_approved(now):
            continue
        try:
            words = words_of(draft)
        except UnreadableWords:
            continue
        found.update(used_in(words.content, words.rendering))
    return found


def _write(path: Path, body: bytes) -> None:
    """Write the file under another name first: nobody is ever sent a half of it."""
    partial = path.with_name(f".{path.name}.part")
    partial.write_bytes(body)
    os.replace(partial, path)
