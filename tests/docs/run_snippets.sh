#!/bin/bash
# Runs what pages of the documentation tell their reader to type, in order and in one
# shell, and checks every policy that they show. Lines that build the tool are left out:
# the test has it.
#
#   run_snippets.sh WRIT PAGE...
set -euo pipefail

writ="$PWD/$1"
shift
work="${TEST_TMPDIR:?}"
mkdir -p "$work/bin"
ln -sf "$writ" "$work/bin/writ"
export PATH="$work/bin:$PATH"

# Each fenced block of language $1 of the pages that follow.
blocks() {
  awk -v fence="\`\`\`$1" '$0 == fence { inside = 1; next } $0 == "```" { inside = 0 } inside' "${@:2}"
}

server=""
trap '[ -z "$server" ] || kill "$server"' EXIT

# Starts a server on a port that the system picks and returns when it listens; commands
# that follow talk to it.
serve() {
  mkfifo "$work/ready"
  exec 3<>"$work/ready"
  "$@" >&3 &
  server=$!
  read -r line <&3
  export WRIT_SERVER="${line#listening on }"
  [[ "$WRIT_SERVER" != "$line" ]]
}

blocks sh "$@" |
  sed -e '/^bazel /d' -e '/^export PATH=/d' -e '/^\.\/dev /d' -e "s|/tmp/|$work/|g" \
      -e 's|127.0.0.1:7411|127.0.0.1:0|' -e 's|^\(writ serve .*\) &$|serve \1|' >"$work/script"
set -x
# shellcheck source=/dev/null
source "$work/script"
set +x

blocks writ "$@" >"$work/shown.writ"
if [ -s "$work/shown.writ" ]; then writ test "$work/shown.writ"; fi
if [ ! -s "$work/script" ] && [ ! -s "$work/shown.writ" ]; then
  echo "nothing to run in $*" >&2
  exit 1
fi
