"""Erase what the audit log quotes of a draft, a comment or a record."""

import getpass
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from generation.models import Generation
from review.erasure import erase_comment, erase_decision, erase_draft, erase_object
from review.models import Comment, Decision


class Command(BaseCommand):
    help = (
        "Erase what people wrote, such as a customer's name: what the audit log quotes of one draft, its "
        "comments and the notes of its decisions; one comment; the note of one decision; or the values of "
        "one record. The entries stay, and the chain still verifies."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("draft", type=UUID, nargs="?", help="id of the draft, as in its address")
        what.add_argument("--comment", type=int, help="number of the comment, as the audit log shows it")
        what.add_argument("--decision", type=int, help="number of the decision, as the audit log shows it")
        what.add_argument(
            "--record",
            nargs=2,
            metavar=("TYPE", "ID"),
            help="a record, such as “user 7”, as the exported log has it",
        )
        parser.add_argument("--reason", required=True, help="why, for the audit log")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["reason"].strip():
            raise CommandError("Say why: --reason must not be empty.")
        who = {"actor_label": f"{getpass.getuser()} (shell)", "reason": options["reason"]}
        if options["record"]:
            count = erase_object(*options["record"], **who)
        elif options["comment"] is not None:
            count = erase_comment(_found(Comment, options["comment"]), **who)
        elif options["decision"] is not None:
            count = erase_decision(_found(Decision, options["decision"]), **who)
        else:
            count = erase_draft(_found(Generation, options["draft"]), **who)
        self.stdout.write(f"Erased {count} texts." if count else "There was nothing to erase.")


def _found(model: Any, pk: Any) -> Any:
    found = model.objects.filter(pk=pk).first()
    if found is None:
        name = "draft" if model is Generation else model._meta.verbose_name
        raise CommandError(f"There is no {name} {pk}.")
    return found
