"""How far a draft is, for the person who waits: stages, elapsed time, and when to look again."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from generation.models import Generation
from generation.reading.estimates import usual

Stage = Generation.Stage
_ORDER = [Stage.QUEUED, Stage.PREPARING, Stage.WRITING, Stage.CHECKING, Stage.DONE]


@dataclass(frozen=True)
class Step:
    label: str
    number: int
    state: str
    """`done`, `now` or `next`."""
    detail: str = ""


@dataclass(frozen=True)
class Progress:
    stage: str
    stage_label: str
    steps: list[Step]
    elapsed: timedelta
    poll_s: int
    is_slow: bool
    """It takes more than twice what is usual."""
    is_long: bool
    """Long enough to say that nobody need wait here."""
    can_cancel: bool


def stage_of(generation: Generation) -> Generation.Stage:
    """Return where the draft is. Between a worker's claims a queued draft may still carry its last stage."""
    if generation.status == Generation.Status.QUEUED:
        return Stage.QUEUED
    return Stage(generation.stage) if generation.is_unfinished else Stage.DONE


def poll_interval(elapsed: timedelta) -> int:
    """Return the seconds until the next look: often at first, when something is likely to change."""
    seconds = elapsed.total_seconds()
    return 1 if seconds < 10 else 2 if seconds < 60 else 5


def progress(generation: Generation, now: datetime) -> Progress:
    """One query while the draft is queued, for its place in the line; and what is usual, once a minute."""
    elapsed = max(now - generation.created_at, timedelta(0))
    wait = usual(generation.tool).wait
    stage = stage_of(generation)
    details = {
        Stage.QUEUED: _place(generation) if stage == Stage.QUEUED else "",
        Stage.PREPARING: _facts(generation),
        Stage.CHECKING: _("Facts, brand, rules"),
        Stage.DONE: _("Usually after %(n)s s") % {"n": round(wait.total_seconds())} if wait else "",
    }
    here = _ORDER.index(stage)
    return Progress(
        stage=stage.value,
        stage_label=str(stage.label),
        steps=[
            Step(
                str(step.label),
                number + 1,
                "done" if number < here else "now" if number == here else "next",
                details.get(step, ""),
            )
            for number, step in enumerate(_ORDER)
        ],
        elapsed=elapsed,
        poll_s=poll_interval(elapsed),
        is_slow=wait is not None and elapsed > 2 * max(wait, timedelta(seconds=10)),
        is_long=elapsed > timedelta(seconds=10),
        can_cancel=stage != Stage.CHECKING,
    )


def _facts(generation: Generation) -> str:
    facts = len(generation.request.brief.get("facts", ()))
    return ngettext("%(n)s fact", "%(n)s facts", facts) % {"n": facts}


def _place(generation: Generation) -> str:
    ahead = Generation.objects.filter(
        status=Generation.Status.QUEUED, created_at__lt=generation.created_at
    ).count()
    if not ahead:
        return _("First in line")
    return ngettext("%(n)s draft ahead", "%(n)s drafts ahead", ahead) % {"n": ahead}
