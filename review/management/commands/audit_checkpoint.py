"""Export a signed checkpoint of the audit log's chain."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from review import chain, checkpoints


class Command(BaseCommand):
    help = (
        "Verify the audit log and print a signed checkpoint as JSON. Keep it where nobody who can write to "
        "the database can reach it; audit_verify --checkpoint FILE holds the chain against it later."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = chain.verify()
        if not verdict.holds:
            raise CommandError(f"The chain does not hold: {verdict.problems[0].words} Run audit_verify.")
        self.stdout.write(json.dumps(checkpoints.export(verdict.head, now=timezone.now()), indent=2))
