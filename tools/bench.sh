#!/usr/bin/env bash
# Measures the feed reader beside its peers, on the same bytes in the same run, and prints the
# ratios. A release build of a package of its own (benches/): it takes its time.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

say "Building"
cargo build --quiet --release --locked --manifest-path benches/Cargo.toml --target-dir "$target/benches"
"$target/benches/release/warta-benches"
