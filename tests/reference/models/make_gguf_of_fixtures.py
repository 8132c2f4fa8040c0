"""Writes the fixtures of make_decoder_families.py as GGUF files, NAME_gguf/model.gguf, by the package gguf: its names of tensors, its keys.

    python make_gguf_of_fixtures.py [NAME...]        (numpy, safetensors, gguf)

What the package does not say is what llama.cpp's convert_hf_to_gguf.py does for each architecture: which rows are put as pairs, which
factors are multiplied out, what is stacked.
"""
import json
import shutil
import sys

import gguf
import numpy as np
from safetensors.numpy import load_file

from make_fixture import HERE, permute

ARCHITECTURES = {"qwen2": "QWEN2", "qwen3": "QWEN3", "smollm3_fourth": "SMOLLM3", "phi": "PHI2", "phi3": "PHI3", "phi3_longrope": "PHI3", "starcoder2": "STARCODER2",
                 "stablelm": "STABLELM", "stablelm_parallel": "STABLELM", "olmo": "OLMO", "olmo2": "OLMO2", "granite_bias": "GRANITE", "minicpm": "MINICPM",
                 "cohere": "COMMAND_R", "cohere_qk_norm": "COMMAND_R", "cohere2_fourth": "COHERE2", "glm": "CHATGLM", "glm4": "GLM4"}
PAIRED = ["OLMO", "GRANITE", "SMOLLM3", "MINICPM"]  # of LlamaModel's in the converter, or with its permute()


def write(name, architecture):
    c = json.loads((HERE / name / "config.json").read_text())
    arch = gguf.MODEL_ARCH[architecture]
    folder = HERE / f"{name}_gguf"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    w = gguf.GGUFWriter(folder / "model.gguf", gguf.MODEL_ARCH_NAMES[arch])
    layers, heads, groups = c["num_hidden_layers"], c["num_attention_heads"], c["num_key_value_heads"]
    head_dim = c.get("head_dim") or c["hidden_size"] // heads
    rope = c["rope_parameters"]
    w.add_block_count(layers)
    w.add_context_length(c["max_position_embeddings"])
    w.add_embedding_length(c["hidden_size"])
    w.add_feed_forward_length(c["intermediate_size"])
    w.add_head_count(heads)
    w.add_head_count_kv(groups)
    w.add_vocab_size(c["vocab_size"])
    w.add_rope_freq_base(rope["rope_theta"])
    w.add_rope_dimension_count(int(head_dim * rope.get("partial_rotary_factor", 1.0)))
    if head_dim * heads != c["hidden_size"]:
        w.add_key_length(head_dim)
        w.add_value_length(head_dim)
    if "rms_norm_eps" in c:
        w.add_layer_norm_rms_eps(c["rms_norm_eps"])
    else:
        w.add_layer_norm_eps(c.get("layer_norm_eps") or c.get("norm_epsilon") or 1e-5)
    if c.get("sliding_window"):
        w.add_sliding_window(c["sliding_window"])
    if architecture == "PHI3":
        if not c.get("sliding_window"):
            w.add_sliding_window(0)
        w.add_rope_scaling_orig_ctx_len(c["original_max_position_embeddings"])
    if rope["rope_type"] == "longrope":
        ratio = c["max_position_embeddings"] / c["original_max_position_embeddings"]
        w.add_rope_scaling_attn_factors(np.sqrt(1 + np.log(ratio) / np.log(c["original_max_position_embeddings"])))
        w.add_tensor("rope_factors_long.weight", np.array(rope["long_factor"], dtype=np.float32))
        w.add_tensor("rope_factors_short.weight", np.array(rope["short_factor"], dtype=np.float32))
    if c.get("clip_qkv"):
        w.add_clamp_kqv(c["clip_qkv"])
    if "use_parallel_residual" in c:
        w.add_parallel_residual(c["use_parallel_residual"])
    if "logit_scale" in c:
        w.add_logit_scale(c["logit_scale"])
        w.add_rope_scaling_type(gguf.RopeScalingType.NONE)
    if architecture == "GRANITE":
        w.add_embedding_scale(c["embedding_multiplier"])
        w.add_residual_scale(c["residual_multiplier"])
        w.add_attention_scale(c["attention_multiplier"])
        w.add_logit_scale(c["logits_scaling"])
    if architecture == "MINICPM":
        w.add_embedding_scale(c["scale_emb"])
        w.add_residual_scale(c["scale_depth"] / layers ** 0.5)
        w.add_logit_scale(c["hidden_size"] / c["dim_model_base"])
    names = gguf.get_tensor_name_map(arch, layers)
    tensors = load_file(HERE / name / "model.safetensors")
    for l in range(layers):  # StableLM's norms of heads, stacked
        for which, count in ("q", heads), ("k", groups):
            of_heads = [tensors.pop(f"model.layers.{l}.self_attn.{which}_layernorm.norms.{h}.weight", None) for h in range(count)]
            if of_heads[0] is not None:
                tensors[f"model.layers.{l}.self_attn.{which}_layernorm.weight"] = np.stack(of_heads)
    for key, data in tensors.items():
        of = heads if ".q_proj." in key else groups if ".k_proj." in key else 0
        if of and architecture in PAIRED:
            data = permute(data, of)
        w.add_tensor(names.get_name(key, try_suffixes=(".weight", ".bias")), np.ascontiguousarray(data.astype(np.float32)))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


if __name__ == "__main__":
    for name in sys.argv[1:] or ARCHITECTURES:
        write(name, ARCHITECTURES[name])
