# The commands of this repository. What they do is in tools/*.sh.

.PHONY: help run test audit validate conformance

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-16s %s\n", $$1, $$2 }'

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
