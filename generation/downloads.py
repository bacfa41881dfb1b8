"""Hand out a draft as a file, and record it. What is not approved says so, in name and content."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.accounts.models import User
from generation import audit
from generation.exceptions import WrongState
from generation.llm_tools import TOOLS
from generation.llm_tools.archive import packed, unpacked
from generation.models import AuditAction, Generation, Rendition
from generation.reading.words import Words, words_of

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "eml": "message/rfc822",
    "zip": "application/zip",
}
LABELS = {
    "html": "HTML",
    "txt": gettext_lazy("Plain text"),
    "json": "JSON",
    "eml": gettext_lazy("Mail file"),
    "zip": gettext_lazy("Folder (zip)"),
}
_HEAD = re.compile(r"<head\b[^>]*>", re.IGNORECASE)
_NOT_TO_BE_FOUND = '<meta name="robots" content="noindex">'
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_SUBJECT = re.compile(r"^Subject: ?", re.MULTILINE)
_BANNER = (
    '<div style="padding:10px 16px;background:#8a5300;color:#ffffff;font:600 14px/1.4 sans-serif;'
    'text-align:center">{}</div>'
)


class NoSuchFormat(LookupError):
    """The draft's tool makes no file of that format."""


@dataclass(frozen=True)
class Download:
    filename: str
    content_type: str
    body: bytes


def formats_of(tool: str) -> list[str]:
    """Return the formats in which drafts of the tool can be downloaded; none where the tool is gone."""
    found = TOOLS.get(tool)
    return [] if found is None else [*found.formats, *found.export_formats, "json"]


@transaction.atomic
def download(*, by: User, generation: Generation, format: str, now: datetime) -> Download:
    """Return the file. Of an approved draft it holds the very bytes that were approved.

    Raises:
        NoSuchFormat: the tool does not make it.
        WrongState: there are no words yet, or the approved file can't be made any more.
    """
    if format not in formats_of(generation.tool):
        raise NoSuchFormat(format)
    words = words_of(generation)
    approved = generation.is_approved(now)
    body = _approved_file(generation, words, format) if approved else _marked_file(generation, words, format)
    audit.record(
        AuditAction.DRAFT_DOWNLOADED,
        by=by,
        on=generation,
        after={
            "format": format,
            "approved": approved,
            "revision": generation.current_revision.number if generation.current_revision else None,
            "sha256": hashlib.sha256(body).hexdigest(),
        },
    )
    name = f"{generation.campaign.slug}-{generation.tool.replace('_', '-')}-{generation.letter.lower()}"
    return Download(
        filename=f"{name}{'' if approved else '-DRAFT'}.{format}",
        content_type=CONTENT_TYPES.get(format, "application/octet-stream"),
        body=body,
    )


def _approved_file(generation: Generation, words: Words, format: str) -> bytes:
    """Return what was frozen. A file made anew counts only if its parts are what was approved."""
    if format == "json":
        return _json(generation, words, approved=True).encode()
    approved = Rendition.objects.filter(
        revision=generation.current_revision, sha256__in=generation.frozen_renditions.values()
    )
    frozen = dict(approved.values_list("format", "body"))
    if format in frozen:
        return str(frozen[format]).encode()
    if any(words.document(name) != frozen.get(name) for name in words.tool.formats):
        raise WrongState(
            _("The brand or the layout has changed since this was approved. Take the HTML or the plain text.")
        )
    return words.file(format)


def _marked_file(generation: Generation, words: Words, format: str) -> bytes:
    """Return the document with a plain mark in it, so that it can't pass for approved by mistake."""
    mark = _("DRAFT, not approved")
    match format:
        case "json":
            return _json(generation, words, approved=False).encode()
        case "html":
            return _marked_html(words.html, mark).encode()
        case "zip":
            return packed(
                {
                    name: _marked_member(name, body, mark)
                    for name, body in unpacked(words.file(format)).items()
                }
            )
        case "eml":
            mail = words.file(format).decode("ascii")
            return _SUBJECT.sub(lambda subject: f"Subject: [{mark}] ", mail, count=1).encode()
    return f"*** {mark} ***\n\n{words.document(format)}".encode()


def _marked_html(html: str, mark: str) -> str:
    """Put the mark on top of the page, and ask search engines to pass it over."""
    banner = _BANNER.format(mark)
    if not _BODY.search(html):
        return banner + html
    html = _HEAD.sub(lambda head: head.group() + _NOT_TO_BE_FOUND, html, count=1)
    return _BODY.sub(lambda body: body.group() + banner, html, count=1)


def _marked_member(name: str, body: bytes, mark: str) -> bytes:
    if name.endswith(".html"):
        return _marked_html(body.decode(), mark).encode()
    return f"*** {mark} ***\n\n{body.decode()}".encode() if name.endswith(".txt") else body


def _json(generation: Generation, words: Words, *, approved: bool) -> str:
    revision = generation.current_revision
    document = {
        "id": str(generation.pk),
        "tool": generation.tool,
        "language": generation.language,
        "approved": approved,
        "revision": revision.number if revision else None,
        "schema_version": revision.schema_version if revision else None,
        "content_hash": revision.content_hash if revision else "",
        "content": words.content.model_dump(mode="json"),
    }
    return json.dumps(document, ensure_ascii=False, indent=2)
