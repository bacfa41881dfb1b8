"""Addresses: a person may leave out the scheme, and then means https."""

from typing import Any

from django.conf import settings
from django.db import models

from generation.brief import Picture


class WebAddressField(models.URLField):  # type: ignore[type-arg]  # not generic at run time
    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})


def published(picture: Picture) -> Picture:
    """Return the picture with its public address, as this installation is set up now."""
    base = settings.ASSETS_BASE_URL
    return picture.model_copy(update={"url": f"{base}/{picture.file_name}" if base else ""})
