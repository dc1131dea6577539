#!/usr/bin/env bash
# Asks cargo-deny about licences, bans and origins of every dependency, and about known holes
# where the database of advisories can be had.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

if ! have cargo-deny; then
  say "Installing cargo-deny with cargo (takes some minutes)"
  cargo install cargo-deny --locked
fi

cargo deny check bans licenses sources
if cargo deny fetch db >"$target/advisories.log" 2>&1; then
  cargo deny check advisories
else
  say "The database of advisories cannot be had (see $target/advisories.log): left out"
fi
