"""What a person asks of a draft that is there: which part changes, which stay, what is done to the words."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from crm_llm import correlation
from crm_llm.accounts.models import User
from generation.exceptions import InvalidRequest
from generation.llm_tools import UnknownTool, get_tool
from generation.llm_tools.base import Block, EditableField, InvalidContent, Tool
from generation.llm_tools.rewrites import TONES, Rewrite, Verb, within
from generation.models import Campaign, DraftRequest, Generation, Revision

NO_MODEL = gettext_lazy(
    "Only a model can do that, and none is set up. An admin sets OPENROUTER_API_KEY, or "
    "OPENROUTER_BASE_URL for another provider. The draft stays as it is."
)


def rewrite_of(request: DraftRequest) -> Rewrite:
    """Return what a stored request changes and keeps."""
    return Rewrite(
        verb=Verb(request.verb) if request.verb else None,
        option=request.verb_option,
        scope=request.scope,
        locks=tuple(request.locks),
    )


def earlier_words(request: DraftRequest) -> Revision | None:
    """Return the words that a request is about: as they stood when it was made."""
    if request.parent_revision_id:
        return request.parent_revision
    return request.parent.current_revision if request.parent else None


def earlier_content(request: DraftRequest) -> dict[str, Any] | None:
    """Return those words as content of today's form; as they are stored where no tool can read them."""
    earlier = earlier_words(request)
    if earlier is None:
        return None
    try:
        content = get_tool(request.tool).stored(earlier.content, earlier.schema_version)
    except InvalidContent:
        return dict(earlier.content)
    return dict(content.model_dump(mode="json"))


def tones_of(tool: Tool[Any, Any]) -> dict[str, str]:
    """Return the tones that a person can choose, with their labels: the tool's own where it has any."""
    info = tool.params_model.model_fields.get("tone")
    extra = info.json_schema_extra if info and isinstance(info.json_schema_extra, dict) else {}
    own = extra.get("choices")
    if isinstance(own, dict):
        return {str(value): _(str(label)) for value, label in own.items()}
    return {value: _(value.replace("_", "-").capitalize()) for value in TONES}


def languages_of(campaign: Campaign, language: str) -> list[str]:
    """Return the codes of the languages that a draft in `language` can be translated to."""
    return [code for code in campaign.languages if code != language]


def parts_of(generation: Generation) -> tuple[list[Block], list[EditableField]]:
    """Return the blocks and the texts of the draft's current words; none where they can't be read."""
    if generation.current_revision is None:
        return [], []
    try:
        tool = get_tool(generation.tool)
        revision = generation.current_revision
        content = tool.stored(revision.content, revision.schema_version)
    except (UnknownTool, InvalidContent):
        return [], []
    return (tool.blocks(content), tool.editable_fields(content)) if tool.can_rewrite else ([], [])


def valid(
    generation: Generation, *, verb: str, option: str, scope: str, locks: Iterable[str], has_model: bool
) -> Rewrite:
    """Return the rewrite if the draft can have it; `has_model` says whether there is one to ask.

    Raises:
        InvalidRequest: there is no such part, tone or language; nothing is left to change; or no model is
            set up, and only a model could do it.
    """
    blocks, fields = parts_of(generation)
    known = {block.path for block in blocks} | {field.path for field in fields}
    kept = tuple(dict.fromkeys(locks))
    problems = {}
    if scope and scope not in known:
        problems["scope"] = _("This part is not in the draft any more. Choose another.")
    if any(lock not in known for lock in kept):
        problems["locks"] = _("A part to keep is not in the draft any more. Choose again.")
    elif kept and not _something_changes(fields, scope, kept):
        problems["locks"] = _("Leave something to change: all of it is to be kept.")
    if verb and (problem := _problem_of_verb(generation, verb, option, fields)):
        problems["verb"] = problem
    elif verb and not has_model:
        problems["verb"] = str(NO_MODEL)
    if problems:
        raise InvalidRequest(problems)
    return Rewrite(verb=Verb(verb) if verb else None, option=option if verb else "", scope=scope, locks=kept)


