#!/bin/bash
# Runs the `test` blocks of the bundle in a directory: run_tests.sh WRIT DIRECTORY
set -euo pipefail
exec "$1" test "$2"
