"""Trains small SentencePiece models, builds the folders of the families that hold one, and records what the packages make of them.

    python make_sentencepiece.py                 writes sentencepiece/ and folders/ beside this file
    python make_sentencepiece.py --out /tmp/big --strings 8000 --seed 7      a larger comparison, for the same tests

Strings are those of make_fixture.py (the committed strings.json, unless --strings is given), and for .model files 400 strings of
random bytes of a generator that the test has too. NAME.expected.json has one hash a block of 20 strings (make_fixture.digest):
for models ids and text by the sentencepiece package; for folders ids, text without and with special tokens by transformers (v5).
`random`: hashes of the texts of random ids. Rules come from a short table, so that files stay small; nmt.model has the real ones.
Needs sentencepiece >= 0.2.3 and transformers >= 5.
"""
import argparse
import json
import pathlib
import random
import shutil

import sentencepiece
from make_fixture import TEXT, digest, make_strings, random_ids
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

HERE = pathlib.Path(__file__).parent
RULES = [("\u00e9", "e"), ("e\u0301", "E"), ("\u2460", "1"), ("\u2460\u0301", "one"), ("\u3000", " "), ("\t", " "), ("\n", " "), ("\r", ""),
         ("\ufb01", "fi"), ("\u00a0", " "), ("\u2026", "..."), ("\u00df", "ss"), ("\u200b", ""), ("\u00bd", "1 2"), ("\uff0c", ","), ("jj", "j"),
         ("\u304b\u3099", "\u304c"), ("\u0915", "k"), ("\u1100", "g"), ("\u00a9", "(c)")]


def train(folder, name, **options):
    text = folder / "text.txt"
    text.write_text(TEXT, encoding="utf-8")
    rules = folder / "rules.tsv"
    rules.write_text("".join(f"{' '.join(f'{ord(c):04X}' for c in a)}\t{' '.join(f'{ord(c):04X}' for c in b)}\n" for a, b in RULES))
    arguments = dict(input=str(text), model_prefix=str(folder / name), vocab_size=320, hard_vocab_limit=False, minloglevel=2)
    if "normalization_rule_name" not in options:
        arguments["normalization_rule_tsv"] = str(rules)
    sentencepiece.SentencePieceTrainer.train(**{**arguments, **options})
    for rest in (text, rules, folder / f"{name}.vocab"):
        rest.unlink()
    path = folder / f"{name}.model"
    edit(path, forget_paths)
    return path


def edit(path, change):
    from sentencepiece import sentencepiece_model_pb2
    model = sentencepiece_model_pb2.ModelProto()
    model.ParseFromString(path.read_bytes())
    change(model)
    path.write_bytes(model.SerializeToString())


def forget_paths(model):
    for spec, field in ((model.trainer_spec, "input"), (model.trainer_spec, "model_prefix"), (model.normalizer_spec, "normalization_rule_tsv")):
        spec.ClearField(field)


def mark_unused(model):
    for i, piece in enumerate(model.pieces):
        if piece.type == 1 and len(piece.piece) > 1 and i % 3 == 0:
            piece.type = 5


def random_bytes():
    """The test has the same generator: bytes, half of them of short UTF-8 sequences and their parts."""
    state, strings = 12345, []
    for row in range(400):
        data = bytearray()
        for _ in range(1 + row % 24):
            state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
            kind, byte = state >> 33 & 3, state >> 40 & 0xFF
            data += [bytes([byte]), b"a", b"\xe2\x96\x81", b" "][kind]
        strings.append(bytes(data))
    return strings


def write(path, value):
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")


def blocks(rows):
    return [digest([part for row in rows[i:i + 20] for part in row]) for i in range(0, len(rows), 20)]


class Size:
    def __init__(self, size):
        self.get_vocab_size = lambda: size


def write_models(out, strings):
    out.mkdir(parents=True, exist_ok=True)
    symbols = dict(user_defined_symbols=["<sep>", "foo", "the ", "ab", "\u2460"], control_symbols=["<c>"])
    kinds = {
        "nmt": dict(normalization_rule_name="nmt_nfkc"),
        "unigram": dict(symbols),
        "unigram_bytes": dict(byte_fallback=True, vocab_size=520, split_by_whitespace=False),
        "unigram_suffix": dict(treat_whitespace_as_suffix=True, unk_surface="??"),
        "unigram_identity": dict(normalization_rule_name="identity", add_dummy_prefix=False, remove_extra_whitespaces=False),
        "bpe": dict(model_type="bpe", **symbols),
        "bpe_bytes": dict(model_type="bpe", byte_fallback=True, vocab_size=520, remove_extra_whitespaces=False, normalization_rule_name="identity"),
        "bpe_unused": dict(model_type="bpe"),
    }
    for name, options in kinds.items():
        path = train(out, name, **options)
        if name == "bpe_unused":
            edit(path, mark_unused)
        model = sentencepiece.SentencePieceProcessor(model_file=str(path))
        rows = [(ids := model.encode(text), model.decode(ids)) for text in strings]
        raw = [(ids := model.encode(data), model.decode(ids)) for data in random_bytes()]
        chance = [digest([model.decode(random_ids(Size(model.get_piece_size()), row))]) for row in range(100)]
        write(out / f"{name}.expected.json", {"blocks": blocks(rows), "bytes": blocks(raw), "random": chance, "first": rows[0]})
        print(name, model.get_piece_size())


