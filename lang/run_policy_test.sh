#!/bin/sh
# Runs the `test` blocks of the bundle in a directory, in which the linter must find
# nothing: run_policy_test.sh WRIT DIRECTORY
set -eu
"$1" lint "$2"
exec "$1" test "$2"
