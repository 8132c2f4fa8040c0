"""One small Llama a way of quantising: python3 make_folders.py, with torch, transformers 5, safetensors, bitsandbytes and compressed-tensors.

NAME/config.json, model.safetensors   as the method's own tools write them: compressed-tensors' and bitsandbytes' by these packages, GPTQ's and
                                      AWQ's packed here as AutoGPTQ's QuantLinear and AutoAWQ's WQLinear_GEMM do
NAME/expected.json, logits.f32        what transformers computes in float32 with the weights dequantised
"""
import json
import pathlib
import shutil

import numpy as np
import torch
import transformers
from safetensors.torch import save_file

here = pathlib.Path(__file__).parent
V, D, F, PROMPT = 40, 64, 128, [1, 7, 33, 4, 21, 15, 2]


def base():
    torch.manual_seed(5)
    config = transformers.LlamaConfig(vocab_size=V, hidden_size=D, intermediate_size=F, num_hidden_layers=1, num_attention_heads=4,
                                      num_key_value_heads=2, max_position_embeddings=64, tie_word_embeddings=True, bos_token_id=0,
                                      eos_token_id=V - 1, pad_token_id=None)
    model = transformers.LlamaForCausalLM(config).float().eval()
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(torch.randn_like(p) * (0.3 if p.dim() > 1 else 0.1) + (0 if p.dim() > 1 else 1))
    return model


def folder(name, settings, quantize, file="config.json"):
    """quantize(path, W [out, in]) -> its tensors, and W as they stand for it."""
    model, tensors = base(), {}
    for key, p in model.named_parameters():
        if key.endswith("_proj.weight"):
            own, dequantised = quantize(key.removesuffix(".weight"), p.data.clone())
            tensors |= {key.removesuffix(".weight") + suffix: t.contiguous() for suffix, t in own.items()}
            p.data.copy_(dequantised.float())
        elif key != "lm_head.weight":
            tensors[key] = p.data.clone()
    place = here / name
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    config = json.loads(model.config.to_json_string(use_diff=False))
    config = {k: v for k, v in config.items() if v is not None} | {"architectures": ["LlamaForCausalLM"]}
    if file == "config.json":
        config["quantization_config"] = settings
    else:
        (place / file).write_text(json.dumps(settings))
    (place / "config.json").write_text(json.dumps(config, indent=1))
    save_file(tensors, place / "model.safetensors", {"format": "pt"})
    with torch.no_grad():
        logits = model(torch.tensor([PROMPT])).logits[0]
        greedy = model.generate(torch.tensor([PROMPT]), max_new_tokens=24, do_sample=False, eos_token_id=None)[0, len(PROMPT):]
    (place / "expected.json").write_text(json.dumps({"prompt": PROMPT, "greedy": greedy.tolist()}))
    logits.numpy().astype(np.float32).tofile(place / "logits.f32")
    print(name, sum(f.stat().st_size for f in place.iterdir()))


