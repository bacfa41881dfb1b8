"""Settings, read from top to bottom. Every environment variable is described in the README."""

import os
from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from kombu import Queue

from crm_llm.env import BASE_DIR, env, load_local_env, make_folder, names, secret, secret_key
from crm_llm.logging import logging_config

load_local_env()

# Core -----------------------------------------------------------------------------------------

ENVIRONMENT = env.str("ENVIRONMENT", default="local")
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = secret_key(ENVIRONMENT)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
make_folder(VAR_DIR)

ROOT_URLCONF = "crm_llm.urls"
WSGI_APPLICATION = "crm_llm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "auditlog",
    "csp",
    "django_htmx",
    "template_partials",
    "crm_llm.accounts",
    "crm_llm.demo",
    "generation",
    "review",
]

MIDDLEWARE = [
    "crm_llm.middleware.CorrelationIdMiddleware",
    "crm_llm.health.HealthMiddleware",
    "crm_llm.metrics.MetricsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "crm_llm.accounts.middleware.PreferencesMiddleware",
    "auditlog.middleware.AuditlogMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "crm_llm.accounts.middleware.SignInAgainMiddleware",
    "crm_llm.middleware.DomainErrorMiddleware",
    "crm_llm.middleware.PersonalPagesMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["crm_llm.ui", "template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "crm_llm.context.frame",
            ],
        },
    }
]

FORM_RENDERER = "crm_llm.forms.DeskRenderer"

# Database -------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at BEGIN, so that a transaction waits instead of failing later.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # What an index of PostgreSQL carries beside its key is left out here, as it should be.
    SILENCED_SYSTEM_CHECKS = ["models.W040"]
else:
    DATABASES["default"]["ENGINE"] = "crm_llm.postgresql"
    # Threads share few connections: each gives its own back before it waits for a model.
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = {
        "min_size": 1,
        "max_size": env.int("DATABASE_POOL_SIZE", default=14),
        "timeout": 30,
    }
    if env.bool("DATABASE_PREPARED_STATEMENTS", default=True):
        # PostgreSQL then plans each statement once a connection, not once a draft: a third less waiting.
        DATABASES["default"]["OPTIONS"] |= {"server_side_binding": True, "prepare_threshold": 3}

