"""One file a noun. Import models from here."""

from review.models.comments import Comment, CommentEvent
from review.models.dismissal import FindingDismissal
from review.models.notification import MailPreference, Notification, NotificationKind
from review.models.outside import OutsideAnswer, OutsideLink
from review.models.policy import Nudge, ReviewPolicy, ReviewStage
from review.models.presence import HandoverRequest, Presence
from review.models.reviewing import ChainCheck, Claim, Decision, Submission
from review.models.saved_view import MOST_VIEWS, SavedView

__all__ = [
    "MOST_VIEWS",
    "ChainCheck",
    "Claim",
    "Comment",
    "CommentEvent",
    "Decision",
    "FindingDismissal",
    "HandoverRequest",
    "MailPreference",
    "Notification",
    "NotificationKind",
    "Nudge",
    "OutsideAnswer",
    "OutsideLink",
    "Presence",
    "ReviewPolicy",
    "ReviewStage",
    "SavedView",
    "Submission",
]
