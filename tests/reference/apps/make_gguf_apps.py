#!/usr/bin/env python3
"""embed_gguf/model.gguf: the encoder and the tokenizer of embed_bert as llama.cpp's converter writes them, its vectors the first token's.

    python3 make_gguf_apps.py        needs gguf, safetensors
"""
import json
import pathlib

import gguf
from safetensors.numpy import load_file

HERE = pathlib.Path(__file__).parent
NAMES = {"embeddings.word_embeddings": "token_embd", "embeddings.token_type_embeddings": "token_types", "embeddings.position_embeddings": "position_embd",
         "embeddings.LayerNorm": "token_embd_norm", "attention.self.query": "attn_q", "attention.self.key": "attn_k", "attention.self.value": "attn_v",
         "attention.output.dense": "attn_output", "attention.output.LayerNorm": "attn_output_norm", "intermediate.dense": "ffn_up", "output.dense": "ffn_down",
         "output.LayerNorm": "layer_output_norm"}


def main():
    source, folder = HERE / "embed_bert", HERE / "embed_gguf"
    folder.mkdir(exist_ok=True)
    c = json.loads((source / "config.json").read_text())
    vocab = json.loads((source / "tokenizer.json").read_text())["model"]["vocab"]
    w = gguf.GGUFWriter(folder / "model.gguf", "bert")
    w.add_context_length(c["max_position_embeddings"])
    w.add_embedding_length(c["hidden_size"])
    w.add_feed_forward_length(c["intermediate_size"])
    w.add_block_count(c["num_hidden_layers"])
    w.add_head_count(c["num_attention_heads"])
    w.add_layer_norm_eps(c["layer_norm_eps"])
    w.add_causal_attention(False)
    w.add_pooling_type(gguf.PoolingType.CLS)
    tokens = sorted(vocab, key=vocab.get)
    special = lambda t: t.startswith("[") and t.endswith("]") and len(t) > 2  # noqa: E731
    w.add_tokenizer_model("bert")
    w.add_token_list([t if special(t) else t[2:] if t.startswith("##") else "\u2581" + t for t in tokens])
    w.add_token_types([gguf.TokenType.CONTROL if special(t) else gguf.TokenType.NORMAL for t in tokens])
    for name, token in ("unk", "[UNK]"), ("bos", "[CLS]"), ("sep", "[SEP]"), ("pad", "[PAD]"), ("mask", "[MASK]"):
        getattr(w, f"add_{name}_token_id")(vocab[token])
    for key, tensor in sorted(load_file(source / "model.safetensors").items()):
        path = key.split(".")
        if path[0] == "pooler":
            continue
        layer = path[2] if path[0] == "encoder" else None
        w.add_tensor((f"blk.{layer}." if layer else "") + NAMES[".".join(path[3:-1] if layer else path[:-1])] + "." + path[-1], tensor)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


main()
