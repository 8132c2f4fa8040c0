#!/usr/bin/env python3
"""Write unicode.json: properties and normal forms of single code points as Python's unicodedata has them.

    make_unicode.py > unicode.json

categories: [first code point, category, ...] wherever the category changes. blocks: for every 4096 code points with assigned
ones among them, FNV-1a of NFC, NFD, NFKC, NFKD and the lower case of each assigned code point but surrogates.
"""
import json
import unicodedata

previous, categories, blocks = None, [], {}
hash = 0
for c in range(0x110000):
    category = unicodedata.category(chr(c))
    if category != previous:
        categories += [c, category]
        previous = category
    if c % 4096 == 0:
        hash = start = 0xCBF29CE484222325
    if category not in ("Cn", "Cs", "Co"):
        forms = [unicodedata.normalize(form, chr(c)) for form in ("NFC", "NFD", "NFKC", "NFKD")]
        lower = chr(c).lower() if c != 0x3A3 else "\u03c3"
        for byte in b"\xff".join(f.encode() for f in forms + [lower]):
            hash = (hash ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    if c % 4096 == 4095 and hash != start:
        blocks[c - 4095] = f"{hash:016x}"
print(json.dumps({"unicode": unicodedata.unidata_version, "categories": categories, "blocks": sorted(blocks.items())}))
