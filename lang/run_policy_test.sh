#!/bin/sh
# Runs the `test` blocks of the bundle in a directory: run_policy_test.sh WRIT DIRECTORY
set -eu
exec "$1" test "$2"
