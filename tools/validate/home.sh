#!/usr/bin/env bash
# Makes a home whose feeds hold all that has ever broken a reader, in five languages, and
# publishes it: home.sh WARTA FOLDER RELEASES. What it writes lies in FOLDER/public.
set -euo pipefail

warta=$1
home=$2
count=$3
mkdir -p "$home"/{config/sources,feeds,drop}

cat >"$home/config/warta.toml" <<'TOML'
[site]
name = "Meja <Uji> & Periksa"
base = "http://127.0.0.1:8484/"
authority = "warta.example,2026"
[server]
listen = "127.0.0.1:8484"
metrics = false
[publish]
dir = "public"
[[engine]]
name = "rehearsal"
kind = "rehearsal"
TOML
cat >"$home/config/sources/kantor.toml" <<'TOML'
[source]
name = "Kantor Contoh & <Uji>"
language = "id"
region = "ID"
rights = "© Kantor Contoh"
homepage = "https://kantor.example/"
schedule = "every 1m"
[folder]
path = "drop"
settle_secs = 0
TOML
cat >"$home/feeds/uji.toml" <<'TOML'
languages = ["id", "ms", "en", "ar", "zh-Hant"]
regions = ["ID-KB", "ID-BA"]
formats = ["rss", "atom", "json", "ninjs"]
TOML
cat >"$home/feeds/dua.toml" <<'TOML'
languages = ["en", "ar"]
regions = ["ID-KB"]
slug = "bilingual"
bilingual = true
only = "translations"
TOML

# many of them at once
for n in $(seq 1 "$count"); do
  printf '%s\n' "Kegiatan Nomor $n di Tepi Kapuas" \
    "PONTIANAK - Kantor Contoh membuka kegiatan nomor $n, Kamis (6/6/2024)." \
    "Sebanyak $n warga hadir sejak pagi." >"$home/drop/banyak-$n.txt"
done
"$warta" --home "$home" pull >/dev/null

# one to be corrected
cat >"$home/drop/pohon.txt" <<'TEXT'
Warga Menanam Pohon di Tepi Kapuas
PONTIANAK - Warga menanam seribu pohon, Kamis (6/6/2024).
Penanaman dimulai sejak pagi.
TEXT
# what breaks readers: control characters, ends of CDATA, tags, emoji, directions
printf '%b' "Judul <x> & ]]> \\u0001\\u000b \\U0001f30a \\u202eterbalik\\u202c </title> &amp; &lt;b&gt;\n" \
  "PONTIANAK - Isi ]]> <x> <script>alert(1)</script> \\u0007 \\u2066arah\\u2069 \\U0001f600 &nbsp; \\u0085 akhir, Kamis (6/6/2024).\n" \
  "Paragraf \"kedua\" dengan 'kutip' & 3 < 4 > 2.\n" >"$home/drop/jahat.txt"
# a hundred thousand bytes
{
  printf 'Laporan Panjang dari Tepi Kapuas\nPONTIANAK - Laporan ini panjang, Kamis (6/6/2024).\n\n'
  for n in $(seq 1 900); do
    printf 'Paragraf nomor %d menceritakan pekerjaan di tepi sungai dengan kata-kata yang cukup panjang untuk dihitung.\n\n' "$n"
  done
} >"$home/drop/panjang.txt"
"$warta" --home "$home" pull >/dev/null

# a correction and a withdrawal, of new entries and of one that left the feeds
sed -i 's/sejak pagi/sejak siang/' "$home/drop/pohon.txt" "$home/drop/banyak-1.txt"
rm "$home/drop/banyak-2.txt"
"$warta" --home "$home" pull >/dev/null
