"""Sentences that the detectors were not made with. Nothing was changed to fit them."""

HELD_OUT: dict[str, dict[str, tuple[str, ...]]] = {}
