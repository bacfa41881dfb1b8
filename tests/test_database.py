"""What the database does with values, whichever it is."""

import pytest
from django.db.models import F

from generation.models import Generation
from tests.factories import GenerationFactory

MORE_THAN_FOUR_BYTES = 6_659_267_500


@pytest.mark.django_db
def test_a_large_number_in_an_expression_is_not_cut_off() -> None:
    draft = GenerationFactory(saved_cost=1)

    Generation.objects.filter(pk=draft.pk).update(saved_cost=F("saved_cost") + MORE_THAN_FOUR_BYTES)

    (stored,) = Generation.objects.annotate(more=F("saved_cost") * 1).values_list("saved_cost", flat=True)
    assert stored is not None
    assert int(stored * 10**9) == 10**9 + MORE_THAN_FOUR_BYTES
