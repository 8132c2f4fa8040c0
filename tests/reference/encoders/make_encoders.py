"""Makes small random-weight checkpoints of encoder-only families and what transformers computes with them in float32.

    python make_encoders.py [NAME...]        (torch, transformers 5)

Each folder NAME holds the checkpoint as transformers saves it, and
    expected.json    inputs: token ids (and token types where the family has them) of texts of unequal lengths
    hidden.f32       little-endian float32, the last hidden states of each text, one after the other
    logits.f32       what the head says of each text, one after the other (where there is a head)
"""
import json
import shutil
import sys
from pathlib import Path

import torch
import transformers as t

sys.path.insert(0, str(Path(__file__).parent.parent / "models"))

from make_fixture import randomise  # noqa: E402

HERE = Path(__file__).parent
COMMON = dict(vocab_size=131, hidden_size=30, intermediate_size=50, num_hidden_layers=3, num_attention_heads=5, max_position_embeddings=64, pad_token_id=1)
LABELS = dict(num_labels=4)


def make(kind, head, **changes):
    return getattr(t, kind + head)(getattr(t, kind + "Config")(**{**COMMON, **changes}))


MASKED, SEQUENCE, TOKENS, ANSWERS = "ForMaskedLM", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering"
RELATIVE = dict(relative_attention=True, position_buckets=8, pos_att_type=["p2c", "c2p"], position_biased_input=False, norm_rel_ebd="layer_norm", share_att_key=True, type_vocab_size=0, max_relative_positions=-1)
MODELS = {
    "bert_masked": lambda: make("Bert", MASKED, pad_token_id=0),
    "bert_sequence": lambda: make("Bert", SEQUENCE, pad_token_id=0, **LABELS),
    "bert_tokens": lambda: make("Bert", TOKENS, pad_token_id=0, **LABELS),
    "bert_answers": lambda: make("Bert", ANSWERS, pad_token_id=0),
    "bert_untied": lambda: make("Bert", MASKED, pad_token_id=0, tie_word_embeddings=False),
    "bert_one_label": lambda: make("Bert", SEQUENCE, pad_token_id=0, num_labels=1),
    "distilbert_masked": lambda: t.DistilBertForMaskedLM(t.DistilBertConfig(vocab_size=131, dim=30, hidden_dim=50, n_layers=3, n_heads=5, max_position_embeddings=64, pad_token_id=0)),
    "distilbert_sequence": lambda: t.DistilBertForSequenceClassification(t.DistilBertConfig(vocab_size=131, dim=30, hidden_dim=50, n_layers=3, n_heads=5, max_position_embeddings=64, pad_token_id=0, **LABELS)),
    "roberta_masked": lambda: make("Roberta", MASKED, type_vocab_size=1),
    "roberta_sequence": lambda: make("Roberta", SEQUENCE, type_vocab_size=1, **LABELS),
    "roberta_answers": lambda: make("Roberta", ANSWERS, hidden_act="gelu_new"),
    "xlm_roberta_tokens": lambda: make("XLMRoberta", TOKENS, type_vocab_size=1, **LABELS),
    "distilbert_answers": lambda: t.DistilBertForQuestionAnswering(t.DistilBertConfig(vocab_size=131, dim=30, hidden_dim=50, n_layers=3, n_heads=5, max_position_embeddings=64, pad_token_id=0)),
    "mpnet_masked": lambda: make("MPNet", MASKED),
    "mpnet_sequence": lambda: make("MPNet", SEQUENCE, num_labels=3, problem_type="multi_label_classification"),
    "electra_masked": lambda: make("Electra", MASKED, embedding_size=18, pad_token_id=0),
    "electra_tokens": lambda: make("Electra", TOKENS, embedding_size=30, pad_token_id=0, **LABELS),
    "albert_untied": lambda: make("Albert", MASKED, embedding_size=18, num_hidden_groups=1, inner_group_num=1, pad_token_id=0, tie_word_embeddings=False),
    "albert_masked": lambda: make("Albert", MASKED, embedding_size=18, num_hidden_groups=1, inner_group_num=1, pad_token_id=0),
    "electra_sequence": lambda: make("Electra", SEQUENCE, embedding_size=18, pad_token_id=0, type_vocab_size=3, **LABELS),
    "albert_sequence": lambda: make("Albert", SEQUENCE, embedding_size=30, num_hidden_layers=5, num_hidden_groups=2, inner_group_num=2, hidden_act="relu", pad_token_id=0, **LABELS),
    "deberta_v2_sequence": lambda: make("DebertaV2", SEQUENCE, pad_token_id=0, **RELATIVE, **LABELS),
    "deberta_v2_tokens": lambda: make("DebertaV2", TOKENS, pad_token_id=0, **{**RELATIVE, "share_att_key": False, "position_biased_input": True, "type_vocab_size": 2, "norm_rel_ebd": "none", "position_buckets": -1, "max_relative_positions": 12, "pos_att_type": ["c2p"]}, **LABELS),
    "deberta_v2_masked": lambda: make("DebertaV2", MASKED, pad_token_id=0, **{**RELATIVE, "share_att_key": False, "pos_att_type": "p2c|c2p"}),
    "deberta_v2_absolute": lambda: make("DebertaV2", ANSWERS, pad_token_id=0),
    "deberta_v2_conv": lambda: make("DebertaV2", TOKENS, pad_token_id=0, **{**RELATIVE, "share_att_key": False, "position_biased_input": True}, conv_kernel_size=3, conv_act="gelu", **LABELS),
    "deberta_masked": lambda: make("Deberta", MASKED, pad_token_id=0, relative_attention=True, pos_att_type=["c2p", "p2c"], position_biased_input=False, max_relative_positions=16, type_vocab_size=0),
    "modernbert_masked": lambda: make("ModernBert", MASKED, local_attention=8, global_attn_every_n_layers=2, pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2, reference_compile=False, attn_implementation="eager"),
    "modernbert_sequence": lambda: make("ModernBert", SEQUENCE, local_attention=8, pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2, classifier_pooling="mean", **LABELS),
    "modernbert_tokens": lambda: make("ModernBert", TOKENS, local_attention=7, layer_types=["sliding_attention", "full_attention", "sliding_attention"], norm_bias=True, attention_bias=True, mlp_bias=True, classifier_bias=True, classifier_activation="silu", hidden_activation="gelu_pytorch_tanh", norm_eps=1e-3, rope_parameters={"full_attention": {"rope_type": "linear", "factor": 2.0, "rope_theta": 5000.0}, "sliding_attention": {"rope_type": "default", "rope_theta": 300.0}}, pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2, **LABELS),
    "modernbert_untied": lambda: make("ModernBert", MASKED, local_attention=16, decoder_bias=False, tie_word_embeddings=False, pad_token_id=0, bos_token_id=1, eos_token_id=2, cls_token_id=1, sep_token_id=2),
    "embedding_gemma": lambda: t.Gemma3TextModel(t.Gemma3TextConfig(vocab_size=131, hidden_size=30, intermediate_size=50, num_hidden_layers=3, num_attention_heads=5, num_key_value_heads=1, head_dim=6, query_pre_attn_scalar=6, sliding_window=9, use_bidirectional_attention=True, layer_types=["sliding_attention", "sliding_attention", "full_attention"], max_position_embeddings=64, pad_token_id=0)),
    "t5_encoder": lambda: t.T5EncoderModel(t.T5Config(vocab_size=131, d_model=30, d_kv=6, d_ff=50, num_layers=3, num_heads=4, relative_attention_num_buckets=8, relative_attention_max_distance=12, feed_forward_proj="gated-gelu")),
    "nomic_bert_sequence": lambda: t.NomicBertForSequenceClassification(t.NomicBertConfig(**{**COMMON, "pad_token_id": 0}, hidden_act="gelu", rope_parameters={"rope_type": "default", "rope_theta": 500.0}, **LABELS)),
    "nomic_bert": lambda: t.NomicBertForMaskedLM(t.NomicBertConfig(**COMMON)) if hasattr(t, "NomicBertConfig") else None,
}

