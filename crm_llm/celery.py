"""The Celery application. Settings that begin with `CELERY_` are its configuration."""

import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_ready

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


@worker_ready.connect
def sweep_at_start(**kwargs: Any) -> None:
    """Look at once for drafts that a worker left behind, and for prices: not first after an interval."""
    app.send_task("generation.tasks.sweep")
    app.send_task("generation.tasks.keep_prices")
