"""What asks the operating system stands in include/ganymede/core/os: elsewhere no C header is included but those of the CPU's instructions."""
import re
import tree

INSTRUCTIONS = {"arm_neon.h", "cpuid.h", "immintrin.h"}

problems = []
for path in sorted(tree.INCLUDE.rglob("*")):
    if path.suffix not in {".hpp", ".inl", ".ipp"} or path.is_relative_to(tree.INCLUDE / "core" / "os"):
        continue
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        match = re.match(r"\s*#\s*include\s*<([^>]+\.h)>", line)
        if match and match[1] not in INSTRUCTIONS:
            problems.append(f"{path.relative_to(tree.ROOT)}:{number}: <{match[1]}>: what asks the operating system belongs into core/os")
tree.finish("operating_system", problems)
