#!/usr/bin/env bash
# Translates the bundled samples, and releases given as arguments, with a real LibreTranslate
# server whose words are Apertium's, and looks at what came out. The server is installed by pip
# into the target folder (600 MB) the first time.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

want_packages apertium apertium-apy apertium-ind-zlm apertium-eng-spa python3-venv || exit 1
place=$target/libretranslate
if [[ ! -x $place/bin/libretranslate ]]; then
  say "Installing LibreTranslate into $place"
  python3 -m venv "$place"
  "$place/bin/pip" install --quiet "libretranslate>=1.9,<2" || {
    rm -rf "$place"
    say "LibreTranslate could not be installed here"
    exit 1
  }
fi
say "Building"
cargo build --quiet
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT

# A port nobody listens on.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Waits until an address answers, a minute at most.
await() {
  local _
  for _ in $(seq 120); do
    if python3 -c 'import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=2)' \
      "$1" 2>/dev/null; then return 0; fi
    sleep 0.5
  done
  say "$1 does not answer; it said:"
  cat "$2" >&2
  return 1
}

apy=$(free_port)
/usr/bin/python3 tools/apy-on-loopback.py "$apy" >"$work/apy.log" 2>&1 &
await "http://127.0.0.1:$apy/listPairs" "$work/apy.log"
server=$(free_port)
"$place/bin/python" tools/libretranslate-on-loopback.py "$server" "http://127.0.0.1:$apy" \
  "$work/texts.jsonl" >"$work/server.log" 2>&1 &
await "http://127.0.0.1:$server/languages" "$work/server.log"
say "Translating"
releases=("$@")
if [[ ${#releases[@]} == 0 && -d $root/../shared/samples ]]; then
  releases=("$root"/../shared/samples/*.txt)
fi
python3 tools/engines.py "$target/debug/warta" "http://127.0.0.1:$server" "$work/texts.jsonl" "${releases[@]}"
