"""The application's settings, safe to load with no environment: for tests and type checks."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)

from crm_llm.settings import *  # noqa: E402, F403
