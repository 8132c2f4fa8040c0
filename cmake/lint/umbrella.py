"""ganymede.hpp includes every header of the library. `umbrella.py --fix` rewrites its list."""
import sys

import tree

UMBRELLA = tree.INCLUDE / "ganymede.hpp"
HEAD = "#pragma once\n// Everything. To include less, include the header of the part that you use; each compiles alone.\n"

wanted = [str(h) for h in tree.headers() if str(h) != "ganymede.hpp"]
if "--fix" in sys.argv:
    text, group = HEAD, None
    for header in wanted:
        folder = header.rpartition("/")[0]
        text += ("\n" if folder != group else "") + f"#include <ganymede/{header}>\n"
        group = folder
    UMBRELLA.write_text(text, encoding="utf-8")

present = [target for _, target, _ in tree.includes(UMBRELLA)]
problems = [f"{h} is missing (umbrella.py --fix)" for h in wanted if h not in present]
problems += [f"{h} does not exist" for h in present if h not in wanted]
tree.finish("umbrella", problems)
