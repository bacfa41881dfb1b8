"""What an admin does with a brand kit: save a version, go back to one. Each is one transaction."""

from typing import ClassVar

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.accounts.models import User
from generation import audit
from generation.brief import BrandKit, starter_kit
from generation.canonical import canonical_json
from generation.exceptions import EditRefused, GenerationError, NotAllowed, WrongState
from generation.models import AuditAction, Brand, BrandKitVersion
from generation.models.brand_kit import OF_THE_BRAND
from generation.text import has_control_characters, strings_in

MOST_CHARACTERS = 60_000
"""Of a whole kit. It is in each brief, and most of it in each prompt."""


class StaleKit(GenerationError):
    """Somebody saved the kit since the form was opened."""

    status: ClassVar[int] = 409
    title = gettext_lazy("Somebody saved this brand kit")  # type: ignore[assignment]


def may_edit(user: User) -> bool:
    return user.is_prompt_admin or user.is_superuser


@transaction.atomic
def save(*, by: User, brand: Brand, kit: BrandKit, note: str, seen: int) -> BrandKitVersion:
    """Save a kit as a new version and put it in force. A kit that changes nothing makes no version.

    Args:
        seen: number of the version that was in force when the form was opened; 0 for none.

    Raises:
        NotAllowed: `by` is no admin, or does not see the brand.
        EditRefused: the kit is too long, or holds characters that can't be seen.
        StaleKit: another version is in force by now.
    """
    _must_be_allowed(by, brand)
    if problems := problems_of(kit):
        raise EditRefused(problems)
    before = _in_force(brand, seen)
    last = BrandKitVersion.objects.filter(brand=brand).aggregate(last=Max("number"))["last"] or 0
    version = BrandKitVersion.of(kit, brand=brand, number=last + 1, note=note.strip()[:300], created_by=by)
    if before is not None and not changed_fields(before, version):
        return before
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as exc:
        raise _stale() from exc
    _put_in_force(brand, before, version)
    _record(AuditAction.KIT_SAVED, by, brand, before, version)
    return version


@transaction.atomic
def restore(*, by: User, brand: Brand, number: int, seen: int) -> BrandKitVersion:
    """Put an earlier version in force again, as it was. History stays as it is.

    Raises:
        NotAllowed, StaleKit: as for `save`.
        WrongState: there is no such version, or it is in force already.
    """
    _must_be_allowed(by, brand)
    version = BrandKitVersion.objects.filter(brand=brand, number=number).first()
    if version is None:
        raise WrongState(_("There is no such version."))
    before = _in_force(brand, seen)
    if before is not None and before.pk == version.pk:
        raise WrongState(_("This version is in force already."))
    _put_in_force(brand, before, version)
    _record(AuditAction.KIT_RESTORED, by, brand, before, version)
    return version


@transaction.atomic
def start(brand: Brand, *, by: User | None = None, **known: str) -> BrandKitVersion:
    """Give a new brand the kit that every brand begins with; `known` are fields that are known already.

    Raises:
        StaleKit: it has one.
    """
    version = BrandKitVersion.of(
        starter_kit(brand.name, **known),
        brand=brand,
        number=1,
        note=_("What every brand begins with."),
        created_by=by,
    )
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as exc:
        raise _stale() from exc
    _put_in_force(brand, None, version)
    _record(AuditAction.KIT_SAVED, by, brand, None, version)
    return version


def problems_of(kit: BrandKit) -> list[str]:
    """Return what is wrong with a kit whatever its fields mean, one sentence each."""
    body = kit.model_dump(mode="json")
    found = []
    if any(has_control_characters(text) for text in strings_in(body)):
        found.append(_("The kit holds characters that can’t be seen. Please type them again."))
    if len(canonical_json(body)) > MOST_CHARACTERS:
        found.append(_("The kit is too long. Shorten its examples first."))
    return found


def changed_fields(before: BrandKitVersion, after: BrandKitVersion) -> list[str]:
    """Return the names of what two versions say differently, in the order of the kit."""
    old, new = (version.value("").model_dump(exclude=set(OF_THE_BRAND)) for version in (before, after))
    return [name for name in old if old[name] != new[name]]


def _must_be_allowed(by: User, brand: Brand) -> None:
    if not may_edit(by):
        raise NotAllowed(_("Only prompt admins can change a brand kit."))
    if not Brand.objects.visible_to(by).filter(pk=brand.pk).exists():
        raise NotAllowed(_("You are no member of this brand."))


def _in_force(brand: Brand, seen: int) -> BrandKitVersion | None:
    """Return the version in force, if it is still the one that was seen."""
    now = Brand.objects.select_related("kit_version").get(pk=brand.pk).kit_version
    if (now.number if now else 0) != seen:
        raise _stale()
    return now


def _put_in_force(brand: Brand, before: BrandKitVersion | None, version: BrandKitVersion) -> None:
    """Move the pointer if nobody did meanwhile, and keep the instance in step."""
    if not Brand.objects.filter(pk=brand.pk, kit_version=before).update(kit_version=version):
        raise _stale()
    brand.kit_version = version


def _stale() -> StaleKit:
    return StaleKit(
        _("Somebody saved this kit while you edited it. Compare, then save again to keep your words, below.")
    )


def _record(
    action: AuditAction,
    by: User | None,
    brand: Brand,
    before: BrandKitVersion | None,
    version: BrandKitVersion,
) -> None:
    names = changed_fields(before, version) if before else []
    old, new = (
        (before or version).value("").model_dump(mode="json"),
        version.value("").model_dump(mode="json"),
    )
    audit.record(
        action,
        by=by,
        on=brand,
        brand=brand,
        before={"version": before.number, **{name: old[name] for name in names}} if before else {},
        after={
            "version": version.number,
            "checksum": version.checksum,
            **{name: new[name] for name in names},
        },
        reason=version.note,
    )
