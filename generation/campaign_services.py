"""What people do with campaigns: create, edit, duplicate, archive, restore. Each is one transaction."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.accounts.models import User
from generation import audit, searching
from generation.exceptions import GenerationError, NotAllowed
from generation.models import AuditAction, Brand, Campaign, Fact, Link

RESERVED_SLUGS = frozenset({"new"})
"""Words that have an address of their own below /campaigns/."""
_SLUG_LENGTH = 80
_NAME_LENGTH = 120


class StaleCampaign(GenerationError):
    """Somebody saved the campaign since the form was opened."""

    status: ClassVar[int] = 409
    title = gettext_lazy("Somebody saved this campaign")  # type: ignore[assignment]


@dataclass(frozen=True)
class FactValues:
    text: str
    source: str
    source_url: str = ""
    valid_until: date | None = None
    lowest_30d: str = ""


@dataclass(frozen=True)
class LinkValues:
    label: str
    url: str


@dataclass(frozen=True)
class CampaignValues:
    """What a person may say about a campaign, already checked for form and size."""

    brand: Brand
    name: str
    objective: str = ""
    audience: str = ""
    audience_size: int | None = None
    offer: str = ""
    languages: list[str] = field(default_factory=lambda: ["en"])
    jurisdictions: list[str] = field(default_factory=list)
    sector: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    facts: list[FactValues] = field(default_factory=list)
    links: list[LinkValues] = field(default_factory=list)


def create(*, by: User, values: CampaignValues) -> Campaign:
    """Create a campaign whose slug is made of its name.

    Raises:
        NotAllowed: `by` is no marketer of the brand.
    """
    _may_change(by, values.brand)
    return _store(AuditAction.CAMPAIGN_CREATED, by, values, slugify(values.name))


@transaction.atomic
def edit(*, by: User, campaign: Campaign, values: CampaignValues, seen: datetime) -> Campaign:
    """Save a campaign as the form now has it; `seen` is its `updated_at` when the form was opened.

    Raises:
        NotAllowed: `by` is no marketer of the old or the new brand.
        StaleCampaign: somebody saved it since.
    """
    _may_change(by, campaign.brand)
    _may_change(by, values.brand)
    # The write carries the precondition and holds the row until the commit.
    if not Campaign.objects.filter(pk=campaign.pk, updated_at=seen).update(updated_at=timezone.now()):
        raise StaleCampaign(
            _("Somebody saved this campaign while you edited it. Save again to keep your words, below.")
        )
    campaign = Campaign.objects.get(pk=campaign.pk)
    before = snapshot(campaign)
    _write(campaign, values)
    campaign.save()
    searching.keep_campaign(campaign)
    _sync(campaign, Fact, "facts", values.facts)
    _sync(campaign, Link, "links", values.links)
    _record_edit(by, campaign, before)
    return campaign


@transaction.atomic
def duplicate(*, by: User, campaign: Campaign) -> Campaign:
    """Copy brief, facts, links and pictures into a new campaign, which `by` owns. Drafts stay where they are.

    Raises:
        NotAllowed: `by` is no marketer of the brand.
    """
    _may_change(by, campaign.brand)
    values = values_of(campaign)
    name = (_("Copy of %(name)s") % {"name": campaign.name})[:_NAME_LENGTH]
    copied = CampaignValues(**(vars(values) | {"name": name}))
    slug = f"{campaign.slug[: _SLUG_LENGTH - 5]}-copy"
    made = _store(AuditAction.CAMPAIGN_DUPLICATED, by, copied, slug, of=campaign.slug)
    for asset in campaign.assets.active():
        asset.pk, asset.campaign, asset._state.adding = None, made, True
        asset.save(force_insert=True)
    return made


def archive(*, by: User, campaign: Campaign) -> None:
    """Take the campaign off the lists. Its drafts stay, and it can be restored.

    Raises:
        NotAllowed: `by` is no marketer of the brand.
    """
    _set_status(by, campaign, Campaign.Status.ARCHIVED, AuditAction.CAMPAIGN_ARCHIVED)


def restore(*, by: User, campaign: Campaign) -> None:
    """Bring an archived campaign back; see `archive`."""
    _set_status(by, campaign, Campaign.Status.ACTIVE, AuditAction.CAMPAIGN_RESTORED)


def values_of(campaign: Campaign) -> CampaignValues:
    """Return what the campaign says now. Two queries."""
    return CampaignValues(
        brand=campaign.brand,
        name=campaign.name,
        objective=campaign.objective,
        audience=campaign.audience,
        audience_size=campaign.audience_size,
        offer=campaign.offer,
        languages=list(campaign.languages),
        jurisdictions=list(campaign.jurisdictions),
        sector=campaign.sector,
        starts_on=campaign.starts_on,
        ends_on=campaign.ends_on,
        facts=[
            FactValues(fact.text, fact.source, fact.source_url, fact.valid_until, fact.lowest_30d)
            for fact in campaign.facts.all()
        ],
        links=[LinkValues(link.label, link.url) for link in campaign.links.all()],
    )


def snapshot(campaign: Campaign) -> dict[str, Any]:
    """Return what the audit log keeps of a campaign, as JSON values."""
    values = values_of(campaign)
    return {
        "brand": values.brand.slug,
        "name": values.name,
        "objective": values.objective,
        "audience": values.audience,
        "audience_size": values.audience_size,
        "offer": values.offer,
        "languages": values.languages,
        "jurisdictions": values.jurisdictions,
        "sector": values.sector,
        "starts_on": values.starts_on and values.starts_on.isoformat(),
        "ends_on": values.ends_on and values.ends_on.isoformat(),
        "facts": [
            vars(fact) | {"valid_until": fact.valid_until and fact.valid_until.isoformat()}
            for fact in values.facts
        ],
        "links": [vars(link) for link in values.links],
    }


def _may_change(by: User, brand: Brand) -> None:
    if not by.is_marketer:
        raise NotAllowed(_("Only marketers can change campaigns."))
    if not Brand.objects.visible_to(by).filter(pk=brand.pk).exists():
        raise NotAllowed(_("You are no member of this brand."))


def _store(action: AuditAction, by: User, values: CampaignValues, slug: str, **after: str) -> Campaign:
    """Insert a campaign under the first free slug; a rival may take it in between, so try again."""
    for _attempt in range(3):
        try:
            with transaction.atomic():
                campaign = Campaign(owner=by, slug=_free_slug(slug))
                _write(campaign, values)
                campaign.save()
                searching.keep_campaign(campaign)
                _sync(campaign, Fact, "facts", values.facts)
                _sync(campaign, Link, "links", values.links)
                audit.record(
                    action, by=by, on=campaign, brand=campaign.brand, after=snapshot(campaign) | after
                )
                return campaign
        except IntegrityError:
            continue
    raise GenerationError(_("The campaign could not be saved. Try again."))


def _free_slug(wanted: str) -> str:
    base = wanted[:_SLUG_LENGTH].strip("-") or "campaign"
    slug, number = base, 1
    while slug in RESERVED_SLUGS or Campaign.objects.filter(slug=slug).exists():
        number += 1
        slug = f"{base[: _SLUG_LENGTH - len(str(number)) - 1]}-{number}"
    return slug


def _write(campaign: Campaign, values: CampaignValues) -> None:
    for name in (
        "brand", "name", "objective", "audience", "audience_size", "offer", "languages", "jurisdictions",
        "sector", "starts_on", "ends_on",
    ):  # fmt: skip
        setattr(campaign, name, getattr(values, name))


def _sync(campaign: Campaign, model: type[Model], related: str, wanted: list[Any]) -> None:
    """Make the rows say what is wanted, in that order, touching only those that change."""
    rows = list(getattr(campaign, related).all())
    for position, value in enumerate(wanted):
        fields = vars(value) | {"position": position}
        row = rows[position] if position < len(rows) else model(campaign=campaign)
        if row.pk is None or any(getattr(row, name) != field for name, field in fields.items()):
            for name, new in fields.items():
                setattr(row, name, new)
            row.save()
    for row in rows[len(wanted) :]:
        row.delete()
    campaign._prefetched_objects_cache = {}  # type: ignore[attr-defined]


def _record_edit(by: User, campaign: Campaign, before: dict[str, Any]) -> None:
    after = snapshot(campaign)
    changed = [name for name in after if after[name] != before[name]]
    if changed:
        audit.record(
            AuditAction.CAMPAIGN_EDITED,
            by=by,
            on=campaign,
            brand=campaign.brand,
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


@transaction.atomic
def _set_status(by: User, campaign: Campaign, status: Campaign.Status, action: AuditAction) -> None:
    """Pressing twice is pressing once: the second finds nothing to change and records nothing."""
    _may_change(by, campaign.brand)
    before = Campaign.Status.ACTIVE if status == Campaign.Status.ARCHIVED else Campaign.Status.ARCHIVED
    rows = Campaign.objects.filter(pk=campaign.pk, status=before)
    if not rows.update(status=status, updated_at=timezone.now()):
        return
    audit.record(
        action,
        by=by,
        on=campaign,
        brand=campaign.brand,
        before={"status": before.value},
        after={"status": status.value},
    )
