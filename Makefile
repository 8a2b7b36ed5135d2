# Every target sets up all that it needs: a virtual environment in .venv with the versions of requirements.lock.

THREADS ?= 1
BUILD   := build
PY      := .venv/bin/python
SEEDS   := $(wildcard seeds/*.* seeds/articles/*) settings.toml
CODE    := $(shell find analysis -name '*.py' -o -name '*.j2' -o -path '*/stopwords/*.txt')

# The first Python of these that starts and is a version the project runs on.
PYTHON ?= $(shell for p in python3 python python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null && echo $$p && break; done)

.DEFAULT_GOAL := help
.PHONY: again help figures test lint notebooks benchmark fuzz check-figures lock clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

figures: $(BUILD)/figures.stamp ## make the report on the seed articles anew, in figures/

test: .venv/.ready ## run the tests that take under ten minutes together on two cores, with coverage
	$(PY) -m pytest -m "not slow" -n 2 --dist loadfile --cov --cov-report=term

lint: .venv/.ready ## check format, style, types, and that no stage imports a stage
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m pytest -q --no-header tests/test_architecture.py

notebooks: .venv/.ready ## run the notebooks and keep what they show
	$(PY) -m tests.notebooks notebooks/*.ipynb

benchmark: .venv/.peers ## measure this project and its peers, in one run of about an hour
	$(PY) -m benchmarks

fuzz: .venv/.peers ## feed the readers with spoiled files for ten minutes
	@mkdir -p $(BUILD)/fuzz
	cd $(BUILD)/fuzz && PYTHONPATH=$(CURDIR) $(CURDIR)/$(PY) -m tests.fuzz -max_total_time=600

check-figures: .venv/.ready ## make the figures anew elsewhere and fail unless they are those of figures/
	.venv/bin/themeline report seeds --settings settings.toml --out $(BUILD)/figures --threads $(THREADS)
	.venv/bin/themeline verify figures $(BUILD)/figures

lock: ## pin the newest versions that pyproject.toml allows (needs uv)
	uv pip compile --upgrade --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		--extra notebooks --extra dev pyproject.toml --output-file requirements.lock
	uv pip compile --universal --generate-hashes --no-annotate --no-header --python-version 3.11 \
		--extra peers --constraint requirements.lock pyproject.toml --output-file benchmarks/requirements.lock

clean: ## remove everything that make made, but not figures/
	rm -rf .venv $(BUILD) .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamp lies outside figures/: in a new clone nothing is taken for made, whatever the files' times are.
# It does not count where the figures themselves are gone.
$(BUILD)/figures.stamp: $(CODE) $(SEEDS) .venv/.ready $(if $(wildcard figures/manifest.json),,again)
	.venv/bin/themeline report seeds --settings settings.toml --out figures --threads $(THREADS)
	@mkdir -p $(BUILD) && touch $@

again:

# The lock names all that is needed, so nothing is resolved anew (--no-deps): old versions of pip trip over extras there.
.venv/.ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Themeline needs Python 3.11, 3.12 or 3.13; name one with: make PYTHON=/path/to/python3"; exit 1; }
	test -x $(PY) || $(PYTHON) -m venv .venv
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The peers to measure against: an extra, never needed but for the benchmarks.
.venv/.peers: benchmarks/requirements.lock .venv/.ready
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement benchmarks/requirements.lock
	@touch $@
