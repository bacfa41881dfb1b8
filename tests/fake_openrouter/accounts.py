"""Keys with limits, and the account that they draw on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from tests.fake_openrouter.catalogue import completion_price


@dataclass
class Key:
    limit: Decimal | None = None
    """US dollars that may be spent with it in all."""
    disabled: bool = False
    usage: Decimal = Decimal(0)
    """What was spent with it."""


class Accounts:
    """Which keys are accepted and what they may spend. Without keys every request passes.

    The fake calls it under its lock.
    """

    def __init__(self, keys: Iterable[str] | Mapping[str, Key], credit: Decimal | None) -> None:
        self.keys = dict(keys) if isinstance(keys, Mapping) else {key: Key() for key in keys}
        self.credit = credit
        """What the account holds, in US dollars; None is without end."""
        self._anybody = Key()

    def of(self, secret: str) -> Key | None:
        key = self.keys.get(secret) if self.keys else self._anybody
        return None if key is None or key.disabled else key

    def charge(self, secret: str, cost: Decimal) -> None:
        key = self.of(secret) or self._anybody
        key.usage += cost
        if self.credit is not None:
            self.credit -= cost

    def refusal(self, secret: str, body: dict[str, Any]) -> tuple[int, str] | None:
        """Return the status and the words for a request that the money does not reach for."""
        key = self.of(secret)
        if key is not None and key.limit is not None and key.usage >= key.limit:
            return 403, "Key limit exceeded (total limit). Manage it at https://openrouter.ai/settings/keys"
        price = completion_price(body["model"])
        if self.credit is None or price <= 0:
            return None
        asked, affordable = body.get("max_tokens") or 65_536, int(max(self.credit, Decimal(0)) / price)
        if asked <= affordable:
            return None
        return 402, (
            "This request requires more credits, or fewer max_tokens. "
            f"You requested up to {asked} tokens, but can only afford {affordable}. "
            "To increase, visit https://openrouter.ai/settings/credits"
        )

    def info(self, secret: str) -> dict[str, Any]:
        """The answer of `GET /key`."""
        key = self.of(secret) or self._anybody
        return {
            "label": f"{secret[:12]}...{secret[-3:]}",
            "limit": None if key.limit is None else float(key.limit),
            "limit_remaining": None if key.limit is None else float(key.limit - key.usage),
            "limit_reset": None,
            "usage": float(key.usage),
            "usage_daily": float(key.usage),
            "is_free_tier": False,
            "is_management_key": False,
            "rate_limit": {"requests": -1, "interval": "10s", "note": "deprecated"},
        }