def _something_changes(fields: list[EditableField], scope: str, locks: tuple[str, ...]) -> bool:
    return any(
        (not scope or within(field.path, scope)) and not any(within(field.path, lock) for lock in locks)
        for field in fields
    )


def _problem_of_verb(generation: Generation, verb: str, option: str, fields: list[EditableField]) -> str:
    if verb not in set(Verb):
        return _("Please choose one of the options.")
    if not fields:
        return _("This draft has no words that could be changed like that.")
    if verb == Verb.TONE and option not in tones_of(get_tool(generation.tool)):
        return _("Please choose a tone.")
    if verb == Verb.TRANSLATE and option not in languages_of(generation.campaign, generation.language):
        return _("Please choose another language of the campaign.")
    return ""


def params_for(generation: Generation, rewrite: Rewrite) -> dict[str, Any]:
    """Return the parent's parameters, with the tone that the rewrite asks for where the tool has one."""
    params: dict[str, Any] = generation.request.params
    if rewrite.verb is Verb.TONE and "tone" in get_tool(generation.tool).params_model.model_fields:
        return params | {"tone": rewrite.option}
    return params


def writers_of(request: DraftRequest) -> list[int]:
    """Return the people whose words a request carries over into its drafts, and who asked for those."""
    earlier = earlier_words(request)
    if earlier is None or request.parent is None or not rewrite_of(request).keeps_words:
        return []
    return sorted({request.parent.requested_by_id, *writers_up_to(earlier)})


def writers_up_to(revision: Revision) -> set[int]:
    """Return everybody who wrote some of a revision's words, in it or in those that it came from."""
    rows = Revision.objects.filter(generation=revision.generation_id, number__lte=revision.number)
    found: set[int] = set()
    for author, writers in rows.values_list("author", "writers"):
        found.update(writers)
        if author is not None:
            found.add(author)
    return found


def tries_left(generation: Generation) -> int | None:
    """Return how often another try may still be asked for; None where nothing limits it."""
    most = settings.TRIES_PER_DRAFT
    return max(0, most - generation.tries) if most else None


def count_try(generation: Generation) -> None:
    """Count another try on the draft, inside the transaction that stores the request.

    Raises:
        InvalidRequest: it would be one too many.
    """
    most = settings.TRIES_PER_DRAFT
    row = Generation.objects.filter(pk=generation.pk)
    if most:
        row = row.filter(tries__lt=most)
    if not row.update(tries=F("tries") + 1):
        told = ngettext(
            "This draft was tried again once, which is as often as it may be. Edit it, or request a new one.",
            "This draft was tried again %(n)s times, which is as often as it may be. Edit it, or request a "
            "new one.",
            most,
        )
        raise InvalidRequest({"tries": told % {"n": most}})


def another_try(by: User, generation: Generation, rewrite: Rewrite, feedback: str, key: str) -> DraftRequest:
    """Return the unsaved request for another try, as the draft was asked for but for what is to change."""
    original = generation.request
    now = timezone.now()
    return DraftRequest(
        campaign=generation.campaign,
        tool=generation.tool,
        params=params_for(generation, rewrite),
        brief=generation.campaign.brief(now=now).model_dump(mode="json"),
        variants=1,
        candidates=1 if rewrite.verb else original.candidates,
        language=rewrite.option if rewrite.verb is Verb.TRANSLATE else generation.language,
        due_at=original.due_at if original.due_at and original.due_at > now else None,
        feedback=feedback,
        parent=generation,
        parent_revision=generation.current_revision,
        verb=rewrite.verb or "",
        verb_option=rewrite.option,
        scope=rewrite.scope,
        locks=list(rewrite.locks),
        # A translation goes to other readers than the rest of its kit.
        kit=None if rewrite.verb is Verb.TRANSLATE else original.kit,
        requested_by=by,
        idempotency_key=key,
        correlation_id=correlation.current() or correlation.new_id(),
    )
