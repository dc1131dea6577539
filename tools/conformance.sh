#!/usr/bin/env bash
# Scores the feed reader against the suite that the Python package feedparser ships in its
# source archive, and sorts the sanitising expectations. The scorer is no part of this
# repository: WARTA_CONFORMANCE names its folder. The archive is fetched by pip, once.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

scorer=${WARTA_CONFORMANCE:-$root/../shared/tools/conformance}
if [[ ! -f $scorer/conformance.py ]]; then
  say "The scorer is not at hand (no $scorer/conformance.py): nothing was measured"
  exit 0
fi

suite=${WARTA_SUITE:-$target/suite}
archive() { find "$suite" -maxdepth 1 -name 'feedparser-*.tar.gz' 2>/dev/null | sort | tail -n 1; }
if [[ -z $(archive) ]]; then
  say "Fetching the suite"
  mkdir -p "$suite"
  pip download --quiet --no-deps --no-binary :all: -d "$suite" feedparser >"$target/suite.log" 2>&1 || {
    say "It could not be fetched (see $target/suite.log): nothing was measured"
    exit 1
  }
fi

say "Building"
cargo build --quiet
work=$(mktemp -d "${TMPDIR:-/tmp}/warta-conformance.XXXXXX")
trap 'rm -rf "$work"' EXIT
from="tar:$(archive)"

python3 "$scorer/conformance.py" --name warta --jsonl "$target/debug/warta read --jsonl" \
  --suite "$from" --json "$work/result.json" "$@"
python3 "$scorer/conformance.py" --suite "$from" --list-expectations >"$work/wanted.jsonl" 2>/dev/null
python3 "$root/tools/reading/sorted.py" "$work/wanted.jsonl" "$work/result.json" --left
