#!/usr/bin/env bash
# Looks at every page in headless Chromium: pictures at the width of a phone and of a desk,
# light and dark, in target/pages/; and fails when a page asks anything of another host, runs
# or wants a script, says something to the console, or breaks a rule of axe-core (contrast,
# labels, order of headings), where that can be had from npm.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

want_packages chromium fonts-noto-core fonts-noto-cjk || true
if ! have chromium || ! have node; then
  say "There is no chromium, or no node: no page was looked at"
  exit 0
fi
cargo build
binary=$target/debug/warta
out=$target/pages
rm -rf "$out"
mkdir -p "$out"

home=$(mktemp -d "${TMPDIR:-/tmp}/warta-pages.XXXXXX")
warta_pid=
finish() {
  [[ -z $warta_pid ]] || kill "$warta_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$home"
}
trap finish EXIT

say "Publishing a home in five languages"
cp -r "$root/tools/pages/home/." "$home/"
"$binary" --home "$home" pull >/dev/null
# a second text of one release, and one taken back: pages of their own
sed -i 's/120 warga/210 warga/' "$home/drop/pelatihan.txt"
"$binary" --home "$home" pull >/dev/null
gone=$("$binary" --home "$home" search --language id --json gudang | grep -m1 -o '"release": "[^"]*"' | cut -d'"' -f4)
"$binary" --home "$home" withdraw "$gone" --reason "angka keliru" >/dev/null
"$binary" --home "$home" run >"$out/warta.log" 2>&1 &
warta_pid=$!
for _ in {1..100}; do
  port=$(sed -n 's|.*Serving on http://127.0.0.1:\([0-9]*\)/.*|\1|p' "$out/warta.log" | head -n 1)
  [[ -n $port ]] && break
  sleep 0.1
done
[[ -n $port ]] || { cat "$out/warta.log"; exit 1; }

axe=
if [[ -f $target/axe/node_modules/axe-core/axe.min.js ]] ||
  npm install --silent --no-audit --no-fund --prefix "$target/axe" axe-core >"$out/npm.log" 2>&1; then
  axe=$target/axe/node_modules/axe-core/axe.min.js
else
  say "axe-core could not be had from npm: contrast and labels are not checked"
fi
release=$("$binary" --home "$home" search --language id --json pesisir | grep -m1 -o '"release": "[^"]*"' | cut -d'"' -f4)
node "$root/tools/pages/look.mjs" "http://127.0.0.1:$port" "$out" "$release" "$gone" "$axe"
