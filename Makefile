# Alle Ziele: make help
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
DATA_DIR ?= $(CURDIR)/var
PYTHON ?= python3
WORKERS ?= 2
ELASTICSEARCH_PORT ?= 9250
NODES ?= 1
export DATA_DIR
# Otherwise each process, and tests start dozens, would compile thousands of modules anew.
unexport PYTHONDONTWRITEBYTECODE
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard */locale/*/LC_MESSAGES/*.po))
BIN := .venv/bin
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes

.PHONY: help setup run test lint matrix matrix-rows bench search-quality serve messages lock clean elasticsearch-start elasticsearch-stop elasticsearch-status

help: ## zeigt diese Liste
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-20s %s\n", $$1, $$2}'
	@echo "  PORT=8000 und DATA_DIR=./var lassen sich setzen, zum Beispiel: make run PORT=8080 DATA_DIR=/tmp/portal"

.venv/bin/uv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 oder neuer wird gebraucht; bitte make PYTHON=python3.11 … aufrufen."; exit 1; }
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv~=0.13.8'

.venv/.run: requirements.txt | .venv/bin/uv
	@echo "Pakete werden eingerichtet …"
	@$(UV) -r requirements.txt
	@touch $@

.venv/.test: requirements-dev.txt .venv/.run
	@$(UV) -r requirements-dev.txt
	@touch $@

$(CATALOGUES) &: .venv/.run $(CATALOGUES:.mo=.po)
	@$(BIN)/python manage.py compile_catalogue --verbosity 0
	@touch $(CATALOGUES)

setup: .venv/.run $(CATALOGUES) ## richtet die Pakete in .venv/ ein

run: .venv/.run $(CATALOGUES) ## startet das Portal mit dem Beispielkreis auf http://127.0.0.1:8000
	@$(BIN)/python manage.py start --port $(PORT)

serve: .venv/.run $(CATALOGUES) ## startet den Produktionsserver (Einstellungen siehe README)
	@$(BIN)/python manage.py collectstatic --no-input --verbosity 0
	@$(BIN)/python manage.py work --keep-alive & trap "kill $$!" EXIT; $(BIN)/gunicorn portal.wsgi --bind 127.0.0.1:$(PORT) --workers $(WORKERS)

test: .venv/.test $(CATALOGUES) ## richtet ein und führt alle Tests aus
	@env -u DATA_DIR $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

lint: .venv/.test ## prüft Form, Typen und Importregeln
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/djlint --quiet --lint .
	@$(BIN)/lint-imports --no-cache
	@env -u DATA_DIR $(BIN)/mypy

matrix: .venv/.test ## schreibt docs/zugriff.md, rollen.md, faelle.md, plaetze.md und hospitation.md aus ihren Daten
	@env -u DATA_DIR DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -m tests.portal.access_page
	@$(BIN)/python manage.py describe_roles > docs/rollen.md
	@$(BIN)/python manage.py describe_transitions > docs/faelle.md
	@$(BIN)/python manage.py describe_places > docs/plaetze.md
	@$(BIN)/python manage.py describe_job_shadowing > docs/hospitation.md

matrix-rows: .venv/.test ## schreibt die Zugriffstabelle neu, so wie das Portal jetzt antwortet; danach den Unterschied lesen
	@env -u DATA_DIR $(BIN)/python -m pytest -q -n0 tests/portal/proposing.py

bench: .venv/.test ## misst Antwortzeiten mit dem Produktionsserver
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.editor
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.engines
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.all_words
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.cases
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.case_acts
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.client_records
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.figures
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.events
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.tallies
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.reading_documents
	@env -u DATA_DIR $(BIN)/python -m tests.benchmarks.scans

SHARED_DIR ?= ../shared
SEEDS ?= $(SHARED_DIR)/seeds
EVAL ?= $(SHARED_DIR)/eval
STATUTES ?= $(SHARED_DIR)/cases/statutes
QUERIES ?= $(EVAL)/queries_public.jsonl
search-quality: .venv/.test $(CATALOGUES) ## misst die Güte der Suche; ARGS="--set all --half tune" wählt, EVAL=, SEEDS=, STATUTES=, QUERIES= nennen Dateien
	@env -u DATA_DIR $(BIN)/python -m tests.quality --seeds $(SEEDS) --statutes $(STATUTES) --eval $(EVAL) --queries $(QUERIES) $(ARGS)

elasticsearch-start elasticsearch-stop elasticsearch-status: .venv/.run
	@$(BIN)/python -m tests.search_server $(@:elasticsearch-%=%) --port $(ELASTICSEARCH_PORT) --nodes $(NODES)
elasticsearch-start: ## startet ein echtes Elasticsearch für Entwicklung und Tests (braucht Maven und ein JDK ab 21)
elasticsearch-stop: ## hält es an
elasticsearch-status: ## sagt, ob es läuft

messages: .venv/.test ## sammelt die Texte für den englischen Katalog (braucht gettext)
	@$(BIN)/python manage.py makemessages --locale en --no-location --ignore .venv --ignore var --ignore tests
	@$(BIN)/python manage.py compile_catalogue

lock: .venv/.test ## löst die Abhängigkeiten neu auf
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --all-extras pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --group dev --generate-hashes --no-header --no-annotate --no-emit-index-url pyproject.toml -o requirements-dev.txt

clean: ## entfernt .venv und Zwischenstände, nicht die Daten
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
