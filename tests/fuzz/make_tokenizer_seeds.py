"""Writes the seeds of the fuzz targets that load tokenizers, corpus/tokenizer_json/seed_* and corpus/sentencepiece/seed_*: small ones of each kind.

    python make_tokenizer_seeds.py            (sentencepiece)
"""
import io
import json
import pathlib
import tempfile

import sentencepiece

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"
GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
WORDS = ["<unk>", "<s>", "</s>", "a", "b", " ", "1", "é", "ab", "aa", "▁", "▁a", "Ġ", "Ġa", "Ã", "©", "##a", "##b", "<0x0A>", "<0xC3>", "<0xA9>"]


def write(target, name, content):
    path = CORPUS / target / f"seed_{name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def sequence(key, *stages):
    return {"type": "Sequence", key: list(stages)}


def tokenizer(name, model, normalizer=None, pre_tokenizer=None, decoder=None, post_processor=None, **flags):
    added = [{"id": i, "content": WORDS[i], "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
             | (flags if i == 1 else {}) for i in range(3)]
    write("tokenizer_json", name, json.dumps({"version": "1.0", "added_tokens": added, "normalizer": normalizer, "pre_tokenizer": pre_tokenizer,
                                              "post_processor": post_processor, "decoder": decoder, "model": model}).encode())


def tokenizers():
    vocab = {word: i for i, word in enumerate(WORDS)}
    bpe = {"type": "BPE", "unk_token": "<unk>", "byte_fallback": True, "vocab": vocab, "merges": [["a", "b"], ["a", "a"], ["Ġ", "a"], ["▁", "a"]]}
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True}
    metaspace = {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first", "split": True}
    around = {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
              "pair": [], "special_tokens": {"<s>": {"id": "<s>", "ids": [1], "tokens": ["<s>"]}}}
    split = {"type": "Split", "pattern": {"Regex": GPT2}, "behavior": "Isolated", "invert": False}
    tokenizer("gpt2", bpe, None, byte_level, {"type": "ByteLevel"}, {"type": "ByteLevel"}, lstrip=True)
    tokenizer("llama3", bpe | {"ignore_merges": True}, None, sequence("pretokenizers", split, byte_level | {"use_regex": False}),
              {"type": "ByteLevel"}, sequence("processors", {"type": "ByteLevel"}, around), rstrip=True)
    tokenizer("llama2", bpe | {"fuse_unk": True},
              sequence("normalizers", {"type": "Prepend", "prepend": "▁"}, {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}), None,
              sequence("decoders", {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
                       {"type": "Strip", "content": " ", "start": 1, "stop": 0}), around, normalized=True)
    tokenizer("t5", {"type": "Unigram", "unk_id": 0, "vocab": [[word, -float(i)] for i, word in enumerate(WORDS)]},
              sequence("normalizers", {"type": "NFKC"}, {"type": "Strip", "strip_left": True, "strip_right": True},
                       {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}), metaspace, metaspace, around)
    tokenizer("bert", {"type": "WordPiece", "unk_token": "<unk>", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100, "vocab": vocab},
              {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True, "strip_accents": None, "lowercase": True},
              {"type": "BertPreTokenizer"}, {"type": "WordPiece", "prefix": "##", "cleanup": True},
              {"type": "BertProcessing", "cls": ["<s>", 1], "sep": ["</s>", 2]}, single_word=True)
    tokenizer("words", {"type": "WordLevel", "unk_token": "<unk>", "vocab": vocab}, {"type": "Lowercase"},
              sequence("pretokenizers", {"type": "Whitespace"}, {"type": "Digits", "individual_digits": True}, {"type": "UnicodeScripts"}),
              {"type": "Fuse"})
    tokenizer("clip", bpe | {"end_of_word_suffix": "</w>", "byte_fallback": False}, sequence("normalizers", {"type": "NFD"}, {"type": "StripAccents"}),
              sequence("pretokenizers", {"type": "WhitespaceSplit"}, {"type": "Punctuation", "behavior": "Contiguous"}),
              {"type": "BPEDecoder", "suffix": "</w>"})


def models():
    text = "a bb ccc ab abc bca 1 12 é éa.\n" * 40
    with tempfile.TemporaryDirectory() as place:
        rules = pathlib.Path(place) / "rules.tsv"
        rules.write_text("41\t61\n2160\t49 49\n20 20\t20\n")  # code points, in hexadecimal
        for name, options in {"unigram": {"vocab_size": 24}, "bpe": {"vocab_size": 24, "model_type": "bpe"},
                              "bytes": {"vocab_size": 280, "byte_fallback": True, "model_type": "bpe"},
                              "rules": {"vocab_size": 26, "normalization_rule_tsv": str(rules), "user_defined_symbols": ["bb", "▁<x>"]},
                              "suffix": {"vocab_size": 24, "treat_whitespace_as_suffix": True}}.items():
            model = io.BytesIO()
            options = {"normalization_rule_name": "identity"} | options
            if "normalization_rule_tsv" in options:
                del options["normalization_rule_name"]
            sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(text.splitlines()), model_writer=model, hard_vocab_limit=False,
                                                     minloglevel=2, **options)
            write("sentencepiece", name, model.getvalue())


if __name__ == "__main__":
    tokenizers()
    models()
