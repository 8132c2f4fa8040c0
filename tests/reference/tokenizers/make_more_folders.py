"""Folders without tokenizer.json of further classes, put together of the vocabularies beside this file, and what AutoTokenizer makes of them.

    python make_more_folders.py        writes folders/more.expected.json

Each entry has `copies` (file of the folder: fixture that it is), `files` (written as they stand), and rows of text, ids (special tokens parsed)
and the decoded text without special tokens. Needs transformers 5.24.
"""
import json
import pathlib
import shutil
import tempfile

import transformers
from transformers import AutoTokenizer

HERE = pathlib.Path(__file__).parent
TEXTS = ["hello world", " hello  World", "Où est Ganymède ?", "a</s>b", "x<new>y <|endoftext|>z", "It's 42 km\n\n  there"]
PAIRS = {"vocab.json": "folders/bart/vocab.json", "merges.txt": "folders/bart/merges.txt"}
WORDS = {"vocab.txt": "folders/bert/vocab.txt"}
UNIGRAM = {"sentencepiece.bpe.model": "sentencepiece/unigram.model"}
NEW = {"added_tokens_decoder": {"9000": {"content": "<new>", "lstrip": True, "rstrip": False, "single_word": False, "normalized": False, "special": True}}}
CASES = [
    (PAIRS, {"tokenizer_config.json": {"tokenizer_class": "GPT2Tokenizer"}}),
    (PAIRS, {"config.json": {"model_type": "gpt2"}}),
    (PAIRS, {"tokenizer_config.json": {"tokenizer_class": "GPT2Tokenizer", "add_bos_token": True, "bos_token": "</s>", "add_prefix_space": True}}),
    (PAIRS, {"tokenizer_config.json": {"tokenizer_class": "GPT2TokenizerFast", **NEW}}),
    (PAIRS, {"tokenizer_config.json": {"tokenizer_class": "GPT2Tokenizer"}, "added_tokens.json": {"<new>": 420}}),
    (PAIRS, {"tokenizer_config.json": {"tokenizer_class": "GPTNeoXTokenizer"}}),
    (PAIRS, {"tokenizer_config.json": {"tokenizer_class": "Qwen2Tokenizer", "pad_token": "<pad>"}}),
    (PAIRS, {"tokenizer_config.json": {"tokenizer_class": "RobertaTokenizer", "add_prefix_space": True, "extra_special_tokens": ["<new>"]}}),
    (WORDS, {"tokenizer_config.json": {"tokenizer_class": "DistilBertTokenizer", "do_lower_case": False}}),
    (WORDS, {"tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "strip_accents": False, "extra_special_tokens": ["<new>"]}}),
    (UNIGRAM, {"tokenizer_config.json": {"tokenizer_class": "XLMRobertaTokenizer"}}),
    (UNIGRAM, {"tokenizer_config.json": {"tokenizer_class": "CamembertTokenizer"}}),
]


def main():
    transformers.logging.set_verbosity_error()
    out = []
    for copies, files in CASES:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for file, fixture in copies.items():
                shutil.copy(HERE / fixture, folder / file)
            for file, content in files.items():
                (folder / file).write_text(json.dumps(content))
            tokenizer = AutoTokenizer.from_pretrained(folder)
        rows = [{"text": text, "ids": tokenizer(text)["input_ids"]} for text in TEXTS]
        for row in rows:
            row["decoded"] = tokenizer.decode(row["ids"], skip_special_tokens=True)
        out.append({"copies": copies, "files": files, "rows": rows})
    dump = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    (HERE / "folders/more.expected.json").write_text("[" + ",\n".join(dump(case) for case in out) + "]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
