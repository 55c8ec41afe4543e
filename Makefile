# Framing and bias comparison of news coverage. `make` alone lists what there is to do.
#
# Every target does its own set-up: it builds .venv from requirements.lock (exact versions, checked hashes)
# with any Python >= 3.11. `make figures PYTHON=python` uses the environment that is active instead.
# `CORPUS=path` points a target at another corpus folder; its outputs go to path/figures and path/build.

MAKEFLAGS += --no-builtin-rules
# Small matrix products are slower with two threads, many times so while the other core is busy.
export OPENBLAS_NUM_THREADS = 1
.SUFFIXES:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

CORPUS = corpus
ifneq ($(words $(CORPUS)),1)
$(error CORPUS must be one path without spaces, not '$(CORPUS)')
endif
FOLDER := $(CORPUS:/=)
ifeq ($(wildcard $(FOLDER)/.),)
$(error CORPUS: there is no folder '$(CORPUS)')
endif
ifeq ($(abspath $(FOLDER)),$(abspath corpus))
FOLDER := corpus
FIGURES := figures
BUILD := build
else
FIGURES := $(FOLDER)/figures
BUILD := $(FOLDER)/build
OWN_CORPUS := yes
endif

# ---- the environment -------------------------------------------------------------------------------------

ifeq ($(origin PYTHON),command line)
RUN := $(PYTHON)
READY :=
else
RUN := .venv/bin/python
READY := .venv/.ready
endif

PYTHONS := python3 python3.14 python3.13 python3.12 python3.11 python
RECENT := import sys; sys.exit(sys.version_info < (3, 11))

.venv/.ready: requirements.lock pyproject.toml
	@rm -f $@; \
	if ! .venv/bin/python -c '$(RECENT)' 2>/dev/null; then \
	  for name in $(PYTHONS); do \
	    if $$name -c '$(RECENT)' 2>/dev/null; then found=$$name; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo "framing needs Python 3.11 or newer, found: $$(python3 --version 2>/dev/null || echo none). Install it from python.org or your system's packages, then run make again." >&2; exit 1; \
	  fi; \
	  rm -rf .venv; \
	  if command -v uv >/dev/null 2>&1; then \
	    uv venv --quiet --python "$$found" .venv || exit 1; \
	  elif $$found -c 'import ensurepip, venv' 2>/dev/null; then \
	    $$found -m venv .venv || exit 1; \
	  else \
	    echo "$$found lacks the venv module. Install it (Debian and Ubuntu: apt install python3-venv), then run make again." >&2; exit 1; \
	  fi; \
	fi; \
	echo "Installing the locked packages into .venv"; \
	uv=$$(command -v uv || echo .venv/bin/uv); \
	if [ ! -x "$$uv" ]; then .venv/bin/python -m pip install --quiet uv 2>/dev/null || true; fi; \
	if [ -x "$$uv" ] \
	  && "$$uv" pip install --quiet --python .venv/bin/python --link-mode copy --require-hashes -r requirements.lock; then \
	  "$$uv" pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e . || exit 1; \
	else \
	  .venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null || exit 1; \
	  .venv/bin/python -m pip install --quiet --require-hashes -r requirements.lock || exit 1; \
	  .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e . || exit 1; \
	fi; \
	touch $@

# ---- figures ---------------------------------------------------------------------------------------------

# Two notebooks at a time, unless several targets are asked for (those go in order) or -j is given.
ifeq ($(words $(MAKECMDGOALS)),1)
ifeq ($(filter -j% --jobs%,$(MAKEFLAGS)),)
MAKEFLAGS += -j2
endif
endif

