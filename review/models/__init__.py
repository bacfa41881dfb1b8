"""One file a noun. Import models from here."""

from review.models.notification import MailPreference, Notification, NotificationKind
from review.models.reviewing import ChainCheck, Claim, Comment, Decision, Submission

__all__ = [
    "ChainCheck",
    "Claim",
    "Comment",
    "Decision",
    "MailPreference",
    "Notification",
    "NotificationKind",
    "Submission",
]
