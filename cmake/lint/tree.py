"""What every check needs to know about the tree."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include" / "ganymede"

# The folders of the library in the order in which data flows through them.
FOLDERS = ["core", "io", "text", "ops", "state", "layers", "blocks", "models", "decode", "inspect", "app"]


def headers():
    """Every header of the library, as a path from include/ganymede ("core/error.hpp"), in the order of the data flow."""
    def order(path):
        parts = path.parts
        folder = FOLDERS.index(parts[0]) if parts[0] in FOLDERS else -1
        return (folder if len(parts) > 1 else -1, str(path))
    return sorted((p.relative_to(INCLUDE) for p in INCLUDE.rglob("*.hpp")), key=order)


def sources():
    """Every C++ file of the repository."""
    folders = ["include", "tests", "bench", "examples"]
    return sorted(p for f in folders for p in (ROOT / f).rglob("*") if p.suffix in {".hpp", ".cpp", ".inl", ".ipp"})


def includes(path):
    """(line number, target, quoted) of each #include of a file that names this library or a neighbouring file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*(?:<ganymede/([^>]+)>|"([^"]+)")', line)
        if match:
            yield number, match[1] or match[2], match[1] is None


def finish(name, problems):
    """Prints what is wrong and ends the check."""
    for problem in problems:
        print(f"{name}: {problem}", file=sys.stderr)
    if not problems:
        print(f"{name}: ok")
    sys.exit(1 if problems else 0)
