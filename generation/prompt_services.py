"""What an admin does with prompts: save a version, set it live, roll back."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from crm_llm.accounts.models import User
from generation import audit
from generation.exceptions import EditRefused, NotAllowed, WrongState
from generation.judges import JUDGES
from generation.judges.base import SYSTEM_VARIABLES, USER_VARIABLES, Judge
from generation.liquid import fence_problems, template_problems
from generation.llm_tools import TOOLS, get_tool
from generation.llm_tools.base import Tool
from generation.llm_tools.variables import Variables, variables_of
from generation.models import AuditAction, Prompt, PromptVersion

TEXT_FIELDS = ("system_template", "user_template", "tier", "temperature_pct", "max_tokens", "may_fall_back")


def ensure_prompts() -> None:
    """Give each tool and judge that has no prompt yet its first one, published. After every `migrate`."""
    for tool in TOOLS.values():
        _ensure_prompt(tool, note="The prompt that comes with the tool.", max_tokens=tool.max_tokens)
    for judge in JUDGES.values():
        _ensure_prompt(judge, note="The prompt that comes with the judge.", **JUDGES_ARE)


JUDGES_ARE: dict[str, Any] = {
    "tier": PromptVersion.Tier.FAST,
    "temperature_pct": 0,
    "max_tokens": 400,
}
"""A judge answers one short question, always alike, on cheap models."""


def _ensure_prompt(writer: Tool[Any, Any] | Judge, *, note: str, **settings: Any) -> None:
    with transaction.atomic():
        prompt, created = Prompt.objects.get_or_create(tool=writer.name, defaults={"name": writer.label})
        if created:
            version = PromptVersion(
                prompt=prompt,
                number=1,
                status=PromptVersion.Status.PUBLISHED,
                system_template=writer.system_prompt,
                user_template=writer.user_prompt,
                note=note,
                published_at=timezone.now(),
                **settings,
            )
            version.checksum = version.compute_checksum()
            version.save()
            prompt.live_version = version
            prompt.save(update_fields=["live_version"])


def problems(prompt: Prompt, system_template: str, user_template: str, *, new: bool = True) -> list[str]:
    """Return what is wrong with the templates, with line and column.

    That is: faults of syntax, unknown variables, and text from people in the system message or, in a `new`
    version, outside a data block of the user message. Going back to a version is not made harder.
    """
    names = _variables(prompt.tool)
    found = [
        (_("System message"), template_problems(system_template, names.system, banned=names.people)),
        (_("User message"), template_problems(user_template, names.user)),
        (_("User message"), fence_problems(user_template, names.people) if new else []),
    ]
    return [
        _("%(part)s, line %(line)s, column %(column)s: %(message)s")
        % {"part": part, "line": problem.line, "column": problem.column, "message": problem.message}
        for part, listed in found
        for problem in listed
    ]


def variables(tool_name: str) -> dict[str, list[str]]:
    """Return the variables that a tool, or a judge, gives to its system and its user template."""
    names = _variables(tool_name)
    return {"system": list(names.system), "user": list(names.user)}


def _variables(name: str) -> Variables:
    if name in JUDGES:
        return Variables(system=SYSTEM_VARIABLES, user=USER_VARIABLES, people=USER_VARIABLES)
    return variables_of(get_tool(name))


@transaction.atomic
def save_version(*, by: User, prompt: Prompt, note: str, **fields: Any) -> PromptVersion:
    """Save a new draft version of a prompt.

    Raises:
        NotAllowed: `by` is no prompt admin.
        EditRefused: a template has a fault; `problems` says which, where.
        WrongState: somebody saved a version of that number at the same moment.
    """
    _must_be_prompt_admin(by)
    found = problems(prompt, fields["system_template"], fields["user_template"])
    if found:
        raise EditRefused(found)
    last = PromptVersion.objects.filter(prompt=prompt).aggregate(last=Max("number"))["last"] or 0
    version = PromptVersion(prompt=prompt, number=last + 1, note=note, created_by=by, **fields)
    version.checksum = version.compute_checksum()
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as exc:
        raise WrongState(_("Somebody saved a version at the same moment. Save yours again.")) from exc
    audit.record(
        AuditAction.PROMPT_VERSION_SAVED,
        by=by,
        on=version,
        after={"version": version.number, "note": note, "checksum": version.checksum},
    )
    return version


@transaction.atomic
def set_live(*, by: User, version: PromptVersion) -> None:
    """Publish a version if it is a draft, and point its prompt at it. Going back is the same step.

    Raises:
        NotAllowed: `by` is no prompt admin.
        EditRefused: a template has a fault.
        WrongState: it is live already, or somebody moved the pointer at the same moment.
    """
    _must_be_prompt_admin(by)
    prompt = Prompt.objects.select_related("live_version").get(pk=version.prompt_id)
    live = prompt.live_version
    if live is not None and live.pk == version.pk:
        raise WrongState(_("This version is live already."))
    found = problems(prompt, version.system_template, version.user_template, new=not version.is_published)
    if found:
        raise EditRefused(found)
    PromptVersion.objects.filter(pk=version.pk, status=PromptVersion.Status.DRAFT).update(
        status=PromptVersion.Status.PUBLISHED, published_at=timezone.now()
    )
    if not Prompt.objects.filter(pk=prompt.pk, live_version=live).update(live_version=version):
        raise WrongState(_("Somebody set another version live at the same moment. Look again."))
    back = live is not None and version.number < live.number
    audit.record(
        AuditAction.PROMPT_ROLLED_BACK if back else AuditAction.PROMPT_PUBLISHED,
        by=by,
        on=version,
        before={"live_version": live.number if live else None},
        after={"live_version": version.number, "checksum": version.checksum},
        reason=version.note,
    )


def _must_be_prompt_admin(by: User) -> None:
    if not by.is_prompt_admin:
        raise NotAllowed(_("Only prompt admins can change prompts."))
