"""Makes tiny random-weight translation checkpoints with tokenizers, and what transformers' tokenizer and generate() make of texts with them.

    python make_translator_fixture.py            (torch, transformers 5)

Each folder is one that transformers saves, with the tokenizer of ../tokenizers/folders and
    expected.json   [{source, source_ids, language settings, translations: [{text, ids, score}] of a beam search with num_return_sequences 2}]
"""
import json
import shutil
import sys
from pathlib import Path

import torch
from transformers import M2M100Config, M2M100ForConditionalGeneration, M2M100Tokenizer, MarianConfig, MarianMTModel, MarianTokenizer

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "models"))
from make_translation_fixture import randomise  # noqa: E402

SENTENCES = ["Where is Ganymede?", "It is a moon of Jupiter, the largest one.", "Hello", "No."]
SIZE = dict(d_model=24, encoder_layers=2, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=4, encoder_ffn_dim=40,
            decoder_ffn_dim=32, max_position_embeddings=64)
SEARCH = dict(no_repeat_ngram_size=2, num_beams=3, num_return_sequences=2, max_length=20, length_penalty=0.8)


def make(name, model, tokenizer, texts, search, prepare):
    folder = HERE / name
    model.half().save_pretrained(folder)
    for file in (HERE.parent / "tokenizers" / "folders" / name).iterdir():
        shutil.copyfile(file, folder / file.name)
    model = type(model).from_pretrained(folder, dtype=torch.float32).eval()
    expected = []
    for text, languages in texts:
        settings = prepare(tokenizer, languages)
        source = tokenizer(text, return_tensors="pt").input_ids
        out = model.generate(source, attention_mask=torch.ones_like(source), return_dict_in_generate=True, output_scores=True, **search, **settings)
        found = []
        for ids, score in zip(out.sequences.tolist(), out.sequences_scores.tolist()):
            ids = ids[1:]
            end = ids.index(model.config.eos_token_id) + 1 if model.config.eos_token_id in ids else len(ids)
            found.append(dict(text=tokenizer.decode(ids[:end], skip_special_tokens=True), ids=ids[:end], score=score))
        expected.append(dict(source=text, **languages, source_ids=source[0].tolist(), translations=found))
    (folder / "expected.json").write_text("[" + ",\n".join(json.dumps(e, ensure_ascii=False) for e in expected) + "]\n")


def marian():
    tokenizer = MarianTokenizer.from_pretrained(HERE.parent / "tokenizers" / "folders" / "marian")
    vocab, eos, pad = len(tokenizer.get_vocab()), tokenizer.eos_token_id, tokenizer.pad_token_id
    model = randomise(MarianMTModel(MarianConfig(vocab_size=vocab, decoder_vocab_size=vocab, pad_token_id=pad, eos_token_id=eos, bos_token_id=None,
                                                 decoder_start_token_id=pad, forced_eos_token_id=eos, scale_embedding=True,
                                                 activation_function="swish", **SIZE)))
    model.final_logits_bias.zero_()
    model.final_logits_bias[0, eos] = 2
    model.generation_config.update(bad_words_ids=[[pad]], num_beams=3, max_length=20, length_penalty=0.8, no_repeat_ngram_size=2, forced_eos_token_id=eos)
    make("marian", model, tokenizer, [(s, {}) for s in SENTENCES], dict(num_return_sequences=2), lambda *_: {})


def m2m100():
    tokenizer = M2M100Tokenizer.from_pretrained(HERE.parent / "tokenizers" / "folders" / "m2m100")
    vocab = len(tokenizer) + tokenizer.num_madeup_words
    model = randomise(M2M100ForConditionalGeneration(M2M100Config(vocab_size=vocab, pad_token_id=tokenizer.pad_token_id, eos_token_id=2, bos_token_id=0,
                                                                  decoder_start_token_id=2, scale_embedding=True, **SIZE)))

    model.generation_config.update(suppress_tokens=list(range(len(tokenizer), vocab)))  # the made-up words, which have no text

    def prepare(tokenizer, languages):
        tokenizer.src_lang = languages["source_language"]
        return dict(forced_bos_token_id=tokenizer.get_lang_id(languages["target_language"]))

    texts = [(SENTENCES[0], dict(source_language="en", target_language="de")), (SENTENCES[1], dict(source_language="fr", target_language="ja"))]
    make("m2m100", model, tokenizer, texts, SEARCH, prepare)


if __name__ == "__main__":
    marian()
    m2m100()
