"""A header holds one concept: 150 lines are the aim, 300 the ceiling, for bodies (.ipp, .inl) too. Reports; fails nothing."""
import tree

files = [p for p in tree.INCLUDE.rglob("*") if p.suffix in {".hpp", ".ipp", ".inl"}]
lengths = sorted(((len(p.read_text(encoding="utf-8").splitlines()), p.relative_to(tree.INCLUDE)) for p in files), reverse=True)
long = [(n, h) for n, h in lengths if n > 150]
for lines, header in long:
    print(f"header_length: {'warning' if lines > 300 else 'note'}: {header} has {lines} lines")
print(f"header_length: {len(lengths)} headers, {len(long)} over 150 lines, {sum(n > 300 for n, _ in long)} over 300")
