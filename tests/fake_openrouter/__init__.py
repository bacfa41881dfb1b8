"""A fake OpenRouter on loopback, for tests in this process and for a process of its own."""

from tests.fake_openrouter import scenarios
from tests.fake_openrouter.accounts import Key
from tests.fake_openrouter.scenarios import Scenario
from tests.fake_openrouter.server import ANY, FakeOpenRouter, Recorded

__all__ = ["ANY", "FakeOpenRouter", "Key", "Recorded", "Scenario", "scenarios"]
