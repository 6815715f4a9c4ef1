# newsmill: `make run` shows it at work, `make test` proves it. Both set up everything they need.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
MAKEFLAGS += --no-print-directory

# The first Python of 3.11 or newer that is found; `make setup PYTHON=...` chooses another.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
BIN := .venv/bin
STORE ?= newsmill-store

.PHONY: setup run test check bench lock clean up ingest down

setup: .venv/.ready

.venv/.ready: requirements.lock pyproject.toml setup.py
	@test -n "$(PYTHON)" || { echo "newsmill needs Python 3.11 or newer on the PATH (or: make setup PYTHON=/path/to/python3)" >&2; exit 2; }
	echo "Setting up .venv (about a minute, once) ..." >&2
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock 2> >(grep -v html_clean >&2 || true)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

run: setup
	@$(BIN)/newsmill run samples/dump --store $(STORE)
	echo
	echo '$$ newsmill search "tunnel*" --store $(STORE)'
	$(BIN)/newsmill search "tunnel*" --store $(STORE)

test: setup
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: setup
	@$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -q tests/test_layers.py
	$(BIN)/newsmill schema check

bench: setup
	@$(BIN)/python benchmarks/bench.py

# Made with uv; the lock holds hashes and no index address.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --extra dev pyproject.toml -o requirements.lock
	echo 'setuptools>=77' | uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -c requirements.lock --extra s3 pyproject.toml - -o docker/requirements.lock

# Never a store.
clean:
	rm -rf .venv build *.egg-info

# Elasticsearch and Kibana in containers, reached from this machine only. The data stay in volumes after `make down`.
DUMP ?= samples/dump

up:
	@docker/make-env.sh
	docker compose build
	docker compose up --detach elasticsearch kibana
	docker compose run --rm setup
	echo "Kibana: http://localhost:5601 (user elastic, password in .env)" >&2

ingest:
	@DUMP="$$(cd "$(DUMP)" && pwd)"
	export DUMP
	docker compose run --rm newsmill

down:
	@docker compose --profile ingest down
