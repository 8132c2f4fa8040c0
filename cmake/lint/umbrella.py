"""What an app needs comes with ganymede.hpp, pages and pictures with inspect.hpp. The two list what users include; with what those include in
turn (bodies too) they reach every header. `umbrella.py --fix` sorts the lists and adds what is not reached, which then counts as an app's."""
import sys

import tree

UMBRELLAS = {
    "ganymede.hpp": "// What an app needs. To include less, include the header of the part that you use; each compiles alone.\n",
    "inspect.hpp": "// For those who look inside of models: recorders, pages, pictures, word vectors. ganymede.hpp comes with it.\n",
}


def listed(umbrella):
    path = tree.INCLUDE / umbrella
    return [target for _, target, _ in tree.includes(path) if target not in UMBRELLAS] if path.is_file() else []


def reached_from(headers):
    """The headers, and what they include, directly or not."""
    seen, left = set(), list(headers)
    while left:
        header = left.pop()
        if header in seen or not (tree.INCLUDE / header).is_file():
            continue
        seen.add(header)
        left += [target for _, target, _ in tree.includes(tree.INCLUDE / header)]
    return seen


def text_of(umbrella, headers):
    text, group = "#pragma once\n" + UMBRELLAS[umbrella], None
    if umbrella != "ganymede.hpp":
        text += "\n#include <ganymede/ganymede.hpp>\n"
    for header in sorted(set(headers), key=order.index):
        folder = header.partition("/")[0] if "/" in header else ""
        text += ("\n" if folder != group else "") + f"#include <ganymede/{header}>\n"
        group = folder
    if umbrella == "ganymede.hpp":  # the one file of a program that holds the bodies holds all of them
        text += "\n#if defined(GANYMEDE_IMPLEMENTATION)\n#include <ganymede/inspect.hpp>\n#endif\n"
    return text


order = [str(h) for h in tree.headers() if str(h) not in UMBRELLAS]
lists = {umbrella: [h for h in listed(umbrella) if h in order] for umbrella in UMBRELLAS}
missing = [h for h in order if h not in reached_from(sum(lists.values(), []))]
if "--fix" in sys.argv:
    for header in missing:
        lists["inspect.hpp" if header.startswith("inspect/") else "ganymede.hpp"].append(header)
    for umbrella, headers in lists.items():
        (tree.INCLUDE / umbrella).write_text(text_of(umbrella, headers), encoding="utf-8")
    missing = []

problems = [f"{h} is reached from neither ganymede.hpp nor inspect.hpp (umbrella.py --fix, or include it where it is used)" for h in missing]
for umbrella, headers in lists.items():
    if not (tree.INCLUDE / umbrella).is_file() or (tree.INCLUDE / umbrella).read_text(encoding="utf-8") != text_of(umbrella, headers):
        problems.append(f"{umbrella} is not as `umbrella.py --fix` writes it")
tree.finish("umbrella", problems)
