"""Which folder may include which: text never sees layers, decoding never sees a concrete model."""
import tree

LAYER = {"ops", "state", "io", "core", "layers"}
BLOCK = LAYER | {"blocks"}
MODEL = BLOCK | {"models"}
MAY_INCLUDE = {
    "core": {"core"},
    "io": {"io", "core"},
    "text": {"text", "io", "core"},
    "ops": {"ops", "core"},
    "state": {"state", "core"},
    "layers": LAYER,
    "blocks": BLOCK,
    "models": MODEL,
    "decode": {"decode", "ops", "state", "io", "core"},
    "inspect": {"inspect", "ops", "state", "core"},
    "app": set(tree.FOLDERS),
}

problems = []
for path in sorted(tree.INCLUDE.rglob("*")):
    if path.suffix not in {".hpp", ".inl", ".ipp"} or path.parent == tree.INCLUDE:
        continue
    folder = path.relative_to(tree.INCLUDE).parts[0]
    for line, target, quoted in tree.includes(path):
        place = f"{path.relative_to(tree.ROOT)}:{line}"
        if quoted:
            problems.append(f'{place}: write <ganymede/...>, not "{target}"')
            continue
        included = target.split("/")[0] if "/" in target else None
        if not (tree.INCLUDE / target).is_file():
            problems.append(f"{place}: no such header: {target}")
        elif folder not in MAY_INCLUDE:
            problems.append(f"{place}: folder {folder} is not known to this check")
        elif included is None and target == "ganymede.hpp":
            problems.append(f"{place}: ganymede.hpp is for users, not for the library")
        elif included is not None and included not in MAY_INCLUDE[folder]:
            problems.append(f"{place}: {folder} may not include {included}")
tree.finish("include_direction", problems)
