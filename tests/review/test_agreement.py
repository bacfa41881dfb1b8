"""How often judges and reviewers agree."""

import pytest
from django.urls import reverse

from generation.models import JudgeVerdict
from generation.prompt_services import ensure_prompts
from review.agreement import Agreement, agreement, agreements
from review.models import Decision
from tests.factories import GenerationFactory, PromptVersionFactory, make_ready

JUDGE = "judge_brand_voice"


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [
        ((20, 15, 5, 10), 0.4),  # the worked example of Cohen's kappa: 0.7 observed, 0.5 by chance
        ((10, 10, 0, 0), 1.0),
        ((0, 0, 10, 10), -1.0),
        ((0, 10, 0, 0), None),
        ((0, 0, 0, 0), None),
    ],
)
def test_kappa_is_agreement_beyond_chance(counts, kappa):
    both_problem, both_fine, only_judge, only_reviewer = counts
    found = Agreement(JUDGE, "", both_problem, both_fine, only_judge, only_reviewer).kappa

    assert found == (None if kappa is None else pytest.approx(kappa))


def judged(version, reviewer, said, decided, reasons=()):
    draft = make_ready(GenerationFactory())
    revision = draft.current_revision
    JudgeVerdict.objects.create(
        revision=revision, judge=JUDGE, prompt_version=version, model="b/judge", verdict=said
    )
    if decided:
        Decision.objects.create(
            generation=draft,
            revision=revision,
            verdict=decided,
            frozen_hash="x",
            reasons=list(reasons),
            note="Why.",
            decided_by=reviewer,
        )


@pytest.fixture
def version(db):
    return PromptVersionFactory()


def test_verdicts_are_held_against_decisions_on_the_same_words(version, reviewer):
    judged(version, reviewer, "problem", "rejected", ["off_brand"])
    judged(version, reviewer, "problem", "approved")
    judged(version, reviewer, "fine", "approved")
    judged(version, reviewer, "fine", "changes_requested", ["off_brand"])
    judged(version, reviewer, "fine", "changes_requested", ["fact_error"])
    judged(version, reviewer, "cannot_assess", "approved")
    judged(version, reviewer, "problem", "")

    found = agreement(JUDGE)

    assert (found.both_problem, found.only_judge, found.both_fine, found.only_reviewer) == (1, 1, 2, 1)
    assert (found.cannot_assess, found.pairs, found.is_few) == (1, 5, True)
    assert [row.judge for row in agreements()] == [JUDGE]


def test_the_admin_sees_it(version, reviewer, admin, client_for):
    ensure_prompts()
    judged(version, reviewer, "fine", "approved")

    page = client_for(admin).get(reverse("admin:generation_judgeverdict_changelist")).content.decode()

    assert "Judge: brand voice" in page
    assert "too few to compare" in page
