#!/usr/bin/env bash
# How many requests a second warta serves of one 40 KB feed, beside nginx with the same bytes
# as a file, in the same run on loopback: whole in gzip, and 304 to who has it already.
# Both have one worker for each core; wrk takes what is left. Prints a table and the ratios,
# and answers 1 where one is below WARTA_RATIO_MIN (0.70; 0 only reports).
#
#   WARTA_BIN      the program to measure; without it, one is built with optimisation
#   SECONDS_EACH   how long each measurement takes (5)
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"

want_packages nginx-light wrk curl || want_packages nginx wrk curl || exit 1
# its package starts a server for everybody; ours is another one, on loopback
if [[ -d /run/systemd/system ]]; then with_rights systemctl disable --now nginx >/dev/null 2>&1 || true; fi

seconds=${SECONDS_EACH:-5}
least=${WARTA_RATIO_MIN:-0.70}
binary=${WARTA_BIN:-}
if [[ -z $binary ]]; then
  say "Building with optimisation"
  cargo build --release
  binary=$target/release/warta
fi

folder=$(mktemp -d "${TMPDIR:-/tmp}/warta-nginx.XXXXXX")
warta_pid= nginx_pid=
finish() {
  [[ -z $warta_pid ]] || kill "$warta_pid" 2>/dev/null || true
  [[ -z $nginx_pid ]] || kill "$nginx_pid" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

# Tells whether nobody listens on a port of loopback.
is_free() { ! (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
free_port() {
  local port
  for _ in {1..50}; do
    port=$((20000 + RANDOM % 20000))
    if is_free "$port"; then
      echo "$port"
      return 0
    fi
  done
  return 1
}
warta_port=$(free_port)
nginx_port=$(free_port)

say "Publishing releases until a feed holds 40 KB"
home=$folder/home
mkdir -p "$home/config/sources" "$home/feeds" "$home/drop"
cat >"$home/config/warta.toml" <<TOML
[site]
name = "Warta"
base = "http://127.0.0.1:$warta_port/"
authority = "warta.example,2026"
[server]
listen = "127.0.0.1:$warta_port"
metrics = false
TOML
cat >"$home/config/sources/kantor.toml" <<TOML
[source]
name = "Kantor Contoh"
language = "id"
region = "ID"
schedule = "every 1h"
[folder]
path = "drop"
settle_secs = 0
TOML
printf 'languages = ["id"]\nregions = ["ID"]\nformats = ["rss"]\n' >"$home/feeds/all.toml"
# words in an order of their own in each, so that the feed shrinks as a real one does
words=(warga kantor loket petugas berkas pagi siang sungai jembatan pasar sekolah guru nelayan
  kapal pelabuhan desa kecamatan layanan antrean kartu anggaran bantuan musyawarah pelatihan
  kesehatan penyuluhan pemuda lingkungan penanaman pohon sampah air bersih jalan listrik
  koperasi panen padi gudang harga beras pengawasan pemeriksaan laporan hasil rapat kepala)
RANDOM=1717665164
sentence() {
  local text=
  for _ in $(seq 1 "$1"); do text+=" ${words[RANDOM % ${#words[@]}]}"; done
  printf 'Kegiatan%s.' "$text"
}
for n in $(seq 1 37); do
  printf 'Kantor Contoh Membuka Loket Nomor %s\nJAKARTA - %s Berlangsung Kamis (6/6/2024).\n%s\n' \
    "$n" "$(sentence 12)" "$(sentence 18)" >"$home/drop/$n.txt"
done
"$binary" --home "$home" pull >/dev/null

"$binary" --home "$home" run >"$folder/warta.log" 2>&1 &
warta_pid=$!
path=/id/ID/feed.rss
for _ in {1..100}; do
  curl -sf "http://127.0.0.1:$warta_port$path" -o "$folder/feed.rss" && break
  sleep 0.1
done
[[ -s $folder/feed.rss ]] || { cat "$folder/warta.log"; exit 1; }

mkdir -p "$folder/site/id/ID"
cp "$folder/feed.rss" "$folder/site$path"
gzip -6 -k "$folder/site$path"
cat >"$folder/nginx.conf" <<CONF
daemon off;
$([[ $(id -u) == 0 ]] && echo 'user root;')
pid $folder/nginx.pid;
error_log $folder/nginx.log;
worker_processes auto;
events { worker_connections 1024; }
http {
  access_log off;
  client_body_temp_path $folder/body;
  proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fastcgi;
  uwsgi_temp_path $folder/uwsgi;
  scgi_temp_path $folder/scgi;
  types { application/rss+xml rss; }
  sendfile on;
  tcp_nopush on;
  keepalive_requests 10000000;
  open_file_cache max=100;
  gzip_static on;
  add_header Cache-Control "public, max-age=60";
  server { listen 127.0.0.1:$nginx_port; root $folder/site; }
}
CONF
nginx=$(command -v nginx || echo /usr/sbin/nginx)
"$nginx" -c "$folder/nginx.conf" 2>"$folder/nginx.err" &
nginx_pid=$!
for _ in {1..50}; do
  curl -sf "http://127.0.0.1:$nginx_port$path" -o /dev/null && break
  sleep 0.1
done

for port in "$warta_port" "$nginx_port"; do
  curl -sf "http://127.0.0.1:$port$path" -o /dev/null || { echo "nothing is served on $port" >&2; exit 1; }
done

tag_of() {
  curl -sI -H 'Accept-Encoding: gzip' "http://127.0.0.1:$1$path" |
    tr -d '\r' | awk -F': ' 'tolower($1) == "etag" { print $2 }'
}
# Requests a second of a port, with more headers.
rate() {
  local port=$1
  shift
  wrk -t1 -c32 -d"${seconds}s" "$@" "http://127.0.0.1:$port$path" |
    awk '/Requests\/sec/ { print $2 } /Non-2xx/ { print "answers were refused" >"/dev/stderr" }'
}

bytes=$(stat -c %s "$folder/feed.rss")
printf '%s bytes, gzip %s bytes, %s s each, %s cores\n' "$bytes" \
  "$(stat -c %s "$folder/site$path.gz")" "$seconds" "$(nproc)"
printf '%-10s %12s %12s %8s\n' request warta/s nginx/s ratio
bad=0
row() {
  local name=$1 ours theirs ratio
  ours=$(rate "$warta_port" "${@:2:2}" -H "If-None-Match: $4")
  theirs=$(rate "$nginx_port" "${@:2:2}" -H "If-None-Match: $5")
  ratio=$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.2f", a / b }')
  printf '%-10s %12s %12s %8s\n' "$name" "$ours" "$theirs" "$ratio"
  awk -v a="$ratio" -v b="$least" 'BEGIN { exit !(a < b) }' && bad=1
  return 0
}
row gzip -H 'Accept-Encoding: gzip' '"x"' '"x"'
row 304 -H 'Accept-Encoding: gzip' "$(tag_of "$warta_port")" "$(tag_of "$nginx_port")"
exit "$bad"
