"""One file a noun. Import models from here."""

from review.models.comments import Comment, CommentEvent
from review.models.notification import MANY, MailPreference, Notification, NotificationKind
from review.models.reviewing import ChainCheck, Claim, Decision, Submission

__all__ = [
    "MANY",
    "ChainCheck",
    "Claim",
    "Comment",
    "CommentEvent",
    "Decision",
    "MailPreference",
    "Notification",
    "NotificationKind",
    "Submission",
]
