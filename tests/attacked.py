"""Drafts whose every text is an attack, checked and stored as a worker would.

They are of a brand and a campaign of the same kind: in one kit, and in requests of two variants each.
"""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.utils import timezone
from pydantic import BaseModel

from crm_llm.accounts.models import User
from generation import audit, checking, revisions
from generation.brief import Brief, MergeTag, Substitution, VoiceAttribute
from generation.llm_tools import get_tool
from generation.llm_tools.base import InvalidContent, Job
from generation.models import AuditAction, Brand, Campaign, Generation, Revision
from generation.reading.words import words_of
from review import workflow
from review.models import Comment, ReviewPolicy, ReviewStage
from tests.factories import (
    BrandFactory,
    CampaignFactory,
    DraftRequestFactory,
    FactFactory,
    GenerationFactory,
    make_ready,
)
from tests.payloads import ALL

KIT = uuid.UUID(int=4)
"""Of the drafts of all tools."""
PARAMS: dict[str, dict[str, Any]] = {
    "email": {
        "kind": "promotion",
        "key_message": "Every bag is 20% off.",
        "link": "https://northwind.example",
    },
    "social_post": {"key_message": "Every bag is 20% off.", "networks": ["x", "linkedin", "mastodon"]},
    "landing_page": {"key_message": "Every bag is 20% off.", "link": "https://northwind.example"},
}


def contents(name: str, brief: Brief) -> Iterator[BaseModel]:
    """Yield contents of a tool that hold every payload among them, as many in each text as fit."""
    tool = get_tool(name)
    job = Job(brief=brief)
    base = tool.fill_template(job, tool.params_model.model_validate(PARAMS[name]))
    left = list(ALL)
    while left:
        changed, before = base, len(left)
        for field in tool.editable_fields(base):
            changed, left = _filled(tool, changed, field, left)
        if len(left) == before:
            return  # what no text may hold can't be shown either
        yield changed


def _filled(tool: Any, content: BaseModel, field: Any, left: list[str]) -> tuple[BaseModel, list[str]]:
    """Put payloads into one text until it is full; those that the tool refuses go back to the end."""
    text, refused = "", []
    while left:
        joined = f"{text}\n\n{left[0]}" if text else left[0]
        if len(joined) > field.max_length or (text and not field.multiline):
            break
        try:
            content = tool.apply_edits(content, {field.path: joined})
            text = joined
        except InvalidContent:
            refused.append(left[0])
            if len(refused) > 12:
                left = left[1:]
                break
        left = left[1:]
    return content, left + refused


@transaction.atomic
def load(author: User, *, tools: tuple[str, ...] = tuple(PARAMS)) -> list[Generation]:
    """Store the drafts with findings, claims, a second version, comments, audit entries; the last waits."""
    brand = BrandFactory(**_kit())
    campaign = CampaignFactory(
        brand=brand, owner=author, name=ALL[0], offer=ALL[1], audience=ALL[2], objective=ALL[3]
    )
    FactFactory(campaign=campaign, text=ALL[4], source=ALL[5])
    drafts = [
        draft
        for name in tools
        for draft in _drafts(campaign, author, name, contents(name, campaign.brief(now=timezone.now())))
    ]
    _policy(brand)
    workflow.submit(by=author, generation=drafts[-1])
    for draft in drafts[-2:]:
        Comment.objects.create(
            generation=draft, revision=draft.current_revision, author=author, body="\n".join(ALL[:60])
        )
        field = next(field for field in words_of(draft).fields if field.is_words and field.text)
        Comment.objects.create(
            generation=draft,
            revision=draft.current_revision,
            author=author,
            body=ALL[0],
            field=field.path,
            start=0,
            end=len(field.text[:500]),
            quote=field.text[:500],
        )
    return drafts


def _policy(brand: Brand) -> None:
    """A policy whose every stage has an attack for a name; so has the group that approves there."""
    policy = ReviewPolicy.objects.create(brand=brand, name=ALL[0][:80])
    for place, words in enumerate(ALL[:40], start=1):
        group, _ = Group.objects.get_or_create(name=words[:150])
        ReviewStage.objects.create(policy=policy, position=place, name=words[:60], group=group)


def _kit() -> dict[str, Any]:
    """Return what an admin who means harm would type into a brand kit."""
    texts = iter(ALL[6:])
    return {
        "voice": "\n".join(ALL[:80]),
        "voice_attributes": (VoiceAttribute(name=next(texts), do=next(texts), dont=next(texts)),),
        "preferred_terms": (Substitution(avoid=next(texts), prefer=next(texts)),),
        "banned_words": (next(texts), next(texts)),
        "product_names": (next(texts),),
        "claims_allowed": (next(texts),),
        "claims_needing_source": (next(texts),),
        "disclosures": (next(texts),),
        "company": next(texts),
        "legal_footer": " ".join(ALL[80:90]),
        "postal_address": next(texts),
        "sender_name": next(texts),
        "website": "javascript:pwned()",
        "privacy_url": 'https://evil.example/"onclick=pwned()',
        "unsubscribe_url": "javascript:pwned()",
        "logo_text": "<b>",
        "examples": tuple(ALL[90:95]),
        "merge_tags": (MergeTag(name="first_name", sample=next(texts), fallback=next(texts)),),
    }


def _drafts(campaign: Campaign, author: User, name: str, found: Iterator[BaseModel]) -> Iterator[Generation]:
    asked = {"campaign": campaign, "requested_by": author, "tool": name, "params": PARAMS[name]}
    for number, content in enumerate(found):
        if number % 2 == 0:
            request = DraftRequestFactory(**asked, variants=2, kit=KIT, feedback=ALL[number])
        draft = make_ready(
            GenerationFactory(request=request, variant=number % 2 + 1),
            content=content.model_dump(mode="json"),
        )
        now = timezone.now()
        report = checking.check(draft, content, brief=campaign.brief(now=now), now=now)
        _revision, columns = revisions.add(
            draft, content, report, number=2, origin=Revision.Origin.MODEL, note=ALL[number][:300]
        )
        columns["title"] = " ".join(ALL[number * 3 : number * 3 + 3])[:200]
        Generation.objects.filter(pk=draft.pk).update(**columns, notice=ALL[number][:500])
        entry = {"before": {"content": ALL[number]}, "after": {"content": ALL[-number]}}
        audit.record(AuditAction.DRAFT_EDITED, on=draft, by=author, reason=ALL[-number - 1], **entry)
        draft.refresh_from_db()
        yield draft
