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

# Checks one document; says what is wrong with it, and leaves its name in the list of bad ones.
check_one() {
  local file=$1 log arguments=()
  log=$(mktemp "$home/log.XXXXXX")
  if is_translated "$file"; then arguments=(--mt); fi
  if ! bash "$validators/check.sh" "${arguments[@]}" "$file" >"$log" 2>&1; then
    printf '%s\n' "${file#"$home"/public}" >>"$home/bad"
    say "not content with ${file#"$home"/public}"
    cat "$log"
  fi
  rm -f "$log"
}
export home validators
export -f check_one is_translated say

say "Checking"
documents=(-name '*.rss' -o -name '*.atom' -o -name '*.json' -o -name '*.opml' -o -name '*.xml')
checked=$(find "$home/public" -type f \( "${documents[@]}" \) | wc -l)
find "$home/public" -type f \( "${documents[@]}" \) -print0 |
  xargs -0 -P "$(nproc)" -I '{}' bash -c 'check_one "$1"' check '{}'
bad=0
if [[ -f $home/bad ]]; then bad=$(wc -l <"$home/bad"); fi

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
