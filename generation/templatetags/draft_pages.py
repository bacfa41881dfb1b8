"""Small things that the pages of drafts write: spans of time, counts, who did something."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import template
from django.utils.translation import gettext as _

from crm_llm.ui import model_name
from generation.brief import BrandKit
from generation.checks.email_form import SIZE_CLIPPED, SIZE_WARN
from generation.forms.drafts import language_name
from generation.liquid import fill_merge_tags
from generation.models import Generation

register = template.Library()
register.filter("language_name", language_name)


@register.filter
def span(length: timedelta | None) -> str:
    """Write a span as people say it: "4 s", "2 min", "1 h 5 min"."""
    if length is None:
        return ""
    seconds = max(0, round(length.total_seconds()))
    if seconds < 100:
        return _("%(n)s s") % {"n": seconds}
    minutes = round(seconds / 60)
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    return _("%(h)s h %(m)s min") % {"h": minutes // 60, "m": minutes % 60}


@register.filter
def grouped(number: int | None) -> str:
    """Write a count with thousands separated; nothing for None."""
    return "" if number is None else f"{number:,}"


@register.filter
def kilobytes(size: int) -> str:
    return _("%(n)s kB") % {"n": thousands(size)}


@register.filter
def in_gmail(size: int) -> str:
    """Say how a mail of so many bytes fits Gmail: `ok`, `warn` where it nearly is cut off, else `bad`."""
    return "bad" if size >= SIZE_CLIPPED else "warn" if size >= SIZE_WARN else "ok"


@register.filter
def thousands(size: int) -> int:
    return max(1, round(size / 1000))


@register.filter
def any_unfinished(drafts: Iterable[Generation]) -> bool:
    return any(draft.is_unfinished for draft in drafts)


@register.filter
def dashed(path: str) -> str:
    """Write the path of a text as the id of its control."""
    return path.replace(".", "-")


@register.filter
def sampled(text: str, kit: BrandKit) -> str:
    """Write a line with the kit's sample values."""
    return fill_merge_tags(text, {tag.name: tag.sample for tag in kit.merge_tags})


@register.simple_tag(takes_context=True)
def as_read(context: dict[str, Any], text: str) -> str:
    """Write a line as the contact who is chosen reads it, and with the kit's samples where none is."""
    contact = context.get("contact")
    return fill_merge_tags(text, contact.merge_values()) if contact else sampled(text, context["kit"])


@register.filter
def model_name_if_id(label: str) -> str:
    """Write an actor's label; a worker that acted through a model is labelled with the model's id."""
    return model_name(label) if "/" in label and " " not in label else label


@register.filter
def typed_or(typed: dict[str, str], chosen: int) -> str:
    """Return which subject line was picked on the form, else the one that is stored."""
    return typed.get("chosen", str(chosen))
