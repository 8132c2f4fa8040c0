#!/usr/bin/env python3
"""Small folders of random weights for embedders, classifiers, rerankers, fill-mask, entities and answers, with what sentence-transformers
(6.2) and the pipelines of transformers (4.57) make of texts with them.

    python3 make_apps.py embedders     needs sentence-transformers, model2vec
    python3 make_apps.py pipelines     needs transformers 4.57 (later ones have no pipeline for answers)
"""
import json
import pathlib
import shutil
import sys

import torch
from safetensors.torch import save_file
from tokenizers import Tokenizer
from transformers import (BertConfig, BertForMaskedLM, BertForQuestionAnswering, BertForSequenceClassification, BertForTokenClassification,
                          BertModel, LlamaConfig, LlamaModel, PreTrainedTokenizerFast, RobertaConfig, RobertaForMaskedLM,
                          RobertaForQuestionAnswering, RobertaForTokenClassification, RobertaModel)

HERE = pathlib.Path(__file__).parent
TOKENIZERS = HERE.parent / "tokenizers" / "offsets"
TEXTS = ["The king had a son who wished to see the world.", "D\u00f3nde est\u00e1 la biblioteca?",
         "Die Stra\u00dfe f\u00fchrt \u00fcber die Br\u00fccke nach K\u00f6ln.", "\u0401\u043b\u043a\u0430 \u0438 \u0439\u043e\u0434 \u2014 \u0441\u043b\u043e\u0432\u0430.", "a",
         "T\u00f4i y\u00eau ti\u1ebfng Vi\u1ec7t v\u00e0 ph\u1edf H\u00e0 N\u1ed9i. " * 6, "\u6a5f\u68b0\u5b66\u4e60 (machine-learning) costs $1,234.56!", "Mr. O'Neil  won't   stop."]
CONTEXT = " ".join(TEXTS[:4] + TEXTS[6:]) * 2


def bert_tokenizer(folder, **settings):
    t = PreTrainedTokenizerFast(tokenizer_file=str(TOKENIZERS / "bert.json"), unk_token="[UNK]", pad_token="[PAD]", cls_token="[CLS]",
                                sep_token="[SEP]", mask_token="[MASK]", model_input_names=["input_ids", "token_type_ids", "attention_mask"],
                                **settings)
    t.save_pretrained(folder)
    return t


def roberta_tokenizer(folder, **settings):
    tokenizer = Tokenizer.from_file(str(TOKENIZERS / "roberta.json"))
    from tokenizers import AddedToken
    tokenizer.add_special_tokens([AddedToken("<mask>", lstrip=True, special=True)])
    t = PreTrainedTokenizerFast(tokenizer_object=tokenizer, unk_token="<unk>", pad_token="<pad>", cls_token="<s>", bos_token="<s>",
                                eos_token="</s>", sep_token="</s>", mask_token=AddedToken("<mask>", lstrip=True, special=True),
                                model_input_names=["input_ids", "attention_mask"], **settings)
    t.save_pretrained(folder)
    return t


def bert_config(**more):
    return BertConfig(**({"vocab_size": 300, "hidden_size": 20, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 28,
                          "max_position_embeddings": 96, "initializer_range": 0.4} | more))


def roberta_config(**more):
    return RobertaConfig(**({"vocab_size": 421, "hidden_size": 24, "num_hidden_layers": 2, "num_attention_heads": 3, "intermediate_size": 28,
                             "max_position_embeddings": 100, "type_vocab_size": 1, "initializer_range": 0.4, "pad_token_id": 1,
                             "bos_token_id": 0, "eos_token_id": 2} | more))


def folder_of(name):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def write_json(path, value):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value, indent=1) + "\n")


def save(model, name, tokenizer, **settings):
    folder = folder_of(name)
    model.eval().save_pretrained(folder, safe_serialization=True)
    return folder, tokenizer(folder, **settings)


