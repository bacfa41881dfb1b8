"""What mail programs want of an HTML document beside what every reader does."""

from collections.abc import Iterator

from generation.checks.html_document import placed
from generation.checks.run import Rule
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity
from generation.liquid import fill_merge_tags

_STRIPPED = frozenset({"script", "form", "iframe", "object", "embed", "video", "audio", "base", "input"})
"""What mail programs take out, and filters distrust."""


def active(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for element in draft.page.below:
        styled = element.tag == "link" and "stylesheet" in element.get("rel")
        imports = element.tag == "style" and "@import" in element.raw
        handled = any(name.startswith("on") for name in element.attrs)
        if element.tag in _STRIPPED or styled or imports or handled:
            yield Finding(
                rule="email.active",
                severity=Severity.MUST_FIX,
                message="The mail runs or loads something",
                detail=f"Mail programs strip <{element.tag}>, and filters distrust it.",
                suggestion="Take it out, and link a page that does it.",
            )


def document(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    metas = draft.page.all("meta")
    named = {meta.get("name").lower() for meta in metas}
    known = [
        ("doctype", draft.documents.get("html", "")[:100].lstrip().lower().startswith("<!doctype html")),
        ("character set", any(meta.get("charset") or "charset" in meta.get("content") for meta in metas)),
        ("viewport", "viewport" in named),
        ("color-scheme", {"color-scheme", "supported-color-schemes"} <= named),
    ]
    missing = [name for name, is_there in known if not is_there]
    if missing:
        yield Finding(
            rule="email.document",
            severity=Severity.NOTE if missing == ["color-scheme"] else Severity.CHECK,
            message="Mail programs have to guess how to show it",
            detail=f"Missing: {', '.join(missing)}.",
        )


def subject_title(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """SpamAssassin counts a title that is far from the subject (HTML_TITLE_SUBJ_DIFF)."""
    found = draft.page.first("title")
    said = " ".join(found.raw.split()) if found else ""
    for field in draft.of(Role.SUBJECT):
        if said and said != " ".join(fill_merge_tags(field.text, {}).split()):
            yield Finding(
                rule="email.subject_title",
                severity=Severity.CHECK,
                message="The document’s title is not the subject",
                detail="Spam filters count that.",
                quote=said[:300],
            )


def picture_size(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for image in draft.page.all("img"):
        if not (image.get("width") and image.get("height")):
            finding = Finding(
                rule="email.picture_size",
                severity=Severity.NOTE,
                message="A picture has no width and height",
                detail="Where pictures are blocked, the mail falls apart.",
            )
            yield placed(draft, image.get("alt"), finding)


def tables(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    if any(
        table.get("role") not in ("presentation", "none") and not table.all("th", "caption")
        for table in draft.page.all("table")
    ):
        yield Finding(
            rule="html.tables",
            severity=Severity.CHECK,
            message="The layout is read aloud as a table",
            detail="Screen readers count its rows and columns (WCAG 1.3.1).",
            suggestion="Give tables for the layout the role “presentation”.",
        )


RULES = (
    Rule("html.tables", "Tables for the layout are not read aloud as tables", tables),
    Rule("email.active", "The mail runs and loads nothing", active),
    Rule("email.document", "Mail programs know how to show it", document),
    Rule("email.subject_title", "The document’s title is the subject", subject_title),
    Rule("email.picture_size", "Every picture has a size", picture_size),
)
