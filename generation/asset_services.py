"""What people do with pictures: upload, describe, archive, restore. Each is one transaction."""

from pathlib import PurePosixPath
from typing import ClassVar

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.exceptions import GenerationError, NotAllowed, WrongState
from generation.models import Asset, AssetFile, AuditAction, Brand, Campaign
from generation.pictures import Encoded, UnusablePicture, encode
from generation.text import has_control_characters

MAX_PICTURES = 40
"""That a campaign offers at a time: more than anybody looks through."""


class PictureRefused(GenerationError):
    """The file can't be taken. The message says why, and stands at the file."""

    status: ClassVar[int] = 422


def upload(*, by: User, campaign: Campaign, data: bytes, name: str, alt: str, licence: str) -> Asset:
    """Keep an uploaded picture for a campaign. One that was archived is offered again, with these words.

    Raises:
        NotAllowed: `by` is no marketer of the brand.
        WrongState: the campaign is archived.
        PictureRefused: it is no usable picture, is there already, or there are too many.
    """
    _may_change(by, campaign.brand)
    if campaign.is_archived:
        raise WrongState(_("This campaign is archived. Restore it to add pictures."))
    if campaign.assets.active().count() >= MAX_PICTURES:
        raise PictureRefused(
            _("A campaign offers up to %(n)s pictures. Archive one first.") % {"n": MAX_PICTURES}
        )
    return _store(_encoded(data), by, campaign, None, name, alt, licence)


def upload_logo(*, by: User, brand: Brand, data: bytes, name: str, alt: str, licence: str) -> Asset:
    """Keep an uploaded logo for a brand.

    Raises:
        NotAllowed: `by` may not change the brand.
        PictureRefused: it is no usable picture, or is there already.
    """
    _may_change_brand(by, brand)
    return _store(_encoded(data), by, None, brand, name, alt, licence)


def logos_of(brand: Brand) -> QuerySet[Asset]:
    """Return the logos that a form may offer for a brand."""
    return Asset.objects.filter(brand=brand).active()


@transaction.atomic
def describe(*, by: User, asset: Asset, alt: str, licence: str) -> None:
    """Save other words for a picture. Drafts that use them are then to be looked at again.

    Raises:
        NotAllowed: `by` is no marketer of the brand.
    """
    _may_change_asset(by, asset)
    before = {"alt": asset.alt, "licence": asset.licence}
    after = {"alt": alt, "licence": licence}
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return
    asset.alt, asset.licence = alt, licence
    asset.save(update_fields=changed)
    _record(
        AuditAction.ASSET_EDITED,
        by,
        asset,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def archive(*, by: User, asset: Asset) -> None:
    """Stop offering a picture. Drafts that show it go on showing it.

    Raises:
        NotAllowed: `by` is no marketer of the brand.
    """
    _set_archived(by, asset, True, AuditAction.ASSET_ARCHIVED)


def restore(*, by: User, asset: Asset) -> None:
    """Offer an archived picture again; see `archive`."""
    _set_archived(by, asset, False, AuditAction.ASSET_RESTORED)


def _encoded(data: bytes) -> Encoded:
    """Encode outside of any transaction: it takes up to seconds."""
    try:
        return encode(data)
    except UnusablePicture as exc:
        raise PictureRefused(str(exc)) from exc


@transaction.atomic
def _store(
    encoded: Encoded,
    by: User,
    campaign: Campaign | None,
    brand: Brand | None,
    name: str,
    alt: str,
    licence: str,
) -> Asset:
    file = AssetFile(sha256=encoded.sha256, media_type=encoded.media_type, body=encoded.body)
    # Whoever uploads the same bytes at the same time stores the same row.
    AssetFile.objects.bulk_create([file], ignore_conflicts=True)
    there = Asset.objects.filter(campaign=campaign, brand=brand, file=file).first()
    if there is not None:
        return _offered_again(by, there, alt, licence)
    asset = Asset(
        campaign=campaign,
        brand=brand,
        file=file,
        media_type=encoded.media_type,
        width=encoded.width,
        height=encoded.height,
        size=len(encoded.body),
        alt=alt,
        licence=licence,
        original_name=_plain_name(name),
        uploaded_by=by,
    )
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
    except IntegrityError as exc:
        raise _is_there(alt) from exc
    _record(AuditAction.ASSET_UPLOADED, by, asset, after=_words(asset))
    return asset


def _offered_again(by: User, asset: Asset, alt: str, licence: str) -> Asset:
    if not Asset.objects.filter(pk=asset.pk, is_archived=True).update(is_archived=False):
        raise _is_there(asset.alt)
    asset.is_archived, asset.alt, asset.licence = False, alt, licence
    asset.save(update_fields=["alt", "licence"])
    _record(
        AuditAction.ASSET_RESTORED,
        by,
        asset,
        before={"archived": True},
        after={"archived": False} | _words(asset),
    )
    return asset


def _is_there(alt: str) -> PictureRefused:
    return PictureRefused(_("This picture is here already: “%(alt)s”.") % {"alt": alt})


def _words(asset: Asset) -> dict[str, object]:
    return {
        "file_name": asset.original_name,
        "alt": asset.alt,
        "licence": asset.licence,
        "sha256": asset.sha256,
    }


def _plain_name(name: str) -> str:
    """Return a file's name without folders and without what can't be seen."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(char for char in last if not has_control_characters(char))[:120].strip() or "picture"


@transaction.atomic
def _set_archived(by: User, asset: Asset, archived: bool, action: AuditAction) -> None:
    """Pressing twice is pressing once: the second finds nothing to change and records nothing."""
    _may_change_asset(by, asset)
    if Asset.objects.filter(pk=asset.pk, is_archived=not archived).update(is_archived=archived):
        _record(action, by, asset, before={"archived": not archived}, after={"archived": archived})


def _record(
    action: AuditAction,
    by: User,
    asset: Asset,
    *,
    after: dict[str, object],
    before: dict[str, object] | None = None,
) -> None:
    """Record it of the campaign or the brand: that is where people look for what happened to it."""
    owner: Campaign | Brand | None = asset.campaign or asset.brand
    assert owner is not None  # The database holds one of the two.
    brand = owner.brand if isinstance(owner, Campaign) else owner
    audit.record(action, by=by, on=owner, brand=brand, before=before, after={"picture": asset.key} | after)


def _may_change_asset(by: User, asset: Asset) -> None:
    if asset.brand:
        _may_change_brand(by, asset.brand)
    elif asset.campaign:
        _may_change(by, asset.campaign.brand)


def _may_change(by: User, brand: Brand) -> None:
    if not by.is_marketer:
        raise NotAllowed(_("Only marketers can change a campaign’s pictures."))
    if not Brand.objects.visible_to(by).filter(pk=brand.pk).exists():
        raise NotAllowed(_("You are no member of this brand."))


def _may_change_brand(by: User, brand: Brand) -> None:
    if not by.is_prompt_admin and not by.is_superuser:
        raise NotAllowed(_("Only prompt admins can change a brand’s logo."))
    if not Brand.objects.visible_to(by).filter(pk=brand.pk).exists():
        raise NotAllowed(_("You are no member of this brand."))
