#!/usr/bin/env python3
"""Write stages.json: what the tokenizers package (PyPI) makes of generated strings, for every normaliser and pre-tokeniser.

    make_stages.py > stages.json

The strings come from a small generator that the test repeats (string() below); only the pools of code points are stored:
code points that Unicode 3.2 has with the category they have today, so that the Unicode version of neither side matters.
Each stage has its results in full for the first strings, and one FNV-1a hash for every hundred strings.
"""
import json
import sys
import unicodedata

import tokenizers
from tokenizers import Tokenizer, models

COUNT, FULL, BLOCK, SEED = 2000, 10, 100, 20240726
SCRIPTS = """LATIN GREEK CYRILLIC ARMENIAN HEBREW ARABIC SYRIAC DEVANAGARI BENGALI GURMUKHI TAMIL TELUGU THAI LAO TIBETAN MYANMAR
GEORGIAN HANGUL ETHIOPIC CHEROKEE KHMER MONGOLIAN HIRAGANA KATAKANA BOPOMOFO CJK YI GOTHIC DESERET COMBINING MATHEMATICAL
FULLWIDTH HALFWIDTH CIRCLED ROMAN SUPERSCRIPT EN BOX""".split()
COMMON = "  aabcxyzABCst'09.,!?-_()\n\r\t/&$^~|`<="
SPECIAL = [0x300, 0x301, 0x308, 0x327, 0x3099, 0x200D, 0x200C, 0x2581, 0xFEFF, 0xFFFD, 0xA0, 0x3000, 0x85, 0x2028, 0x17F, 0x212A, 0x130,
           0x131, 0xDF, 0x1C5, 0x3A3, 0x3C2, 0x1100, 0x1161, 0x11A8, 0xAC00, 0xFB01, 0x2126, 0x0, 0x1, 0x7F, 0xAD, 0x30FC, 0xFF76, 0xFF9E]
BEHAVIORS = "Removed Isolated MergedWithPrevious MergedWithNext Contiguous".split()

GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
O200K = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?"
         r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*"
         r"|\s*[\r\n]+|\s+(?!\S)|\s+")
DEEPSEEK3 = (r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+"
             r"|\s+(?!\S)|\s+")
PATTERNS = [GPT2, LLAMA3, O200K, DEEPSEEK3, r"\w+", r"\W+", r"\d", r"\b", r"(?=\p{Lu})", r"(?<=\s)\S", r"(?<!a)b", r"^.", r".$", r"\A.", r".\z",
            r".\Z", r"(?i)[a-fK]+", r" ?[^(\s|.,!?…。，、।۔،)]+", r"a*?b|.{2,3}?", r"(a|b)+?c?", r"\s++$", r"[\p{Latin}x&&[^aeiou]]+",
            r"(?i:ſ|k|σ|ǆ)+", r"(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+", r"a(?i)b|c", r"\p{N}{1,3}+", r"a{2}?", r"\u0041|\x{62}|\x63",
            r"[\]\-a]|[a\-c]|[x-]|[-y]", r"\p{^L}", r"\d{1,3}(?=(?:\d{3})*\b)", r"(?m).+", r"\p{Greek}+|\p{Thai}|\p{Arabic}{2}", r"x*",
            r"[\w&&[^\d_]]+", r"[[a-c][x-z]]+"]


def split(pattern, behavior="Isolated", invert=False, kind="Regex"):
    return {"type": "Split", "pattern": {kind: pattern}, "behavior": behavior, "invert": invert}


