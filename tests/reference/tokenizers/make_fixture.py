"""Trains small tokenizers, one for each family's exact pipeline, and records what the `tokenizers` package makes of many strings.

    python make_fixture.py                       writes the fixtures beside this file
    python make_fixture.py --strings 20000 --seed 7 --out /tmp/big --corpus FILE    a larger comparison, for the same test

strings.json holds the strings. FAMILY.json is the tokenizer. FAMILY.expected.json has the ids and texts of the first strings in
full, and for all of them one hash a block of 20 strings (see `digest`): ids with special tokens added, the text of these ids
without and with special tokens, ids where special tokens are not parsed; `random` are hashes of the texts of random ids.
Needs tokenizers >= 0.22. Characters come from Python's own Unicode tables, so that every version of the package knows them.
"""
import argparse
import json
import pathlib
import random
import unicodedata

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

TEXT = """Where is Ganymede? It is the largest moon of Jupiter, and it was found in January 1610. It's 5,268 km wide, isn't it?
The quick brown fox jumps over the lazy dog. She said: "We'll go there, they've got 12 apples and 345.67 pounds of sugar!"
Once upon a time there was a little girl who lived in a small house near the forest with her mother and her father.
Tokenizers turn text into tokens; detokenizers turn tokens into text again. Merging pairs, pair by pair, makes words whole.
Où est Ganymède ? C'est la plus grande lune de Jupiter, découverte en 1610. J'aime l'apprentissage automatique, été comme hiver.
Wo ist Ganymed? Der größte Mond des Jupiters; er ist größer als der Merkur. Führer, Straße, Äpfel und Öl, übermorgen früh.
¿Dónde está Ganímedes? Es la luna más grande de Júpiter, mañana también. Onde está Ganimedes? A maior lua de Júpiter, não é?
Где находится Ганимед? Это самый большой спутник Юпитера. нещо на Български. Πού είναι ο Γανυμήδης; Το μεγαλύτερο φεγγάρι.
木卫三在哪里？它是木星最大的卫星。ガニメデはどこですか？木星の最大の衛星です。가니메데는 어디에 있습니까? 목성의 가장 큰 위성입니다.
أين يقع غانيميد؟ إنه أكبر أقمار المشتري. איפה גנימד? זהו הירח הגדול ביותר. गेनीमेड कहाँ है? यह बृहस्पति का सबसे बड़ा चंद्रमा है।
def merge(pairs, ranks):\n    for i, (a, b) in enumerate(pairs):\n        if ranks[a + b] < 0x1F:\n            return i  # found\n    return -1\n
int main() {\n\tstd::vector<int> ids = {1, 2, 3};\n\treturn ids.size() == 3 ? 0 : 1;\n}\n   indented   text    with     spaces\t\tand tabs\n\n\n
"""

SPLIT_LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
SPLIT_QWEN2 = SPLIT_LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
SPLIT_TEKKEN = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+|"
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*|"
    r"\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


def special(*contents, **flags):
    return [AddedToken(content, special=True, normalized=flags.pop("normalized", False), **flags) for content in contents]


def byte_level(pre, size=420, normalizer=None, added=(), post=None, **options):
    tokenizer = Tokenizer(models.BPE(**options))
    tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(
        TEXT.splitlines(True),
        trainers.BpeTrainer(vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False),
    )
    tokenizer.add_tokens(list(added))
    tokenizer.post_processor = post(tokenizer) if post else None
    return tokenizer


