"""clang-format 14 would change nothing. `format.py --fix` lets it. CLANG_FORMAT in the environment names another binary."""
import os
import subprocess
import sys

import tree

command = [os.environ.get("CLANG_FORMAT", "clang-format-14")]
command += ["-i"] if "--fix" in sys.argv else ["--dry-run", "-Werror", "--ferror-limit=1"]
files = [str(p.relative_to(tree.ROOT)) for p in tree.sources()]
failed = subprocess.run(command + files, cwd=tree.ROOT, check=False).returncode
tree.finish("format", ["run cmake/lint/format.py --fix"] if failed else [])
