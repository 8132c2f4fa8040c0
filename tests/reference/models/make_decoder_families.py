"""Makes small random-weight checkpoints of decoder-only families, as make_fixture.py does, one folder each.

    python make_decoder_families.py [NAME...]        (torch, transformers 5)
"""
import json
import sys

import torch
import transformers as t

from make_fixture import HERE, save

COMMON = dict(vocab_size=131, hidden_size=30, intermediate_size=50, num_hidden_layers=3, num_attention_heads=5, max_position_embeddings=64,
              bos_token_id=1, eos_token_id=2, pad_token_id=0)


def config(kind, **changes):
    return getattr(t, kind + "Config")(**{**COMMON, **changes})


def model(kind, head="ForCausalLM", **changes):
    return getattr(t, kind + head)(config(kind, **changes))


WINDOWS = ["sliding_attention", "full_attention", "sliding_attention"]
GQA = dict(num_key_value_heads=1)
LONGROPE = dict(num_key_value_heads=5, sliding_window=None, rope_parameters=dict(rope_type="longrope", rope_theta=10000.0, short_factor=[1.0, 1.3, 1.7], long_factor=[1.1, 2.5, 6.0]))
FAMILIES = {
    "qwen2_window": lambda: model("Qwen2", **GQA, use_sliding_window=True, sliding_window=7, max_window_layers=1),
    "qwen3_window": lambda: model("Qwen3", num_key_value_heads=1, head_dim=6, attention_bias=True, use_sliding_window=True, sliding_window=7, layer_types=WINDOWS),
    "qwen3": lambda: model("Qwen3", num_key_value_heads=5, head_dim=8, tie_word_embeddings=True),
    "qwen3_moe": lambda: model("Qwen3Moe", num_key_value_heads=1, head_dim=8, num_experts=5, num_experts_per_tok=2, moe_intermediate_size=18, decoder_sparse_step=1, mlp_only_layers=[1], norm_topk_prob=True),
    "mixtral": lambda: model("Mixtral", **GQA, num_local_experts=4, num_experts_per_tok=2, sliding_window=None),
    "gpt_oss": lambda: model("GptOss", num_key_value_heads=1, head_dim=8, num_local_experts=4, num_experts_per_tok=2, sliding_window=7, layer_types=WINDOWS,
                             rope_parameters=dict(rope_type="yarn", rope_theta=150000.0, factor=4.0, original_max_position_embeddings=16, beta_fast=32.0, beta_slow=1.0, truncate=False)),
    "gemma": lambda: model("Gemma", num_key_value_heads=1, head_dim=8, hidden_act="gelu_pytorch_tanh"),
    "gemma2": lambda: model("Gemma2", num_key_value_heads=1, head_dim=8, query_pre_attn_scalar=9, sliding_window=7, layer_types=WINDOWS, attn_logit_softcapping=5.0, final_logit_softcapping=3.0),
    "gemma3": lambda: t.Gemma3ForCausalLM(t.Gemma3TextConfig(
        **{**COMMON, **dict(num_key_value_heads=1, head_dim=8, query_pre_attn_scalar=9, sliding_window=7, layer_types=WINDOWS,
                            rope_parameters=dict(full_attention=dict(rope_type="linear", factor=2.0, rope_theta=10000.0), sliding_attention=dict(rope_type="default", rope_theta=500.0)))})),
    "phi": lambda: model("Phi", num_key_value_heads=5, rope_parameters=dict(rope_type="default", rope_theta=1000.0, partial_rotary_factor=0.67), hidden_size=30),
    "phi_qk_layernorm": lambda: model("Phi", num_key_value_heads=1, qk_layernorm=True, rope_parameters=dict(rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.67)),
    "phi3": lambda: model("Phi3", num_key_value_heads=1, sliding_window=7, tie_word_embeddings=False),
    "phi3_longrope": lambda: model("Phi3", **LONGROPE, original_max_position_embeddings=16),
    "phi3_longrope_short": lambda: model("Phi3", **LONGROPE, original_max_position_embeddings=40, tie_word_embeddings=True),
    "gpt_neox": lambda: model("GPTNeoX", rope_parameters=dict(rope_type="default", rope_theta=1000.0, partial_rotary_factor=0.67), hidden_act="gelu", use_parallel_residual=True, attention_bias=True),
    "gpt_neox_sequential": lambda: model("GPTNeoX", rope_parameters=dict(rope_type="default", rope_theta=1000.0, partial_rotary_factor=1.0), use_parallel_residual=False, attention_bias=False, tie_word_embeddings=True),
    "gpt_neox_odd": lambda: model("GPTNeoX", rope_parameters=dict(rope_type="default", rope_theta=1000.0, partial_rotary_factor=0.5), num_hidden_layers=2, tie_word_embeddings=True),
    "gptj": lambda: t.GPTJForCausalLM(t.GPTJConfig(vocab_size=131, n_embd=30, n_layer=3, n_head=5, n_inner=50, n_positions=64, rotary_dim=4, bos_token_id=1, eos_token_id=2, tie_word_embeddings=False)),
    "opt": lambda: t.OPTForCausalLM(t.OPTConfig(vocab_size=131, hidden_size=30, ffn_dim=50, num_hidden_layers=3, num_attention_heads=5, max_position_embeddings=64, word_embed_proj_dim=30, do_layer_norm_before=True, bos_token_id=1, eos_token_id=2, pad_token_id=0)),
    "opt_350m": lambda: t.OPTForCausalLM(t.OPTConfig(vocab_size=131, hidden_size=30, ffn_dim=50, num_hidden_layers=3, num_attention_heads=5, max_position_embeddings=64, word_embed_proj_dim=18, do_layer_norm_before=False, bos_token_id=1, eos_token_id=2, pad_token_id=0)),
    "bloom": lambda: t.BloomForCausalLM(t.BloomConfig(vocab_size=131, hidden_size=30, n_layer=3, n_head=5, bos_token_id=1, eos_token_id=2, pad_token_id=0)),
    "mpt": lambda: t.MptForCausalLM(t.MptConfig(vocab_size=131, d_model=30, n_layers=3, n_heads=5, max_seq_len=64, bos_token_id=1, eos_token_id=2)),
    "falcon_7b": lambda: t.FalconForCausalLM(t.FalconConfig(vocab_size=131, hidden_size=30, num_hidden_layers=3, num_attention_heads=5, ffn_hidden_size=50, multi_query=True, parallel_attn=True, new_decoder_architecture=False, bias=False, max_position_embeddings=64, bos_token_id=1, eos_token_id=2)),
    "falcon_40b": lambda: t.FalconForCausalLM(t.FalconConfig(vocab_size=131, hidden_size=48, num_hidden_layers=3, num_attention_heads=6, num_kv_heads=2, ffn_hidden_size=50, new_decoder_architecture=True, parallel_attn=True, bias=True, max_position_embeddings=64, bos_token_id=1, eos_token_id=2)),
    "falcon_alibi": lambda: t.FalconForCausalLM(t.FalconConfig(vocab_size=131, hidden_size=30, num_hidden_layers=3, num_attention_heads=5, ffn_hidden_size=50, multi_query=False, parallel_attn=False, alibi=True, bias=True, max_position_embeddings=64, bos_token_id=1, eos_token_id=2)),
    "starcoder2": lambda: model("Starcoder2", num_key_value_heads=1, sliding_window=7, use_bias=True, hidden_act="gelu_pytorch_tanh"),
    "starcoder2_plain": lambda: model("Starcoder2", num_key_value_heads=5, sliding_window=None, use_bias=False, tie_word_embeddings=False),
    "stablelm": lambda: model("StableLm", num_key_value_heads=5, use_qkv_bias=True, rope_parameters=dict(rope_type="default", rope_theta=1000.0, partial_rotary_factor=0.67), tie_word_embeddings=False),
    "stablelm_parallel": lambda: model("StableLm", num_key_value_heads=1, qk_layernorm=True, use_parallel_residual=True, rope_parameters=dict(rope_type="default", rope_theta=10000.0, partial_rotary_factor=0.67)),
    "olmo": lambda: model("Olmo", num_key_value_heads=1, clip_qkv=0.5, eos_token_id=2, tie_word_embeddings=False),
    "olmo_bias": lambda: model("Olmo", num_key_value_heads=5, attention_bias=True, tie_word_embeddings=True),
    "olmo2": lambda: model("Olmo2", num_key_value_heads=1),
    "olmo3": lambda: model("Olmo3", num_key_value_heads=1, sliding_window=7, layer_types=WINDOWS, rope_parameters=dict(full_attention=dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=16, attention_factor=1.2), sliding_attention=dict(rope_type="default", rope_theta=500.0))),
    "granite": lambda: model("Granite", num_key_value_heads=1, embedding_multiplier=3.0, attention_multiplier=0.3, residual_multiplier=0.4, logits_scaling=2.5),
    "granite_bias": lambda: model("Granite", num_key_value_heads=5, attention_bias=True, mlp_bias=True, tie_word_embeddings=True, head_dim=8, attention_multiplier=0.2),
    "minicpm": lambda: model("Granite", num_key_value_heads=1, embedding_multiplier=3.0, attention_multiplier=6 ** -0.5, residual_multiplier=1.4 / 3 ** 0.5, logits_scaling=30 / 12),
    "cohere": lambda: model("Cohere", num_key_value_heads=1, logit_scale=0.3, use_qk_norm=False),
    "cohere_qk_norm": lambda: model("Cohere", num_key_value_heads=1, logit_scale=0.3, use_qk_norm=True),
    "cohere2": lambda: model("Cohere2", num_key_value_heads=1, logit_scale=0.3, sliding_window=7, layer_types=WINDOWS),
    "cohere2_fourth": lambda: model("Cohere2", num_key_value_heads=1, num_hidden_layers=5, logit_scale=0.3, sliding_window=7),
    "glm": lambda: model("Glm", num_key_value_heads=1, head_dim=8, rope_parameters=dict(rope_type="default", rope_theta=1000.0, partial_rotary_factor=0.5), attention_bias=True),
    "glm_odd": lambda: model("Glm", num_key_value_heads=1, head_dim=6, rope_parameters=dict(rope_type="default", rope_theta=1000.0, partial_rotary_factor=0.5), num_hidden_layers=2, tie_word_embeddings=True),
    "glm4": lambda: model("Glm4", num_key_value_heads=1, head_dim=8, rope_parameters=dict(rope_type="default", rope_theta=1000.0, partial_rotary_factor=0.5), attention_bias=True),
    "smollm3": lambda: model("SmolLM3", num_key_value_heads=1, no_rope_layers=[1, 0, 1], use_sliding_window=False),
    "smollm3_window": lambda: model("SmolLM3", num_key_value_heads=5, no_rope_layer_interval=2, use_sliding_window=True, sliding_window=7, attention_bias=True, mlp_bias=True, tie_word_embeddings=False),
    "smollm3_fourth": lambda: model("SmolLM3", num_key_value_heads=1, num_hidden_layers=4),
    "ministral": lambda: model("Ministral", num_key_value_heads=1, head_dim=8, sliding_window=7, layer_types=WINDOWS),
    "lfm2": lambda: model("Lfm2", num_key_value_heads=1, layer_types=["conv", "full_attention", "conv"], conv_L_cache=3, conv_bias=True, block_auto_adjust_ff_dim=False),
}


def minicpm():
    """MiniCPM's class is no part of transformers; its model is Granite's with the factors said in other words."""
    path = HERE / "minicpm" / "config.json"
    config = json.loads(path.read_text())
    for key in ["embedding_multiplier", "attention_multiplier", "residual_multiplier", "logits_scaling", "mlp_bias"]:
        del config[key]
    config.update(model_type="minicpm", architectures=["MiniCPMForCausalLM"], scale_emb=3, scale_depth=1.4, dim_model_base=12)
    path.write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    for name in sys.argv[1:] or FAMILIES:
        save(name, FAMILIES[name](), prompt_length=13 if name == "phi3_longrope_short" else 29)
        if name == "minicpm":
            minicpm()
