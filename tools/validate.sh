#!/usr/bin/env bash
# Publishes a home of everything that breaks readers into a temporary folder, and checks what
# it serves with outside validators: every kind of document, as files and over HTTP. They are
# no part of this repository: WARTA_VALIDATE names their folder.
# VALIDATE_RELEASES says how many releases come at once; 1000 unless it is set.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

validators=${WARTA_VALIDATE:-$root/../shared/tools/validate}
if [[ ! -f $validators/check.sh ]]; then
  say "The validators are not at hand (no $validators/check.sh): nothing was checked"
  exit 0
fi

want_packages jing libxml2-utils || true
say "Making the validators' environment"
PYTHON=${PYTHON:-$(bash "$validators/setup.sh" "$target/validate" | tail -n 1)}
export PYTHON
# jing matches long texts by recursion: give it a stack that is deep enough
export JDK_JAVA_OPTIONS="${JDK_JAVA_OPTIONS:-} -Xss512m"

say "Building"
cargo build --release
warta=$target/release/warta
work=$(mktemp -d "${TMPDIR:-/tmp}/warta-validate.XXXXXX")
server=
finish() {
  if [[ -n $server ]]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

say "Publishing ${VALIDATE_RELEASES:-1000} releases at once, then corrections and withdrawals"
home=$work/home
bash "$root/tools/validate/home.sh" "$warta" "$home" "${VALIDATE_RELEASES:-1000}"

# A feed that says so in its items shows translations.
is_translated() {
  grep -q 'schema.org/translationOfWork' "$1" || grep -q '"translation":' "$1"
}

# Checks one document; says what is wrong with it, and leaves its name in the list of bad ones.
check_one() {
  local file=$1 log arguments=()
  log=$(mktemp "$work/log.XXXXXX")
  if is_translated "$file"; then arguments=(--mt); fi
  if ! bash "$validators/check.sh" "${arguments[@]}" "$file" >"$log" 2>&1; then
    printf '%s\n' "$file" >>"$work/bad"
    say "not content with $file"
    cat "$log"
  fi
  rm -f "$log"
}
export work validators
export -f check_one is_translated say

# What is checked: every golden file, every feed, the first and last pages of the feeds, and
# some releases of each kind. A list of no object is no document that can be checked.
{
  find "$root/tests/it/golden" -type f ! -name '*.html'
  cd "$home/public"
  find "$PWD" -maxdepth 1 -name '*.xml' -o -maxdepth 1 -name '*.opml'
  find "$PWD" \( -name 'feed.*' -o -name '*.ndjson' \) -size +0
  find "$PWD" -path '*/archive/*' \( -name '[12].*' -o -name '1[0-9].*' -o -name '20.*' \)
  for kind in ninjs.json ninjs1.json newsml.xml; do
    for language in id ms en ar zh-Hant; do
      find "$PWD/$language/releases" -name "*.$kind" -size +60k
      find "$PWD/$language/releases" -name "*.$kind" | sort | sed -n 1,3p
      grep -rlE --include="*.$kind" '"canceled"|stat:canceled' "$PWD/$language/releases" || true
    done
  done
} | sort -u >"$work/files"
say "Checking $(wc -l <"$work/files") documents"
xargs -d '\n' -P "$(nproc)" -I '{}' bash -c 'check_one "$1"' check '{}' <"$work/files"
bad=0
if [[ -f $work/bad ]]; then bad=$(wc -l <"$work/bad"); fi

say "Comparing the formats of each feed"
while IFS= read -r -d '' file; do
  folder=$(dirname "$file")
  same=()
  for format in rss atom json; do
    if [[ -f $folder/feed.$format ]]; then same+=("$folder/feed.$format"); fi
  done
  if ! "$PYTHON" "$validators/contract.py" --same "${same[@]}" >"$work/same" 2>&1; then
    bad=$((bad + 1))
    cat "$work/same"
  fi
done < <(find "$home/public" -name feed.rss -print0)

say "A round that brings nothing"
before=$(cd "$home/public" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
"$warta" --home "$home" pull >/dev/null
after=$(cd "$home/public" && find . -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
if [[ $before != "$after" ]]; then
  bad=$((bad + 1))
  say "a round that brought nothing changed a document"
fi

say "Asking over HTTP"
port=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
sed -i "s/^listen = .*/listen = \"127.0.0.1:$port\"/" "$home/config/warta.toml"
"$warta" --home "$home" run --roles serve >"$work/server.log" 2>&1 &
server=$!
for _ in $(seq 1 100); do
  if "$PYTHON" -c "import socket; socket.create_connection(('127.0.0.1', $port), 1)" 2>/dev/null; then break; fi
  sleep 0.2
done
release=$(cd "$home/public" && find en/releases -name '*.newsml.xml' | sort | sed -n 1p)
release=${release%.newsml.xml}
paths=(en/ID-KB/feed.rss en/ID-KB/feed.atom en/ID-KB/feed.json ar/ID-BA/feed.atom
  en/ID-KB/archive/1.atom en/ID-KB/archive/1.json feeds.opml sitemap.xml sitemap-news.xml
  "$release.ninjs.json" "$release.ninjs1.json" "$release.newsml.xml")
for path in "${paths[@]}"; do
  if ! "$PYTHON" "$validators/http_contract.py" "http://127.0.0.1:$port/$path"; then
    bad=$((bad + 1))
  fi
done

say "$(wc -l <"$work/files") documents and ${#paths[@]} addresses checked, $bad faults"
[[ $bad == 0 ]]
