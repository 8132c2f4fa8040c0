#!/usr/bin/env python3
"""Ids, token types and offsets of texts and pairs of texts, cut to lengths, by the tokenizers package (0.23.3): offsets/expected.json,
with three small tokenizers of its own beside the ones of this folder. Offsets are counted in bytes.

    python3 make_offsets.py        (needs tokenizers)
"""
import json
import pathlib
import random

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

HERE = pathlib.Path(__file__).parent
TEXTS = [
    "The king had a son who wished to see the world.", "It's 12:30 \u2014 don't be late, Mr. O'Neil!",
    "O\u00f9 est-ce que l'\u00e9l\u00e8ve na\u00eff a gar\u00e9 sa Citro\u00ebn ?", "\u00abCa va\u00bb, dit-il \u00e0 No\u00ebl.",
    "Die Stra\u00dfe f\u00fchrt \u00fcber die Br\u00fccke nach K\u00f6ln. GRO\u1e9eE \u00dcBERRASCHUNG", "\u00bfD\u00f3nde est\u00e1 la biblioteca?",
    "N\u00e3o h\u00e1 solu\u00e7\u00e3o f\u00e1cil.", "Perch\u00e9 il cielo \u00e8 blu?", "Za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105 ja\u017a\u0144.",
    "P\u0159\u00edli\u0161 \u017elu\u0165ou\u010dk\u00fd k\u016f\u0148.", "\u0130stanbul'da ya\u015f\u0131yorum, \u0131l\u0131k.",
    "T\u00f4i y\u00eau ti\u1ebfng Vi\u1ec7t v\u00e0 ph\u1edf H\u00e0 N\u1ed9i.",
    "\u0401\u043b\u043a\u0430 \u0438 \u0439\u043e\u0434 \u2014 \u0441\u043b\u043e\u0432\u0430.", "\u0407\u0436\u0430\u043a \u0437'\u0457\u0432 \u044f\u0431\u043b\u0443\u043a\u043e.",
    "\u039f \u03b3\u03c1\u03ae\u03b3\u03bf\u03c1\u03bf\u03c2 \u03ba\u03b1\u03c6\u03ad\u03c2. \u038c\u039b\u039f\u0399", "\u0643\u064e\u064a\u0652\u0641\u064e \u062d\u064e\u0627\u0644\u064f\u0643\u064e\u061f",
    "\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd \u05e2\u05b2\u05dc\u05b5\u05d9\u05db\u05b6\u05dd",
    "\u0924\u0947\u095b\u093c \u092d\u0942\u0930\u0940 \u0932\u094b\u092e\u0921\u093c\u0940 \u0915\u0942\u0926\u0924\u0940 \u0939\u0948\u0964",
    "\u0e2a\u0e38\u0e19\u0e31\u0e02\u0e2a\u0e35\u0e19\u0e49\u0e33\u0e15\u0e32\u0e25", "\u654f\u6377\u7684\u68d5\u8272\u72d0\u72f8\u8df3\u8fc7\u4e86\u61d2\u72d7\u3002",
    "\uff76\uff80\uff76\uff85\u3068\u3072\u3089\u304c\u306a\u3001\u30d1\u30d4\u30d7\u30da\u30dd\u3002", "\ube60\ub978 \uac08\uc0c9 \uc5ec\uc6b0\uac00",
    "", " ", "  two  spaces  ", "e\u0301a\u0308 combining", "\u1112\u1161\u11ab\u1100\u1173\u11af jamo", "\U0001F600\U0001F468\u200d\U0001F469\u200d\U0001F467 family",
    "\ufb01ne \u00bd \u2460 \u212b \u338f", "tab\tnew\nline\r\nend ", "a\u200bb\u00adc\ufeffd", "x\u0000y", "[CLS] not special [MASK]", "a" * 150,
    "q\u0323\u0307 q\u0307\u0323", "\u0958\u0929 \u09c7\u09be", "wide\u00a0space\u3000here", "don't won't I'll", "http://example.com/a?b=c&d=e#f",
]
STOCK = ["affixes", "falcon", "gemma", "gpt2", "llama1_normalized", "llama2", "llama3", "mistral", "neox", "phi3", "prefixes", "qwen2",
         "smollm2", "word_level"]


