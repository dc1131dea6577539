# The commands of this repository. What they do is in tools/*.sh.

.PHONY: help run test audit validate pages compare-nginx conformance bench fuzz scale kills busy engines

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

run:  ## Build warta and start it on the bundled home: http://127.0.0.1:8484/
	@tools/run.sh

test:  ## Format, lints, and all tests on SQLite and on a PostgreSQL of their own
	@tools/test.sh

audit:  ## Licences, bans, origins and known holes of all dependencies (cargo-deny)
	@tools/audit.sh

validate:  ## Check every published feed with outside validators, where they are at hand
	@tools/validate.sh

conformance:  ## Score the feed reader against the peers' suite, where the scorer is at hand
	@tools/conformance.sh

pages:  ## Look at every page in headless Chromium: pictures in target/pages, and no fault
	@tools/pages.sh

compare-nginx:  ## Requests a second of one feed, beside nginx with the same bytes
	@tools/compare-nginx.sh

bench:  ## Measure the feed reader beside its peers (a release build of its own)
	@tools/bench.sh

fuzz:  ## A short run of the fuzz targets: reader, encodings, dates, sanitiser
	@tools/fuzz.sh

scale:  ## 10,000 sources on loopback, three in ten faulty: freshness, memory, open files
	@cargo build
	@tools/scale.py

kills:  ## A thousand releases in three languages, the program killed ten times: the ledger balances
	@cargo test --release --test it -- --ignored --nocapture killed_ten_times

busy:  ## How much of the wire to an engine is used: 8 requests at once, 200 ms each
	@cargo run --release --example engine_busy

engines:  ## Translate the samples with a real LibreTranslate server and look at what came out
	@tools/engines.sh
