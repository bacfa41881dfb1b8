"""Requests drafts in a process of its own: `ask(stack, "requester", "latency" | "store" | "send", …)`.

It runs with the environment of a stack. What it measures it prints as JSON.
"""

import json
import random
import sys
import time
import uuid
from datetime import datetime

import django

django.setup()

from django.utils import timezone  # noqa: E402

from crm_llm.accounts.models import User  # noqa: E402
from generation import services, tasks  # noqa: E402
from generation.models import Campaign, Generation  # noqa: E402

DEADLINE_S = 30.0
PARAMS: dict[str, dict[str, str]] = {
    "noop": {},
    "email": {"key_message": "Every bag is 20% off for two weeks."},
}


def request(tool: str, variants: int = 1) -> list[uuid.UUID]:
    made = services.request_drafts(
        by=User.objects.get(username="marketer"),
        campaign=Campaign.objects.get(slug="spring-sale"),
        tool=tool,
        # Each brief is its own: what was read once in another draft helps only where it helps in real use.
        params={name: f"{text} Batch {uuid.uuid4().hex[:6]}." for name, text in PARAMS[tool].items()},
        variants=variants,
        language="en",
        idempotency_key=uuid.uuid4().hex,
    )
    return list(made.generations.values_list("pk", flat=True))


def latency(samples: int) -> list[float]:
    """Return milliseconds from handing a message to the broker until a worker began, one draft at a time."""
    sent: list[datetime] = []
    enqueue = tasks.enqueue

    def timed(ids: list[uuid.UUID]) -> None:
        sent.append(timezone.now())
        enqueue(ids)

    tasks.enqueue = timed  # type: ignore[assignment]
    waits = []
    for _ in range(samples):
        (draft,) = request("noop")
        started = _wait_for_start(draft)
        waits.append((started - sent[-1]).total_seconds() * 1000)
        time.sleep(random.uniform(0.1, 0.3))  # idle, and out of step with the worker's polling
    return waits


def _wait_for_start(draft: uuid.UUID) -> datetime:
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        found = Generation.objects.values_list("started_at", "finished_at").get(pk=draft)
        if found[0] and found[1]:
            started: datetime = found[0]
            return started
        time.sleep(0.02)
    raise TimeoutError("No worker took the draft.")


def store(tool: str, drafts: int) -> list[str]:
    """Store drafts without telling the broker."""
    tasks.enqueue = lambda ids: None  # type: ignore[assignment]
    return [str(pk) for _ in range(drafts // 4) for pk in request(tool, variants=4)]


def send() -> float:
    """Tell the broker of every draft that waits; return how many a second."""
    waiting = list(Generation.objects.filter(status="queued").values_list("pk", flat=True))
    began = time.monotonic()
    tasks.enqueue(waiting)
    return len(waiting) / (time.monotonic() - began)


def main() -> None:
    verb, *arguments = sys.argv[1:]
    found: object
    if verb == "latency":
        found = latency(int(arguments[0]))
    elif verb == "store":
        found = store(arguments[0], int(arguments[1]))
    else:
        found = send()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
