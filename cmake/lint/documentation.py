"""What the pages point at is there: links, headings, files that they name; and every C++ block of theirs is compiled by a test."""
import os
import re

import tree

PAGES = [tree.ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")]
PAGES += sorted((tree.ROOT / "docs").glob("*.md")) + [tree.ROOT / "examples" / "models" / "README.md"] + sorted((tree.ROOT / "bench").glob("*.md"))
TESTED = [tree.ROOT / "README.md"] + sorted((tree.ROOT / "docs").glob("*.md"))
README_LINES = 120
SOURCE = re.compile(r"^[\w./*-]+\.(hpp|ipp|inl|cpp|cmake|py|sh)$")
FENCE = re.compile(r"^```(\w*)[ ]?(\S*)$")

tests = "\n".join(p.read_text(encoding="utf-8") for f in ("documentation", "consumers") for p in (tree.ROOT / "tests" / f).rglob("*.cpp"))
names = {}
for path in tree.ROOT.rglob("*"):
    if path.is_file() and ".git" not in path.parts and "build" not in path.relative_to(tree.ROOT).parts[:1]:
        names.setdefault(path.name, []).append(path)


def prose(text):
    """The lines outside of fences, numbered, and the fences: (line, language, name)."""
    lines, fences, inside = [], [], False
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            inside = not inside
            match = FENCE.match(line)
            if inside and match:
                fences.append((number, match[1], match[2]))
        elif not inside:
            lines.append((number, line))
    return lines, fences


def anchors(path):
    """The anchors that GitHub makes of a page's headings."""
    found = set()
    for _, line in prose(path.read_text(encoding="utf-8"))[0]:
        if line.startswith("#"):
            heading = re.sub(r"[`*]|\[([^\]]*)\]\([^)]*\)", r"\1", line.lstrip("#").strip()).lower()
            found.add(re.sub(r"[^\w -]", "", heading).replace(" ", "-"))
    return found


def exists(name, page):
    """A file that a page names: by its path in the repository or in include/ganymede, from the page's folder, or by its end."""
    if "*" in name:
        return any(tree.ROOT.glob(name)) or any(tree.INCLUDE.glob(name))
    places = [tree.ROOT / name, tree.ROOT / "include" / name, tree.INCLUDE / name, page.parent / name]
    return any(p.exists() for p in places) or any(str(p).endswith("/" + name) for p in names.get(os.path.basename(name), []))


problems = []
for page in PAGES:
    if not page.exists():
        problems.append(f"{page.name}: is missing")
        continue
    where = page.relative_to(tree.ROOT)
    lines, fences = prose(page.read_text(encoding="utf-8"))
    for number, line in lines:
        for target in re.findall(r"\]\(([^)\s]+)\)", line):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            to = (page.parent / file) if file else page
            if not to.exists():
                problems.append(f"{where}:{number}: {target}: there is no such file")
            elif anchor and to.suffix == ".md" and anchor not in anchors(to):
                problems.append(f"{where}:{number}: {target}: there is no such heading")
        if page.name == "CHANGELOG.md":  # tells of files that are gone
            continue
        for name in re.findall(r"`([^`\s]+)`", line):
            if SOURCE.match(name) and not exists(name, page):
                problems.append(f"{where}:{number}: `{name}`: there is no such file")
    if page in TESTED:
        stem = page.stem.lower().replace("-", "_")
        for number, language, name in fences:
            if language == "cpp" and not name:
                problems.append(f"{where}:{number}: a C++ block without a name (```cpp NAME), by which a test compiles it")
            elif language == "cpp" and f'#include "{stem}/{name}.inc"' not in tests:
                problems.append(f'{where}:{number}: no test includes "{stem}/{name}.inc" (tests/documentation, tests/consumers)')
if (count := len((tree.ROOT / "README.md").read_text(encoding="utf-8").splitlines())) > README_LINES:
    problems.append(f"README.md: {count} lines (at most {README_LINES})")
tree.finish("documentation", problems)
