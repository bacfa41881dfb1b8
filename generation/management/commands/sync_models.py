"""Read the provider's list of models and take over its prices."""

from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone

from generation.llm_client.exceptions import LLMError, ProviderError
from generation.llm_client.http.wire import UnusableKey
from generation.llm_client.secrets import SecretsUnavailable
from generation.stores import model_list, upstream


class Command(BaseCommand):
    help = (
        "Read the list of models from the provider and take over its prices. The scheduler does so every six "
        "hours for OpenRouter; prices that an admin entered stay as they are."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            synced = model_list.sync(now)
        except (SecretsUnavailable, UnusableKey) as exc:
            raise CommandError(str(exc)) from exc
        except LLMError as exc:
            detail = f" {exc.detail}" if isinstance(exc, ProviderError) and exc.detail else ""
            raise CommandError(f"{exc}{detail} {exc.advice}") from exc
        if upstream.is_openrouter():
            model_list.tell(now)
        self.stdout.write(f"Read {synced.models} models, {synced.unpriced} of them without a price.")
        if synced.models and synced.unpriced == synced.models:
            self.stdout.write("This server names no prices. Enter those that you know in the admin.")
