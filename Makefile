# The commands of this project. Variables can be set on the command line: make demo PORT=8001
.POSIX:

# The interpreter that makes the virtual environment; empty finds one.
PYTHON =
VENV = .venv
# The environment of the other clients that `make bench` compares with.
PEERS_VENV = .venv-bench
PORT = 8000
DEMO_ARGS =
# A test run: make test PYTEST_ARGS="tests/review -x"
PYTEST_ARGS =
BENCH_ARGS =
MIN_COVERAGE = 90
COVERAGE_ARGS = --cov --cov-branch --cov-report=term --cov-fail-under=$(MIN_COVERAGE)

BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
RUNTIME = $(VENV)/.requirements
TOOLS = $(VENV)/.requirements-dev
UV_COMPILE = $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-strip-extras --no-header --quiet
LINT_ENV = ENVIRONMENT=production DEBUG=off ALLOWED_HOSTS=desk.example PUBLIC_URL=https://desk.example DATABASE_URL=postgres://localhost/crm_llm \
	CELERY_BROKER_URL=redis://localhost DJANGO_SETTINGS_MODULE=crm_llm.settings \
	SECRET_KEY=only-to-check-the-settings-K7w2Zq9Lx4Nf8Tb3Vr6Jd1Hs5Gm0Pc

.PHONY: help demo test lint format bench bench-peers lock lock-guard clean

help:
	@echo "make demo    run the product on this machine, at http://127.0.0.1:$(PORT)/"
	@echo "make test    run the test suite with coverage"
	@echo "make lint    check style, types, imports, templates, migrations and settings"
	@echo "make format  put the code into its style"
	@echo "make bench   measure, and compare with the goals"
	@echo "make bench-peers   install the other clients that make bench then compares with"
	@echo "make lock    resolve requirements*.in into requirements*.txt"
	@echo "make clean   remove what make made; the demo's data in var/ stays"

demo: $(RUNTIME)
	@exec $(BIN)/python manage.py demo --port $(PORT) $(DEMO_ARGS)

test: $(TOOLS)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder $(COVERAGE_ARGS) $(PYTEST_ARGS)

lint: $(TOOLS) lock-guard
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 --check {} +
	$(BIN)/mypy
	$(BIN)/lint-imports
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	$(LINT_ENV) $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(TOOLS)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 {} +

bench: $(TOOLS)
	$(BIN)/python -m tests.benchmarks --peers $(PEERS_VENV) $(BENCH_ARGS)

bench-peers: $(TOOLS) $(PEERS_VENV)/.requirements

lock: $(BIN)/python
	$(PIP) install uv
	$(UV_COMPILE) requirements.in --output-file requirements.txt
	$(UV_COMPILE) requirements-dev.in --output-file requirements-dev.txt
	$(UV_COMPILE) requirements-otel.in --output-file requirements-otel.txt
	$(UV_COMPILE) requirements-bench.in --output-file requirements-bench.txt

# A lock file names versions and hashes. Where they are fetched from is the business of each machine.
lock-guard:
	@if grep -nE '://|--index|--find-links' requirements.txt requirements-*.txt; then \
		echo "The lock files must not name an address: run make lock." >&2; exit 1; fi

clean:
	rm -rf $(VENV) $(PEERS_VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage htmlcov staticfiles
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@for candidate in $(PYTHON) python3.11 python3 python3.12 python3.13 python3.14; do \
		if "$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$candidate ..."; \
			"$$candidate" -m venv $(VENV) && exit 0; \
			rm -rf $(VENV); \
		fi; \
	done; \
	echo "No Python 3.11 or newer with the venv module was found. Name one: make demo PYTHON=/path/to/python" >&2; exit 1

$(RUNTIME): requirements.txt $(BIN)/python
	@echo "Installing what the application needs ..."
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

$(TOOLS): requirements-dev.txt $(BIN)/python
	@echo "Installing what tests and linters need ..."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

$(PEERS_VENV)/.requirements: requirements-bench.txt $(BIN)/python
	@echo "Installing the clients to compare with ..."
	@$(BIN)/python -m venv $(PEERS_VENV)
	@$(PEERS_VENV)/bin/python -m pip --disable-pip-version-check --quiet --quiet install --require-hashes -r requirements-bench.txt
	@touch $@
