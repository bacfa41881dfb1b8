"""What a draft says of how it came to be written, in a person's words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from crm_llm.ui import model_name
from generation.liquid import PromptTemplateError
from generation.llm_client.exceptions import AllModelsFailed, BreakerOpen, ComeBackLater, DayUsedUp, LLMError
from generation.llm_tools.base import InvalidContent
from generation.llm_tools.rewrites import Rewrite
from generation.prompting import InstructionsQuoted


def changed_model(failed: str, error: LLMError, next_model: str) -> str:
    told = {"asked": model_name(failed), "why": error, "next": model_name(next_model)}
    return _("%(asked)s: %(why)s %(next)s was asked instead.") % told


def not_asked(error: LLMError) -> str:
    """Name the models that were passed over without a call; nothing where each was asked."""
    causes = error.causes if isinstance(error, AllModelsFailed) else (error,)
    passed_over = {
        model_name(cause.model): _passed_over(cause)
        for cause in causes
        if isinstance(cause, ComeBackLater) and cause.model and cause.another_model_may_help
    }
    named = [_("%(model)s (%(why)s)") % {"model": model, "why": why} for model, why in passed_over.items()]
    return _("Not asked: %(models)s.") % {"models": ", ".join(named)} if named else ""


def _passed_over(cause: ComeBackLater) -> str:
    if isinstance(cause, DayUsedUp):
        return _("its limit for today is used up")
    if isinstance(cause, BreakerOpen):
        return _("switched off by an admin") if cause.retry_after_s is None else _("given a rest")
    return _("too many calls at the moment")


def waits_for_another() -> str:
    return _("This very draft is being written for another request. Its words will be used here too.")


def reused() -> str:
    return _("The words of an identical draft were used again.")


def left_out(dropped: Sequence[str]) -> str:
    told = _("The prompt would have been too long, so this was left out: %(parts)s.")
    return told % {"parts": ", ".join(dropped)}


def repaired(error: InvalidContent) -> str:
    if isinstance(error, InstructionsQuoted):
        return _("The first answer quoted its instructions; the model wrote another.")
    return _("The first answer did not have the right form; the model corrected it.")


def fewer_candidates(written: int, wanted: int, why: str) -> str:
    told = _("%(written)s of %(wanted)s candidates could be written. %(why)s")
    return told % {"written": written, "wanted": wanted, "why": why}


def needs_a_model(why: str, advice: str) -> str:
    told = _("Only a model can change words like that, so the draft before it stays as it is.")
    return " ".join(part for part in (why, told, advice) if part)


def no_such_part(why: str, advice: str) -> str:
    told = _("The template has nothing for this part, so the draft before it stays as it is.")
    return " ".join(part for part in (why, told, advice) if part)


def kept(rewrite: Rewrite) -> str:
    """Say that a filled template replaced some of the words only."""
    if rewrite.scope:
        return _("Only the chosen part is from the template; the rest is as it was.")
    return _("The parts to keep are as they were.") if rewrite.locks else ""


def because(error: Exception) -> tuple[str, str]:
    """Return why no model's words can be used, and what a person can do about it."""
    if isinstance(error, InstructionsQuoted):
        why, advice = (
            _("The model's answer quoted its instructions, twice."),
            _("Look for orders to the model in the brief."),
        )
    elif isinstance(error, LLMError):
        why, advice = " ".join(filter(None, (str(error), not_asked(error)))), error.advice
    elif isinstance(error, PromptTemplateError):
        why, advice = _("The prompt has a fault."), _("Tell an admin: %(why)s") % {"why": error}
    else:
        why, advice = _("The model's answer could not be used, twice."), ""
    return why, advice
