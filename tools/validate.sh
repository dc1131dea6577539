#!/usr/bin/env bash
# Publishes the bundled home into a temporary folder and checks every feed with outside
# validators. They are no part of this repository: WARTA_VALIDATE names their folder.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

validators=${WARTA_VALIDATE:-$root/../shared/tools/validate}
if [[ ! -x $validators/check.sh && ! -f $validators/check.sh ]]; then
  say "The validators are not at hand (no $validators/check.sh): nothing was checked"
  exit 0
fi

say "Making the validators' environment"
python=$(bash "$validators/setup.sh" "$target/validate" | tail -n 1)
export PYTHON=$python

say "Building"
cargo build
home=$(mktemp -d "${TMPDIR:-/tmp}/warta-validate.XXXXXX")
trap 'rm -rf "$home"' EXIT
cp -r "$root/config" "$root/feeds" "$home/"
printf '\n[publish]\ndir = "public"\n' >>"$home/config/warta.toml"

say "Pulling"
"$target/debug/warta" --home "$home" pull

# An edition that has items in another language than its releases' shows translations.
is_translated() {
  [[ $1 != "$home"/public/id/* ]] && grep -qE '<item>|<item |<entry>|<entry |"content_html"' "$1"
}

# jing matches long texts by recursion: give it a stack that is deep enough
export JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-} -Xss512m"

checked=0
bad=0
while IFS= read -r -d '' file; do
  checked=$((checked + 1))
  arguments=()
  if is_translated "$file"; then arguments=(--mt); fi
  if ! bash "$validators/check.sh" "${arguments[@]}" "$file" >"$target/validate.log" 2>&1; then
    bad=$((bad + 1))
    say "not content with ${file#"$home"/public}"
    cat "$target/validate.log"
  fi
done < <(find "$home/public" -type f \
  \( -name '*.rss' -o -name '*.atom' -o -name '*.json' -o -name '*.opml' -o -name '*.xml' \) -print0)

while IFS= read -r -d '' file; do
  folder=$(dirname "$file")
  same=()
  for format in rss atom json; do
    if [[ -f $folder/feed.$format ]]; then same+=("$folder/feed.$format"); fi
  done
  if ! "$PYTHON" "$validators/contract.py" --same "${same[@]}"; then
    bad=$((bad + 1))
    say "the formats in ${folder#"$home"/public} differ"
  fi
done < <(find "$home/public" -name feed.rss -print0)

say "$checked documents checked, $bad faults"
[[ $checked != 0 && $bad == 0 ]]