def sentence_piece(normalizer, pre, decoder, names=("<unk>", "<s>", "</s>"), added=(), size=360, byte_fallback=True, post=True, normalized=False):
    """Trained on words, because a text without a pre-tokeniser is one word; then given the real pipeline."""
    tokenizer = Tokenizer(models.BPE(unk_token=names[0], fuse_unk=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.train_from_iterator(
        TEXT.splitlines(), trainers.BpeTrainer(vocab_size=size, special_tokens=list(names), limit_alphabet=90, show_progress=False)
    )
    trained = json.loads(tokenizer.to_str())["model"]
    pieces = sorted(trained["vocab"], key=trained["vocab"].get)
    pieces = list(names) + (BYTES if byte_fallback else []) + pieces[len(names):]
    vocab = {piece: i for i, piece in enumerate(pieces)}
    model = models.BPE(
        vocab=vocab, merges=[tuple(merge) for merge in trained["merges"]], unk_token=names[0], fuse_unk=True, byte_fallback=byte_fallback
    )
    tokenizer = Tokenizer(model)
    if normalizer:
        tokenizer.normalizer = normalizer
    if pre:
        tokenizer.pre_tokenizer = pre
    tokenizer.decoder = decoder
    tokenizer.add_tokens(special(*names, normalized=normalized))
    tokenizer.add_tokens(list(added))
    if post:
        tokenizer.post_processor = template(tokenizer, names[1])
    return tokenizer


def template(tokenizer, bos, eos=None):
    names = [name for name in (bos, eos) if name]
    single = f"{bos} $A" + (f" {eos}" if eos else "")
    return processors.TemplateProcessing(
        single=single, pair=single + f" {bos}:1 $B:1", special_tokens=[(name, tokenizer.token_to_id(name)) for name in names]
    )


def llama_normalizer():
    return normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])


def llama_decoder(strip=True):
    chain = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    return decoders.Sequence(chain + ([decoders.Strip(" ", 1, 0)] if strip else []))


def split(pattern):
    return pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(pattern), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)]
    )


def digits(individual=True):
    return pre_tokenizers.Sequence([pre_tokenizers.Digits(individual), pre_tokenizers.ByteLevel(add_prefix_space=False)])


def word_level():
    tokenizer = Tokenizer(models.WordLevel(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(
        TEXT.splitlines(), trainers.WordLevelTrainer(vocab_size=200, special_tokens=["[UNK]", "[CLS]", "[SEP]"], show_progress=False)
    )
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 2), ("[CLS]", 1))
    return tokenizer


def affixes():
    """CLIP's manner: lower case, a suffix at the end of words; and a continuing prefix, as no family combines them."""
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.decoder = decoders.BPEDecoder("</w>")
    tokenizer.train_from_iterator(
        TEXT.splitlines(),
        trainers.BpeTrainer(vocab_size=360, special_tokens=["<unk>"], end_of_word_suffix="</w>", limit_alphabet=80, show_progress=False),
    )
    tokenizer.add_tokens([AddedToken("Ganymede Moon", normalized=True), AddedToken("Xy", normalized=False, single_word=True)])
    return tokenizer


def prefixes():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", continuing_subword_prefix="##", fuse_unk=False))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.train_from_iterator(
        TEXT.splitlines(),
        trainers.BpeTrainer(vocab_size=360, special_tokens=["<unk>"], continuing_subword_prefix="##", limit_alphabet=80, show_progress=False),
    )
    return tokenizer


