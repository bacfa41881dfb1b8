"""What makes a landing page work: one promise, one thing to do, proof that is one, a form that asks little.

Figures: 57 % of viewing time is spent above the fold (Nielsen Norman Group, 2018); checkouts ask for 11.3
fields on average where 8 would do (Baymard, June 2024).
"""

import re
from collections.abc import Iterator

from generation.checks.html_tree import CONTROLS
from generation.checks.run import Rule, at, on
from generation.checks.text import folded, links_in, words_in
from generation.checks.types import CheckContext, Draft, Finding, Role, Severity, TextField
from generation.liquid import merge_tags_in

HEADLINE_WORDS, LEAD_WORDS, TITLE_WORDS, ITEM_WORDS = 10, 25, 8, 30
QUESTIONS = (4, 8)
INPUTS = 5
_IN_BLOCK = re.compile(r"blocks\.(\d+)\.")


def _named(draft: Draft, pattern: str) -> list[TextField]:
    return [field for field in draft.fields if re.fullmatch(pattern, field.path)]


def headline(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in _named(draft, r"blocks\.0\.headline"):
        count = len(words_in(field.text))
        if count > HEADLINE_WORDS:
            yield on(
                field,
                rule="page.headline",
                severity=Severity.CHECK,
                message="The headline is long",
                detail=f"{count} words; up to {HEADLINE_WORDS} are read at a glance.",
                suggestion="Say the outcome for the reader alone.",
            )


def lengths(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for pattern, limit, what in (
        (r"blocks\.0\.text", LEAD_WORDS + 5, "The text under the headline"),
        (r"blocks\.\d+\.items\.\d+\.title", TITLE_WORDS + 4, "A title in a list"),
        (r"blocks\.\d+\.items\.\d+\.text", ITEM_WORDS + 10, "A text in a list"),
    ):
        for field in _named(draft, pattern):
            count = len(words_in(field.text))
            if count > limit:
                yield on(
                    field,
                    rule="page.lengths",
                    severity=Severity.NOTE,
                    message=f"{what} is long",
                    detail=f"{count} words. Pages are scanned before they are read.",
                    suggestion="Keep what a reader needs to decide.",
                )


def one_action(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """The call to action stands there, is met again further down, and is the only one."""
    page = draft.page
    label = next((field for field in draft.fields if field.path == "call_to_action.label"), None)
    main = page.first("main")
    if label is None or main is None:
        return
    buttons = [one for one in main.all("a", "button") if "button" in one.get("class").split()]
    if not any(one.tag == "a" and one.get("href") for one in buttons):
        yield on(
            label,
            rule="page.action",
            severity=Severity.MUST_FIX,
            message="The button leads nowhere",
            detail="There is neither an address that can be a link nor a form on the page.",
            suggestion="Give it an https address, or add a form.",
        )
    elif sum(one.text == label.text for one in buttons) < 2:
        yield on(
            label,
            rule="page.action",
            severity=Severity.NOTE,
            message="The button is there only once",
            detail="Who has read to the end should not have to go back.",
            suggestion="Add an offer or a call to action at the end.",
        )
    leads_to_form = any(one.tag == "a" and one.get("href").startswith("#") for one in buttons)
    for field in _named(draft, r"blocks\.\d+\.button"):
        if leads_to_form and field.text != label.text:
            yield on(
                field,
                rule="page.action",
                severity=Severity.CHECK,
                message="The form's button says something else than the page's",
                detail=f"The page's button says “{label.text}” and leads here.",
                suggestion="Use the same words for the same thing.",
            )


def action_words(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.of(Role.BUTTON):
        count = len(words_in(field.text))
        if count > 6:
            yield on(
                field,
                rule="page.action_words",
                severity=Severity.NOTE,
                message="The button says a lot",
                detail=f"{count} words. Two to five read at a glance.",
            )


def questions(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    asked: dict[str, int] = {}
    for field in _named(draft, r"blocks\.\d+\.items\.\d+\.question"):
        block = _IN_BLOCK.match(field.path)
        key = block[1] if block else ""
        asked[key] = asked.get(key, 0) + 1
    for block_number, count in asked.items():
        if not QUESTIONS[0] <= count <= QUESTIONS[1]:
            yield Finding(
                rule="page.questions",
                severity=Severity.NOTE,
                message=f"There are {'few' if count < QUESTIONS[0] else 'many'} questions",
                field=f"blocks.{block_number}.heading",
                detail=f"{count}. Four to eight answer most doubts.",
            )


def proof(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Proof names a fact, and says what it says (16 CFR 465.2; UCPD Annex I 23b; DMCCA Schedule 20)."""
    facts = {fact.key: fact for fact in context.brief.facts if not fact.is_expired(context.today)}
    texts = {field.path: field for field in draft.fields}
    for reference in _named(draft, r"blocks\.\d+\.items\.\d+\.fact"):
        fact = facts.get(reference.text.strip().upper())
        item = reference.path.removesuffix(".fact")
        said = texts.get(f"{item}.text")
        if fact is None:
            yield on(
                said or reference,
                rule="page.proof",
                severity=Severity.MUST_FIX,
                message="Proof without a fact",
                detail=f"No fact {reference.text} is in force. Reviews, awards and counts are never made up.",
                suggestion="Add the fact to the campaign, or take this out.",
            )
            continue
        whole = _plain(fact.text)
        for part, what in ((said, "words"), (texts.get(f"{item}.source"), "name")):
            if part is not None and _plain(part.text) not in whole and texts.get(f"{item}.source"):
                yield on(
                    part,
                    rule="page.proof",
                    severity=Severity.MUST_FIX,
                    message=f"The {what} differ{'s' if what == 'name' else ''} from the fact",
                    detail=f"{fact.key} says: {fact.text}",
                    suggestion="Quote word for word.",
                )


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[\"'.,;:–—-]", " ", folded(text).casefold()).split())


def form(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """A form asks little, says what for, links the privacy notice, and ticks nothing beforehand."""
    found = draft.page.first("form")
    if found is None:
        return
    controls = found.all(*CONTROLS)
    inputs = [control for control in controls if control.get("type") not in {"checkbox", "hidden", "submit"}]
    if len(inputs) > INPUTS:
        yield Finding(
            rule="page.form",
            severity=Severity.CHECK,
            message="The form asks for a lot",
            detail=f"{len(inputs)} fields; each one costs readers.",
            suggestion="Ask for what is needed now.",
        )
    if not any(link.get("href").startswith("https://") for link in found.all("a")):
        yield Finding(
            rule="page.form",
            severity=Severity.MUST_FIX,
            message="The form does not link the privacy notice",
            detail="Who gives details is told what becomes of them (GDPR Article 13).",
            suggestion="Add the address of the privacy notice to the brand.",
        )
    for control in controls:
        if "checked" in control.attrs:
            yield Finding(
                rule="page.form",
                severity=Severity.MUST_FIX,
                message="A box is ticked beforehand",
                detail="That is no consent (GDPR Article 7; CJEU C-673/17).",
            )
        if control.get("type") in {"text", "email", "tel"} and not control.get("autocomplete"):
            yield Finding(
                rule="page.form",
                severity=Severity.CHECK,
                message="A field can't be filled in by the browser",
                detail="It has no autocomplete (WCAG 1.3.5).",
            )


def imprint(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Pages for Germany link an imprint (§ 5 DDG)."""
    brief = context.brief
    places = brief.jurisdictions or brief.brand.jurisdictions
    german = "DE" in places or (not places and context.language.partition("-")[0].lower() == "de")
    footer = draft.page.first("footer")
    url = brief.brand.imprint_url.strip()
    linked = footer is not None and url and any(link.get("href") == url for link in footer.all("a"))
    if german and not linked:
        yield Finding(
            rule="page.imprint",
            severity=Severity.MUST_FIX if "DE" in places else Severity.CHECK,
            message="The imprint is missing",
            detail="Commercial pages in Germany link one that is easy to find (§ 5 DDG).",
            suggestion="Add its address to the brand.",
        )


def no_merge_tags(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    for field in draft.fields:
        for use in merge_tags_in(field.text):
            yield at(
                field,
                (use.start, use.end),
                rule="page.merge_tags",
                severity=Severity.MUST_FIX,
                message="A page has no merge tags",
                detail="Readers would see it as it stands.",
                suggestion="Write the words.",
            )


_PLAIN_ONLY = re.compile(r"\*\*[^*\n]+\*\*|(?<!\w)__[^_\n]+__|^#{1,6} |^[-*] |\]\(https?:", re.MULTILINE)


def markdown(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Marks of Markdown in places that show them as they are."""
    html = draft.page.first("main")
    shown = html.text if html else ""
    for field in draft.words():
        match = _PLAIN_ONLY.search(field.text)
        if match and match.group().strip() in shown:
            yield at(
                field,
                match.span(),
                rule="page.markdown",
                severity=Severity.CHECK,
                message="Marks of Markdown would be seen",
                detail="Only answers, the offer's text and the small print are formatted.",
                suggestion="Write plain words.",
            )


def addresses(draft: Draft, context: CheckContext) -> Iterator[Finding]:
    """Addresses are absolute and on https, or are no links at all."""
    for field in draft.fields:
        found = [(field.text, 0, len(field.text))] if field.role is Role.URL else [
            (link.url, link.start, link.end) for link in links_in(field.text)
        ]  # fmt: skip
        for url, start, end in found:
            if not re.match(r"(?:https://[^\s/@]+\.[^\s@]+|mailto:\S+@\S+|tel:\+?[\d-]+)\Z", url):
                yield at(
                    field,
                    (start, end),
                    rule="page.addresses",
                    severity=Severity.MUST_FIX,
                    message="A link would not work",
                    detail="It does not start with https://, or names no site.",
                    suggestion="Use the whole address, starting with https://.",
                )


RULES = (
    Rule("page.headline", "The headline is short", headline),
    Rule("page.lengths", "Texts can be scanned", lengths),
    Rule("page.action", "One call to action, met again at the end", one_action),
    Rule("page.action_words", "The button is short", action_words),
    Rule("page.questions", "Enough questions, and not too many", questions),
    Rule("page.proof", "Proof says what its fact says", proof),
    Rule("page.form", "The form asks little and says what for", form),
    Rule("page.imprint", "The imprint is linked where it has to be", imprint),
    Rule("page.merge_tags", "No merge tags on the page", no_merge_tags),
    Rule("page.markdown", "No marks of Markdown are seen", markdown),
    Rule("page.addresses", "Every address is whole", addresses),
)
