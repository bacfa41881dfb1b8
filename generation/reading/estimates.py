"""What a request would send, cost and take: counted from its words and measured from drafts before it."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _
from pydantic import ValidationError

from crm_llm.accounts.models import User
from generation import prompting, wiring
from generation.contacts import known_in
from generation.liquid import PromptTemplateError
from generation.llm_client import prices
from generation.llm_client.privacy.redaction import Redactor
from generation.llm_client.types import ChatRequest
from generation.llm_tools.base import Job, Tool
from generation.models import Brand, Campaign, Generation, Prompt, PromptVersion
from generation.reading.costs import Costs, costs_of, wait_of
from generation.stores import routes
from generation.text import strings_in

MEASURED = 50
"""How many of the latest drafts say what is usual."""
REMEMBERED_S = 60


@dataclass(frozen=True)
class Usual:
    """The median of recent drafts of a tool; None where there are none to measure."""

    wait: timedelta | None
    cost: Decimal | None
    output_tokens: int | None


@dataclass(frozen=True)
class Estimate:
    asked: list[str]
    """Names of the parameters that were filled in."""
    brief: list[str]
    """Names of the parts of the campaign's brief that say something."""
    facts: int
    all_facts: int
    expired: list[tuple[str, date]]
    """Facts that stay out: their short names, and the day each ended."""
    version: PromptVersion | None
    models: list[str]
    """In the order in which they are asked."""
    input_tokens: int | None
    left_out: tuple[str, ...]
    """What the prompt has no room for."""
    hidden: list[tuple[str, int]]
    """Kinds of personal data that a model will not see, and how many of each."""
    sent: str
    """Some of the words around the first hidden detail, as they are sent."""
    variants: int
    usual: Usual
    costs: Costs
    wait: timedelta | None
    """How long until the drafts are there, behind those that wait already."""


def estimate(
    tool: Tool[Any, Any],
    campaign: Campaign,
    *,
    params: dict[str, Any],
    language: str,
    variants: int,
    person: User,
    now: datetime,
    candidates: int = 1,
) -> Estimate:
    """Return what a model would get, and what that would cost. Seven queries, and up to four once a while."""
    prompt = Prompt.objects.select_related("live_version").filter(tool=tool.name).first()
    version = prompt.live_version if prompt else None
    today = campaign.brand.today(now)
    facts = [fact.item(number) for number, fact in enumerate(campaign.facts.all(), start=1)]
    expired = [(fact.key, fact.valid_until) for fact in facts if fact.valid_until and fact.is_expired(today)]
    hidden, sent = hidden_in(list(strings_in(list(params.values()))), language, campaign.brand)
    job = Job(brief=campaign.brief(now=now), language=language, variants=variants)
    request, left_out = _prompt(tool, version, job, params) if version else (None, ())
    route = routes.route_of(version.tier) if version and wiring.model_is_set_up() else routes.Route(())
    if version and not version.may_fall_back:
        route = replace(route, models=route.models[:1])
    recent = usual(tool.name)
    return Estimate(
        asked=[
            str(info.title or name)
            for name, info in tool.params_model.model_fields.items()
            if params.get(name)
        ],
        brief=_said(campaign),
        facts=len(facts) - len(expired),
        all_facts=len(facts),
        expired=expired,
        version=version,
        models=list(route.models),
        input_tokens=prices.prompt_tokens(request) if request else None,
        left_out=left_out,
        hidden=hidden,
        sent=sent,
        variants=variants,
        usual=recent,
        costs=costs_of(
            request,
            route,
            usual_cost=recent.cost,
            usual_tokens=recent.output_tokens,
            variants=variants * candidates,
            campaign=campaign,
            person=person,
            tool=tool.name,
        ),
        wait=wait_of(recent.wait * candidates if recent.wait else None),
    )


def _said(campaign: Campaign) -> list[str]:
    kit = campaign.brand.kit()
    parts = {
        _("Audience"): campaign.audience,
        _("goal"): campaign.objective,
        _("offer"): campaign.offer,
        _("voice"): kit.voice,
        _("words to avoid"): " ".join(kit.banned_words),
    }
    return [name for name, text in parts.items() if text.strip()]


def _prompt(
    tool: Tool[Any, Any], version: PromptVersion, job: Job, params: dict[str, Any]
) -> tuple[ChatRequest | None, tuple[str, ...]]:
    """Return what one variant would send to a model, and what the prompt has no room for.

    There is no request while the form could not be sent as it stands.
    """
    try:
        valid = tool.params_model.model_validate(params)
        messages, left_out = prompting.fitting_messages(version, tool, job, valid)
    except (ValidationError, PromptTemplateError):
        return None, ()
    request = ChatRequest(
        messages=messages, max_tokens=version.max_tokens, answer_schema=prompting.answer_schema(tool)
    )
    return request, left_out


def hidden_in(texts: list[str], language: str, brand: Brand) -> tuple[list[tuple[str, int]], str]:
    """Count what the redactor takes out of a person's words; return that with an example of what is sent.

    One query, for what is known of the brand's contacts.
    """
    known = known_in(texts, brand_id=brand.pk, kit=brand.kit())
    redacted = Redactor().redact_all(texts, locale=language, known=known)
    mapping = redacted[0].mapping if redacted else {}
    kinds = Counter(placeholder.strip("[]").rsplit("_", 1)[0] for placeholder in mapping)
    names = {
        "EMAIL": _("Email address"),
        "PHONE": _("Phone number"),
        "CARD": _("Card number"),
        "IBAN": _("Bank account"),
        "IP": _("IP address"),
        "API_KEY": _("Key"),
        "PASSWORD": _("Password"),
        "TOKEN": _("Key in a link"),
        "LOGIN": _("Login in a link"),
        "NATIONAL_ID": _("National ID"),
        "ADDRESS": _("Postal address"),
        "BIRTH_DATE": _("Date of birth"),
        "FIRST_NAME": _("First name of a contact"),
        "LAST_NAME": _("Last name of a contact"),
        "COMPANY": _("Company of a contact"),
    }
    sent = ""
    for text in redacted:
        if text.spans:
            at = min(text.text.find(placeholder) for placeholder in mapping if placeholder in text.text)
            start = max(0, at - 40)
            sent = f"{'…' if start else ''}{text.text[start : at + 90]}"
            break
    return [(names.get(kind, kind.capitalize()), count) for kind, count in kinds.items()], sent


def usual(tool: str) -> Usual:
    """Return what drafts of the tool took lately. One query a minute."""
    found = cache.get_or_set(f"usual:{tool}", lambda: _measure(tool), REMEMBERED_S)
    assert isinstance(found, Usual)
    return found


def _measure(tool: str) -> Usual:
    finished = Generation.objects.filter(
        tool=tool, status=Generation.Status.READY, source=Generation.Source.MODEL, finished_at__isnull=False
    ).order_by("-created_at", "-id")
    rows = list(finished.values_list("created_at", "finished_at", "cost", "output_tokens")[:MEASURED])
    waits = [(done - begun).total_seconds() for begun, done, _cost, _out in rows if done]
    costs = [cost for _begun, _done, cost, _out in rows if cost is not None]
    tokens = [out for _begun, _done, _cost, out in rows if out is not None]
    return Usual(
        wait=timedelta(seconds=median(waits)) if waits else None,
        cost=Decimal(median(costs)) if costs else None,
        output_tokens=round(median(tokens)) if tokens else None,
    )
