"""How a draft came to its words, in one sentence: "Asked A, busy three times; B answered." """

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm_llm.ui import model_name, money
from generation.models import Generation, LedgerEntry, LLMCall

_Status = LLMCall.Status
_Source = Generation.Source

ANSWERED = ""
"""What came of the call whose words the draft has."""

_FAILED = {
    "rate_limited": gettext_lazy("busy"),
    "provider_down": gettext_lazy("out of order"),
    "transport_failed": gettext_lazy("not reached"),
    "stream_incomplete": gettext_lazy("cut off"),
    "empty_answer": gettext_lazy("without words"),
    "truncated": gettext_lazy("too long"),
    "refused": gettext_lazy("not willing"),
    "bad_completion": gettext_lazy("not readable"),
    "request_refused": gettext_lazy("not accepting the request"),
    "out_of_credit": gettext_lazy("without credit"),
    "key_rejected": gettext_lazy("not accepting our key"),
    "cancelled": gettext_lazy("stopped with the draft"),
    "worker_stopped": gettext_lazy("interrupted when the worker stopped"),
    "interrupted": gettext_lazy("interrupted on our side"),
}


def calls_of(generation: Generation) -> QuerySet[LLMCall]:
    """Return the calls of a draft in order; `assumed` is what was booked for want of their real cost."""
    estimates = LedgerEntry.objects.filter(call=OuterRef("pk"), estimated=True).order_by("-pk")
    calls = LLMCall.objects.filter(generation=generation).order_by("attempt")
    return calls.annotate(assumed=Subquery(estimates.values("booked")[:1]))


def ladder_of(generation: Generation) -> str:
    """Say which models were asked and what came of it; nothing where the first one answered at once.

    One query, and none where there is nothing to say.
    """
    at_once = generation.source == _Source.MODEL and generation.calls <= 1
    return "" if at_once or not generation.calls else in_words(generation, list(calls_of(generation)))


def in_words(generation: Generation, calls: Sequence[LLMCall]) -> str:
    """Say what came of these calls, as `calls_of` returns them."""
    told = [
        (call.model_asked, call.purpose, _outcome(generation, call, following), call)
        for call, following in zip(calls, [*calls[1:], None], strict=True)
    ]
    clauses: list[str] = []
    for (model, purpose), rung in groupby(told, key=lambda one: one[:2]):
        steps = list(rung)
        what = _failures([(outcome, call) for _model, _purpose, outcome, call in steps])
        answered = steps[-1][2] == ANSWERED
        is_repair = purpose == LLMCall.Purpose.REPAIR
        clauses.append(_clause(model_name(model), what, answered, is_repair, is_first=not clauses))
    return _("Asked %(models)s.") % {"models": "; ".join(clauses)} if clauses else ""


def _outcome(generation: Generation, call: LLMCall, following: LLMCall | None) -> str:
    """Return what came of a call, in words that fit after a model's name."""
    if call.status == _Status.STARTED:
        return _("still being asked")
    if call.status != _Status.SUCCEEDED:
        return str(_FAILED.get(call.error_type, _("no answer")))
    if following is not None:
        is_repaired = following.purpose == LLMCall.Purpose.REPAIR
        if not is_repaired and generation.request.candidates > 1:
            return ANSWERED
        return _("not in the right form") if is_repaired else _("answering a worker that had stopped")
    if generation.source == _Source.MODEL:
        return ANSWERED
    return _("not in the right form") if generation.is_ready else _("too late")


def _failures(outcomes: list[tuple[str, LLMCall]]) -> str:
    """Return "busy three times, cut off (it may have been charged)"."""
    counts = Counter(outcome for outcome, _call in outcomes if outcome != ANSWERED)
    told = ", ".join(_times(outcome, n) for outcome, n in counts.items())
    doubt = _doubt([call for _outcome, call in outcomes if call.status == _Status.UNKNOWN])
    return f"{told} ({doubt})" if doubt else told


def _clause(model: str, failures: str, answered: bool, is_repair: bool, *, is_first: bool) -> str:
    names = {"model": model, "failures": failures}
    if not answered:
        return _("%(model)s, %(failures)s") % names
    if is_repair:
        told = _("%(model)s, %(failures)s, then corrected it") if failures else _("%(model)s corrected it")
    elif failures:
        told = _("%(model)s, %(failures)s, then answered")
    else:
        told = "%(model)s" if is_first else _("%(model)s answered")
    return told % names


def _times(what: str, n: int) -> str:
    told = {1: "%(what)s", 2: _("%(what)s twice"), 3: _("%(what)s three times")}
    return told.get(n, _("%(what)s %(n)s times")) % {"what": what, "n": n}


def _doubt(unknown: Sequence[LLMCall]) -> str:
    """Say what is known of the cost of calls whose end nobody saw."""
    charged = [getattr(call, "assumed", None) if call.cost is None else call.cost for call in unknown]
    known: list[Decimal] = [amount for amount in charged if amount is not None]
    if not charged:
        return ""
    if len(known) < len(charged):
        return _("it may have been charged")
    return _("booked at %(cost)s") % {"cost": money(sum(known, Decimal(0)))}


def saving_of(generation: Generation) -> str:
    """Say what a draft saved that got the words of an identical one; nothing where it got none."""
    if generation.saved_ms is None:
        return ""
    wait = _("%(n)s s") % {"n": max(1, round(generation.saved_ms / 1000))}
    if generation.saved_cost is None:
        return _("Reused an identical draft; saved about %(wait)s.") % {"wait": wait}
    saved = {"cost": money(generation.saved_cost), "wait": wait}
    return _("Reused an identical draft; saved about %(cost)s and %(wait)s.") % saved
