#!/usr/bin/env bash
# Format, lints, and all tests, on SQLite and on a PostgreSQL cluster of their own.
# With WARTA_TEST_ALL=1 nothing may be left out: a lacking tool is a failure.
set -euo pipefail
# shellcheck source=tools/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=tools/postgres.sh
source "$root/tools/postgres.sh"

failed=()
# Runs one step and remembers whether it failed; the next ones run all the same.
step() {
  local name=$1
  shift
  say "$name"
  "$@" || failed+=("$name")
}

had_apy=$(installed apertium-apy 2>/dev/null && echo yes || echo no)
want_packages postgresql apertium-apy apertium-ind-zlm apertium-eng-spa jing libxml2-utils || true
if [[ $had_apy == no ]] && installed apertium-apy 2>/dev/null && [[ -d /run/systemd/system ]]; then
  # its package starts a server on every interface; the tests start their own on loopback
  say "Stopping the service apertium-apy, which its package has just started for everybody"
  with_rights systemctl disable --now apertium-apy || true
fi

trap stop_postgres EXIT
trap 'exit 130' INT TERM
if [[ -z ${WARTA_TEST_PG:-} ]]; then
  say "Starting a PostgreSQL cluster for the tests"
  start_postgres || say "There is no PostgreSQL to run the tests on"
fi

# A storage that speaks S3, for tests of buckets: moto, of Python's packages.
want_moto() {
  [[ -x $target/moto/bin/moto_server ]] && return 0
  want_packages python3-venv || return 1
  say "Installing moto into $target/moto"
  python3 -m venv "$target/moto" &&
    "$target/moto/bin/pip" install --quiet "moto[s3]>=5,<6" "flask<4" "flask-cors<7" \
      >"$target/moto.log" 2>&1 && return 0
  rm -rf "$target/moto"
  return 1
}
want_moto || say "There is no storage to test buckets with"

rm -f "$target/left-out.txt"
step "cargo fmt --check" cargo fmt --check
step "cargo clippy" cargo clippy --all-targets --all-features -- -D warnings
step "cargo check of what is built by default" cargo check
run_tests() { cargo test --all-features --no-fail-fast 2>&1 | tee "$target/test.log"; }
step "cargo test" run_tests

say "Summary"
awk '/^test result:/ { passed += $4; failed += $6; ignored += $8 }
  END { printf "%d tests passed, %d failed, %d ignored\n", passed, failed, ignored }' \
  "$target/test.log"
if [[ -s $target/left-out.txt ]]; then
  echo "Left out:"
  sort -u "$target/left-out.txt" | sed 's/^/  /'
else
  echo "Nothing was left out"
fi
if [[ ${#failed[@]} != 0 ]]; then
  printf 'FAILED: %s\n' "${failed[@]}"
  exit 1
fi
echo "All is well"
