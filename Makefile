# Everything is set up in .venv by the first target that needs it; later runs only look at a few stamps.
# Honoured: PYTHON (a Python >= 3.11), PORT and HUB_DATA (see README.md), HUB_CHROMIUM (a browser for the tests).

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check bench soak browser setup lock format FORCE

bin := .venv/bin
pip := $(bin)/python -m pip --disable-pip-version-check --no-input -qq
uv_compile := $(bin)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-annotate --no-header

# A .venv made in another folder, or by a Python that is gone, is of no use: make it anew.
ifneq ("$(CURDIR)","$(shell test -x $(bin)/python && cat .venv/.place 2>/dev/null)")
.venv/.place: FORCE
endif

help: ## what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: .venv/.hub ## start the hub with the sample company
	@exec $(bin)/hub serve --sample

test: check browser ## everything: check, then all tests, on real servers and a real browser
	@$(bin)/python -m pytest $(PYTEST_ARGS)

check: .venv/.test ## style, types and the import rule
	@$(bin)/ruff check .
	@$(bin)/ruff format --check .
	@$(bin)/mypy
	@$(bin)/lint-imports

bench: .venv/.test browser ## measure; figures also go to $BENCH_JSON
	@$(bin)/python -m tests.bench

soak: .venv/.test browser ## the long tests: kills and faults, up to an hour
	@$(bin)/python -m tests.soak

format: .venv/.test ## lay out the code
	@$(bin)/ruff check --fix -q .
	@$(bin)/ruff format .

setup: .venv/.test browser ## all that run and test need, without starting anything

browser: .venv/.test
	@$(bin)/python -m tests.browser_setup

lock: $(bin)/uv ## solve the dependencies anew (UV_ARGS=--upgrade for newer ones)
	@$(uv_compile) $(UV_ARGS) --extra embedded -o .ci/requirements.lock pyproject.toml .ci/build.in
	@$(uv_compile) $(UV_ARGS) --extra embedded --extra test -c .ci/requirements.lock \
	  -o .ci/requirements-test.lock pyproject.toml .ci/build.in
	@$(uv_compile) $(UV_ARGS) -o .ci/requirements-npm.lock .ci/npm.in

.venv/.place:
	@sh .ci/venv

.venv/.runtime: .venv/.place .ci/requirements.lock
	@echo "Installing what the hub needs into .venv"
	@$(pip) install --require-hashes -r .ci/requirements.lock
	@touch $@

# No network and no build of its own: setuptools is in the lock.
.venv/.hub: .venv/.runtime pyproject.toml
	@$(pip) install --no-index --no-deps --no-build-isolation -e .
	@touch $@

.venv/.test: .venv/.hub .ci/requirements-test.lock
	@echo "Installing what the tests need into .venv"
	@$(pip) install --require-hashes -r .ci/requirements-test.lock
	@touch $@

$(bin)/uv: | .venv/.hub
	@$(pip) install uv

FORCE:
