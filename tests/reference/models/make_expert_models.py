"""Makes small random-weight checkpoints of families with experts, attention sinks or short convolutions, as make_fixture.py does, one folder each.

    python make_expert_models.py [NAME...]        (torch, transformers 5, safetensors, gguf)
"""
import json
import shutil
import sys

import gguf
import numpy as np
import torch
import transformers as t
from safetensors.torch import load_file, save_file

import make_fixture
from make_fixture import HERE, expected, old_spelling, permute, randomise

SMALL = dict(vocab_size=131, hidden_size=30, intermediate_size=22, num_hidden_layers=3, num_attention_heads=5, num_key_value_heads=1,
             max_position_embeddings=64, bos_token_id=1, eos_token_id=2, pad_token_id=0)
QWEN3 = dict(head_dim=8, num_experts=5, num_experts_per_tok=2, moe_intermediate_size=18, norm_topk_prob=True)
WINDOWS = ["sliding_attention", "full_attention", "sliding_attention"]
YARN = dict(rope_type="yarn", rope_theta=150000.0, factor=4.0, original_max_position_embeddings=16, beta_fast=32.0, beta_slow=1.0, truncate=False)
GPT_OSS = dict(head_dim=8, num_local_experts=4, num_experts_per_tok=2, sliding_window=7, layer_types=WINDOWS, rope_parameters=YARN)
LFM2 = dict(layer_types=["conv", "full_attention", "conv"], conv_L_cache=3, conv_bias=True, block_auto_adjust_ff_dim=False)


def model(kind, **changes):
    config = getattr(t, kind + "Config")(**{**SMALL, **changes})
    config._experts_implementation = "eager"
    return getattr(t, kind + "ForCausalLM")(config)


def save(name, made, seed=7, dtype=None, **how):
    """As transformers saves it. The expected values are those of the values as stored."""
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    made = randomise(made, seed)
    if dtype:
        made = made.to(dtype)
    made.save_pretrained(folder, **how)
    (folder / "generation_config.json").unlink()
    made = type(made).from_pretrained(folder, dtype=torch.float32, experts_implementation="eager")
    expected(folder, made, 29, seed)
    return made


def settings_of(name, change):
    path = HERE / name / "config.json"
    config = json.loads(path.read_text())
    change(config)
    path.write_text(json.dumps(config, indent=2) + "\n")


FP4 = torch.tensor([0.0, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, -0.0, -0.5, -1.0, -1.5, -2.0, -3.0, -4.0, -6.0])


def gpt_oss_mxfp4(name, **changes):
    """As the released ones are: experts in MXFP4, everything else in bf16."""
    made = randomise(model("GptOss", **{**GPT_OSS, **dict(hidden_size=64, intermediate_size=32), **changes}), 7).to(torch.bfloat16)
    generator, packed = torch.Generator().manual_seed(11), {}
    for l, layer in enumerate(made.model.layers):
        for proj in ("gate_up_proj", "down_proj"):
            weight = getattr(layer.mlp.experts, proj)
            E, K, N = weight.shape  # [E, in, out]
            blocks = torch.randint(0, 256, (E, N, K // 32, 16), dtype=torch.uint8, generator=generator)
            scales = torch.randint(121, 125, (E, N, K // 32), dtype=torch.uint8, generator=generator)
            values = torch.stack([FP4[(blocks & 15).long()], FP4[(blocks >> 4).long()]], -1).reshape(E, N, K // 32, 32)
            values = (values * 2.0 ** (scales.float() - 127)[..., None]).reshape(E, N, K)
            weight.data = values.transpose(1, 2).contiguous().to(torch.bfloat16)
            assert (weight.data.float() == values.transpose(1, 2)).all()
            packed[f"model.layers.{l}.mlp.experts.{proj}"] = (blocks, scales)
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    made.save_pretrained(folder)
    (folder / "generation_config.json").unlink()
    made = type(made).from_pretrained(folder, dtype=torch.float32, experts_implementation="eager")
    tensors = load_file(folder / "model.safetensors")
    for key, (blocks, scales) in packed.items():
        del tensors[key]
        tensors[key + "_blocks"], tensors[key + "_scales"] = blocks, scales
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    settings_of(name, lambda c: c.update(quantization_config=dict(
        quant_method="mxfp4", modules_to_not_convert=["model.layers.*.self_attn", "model.layers.*.mlp.router", "model.embed_tokens", "lm_head"])))
    expected(folder, made, 29, 7)
    return made, packed


RENAMED = {"model.embed_tokens": "token_embd", "model.norm": "output_norm", "lm_head": "output", "input_layernorm": "attn_norm",
           "post_attention_layernorm": "ffn_norm", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v",
           "self_attn.o_proj": "attn_output", "self_attn.q_norm": "attn_q_norm", "self_attn.k_norm": "attn_k_norm",
           "mlp.shared_expert_gate": "ffn_gate_inp_shexp", "mlp.shared_expert.gate_proj": "ffn_gate_shexp",
           "mlp.shared_expert.up_proj": "ffn_up_shexp", "mlp.shared_expert.down_proj": "ffn_down_shexp",
           "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down", "mlp.gate.": "ffn_gate_inp."}


def gguf_writer(name, architecture, c):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    w = gguf.GGUFWriter(folder / "model.gguf", architecture)
    w.add_block_count(c.num_hidden_layers)
    w.add_context_length(c.max_position_embeddings)
    w.add_embedding_length(c.hidden_size)
    w.add_feed_forward_length(c.intermediate_size)
    w.add_head_count(c.num_attention_heads)
    w.add_rope_freq_base(c.rope_parameters["rope_theta"])
    w.add_vocab_size(c.vocab_size)
    w.add_layer_norm_rms_eps(getattr(c, "rms_norm_eps", None) or c.norm_eps)
    return folder, w


def finish(w):
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()


def experts_gguf(name, made, architecture, one_by_one=False):
    """Mixtral (which GGUF calls llama), Qwen2-MoE or Qwen3-MoE, experts stacked as llama.cpp's converter does, or, as it first did, one by one."""
    c = made.config
    folder, w = gguf_writer(name, architecture, c)
    head_dim = getattr(c, "head_dim", None) or c.hidden_size // c.num_attention_heads
    w.add_head_count_kv(c.num_key_value_heads)
    w.add_key_length(head_dim)
    w.add_value_length(head_dim)
    w.add_rope_dimension_count(head_dim)
    w.add_expert_count(getattr(c, "num_local_experts", None) or c.num_experts)
    w.add_expert_used_count(c.num_experts_per_tok)
    if architecture != "llama":
        w.add_expert_feed_forward_length(c.moe_intermediate_size)
    if architecture == "qwen2moe":
        w.add_expert_shared_feed_forward_length(c.shared_expert_intermediate_size)
    for key, tensor in made.state_dict().items():
        data = tensor.numpy()
        if architecture == "llama" and ("q_proj" in key or "k_proj" in key):
            data = permute(data, c.num_attention_heads if "q_proj" in key else c.num_key_value_heads)
        key = key.replace("model.layers.", "blk.")
        if one_by_one and ".experts." in key:
            key = key[: key.index("mlp.")]
            for e, matrix in enumerate(data):
                half = matrix.shape[0] // 2
                parts = {"ffn_gate": matrix[:half], "ffn_up": matrix[half:]} if matrix.shape[1] == c.hidden_size else {"ffn_down": matrix}
                for part, values in parts.items():
                    w.add_tensor(f"{key}{part}.{e}.weight", np.ascontiguousarray(values))
            continue
        if "experts.gate_up_proj" in key:
            key, half = key[: key.index("mlp.")], data.shape[1] // 2
            w.add_tensor(key + "ffn_gate_exps.weight", np.ascontiguousarray(data[:, :half]))
            w.add_tensor(key + "ffn_up_exps.weight", np.ascontiguousarray(data[:, half:]))
            continue
        if "experts.down_proj" in key:
            w.add_tensor(key[: key.index("mlp.")] + "ffn_down_exps.weight", np.ascontiguousarray(data))
            continue
        for old, new in RENAMED.items():
            key = key.replace(old, new)
        if "inp_shexp" in key:
            data = data[0]
        w.add_tensor(key, np.ascontiguousarray(data))
    finish(w)
    expected(folder, made, 29, 7)


def to_gguf_blocks(blocks, scales):
    """gpt-oss keeps neighbours in a byte, GGUF value i and i + 16; a block's scale goes before it."""
    low, high = blocks & 15, blocks >> 4
    values = torch.stack([low, high], -1).reshape(*blocks.shape[:-1], 32)
    packed = values[..., :16] | (values[..., 16:] << 4)
    out = torch.cat([scales[..., None], packed], -1)
    return out.reshape(*out.shape[:-2], -1).numpy()


def gpt_oss_gguf(name, made, packed=None):
    c = made.config
    folder, w = gguf_writer(name, "gpt-oss", c)
    w.add_head_count_kv(c.num_key_value_heads)
    w.add_key_length(c.head_dim)
    w.add_value_length(c.head_dim)
    w.add_sliding_window(c.sliding_window)
    w.add_expert_count(c.num_local_experts)
    w.add_expert_used_count(c.num_experts_per_tok)
    w.add_expert_feed_forward_length(c.intermediate_size)
    w.add_rope_scaling_type(gguf.RopeScalingType.YARN)
    w.add_rope_scaling_factor(c.rope_parameters["factor"])
    w.add_rope_scaling_orig_ctx_len(c.rope_parameters["original_max_position_embeddings"])
    renamed = {**RENAMED, "post_attention_layernorm": "post_attention_norm", "self_attn.sinks": "attn_sinks.weight", "mlp.router": "ffn_gate_inp"}
    for key, tensor in made.state_dict().items():
        data, place = tensor.numpy(), key.replace("model.layers.", "blk.")
        if ".experts." in key:
            place = place[: place.index("mlp.")]
            leaf = ".bias" if key.endswith("_bias") else ".weight"
            if packed and leaf == ".weight":
                data = to_gguf_blocks(*packed[key])
            elif leaf == ".weight":
                data = data.swapaxes(1, 2)
            parts = {"ffn_gate_exps": data[:, ::2], "ffn_up_exps": data[:, 1::2]} if "gate_up" in key else {"ffn_down_exps": data}
            for part, values in parts.items():
                blocks = dict(raw_dtype=gguf.GGMLQuantizationType.MXFP4) if packed and leaf == ".weight" else {}
                w.add_tensor(place + part + leaf, np.ascontiguousarray(values), **blocks)
            continue
        for old, new in renamed.items():
            place = place.replace(old, new)
        w.add_tensor(place, np.ascontiguousarray(data))
    finish(w)
    expected(folder, made, 29, 7)


def lfm2_gguf(name, made):
    c = made.config
    folder, w = gguf_writer(name, "lfm2", c)
    w.add_head_count_kv([c.num_key_value_heads if kind == "full_attention" else 0 for kind in c.layer_types])
    w.add_shortconv_l_cache(c.conv_L_cache)
    renamed = {"model.embed_tokens": "token_embd", "model.embedding_norm": "token_embd_norm", "operator_norm": "attn_norm", "conv.in_proj": "shortconv.in_proj",
               "conv.out_proj": "shortconv.out_proj", "conv.conv": "shortconv.conv", "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k",
               "self_attn.v_proj": "attn_v", "self_attn.out_proj": "attn_output", "self_attn.q_layernorm": "attn_q_norm",
               "self_attn.k_layernorm": "attn_k_norm", "feed_forward.w1": "ffn_gate", "feed_forward.w2": "ffn_down", "feed_forward.w3": "ffn_up"}
    for key, tensor in made.state_dict().items():
        if key == "lm_head.weight":
            continue
        data = tensor.numpy()
        key = key.replace("model.layers.", "blk.")
        for old, new in renamed.items():
            key = key.replace(old, new)
        w.add_tensor(key, np.ascontiguousarray(data.squeeze(1) if ".conv." in key else data))
    finish(w)
    expected(folder, made, 29, 7)


def mixtral():
    made = save("mixtral", model("Mixtral", num_local_experts=4, num_experts_per_tok=2))
    experts_gguf("mixtral_gguf", made, "llama")


def mixtral_window_old():
    """Biases aside, all that its config has; bf16, in shards, in transformers 4's spelling."""
    save("mixtral_window_old", model("Mixtral", num_local_experts=3, num_experts_per_tok=1, sliding_window=7, head_dim=8, tie_word_embeddings=True),
         dtype=torch.bfloat16, max_shard_size="20KB")
    old_spelling("mixtral_window_old", rope_theta=1000000.0, rope_scaling=None)


def mixtral_stacked():
    made = save("mixtral_stacked", model("Mixtral", num_local_experts=3, num_experts_per_tok=2, num_hidden_layers=1), dtype=torch.float16, save_original_format=False)
    experts_gguf("mixtral_gguf_old", made, "llama", one_by_one=True)


def qwen3_moe():
    save("qwen3_moe", model("Qwen3Moe", **QWEN3, mlp_only_layers=[1], use_sliding_window=True, sliding_window=7))


def qwen3_moe_stacked():
    """Experts stacked as transformers 5 holds them; every other layer has none, and weights are left as softmax has them."""
    save("qwen3_moe_stacked", model("Qwen3Moe", **{**QWEN3, **dict(norm_topk_prob=False)}, decoder_sparse_step=2, attention_bias=True),
         save_original_format=False)


def qwen3_moe_gguf():
    made = randomise(model("Qwen3Moe", **QWEN3), 7).float().eval()
    experts_gguf("qwen3_moe_gguf", made, "qwen3moe")


def qwen2_moe():
    made = save("qwen2_moe", model("Qwen2Moe", num_experts=4, num_experts_per_tok=3, moe_intermediate_size=18, shared_expert_intermediate_size=26))
    experts_gguf("qwen2_moe_gguf", made, "qwen2moe")


def gpt_oss():
    made = save("gpt_oss", model("GptOss", **GPT_OSS))
    gpt_oss_gguf("gpt_oss_gguf", made)


def gpt_oss_packed():
    made, packed = gpt_oss_mxfp4("gpt_oss_mxfp4")
    gpt_oss_gguf("gpt_oss_mxfp4_gguf", made, packed)


def lfm2():
    save("lfm2", model("Lfm2", **LFM2))


def lfm2_old():
    """The released ones' keys: attention by its indices, a width that is adjusted, no biases."""
    made = save("lfm2_old", model("Lfm2", intermediate_size=35, full_attn_idxs=[1], conv_L_cache=4, conv_bias=False, block_multiple_of=8,
                                  block_ffn_dim_multiplier=0.9, block_auto_adjust_ff_dim=True), dtype=torch.float16)
    def change(c):
        c.pop("layer_types"), c.pop("tie_word_embeddings")
        c.update(full_attn_idxs=[1], block_ff_dim=c.pop("intermediate_size"), tie_embedding=True, theta=1000000.0, block_dim=30, conv_dim=30,
                 conv_dim_out=30, block_mlp_init_scale=1.0, block_norm_eps=1e-5, block_out_init_scale=1.0, block_use_swiglu=True,
                 block_use_xavier_init=True, conv_use_xavier_init=True, num_heads=5, use_pos_enc=True)
    old_spelling("lfm2_old")
    settings_of("lfm2_old", change)
    made.config.intermediate_size = made.model.layers[0].feed_forward.w1.weight.shape[0]
    lfm2_gguf("lfm2_gguf", made)


if __name__ == "__main__":
    make_fixture.HERE = HERE
    for name in sys.argv[1:] or ["mixtral", "mixtral_window_old", "mixtral_stacked", "qwen3_moe", "qwen3_moe_stacked", "qwen3_moe_gguf", "qwen2_moe", "gpt_oss",
                                 "gpt_oss_packed", "lfm2", "lfm2_old"]:
        globals()[name]()
        print(name)
