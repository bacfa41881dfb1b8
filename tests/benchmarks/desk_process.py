"""Open pages of the review desk in a process of its own: `desk_process FEW MANY PAGES`; prints JSON.

The same database first has few drafts in its queue, then many.
"""

import gc
import json
import sys
import time
from collections.abc import Iterator

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from crm_llm.accounts.models import User  # noqa: E402
from crm_llm.keyset import cursor_after  # noqa: E402
from generation.models import QUEUE_ORDER, AuditEntry, Campaign, Generation  # noqa: E402
from review import audit, queue  # noqa: E402
from tests.benchmarks.desk_rows import RARE, USUAL, fill, real_draft  # noqa: E402

ADMIN = "Django admin's list"
WARM = 8
"""How often a page is opened before it counts: a statement is prepared when it comes again and again."""
SLOW_PAGES = 5
"""How often a page is opened that is there for comparison only."""


def addresses(draft: Generation, drafts: int) -> Iterator[tuple[str, str]]:
    """Yield what each page is called, and where it is."""
    deep = Generation.objects.order_by("-submitted_at").in_queue()[int(0.9 * drafts)]
    last = queue.waiting(User.objects.get(username="reviewer"))
    entries = audit.entries(User.objects.get(username="lead"))
    old = AuditEntry.objects.order_by("id")[int(0.1 * drafts)]
    slug = Campaign.objects.order_by("-pk").values_list("slug", flat=True)[0]
    yield "queue, first page", "/review/"
    yield "queue, deep page", f"/review/?after={cursor_after(last, QUEUE_ORDER, deep)}"
    for what in ("high", "overdue", "unclaimed", "mine"):
        yield f"queue, view {what}", f"/review/?view={what}"
    yield "queue, of a campaign", f"/review/?campaign={slug}"
    yield "queue, in German", "/review/?language=de"
    yield "queue, a rare finding", f"/review/?rule={RARE}"
    yield "queue, a usual finding", f"/review/?rule={USUAL}"
    yield "queue, waiting for over an hour", "/review/?age=1"
    yield "review screen", f"/review/{draft.pk}/"
    yield "audit, first page", "/audit/"
    yield "audit, deep page", f"/audit/?after={cursor_after(entries, audit.ORDER, old)}"
    yield ADMIN, "/admin/generation/generation/"


def measured(draft: Generation, drafts: int, pages: int) -> dict[str, dict[str, float]]:
    clients = {name: Client() for name in ("reviewer", "lead", "admin")}
    for name, client in clients.items():
        client.force_login(User.objects.get(username=name))
    found = {}
    for what, address in addresses(draft, drafts):
        client = clients["lead" if "audit" in what else "admin" if what == ADMIN else "reviewer"]
        for _ in range(WARM):
            assert client.get(address).status_code == 200, address
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        number = len(queries)  # what is captured is forgotten with the next request
        times = sorted(opened(client, address, SLOW_PAGES if what == ADMIN else pages))
        found[what] = {
            "p50": times[len(times) // 2],
            "p95": times[int(0.95 * len(times))],
            "queries": number,
        }
    return found


def opened(client: Client, address: str, times: int) -> Iterator[float]:
    """Yield how long each opening took, in milliseconds."""
    gc.collect()
    gc.disable()
    for _ in range(times):
        started = time.perf_counter()
        client.get(address)
        yield (time.perf_counter() - started) * 1000
    gc.enable()


def main(few: int, many: int, pages: int) -> None:
    draft = real_draft(User.objects.get(username="marketer"))
    fill(draft, 1, few)
    at_few = measured(draft, few, pages)
    started = time.monotonic()
    fill(draft, few + 1, many)
    filled_s = time.monotonic() - started
    print(json.dumps({"few": at_few, "many": measured(draft, many, pages), "filled_s": filled_s}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
