"""Counts the test cases of one `bazel test` run from its own records.

usage: count_tests.py EVENTS.json PASSED FAILED

EVENTS.json is what --build_event_json_file wrote: it names the results of this run alone,
so an old log is never counted. PASSED and FAILED are cases counted elsewhere. Prints
"N passed, N failed" as the last line; the exit code is 0 only if something passed and
nothing failed.
"""

import json
import sys
import urllib.parse
import xml.etree.ElementTree


def events(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def xml_path(result):
    for output in result.get("testActionOutput", []):
        if output["name"] == "test.xml" and output.get("uri", "").startswith("file://"):
            return urllib.parse.unquote(output["uri"][len("file://"):])
    return None


def cases(path):
    """(passed, failed) of one test.xml; a skipped or disabled case counts as neither."""
    passed = failed = 0
    for case in xml.etree.ElementTree.parse(path).iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.get("status", "run") == "run" and case.get("result", "completed") == "completed":
            passed += 1
    return passed, failed


def count_result(result):
    """(passed, failed) of one test target, or of one shard of it."""
    ok = result.get("status") == "PASSED"
    try:
        passed, failed = cases(xml_path(result))
    except (OSError, TypeError, xml.etree.ElementTree.ParseError):
        return (1, 0) if ok else (0, 1)
    # It ended badly although every case in its record passed, as when a sanitizer reports.
    if not ok and failed == 0:
        failed = 1
    return passed, failed


def main(path, passed, failed):
    complete = False
    for event in events(path):
        kind = event["id"]
        if "testResult" in kind:
            more = count_result(event["testResult"])
            passed, failed = passed + more[0], failed + more[1]
        elif "targetCompleted" in kind and not event.get("completed", {}).get("success"):
            print("does not build: " + kind["targetCompleted"]["label"])
            failed += 1
        elif "buildFinished" in kind:
            complete = True
    if not complete:
        print("bazel did not finish")
        failed += 1
    print(f"{passed} passed, {failed} failed")
    return 0 if passed > 0 and failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
