"""What a worker does as it starts."""

import gc

from django.conf import settings
from django.db import connections

from crm_llm import celery


def test_a_worker_takes_few_connections(monkeypatch) -> None:
    pool = {"min_size": 1, "max_size": 14}
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", {"pool": pool})

    celery.share_few_connections()

    assert connections.settings["default"]["OPTIONS"]["pool"]["max_size"] == 6


def test_fewer_connections_than_a_worker_would_take_stay_as_few(monkeypatch) -> None:
    pool = {"min_size": 1, "max_size": 2}
    monkeypatch.setitem(settings.DATABASES["default"], "OPTIONS", {"pool": pool})

    celery.share_few_connections()

    assert pool["max_size"] == 2


def test_what_is_loaded_is_left_out_of_garbage_collection() -> None:
    try:
        celery.freeze_what_is_loaded()

        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
