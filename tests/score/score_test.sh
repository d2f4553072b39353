#!/usr/bin/env bash
# Runs the whole of `score` on a small pack: the numbers, the examples, the exit codes.
set -u

score=tests/score/score
data=tests/score/testdata
failures=0

# expect CODE ARG...: runs score; its output is in $output.
expect() {
  local code=$1
  shift
  output=$("$score" --policies "$data/policies" "$@" 2>&1)
  local got=$?
  [ "$got" = "$code" ] && return
  echo "score $*: exit $got, not $code"
  echo "$output"
  failures=$((failures + 1))
}

# line PATTERN: the output has such a line.
line() {
  grep -qE "$1" <<<"$output" && return
  echo "no line like: $1"
  echo "$output"
  failures=$((failures + 1))
}

expect 0 "$data/pack.jsonl" --explain 1
line '^errands: 7 runs, 17 decisions in .* over 8 connections'
line '^  1 runs left out'
line '^  attacks stopped +1 of +2 +50.00%$'
line '^  \(task, goal\) pairs stopped +1 of +2 +50.00%$'
line "^  users' tasks that survive +2 of +2 +100.00%$"
line '^  benign runs with a denial +0 of +2 +0.00%$'
line '^  ground-truth calls denied +0 of +2 +0.00%$'
line '^errands: attacks that were not stopped$'
line '^  missed$'
line '^    permit by errands.buy \[attack\]  buy'
line '^garden: no policy$'

gzip -c "$data/pack.jsonl" >"$TEST_TMPDIR/pack.jsonl.gz"
expect 0 "$TEST_TMPDIR/pack.jsonl.gz" --suites "$data" --connections 1 --at-least 50
expect 1 "$data/pack.jsonl" --at-least 50.01
expect 2 "$data/nothing.jsonl"
expect 2 "$data/pack.jsonl" --policies "$data"
expect 2 "$data/suite_errands.json"
expect 2 "$data/pack.jsonl" --writ /nothing
expect 2

[ "$failures" = 0 ]