CACHE_URL = env.str("CACHE_URL", default="")
CACHES = {
    "default": {
        "BACKEND": "crm_llm.cache.TolerantRedisCache",
        "LOCATION": CACHE_URL,
        "KEY_PREFIX": f"crm_llm:{ENVIRONMENT}",
    }
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# People ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "accounts:login"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True

# Security -------------------------------------------------------------------------------------

_local = ENVIRONMENT == "local"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not _local
SESSION_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 0 if _local else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not _local
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("TRUST_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "frame-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Whoever reads /metrics brings it. Without one only a local installation shows them.
METRICS_TOKEN = secret("METRICS_TOKEN")

# A brief is a few pages of text: anything larger is refused before it is parsed.
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# Where people reach us: what links in mails begin with.
PUBLIC_URL = env.str("PUBLIC_URL", default=next(iter(CSRF_TRUSTED_ORIGINS), "http://localhost:8000")).rstrip(
    "/"
)

# Where recipients of mails load pictures from: an https address without a sign-in, such as a CDN's. Not set,
# mails name our own address, and a finding says that nobody outside can load it.
ASSETS_BASE_URL = env.str("ASSETS_BASE_URL", default="").rstrip("/")

# Static files ---------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Language models ------------------------------------------------------------------------------

# Where the keys come from: env, file, vault or aws. All but the first are read again while we run.
OPENROUTER_API_KEY_FILE = env.str("OPENROUTER_API_KEY_FILE", default="")
LLM_SECRETS = env.str("LLM_SECRETS", default="file" if OPENROUTER_API_KEY_FILE else "env")
OPENROUTER_API_KEYS = names("OPENROUTER_API_KEY") if LLM_SECRETS == "env" else []
LLM_KEYS_TTL_S = env.float("LLM_KEYS_TTL_S", default=60.0)
# In Vault and AWS each environment has keys of its own, in `<path>/<ENVIRONMENT>`.
LLM_SECRETS_PATH = env.str("LLM_SECRETS_PATH", default="crm-llm").strip("/")
VAULT_ADDR = env.str("VAULT_ADDR", default="")
VAULT_MOUNT = env.str("VAULT_MOUNT", default="secret").strip("/")
VAULT_TOKEN = env.str("VAULT_TOKEN", default="")
VAULT_TOKEN_FILE = env.str("VAULT_TOKEN_FILE", default="")
OPENROUTER_BASE_URL = env.str("OPENROUTER_BASE_URL", default="").rstrip("/")
LLM_MODELS = {
    "fast": names("LLM_MODELS_FAST", "google/gemini-2.5-flash,openai/gpt-5-mini"),
    "standard": names(
        "LLM_MODELS_STANDARD",
        "anthropic/claude-sonnet-4.6,openai/gpt-5.4,google/gemini-3.1-pro-preview",
    ),
    "creative": names("LLM_MODELS_CREATIVE", "anthropic/claude-opus-4.6,openai/gpt-5.4"),
}
LLM_CONNECT_TIMEOUT_S = env.float("LLM_CONNECT_TIMEOUT_S", default=10.0)
LLM_READ_TIMEOUT_S = env.float("LLM_READ_TIMEOUT_S", default=60.0)
LLM_TOTAL_TIMEOUT_S = env.float("LLM_TOTAL_TIMEOUT_S", default=120.0)
LLM_DRAFT_TIMEOUT_S = env.float("LLM_DRAFT_TIMEOUT_S", default=240.0)
LLM_MAX_ATTEMPTS = env.int("LLM_MAX_ATTEMPTS", default=3)
LLM_MAX_CALLS = env.int("LLM_MAX_CALLS", default=12)
# How often a person may ask for drafts in a day, unless an admin set another limit; 0 is no limit.
PERSON_REQUESTS_PER_DAY = env.int("PERSON_REQUESTS_PER_DAY", default=200)
# How often another try at one draft may be asked for; 0 is no limit.
TRIES_PER_DRAFT = env.int("TRIES_PER_DRAFT", default=0)
# What a prompt may come to, in estimated tokens. What is left out for it is said on the draft.
LLM_PROMPT_TOKENS = env.int("LLM_PROMPT_TOKENS", default=12_000)
# Which of a model's providers OpenRouter may choose. Other servers are not told.
LLM_DATA_COLLECTION = env.str("LLM_DATA_COLLECTION", default="deny")
LLM_ZDR = env.bool("LLM_ZDR", default=False)
LLM_PROVIDERS_ONLY = names("LLM_PROVIDERS_ONLY")
LLM_PROVIDERS_IGNORE = names("LLM_PROVIDERS_IGNORE")
LLM_PROVIDERS_ORDER = names("LLM_PROVIDERS_ORDER")
LLM_PROVIDER_FALLBACKS = env.bool("LLM_PROVIDER_FALLBACKS", default=True)
LLM_QUANTIZATIONS = names("LLM_QUANTIZATIONS")
# What models were sent and answered, without personal data. Off, nothing of it is kept, and no answer can be
# used again.
LLM_STORE_TEXTS = env.bool("LLM_STORE_TEXTS", default=True)
LLM_TEXTS_KEEP_DAYS = env.int("LLM_TEXTS_KEEP_DAYS", default=30)
LLM_CACHE_TTL_S = env.float("LLM_CACHE_TTL_S", default=7 * 86_400.0)

# Judges that read what a model wrote, each for the price of a short call (generation.judges); none if empty.
LLM_JUDGES = [name for name in env.list("LLM_JUDGES", default=[]) if name]

# How long a worker owns a draft before the sweep may give it to another. Longer than one call may
# take; the worker renews it before each attempt and while an answer streams in.
GENERATION_LEASE_S = env.float("GENERATION_LEASE_S", default=LLM_TOTAL_TIMEOUT_S + 30)
GENERATION_MAX_CLAIMS = env.int("GENERATION_MAX_CLAIMS", default=5)
SWEEP_INTERVAL_S = env.float("SWEEP_INTERVAL_S", default=10.0)
REQUEUE_AFTER_S = env.float("REQUEUE_AFTER_S", default=60.0)
REVIEW_CLAIM_MINUTES = env.int("REVIEW_CLAIM_MINUTES", default=20)

# Mail -----------------------------------------------------------------------------------------

# Who is told of alerts by mail as well, such as of a budget that is used up. A task sends it, no draft waits.
ADMINS = [("", address) for address in env.list("ALERT_EMAILS", default=[])]
SERVER_EMAIL = DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="content-desk@localhost")
EMAIL_SUBJECT_PREFIX = "[Content desk] "
EMAIL_TIMEOUT = 10
# On a workstation mails become files, so that nobody is written to by a trial.
_mail = env.email_url("EMAIL_URL", default="filemail:///" if _local else "smtp://localhost:25")
EMAIL_FILE_PATH = f"/{_mail['EMAIL_FILE_PATH']}" if _mail["EMAIL_FILE_PATH"] else str(VAR_DIR / "mail")
EMAIL_BACKEND, EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_BACKEND"], _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)

# Queue ----------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="") or "filesystem://localhost"
CELERY_WORKER_CONCURRENCY = env.int("CELERY_WORKER_CONCURRENCY", default=64)
CELERY_WORKER_POOL = "threads"
WORKER_DATABASE_POOL_SIZE = env.int("WORKER_DATABASE_POOL_SIZE", default=6)
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if CELERY_BROKER_URL.startswith("filesystem"):
    _queue_dir = VAR_DIR / "queue"
    make_folder(_queue_dir / "messages")
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue_dir / "messages"),
        "data_folder_out": str(_queue_dir / "messages"),
        "control_folder": str(_queue_dir / "control"),
        "store_processed": False,
        # The default of 1 s is what a person would wait; at 0.05 s the 95th percentile is under 100 ms.
        "polling_interval": 0.05,
    }
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
else:
    # A request never waits for a dead broker: its draft is stored, and the sweep queues it later.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 1, "interval_start": 0, "interval_step": 0.1}
    if CELERY_BROKER_URL.startswith("redis"):
        CELERY_BROKER_TRANSPORT_OPTIONS |= {
            # What a worker holds is kept in its memory alone: the drafts of a worker that dies are found by
            # their leases, long before Redis would hand their messages out again. Booking each message in
            # Redis, and out again, is a fifth of what a worker does.
            "ack_emulation": False,
            "max_connections": CELERY_WORKER_CONCURRENCY + 16,
            "socket_connect_timeout": 2,
        }
