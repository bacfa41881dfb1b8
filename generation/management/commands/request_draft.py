"""Request drafts from a script, and wait for them."""

import json
import time
import uuid
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.core.management.base import CommandParser
from django.urls import reverse
from pydantic import BaseModel

from crm_llm import correlation, health
from crm_llm.accounts.models import User
from crm_llm.errors import DomainError
from generation import services
from generation.exceptions import InvalidRequest
from generation.llm_tools import UnknownTool, get_tool
from generation.models import Campaign, DraftRequest, Generation

POLL_S = 0.1
UNFINISHED = (Generation.Status.QUEUED, Generation.Status.RUNNING)


class Command(BaseCommand):
    help = (
        "Request drafts for a campaign. What the tool needs and no --param gives is taken from the "
        "campaign's offer. Exit status with --wait: 0 when every draft is ready, 1 otherwise."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("campaign_slug")
        parser.add_argument("tool")
        parser.add_argument("--variants", type=int, default=1)
        parser.add_argument(
            "--candidates",
            type=int,
            help="how many answers each draft is chosen from; as the tool says if left out",
        )
        parser.add_argument(
            "--param", action="append", default=[], metavar="K=V", help="repeat for several; K=[…] for a list"
        )
        parser.add_argument(
            "--reuse", action="store_true", help="take the words of an identical draft, if there is one"
        )
        parser.add_argument("--user", help="who asks; the campaign's owner when left out")
        parser.add_argument("--wait", action="store_true", help="wait until every draft is finished")
        parser.add_argument(
            "--timeout",
            type=float,
            default=settings.LLM_TOTAL_TIMEOUT_S + 60,
            metavar="S",
            help="how long to wait (%(default)g seconds)",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        campaign = _campaign(options["campaign_slug"])
        request = _request(campaign, options)
        if options["wait"]:
            _wait(request, options["timeout"])
        drafts = list(
            request.generations.select_related("prompt_version", "current_revision")
            .prefetch_related("current_revision__findings")
            .order_by("variant")
        )
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(request, drafts), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_as_line(draft) for draft in drafts))
        if options["wait"]:
            _complain(drafts)


def _campaign(slug: str) -> Campaign:
    try:
        return Campaign.objects.select_related("owner", "brand__kit_version").get(slug=slug)
    except Campaign.DoesNotExist:
        raise CommandError(f"There is no campaign {slug!r}.") from None


def _request(campaign: Campaign, options: dict[str, Any]) -> DraftRequest:
    with correlation.bound(correlation.new_id()):
        try:
            tool = get_tool(options["tool"])
            return services.request_drafts(
                by=_user(options["user"], campaign),
                campaign=campaign,
                tool=tool.name,
                params=_params(options["param"], tool.params_model, campaign),
                variants=options["variants"],
                reuse=options["reuse"],
                candidates=options["candidates"],
                batch=not options["wait"],
                language=campaign.languages[0] if campaign.languages else settings.LANGUAGE_CODE,
                idempotency_key=uuid.uuid4().hex,
            )
        except UnknownTool as exc:
            raise CommandError(str(exc)) from exc
        except InvalidRequest as exc:
            raise CommandError("\n".join(f"{name}: {what}" for name, what in exc.problems.items())) from exc
        except DomainError as exc:
            raise CommandError(str(exc)) from exc


def _user(name: str | None, campaign: Campaign) -> User:
    if not name:
        return campaign.owner
    try:
        return User.objects.get(username=name, is_active=True)
    except User.DoesNotExist:
        raise CommandError(f"There is no active user {name!r}.") from None


def _params(given: list[str], model: type[BaseModel], campaign: Campaign) -> dict[str, Any]:
    """Return the parameters as typed on the command line; required texts fall back to the campaign's."""
    params: dict[str, Any] = {
        name: campaign.offer or campaign.objective or campaign.name
        for name, field in model.model_fields.items()
        if field.is_required() and field.annotation is str
    }
    for pair in given:
        name, equals, value = pair.partition("=")
        if not equals or not name:
            raise CommandError(f"Write a parameter as NAME=VALUE, not {pair!r}.")
        params[name] = _value(value)
    return params


def _value(text: str) -> Any:
    """Read lists as JSON; everything else stays the text it is."""
    if text.startswith("["):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _wait(request: DraftRequest, timeout_s: float) -> None:
    deadline = time.monotonic() + timeout_s
    while request.generations.filter(status__in=UNFINISHED).exists() and time.monotonic() < deadline:
        time.sleep(POLL_S)


def _as_json(request: DraftRequest, drafts: list[Generation]) -> dict[str, Any]:
    return {"request": str(request.pk), "generations": [_draft_as_json(draft) for draft in drafts]}


def _draft_as_json(draft: Generation) -> dict[str, Any]:
    revision = draft.current_revision
    return {
        "id": str(draft.pk),
        "status": draft.status,
        "source": draft.source or None,
        "model": draft.model or None,
        "prompt_version": draft.prompt_version.number if draft.prompt_version else None,
        "attempts": draft.calls,
        "input_tokens": draft.input_tokens,
        "output_tokens": draft.output_tokens,
        "cost_usd": None if draft.cost is None else float(draft.cost),
        "latency_ms": draft.latency_ms,
        "findings": [
            {"rule": found.rule, "severity": found.severity, "field": found.field, "message": found.message}
            for found in (revision.findings.all() if revision else ())
        ],
        "error": draft.error or None,
        "content": revision.content if revision else None,
        "url": reverse("generation:draft", args=[draft.pk]),
    }


def _as_line(draft: Generation) -> str:
    words = draft.title or draft.error or draft.get_status_display()
    return f"{draft.letter}  {draft.status:<9}  {reverse('generation:draft', args=[draft.pk])}  {words}"


def _complain(drafts: list[Generation]) -> None:
    """End with status 1, saying what is missing, unless every draft is ready.

    Raises:
        CommandError: at least one draft is not ready.
    """
    waiting = [draft for draft in drafts if draft.is_unfinished]
    if waiting:
        raise CommandError(
            f"{len(waiting)} of {len(drafts)} drafts are not finished. {_who_does_not_answer(waiting)}"
        )
    failed = [draft for draft in drafts if not draft.is_ready]
    if failed:
        reasons = "\n".join(
            f"{draft.letter}: {draft.error or draft.get_status_display()}" for draft in failed
        )
        raise CommandError(f"{len(failed)} of {len(drafts)} drafts were not written.\n{reasons}")


def _who_does_not_answer(waiting: list[Generation]) -> str:
    """Name the part that keeps drafts waiting, and what to do about it."""
    if any(draft.status == Generation.Status.RUNNING for draft in waiting):
        return (
            "A worker has them and waits for the model. Nothing is lost: wait longer with --timeout, "
            "or look at the worker's log."
        )
    if health.broker() != health.OK:
        return (
            "The broker does not answer, so no worker has heard of them. They are stored, and written "
            "once the broker at CELERY_BROKER_URL is back."
        )
    if any(draft.enqueued_at is None for draft in waiting):
        return (
            "The broker was away when they were requested and answers now. The scheduler hands them over: "
            "is it running? Start it with: celery -A crm_llm beat"
        )
    return "The broker has them, but no worker takes them. Start one with: celery -A crm_llm worker"
