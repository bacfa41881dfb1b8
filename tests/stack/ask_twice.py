"""Requests so many drafts and sends the message of each twice: `python -m tests.stack.ask_twice 40`.

It runs with the environment of a stack.
"""

import sys
import uuid

import django

django.setup()

from crm_llm.accounts.models import User  # noqa: E402
from generation import services, tasks  # noqa: E402
from generation.models import MAX_VARIANTS, Campaign  # noqa: E402


def main(drafts: int) -> None:
    by, campaign = User.objects.get(username="marketer"), Campaign.objects.get(slug="spring-sale")
    while drafts > 0:
        variants = min(drafts, MAX_VARIANTS)
        made = services.request_drafts(
            by=by,
            campaign=campaign,
            tool="email",
            params={"key_message": "Every bag is 20% off for two weeks."},
            variants=variants,
            language="en",
            idempotency_key=uuid.uuid4().hex,
        )
        tasks.enqueue(list(made.generations.values_list("pk", flat=True)))
        drafts -= variants


if __name__ == "__main__":
    main(int(sys.argv[1]))