def families():
    chat = special("<|endoftext|>", "<|im_start|>", "<|im_end|>")
    yield "gpt2", byte_level(
        pre_tokenizers.ByteLevel(add_prefix_space=False), added=special("<|endoftext|>"), post=lambda t: processors.ByteLevel(trim_offsets=False)
    )
    yield "llama2_legacy", sentence_piece(llama_normalizer(), None, llama_decoder())
    yield "llama1_normalized", sentence_piece(llama_normalizer(), None, llama_decoder(), normalized=True, added=[AddedToken("very rare", normalized=True)])
    yield "llama2", sentence_piece(None, pre_tokenizers.Metaspace(prepend_scheme="first", split=False), llama_decoder())
    yield "llama3", byte_level(
        split(SPLIT_LLAMA3), ignore_merges=True, added=special("<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"),
        post=lambda t: processors.Sequence([processors.ByteLevel(trim_offsets=True), template(t, "<|begin_of_text|>")]),
    )
    yield "smollm2", byte_level(digits(), added=chat)
    yield "mistral", sentence_piece(
        None, pre_tokenizers.Metaspace(prepend_scheme="always", split=True), decoders.Metaspace(prepend_scheme="always"), added=special("[INST]", "[/INST]")
    )
    yield "tekken", byte_level(split(SPLIT_TEKKEN), ignore_merges=True, added=special("<s>", "</s>", "[INST]"), post=lambda t: template(t, "<s>", "</s>"))
    yield "qwen2", byte_level(
        split(SPLIT_QWEN2), normalizer=normalizers.NFC(), post=lambda t: processors.ByteLevel(trim_offsets=False),
        added=chat + [AddedToken("<tool_call>", normalized=False), AddedToken("</tool_call>", normalized=False)],
    )
    yield "gemma", sentence_piece(
        normalizers.Replace(" ", "▁"), pre_tokenizers.Split(" ", "merged_with_previous"), llama_decoder(strip=False),
        names=("<unk>", "<bos>", "<eos>"), added=[AddedToken(text, normalized=False) for text in ("\n\n", "\n\n\n", "▁▁", "▁▁▁", "<start_of_turn>")],
    )
    yield "phi3", sentence_piece(
        llama_normalizer(), None, llama_decoder(), added=special("<|user|>", "<|assistant|>", "<|end|>", rstrip=True) + special("<|lead|>", lstrip=True)
    )
    yield "falcon", byte_level(
        pre_tokenizers.Sequence([
            pre_tokenizers.Punctuation("contiguous"), pre_tokenizers.ByteLevel(add_prefix_space=False), pre_tokenizers.Digits(False),
            pre_tokenizers.Split(Regex("[0-9][0-9][0-9]"), "isolated"),
        ]),
        added=special(">>TITLE<<", "<|endoftext|>"),
    )
    yield "neox", byte_level(
        pre_tokenizers.ByteLevel(add_prefix_space=False), normalizer=normalizers.NFC(), added=special("<|endoftext|>")
        + [AddedToken(" " * n, normalized=True) for n in range(2, 25)],
    )
    yield "starcoder2", byte_level(digits(), added=special("<|endoftext|>", "<fim_prefix>", "<fim_suffix>"))
    yield "word_level", word_level()
    yield "affixes", affixes()
    yield "prefixes", prefixes()


def assigned():
    """All assigned characters, by block of 128, so that small scripts weigh as much as large ones."""
    blocks = {}
    for code in range(0x110000):
        if unicodedata.category(chr(code)) not in ("Cn", "Cs", "Co"):
            blocks.setdefault(code // 128, []).append(chr(code))
    return list(blocks.values())


SPELLINGS = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<s>", "</s>", "<unk>", "<bos>", "[INST]", "[/INST]", "<|begin_of_text|>", "<|eot_id|>",
    "<|user|>", "<|assistant|>", "<|lead|>", "<tool_call>", "<start_of_turn>", "[CLS]", "[UNK]", ">>TITLE<<", "Ganymede Moon", "ganymede moon",
    "Xy", "very rare", "<0x0A>", "▁", "▁▁", "<|endof", "|>",
]


def make_strings(count, seed, corpus):
    draw = random.Random(seed)
    blocks = assigned()
    words = corpus.split()
    lines = [line for line in corpus.splitlines() if line.strip()]

    def characters():
        block = draw.choice(blocks)
        return "".join(draw.choice(block if draw.random() < 0.8 else draw.choice(blocks)) for _ in range(draw.randint(1, 12)))

    pieces = [
        lambda: draw.choice(words),
        lambda: draw.choice(words) + " " + draw.choice(words),
        lambda: " ".join(draw.choice(words) for _ in range(draw.randint(2, 6))),
        lambda: draw.choice(lines)[draw.randint(0, 20):][:40],
        characters,
        lambda: bytes(draw.randrange(256) for _ in range(draw.randint(1, 12))).decode("utf-8", "replace"),
        lambda: str(draw.randrange(10 ** draw.randint(1, 9))),
        lambda: draw.choice([" ", "  ", "   ", "\n", "\n\n", "\r\n", "\t", "\n \n", "\u00a0", "\u3000", " \n", "     "]),
        lambda: draw.choice(["'s", "'LL", "n't", "'re ", "...", "!?", "--", "==", "()", "{}", "\\n", "://", "#", "<", ">", "e\u0301", "ﬁ", "ǅ", "İ"]),
        lambda: draw.choice(SPELLINGS),
        lambda: draw.choice("ab0 .\n") * draw.randint(1, 60),
    ]
    strings = ["", " ", "  ", "\n", "a", "Hello world", " Hello world", "Hello  world ", "▁", "<s>", "Where is Ganymede?"] + lines[:20]
    while len(strings) < count:
        glue = draw.choice(["", "", " ", " ", "\n"])
        string = glue.join(draw.choice(pieces)() for _ in range(draw.randint(1, 5)))
        # The package's normal forms are of Unicode 9: it does not reorder marks that came later. This library follows the standard.
        if normalizers.NFC().normalize_str(string) == unicodedata.normalize("NFC", string):
            strings.append(string)
    return strings[:count]


