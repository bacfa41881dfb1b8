"""One file a noun. Import models from here."""

from review.models.comments import Comment, CommentEvent
from review.models.notification import MailPreference, Notification, NotificationKind
from review.models.reviewing import ChainCheck, Claim, Decision, Submission

__all__ = [
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
