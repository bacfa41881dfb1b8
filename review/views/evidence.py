"""The evidence of one draft: a page to print, and the same as JSON."""

import json
import uuid

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm_llm.pages import DeskRequest
from generation.models import Generation
from generation.reading.asked_for import asked_for
from review import audit as log
from review.audit_words import content_texts
from review.evidence import evidence as gather
from review.exceptions import NotAllowed


@login_required
@require_safe
def evidence(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    draft = _find(request, pk)
    revision = draft.current_revision
    context = {
        "section": "audit",
        "draft": draft,
        "evidence": gather(draft, now=timezone.now()),
        "asked": asked_for(draft.tool, draft.request.params),
        "texts": content_texts(draft.tool, revision.content) if revision else [],
    }
    return render(request, "review/evidence.html", context)


@login_required
@require_safe
def evidence_json(request: DeskRequest, pk: uuid.UUID) -> HttpResponse:
    draft = _find(request, pk)
    told = gather(draft, now=timezone.now())
    return HttpResponse(
        json.dumps(told, ensure_ascii=False, indent=2),
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="evidence-{draft.pk}.json"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        },
    )


def _find(request: DeskRequest, pk: uuid.UUID) -> Generation:
    """Return the draft, for those who may read the audit log of its brand.

    Raises:
        NotAllowed: the person may see the draft, and not what is behind it.
    """
    drafts = Generation.objects.visible_to(request.user).select_related(
        "campaign", "brand", "request__requested_by", "prompt_version__prompt", "current_revision"
    )
    draft = get_object_or_404(drafts, pk=pk)
    if not log.may_read(request.user):
        raise NotAllowed(
            _("Only review leads and prompt admins can take the evidence of a draft. Ask one of them.")
        )
    return draft
