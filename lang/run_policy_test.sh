#!/bin/sh
# Runs the `test` blocks of the bundle in a directory, on code made without any pass of the
# compiler and on code made with all of them. They decide every clause both ways; the bundle
# is formatted, and the linter finds nothing in it. run_policy_test.sh WRIT DIRECTORY
set -eu
"$1" fmt --check "$2"
"$1" lint "$2"
"$1" test "$2" --no-pass all
exec "$1" test --min-coverage 100 "$2"
