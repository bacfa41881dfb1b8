"""A queue as long as one likes, quickly: rows copied from one real draft by the database itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from crm_llm.accounts.models import User
from generation.models import AuditEntry, Campaign, DraftRequest, Finding, Generation, Revision
from review import workflow
from tests.factories import (
    BrandFactory,
    CampaignFactory,
    GenerationFactory,
    UserFactory,
    make_finding,
    make_ready,
)

CAMPAIGNS, PEOPLE = 50, 20
RARE, USUAL = "compliance.guarantee", "facts.no_source"
"""Rules of findings."""
FIRST_WORDS = 1_000_000_000
"""Ids of revisions that the application does not come to."""
EMPTY = {"content": "'{}'::jsonb"}
FILLED = (Revision, Finding, AuditEntry, Generation, DraftRequest)


def real_draft(marketer: User, *, to_check: int = 1) -> Generation:
    """Return a draft as people put it to review, the first of the queue."""
    campaigns = [
        CampaignFactory(brand=brand, owner=marketer)
        for brand in BrandFactory.create_batch(5)
        for _ in range(CAMPAIGNS // 5)
    ]
    UserFactory.create_batch(PEOPLE)
    asked = GenerationFactory(request__campaign=campaigns[0], request__requested_by=marketer)
    draft = make_ready(asked, to_check=to_check)
    make_finding(draft)
    workflow.submit(by=marketer, generation=draft)
    return Generation.objects.get(pk=draft.pk)


def fill(like: Generation, first: int, last: int, *, readable: bool = False) -> None:
    """Put the drafts numbered `first` to `last` into the queue, each with words, a finding and an entry.

    One in a hundred is overdue, one in twenty of high risk, whatever the campaign; one in five hundred has
    the rare finding. Only `readable` ones have the words of `like`: a million times these would be gigabytes
    that nobody opens.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET session_replication_role = replica")  # the rows are right: no key is looked up
        with _without_indexes(cursor):
            _copy_drafts(cursor, like, first, last, {} if readable else EMPTY)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("RESET synchronous_commit")
        for model in FILLED:
            cursor.execute(f'VACUUM ANALYZE "{model._meta.db_table}"')


@contextmanager
def _without_indexes(cursor: Any) -> Iterator[None]:
    """Take away the indexes that hold no constraint, and make them again: faster than to fill them."""
    tables = [model._meta.db_table for model in FILLED]
    cursor.execute(
        "SELECT pg_get_indexdef(indexrelid), indexrelid::regclass::text FROM pg_index"
        " WHERE indrelid = ANY(SELECT unnest(%s::text[])::regclass) AND NOT indisunique",
        [tables],
    )
    found = cursor.fetchall()
    for _definition, name in found:
        cursor.execute(f"DROP INDEX {name}")
    yield
    for definition, _name in found:
        cursor.execute(definition)


def _copy_drafts(cursor: Any, like: Generation, first: int, last: int, content: dict[str, str]) -> None:
    campaigns = list(Campaign.objects.order_by("-pk").values_list("pk", "brand_id")[:CAMPAIGNS])
    people = list(User.objects.order_by("-pk").values_list("pk", flat=True)[:PEOPLE])
    campaign = f"(ARRAY{[pk for pk, _brand in campaigns]})[1 + n % {CAMPAIGNS}]"
    brand = f"(ARRAY{[brand for _pk, brand in campaigns]})[1 + n % {CAMPAIGNS}]"
    person = f"(ARRAY{people})[1 + n % {PEOPLE}]"
    draft, asked, words = "md5('draft' || n)::uuid", "md5('request' || n)::uuid", f"{FIRST_WORDS} + n"
    # Readable ones stay of one campaign and tool: their words are what a reviewer approves.
    scattered = {"campaign_id": campaign, "brand_id": brand, "requested_by_id": person} if content else {}
    spread = {
        "tool": "(ARRAY['email','social_post','landing_page'])[1 + n % 3]",
        "language": "CASE WHEN n / 7 % 10 = 0 THEN 'de' ELSE 'en' END",
        "to_check": "(n / 11 % 5 = 0)::int",
        "must_fix": "(n / 11 % 20 = 0)::int",
        "risk_band": "CASE WHEN n / 11 % 20 = 0 THEN 2 WHEN n / 11 % 5 = 0 THEN 1 ELSE 0 END",
    }
    of_request = {name: value for name, value in scattered.items() if name != "brand_id"}
    when = "now() - n * interval '1 second'"
    _copy(cursor, like.request, first, last, id=asked, idempotency_key="'bench-' || n", **of_request)
    _copy(
        cursor, like, first, last,
        id=draft, request_id=asked, current_revision_id=words, title="'Draft ' || n",
        is_overdue="n / 13 % 100 = 0",
        due_at="now() + CASE WHEN n / 13 % 100 = 0 THEN interval '-1 hour' ELSE interval '9 days' END",
        submitted_at=when, created_at=when,
        **scattered, **(spread if content else {}),
    )  # fmt: skip
    _copy(cursor, like.current_revision, first, last, id=words, generation_id=draft, **content)
    rule = f"CASE WHEN n % 500 = 0 THEN '{RARE}' ELSE '{USUAL}' END"
    finding = like.findings.first()
    _copy(cursor, finding, first, last, generation_id=draft, revision_id=words, rule=rule)
    entry = AuditEntry.objects.order_by("-pk").first()
    audited = {"generation_id": draft, "object_id": f"{draft}::text", "created_at": when}
    _copy(cursor, entry, first, last, actor_id=person, **audited)


def _copy(cursor: Any, row: Any, first: int, last: int, **changes: str) -> None:
    """Insert copies of `row`, one for each number `n`, with some columns computed by SQL from it."""
    meta = row._meta
    columns = [
        field.column
        for field in meta.local_concrete_fields
        if not isinstance(field, models.GeneratedField)
        and (field.column in changes or not isinstance(field, models.AutoField))
    ]
    values = ", ".join(changes.get(column, f'one."{column}"') for column in columns).replace("%", "%%")
    names = ", ".join(f'"{column}"' for column in columns)
    cursor.execute(
        f'INSERT INTO "{meta.db_table}" ({names}) SELECT {values} FROM "{meta.db_table}" AS one, '
        f'generate_series(%s::int, %s::int) AS n WHERE one."{meta.pk.column}" = %s',
        [first, last, row.pk],
    )
