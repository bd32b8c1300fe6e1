# The whole tool chain, from a fresh clone: Python 3.11+, make and a package registry are enough.
# Everything is installed into .venv from a lock with hashes; nothing else on the machine changes,
# except on Debian as root, where a missing python3-venv or browser is installed with apt-get.

PYTHON ?= python3
BUILD_FLAGS ?=
PYTEST_FLAGS ?=
BENCH_FLAGS ?=
CHECK_FLAGS ?=
HANDBOOK_FLAGS ?=
APT_GET ?=
LOCK_FLAGS ?=

VENV := .venv
BIN := $(VENV)/bin
CREATED := $(VENV)/.created
CACHES := .mypy_cache .ruff_cache .pytest_cache .hypothesis

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help check site handbook test bench bench-scale bench-search lighthouse schema format audit \
	lock clean distclean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo 'PYTHON=python3.12  the interpreter to use'
	@echo 'BUILD_FLAGS="--base-url https://example.org/catalogue/"  passed on to build.py by make site'
	@echo 'CHECK_FLAGS="--format github"  passed on to build.py by make check'
	@echo 'HANDBOOK_FLAGS="--base-url https://example.org/catalogue/"  passed on to build.py by make handbook'
	@echo 'APT_GET="sudo apt-get"  with what make handbook may install Pango and a font, if not root'
	@echo 'PYTEST_FLAGS="-k dates -x"  passed on to pytest by make test'
	@echo 'BENCH_FLAGS="--counts 42 1000 --rounds 5"  passed on to make bench, bench-scale'
	@echo 'LOCK_FLAGS="--upgrade"  passed on to uv by make lock'

check: $(VENV)/.requirements.installed ## Check the content, write nothing
	$(BIN)/python build.py check $(CHECK_FLAGS)

site: $(VENV)/.requirements.installed ## Build the site into site/
	$(BIN)/python build.py build --out site $(BUILD_FLAGS)

# WeasyPrint, which the site does without. The PDF is read through before it is kept; to publish it:
# make site BUILD_FLAGS="--handbook-pdf handbook.pdf", on the same day and for the same --base-url.
handbook: $(VENV)/.requirements-handbook.installed ## Print the handbook into handbook.pdf
	$(BIN)/python -m tools.typesetting --apt-get "$(APT_GET)"
	$(BIN)/python build.py handbook --out handbook.pdf $(HANDBOOK_FLAGS)

test: $(VENV)/.requirements-dev.installed ## Check style and types, then run every test, browser included
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m tests.browser.chromium --ensure
	$(BIN)/python -m pytest $(PYTEST_FLAGS)

bench: $(VENV)/.requirements-bench.installed ## Time builds beside Hugo with Pagefind; writes docs/benchmarks.md
	$(BIN)/python -m bench.builds $(BENCH_FLAGS)

bench-scale: $(VENV)/.requirements-dev.installed $(VENV)/.requirements-bench.installed ## Measure search in a browser as the catalogue grows
	$(BIN)/python -m tests.browser.chromium --ensure
	$(BIN)/python -m bench.search_scale $(BENCH_FLAGS)

bench-search: $(VENV)/.requirements-dev.installed $(VENV)/.requirements-bench.installed ## Compare search with Pagefind as it comes
	$(BIN)/python -m tests.browser.chromium --ensure
	$(BIN)/python -m bench.search

lighthouse: site $(VENV)/.requirements-dev.installed ## Lighthouse scores of the site on a phone (needs Node.js)
	$(BIN)/python -m tests.browser.chromium --ensure
	$(BIN)/python -m tools.lighthouse site

schema: $(VENV)/.requirements.installed ## Write what is generated for editors: the JSON Schema, tables of the guide
	$(BIN)/python -m tools.guide

format: $(VENV)/.requirements-dev.installed ## Rewrite the Python code in the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Versions already locked are kept unless LOCK_FLAGS says otherwise. The constraint files make
# the four locks agree, so that each can be installed over the others in one .venv.
UV_COMPILE = $(BIN)/uv pip compile pyproject.toml --universal --generate-hashes --quiet \
	--no-header --no-emit-index-url --no-emit-find-links $(LOCK_FLAGS)

lock: $(CREATED) ## Write requirements*.lock again from pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(UV_COMPILE) --output-file requirements.lock
	$(UV_COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock
	$(UV_COMPILE) --group bench --constraints requirements-dev.lock --output-file requirements-bench.lock
	$(UV_COMPILE) --group handbook --constraints requirements-dev.lock \
		--constraints requirements-bench.lock --output-file requirements-handbook.lock

# Of what builds the site only; nothing of it runs where readers are. No part of the locks, since
# its own packages would then be audited too.
audit: $(CREATED) ## Look for published vulnerabilities of the locked packages
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uvx pip-audit@2.10.1 --requirement requirements.lock --require-hashes --disable-pip

clean: ## Remove the built site and every cache
	rm -rf site handbook.pdf $(CACHES)
	find . -name __pycache__ -not -path './$(VENV)/*' -type d -prune -exec rm -rf {} +

distclean: clean ## ... and the virtual environment
	rm -rf $(VENV)

# One stamp per lock: .venv/.requirements-dev.installed is as new as the lock it was made from.
$(VENV)/.%.installed: %.lock $(CREATED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

# Debian and Ubuntu ship venv without ensurepip, which then fails half way: hence --clear.
$(CREATED):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo 'Python 3.11 or newer is needed: make PYTHON=/path/to/python3.12 ...' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { \
		package=$$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'); \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -q && apt-get install -q -y "$$package" && \
			$(PYTHON) -m venv --clear $(VENV); \
		else \
			echo "No virtual environment could be made. On Debian or Ubuntu: sudo apt-get install $$package" >&2; \
			exit 1; \
		fi; }
	@touch $@
