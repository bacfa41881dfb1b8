"""Rows come and go as the ORM would have it."""

import uuid
from decimal import Decimal
from functools import partial

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from crm_llm import rows
from generation.models import Brand, DraftRequest, DraftWords, Generation, LLMCall, RuleSetting
from tests.factories import BrandFactory, DraftRequestFactory, GenerationFactory, LLMCallFactory

pytestmark = pytest.mark.django_db


def columns_of(row):
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("model", [Generation, DraftRequest, Brand])
def test_a_loaded_row_is_the_one_that_the_orm_loads(model):
    request = DraftRequestFactory(params={"tone": "warm", "n": [1, None]}, due_at=timezone.now())
    draft = GenerationFactory(request=request, cost=Decimal("2.150000001"))
    pk = {Generation: draft.pk, DraftRequest: request.pk, Brand: draft.brand_id}[model]
    found, by_orm = rows.load(model, pk), model.objects.get(pk=pk)
    assert columns_of(found) == columns_of(by_orm)
    assert (found._state.adding, found._state.db) == (False, "default")


def test_rows_that_a_loaded_one_names_come_with_it(django_assert_num_queries):
    draft = GenerationFactory(cost=Decimal("0.1"))
    with django_assert_num_queries(1):
        found = rows.load(Generation, draft.pk, "request", "brand")
        joined = found.request, found.brand
    by_orm = Generation.objects.select_related("request", "brand").get(pk=draft.pk)
    assert columns_of(found) == columns_of(by_orm)
    assert [columns_of(row) for row in joined] == [columns_of(by_orm.request), columns_of(by_orm.brand)]


def test_there_is_no_row_without_a_key():
    with pytest.raises(ObjectDoesNotExist):
        rows.load(Generation, uuid.uuid4())


def test_columns_come_in_order_and_no_more_than_asked_for():
    brand, other = BrandFactory(), BrandFactory()
    for rule, of in (("a.one", brand), ("a.two", brand), ("a.three", other)):
        RuleSetting.objects.create(brand=of, rule=rule, enabled=False)
    read = partial(rows.select, RuleSetting, ("rule", "severity"), where={"brand": brand})
    assert read(order="-id") == [("a.two", ""), ("a.one", "")]
    assert read(order="id", most=1) == [("a.one", "")]
    assert sorted(read()) == [("a.one", ""), ("a.two", "")]


def test_columns_may_be_those_of_a_row_that_a_key_names():
    brand = BrandFactory(name="Northwind")
    RuleSetting.objects.create(brand=brand, rule="a.one")
    RuleSetting.objects.create(brand=brand, rule="a.two")
    read = partial(rows.select, RuleSetting, ("brand__name", "rule"), order="-rule")
    assert read(where={"brand": brand}) == [("Northwind", "a.two"), ("Northwind", "a.one")]
    # Without the other row there is none: no draft has words yet.
    draft = GenerationFactory()
    assert rows.select(Generation, ("current_revision__content",), where={"request": draft.request}) == []


def test_a_row_is_put_in_the_place_of_one_with_its_key():
    draft, other = GenerationFactory(), GenerationFactory()
    for words in ("one", "two"):
        rows.put(DraftWords(generation=draft, brand_id=draft.brand_id, words=words), key="generation")
    rows.put(DraftWords(generation=other, brand_id=other.brand_id, words="three"), key="generation")
    kept = DraftWords.objects.order_by("words").values_list("generation", "words")
    assert list(kept) == [(other.pk, "three"), (draft.pk, "two")]


def test_an_inserted_row_has_a_key_and_is_stored_whole():
    call = LLMCallFactory.build(
        generation=GenerationFactory(), cost=Decimal("2.150000001"), lease_token=uuid.uuid4(), attempt=1
    )
    assert rows.insert(call) is call
    assert call.started_at is not None
    assert not call._state.adding
    assert columns_of(LLMCall.objects.get(pk=call.pk)) == columns_of(call)


def test_many_rows_are_stored_whole_and_in_order():
    draft = GenerationFactory()
    written = [LLMCallFactory.build(generation=draft, attempt=number) for number in range(1, 54)]
    rows.insert_all(written)
    stored = list(LLMCall.objects.filter(generation=draft).order_by("id"))
    assert [columns_of(call) | {"id": None} for call in stored] == [columns_of(call) for call in written]
    rows.insert_all([])


def test_a_refused_row_undoes_the_transaction_around_it():
    request = DraftRequestFactory()
    owners = {"campaign": request.campaign, "requested_by": request.requested_by}
    twice = DraftRequestFactory.build(**owners, idempotency_key=request.idempotency_key)
    with transaction.atomic():
        with pytest.raises(IntegrityError):
            rows.insert(twice)
        assert transaction.get_rollback()
        transaction.set_rollback(True)


def test_only_rows_that_match_are_changed():
    draft, other = GenerationFactory(), GenerationFactory()
    token = uuid.uuid4()
    columns = {"notice": "Well.", "lease_token": token, "cost": Decimal("0.1"), "parent": other}
    assert rows.change(Generation, columns, where={"pk": draft.pk, "status": "running"}) == 0
    assert rows.change(Generation, columns, where={"pk": draft.pk, "status": "queued"}) == 1
    draft.refresh_from_db()
    assert (draft.notice, draft.lease_token, draft.cost) == ("Well.", token, Decimal("0.1"))
    assert draft.parent == other
    assert rows.change(Generation, {"parent": None}, where={"pk": draft.pk, "lease_token": token}) == 1
    assert not Generation.objects.exclude(parent=None).exists()
