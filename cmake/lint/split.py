"""X.ipp holds the bodies of X.hpp, which includes it where bodies are seen (split.hpp); X.ipp begins with X.hpp."""
import tree

GUARD = "#if GANYMEDE_BODIES\n#include <ganymede/{}>\n#endif\n"

problems = []
for path in sorted(tree.INCLUDE.rglob("*.ipp")):
    body = path.relative_to(tree.INCLUDE)
    header = body.with_suffix(".hpp")
    if not (tree.INCLUDE / header).is_file():
        problems.append(f"{body} has no {header.name}")
        continue
    text = (tree.INCLUDE / header).read_text(encoding="utf-8")
    if not text.endswith(GUARD.format(body)):
        problems.append(f"{header} does not end with: {GUARD.format(body)!r}")
    if next((target for _, target, _ in tree.includes(path)), None) != str(header):
        problems.append(f"{body} does not include <ganymede/{header}> before everything else")
for path in sorted(tree.INCLUDE.rglob("*.[hi]??")):
    targets = [target for _, target, _ in tree.includes(path)]
    allowed = [str(path.relative_to(tree.INCLUDE).with_suffix(".ipp"))] if path.suffix == ".hpp" else []
    problems += [f"{path.relative_to(tree.INCLUDE)} includes {t}, the bodies of another header" for t in targets if t.endswith(".ipp") and t not in allowed]
    text = path.read_text(encoding="utf-8")
    if any(macro in text for macro in ("GANYMEDE_ONCE", "GANYMEDE_BODIES", "GANYMEDE_SEPARATE")) and path.suffix == ".hpp" and path.name != "split.hpp" and "split.hpp" not in targets:
        problems.append(f"{path.relative_to(tree.INCLUDE)} does not include <ganymede/split.hpp>")
tree.finish("split", problems)
