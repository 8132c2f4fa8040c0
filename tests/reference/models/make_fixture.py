"""Makes small random-weight checkpoints and what transformers computes with them in float32.

    python make_fixture.py            (torch, transformers, gguf; any recent versions)

Each folder NAME holds the checkpoint as transformers saves it (or model.gguf), and
    expected.json   prompt (token ids), greedy (24 new ids), position of each row of logits.f32
    logits.f32      little-endian float32 [len(prompt), vocab_size]
Dimensions are odd on purpose: nothing may depend on multiples of 8.
"""
import json
import shutil
from pathlib import Path

import gguf
import numpy as np
import torch
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM, MistralConfig, MistralForCausalLM, Qwen2Config, Qwen2ForCausalLM

HERE = Path(__file__).parent
SMALL = dict(vocab_size=131, hidden_size=30, intermediate_size=50, num_hidden_layers=2, num_attention_heads=5, num_key_value_heads=1,
             max_position_embeddings=64, bos_token_id=1, eos_token_id=2, initializer_range=0.3)


def randomise(model, seed):
    generator = torch.Generator().manual_seed(seed)
    for name, p in model.named_parameters():
        noise = torch.randn(p.shape, generator=generator)
        norm_weight = p.dim() == 1 and "norm" in name or ".ln_" in name
        p.data = (1 + 0.1 * noise) if norm_weight and name.endswith("weight") else 0.2 * noise if p.dim() == 1 else noise * (1.2 / p.shape[-1] ** 0.5)
    return model


def expected(folder, model, prompt_length, seed):
    model = model.float().eval()
    prompt = torch.randint(3, model.config.vocab_size, (1, prompt_length), generator=torch.Generator().manual_seed(seed))
    with torch.no_grad():
        logits = model(prompt).logits[0]
        ids = prompt
        for _ in range(24):  # full recomputation: no cache of the reference's own
            ids = torch.cat([ids, model(ids).logits[:, -1:].argmax(-1)], 1)
    logits.numpy().astype("<f4").tofile(folder / "logits.f32")
    facts = {"prompt": prompt[0].tolist(), "greedy": ids[0, prompt_length:].tolist()}
    (folder / "expected.json").write_text(json.dumps(facts) + "\n")


def save(name, model, prompt_length=13, seed=7, dtype=None, **how):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    model = randomise(model, seed)
    if dtype:
        model = model.to(dtype)
    model.save_pretrained(folder, **how)
    expected(folder, type(model).from_pretrained(folder, dtype=torch.float32), prompt_length, seed)


def llama(name, prompt_length=13, dtype=None, how={}, **changes):
    save(name, LlamaForCausalLM(LlamaConfig(**{**SMALL, **changes})), prompt_length, dtype=dtype, **how)


def old_spelling(name, **replaced):
    """Rewrites config.json the way transformers 4 spelled it; the expected values stay."""
    path = HERE / name / "config.json"
    config = json.loads(path.read_text())
    config["torch_dtype"] = config.pop("dtype", "float32")
    config.pop("rope_parameters", None)
    config.update(replaced)
    path.write_text(json.dumps(config, indent=2) + "\n")