def fnv(data, state):
    for byte in data:
        state = (state ^ byte) * 0x100000001B3 & 0xFFFFFFFFFFFFFFFF
    return state


def digest(parts):
    """FNV-1a, 64 bits: ids as 4 bytes each, little-endian, and ffffffff; texts as UTF-8 and a zero byte."""
    state = 0xCBF29CE484222325
    for part in parts:
        data = part.encode() + b"\0" if isinstance(part, str) else b"".join(i.to_bytes(4, "little") for i in part) + b"\xff" * 4
        state = fnv(data, state)
    return f"{state:016x}"


def random_ids(tokenizer, row):
    """40 ids of a linear congruential generator (the test has the same one); few different ones in some rows, so that runs form."""
    state, ids, size = row * 7919 + 1, [], tokenizer.get_vocab_size()
    for _ in range(40):
        state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
        ids.append((state >> 33) % (size if row % 2 else min(size, 270)))
    return ids


def visible(tokenizer, ids, skip):
    """decode(), but special tokens are left out by id: the package overlooks those whose spelling the normaliser changes."""
    if skip:
        gone = {i for i, token in tokenizer.get_added_tokens_decoder().items() if token.special}
        ids = [i for i in ids if i not in gone]
    return tokenizer.decode(ids, skip_special_tokens=False) if ids else ""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--strings", type=int, default=2000)
    parser.add_argument("--full", type=int, default=120, help="how many strings to record in full")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).parent)
    parser.add_argument("--corpus", type=pathlib.Path, help="take words and lines from this file too")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    strings = make_strings(options.strings, options.seed, TEXT + (options.corpus.read_text(encoding="utf-8") if options.corpus else ""))
    dump = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"
    (options.out / "strings.json").write_text(dump(strings), encoding="utf-8")
    for name, tokenizer in families():
        text = json.loads(tokenizer.to_str())
        if name == "gpt2":  # as its file was written: no type, merges as lines
            del text["model"]["type"]
            text["model"]["merges"] = [" ".join(merge) for merge in text["model"]["merges"]]
        (options.out / f"{name}.json").write_text(dump(text), encoding="utf-8")
        tokenizer = Tokenizer.from_str(dump(text) if name != "gpt2" else tokenizer.to_str())
        rows = []
        for string in strings:
            tokenizer.encode_special_tokens = False
            ids = tokenizer.encode(string).ids
            tokenizer.encode_special_tokens = True
            plain = tokenizer.encode(string, add_special_tokens=False).ids
            rows.append((ids, visible(tokenizer, ids, True), visible(tokenizer, ids, False), plain))
        hashes = [digest([part for row in rows[i:i + 20] for part in row]) for i in range(0, len(rows), 20)]
        chance = [digest([visible(tokenizer, random_ids(tokenizer, row), True)]) for row in range(100)]
        expected = {"ids": [row[0] for row in rows[:options.full]], "texts": [row[1] for row in rows[:options.full]], "blocks": hashes, "random": chance}
        (options.out / f"{name}.expected.json").write_text(dump(expected), encoding="utf-8")
        print(name, tokenizer.get_vocab_size(), sum(len(row[0]) for row in rows))


if __name__ == "__main__":
    main()
