#!/bin/sh
# Runs the `test` blocks of the bundle in a directory, in which the linter must find
# nothing, on code made without any pass of the compiler and on code made with all of them:
# run_policy_test.sh WRIT DIRECTORY
set -eu
"$1" lint "$2"
"$1" test "$2" --no-pass all
exec "$1" test "$2"
