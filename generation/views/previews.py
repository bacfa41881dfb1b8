"""A draft as its audience sees it: the document in the sandboxed frame, and the files to download."""

import re
import uuid
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from crm_llm.pages import DeskRequest
from generation import revisions
from generation.downloads import NoSuchFormat
from generation.downloads import download as make_download
from generation.exceptions import EditRefused, NotAllowed
from generation.models import Contact, Finding, Generation, Revision
from generation.reading.highlight import mark_quote, mark_unfilled
from generation.reading.words import UnreadableWords, Words, words_from, words_of
from generation.text import whole_number
from generation.views.draft_page import find_draft
from generation.views.edit_values import typed_words

# The document is written by a model and edited by people: nothing in it may run, load or lead anywhere.
CONTENT_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)

_STRETCH = re.compile(r"([a-z0-9_.]{1,80}):([0-9]{1,6})-([0-9]{1,6})")

_PAGE = """<!doctype html><html lang="{}"><head><meta charset="utf-8">
<meta name="color-scheme" content="light dark"><title>{}</title><style>
body{{margin:0;padding:20px;font:14px/1.6 ui-monospace,Menlo,Consolas,monospace}}
pre{{margin:0;font:inherit;white-space:pre-wrap;overflow-wrap:anywhere}}
</style></head><body><pre dir="auto">{}</pre></body></html>"""


@require_http_methods(["GET", "HEAD", "POST"])
@xframe_options_sameorigin
@login_required
def draft_preview(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    """Render a revision as a sample contact sees it; a POST renders words that are not saved.

    `contact` is the sample contact whose values fill the merge tags: what nothing fills is marked then.
    `format` is one of the tool's (the first where none is named), `rev` a revision's number, `mark` a finding
    whose words are marked, `words` a stretch of a field that is (`headline:0-12`), and `frame` asks for plain
    text inside a document that a frame can show.
    """
    draft = find_draft(request, pk)
    try:
        words = (
            _typed(request, draft) if request.method == "POST" else words_of(draft, _revision(request, draft))
        )
        format = request.GET.get("format") or words.main_format
        if format not in words.tool.formats:
            raise Http404(format)
        words = words.previewed() if format == "html" else words
        document = words.document(format)
    except (UnreadableWords, EditRefused) as exc:
        return answer_document(page_of_text(str(exc)), status=exc.status)
    values = _values(request, draft)
    if format == "html":
        filled = words.filled("html", _marked(request, draft, words, document), values)
        return answer_document(filled if values is None else mark_unfilled(filled))
    text = words.filled(format, document, values)
    if request.GET.get("frame") or not request.GET.get("format"):
        return answer_document(page_of_text(text))
    return answer_document(text, "text/plain")


def _values(request: DeskRequest, draft: Generation) -> dict[str, str] | None:
    """Return what is known of the sample contact that was chosen; None where none was."""
    chosen = whole_number(request.GET.get("contact", ""))
    if not chosen:
        return None
    contacts = Contact.objects.visible_to(request.user).samples().filter(brand=draft.brand_id)
    return get_object_or_404(contacts, pk=chosen).merge_values()


def _typed(request: DeskRequest, draft: Generation) -> Words:
    if not request.user.is_marketer and not request.user.is_reviewer:
        raise NotAllowed(_("Only marketers and reviewers edit drafts."))
    words_of(draft)
    return words_from(draft, revisions.edited_content(draft, typed_words(request.POST)))


def _revision(request: DeskRequest, draft: Generation) -> Revision | None:
    number = request.GET.get("rev", "")
    if not number:
        return draft.current_revision
    if not number.isascii() or not number.isdigit() or len(number) > 6:
        raise Http404(number)
    return get_object_or_404(Revision, generation=draft, number=int(number))


def _marked(request: DeskRequest, draft: Generation, words: Words, document: str) -> str:
    stretch = _STRETCH.fullmatch(request.GET.get("words", ""))
    if stretch:
        path, start, end = stretch.groups()
        text = next((field.text for field in words.fields if field.path == path), "")
        return mark_quote(document, text[int(start) : int(end)], "words")
    number = whole_number(request.GET.get("mark", ""))
    finding = Finding.objects.filter(generation=draft, pk=number).first() if number else None
    return mark_quote(document, finding.quote, f"m{finding.pk}") if finding else document


def page_of_text(text: str) -> str:
    """Wrap plain text in the smallest document that shows it in a frame, in both themes."""
    return format_html(_PAGE, get_language() or "en", _("Plain text"), text)


def answer_document(document: str, content_type: str = "text/html", *, status: int = 200) -> HttpResponse:
    """Answer with a document that a model or a person wrote: nothing in it may run, load or lead anywhere."""
    return HttpResponse(
        document,
        content_type=f"{content_type}; charset=utf-8",
        status=status,
        headers={
            "Content-Security-Policy": CONTENT_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Robots-Tag": "noindex",
        },
    )


@require_safe
@login_required
def download(request: DeskRequest, pk: uuid.UUID, format: str) -> HttpResponse:
    draft = find_draft(request, pk)
    try:
        made = make_download(by=request.user, generation=draft, format=format, now=timezone.now())
    except NoSuchFormat as exc:
        raise Http404(str(exc)) from exc
    return HttpResponse(
        made.body,
        content_type=made.content_type,
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(made.filename)}",
            "Content-Security-Policy": CONTENT_POLICY,
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )
