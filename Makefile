# duowang: `make run` shows the whole way, `make test` proves it. Both set up what they need.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SUPERSET := .venv-superset
PEOPLE ?= 30000
JOBS ?= 2

.PHONY: help
help: ## List the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes --no-deps -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(SUPERSET)/.ready: dashboards/requirements.lock
	$(PYTHON) -m venv $(SUPERSET)
	$(SUPERSET)/bin/pip install --quiet --require-hashes --no-deps -r dashboards/requirements.lock
	@touch $@

.PHONY: setup
setup: $(VENV)/.ready ## Make the environment (.venv) from the hashed lock

.PHONY: run
run: setup ## The whole way on the sandbox: platforms, Airflow DAGs, marts, a table of results
	PATH="$(CURDIR)/$(BIN):$$PATH" scripts/run.sh $(PEOPLE)

.PHONY: up
up: setup ## Airflow (scheduler, UI on 127.0.0.1:8080) over the sandbox, until stopped with ctrl-c
	PATH="$(CURDIR)/$(BIN):$$PATH" scripts/up.sh $(PEOPLE)

.PHONY: dashboards
dashboards: $(SUPERSET)/.ready ## Superset over what is published, on 127.0.0.1:8088, until stopped with ctrl-c
	scripts/dashboards.sh

NODE_CLIENT := tests/integration/clients/node
$(NODE_CLIENT)/node_modules/.package-lock.json: $(NODE_CLIENT)/package-lock.json
	scripts/system_packages.sh
	cd $(NODE_CLIENT) && npm ci --silent --ignore-scripts --no-audit --no-fund

.PHONY: clients
clients: $(NODE_CLIENT)/node_modules/.package-lock.json ## Install DuckDB's package for Node, for the clients' tests

.PHONY: audit
audit: setup ## Pins, hashes, licences, no registry named in a file; known holes where a service can be asked
	$(BIN)/python scripts/audit.py

.PHONY: test
test: setup clients $(SUPERSET)/.ready ## All tests
	scripts/system_packages.sh
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest -n $(JOBS) --dist loadfile

SIZES ?= 30000 331873
.PHONY: bench
bench: setup ## Landed data to published marts, stage by stage, and a day's changes: SIZES="30000 331873"
	$(BIN)/python -m bench.scale --people $(SIZES)

.PHONY: bench-ingest
bench-ingest: setup ## Land 500,000 records beside dlt and the bytes-dropped limit, and print a table
	$(BIN)/python -m bench.ingest

.PHONY: faults
faults: setup ## Pull every network under every fault, and print how each ends
	$(BIN)/python -m bench.faults

.PHONY: chaos
chaos: setup ## Strike the hub itself (kill -9, full disk, damage, clock) while readers read; print how each ends
	$(BIN)/python -m bench.chaos

.PHONY: lint
lint: setup ## ruff, mypy strict, sqlfluff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --processes $(JOBS) dbt_project/models

.PHONY: format
format: setup ## Let ruff and sqlfluff lay the code out
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --processes $(JOBS) dbt_project/models

.PHONY: register
register: setup ## Write docs/processing_register.md anew from the contracts
	$(BIN)/python -m warehouse.privacy

.PHONY: entities
entities: setup ## Draw docs/entities.md anew from the tests of the dbt project
	$(BIN)/python scripts/entities.py

.PHONY: docs
docs: setup ## dbt's documentation of every table and column as one HTML file; prints where
	PATH="$(CURDIR)/$(BIN):$$PATH" scripts/docs.sh

METRIC ?= closure_rate --by metric_time__month
.PHONY: metrics
metrics: setup ## Ask the published file for a metric: METRIC="closure_rate --by event__origin_network"
	$(BIN)/python scripts/metrics.py $(METRIC)

.PHONY: lock
lock: ## Compile the hashed lock anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --extra spark --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header -o requirements.lock

.PHONY: lock-dashboards
lock-dashboards: ## Compile Superset's hashed lock anew from dashboards/requirements.in (needs uv)
	uv pip compile dashboards/requirements.in --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header -o dashboards/requirements.lock

.PHONY: clean
clean: ## Remove the sandbox's data home and caches, not the environment
	rm -rf var .pytest_cache .mypy_cache .ruff_cache .hypothesis
