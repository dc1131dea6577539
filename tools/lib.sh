# What the other scripts share. Sourced, never run.
# shellcheck shell=bash

# The root of the repository; every script works from there.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
target=${CARGO_TARGET_DIR:-$root/target}
mkdir -p "$target"

# Says what is being done, on standard error, so that output stays clean.
say() { printf '== %s\n' "$*" >&2; }

# Tells whether a program is there.
have() { command -v "$1" >/dev/null 2>&1; }

# Tells whether a package of Debian's is installed.
installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# Runs a command with the rights to install, or answers 1 where nobody gives them.
with_rights() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif have sudo && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then
    sudo "$@"
  else
    return 1
  fi
}

# Installs those of the named packages of Debian's that are lacking, and says so. Where that
# cannot be done it prints what to install, and answers 1: the caller decides what then.
want_packages() {
  local package lacking=()
  if ! have dpkg-query || ! have apt-get; then
    say "This is not Debian or Ubuntu. Please install what matches: $*"
    return 1
  fi
  for package in "$@"; do
    installed "$package" || lacking+=("$package")
  done
  [[ ${#lacking[@]} == 0 ]] && return 0
  say "Installing from the distribution: ${lacking[*]}"
  local install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q
    --no-install-recommends "${lacking[@]}")
  # the lists of packages may be missing or old: fetch them only when it does not go without
  if with_rights "${install[@]}" >"$target/apt.log" 2>&1; then return 0; fi
  if with_rights apt-get update -q >>"$target/apt.log" 2>&1 &&
    with_rights "${install[@]}" >>"$target/apt.log" 2>&1; then return 0; fi
  say "That did not work (see $target/apt.log). By hand: sudo apt-get install ${lacking[*]}"
  return 1
}
