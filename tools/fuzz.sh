#!/usr/bin/env bash
# A short run of the fuzz targets: with cargo-fuzz where it is at hand, on a stable compiler,
# from the documents of the tests (WARTA_FUZZ_SECS for each target), else the same targets on documents changed at random from
# a seed (WARTA_FUZZ_ROUNDS, WARTA_FUZZ_SEED). A document that breaks one is kept.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

if cargo fuzz --version >/dev/null 2>&1; then
  cargo fuzz build --sanitizer none
  for name in reader encoding date sanitiser; do
    say "Fuzzing $name"
    corpus=fuzz/corpus/$name
    mkdir -p "$corpus"
    cargo fuzz run --sanitizer none "$name" "$corpus" tests/it/fixtures/reading \
      -- -max_total_time="${WARTA_FUZZ_SECS:-30}" -timeout=10
  done
else
  say "cargo-fuzz is not at hand: the targets run on documents changed at random"
  cargo test --test it reading::fuzz -- --ignored --nocapture
fi
