#!/usr/bin/env bash
# Builds warta and starts it on the repository's own home. Arguments go on to `warta run`.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

# The bundled home translates from Indonesian into Malay with the program `apertium`.
translates() { have apertium && [[ $(apertium -l 2>/dev/null) == *ind-zlm* ]]; }

if ! translates && ! want_packages apertium apertium-ind-zlm; then
  say "Going on without a translator: the Malay feeds show originals after their wait."
fi

say "Building (the first time takes some minutes)"
cargo build --release
say "Starting; stop it with Ctrl-C"
exec "$target/release/warta" --home "$root" run "$@"
