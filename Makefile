# Two commands for newcomers: `make demo` and `make test`. All of them can be repeated; a second time they begin at once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check format bench clean

demo: $(READY)  ## run the shop's scenarios, and write out/report.html
	@$(BIN)/validator install
	@$(BIN)/validator demo --run --screenshots on

test: $(READY)  ## every test, with the coverage of those that need no browser
	@$(BIN)/validator install
	@$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest -q -m "not browser"
	@$(BIN)/coverage report --skip-covered --skip-empty --sort=cover
	$(BIN)/python -m pytest -q -m browser -n 2

check: $(READY)  ## format, lint, strict types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	@$(MAKE) --no-print-directory test

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## what is measured, as ratios within one run
	@$(BIN)/validator install
	$(BIN)/python benchmarks/journey.py
	$(BIN)/python benchmarks/runtime.py

$(READY): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $(READY)

clean:
	rm -rf $(VENV) out build dist .coverage .pytest_cache .mypy_cache .ruff_cache