def modules(folder, *types):
    kinds = {"Transformer": ""}
    write_json(folder / "modules.json", [{"idx": i, "name": str(i), "path": kinds.get(t, f"{i}_{t}"), "type": f"sentence_transformers.models.{t}"}
                                         for i, t in enumerate(types)])


def expect(folder, cases):
    """cases: name -> function(texts) -> vectors"""
    write_json(folder / "expected.json", {"texts": TEXTS, "vectors": {name: [[round(float(x), 7) for x in v] for v in made] for name, made in cases.items()}})


def embedders():
    from sentence_transformers import SentenceTransformer
    torch.manual_seed(1)
    folder, _ = save(BertModel(bert_config()), "embed_bert", bert_tokenizer, model_max_length=96)
    modules(folder, "Transformer", "Pooling", "Dense", "LayerNorm", "Normalize")
    write_json(folder / "sentence_bert_config.json", {"max_seq_length": 40, "do_lower_case": True})
    write_json(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": 20, "pooling_mode_cls_token": True, "pooling_mode_mean_tokens": True,
                                                      "pooling_mode_max_tokens": True, "pooling_mode_mean_sqrt_len_tokens": True})
    write_json(folder / "2_Dense" / "config.json", {"in_features": 80, "out_features": 18, "bias": True,
                                                    "activation_function": "torch.nn.modules.activation.Tanh"})
    save_file({"linear.weight": torch.randn(18, 80) * 0.3, "linear.bias": torch.randn(18)}, folder / "2_Dense" / "model.safetensors")
    write_json(folder / "3_LayerNorm" / "config.json", {"dimension": 18})
    save_file({"norm.weight": torch.randn(18), "norm.bias": torch.randn(18)}, folder / "3_LayerNorm" / "model.safetensors")
    (folder / "4_Normalize").mkdir()
    write_json(folder / "config_sentence_transformers.json", {"__version__": {"sentence_transformers": "3.0.0", "transformers": "4.41.2", "pytorch": "2.3.1"},
                                                              "prompts": {"query": "query: ", "passage": "the "}, "default_prompt_name": None,
                                                              "similarity_fn_name": "cosine"})
    st = SentenceTransformer(str(folder), device="cpu")
    expect(folder, {"plain": st.encode(TEXTS), "query": st.encode(TEXTS, prompt_name="query"), "truncated": st.encode(TEXTS, truncate_dim=7),
                    "truncated_normalized": st.encode(TEXTS, truncate_dim=7, normalize_embeddings=True)})

    folder, _ = save(RobertaModel(roberta_config()), "embed_roberta", roberta_tokenizer, model_max_length=60)
    modules(folder, "Transformer", "Pooling")
    write_json(folder / "sentence_roberta_config.json", {})
    write_json(folder / "1_Pooling" / "config.json", {"word_embedding_dimension": 24, "pooling_mode_cls_token": True, "pooling_mode_mean_tokens": False,
                                                      "pooling_mode_max_tokens": False, "pooling_mode_mean_sqrt_len_tokens": False,
                                                      "pooling_mode_weightedmean_tokens": True, "pooling_mode_lasttoken": False, "include_prompt": False})
    write_json(folder / "config_sentence_transformers.json", {"prompts": {"query": "Represent: ", "other": "x "}, "default_prompt_name": "query"})
    st = SentenceTransformer(str(folder), device="cpu")
    expect(folder, {"plain": st.encode(TEXTS), "other": st.encode(TEXTS, prompt_name="other"), "none": st.encode(TEXTS, prompt="")})

    folder, _ = save(LlamaModel(LlamaConfig(vocab_size=421, hidden_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
                                            head_dim=6, intermediate_size=40, max_position_embeddings=128, initializer_range=0.3,
                                            tie_word_embeddings=True)), "embed_decoder", roberta_tokenizer, model_max_length=100)
    modules(folder, "Transformer", "Pooling", "Normalize")
    write_json(folder / "1_Pooling" / "config.json", {"embedding_dimension": 24, "pooling_mode": "lasttoken", "include_prompt": True})
    (folder / "2_Normalize").mkdir()
    write_json(folder / "config_sentence_transformers.json", {"prompts": {"query": "Instruct: find it\nQuery:", "document": ""},
                                                              "default_prompt_name": None, "similarity_fn_name": "cosine"})
    st = SentenceTransformer(str(folder), device="cpu")
    expect(folder, {"plain": st.encode(TEXTS), "query": st.encode_query(TEXTS), "document": st.encode_document(TEXTS)})

    folder = folder_of("embed_static")
    modules(folder, "StaticEmbedding", "Normalize")
    inner = folder / "0_StaticEmbedding"
    inner.mkdir()
    shutil.copy(TOKENIZERS / "pieces.json", inner / "tokenizer.json")
    size = Tokenizer.from_file(str(inner / "tokenizer.json")).get_vocab_size()
    save_file({"embedding.weight": torch.randn(size, 12)}, inner / "model.safetensors")
    (folder / "1_Normalize").mkdir()
    st = SentenceTransformer(str(folder), device="cpu")
    expect(folder, {"plain": st.encode(TEXTS)})

    from model2vec import StaticModel
    folder = folder_of("embed_model2vec")
    shutil.copy(TOKENIZERS / "bert.json", folder / "tokenizer.json")
    size = Tokenizer.from_file(str(folder / "tokenizer.json")).get_vocab_size()
    save_file({"embeddings": torch.randn(90, 10), "mapping": torch.randint(0, 90, (size,)), "weights": torch.rand(size)},
              folder / "model.safetensors")
    write_json(folder / "config.json", {"model_type": "model2vec", "architectures": ["StaticModel"], "normalize": True, "apply_pca": 10,
                                        "apply_zipf": True, "hidden_dim": 10, "seq_length": 1000000, "tokenizer_name": "x"})
    expect(folder, {"plain": StaticModel.from_pretrained(str(folder)).encode(TEXTS)})


