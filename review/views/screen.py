"""What the review screen shows of one draft to one person."""

import re

from django.utils import timezone
from django.utils.functional import cached_property

from crm_llm.accounts.models import User
from generation.brief import Brief
from generation.checks.types import CheckContext
from generation.models import Finding, Generation, Revision
from generation.reading.asked_for import asked_for
from generation.reading.brand_kits import KitChange, kit_change_of
from generation.reading.claims import ClaimTable, claim_table
from generation.reading.ladder import ladder_of, saving_of
from generation.views.draft_page import tool_templates
from review import presence, queue, workflow
from review.anchors import find_quote
from review.confirming import Point, points_of
from review.gate import Gate, able, gate_of, names
from review.minor import own_edits
from review.models import Decision, HandoverRequest, OutsideAnswer
from review.plans import Plan
from review.risk import risk_of
from review.selection import Selection
from review.threads import Mark
from review.views.comparison import Comparison
from review.views.hold import Hold
from review.views.talk import Talk

VIEWS = ("desktop", "tablet", "mobile", "text", "words", "diff")
TABS = ("findings", "facts", "brief", "comments")
_MARK = re.compile(r"c?[0-9]{1,15}")
"""What is to be shown: the number of a finding, or that of a comment behind a "c"."""


class Screen(Talk):
    """All that the templates of one draft read. A part is fetched when a template asks for it."""

    def __init__(
        self,
        generation: Generation,
        user: User,
        *,
        view: str = "",
        tab: str = "",
        mark: str = "",
        selection: Selection | None = None,
        against: str = "",
        is_inline: bool = False,
    ) -> None:
        super().__init__(generation, user, mark=mark if _MARK.fullmatch(mark) else "")
        self.now = timezone.now()
        self.view = view if view in VIEWS else "desktop"
        self.against = against
        self.is_inline = is_inline
        self.tab = tab if tab in TABS else "findings"
        self.hold = Hold(generation, user, self.now)
        self.selection = selection or Selection(user, {})
        self.risk = risk_of(generation)

    @property
    def revision(self) -> Revision:
        revision = self.generation.current_revision
        if revision is None:
            raise LookupError("A draft on the review screen has words.")
        return revision

    @property
    def head_templates(self) -> list[str]:
        """What stands over the content where its audience meets it, such as the line in an inbox."""
        return tool_templates(self.generation, "head")

    @property
    def stage_templates(self) -> list[str]:
        """What holds the frame: a browser around a page, a plain sheet otherwise."""
        return tool_templates(self.generation, "stage")

    @property
    def preview_query(self) -> str:
        """Which document the frame shows: the revision that this page is about, and no later one."""
        query = f"?rev={self.revision.number}"
        if self.view == "text":
            return f"{query}&format=txt&frame=1"
        if self.mark.startswith("c"):
            shown = next((mark.place for mark in self.marks if mark.is_shown), None)
            return f"{query}&words={shown.address}#words" if shown else query
        return f"{query}&mark={self.mark}#m{self.mark}" if self.mark else query

    @cached_property
    def outside_answers(self) -> list[OutsideAnswer]:
        """What approvers without an account said about these very words."""
        answers = OutsideAnswer.objects.filter(
            link__generation=self.generation, link__frozen_hash=self.generation.frozen_hash
        )
        return list(answers.select_related("link"))

    @cached_property
    def obstacle(self) -> str:
        """Why the person may not approve; empty if nothing is in the way."""
        return workflow.approval_obstacle(self.generation, self.user, self.gate)

    @cached_property
    def override_obstacle(self) -> str:
        """Why the person may not approve in spite of what must be fixed."""
        return workflow.override_obstacle(self.generation, self.user)

    @cached_property
    def points(self) -> list[Point]:
        """What has to be confirmed before this draft is approved."""
        return points_of(self.generation)

    @cached_property
    def minor_edit(self) -> str:
        """What is said of the person's own edits, where the brand lets them approve those."""
        edits = own_edits(self.generation, self.user) if self.generation.brand.own_minor_edits else None
        return edits.said if edits and edits.is_minor else ""

    @cached_property
    def rules_in_the_way(self) -> list[str]:
        return workflow.rules_in_the_way(self.generation, self.user)

    @property
    def may_set_aside(self) -> bool:
        """Whether a lead is shown the way to approve outside the rules: where the usual one is shut."""
        free = self.generation.is_under_review and not self.hold.is_others
        return free and self.user.is_lead and bool(self.obstacle or self.rules_in_the_way)

    @cached_property
    def gate(self) -> Gate:
        """What is approved already, and what is missing."""
        return gate_of(self.generation)

    @cached_property
    def able(self) -> str:
        """Who can give the approval that is missing, by name; empty where that is any reviewer."""
        return "" if self.gate.plan.is_usual else names(able(self.generation, self.gate))

    @property
    def may_claim(self) -> bool:
        free = self.generation.is_under_review and not self.hold.is_held
        return free and (not self.obstacle or self._waits_outside)

    @property
    def _waits_outside(self) -> bool:
        """Whether only somebody outside can approve now: a reviewer may still edit it or send it back."""
        stage = self.gate.stage
        if stage is None or not stage.outside:
            return False
        return not workflow.approval_obstacle(self.generation, self.user, Gate(Plan()))

    @property
    def may_edit(self) -> bool:
        """Whether the way to the edit form is shown: to who holds the draft or is about to."""
        return self.hold.is_mine or self.may_claim

    @property
    def may_take_over(self) -> bool:
        asked = self.generation.requested_by_id == self.user.pk
        return self.hold.is_others and self.user.is_lead and not asked

    @cached_property
    def handover_requests(self) -> list[HandoverRequest]:
        """Who asks for the draft, as the person who holds it sees it."""
        if not self.hold.is_mine:
            return []
        return list(HandoverRequest.objects.open(self.generation).select_related("asked_by"))

    @cached_property
    def asked_for_it(self) -> HandoverRequest | None:
        """What the person asked of the one who holds the draft."""
        return HandoverRequest.objects.of(self.user, self.generation).first()

    @property
    def may_ask(self) -> bool:
        """Whether the person could go on with the review, if it were handed over."""
        return self.hold.is_others and not self.obstacle

    @cached_property
    def others(self) -> list[User]:
        """Who else has the draft open; who holds it is said elsewhere."""
        there = presence.others(self.user, self.generation, now=self.now)
        return [person for person in there if person.pk != self.generation.held_by_id]

    @property
    def standing(self) -> str:
        """What a page was drawn from: who holds the draft, and what its review has come to."""
        holder = self.generation.held_by_id if self.hold.is_held else 0
        return f"{self.generation.review_status}-{holder}"

    @property
    def may_withdraw(self) -> bool:
        return self.generation.review_status == Generation.ReviewStatus.APPROVED

    @property
    def may_reopen(self) -> bool:
        status = Generation.ReviewStatus
        return self.user.is_lead and self.generation.review_status in (status.REJECTED, status.WITHDRAWN)

    @cached_property
    def last_decision(self) -> Decision | None:
        return (
            Decision.objects.filter(generation=self.generation)
            .select_related("decided_by", "revision")
            .order_by("-id")
            .first()
        )

    @property
    def standing_decision(self) -> Decision | None:
        """The decision that the draft's status comes from; None while it is under review."""
        decision = self.last_decision
        return decision if decision and decision.verdict == self.generation.review_status else None

    @property
    def may_undo(self) -> bool:
        decision = self.last_decision
        return decision is not None and workflow.can_undo(decision, self.generation, self.user, now=self.now)

    @cached_property
    def findings(self) -> list[Finding]:
        return list(self.revision.findings.select_related("dismissal__by"))

    @property
    def dismissed(self) -> list[Finding]:
        return [finding for finding in self.findings if hasattr(finding, "dismissal")]

    def _of(self, severity: Finding.Severity) -> list[Finding]:
        """The findings that nobody has dismissed."""
        found = [finding for finding in self.findings if finding.severity == severity]
        return [finding for finding in found if not hasattr(finding, "dismissal")]

    @property
    def must_fix(self) -> list[Finding]:
        return self._of(Finding.Severity.MUST_FIX)

    @property
    def to_check(self) -> list[Finding]:
        return self._of(Finding.Severity.CHECK)

    @property
    def notes(self) -> list[Finding]:
        return self._of(Finding.Severity.NOTE)

    @property
    def to_look_at(self) -> int:
        return len(self.must_fix) + len(self.to_check)

    @cached_property
    def kit_change(self) -> KitChange | None:
        """The kit that the words were checked with and the one in force, where they are two."""
        return kit_change_of(self.generation)

    @cached_property
    def brief(self) -> Brief:
        """What the campaign says today, so that a fact that has expired since supports nothing."""
        return self.generation.campaign.brief(now=self.now)

    @cached_property
    def context(self) -> CheckContext:
        return CheckContext(
            brief=self.brief,
            language=self.generation.language,
            today=self.generation.brand.today(self.now),
        )

    @property
    def passed(self) -> list[str]:
        """What the checks found in order when these words were stored."""
        passed: list[str] = self.revision.passed
        return passed

    @cached_property
    def claims(self) -> ClaimTable:
        """What the words claim, as it was when they were written; marked where it no longer holds."""
        words = self.words if self.revision.claims_found is None else None
        return claim_table(self.revision, words, self.context, today=self.brief)

    @cached_property
    def asked(self) -> list[tuple[str, str]]:
        """What was asked for, as (label, answer), in the words of the request form."""
        return asked_for(self.generation.tool, self.generation.request.params)

    @cached_property
    def ladder(self) -> str:
        """Which models were asked, where the first one did not answer at once."""
        return ladder_of(self.generation)

    @property
    def saving(self) -> str:
        return saving_of(self.generation)

    @property
    def marks(self) -> list[Mark]:
        """What stands out in the text; the words of a finding too, where those were asked for."""
        finding = next((one for one in self.findings if str(one.pk) == self.mark), None)
        shown = find_quote(self.words.fields, finding.field, finding.quote) if finding else None
        return [*super().marks, *([Mark(shown, is_shown=True)] if shown else [])]

    @property
    def can_compare(self) -> bool:
        """There are other words to compare with: an earlier revision, or the draft that these come from."""
        return self.revision.number > 1 or self.generation.parent_id is not None

    @cached_property
    def comparison(self) -> Comparison:
        """The current words against those that the address names."""
        return Comparison(self.generation, self.words, self.against)

    @cached_property
    def place(self) -> queue.Place | None:
        return queue.place_of(self.generation, self.user, self.selection)

    @cached_property
    def next(self) -> Generation | None:
        return queue.next_for(self.user, now=self.now, behind=self.generation, selection=self.selection)