def permute(w, heads):
    return w.reshape(heads, 2, w.shape[0] // heads // 2, *w.shape[1:]).swapaxes(1, 2).reshape(w.shape)


def llama_gguf(name, source, quantised=None):
    model = LlamaForCausalLM.from_pretrained(HERE / source, dtype=torch.float32)
    c, folder = model.config, HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    w = gguf.GGUFWriter(folder / "model.gguf", "llama")
    w.add_block_count(c.num_hidden_layers)
    w.add_context_length(c.max_position_embeddings)
    w.add_embedding_length(c.hidden_size)
    w.add_feed_forward_length(c.intermediate_size)
    w.add_head_count(c.num_attention_heads)
    w.add_head_count_kv(c.num_key_value_heads)
    w.add_layer_norm_rms_eps(c.rms_norm_eps)
    w.add_rope_dimension_count(c.head_dim)
    w.add_rope_freq_base(c.rope_parameters["rope_theta"])
    renamed = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output", "input_layernorm": "attn_norm",
               "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
               "post_attention_layernorm": "ffn_norm", "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down"}
    for key, tensor in model.state_dict().items():
        if key == "lm_head.weight" and c.tie_word_embeddings:
            continue
        heads = c.num_attention_heads if "q_proj" in key else c.num_key_value_heads if "k_proj" in key else 0
        data = permute(tensor.numpy(), heads) if heads else tensor.numpy()
        if quantised and data.ndim == 2:
            blocks = gguf.quants.quantize(data, quantised)
            tensor.copy_(torch.from_numpy(gguf.quants.dequantize(gguf.quants.quantize(tensor.numpy(), quantised), quantised)))
        key = key.replace("model.layers.", "blk.")
        for old, new in renamed.items():
            key = key.replace(old, new)
        if quantised and data.ndim == 2:
            w.add_tensor(key, blocks, raw_dtype=quantised)
        else:
            w.add_tensor(key, np.ascontiguousarray(data))
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()
    expected(folder, model, 13, 7)


if __name__ == "__main__":
    big = dict(vocab_size=517, hidden_size=60, intermediate_size=100)
    llama("llama_gqa", **big, num_attention_heads=10, num_key_value_heads=5, tie_word_embeddings=True)
    llama("llama_untied_old", head_dim=8, attention_bias=True, mlp_bias=True, tie_word_embeddings=False)
    old_spelling("llama_untied_old", rope_theta=10000.0, rope_scaling=None)
    llama("llama_bf16", dtype=torch.bfloat16)
    llama("llama_f16_sharded", dtype=torch.float16, how=dict(max_shard_size="20KB"))
    llama("llama_linear", rope_parameters=dict(rope_type="linear", rope_theta=5000.0, factor=2.5))
    llama("llama_dynamic", prompt_length=29, max_position_embeddings=16, rope_parameters=dict(rope_type="dynamic", rope_theta=10000.0, factor=2.0))
    llama("llama_yarn", prompt_length=29, head_dim=16, rope_parameters=dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, original_max_position_embeddings=16))
    llama3 = dict(factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)
    llama("llama_llama3", prompt_length=29, head_dim=16, rope_parameters=dict(rope_type="llama3", rope_theta=500.0, **llama3))
    llama("llama_llama3_old", prompt_length=29, head_dim=16, rope_parameters=dict(rope_type="llama3", rope_theta=500.0, **llama3))
    old_spelling("llama_llama3_old", rope_theta=500.0, rope_scaling=dict(rope_type="llama3", **llama3))
    save("mistral_window", MistralForCausalLM(MistralConfig(**SMALL, head_dim=6, sliding_window=7)), prompt_length=29)
    save("qwen2", Qwen2ForCausalLM(Qwen2Config(**SMALL)))
    gpt2 = dict(vocab_size=517, n_embd=60, n_layer=2, n_head=5, n_inner=100, n_positions=48, bos_token_id=1, eos_token_id=2)
    save("gpt2", GPT2LMHeadModel(GPT2Config(**gpt2)))
    small = dict(gpt2, vocab_size=131, n_embd=30, n_inner=None)
    save("gpt2_variants", GPT2LMHeadModel(GPT2Config(**small, activation_function="gelu", scale_attn_by_inverse_layer_idx=True)))
    llama_gguf("llama_gguf", "llama_gqa")
    save("llama_for_q8", LlamaForCausalLM(LlamaConfig(**{**SMALL, **dict(hidden_size=64, intermediate_size=96, num_attention_heads=4, num_key_value_heads=2)})))
    llama_gguf("llama_q8_0", "llama_for_q8", gguf.GGMLQuantizationType.Q8_0)
    shutil.rmtree(HERE / "llama_for_q8")