def pieces(path):
    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [model.id_to_piece(i) for i in range(model.get_piece_size())]


def vocabulary(first, *lists, last=()):
    vocab = {piece: i for i, piece in enumerate(first)}
    for piece in [piece for group in lists for piece in group] + list(last):
        vocab.setdefault(piece, len(vocab))
    return vocab


def make_folders(out):
    from transformers import M2M100Tokenizer
    t5 = dict(pad_id=0, eos_id=1, unk_id=2, bos_id=-1)
    spiece, bpe = "spiece.model", "sentencepiece.bpe.model"
    for name, kind, file, options in (("t5", "T5Tokenizer", spiece, t5), ("pegasus", "PegasusTokenizer", spiece, t5), ("mbart", "MBartTokenizer", bpe, {}),
                                      ("mbart50", "MBart50Tokenizer", bpe, {}), ("m2m100", "M2M100Tokenizer", bpe, dict(model_type="bpe")),
                                      ("nllb", "NllbTokenizer", bpe, dict(model_type="bpe"))):
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        train(folder, "m", **options).rename(folder / file)
        write(folder / "tokenizer_config.json", {"tokenizer_class": kind})
        if name != "m2m100":
            continue
        known = [piece for piece in pieces(folder / file) if piece != "\u00fc"]
        write(folder / "vocab.json", vocabulary(["<s>", "<pad>", "</s>", "<unk>"], known))
        languages = list(M2M100Tokenizer.from_pretrained(folder).lang_token_to_id)
        write(folder / "tokenizer_config.json", {"tokenizer_class": kind, "src_lang": "fr", "additional_special_tokens": languages})
    for name, separate in (("marian", False), ("marian_separate", True)):
        folder = out / name
        folder.mkdir(parents=True, exist_ok=True)
        train(folder, "a", vocab_size=300).rename(folder / "source.spm")
        train(folder, "b", vocab_size=340, character_coverage=0.98).rename(folder / "target.spm")
        source, target = pieces(folder / "source.spm"), pieces(folder / "target.spm")
        start = ["</s>", "<unk>", "<pad>"]
        if separate:
            write(folder / "vocab.json", vocabulary(start, source))
            write(folder / "target_vocab.json", vocabulary(start, target))
        else:
            known = sorted(piece for piece in {*source, *target} if piece != "\u00e9")
            write(folder / "vocab.json", vocabulary(start, known, last=[">>fra<<", ">>deu<<", ">>zh_Hans<<"]))
        write(folder / "tokenizer_config.json", {"tokenizer_class": "MarianTokenizer", "separate_vocabs": separate})
    bert = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    bert.normalizer, bert.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    names = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    bert.train_from_iterator(TEXT.splitlines(), trainers.WordPieceTrainer(vocab_size=400, special_tokens=names, show_progress=False))
    (out / "bert").mkdir(exist_ok=True)
    vocab = bert.get_vocab()
    (out / "bert" / "vocab.txt").write_text("".join(piece + "\n" for piece in sorted(vocab, key=vocab.get)), encoding="utf-8")
    write(out / "bert" / "tokenizer_config.json", {"tokenizer_class": "BertTokenizer"})
    bart = Tokenizer(models.BPE())
    bart.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bart.train_from_iterator(TEXT.splitlines(True), trainers.BpeTrainer(
        vocab_size=420, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False))
    (out / "bart").mkdir(exist_ok=True)
    bart.model.save(str(out / "bart"))
    write(out / "bart" / "tokenizer_config.json", {"tokenizer_class": "BartTokenizer"})


def write_folders(out, strings):
    from transformers import AutoTokenizer
    make_folders(out)
    for folder in sorted(path for path in out.iterdir() if path.is_dir()):
        tokenizer = AutoTokenizer.from_pretrained(folder)
        expected = {}
        for side, key in (("source", "text"), ("target", "text_target")):
            if side == "target" and not folder.name.startswith("marian"):
                continue  # the same but for the language
            rows = []
            for string in strings:
                # transformers gives NLLB no languages where a folder has no list of them: without special tokens.
                ids = tokenizer(**{key: string}, add_special_tokens=folder.name != "nllb").input_ids
                decode = lambda skip: tokenizer.decode(ids, skip_special_tokens=skip, clean_up_tokenization_spaces=False)
                # Marian with two vocabularies decodes target ids only.
                rows.append((ids,) if side == "source" and folder.name == "marian_separate" else (ids, decode(True), decode(False)))
            expected[side] = blocks(rows)
        write(out / f"{folder.name}.expected.json", expected)
        if folder.name in ("t5", "pegasus", "mbart50", "bert"):  # the same as the class would save it
            write(out / f"{folder.name}.tokenizer.json", json.loads(tokenizer.backend_tokenizer.to_str()))
        print(folder.name, len(tokenizer))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=HERE)
    parser.add_argument("--strings", type=int)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    random.seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    if options.strings:
        strings = make_strings(options.strings, options.seed, TEXT)
        write(options.out / "strings.json", strings)
    else:
        strings = json.loads((HERE / "strings.json").read_text(encoding="utf-8"))
        if options.out != HERE:
            shutil.copy(HERE / "strings.json", options.out)
    write_models(options.out / "sentencepiece", strings)
    write_folders(options.out / "folders", strings)


if __name__ == "__main__":
    main()
