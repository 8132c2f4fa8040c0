"""Small tokenizers of transformers' classes, the settings that the files beside a tokenizer.json lay over it, and what AutoTokenizer makes.

    python make_side_files.py          writes side_files.json beside this file

side_files.json: `texts`; `tokenizers`, each with its `class`, the tokenizer.json that the class saves, and `ids` and `decoded` (special tokens
left out) of the texts where nothing but the class is given; `cases`, each with the `tokenizer`, the `files` beside it, and the `ids` and
`decoded` of those texts (by their number) that come out otherwise than without the files. Special tokens are parsed, as transformers does.

Left out is where transformers 5 builds a pipeline anew and changes more than the setting says: ids of languages and sentinels that move
when added_tokens_decoder is there, Llama's `legacy`, null for false. Needs transformers 5.24, tokenizers 0.23.
"""
import json
import pathlib
import tempfile

import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers
from transformers import AutoTokenizer

TEXT = """Where is Ganymede? It is the largest moon of Jupiter. Hello there, hello again! Don't say hello; it's 42 km.
Où est Ganymède ? Ça va très bien. HELLO World. the quick brown fox jumps over the lazy dog."""
TEXTS = [" hello  World", "Très BIEN, it's 42 .", "月 moon", "", "hello<s>x</s> <new> y", "a [SEP] <mask> b", "en_XX fr_XX fra_Latn <ent>x"]


def byte_level(names, size=300):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(TEXT.splitlines(), trainers.BpeTrainer(vocab_size=size, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=names, show_progress=False))
    model = json.loads(tokenizer.to_str())["model"]
    return {"vocab": model["vocab"], "merges": [tuple(merge) for merge in model["merges"]]}


def spaced(names, size=140, byte_pieces=False):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.train_from_iterator(TEXT.splitlines(), trainers.BpeTrainer(vocab_size=size, special_tokens=names, show_progress=False))
    model = json.loads(tokenizer.to_str())["model"]
    pieces = sorted(model["vocab"], key=model["vocab"].get)
    if byte_pieces:
        pieces = names + [f"<0x{byte:02X}>" for byte in range(256)] + pieces[len(names):]
    return {"vocab": {piece: i for i, piece in enumerate(pieces)}, "merges": [tuple(merge) for merge in model["merges"]]}


def scored(names):
    pieces = spaced(names)["vocab"]
    return {"vocab": [(piece, 0.0 if piece in names else -1.0 - 0.01 * i) for i, piece in enumerate(pieces)]}


def word_piece(names):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    text = TEXT + " " + TEXT.lower() + " tres bien ca va ou est 月"
    tokenizer.train_from_iterator(text.splitlines(), trainers.WordPieceTrainer(vocab_size=150, special_tokens=names, show_progress=False))
    vocab = json.loads(tokenizer.to_str())["model"]["vocab"]
    return {"vocab": vocab}


FAIRSEQ = ["<s>", "<pad>", "</s>", "<unk>"]