def grouped(W, bits, group, sym, order=None):
    """q [out, in], scales f16 and zero points [groups, out], the group of each input."""
    out, n = W.shape
    group = n if group == -1 else group
    g_idx = np.arange(n) // group
    if order is not None:
        g_idx[order] = np.arange(n) // group
    top = 2**bits - 1
    scales, zeros = torch.zeros(n // group, out), torch.zeros(n // group, out)
    for g in range(n // group):
        part = W[:, torch.tensor(np.flatnonzero(g_idx == g))]
        low, high = part.min(1).values.clamp(max=0), part.max(1).values.clamp(min=0)
        if sym:
            high = torch.maximum(high, -low)
            low = -high
        scales[g] = ((high - low) / top).half().float()
        zeros[g] = torch.full((out,), 2.0 ** (bits - 1)) if sym else (-low / scales[g]).round().clamp(0, top)
    s, z = scales[torch.tensor(g_idx)].T, zeros[torch.tensor(g_idx)].T
    q = (W / s + z).round().clamp(0, top)
    return q.int().numpy(), scales.half(), zeros.int().numpy(), g_idx, (q - z) * s


def stream(numbers, bits):
    """numbers [n, m] along the first axis, in words of 32 bits."""
    n, m = numbers.shape
    ones = (numbers[:, None, :] >> np.arange(bits)[None, :, None]) & 1
    ones = ones.reshape(n * bits // 32, 32, m).astype(np.uint64)
    return torch.tensor((ones << np.arange(32, dtype=np.uint64)[None, :, None]).sum(1).astype(np.uint32).view(np.int32))


def gptq(bits, group, sym, version=1, act_order=False, with_order=True):
    random = np.random.default_rng(3)

    def quantize(path, W):
        order = random.permutation(W.shape[1]) if act_order else None
        q, scales, zeros, g_idx, dequantised = grouped(W, bits, group, sym, order)
        stored = zeros - 1 if version == 1 else zeros
        if version == 1 and not sym:  # no zero point of 0, whose predecessor has no place
            zeros = zeros.clip(1)
            stored = zeros - 1
            dequantised = (torch.tensor(q) - torch.tensor(zeros)[torch.tensor(g_idx)].T) * scales.float()[torch.tensor(g_idx)].T
        own = {".qweight": stream(q.T, bits), ".qzeros": stream(stored.T, bits).T, ".scales": scales}
        return own | ({".g_idx": torch.tensor(g_idx, dtype=torch.int32)} if with_order else {}), (
            dequantised.half() if act_order else dequantised)

    settings = {"bits": bits, "group_size": group, "sym": sym, "desc_act": act_order, "quant_method": "gptq", "damp_percent": 0.1,
                "true_sequential": True, "dataset": "c4", "model_seqlen": 2048, "use_exllama": False, "dynamic": None,
                "meta": {"quantizer": ["gptqmodel:2.0"]}, "pack_dtype": "int32", "lm_head": False}
    return settings | ({"checkpoint_format": "gptq_v2"} if version == 2 else {}), quantize


def awq(group):
    def quantize(path, W):
        q, scales, zeros, _, dequantised = grouped(W, 4, group, False)
        def pack(t):  # [rows, out]
            words = np.zeros((t.shape[0], t.shape[1] // 8), dtype=np.uint32)
            for i, column in enumerate([0, 2, 4, 6, 1, 3, 5, 7]):
                words |= t[:, column::8].astype(np.uint32) << np.uint32(4 * i)
            return torch.tensor(words.view(np.int32))
        return {".qweight": pack(q.T), ".qzeros": pack(zeros), ".scales": scales}, dequantised
    return {"bits": 4, "group_size": group, "zero_point": True, "version": "gemm", "quant_method": "awq", "modules_to_not_convert": None}, quantize


def compressed(bits, kind, strategy, group=None, symmetric=True, block=None, activations=None, scale_dtype=torch.bfloat16):
    from compressed_tensors.compressors.pack_quantized.helpers import pack_to_int32
    from compressed_tensors.quantization import QuantizationArgs
    from compressed_tensors.quantization.lifecycle.forward import dequantize, quantize as to_quants
    from compressed_tensors.quantization.utils import calculate_qparams
    args = QuantizationArgs(num_bits=bits, type=kind, strategy=strategy, group_size=group, symmetric=symmetric, block_structure=block)
    packed = kind == "int" and activations is None

    def quantize(path, W):
        W = W.to(scale_dtype)
        out, n = W.shape
        if strategy == "tensor":
            low, high = W.min().reshape(1), W.max().reshape(1)
        elif strategy == "channel":
            low, high = W.min(1, keepdim=True).values, W.max(1, keepdim=True).values
        elif strategy == "group":
            low, high = W.reshape(out, -1, group).min(2).values, W.reshape(out, -1, group).max(2).values
        else:
            tiles = W.reshape(out // block[0], block[0], n // block[1], block[1])
            low, high = tiles.amin((1, 3)), tiles.amax((1, 3))
        scale, zero = calculate_qparams(low, high, args)
        scale = scale.to(scale_dtype)
        dtype = torch.int8 if kind == "int" else torch.float8_e4m3fn
        q = to_quants(x=W, scale=scale, zero_point=zero if not symmetric else None, args=args, dtype=dtype)
        back = dequantize(x_q=q, scale=scale, zero_point=zero if not symmetric else None, args=args)
        own = {".weight_scale": scale}
        if packed:
            own |= {".weight_packed": pack_to_int32(q, bits), ".weight_shape": torch.tensor(W.shape)}
            if not symmetric:
                own[".weight_zero_point"] = pack_to_int32(zero.to(torch.int8), bits, packed_dim=0)
                # not rounded to bf16, as packed numbers are not here
                s, z = scale.float().repeat_interleave(group, 1), zero.float().repeat_interleave(group, 1)
                back = (q.float() - z) * s
            else:
                s = scale.float() if scale.shape[1] in (1, n) else scale.float().repeat_interleave(group, 1)
                back = q.float() * s
        else:
            own[".weight"] = q
            if kind == "int":
                back = q.float() * scale.float()
            if activations == "static":
                own[".input_scale"] = torch.tensor([0.02], dtype=scale_dtype)
        return own, back

    weights = json.loads(args.model_dump_json())
    return {"config_groups": {"group_0": {"targets": ["Linear"], "weights": weights, "output_activations": None,
                                          "input_activations": None if activations is None else
                                          {"num_bits": 8, "type": kind, "symmetric": True, "strategy": "token", "dynamic": True}}},
            "format": "pack-quantized" if packed else f"{kind}-quantized", "ignore": ["lm_head"], "kv_cache_scheme": None,
            "quant_method": "compressed-tensors", "quantization_status": "compressed", "global_compression_ratio": None}, quantize


def fp8(block):
    def quantize(path, W):
        out, n = W.shape
        rows, cols = -(-out // block[0]), -(-n // block[1])
        scale = torch.zeros(rows, cols)
        back, q = torch.zeros_like(W), torch.zeros_like(W).to(torch.float8_e4m3fn)
        for i in range(rows):
            for j in range(cols):
                at = slice(i * block[0], (i + 1) * block[0]), slice(j * block[1], (j + 1) * block[1])
                scale[i, j] = W[at].abs().max() / 448
                q[at] = (W[at] / scale[i, j]).to(torch.float8_e4m3fn)
                back[at] = q[at].float() * scale[i, j]
        return {".weight": q, ".weight_scale_inv": scale}, back
    return {"quant_method": "fp8", "activation_scheme": "dynamic", "weight_block_size": list(block), "fmt": "e4m3"}, quantize


def bits_and_bytes(kind, double=False, blocksize=64):
    import bitsandbytes.functional as B

    def quantize(path, W):
        if kind == "int8":
            q, scb, _ = B.int8_vectorwise_quant(W.half())
            return {".weight": q, ".SCB": scb, ".weight_format": torch.tensor(0, dtype=torch.uint8)}, q.float() * scb[:, None] / 127
        codes, state = B.quantize_4bit(W, blocksize=blocksize, quant_type=kind, compress_statistics=double)
        own = {".weight": codes} | {".weight." + k: v for k, v in state.as_dict(packed=True).items()}
        # bitsandbytes 0.50's dequantize_4bit on a CPU takes a new block with each row where rows are shorter than blocks; this is the quantiser's
        largest = own[".weight.absmax"]
        if double:
            inner = json.loads(bytes(own[f".weight.quant_state.bitsandbytes__{kind}"].tolist()))
            outer = own[".weight.nested_absmax"].repeat_interleave(inner["nested_blocksize"])[: largest.numel()]
            largest = own[".weight.nested_quant_map"][largest.long()] * outer + inner["nested_offset"]
        numbers = own[".weight.quant_map"][torch.stack([codes.flatten() >> 4, codes.flatten() & 15], 1).flatten().long()]
        back = (numbers.reshape(-1, blocksize) * largest[:, None]).reshape(W.shape)
        if blocksize <= W.shape[1]:
            assert torch.equal(back, B.dequantize_4bit(codes, state))
        return own, back

    four = kind != "int8"
    return {"quant_method": "bitsandbytes", "load_in_4bit": four, "load_in_8bit": not four, "_load_in_4bit": four, "_load_in_8bit": not four,
            "bnb_4bit_quant_type": kind if four else "fp4", "bnb_4bit_use_double_quant": double, "bnb_4bit_compute_dtype": "float32",
            "bnb_4bit_quant_storage": "uint8", "llm_int8_threshold": 6.0, "llm_int8_skip_modules": None,
            "llm_int8_enable_fp32_cpu_offload": False, "llm_int8_has_fp16_weight": False}, quantize


folder("gptq_sym", *gptq(4, 32, True))
folder("gptq_asym", *gptq(4, 64, False))
folder("gptq_v2_row", *gptq(4, -1, False, version=2, with_order=False))
folder("gptq_act_order", *gptq(4, 32, True, act_order=True))
folder("gptq_3bit", *gptq(3, 32, False), file="quantize_config.json")
folder("gptq_2bit", *gptq(2, 32, False, version=2))
folder("gptq_8bit", *gptq(8, 32, True))
folder("awq", *awq(32))
folder("ct_pack4", *compressed(4, "int", "group", 32))
folder("ct_pack4_asym", *compressed(4, "int", "group", 32, symmetric=False))
folder("ct_pack8_channel", *compressed(8, "int", "channel"))
folder("ct_int8", *compressed(8, "int", "channel", activations="dynamic", scale_dtype=torch.float32))
folder("ct_fp8_tensor", *compressed(8, "float", "tensor", activations="static"))
folder("ct_fp8_channel", *compressed(8, "float", "channel", activations="dynamic"))
folder("ct_fp8_block", *compressed(8, "float", "block", block=[32, 32], activations="dynamic"))
folder("fp8", *fp8((48, 48)))
folder("bnb_int8", *bits_and_bytes("int8"))
folder("bnb_nf4", *bits_and_bytes("nf4"))
folder("bnb_nf4_double", *bits_and_bytes("nf4", True))
folder("bnb_fp4", *bits_and_bytes("fp4", True, 128))
