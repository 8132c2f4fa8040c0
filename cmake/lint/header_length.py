"""A header holds one concept: 150 lines are the aim, 300 the ceiling. Reports; fails nothing."""
import tree

lengths = sorted(((len((tree.INCLUDE / h).read_text(encoding="utf-8").splitlines()), h) for h in tree.headers()), reverse=True)
long = [(n, h) for n, h in lengths if n > 150]
for lines, header in long:
    print(f"header_length: {'warning' if lines > 300 else 'note'}: {header} has {lines} lines")
print(f"header_length: {len(lengths)} headers, {len(long)} over 150 lines, {sum(n > 300 for n, _ in long)} over 300")
