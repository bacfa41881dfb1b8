"""The review desk and the audit log. What happens to a draft's review lives here, `/drafts/…/submit/` too."""

from django.urls import path

from review.views import (
    audit,
    claims,
    comments,
    decisions,
    edits,
    evidence,
    item,
    notifications,
    queue,
    submissions,
    team,
)

app_name = "review"

urlpatterns = [
    path("review/", queue.queue, name="queue"),
    path("review/views/", queue.save_view, name="save_view"),
    path("review/views/<uuid:pk>/delete/", queue.delete_view, name="delete_view"),
    path("review/team/", team.team, name="team"),
    path("review/<uuid:pk>/", item.item, name="item"),
    path("review/<uuid:pk>/claim/", claims.claim, name="claim"),
    path("review/<uuid:pk>/heartbeat/", claims.heartbeat, name="heartbeat"),
    path("review/<uuid:pk>/release/", claims.release, name="release"),
    path("review/<uuid:pk>/take-over/", claims.take_over, name="take_over"),
    path("review/<uuid:pk>/ask/", claims.ask_to_take_over, name="ask_to_take_over"),
    path("review/<uuid:pk>/hand-over/", claims.hand_over, name="hand_over"),
    path("review/<uuid:pk>/presence/", claims.present, name="present"),
    path("review/<uuid:pk>/approve/", decisions.approve, name="approve"),
    path("review/<uuid:pk>/edit/", edits.edit, name="edit"),
    path("review/<uuid:pk>/request-changes/", decisions.request_changes, name="request_changes"),
    path("review/<uuid:pk>/reject/", decisions.reject, name="reject"),
    path("review/<uuid:pk>/undo/", decisions.undo, name="undo"),
    path("review/<uuid:pk>/comment/", comments.comment, name="comment"),
    path("review/<uuid:pk>/withdraw/", decisions.withdraw, name="withdraw"),
    path("review/<uuid:pk>/reopen/", decisions.reopen, name="reopen"),
    path("drafts/<uuid:pk>/submit/", submissions.submit, name="submit"),
    path("drafts/<uuid:pk>/recall/", submissions.recall, name="recall"),
    path("drafts/<uuid:pk>/archive/", submissions.archive, name="archive"),
    path("drafts/<uuid:pk>/comments/", comments.comments, name="comments"),
    path("drafts/<uuid:pk>/comments/resolve/", comments.resolve, name="resolve"),
    path("drafts/<uuid:pk>/evidence/", evidence.evidence, name="evidence"),
    path("drafts/<uuid:pk>/evidence/json/", evidence.evidence_json, name="evidence_json"),
    path("notifications/", notifications.notifications, name="notifications"),
    path("notifications/read/", notifications.read_all, name="notifications_read"),
    path("notifications/<int:pk>/read/", notifications.read, name="notification_read"),
    path("notifications/stop/<str:token>/", notifications.unsubscribe, name="unsubscribe"),
    path("accounts/profile/notifications/", notifications.mail_preference, name="mail_preference"),
    path("audit/", audit.audit, name="audit"),
    path("audit/export/<slug:format>/", audit.audit_export, name="audit_export"),
]
