"""Writes gguf_keys.json: the settings of a model that GGUF has names for, without "<architecture>.".

    python make_gguf_keys.py            (the package gguf)
"""
import json
from pathlib import Path

from gguf.constants import Keys

names = {text.removeprefix("{arch}.") for group in vars(Keys).values() if isinstance(group, type) for text in vars(group).values()
         if isinstance(text, str) and text.startswith("{arch}.")}
names |= {"rope.scale_linear"}  # of old converters
names = sorted(name for name in names if "{" not in name)
(Path(__file__).parent / "gguf_keys.json").write_text(json.dumps(names, indent=1) + "\n")
