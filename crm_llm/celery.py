"""The Celery application. Settings that begin with `CELERY_` are its configuration."""

import gc
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_init, worker_ready
from django.conf import settings

from crm_llm import folder_queue, redis_queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_llm.settings")
folder_queue.register()
redis_queue.register()

app = Celery("crm_llm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**kwargs: Any) -> None:
    """Let Django's LOGGING stand: a receiver of this signal stops Celery from setting up its own."""


@worker_init.connect
def share_few_connections(**kwargs: Any) -> None:
    """Let few threads at a time work on what needs the database.

    One interpreter runs them one by one anyway; handing it to and fro among more costs a tenth of a draft.
    """
    pool = settings.DATABASES["default"].get("OPTIONS", {}).get("pool")
    if pool:
        pool["max_size"] = min(pool["max_size"], settings.WORKER_DATABASE_POOL_SIZE)


@worker_ready.connect
def freeze_what_is_loaded(**kwargs: Any) -> None:
    """Look for garbage only in what drafts leave: to go through all that is loaded takes 0.1 s."""
    gc.collect()
    gc.freeze()


@worker_ready.connect
def sweep_at_start(**kwargs: Any) -> None:
    """Look at once for drafts that a worker left behind, and for prices: not first after an interval."""
    app.send_task("generation.tasks.sweep")
    app.send_task("generation.tasks.keep_prices")