NOTEBOOKS := $(sort $(wildcard notebooks/[0-9][0-9]-*.ipynb))
ifdef OWN_CORPUS
NOTEBOOKS := $(filter-out notebooks/09-%,$(NOTEBOOKS)) # shows the way on an invented corpus: an example from end to end
endif
EXECUTED := $(NOTEBOOKS:notebooks/%=$(BUILD)/%)
INPUTS := requirements.lock $(sort $(wildcard src/framing/*.py src/framing/*.mplstyle \
          src/framing/lexicons/*.csv src/framing/scores/*.csv $(FOLDER)/*.csv $(FOLDER)/features/*))

# Executed notebooks that lack a figure: the strings "NN-name" in notebook NN are its figures' names.
LACKING := $(if $(NOTEBOOKS),$(shell \
  grep -o '\\"[0-9][0-9]-[a-z0-9-]*\\"' /dev/null $(NOTEBOOKS) \
  | sed -n 's|^notebooks/\([0-9][0-9]\)\([^:]*\.ipynb\):\\"\(\1-[a-z0-9-]*\)\\"$$|\1\2 \3|p' \
  | while read -r notebook figure; do \
      for suffix in svg png csv md; do \
        [ -e "$(FIGURES)/$$figure.$$suffix" ] || echo "$(BUILD)/$$notebook"; \
      done; \
    done))

.PHONY: FORCE
FORCE:
$(sort $(LACKING)): FORCE

# A list of the inputs, rewritten when one is added or removed: that makes every notebook stale, too.
$(BUILD)/.inputs: FORCE
	@mkdir -p $(BUILD); printf '%s\n' $(INPUTS) | cmp -s - $@ || printf '%s\n' $(INPUTS) > $@

$(BUILD)/%.ipynb: notebooks/%.ipynb $(INPUTS) $(BUILD)/.inputs | $(READY)
	@echo "Executing $<"
	@$(RUN) -m framing.execute $< $@ --figures $(FIGURES) --corpus $(FOLDER)

.PHONY: figures notebooks report test test-slow lab features fetch suggest copies check validate calibrate bench lint lock \
        clean distclean help

figures: $(EXECUTED) ## execute the notebooks that changed and write their figures
	@echo "$(FIGURES)/ is up to date."

notebooks: figures ## store the executed notebooks, so that readers online see results
ifdef OWN_CORPUS
	@echo "The notebooks executed on your corpus are in $(BUILD)/; notebooks/ keeps the shipped ones."
else
	@for executed in $(EXECUTED); do \
	  cmp -s $$executed notebooks/$${executed##*/} || cp $$executed notebooks/ && touch $$executed; \
	done
endif

report: figures ## write one offline page with all figures: report.html of the corpus folder (of build/ for the shipped one)
	@$(RUN) -m framing report $(FOLDER)

# ---- everything else -------------------------------------------------------------------------------------

test: $(READY) ## run the tests that CI runs
	@$(RUN) -m pytest -n 2 -m "not slow"

test-slow: $(READY) ## run the slow calibrations and fuzzing
	@$(RUN) -m pytest -n 2 -m slow

lab: $(READY) ## open the notebooks in JupyterLab
	@FRAMING_CORPUS="$(abspath $(FOLDER))" FRAMING_FIGURES="$(abspath $(FIGURES))" JUPYTER_PREFER_ENV_PATH=1 \
	  $(RUN) -m jupyterlab notebooks

fetch: $(READY) ## download the articles of the corpus that have an address and no text, into its text/
	@$(RUN) -m framing fetch $(FOLDER)

copies: $(READY) ## list articles that are copies of one another
	@$(RUN) -m framing copies $(FOLDER)

suggest: $(READY) ## propose actors and topics from the texts, in files to edit
	@$(RUN) -m framing suggest $(FOLDER)

features: $(READY) ## rebuild the features of the articles whose texts are in text/ of the corpus
	@$(RUN) -m framing features $(FOLDER)

check: $(READY) ## say what is wrong with the corpus folder, and where
	@$(RUN) -m framing check $(FOLDER)

validate: $(READY) ## score the instruments on human-coded sets: make validate BENCHMARKS=folder
	$(if $(wildcard $(addsuffix /.,$(BENCHMARKS))),,$(error BENCHMARKS: there is no folder '$(BENCHMARKS)'))
	@$(RUN) -m framing validate --benchmarks $(BENCHMARKS) --out $(BUILD)/scores.csv

calibrate: $(READY) ## count how often intervals hold the truth, ten minutes: make calibrate [BENCHMARKS=folder]
	@$(RUN) -m framing calibrate $(addprefix --benchmarks ,$(BENCHMARKS)) --out $(BUILD)/calibration.csv

bench: $(READY) ## measure the word measures beside other programs' ways, as ratios (a few minutes)
	@$(RUN) -m framing.bench

lint: $(READY) ## check the style of the code
	@$(RUN) -m ruff check .

lock: $(READY) ## choose the newest allowed versions for requirements.lock (needs uv)
	@uv=$$(command -v uv || echo .venv/bin/uv); "$$uv" pip compile --quiet --upgrade --universal --python-version 3.11 \
	  --fork-strategy fewest --all-extras --generate-hashes --no-header pyproject.toml -o requirements.lock

clean: ## remove executed notebooks and caches; figures stay
	@rm -rf $(BUILD) .pytest_cache .ruff_cache

distclean: clean ## remove the environment, too
	@rm -rf .venv src/framing.egg-info

help: ## list what there is to do
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20
	@echo "CORPUS=path uses another corpus folder; PYTHON=python uses the environment that is active."
