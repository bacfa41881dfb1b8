"""Erase what the audit log quotes of a draft."""

import getpass
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from generation.models import Generation
from review.erasure import erase_quotes


class Command(BaseCommand):
    help = (
        "Erase the texts that the audit log quotes of one draft, such as a customer's name in its words. The "
        "entries themselves stay, and the chain still verifies."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("draft", type=UUID, help="id of the draft, as in its address")
        parser.add_argument("--reason", required=True, help="why, for the audit log")

    def handle(self, *args: Any, **options: Any) -> None:
        draft = Generation.objects.filter(pk=options["draft"]).first()
        if draft is None:
            raise CommandError(f"There is no draft {options['draft']}.")
        if not options["reason"].strip():
            raise CommandError("Say why: --reason must not be empty.")
        count = erase_quotes(draft, actor_label=f"{getpass.getuser()} (shell)", reason=options["reason"])
        self.stdout.write(f"Erased what {count} entries quoted." if count else "There was nothing to erase.")