def rounded(value):
    if isinstance(value, float):
        return round(value, 7)
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    return round(float(value), 7) if hasattr(value, "dtype") and "float" in str(value.dtype) else int(value) if hasattr(value, "dtype") else value


def in_bytes(text, item):
    return item | {"start": len(text[:item["start"]].encode()), "end": len(text[:item["end"]].encode())}


def pipelines():
    from transformers import pipeline
    torch.manual_seed(2)
    pairs = [(TEXTS[0], TEXTS[1]), (TEXTS[5], TEXTS[2]), (TEXTS[4], TEXTS[5])]

    def classes(name, config):
        folder, tokenizer = save(BertForSequenceClassification(config), name, bert_tokenizer, model_max_length=96)
        run = pipeline("text-classification", model=str(folder), tokenizer=tokenizer, top_k=None, truncation=True)
        write_json(folder / "expected.json", rounded({"texts": TEXTS, "labels": run(TEXTS), "pairs": pairs,
                                                      "pair_labels": [run({"text": a, "text_pair": b}) for a, b in pairs]}))

    classes("classify_single", bert_config(id2label={0: "bad", 1: "so so", 2: "good"}, label2id={"bad": 0, "so so": 1, "good": 2}))
    classes("classify_multi", bert_config(num_labels=4, problem_type="multi_label_classification"))
    classes("classify_one", bert_config(num_labels=1))
    classes("classify_regression", bert_config(num_labels=1, problem_type="regression"))

    def names(name, model, tokenizer):
        folder, made = save(model, name, tokenizer, model_max_length=90)
        run = pipeline("token-classification", model=str(folder), tokenizer=made)
        expected = {}
        for strategy in ("none", "simple", "first", "average", "max"):
            expected[strategy] = [[in_bytes(t, {"label": e.get("entity", e.get("entity_group")), "word": e["word"], "score": float(e["score"]),
                                                "start": e["start"], "end": e["end"]}) for e in run(t, aggregation_strategy=strategy)]
                                  for t in TEXTS]
        write_json(folder / "expected.json", rounded({"texts": TEXTS, "entities": expected}))

    labels = dict(enumerate(["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "MISC"]))
    names("entities_bert", BertForTokenClassification(bert_config(id2label=labels, label2id={v: k for k, v in labels.items()})), bert_tokenizer)
    names("entities_roberta", RobertaForTokenClassification(roberta_config(id2label=labels, label2id={v: k for k, v in labels.items()})), roberta_tokenizer)

    # The same models with labels of other kinds: entities_odd_labels.json.
    odd = ["O", "B-O", "GEO-NAM", "B-GEO-NAM", "I-GEO-NAM", "E-LOC"]
    made = {}
    for name, kind in ("entities_bert", BertForTokenClassification), ("entities_roberta", RobertaForTokenClassification):
        model = kind.from_pretrained(HERE / name)
        model.config.id2label, model.config.label2id = dict(enumerate(odd)), {v: k for k, v in enumerate(odd)}
        run = pipeline("token-classification", model=model, tokenizer=PreTrainedTokenizerFast.from_pretrained(HERE / name))
        made[name] = {strategy: [[in_bytes(t, {"label": e.get("entity", e.get("entity_group")), "word": e["word"], "score": float(e["score"]),
                                               "start": e["start"], "end": e["end"]}) for e in run(t, aggregation_strategy=strategy)]
                                 for t in TEXTS] for strategy in ("none", "simple", "first", "average", "max")}
    (HERE / "entities_odd_labels.json").write_text(json.dumps(rounded({"labels": odd, "texts": TEXTS, **made})) + "\n")

    def masks(name, model, tokenizer, mask):
        folder, made = save(model, name, tokenizer, model_max_length=90)
        run = pipeline("fill-mask", model=str(folder), tokenizer=made)
        texts = [f"The king had a {mask}.", f"{mask} is {mask} here", f"Wo ist {mask}?"]
        one_or_more = lambda r: r if isinstance(r[0], list) else [r]
        write_json(folder / "expected.json", rounded({"texts": texts, "filled": [one_or_more(run(t)) for t in texts], "targets": ["the", "son", "##s", "zzz"],
                                                      "filled_targets": [one_or_more(run(t, targets=["the", "son", "##s", "zzz"], top_k=3)) for t in texts[::2]]}))

    masks("masked_bert", BertForMaskedLM(bert_config()), bert_tokenizer, "[MASK]")
    masks("masked_roberta", RobertaForMaskedLM(roberta_config()), roberta_tokenizer, "<mask>")

    def answers(name, model, tokenizer):
        folder, made = save(model, name, tokenizer, model_max_length=80)
        run = pipeline("question-answering", model=str(folder), tokenizer=made)
        questions = ["Who had a son?", "D\u00f3nde est\u00e1?", "Was?"]
        contexts = [TEXTS[0], CONTEXT, CONTEXT[40:300]]
        cases = [{}, {"top_k": 4}, {"top_k": 3, "doc_stride": 10, "max_seq_len": 60, "max_answer_len": 6}, {"handle_impossible_answer": True, "top_k": 3},
                 {"top_k": 3, "align_to_words": False}]
        made_answers = []
        for options in cases:
            row = []
            for q, c in zip(questions, contexts):
                found = run(question=q, context=c, **options)
                row.append([in_bytes(c, a) for a in (found if isinstance(found, list) else [found])])
            made_answers.append(row)
        write_json(folder / "expected.json", rounded({"questions": questions, "contexts": contexts, "cases": cases, "answers": made_answers}))

    answers("answers_bert", BertForQuestionAnswering(bert_config()), bert_tokenizer)
    answers("answers_roberta", RobertaForQuestionAnswering(roberta_config()), roberta_tokenizer)


if __name__ == "__main__":
    torch.set_num_threads(1)
    {"embedders": embedders, "pipelines": pipelines}[sys.argv[1]]()
