"""Counts the cases in what `pytest --junit-xml` wrote: prints "PASSED FAILED". Skipped ones are neither."""

import sys
import xml.etree.ElementTree as ElementTree

passed = failed = 0
for case in ElementTree.parse(sys.argv[1]).getroot().iter("testcase"):
    if case.find("failure") is not None or case.find("error") is not None:
        failed += 1
    elif case.find("skipped") is None:
        passed += 1
# No test at all is no good news.
print(passed, failed if passed + failed > 0 else 1)