def sources():
    """Name, class, what it is made of."""
    eot = byte_level(["<|endoftext|>"])
    yield "gpt2", "GPT2Tokenizer", eot
    yield "gpt_neox", "GPTNeoXTokenizer", byte_level(["<|endoftext|>", "<|padding|>"])
    yield "qwen2", "Qwen2Tokenizer", eot
    yield "whisper", "WhisperTokenizer", byte_level(["<|endoftext|>", "<|startoftranscript|>", "<|en|>", "<|fr|>", "<|transcribe|>", "<|translate|>", "<|notimestamps|>"])
    yield "cohere", "CohereTokenizer", byte_level(["<PAD>", "<UNK>", "<CLS>", "<SEP>", "<MASK_TOKEN>", "<BOS_TOKEN>", "<|END_OF_TURN_TOKEN|>"])
    yield "codegen", "CodeGenTokenizer", eot
    yield "roberta", "RobertaTokenizer", byte_level(FAIRSEQ + ["<mask>"])
    yield "bart", "BartTokenizer", byte_level(FAIRSEQ + ["<mask>"])
    yield "deberta", "DebertaTokenizer", byte_level(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"])
    characters = byte_level(["<|startoftext|>", "<|endoftext|>"], 259)["vocab"]
    vocab = {**characters, **{piece + "</w>": len(characters) + i for i, piece in enumerate(list(characters)[2:])}}
    yield "clip", "CLIPTokenizer", {"vocab": vocab, "merges": []}
    yield "bert", "BertTokenizer", word_piece(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    yield "mpnet", "MPNetTokenizer", word_piece(["<s>", "<pad>", "</s>", "[UNK]", "<mask>"])
    yield "llama", "LlamaTokenizer", spaced(["<unk>", "<s>", "</s>"], byte_pieces=True)
    yield "code_llama", "CodeLlamaTokenizer", spaced(["<unk>", "<s>", "</s>"], byte_pieces=True)
    yield "gemma", "GemmaTokenizer", spaced(["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"], byte_pieces=True)
    yield "xlm_roberta", "XLMRobertaTokenizer", scored(FAIRSEQ + ["<mask>"])
    yield "barthez", "BarthezTokenizer", scored(FAIRSEQ + ["<mask>"])
    yield "camembert", "CamembertTokenizer", scored(["<s>NOTUSED", "<pad>", "</s>NOTUSED", "<unk>", "<unk>NOTUSED", "<s>", "</s>", "<mask>"])
    yield "albert", "AlbertTokenizer", scored(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"])
    yield "deberta_v2", "DebertaV2Tokenizer", scored(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    yield "xglm", "XGLMTokenizer", scored(FAIRSEQ)
    yield "big_bird", "BigBirdTokenizer", scored(["<pad>", "<unk>", "<s>", "</s>", "[CLS]", "[SEP]", "[MASK]"])
    yield "t5", "T5Tokenizer", scored(["<pad>", "</s>", "<unk>"])
    yield "pegasus", "PegasusTokenizer", scored(["<pad>", "</s>", "<mask_1>", "<mask_2>", "<unk>"])
    yield "mbart", "MBartTokenizer", scored(FAIRSEQ)
    yield "mbart50", "MBart50Tokenizer", scored(FAIRSEQ[:3])
    yield "nllb", "NllbTokenizer", spaced(FAIRSEQ)
    words = Tokenizer(models.WordLevel({"[UNK]": 0, "hello": 1, "World": 2, "y": 3}, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    yield "plain", "PreTrainedTokenizerFast", words.to_str()


def entry(content, **flags):
    return {"content": content, "lstrip": False, "rstrip": False, "single_word": False, "normalized": False, "special": True, **flags}


# By name: the settings, files beside tokenizer_config.json, and the classes for which transformers 5 changes more than the setting says.
MOVES = ["t5", "pegasus", "mbart", "nllb", "code_llama", "xglm"]
SETTINGS = [
    ("add_prefix_space", {"add_prefix_space": True}, {}, []),
    ("no_add_prefix_space", {"add_prefix_space": False}, {}, ["code_llama"]),
    ("no_do_lower_case", {"do_lower_case": False}, {}, []),
    ("do_lower_case", {"do_lower_case": True}, {}, []),
    ("no_strip_accents", {"strip_accents": False}, {}, []),
    ("cased_strip_accents", {"strip_accents": True, "do_lower_case": False}, {}, []),
    ("no_tokenize_chinese_chars", {"tokenize_chinese_chars": False}, {}, []),
    ("keep_accents", {"keep_accents": True}, {}, []),
    ("split_by_punct", {"split_by_punct": True}, {}, []),
    ("add_bos_token", {"add_bos_token": True, "add_eos_token": True}, {}, []),
    ("added_tokens_decoder", {"added_tokens_decoder": {"9000": entry("<new>")}}, {}, MOVES),
    ("added_with_flags", {"added_tokens_decoder": {"9000": entry("<new>", special=False, normalized=True, lstrip=True, rstrip=True), "7": entry("<ent>", single_word=True)}}, {}, MOVES),
    ("extra_special_tokens", {"extra_special_tokens": ["<new>"]}, {}, []),
    ("extra_special_tokens_object", {"extra_special_tokens": {"boi_token": "<new>"}}, {}, []),
    ("additional_special_tokens", {"additional_special_tokens": ["<new>", {**entry("<ent>"), "__type": "AddedToken"}]}, {}, []),
    ("image_token", {"image_token": "<new>"}, {}, []),
    ("pad_and_unk_token", {"pad_token": "<new>", "unk_token": "<ent>"}, {}, ["pegasus", "nllb", "big_bird", "camembert", "xglm", "mpnet", "bert", "clip", "gemma", "code_llama"]),
    ("mask_token", {"mask_token": {**entry("<new>", rstrip=True), "__type": "AddedToken"}}, {}, ["mbart50", "qwen2"]),
    ("cls_and_sep_token", {"cls_token": "hello", "sep_token": "World"}, {}, ["albert", "mbart50", "nllb", "t5", "pegasus"]),
    ("bos_and_eos_token", {"bos_token": "hello", "eos_token": "World"}, {}, ["t5", "pegasus", "whisper", "code_llama", "xglm"]),
    ("clean_up_tokenization_spaces", {"clean_up_tokenization_spaces": True}, {}, []),
    ("no_clean_up_tokenization_spaces", {"clean_up_tokenization_spaces": False}, {}, []),
    ("src_lang", {"src_lang": "fr_XX", "tgt_lang": "ro_RO"}, {}, ["nllb"]),
    ("nllb_src_lang", {"src_lang": "fra_Latn", "tgt_lang": "eng_Latn"}, {}, ["mbart", "mbart50"]),
    ("legacy_behaviour", {"legacy_behaviour": True}, {}, []),
    ("no_legacy_behaviour", {"legacy_behaviour": False}, {}, []),
    ("special_tokens_map", {}, {"special_tokens_map.json": {"pad_token": "<new>", "mask_token": entry("<ent>", lstrip=True)}}, ["qwen2"]),
    ("special_tokens_map_behind_decoder", {"added_tokens_decoder": {}}, {"special_tokens_map.json": {"pad_token": "<new>"}}, []),
    ("added_tokens", {}, {"added_tokens.json": {"<new>": 9001, "<ent>": 9000}}, []),
    ("special_added_tokens", {"pad_token": "<ent>"}, {"added_tokens.json": {"<new>": 9001, "<ent>": 9000}}, ["pegasus"]),
    ("harmless", {"model_max_length": 512, "padding_side": "left", "chat_template": "{{ x }}", "name_or_path": "x", "trim_offsets": False,
                  "errors": "replace", "some_note": "of someone", "use_fast": True, "truncation_side": "left"}, {}, []),
]


def load(text, config, files):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "tokenizer.json").write_text(text)
        for file, content in {"tokenizer_config.json": config, **files}.items():
            (folder / file).write_text(json.dumps(content))
        tokenizer = AutoTokenizer.from_pretrained(folder)
    ids = [tokenizer(text)["input_ids"] for text in TEXTS]
    return ids, [tokenizer.decode(row, skip_special_tokens=True) for row in ids], tokenizer.backend_tokenizer.to_str()


def main():
    transformers.logging.set_verbosity_error()
    out = {"texts": TEXTS, "tokenizers": {}, "cases": []}
    for name, cls, source in sources():
        text = source if isinstance(source, str) else getattr(transformers, cls)(**source).backend_tokenizer.to_str()
        _, _, text = load(text, {"tokenizer_class": cls}, {})
        ids, decoded, _ = load(text, {"tokenizer_class": cls}, {})
        out["tokenizers"][name] = {"class": cls, "tokenizer.json": json.loads(text), "ids": ids, "decoded": decoded}
        if name == "clip":
            del out["tokenizers"][name]["decoded"]  # its class changes the decoder's text by a method of its own
        for setting, config, files, without in SETTINGS:
            if name in without:
                continue
            config = {"tokenizer_class": cls + "Fast" if setting == "mask_token" else cls, **config}
            there = load(text, config, files)
            case = {"tokenizer": name, "name": setting, "files": {"tokenizer_config.json": config, **files}, "ids": {}, "decoded": {}}
            for i in range(len(TEXTS)):
                if there[0][i] != ids[i]:
                    case["ids"][str(i)] = there[0][i]
                if there[1][i] != decoded[i] and name != "clip":
                    case["decoded"][str(i)] = there[1][i]
            out["cases"].append(case)
    dump = lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    lines = ["{", f'"texts":{dump(TEXTS)},', '"tokenizers":{']
    lines += [f"{dump(name)}:{dump(value)}," for name, value in out["tokenizers"].items()]
    lines[-1] = lines[-1][:-1] + "},"
    lines += ['"cases":['] + [dump(case) + "," for case in out["cases"]]
    lines[-1] = lines[-1][:-1] + "]}"
    (pathlib.Path(__file__).parent / "side_files.json").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(out["cases"]), "cases,", sum(bool(case["ids"] or case["decoded"]) for case in out["cases"]), "of them with an effect")


if __name__ == "__main__":
    main()
