"""Every transition of a draft's review, one function each.

The table of statuses, verbs and people is in docs/architecture.md. Each function checks the right,
writes with its precondition in the UPDATE itself, records who and why in the same transaction, and
raises a domain error in plain words. Nobody is exempt: superusers follow the same rules.
"""

from review.workflow.approving import approval_obstacle, approve, approve_stage, override_obstacle
from review.workflow.assigning import assign
from review.workflow.claims import claim, claim_next, expire_claims, heartbeat, mark_overdue, release
from review.workflow.comments import comment, reopen_thread, resolve_thread
from review.workflow.decisions import reject, request_changes
from review.workflow.dismissing import dismiss_finding
from review.workflow.exceptional import rules_in_the_way, set_rules_aside
from review.workflow.handing_over import ask_to_take_over, hand_over, keep, take_over
from review.workflow.nudging import nudge
from review.workflow.revisiting import can_undo, reopen, undo, withdraw
from review.workflow.submitting import archive, recall, submit
from review.workflow.words import edit

__all__ = [
    "approval_obstacle",
    "approve",
    "approve_stage",
    "archive",
    "ask_to_take_over",
    "assign",
    "can_undo",
    "claim",
    "claim_next",
    "comment",
    "dismiss_finding",
    "edit",
    "expire_claims",
    "hand_over",
    "heartbeat",
    "keep",
    "mark_overdue",
    "nudge",
    "override_obstacle",
    "recall",
    "reject",
    "release",
    "reopen",
    "reopen_thread",
    "request_changes",
    "resolve_thread",
    "rules_in_the_way",
    "set_rules_aside",
    "submit",
    "take_over",
    "undo",
    "withdraw",
]
