"""Addresses: a person may leave out the scheme, and then means https."""

from typing import Any

from django.db import models


class WebAddressField(models.URLField):  # type: ignore[type-arg]  # not generic at run time
    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"assume_scheme": "https", **kwargs})