STORED = {"distilbert_answers": torch.bfloat16, "mpnet_sequence": torch.float16}  # the others: float32
HEADLESS = ("embedding_gemma", "t5_encoder")
PADDED = ("roberta_answers", "mpnet_sequence")  # texts in which the padding token stands, as any other


def expected(folder, model):
    model = model.float().eval()
    generator = torch.Generator().manual_seed(11)
    types = getattr(model.config, "type_vocab_size", 0) > 1
    texts, hidden, logits = [], b"", b""
    for length in (9, 1, 23):
        ids = torch.randint(3, 131, (1, length), generator=generator)
        if folder.name in PADDED:
            ids[0, 1::4] = model.config.pad_token_id
        how = dict(input_ids=ids, attention_mask=torch.ones_like(ids))
        if types:
            how["token_type_ids"] = (torch.arange(length)[None] >= length // 2).long()
        with torch.no_grad():
            out = model(**how, output_hidden_states=True)
        base = model if folder.name in HEADLESS else getattr(model, model.base_model_prefix)
        with torch.no_grad():
            last = base(**how)[0][0]
        hidden += last.numpy().astype("<f4").tobytes()
        texts.append(dict(ids=ids[0].tolist(), **({"token_types": how["token_type_ids"][0].tolist()} if types else {})))
        if folder.name in HEADLESS:
            continue
        head = torch.stack([out.start_logits, out.end_logits], -1) if hasattr(out, "start_logits") else out.logits
        logits += head[0].numpy().astype("<f4").tobytes()
    (folder / "hidden.f32").write_bytes(hidden)
    if logits:
        (folder / "logits.f32").write_bytes(logits)
    (folder / "expected.json").write_text(json.dumps({"texts": texts}) + "\n")


# GGUF's names of tensors, by Hugging Face's without the model's: gguf-py's tensor_mapping.py.
GGUF = {
    "bert_gguf": ("bert_tokens", "bert", {"embeddings.word_embeddings": "token_embd", "embeddings.token_type_embeddings": "token_types", "embeddings.position_embeddings": "position_embd", "embeddings.LayerNorm": "token_embd_norm",
                  "attention.self.query": "attn_q", "attention.self.key": "attn_k", "attention.self.value": "attn_v", "attention.output.dense": "attn_output", "attention.output.LayerNorm": "attn_output_norm",
                  "intermediate.dense": "ffn_up", "output.dense": "ffn_down", "output.LayerNorm": "layer_output_norm"}),
    "reranker_gguf": ("roberta_sequence", "bert", {"embeddings.word_embeddings": "token_embd", "embeddings.token_type_embeddings": "token_types", "embeddings.position_embeddings": "position_embd", "embeddings.LayerNorm": "token_embd_norm",
                      "attention.self.query": "attn_q", "attention.self.key": "attn_k", "attention.self.value": "attn_v", "attention.output.dense": "attn_output", "attention.output.LayerNorm": "attn_output_norm",
                      "intermediate.dense": "ffn_up", "output.dense": "ffn_down", "output.LayerNorm": "layer_output_norm", "classifier.dense": "cls", "classifier.out_proj": "cls.output"}),
    "nomic_bert_gguf": ("nomic_bert", "nomic-bert", {"embeddings.word_embeddings": "token_embd", "embeddings.token_type_embeddings": "token_types", "emb_ln": "token_embd_norm", "attn.Wqkv": "attn_qkv", "attn.out_proj": "attn_output",
                        "norm1": "attn_output_norm", "mlp.fc11": "ffn_up", "mlp.fc12": "ffn_gate", "mlp.fc2": "ffn_down", "norm2": "layer_output_norm"}),
}


def write_gguf(name):
    """What llama.cpp's converter makes of one of the others: a base model."""
    import gguf
    from safetensors.torch import load_file

    source, architecture, names = GGUF[name]
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    config = json.loads((HERE / source / "config.json").read_text())
    writer = gguf.GGUFWriter(folder / "model.gguf", architecture)
    ranks = "classifier.dense" in names
    writer.add_context_length(config["max_position_embeddings"] - (2 if ranks else 0))
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.RANK if ranks else gguf.PoolingType.MEAN)
    if ranks:
        writer.add_classifier_output_labels([f"LABEL_{i}" for i in range(4)])
    if "rope_parameters" in config:
        writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    for key, tensor in sorted(load_file(HERE / source / "model.safetensors").items()):
        path = key.split(".")
        if path[0] == "classifier" and ".".join(path[:2]) in names:
            writer.add_tensor(names[".".join(path[:2])] + "." + path[-1], tensor.float().numpy())
            continue
        if path[0] not in ("bert", "nomic_bert", "roberta"):
            continue
        if path[0] == "roberta" and path[2] == "position_embeddings":
            tensor = tensor[config["pad_token_id"] + 1:]  # position 0 is the first row
            assert tensor.shape[0] == config["max_position_embeddings"] - 2
        layer = path[3] if path[1] == "encoder" else None
        own = names[".".join(path[4:-1] if layer else path[1:-1])]
        writer.add_tensor((f"blk.{layer}." if layer else "") + own + "." + path[-1], tensor.float().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    for file in ("expected.json", "hidden.f32", *(["logits.f32"] if ranks else [])):
        shutil.copy(HERE / source / file, folder / file)


def write_gemma_gguf(name="embedding_gemma_gguf"):
    """What llama.cpp's converter makes of EmbeddingGemma: norms with the 1 that the model adds."""
    import gguf
    from safetensors.torch import load_file

    source, folder, arch = HERE / "embedding_gemma", HERE / name, gguf.MODEL_ARCH.GEMMA_EMBEDDING
    folder.mkdir(exist_ok=True)
    c = json.loads((source / "config.json").read_text())
    writer = gguf.GGUFWriter(folder / "model.gguf", gguf.MODEL_ARCH_NAMES[arch])
    writer.add_context_length(c["max_position_embeddings"])
    writer.add_embedding_length(c["hidden_size"])
    writer.add_feed_forward_length(c["intermediate_size"])
    writer.add_block_count(c["num_hidden_layers"])
    writer.add_head_count(c["num_attention_heads"])
    writer.add_head_count_kv(c["num_key_value_heads"])
    writer.add_key_length(c["head_dim"])
    writer.add_value_length(c["head_dim"])
    writer.add_layer_norm_rms_eps(c["rms_norm_eps"])
    writer.add_rope_freq_base(c["rope_parameters"]["full_attention"]["rope_theta"])
    writer.add_sliding_window(c["sliding_window"])
    writer.add_sliding_window_pattern(3)
    writer.add_causal_attention(False)
    writer.add_pooling_type(gguf.PoolingType.MEAN)
    names = gguf.get_tensor_name_map(arch, c["num_hidden_layers"])
    for key, tensor in sorted(load_file(source / "model.safetensors").items()):
        tensor = tensor + 1 if key.endswith("norm.weight") else tensor
        writer.add_tensor(names.get_name("model." + key, try_suffixes=(".weight",)), tensor.float().numpy())
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    for file in ("expected.json", "hidden.f32"):
        shutil.copy(source / file, folder / file)


if __name__ == "__main__":
    for name in sys.argv[1:] or [*MODELS, *GGUF, "embedding_gemma_gguf"]:
        try:
            if name == "embedding_gemma_gguf":
                write_gemma_gguf()
                continue
            if name in GGUF:
                write_gguf(name)
                continue
            model = MODELS[name]()
            if model is None:
                print(name, "not in this transformers"); continue
            model = randomise(model, 7)
            folder = HERE / name
            shutil.rmtree(folder, ignore_errors=True)
            model.to(STORED.get(name, torch.float32)).save_pretrained(folder)
            expected(folder, type(model).from_pretrained(folder, dtype=torch.float32))
            print(name, sum(p.numel() for p in model.parameters()))
        except Exception as e:
            print("FAILED", name, type(e).__name__, str(e)[:300])
