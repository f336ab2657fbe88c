# Everything a newcomer types. Each target sets up what it needs on a machine that has only python3.11+ and pip.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := workspace/demo
SCALE := 1

.PHONY: help setup demo test lint guard format bench bench-province pages dictionary lineage rules sample golden clean

help:  ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

$(VENV)/ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

setup: $(VENV)/ready  ## a virtual environment with everything pinned

demo: setup  ## one batch on the committed sample county
	@rm -rf $(DEMO)
	@$(BIN)/hedui run --inbox sample_data/county/inbox --workspace $(DEMO) --as-of 2026-03-31 || test $$? -eq 3
	@echo && find $(DEMO)/out -name '*.xlsx' | sort | head -12 && echo "... and $$(find $(DEMO)/out -name '*.xlsx' | wc -l) workbooks in all"

lint: setup guard  ## style, types, import direction, nobody's real number
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/sqlfluff lint --processes 0 flows reports schemas transforms
	$(BIN)/lint-imports
	$(BIN)/mypy schemas transforms reports flows sample_data bench
	$(BIN)/python -m tests.ratchet

test: setup lint  ## all tests, on all cores
	$(BIN)/python -m pytest -n auto --dist loadscope --no-loadscope-reorder

bench: setup  ## a whole batch of a county of 500 000, measured (SCALE=0.01: in three minutes); figures in docs/performance.md
	@$(BIN)/python -m bench.batch --scale $(SCALE)

bench-province: setup  ## a province of 100 M rows in partitions, measured; takes long
	@$(BIN)/python -m bench.province --scale $(SCALE)

guard: setup  ## refuse IDs, phones and cards that may be a real person's
	$(BIN)/python -m schemas.guard

format: setup  ## Python and SQL in the layout that lint asks for
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --processes 0 flows reports schemas transforms

pages: dictionary lineage rules  ## write the generated pages of docs/

dictionary: setup  ## write docs/data-dictionary.md from the schemas
	$(BIN)/python -m schemas.dictionary docs/data-dictionary.md

lineage: setup  ## write docs/lineage.md from the SQL
	$(BIN)/python -m flows.desk.lineage_page docs/lineage.md

rules: setup  ## write docs/rules.md from the rules, their headers and the sample policy
	$(BIN)/hedui policy rules example --as-of 2026-03-31 > docs/rules.md.new && mv docs/rules.md.new docs/rules.md

sample: setup  ## write the committed sample county anew, after the catalogue or sample_data changed
	rm -rf sample_data/county
	$(BIN)/python -m sample_data --messy --out sample_data/county

golden: setup  ## write the committed results of the sample county anew; read their diff before committing it
	$(BIN)/python -m tests.golden --refresh
	$(BIN)/python -m tests.reports.golden --refresh

clean:  ## remove the environment and the demo's workspace
	rm -rf $(VENV) $(DEMO)