def digest(numbers):
    state = 0xCBF29CE484222325
    for number in numbers:
        for byte in int(number).to_bytes(4, "little"):
            state = (state ^ byte) * 0x100000001B3 % 2**64
    return f"{state:016x}"


def make_tokenizers():
    roberta = Tokenizer(models.BPE())
    roberta.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    roberta.train_from_iterator(TEXTS, trainers.BpeTrainer(
        vocab_size=420, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False))
    roberta.decoder = decoders.ByteLevel()
    roberta.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=True, add_prefix_space=True)

    bert = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    bert.normalizer = normalizers.BertNormalizer()
    bert.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    bert.train_from_iterator(TEXTS[:20], trainers.WordPieceTrainer(
        vocab_size=300, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False))
    bert.decoder = decoders.WordPiece()
    bert.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                        special_tokens=[("[CLS]", 2), ("[SEP]", 3)])

    pieces = Tokenizer(models.Unigram())
    pieces.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")])
    pieces.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
    pieces.train_from_iterator(TEXTS[:24], trainers.UnigramTrainer(vocab_size=300, unk_token="<unk>", show_progress=False,
                                                                   special_tokens=["<s>", "<pad>", "</s>", "<unk>"]))
    pieces.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    pieces.decoder = decoders.Metaspace()
    pieces.post_processor = processors.TemplateProcessing(single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>",
                                                          special_tokens=[("<s>", 0), ("</s>", 2)])
    for name, tokenizer in (("roberta", roberta), ("bert", bert), ("pieces", pieces)):
        tokenizer.save(str(HERE / "offsets" / f"{name}.json"))


def cases():
    random.seed(16)
    made = [[i, -1, 0, "longest_first", "right", True] for i in range(len(TEXTS))]
    for _ in range(60):
        made.append([random.randrange(len(TEXTS)), random.randrange(len(TEXTS)), random.choice([0, 0, 7, 16, 30, 33]),
                     random.choice(["longest_first", "longest_first", "only_first", "only_second"]),
                     random.choice(["right", "right", "left"]), random.random() < 0.85])
    for i in range(0, len(TEXTS), 3):
        made.append([i, -1, random.choice([5, 9, 12]), "longest_first", random.choice(["right", "left"]), True])
    return made


def byte_places(text):
    places = [0]
    for character in text:
        places.append(places[-1] + len(character.encode()))
    return places


def expected(path, all_cases):
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.encode_special_tokens = True
    made = []
    for first, second, length, strategy, side, special in all_cases:
        tokenizer.no_truncation()
        if length:
            tokenizer.enable_truncation(length, strategy=strategy, direction=side)
        pair = TEXTS[second] if second >= 0 else None
        try:
            e = tokenizer.encode(TEXTS[first], pair, add_special_tokens=special)
        except BaseException:  # what shall give way is too short
            made.append(None)
            continue
        numbers = list(e.ids) + list(e.type_ids)
        for (begin, end), part in zip(e.offsets, e.sequence_ids):
            places = byte_places(pair if part == 1 else TEXTS[first])
            numbers += [0, 0, 0] if part is None else [part + 1, places[begin], places[end]]
        made.append(digest(numbers))
    return made


if __name__ == "__main__":
    make_tokenizers()
    all_cases = cases()
    files = {name: HERE / f"{name}.json" for name in STOCK}
    files |= {f"offsets/{name}": HERE / "offsets" / f"{name}.json" for name in ("roberta", "bert", "pieces")}
    out = {"texts": TEXTS, "cases": all_cases, "expected": {name: expected(path, all_cases) for name, path in files.items()}}
    (HERE / "offsets" / "expected.json").write_text(json.dumps(out, ensure_ascii=True, separators=(",", ":")) + "\n")
