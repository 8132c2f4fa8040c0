"""A header holds one concept: 150 lines are the aim, 300 the ceiling, for bodies (.ipp, .inl) too; a family holds data, in 120 lines."""
import re
import tree

# What people do not write, or have still to take apart.
EXCUSED = {
    "text/unicode/unicode_tables.hpp": "generated",
    "inspect/page_assets.hpp": "generated",
}

lengths = []
families = []
for path in sorted(p for p in tree.INCLUDE.rglob("*") if p.suffix in {".hpp", ".ipp", ".inl"}):
    text = path.read_text(encoding="utf-8")
    lengths.append((len(text.splitlines()), str(path.relative_to(tree.INCLUDE))))
    if path.parent.name == "models" and re.search(r"static constexpr [^;]*\bmodel_types\b", text):
        families.append(lengths[-1])
for lines, header in sorted(lengths, reverse=True):
    if 150 < lines <= 300:
        print(f"header_length: note: {header} has {lines} lines")
for lines, header in sorted(families, reverse=True):
    if lines > 120:
        print(f"header_length: note: family {header} has {lines} lines, over 120")
tree.finish("header_length", [f"{header} has {lines} lines, over 300" for lines, header in lengths if lines > 300 and header not in EXCUSED])