# Upkeep waits in a queue of its own: behind a long line of drafts it would come when it is too late.
# A worker takes from both queues in turn.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("upkeep")]
CELERY_TASK_ROUTES = {
    "generation.tasks.sweep": {"queue": "upkeep"},
    "generation.tasks.keep_prices": {"queue": "upkeep"},
    "generation.tasks.purge_old_texts": {"queue": "upkeep"},
    "generation.tasks.settle_unknown_calls": {"queue": "upkeep"},
    "generation.tasks.mail_alerts": {"queue": "upkeep"},
    "review.tasks.expire_claims": {"queue": "upkeep"},
    "review.tasks.mark_overdue": {"queue": "upkeep"},
    "review.tasks.mail_notifications": {"queue": "upkeep"},
    "review.tasks.forget_notifications": {"queue": "upkeep"},
    "review.tasks.seal_entries": {"queue": "upkeep"},
    "review.tasks.seal_stragglers": {"queue": "upkeep"},
    "review.tasks.verify_chain": {"queue": "upkeep"},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")
CELERY_BEAT_SCHEDULE = {
    "sweep-generations": {
        "task": "generation.tasks.sweep",
        "schedule": SWEEP_INTERVAL_S,
        "options": {"expires": 600.0},
    },
    "keep-prices": {
        "task": "generation.tasks.keep_prices",
        "schedule": 600.0,
        "options": {"expires": 600.0},
    },
    "settle-unknown-calls": {
        "task": "generation.tasks.settle_unknown_calls",
        "schedule": 10.0,
        "options": {"expires": 60.0},
    },
    "purge-old-texts": {
        "task": "generation.tasks.purge_old_texts",
        "schedule": 3600.0,
        "options": {"expires": 600.0},
    },
    "mail-alerts": {
        "task": "generation.tasks.mail_alerts",
        "schedule": 30.0,
        "options": {"expires": 600.0},
    },
    "seal-audit-entries": {
        "task": "review.tasks.seal_entries",
        "schedule": 5.0,
        "options": {"expires": 60.0},
    },
    "seal-stragglers": {
        "task": "review.tasks.seal_stragglers",
        "schedule": 3600.0,
        "options": {"expires": 600.0},
    },
    "verify-audit-chain": {
        "task": "review.tasks.verify_chain",
        "schedule": 86_400.0,
        "options": {"expires": 3600.0},
    },
    "mark-overdue-drafts": {
        "task": "review.tasks.mark_overdue",
        "schedule": 30.0,
        "options": {"expires": 60.0},
    },
    "mail-notifications": {
        "task": "review.tasks.mail_notifications",
        "schedule": 10.0,
        "options": {"expires": 60.0},
    },
    "forget-notifications": {
        "task": "review.tasks.forget_notifications",
        "schedule": 86_400.0,
        "options": {"expires": 3600.0},
    },
    "expire-review-claims": {
        "task": "review.tasks.expire_claims",
        "schedule": 60.0,
        "options": {"expires": 600.0},
    },
}

# Audit and logs -------------------------------------------------------------------------------

# django-auditlog keeps which column of what people edit in forms and the admin changed. Drafts change by
# UPDATE, which it can't see: their record is generation.audit.
AUDITLOG_DISABLE_REMOTE_ADDR = True
AUDITLOG_INCLUDE_TRACKING_MODELS: tuple[Any, ...] = (
    {"model": "accounts.User", "exclude_fields": ["password", "last_login"], "m2m_fields": ["groups"]},
    "generation.Asset",
    "generation.Brand",
    "generation.BrandMembership",
    "generation.Budget",
    "generation.Campaign",
    "generation.Fact",
    "generation.Link",
    "generation.ModelTier",
    "generation.Prompt",
    "generation.PromptVersion",
    "generation.RateLimit",
    "review.ReviewPolicy",
    "review.ReviewStage",
)
LOGGING = logging_config(
    level=env.str("LOG_LEVEL", default="INFO"), as_json=not os.environ.get("LOG_PLAIN") and not DEBUG
)
LOGGING_CONFIG = "logging.config.dictConfig"

# Traces ---------------------------------------------------------------------------------------

TRACES = env.bool("TRACES", default=bool(env.str("OTEL_EXPORTER_OTLP_ENDPOINT", default="")))
