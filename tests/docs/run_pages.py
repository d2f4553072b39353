#!/usr/bin/env python3
"""Does what pages of the documentation tell their reader to do, in order and in one shell.

    run_pages.py WRIT PAGE...

A fenced block's info string says what it is:

    sh            commands; each must succeed, unless the block's output is shown
    text          right after `sh`: what those commands print, line by line. A line `...`
                  stands for any lines, and `…` in a line for any text
    writ FILE     the whole of that file
    writ +FILE    put at the end of that file
    writ          a policy with its tests, which must pass

Anything else is for people alone. Lines that build the tool are left out: the test has it.
Files under /tmp go to the test's own folder, and a server listens on a port that the
system picks; commands that follow talk to it.
"""
import os
import re
import shlex
import subprocess
import sys

SKIPPED = re.compile(r"bazel |\./dev |export PATH=")
SERVE = re.compile(r"(writ serve .*) &$")

PRELUDE = r"""
server=""
trap '[ -z "$server" ] || kill "$server" 2>/dev/null' EXIT
# Starts a server and returns when it listens, after saying what the server said.
serve() {
  rm -f "$WORK/ready" && mkfifo "$WORK/ready"
  exec 3<>"$WORK/ready"
  "$@" >&3 2>&3 &
  server=$!
  while read -r line <&3; do
    case $line in
      "listening on "*) export WRIT_SERVER="${line#listening on }"; echo "listening on 127.0.0.1:7411"; return ;;
      *) echo "$line" ;;
    esac
  done
}
"""


def blocks(page):
    """Yields (info, text, line, follows) of each fenced block; `follows` when only blank
    lines are between it and the block before."""
    inside, follows = None, False
    for number, line in enumerate(open(page, encoding="utf-8"), 1):
        fence = line.strip().startswith("```")
        if inside is None and fence:
            inside, text, start = line.strip()[3:], [], number
        elif inside is not None and fence:
            yield inside, "".join(text), start, follows
            inside, follows = None, True
        elif inside is not None:
            text.append(line)
        elif line.strip():
            follows = False


class Step:
    """One block as shell, and what it is to print."""

    def __init__(self, place, script):
        self.place, self.script, self.expected = place, script, None


def commands(text):
    lines = [line for line in text.splitlines() if not SKIPPED.match(line)]
    return "\n".join(SERVE.sub(r"serve \1", line).replace("127.0.0.1:7411", "127.0.0.1:0") for line in lines)


def write(name, text):
    redirect, name = (">>", name[1:]) if name.startswith("+") else (">", name)
    return f"cat {redirect} {shlex.quote(name)} <<'WRIT_END_OF_FILE'\n{text}WRIT_END_OF_FILE"


def steps_of(page):
    steps = []
    for info, text, line, follows in blocks(page):
        place = f"{os.path.basename(page)}:{line}"
        kind, _, name = info.partition(" ")
        if kind == "sh":
            steps.append(Step(place, commands(text)))
        elif kind == "text" and follows and steps:
            steps[-1].expected = text
        elif kind == "writ" and name:
            steps.append(Step(place, write(name, text)))
        elif kind == "writ":
            steps.append(Step(place, write('/tmp/shown.writ', text) + "\nwrit test /tmp/shown.writ"))
    return steps


def script_of(steps, work):
    parts = ["set -euo pipefail", PRELUDE]
    for i, step in enumerate(steps):
        options = "set +e" if step.expected is not None else "set -e"
        script = step.script.replace("/tmp/", f"{work}/files/")
        parts.append(f"echo {i} >$WORK/step\n{options}\n{{\n:\n{script}\n}} >$WORK/out.{i} 2>&1")
    return "\n".join(parts)


def pattern_of(expected):
    lines = []
    for line in expected.splitlines(keepends=True):
        if line.strip() == "...":
            lines.append(r"(?:.*\n)*?")
        else:
            lines.append(".*".join(re.escape(part) for part in line.split("…")))
    return re.compile("".join(lines))


def printed(work, i):
    with open(f"{work}/out.{i}", encoding="utf-8") as out:
        return out.read().replace(f"{work}/files/", "/tmp/")


def main(writ, *pages):
    work = os.environ["TEST_TMPDIR"]
    os.makedirs(f"{work}/bin")
    os.makedirs(f"{work}/files")
    os.symlink(os.path.abspath(writ), f"{work}/bin/writ")
    environment = dict(os.environ, WORK=work, PATH=f"{work}/bin:{os.environ['PATH']}")
    steps = [step for page in pages for step in steps_of(page)]
    if not steps:
        sys.exit(f"nothing to run in {' '.join(pages)}")
    status = subprocess.run(["bash", "-c", script_of(steps, work)], env=environment).returncode
    last = int(open(f"{work}/step").read())
    failed = 0
    for i, step in enumerate(steps[: last + 1]):
        out = printed(work, i)
        if step.expected is not None and not pattern_of(step.expected).fullmatch(out):
            failed += 1
            print(f"{step.place}: the page shows\n{step.expected}and this is printed:\n{out}")
    if status != 0:
        failed += 1
        print(f"{steps[last].place}: a command fails:\n{steps[last].script}\n{printed(work, last)}")
    shown = sum(step.expected is not None for step in steps)
    print(f"{len(steps)} blocks, {shown} with their output, {failed} failed")
    sys.exit(1 if failed else 0)


main(*sys.argv[1:])
