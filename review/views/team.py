"""The team board: what waits, how long decisions take, what they say."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm_llm.pages import DeskRequest, render_page
from generation.text import whole_number
from review import team as figures
from review.views.desk import must_review


@require_safe
@login_required
def team(request: DeskRequest) -> HttpResponse:
    must_review(request.user)
    days = whole_number(request.GET.get("days", ""))
    days = days if days in figures.SPANS else figures.USUAL_SPAN
    board = figures.board(request.user, days, now=timezone.now())
    context = {"section": "review", "board": board, "spans": figures.SPANS, "few": figures.FEW}
    return render_page(request, "review/team.html", context, fragment="board")
