"""Template tags and filters that every page may use without loading them."""

from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.dates import MONTHS_3, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from crm_llm import counting
from crm_llm.accounts.models import User

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, extra: str = "") -> SafeString:
    """Draw a symbol of static/icons.svg. It says nothing to screen readers: put words beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {extra}" if extra else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def avatar(person: User, extra: str = "") -> SafeString:
    """Draw a person's initials; the name goes to screen readers and into the tooltip."""
    tint = f" avatar-{person.pk % 5 + 1}" if person.pk % 5 else ""
    return format_html(
        '<span class="avatar{}{}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="sr">{}</span></span>',
        tint,
        f" {extra}" if extra else "",
        person.display_name,
        person.initials,
        person.display_name,
    )


@register.filter
def money(value: Decimal | None) -> str:
    """Write US dollars with the digits that matter; an unknown amount is said to be unknown."""
    if value is None:
        return _("Cost unknown")
    if value == 0:
        return "$0.00"
    return f"${value:.4f}" if value < Decimal("0.01") else f"${value:.3f}" if value < 1 else f"${value:.2f}"


@register.filter
def capped(number: int, most: int = 0) -> str:
    """Write a count that stops somewhere: "999+" from there on."""
    return counting.capped(number, most)


@register.filter
def web_address(url: str) -> str:
    """Return an address that may be a link. A form lets in no other; this does not rely on it."""
    return url if url.startswith(("https://", "http://")) else ""


@register.filter
def seconds(milliseconds: int | None) -> str:
    return "" if milliseconds is None else _("%(s)s s") % {"s": f"{milliseconds / 1000:.1f}"}


@register.filter
def model_name(model_id: str) -> str:
    """Write a model's id as people say it: "anthropic/claude-sonnet-4.6" is "Claude Sonnet 4.6"."""
    words = model_id.rsplit("/", 1)[-1].replace("-", " ").replace(":", " ").split()
    return " ".join(
        "GPT" if word == "gpt" else word if any(map(str.isdigit, word)) else word.capitalize()
        for word in words
    )


@register.filter
def minutes(span: timedelta) -> int:
    return max(1, round(span.total_seconds() / 60))


def _duration(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 60:
        return _("%(n)s min") % {"n": max(minutes, 1)}
    if minutes < 48 * 60:
        return _("%(n)s h") % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


@register.filter
def duration(seconds: float) -> str:
    """Write a span of time as people say it: "40 min", "3 h", "2 days"."""
    return _duration(timedelta(seconds=seconds))


@register.filter
def waited(since: datetime) -> str:
    """Write how long something has lasted by now."""
    return _duration(timezone.now() - since)


@register.simple_tag
def ago(moment: datetime | None) -> SafeString | str:
    """Write how long ago something was, with the exact time on hover."""
    if moment is None:
        return ""
    span = timezone.now() - moment
    local = timezone.localtime(moment)
    words = _("Just now") if span < timedelta(minutes=1) else _("%(d)s ago") % {"d": _duration(span)}
    if span >= timedelta(days=7):
        words = date_format(local, "j M")
    return _time(moment, words)


@register.simple_tag
def due(moment: datetime | None) -> SafeString | str:
    """Write when something is due, or how long it is overdue, with the exact time on hover."""
    if moment is None:
        return ""
    span = moment - timezone.now()
    if span < timedelta(0):
        return _time(moment, _("Overdue %(d)s") % {"d": _duration(-span)})
    if span < timedelta(days=2):
        return _time(moment, _("Due in %(d)s") % {"d": _duration(span)})
    return _time(moment, _("Due %(d)s") % {"d": date_format(timezone.localtime(moment), "D j M, H:i")})


@register.simple_tag
def clock(moment: datetime) -> SafeString:
    """Write an exact time: the hour today, the date before that."""
    local = timezone.localtime(moment)
    today = local.date() == timezone.localdate()
    return _time(moment, date_format(local, "H:i" if today else "j M, H:i"))


@register.filter
def stamp(moment: str) -> str:
    """Write a stored moment exactly, with the time zone: "5 Mar 2027, 08:56:05 UTC". What is none stays."""
    found = parse_moment(moment)
    return date_format(timezone.localtime(found), "j M Y, H:i:s T") if found else moment


def parse_moment(value: str) -> datetime | None:
    """Return the moment that a stored value names; None where it names none, or leaves its time zone open."""
    try:
        moment = parse_datetime(value)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


def _time(moment: datetime, words: str) -> SafeString:
    zone, language = timezone.get_current_timezone(), get_language() or ""
    return format_html("{}{}</time>", _opened(moment, zone, language), words)


@lru_cache(maxsize=4096)
def _opened(moment: datetime, zone: tzinfo, language: str) -> SafeString:
    """Return the tag with the exact time. A list shows the same moments to many, again and again.

    Args:
        language: the one that is active, in which days and months are named.
    """
    local = moment.astimezone(zone)
    # As `date_format` writes "D j M Y, H:i:s T", which takes most of the time that a row of a list does.
    day, month = WEEKDAYS_ABBR[local.weekday()], MONTHS_3[local.month].title()
    exact = f"{day} {local.day} {month} {local:%Y, %H:%M:%S} {local.tzname()}"
    return format_html('<time datetime="{}" title="{}">', moment.isoformat(), exact)


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: object) -> str:
    """Return this page's query string with some parameters changed; None or an empty value drops one."""
    params = context["request"].GET.copy()
    for name, value in changes.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = value
    return f"?{params.urlencode()}" if params else "?"
