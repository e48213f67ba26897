# The two commands that matter are `make serve` and `make test`; `make help` lists the others.

PYTHON := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup serve test check format sizes bench bench-large soak crawl fuzz lock screenshots wheel

help:  ## Say what there is to run
	@sed -n 's/^\([a-z-]*\):.*  ## /  make \1	/p' Makefile | expand -t 18

setup:  ## Prepare everything for working on the code
	@scripts/setup test

serve:  ## Prepare what is missing and serve the site (HOST=127.0.0.1 PORT=8000)
	@scripts/setup serve
	@exec $(PYTHON) -m registry serve $(ARGS)

test: setup  ## Prepare what is missing and run the tests (ARGS="tests/core -k score")
	@$(PYTHON) -m pytest -n auto --maxprocesses 8 $(ARGS)

check: setup  ## Style, types, who may import whom, and every mistake in labs/ and standards/
	@echo "check: style" && $(PYTHON) -m ruff check --quiet . && $(PYTHON) -m ruff format --quiet --check .
	@echo "check: types" && $(PYTHON) -m mypy
	@echo "check: arrows" && .venv/bin/lint-imports --no-logo
	@echo "check: content" && $(PYTHON) -m registry check

format: setup  ## Put the code into its usual shape
	@$(PYTHON) -m ruff check --fix --quiet . && $(PYTHON) -m ruff format .

sizes: setup  ## Sizes of modules and functions: median, 90th percentile, largest
	@$(PYTHON) scripts/sizes.py

bench: setup  ## How fast it is, beside named peers (ARGS="searching pages"; ARGS=--help)
	@$(PYTHON) -m benchmarks $(ARGS)

bench-large: setup  ## Search over 100,000 clauses, beside FTS5 and tantivy; it takes most of an hour
	@$(PYTHON) -m benchmarks large $(ARGS)

lock: setup  ## Compile the locks again after a change of dependencies (ARGS=--upgrade for newer versions)
	@$(PYTHON) -m uv pip compile --quiet pyproject.toml --group build --universal --python-version 3.11 \
	    --generate-hashes --no-strip-extras --no-header $(ARGS) --output-file requirements.lock
	@$(PYTHON) -m uv pip compile --quiet pyproject.toml --group dev --universal --python-version 3.11 \
	    --generate-hashes --no-strip-extras --no-header $(ARGS) --constraints requirements.lock --output-file requirements-dev.lock

soak: setup  ## Kill it 200 times while it accepts, on both databases (ARGS="--kills 20 --seed 7 --database sqlite")
	@$(PYTHON) -m scripts.soak $(ARGS)

crawl: setup  ## Walk the whole site: dead links, valid HTML, unique titles, the sitemap
	@$(PYTHON) -m scripts.crawl $(ARGS)

fuzz: setup  ## Ask the API everything that its description allows and forbids (ARGS="--examples 300")
	@$(PYTHON) -m scripts.fuzz $(ARGS)

screenshots: setup  ## Take the pictures of the documentation again
	@$(PYTHON) scripts/screenshots.py

wheel: setup  ## Build the wheel into dist/
	@$(PYTHON) -m hatchling build --target wheel
