"""include/ganymede/X/Y.hpp has its tests in tests/X/Y.cpp, or stands in test_pairs_allowed.txt with the reason why not."""
import fnmatch

import tree

ALLOWED = tree.ROOT / "cmake" / "lint" / "test_pairs_allowed.txt"
reasons = {}
problems = []
used = set()
for number, line in enumerate(ALLOWED.read_text(encoding="utf-8").splitlines(), 1):
    if not line.strip() or line.startswith("#"):
        continue
    header, _, reason = line.partition(" ")
    if not reason.strip():
        problems.append(f"{ALLOWED.name}:{number}: {header} gives no reason")
    reasons[header] = reason.strip()

for header in map(str, tree.headers()):
    test = tree.ROOT / "tests" / header.replace(".hpp", ".cpp")
    folders = [line for line in reasons if line.endswith("/*.hpp") and fnmatch.fnmatch(header, line)]
    used.update(folders)
    if folders:
        continue
    if test.is_file() and header in reasons:
        problems.append(f"{header} has a test now: take it off {ALLOWED.name}")
    elif not test.is_file() and header not in reasons:
        problems.append(f"{header} has no {test.relative_to(tree.ROOT)}")
    reasons.pop(header, None)
problems += [f"{ALLOWED.name} lists {header}, which does not exist" for header in reasons if header not in used]

# ctest runs the cases of each source file; a case in a header would be run by nobody.
for path in (tree.ROOT / "tests").rglob("*.hpp"):
    if "TEST_CASE" in path.read_text(encoding="utf-8"):
        problems.append(f"{path.relative_to(tree.ROOT)}: test cases belong into a .cpp file")
tree.finish("test_pairs", problems)
