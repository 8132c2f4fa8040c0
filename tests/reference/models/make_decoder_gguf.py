"""Writes checkpoints of make_decoder_families.py as GGUF files, as llama.cpp's converter does, with what transformers computes of them.

    python make_decoder_gguf.py        (torch, transformers 5, gguf)

Tensors are named by gguf-py's tensor_mapping.py; what is done to their values is that of convert_hf_to_gguf.py.
"""
import shutil

import gguf
import numpy as np
import torch
import transformers as t

from make_fixture import HERE, expected


def stacked(w, groups):
    """Rows of queries, keys and values that lie group by group, below one another."""
    def rows(x, h, k, d):
        x = x.reshape(k, h // k + 2, d, *x.shape[1:])
        parts = x[:, :-2], x[:, -2:-1], x[:, -1:]
        return np.concatenate([p.reshape(-1, *x.shape[3:]) for p in parts])
    return rows(w, *groups)


def write(name, source, arch, head, keys, fix=lambda name, x: x, **changes):
    config = t.AutoConfig.from_pretrained(HERE / source)
    for key, value in changes.items():
        setattr(config, key, value)
    model = head.from_pretrained(HERE / source, config=config, dtype=torch.float32)
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    w = gguf.GGUFWriter(folder / "model.gguf", gguf.MODEL_ARCH_NAMES[arch])
    w.add_block_count(config.num_hidden_layers)
    w.add_embedding_length(config.hidden_size)
    w.add_head_count(config.num_attention_heads)
    keys(w, config)
    names = gguf.get_tensor_name_map(arch, config.num_hidden_layers)
    for key, tensor in model.state_dict().items():
        if key == "lm_head.weight" and config.tie_word_embeddings:
            continue
        key = key.replace("lm_head", "embed_out") if arch == gguf.MODEL_ARCH.GPTNEOX else key
        mapped = key.removeprefix("transformer.") if arch == gguf.MODEL_ARCH.BLOOM else key
        w.add_tensor(names.get_name(mapped, try_suffixes=(".weight", ".bias")), np.ascontiguousarray(fix(key, tensor.numpy())))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()
    expected(folder, model, 29, 7)
    print(name)


def gemma(w, c):
    w.add_context_length(c.max_position_embeddings)
    w.add_feed_forward_length(c.intermediate_size)
    w.add_head_count_kv(c.num_key_value_heads)
    w.add_layer_norm_rms_eps(c.rms_norm_eps)
    w.add_key_length(c.head_dim)
    w.add_value_length(c.head_dim)
    if c.model_type != "gemma":
        w.add_sliding_window(c.sliding_window)
    if c.model_type == "gemma2":
        w.add_attn_logit_softcapping(c.attn_logit_softcapping)
        w.add_final_logit_softcapping(c.final_logit_softcapping)
    if c.model_type == "gemma3_text":
        rope = c.rope_parameters
        w.add_sliding_window_pattern(2)
        w.add_rope_freq_base(rope["full_attention"]["rope_theta"])
        w.add_rope_freq_base_swa(rope["sliding_attention"]["rope_theta"])
        w.add_rope_scaling_type(gguf.RopeScalingType.LINEAR)
        w.add_rope_scaling_factor(rope["full_attention"]["factor"])


def neox(w, c):
    w.add_context_length(c.max_position_embeddings)
    w.add_feed_forward_length(c.intermediate_size)
    w.add_rope_dimension_count(int(c.rope_parameters["partial_rotary_factor"] * (c.hidden_size // c.num_attention_heads)))
    w.add_rope_freq_base(c.rope_parameters["rope_theta"])
    w.add_parallel_residual(c.use_parallel_residual)
    w.add_layer_norm_eps(c.layer_norm_eps)


def bloom(w, c):
    w.add_context_length(64)
    w.add_feed_forward_length(4 * c.hidden_size)
    w.add_head_count_kv(c.num_attention_heads)
    w.add_layer_norm_eps(c.layer_norm_epsilon)


def mpt(w, c):
    w.add_context_length(c.max_seq_len)
    w.add_feed_forward_length(4 * c.hidden_size)
    w.add_layer_norm_eps(c.layer_norm_epsilon)
    w.add_clamp_kqv(c.attn_config.clip_qkv)
    w.add_max_alibi_bias(c.attn_config.alibi_bias_max)


def falcon(w, c):
    w.add_context_length(c.max_position_embeddings)
    w.add_tensor_data_layout("jploski")
    w.add_feed_forward_length(c.ffn_hidden_size)
    w.add_head_count_kv(c.num_kv_heads if c.new_decoder_architecture else 1)
    w.add_layer_norm_eps(c.layer_norm_epsilon)


def plus_one(key, x):
    return x + 1 if key.endswith("norm.weight") else x


def restack(heads, groups, head_dim):
    return lambda key, x: stacked(x, (heads, groups, head_dim)) if "query_key_value" in key else x


if __name__ == "__main__":
    A = gguf.MODEL_ARCH
    write("gemma_gguf", "gemma", A.GEMMA, t.GemmaForCausalLM, gemma, plus_one)
    write("gemma2_gguf", "gemma2", A.GEMMA2, t.Gemma2ForCausalLM, gemma, plus_one, query_pre_attn_scalar=8)
    write("gemma3_gguf", "gemma3", A.GEMMA3, t.Gemma3ForCausalLM, gemma, plus_one, query_pre_attn_scalar=8)
    write("gpt_neox_gguf", "gpt_neox_old", A.GPTNEOX, t.GPTNeoXForCausalLM, neox, restack(3, 3, 8), hidden_act="gelu")
    write("bloom_gguf", "bloom_f16", A.BLOOM, t.BloomForCausalLM, bloom, restack(6, 6, 4))
    write("mpt_gguf", "mpt_clipped", A.MPT, t.MptForCausalLM, mpt, attn_config=t.models.mpt.configuration_mpt.MptAttentionConfig(clip_qkv=0.4))
    write("falcon_40b_gguf", "falcon_40b", A.FALCON, t.FalconForCausalLM, falcon, restack(6, 2, 8))
    write("falcon_7b_gguf", "falcon_7b", A.FALCON, t.FalconForCausalLM, falcon)
