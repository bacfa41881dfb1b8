"""Throw away what models were sent and answered."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.utils import timezone

from generation.models import Campaign
from generation.stores import call_texts


class Command(BaseCommand):
    help = (
        "Throw away the stored prompts and answers of model calls. What each call cost and took stays on "
        "record, and so do the drafts. An answer that is thrown away is not used again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        age = parser.add_mutually_exclusive_group()
        age.add_argument(
            "--days",
            type=int,
            default=settings.LLM_TEXTS_KEEP_DAYS,
            metavar="N",
            help="those older than N days (%(default)s)",
        )
        age.add_argument("--all", action="store_true", help="those of any age")
        parser.add_argument("--campaign", metavar="SLUG", help="only those of this campaign")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["days"] < 0:
            raise CommandError("--days takes a number of days, 0 or more.")
        campaign = _campaign(options["campaign"]) if options["campaign"] else None
        now = timezone.now()
        before = now if options["all"] else now - timedelta(days=options["days"])
        purged = call_texts.purge(before=before, campaign=campaign)
        self.stdout.write(f"The texts of {purged} {'call was' if purged == 1 else 'calls were'} thrown away.")


def _campaign(slug: str) -> Campaign:
    try:
        return Campaign.objects.get(slug=slug)
    except Campaign.DoesNotExist:
        raise CommandError(f"There is no campaign {slug!r}.") from None