def byte_level(prefix, use_regex):
    return {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": use_regex}


def replace(kind, pattern, content):
    return {"type": "Replace", "pattern": {kind: pattern}, "content": content}


YES_NO = (True, False)
NORMALIZERS = [{"type": t} for t in "NFC NFD NFKC NFKD Lowercase StripAccents Nmt ByteLevel".split()]
NORMALIZERS += [{"type": "Strip", "strip_left": a, "strip_right": b} for a in YES_NO for b in YES_NO]
NORMALIZERS += [{"type": "Prepend", "prepend": "▁"}, replace("String", " ", "▁"), replace("Regex", " {2,}", "$0 "), replace("Regex", "x*", "-"),
                replace("Regex", r"\s+$", "_"), replace("String", "", "_")]
NORMALIZERS += [{"type": "BertNormalizer", "clean_text": c, "handle_chinese_chars": h, "strip_accents": s, "lowercase": lower}
                for c, h, s, lower in ((True, True, None, True), (True, True, None, False), (False, True, True, False), (True, False, False, True))]
NORMALIZERS += [{"type": "Sequence", "normalizers": [{"type": "NFD"}, {"type": "Lowercase"}, {"type": "StripAccents"}]}]
PRE_TOKENIZERS = [byte_level(a, r) for a in YES_NO for r in YES_NO]
PRE_TOKENIZERS += [split(r"a|\p{N}", b, i) for b in BEHAVIORS for i in YES_NO] + [split(" ", b, i, "String") for b in BEHAVIORS for i in YES_NO]
PRE_TOKENIZERS += [split(p) for p in PATTERNS]
PRE_TOKENIZERS += [{"type": "Digits", "individual_digits": i} for i in YES_NO] + [{"type": "Punctuation", "behavior": b} for b in BEHAVIORS]
PRE_TOKENIZERS += [{"type": "Metaspace", "replacement": "▁", "prepend_scheme": s, "split": x} for s in ("always", "first", "never") for x in YES_NO]
PRE_TOKENIZERS += [{"type": "Metaspace", "replacement": "_", "add_prefix_space": True}]
PRE_TOKENIZERS += [{"type": t} for t in "Whitespace WhitespaceSplit BertPreTokenizer UnicodeScripts".split()]
PRE_TOKENIZERS += [{"type": "CharDelimiterSplit", "delimiter": "a"}]
PRE_TOKENIZERS += [{"type": "Sequence", "pretokenizers": p} for p in (
    [{"type": "WhitespaceSplit"}, {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True}],
    [split(LLAMA3), byte_level(False, False)], [{"type": "Digits", "individual_digits": True}, byte_level(True, True)],
    [{"type": "Punctuation", "behavior": "Contiguous"}, byte_level(False, True), {"type": "Digits", "individual_digits": False}, split("[0-9]{3}")])]


def pools():
    old = unicodedata.ucd_3_2_0
    by_script = {s: [] for s in SCRIPTS}
    for c in range(0xA0, 0x2FA1E):
        if c not in (0x589, 0x953, 0x954) and unicodedata.category(chr(c)) == old.category(chr(c)) != "Cn":  # they changed their script
            word = unicodedata.name(chr(c), "").replace("-", " ").split(" ")[0]
            if word in by_script:
                by_script[word].append(c)
    return [members[:: max(1, len(members) // 40)][:40] for members in by_script.values() if members]


class Random:
    """xorshift64*, S. Vigna 2016."""

    def __init__(self, seed):
        self.x = seed

    def __call__(self, n):
        self.x ^= self.x >> 12
        self.x ^= self.x << 25 & 0xFFFFFFFFFFFFFFFF
        self.x ^= self.x >> 27
        return (self.x * 2685821657736338717 & 0xFFFFFFFFFFFFFFFF) // 2**33 % n


def string(random, pools, common, special):
    two = [pools[random(len(pools))], pools[random(len(pools))]]
    out = []
    for _ in range(random(40)):
        kind = random(20)
        pool = common if kind < 9 else special if kind < 12 else two[random(2)]
        out.append(chr(pool[random(len(pool))]))
    return "".join(out)


def fnv(hash, data):
    for byte in data:
        hash = (hash ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return hash


def main():
    random, all_pools, common = Random(SEED), pools(), [ord(c) for c in COMMON]
    texts = [string(random, all_pools, common, SPECIAL) for _ in range(COUNT)]
    out = {"tokenizers": tokenizers.__version__, "seed": SEED, "count": COUNT, "block": BLOCK, "common": common, "special": SPECIAL,
           "pools": all_pools, "texts": texts[:FULL], "stages": []}
    for key, settings in [("normalizer", s) for s in NORMALIZERS] + [("pre_tokenizer", s) for s in PRE_TOKENIZERS]:
        file = json.loads(Tokenizer(models.BPE()).to_str())
        file[key] = settings
        stage = getattr(Tokenizer.from_str(json.dumps(file)), key)
        if key == "normalizer":
            results = [[stage.normalize_str(t)] for t in texts]
        else:
            results = [[piece for piece, _ in stage.pre_tokenize_str(t)] for t in texts]
        hashes = []
        for at in range(0, COUNT, BLOCK):
            hash = 0xCBF29CE484222325
            for pieces in results[at:at + BLOCK]:
                hash = fnv(hash, b"".join(p.encode() + b"\xff" for p in pieces) + b"\xfe")
            hashes.append(f"{hash:016x}")
        out["stages"].append({key: settings, "full": results[:FULL], "hashes": hashes})
    stages = out.pop("stages")
    head = json.dumps(out, ensure_ascii=True)
    sys.stdout.write(head[:-1] + ',\n"stages": [\n' + ",\n".join(json.dumps(s, ensure_ascii=True) for s in stages) + "\n]}\n")


main()
