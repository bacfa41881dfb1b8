"""The application's settings, safe to load with no environment: for tests and type checks."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)

from crm_llm.settings import *  # noqa: F403

# The slow hash that production uses would be most of the suite's time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Static files come from the source tree: nothing has to be collected before a test.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
