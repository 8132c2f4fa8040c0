"""Makes checkpoints of families of make_decoder_families.py with other settings, spellings and element types, one folder each.

    python make_decoder_variants.py [NAME...]        (torch, transformers 5)
"""
import sys

import torch
import transformers as t

from make_fixture import old_spelling, save

SMALL = dict(vocab_size=61, hidden_size=24, num_hidden_layers=2, bos_token_id=1, eos_token_id=2)
SMALL_GEMMA = dict(intermediate_size=28, num_attention_heads=3, num_key_value_heads=1, head_dim=6)
VARIANTS = {
    "gemma_old": lambda: t.GemmaForCausalLM(t.GemmaConfig(**SMALL, **SMALL_GEMMA, max_position_embeddings=64, hidden_act="gelu", attention_bias=True)),
    "gemma2_plain": lambda: t.Gemma2ForCausalLM(t.Gemma2Config(**SMALL, **SMALL_GEMMA, max_position_embeddings=64, sliding_window=5, attn_logit_softcapping=None, final_logit_softcapping=None, tie_word_embeddings=False)),
    "gemma3_old": lambda: t.Gemma3ForCausalLM(t.Gemma3TextConfig(**{**SMALL, "num_hidden_layers": 3}, **SMALL_GEMMA, max_position_embeddings=64, sliding_window=5, sliding_window_pattern=2, final_logit_softcapping=4.0, query_pre_attn_scalar=30, rope_theta=2000.0, rope_local_base_freq=100.0, rope_scaling=dict(rope_type="linear", factor=8.0))),
    "gpt_neox_old": lambda: t.GPTNeoXForCausalLM(t.GPTNeoXConfig(**SMALL, intermediate_size=40, num_attention_heads=3, max_position_embeddings=64, hidden_act="gelu_new")),
    "gptj_tied": lambda: t.GPTJForCausalLM(t.GPTJConfig(vocab_size=61, n_embd=24, n_layer=2, n_head=3, n_positions=64, rotary_dim=8, activation_function="gelu", bos_token_id=1, eos_token_id=2, tie_word_embeddings=True)),
    "opt_plain": lambda: t.OPTForCausalLM(t.OPTConfig(**SMALL, ffn_dim=28, num_attention_heads=3, max_position_embeddings=64, enable_bias=False, layer_norm_elementwise_affine=False, activation_function="gelu", tie_word_embeddings=False)),
    "opt_unnormed": lambda: t.OPTForCausalLM(t.OPTConfig(**SMALL, ffn_dim=28, num_attention_heads=3, max_position_embeddings=64, word_embed_proj_dim=40, _remove_final_layer_norm=True)),
    "bloom_f16": lambda: t.BloomForCausalLM(t.BloomConfig(vocab_size=61, hidden_size=24, n_layer=2, n_head=6, layer_norm_epsilon=1e-3, bos_token_id=1, eos_token_id=2)),
    "mpt_clipped": lambda: t.MptForCausalLM(t.MptConfig(vocab_size=61, d_model=24, n_layers=2, n_heads=6, max_seq_len=64, bos_token_id=1, eos_token_id=2, attn_config=dict(clip_qkv=0.4, softmax_scale=0.7))),
    "falcon_11b": lambda: t.FalconForCausalLM(t.FalconConfig(vocab_size=61, hidden_size=24, num_hidden_layers=2, num_attention_heads=6, num_kv_heads=3, ffn_hidden_size=28, new_decoder_architecture=True, num_ln_in_parallel_attn=1, max_position_embeddings=64, rope_theta=500.0, bos_token_id=1, eos_token_id=2, tie_word_embeddings=False)),
    "falcon_rw": lambda: t.FalconForCausalLM(t.FalconConfig(vocab_size=61, hidden_size=24, num_hidden_layers=2, num_attention_heads=12, multi_query=True, parallel_attn=True, alibi=True, activation="gelu_new", max_position_embeddings=64, bos_token_id=1, eos_token_id=2)),
}
DTYPES = {"gemma2_plain": torch.bfloat16, "gemma3_old": torch.bfloat16, "bloom_f16": torch.float16, "falcon_rw": torch.bfloat16}
OLD = {
    "gemma_old": dict(rope_theta=10000.0, rope_scaling=None, hidden_act="gelu", hidden_activation=None),
    "gemma3_old": dict(rope_theta=2000.0, rope_local_base_freq=100.0, rope_scaling=dict(rope_type="linear", factor=8.0), sliding_window_pattern=2, layer_types=None, cache_implementation="hybrid"),
    "gpt_neox_old": dict(rotary_emb_base=10000, rotary_pct=0.25),
    "falcon_11b": dict(rope_theta=500.0),
}

if __name__ == "__main__":
    for name, make in VARIANTS.items():
        if len(sys.argv) > 1 and name not in sys.argv[1:]:
            continue
        how = dict(max_shard_size="6KB") if name == "gemma2_plain" else {}
        save(name, make(), prompt_length=29, dtype=DTYPES.get(name), **how)
        if name in OLD:
            old_spelling(name, **OLD[name])
        print(name)
