"""No file names a folder of the machine that it was written on."""
import re

import tree

PATH = re.compile(r"(?<![\w.}/-])/(?:work|root|home)/")
FOLDERS = ["include", "tests", "bench", "examples", "cmake", "docs", ".ci"]

problems = []
files = [p for f in FOLDERS for p in (tree.ROOT / f).rglob("*") if p.is_file() and "__pycache__" not in p.parts]
files += [p for p in tree.ROOT.iterdir() if p.is_file() and p.name != ".git"]  # a file in a linked worktree
for path in sorted(files):
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:  # a model or another binary fixture
        continue
    problems += [f"{path.relative_to(tree.ROOT)}:{n}: {line.strip()[:100]}" for n, line in enumerate(lines, 1) if PATH.search(line)]
tree.finish("machine_paths", problems)
