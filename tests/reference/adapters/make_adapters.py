"""Adapters over models of ../models and ../quantized, and what PEFT computes with them: python3 make_adapters.py (torch, transformers, peft, gguf).

NAME/adapter_config.json, adapter_model.safetensors, logits.f32   of the prompt of the base's expected.json, not merged
plain.gguf                                                        plain, as llama.cpp's convert_lora_to_gguf.py has it
"""
import json
import pathlib
import shutil

import gguf
import numpy as np
import peft
import torch
import transformers
from safetensors.torch import load_file

here = pathlib.Path(__file__).parent


def randomise(model):
    generator = torch.Generator().manual_seed(11)
    for name, p in model.named_parameters():
        if "lora_A" in name or "lora_B" in name:
            p.data = torch.randn(p.shape, generator=generator) * 0.15
        if "magnitude" in name:
            p.data = p.data * (1 + 0.2 * torch.rand(p.shape, generator=generator))


def adapter(name, base, load=None, **settings):
    place = here / name
    shutil.rmtree(place, ignore_errors=True)
    source = here.parent / base
    model = (load or (lambda: transformers.AutoModelForCausalLM.from_pretrained(source, dtype=torch.float32)))()
    model = peft.get_peft_model(model, peft.LoraConfig(lora_dropout=0.0, task_type="CAUSAL_LM", **settings)).eval()
    randomise(model)
    model.save_pretrained(place)
    (place / "README.md").unlink(missing_ok=True)
    config = json.loads((place / "adapter_config.json").read_text())
    config |= {"base_model_name_or_path": base, "target_modules": sorted(config["target_modules"])}
    (place / "adapter_config.json").write_text(json.dumps(config, indent=1))
    prompt = json.loads((source / "expected.json").read_text())["prompt"]
    with torch.no_grad():
        model(torch.tensor([prompt])).logits[0].numpy().astype("<f4").tofile(place / "logits.f32")
    print(name, sum(f.stat().st_size for f in place.iterdir()))


def dequantised():
    """The model of ../quantized/ct_pack4 in floats."""
    from compressed_tensors.compressors.pack_quantized.helpers import unpack_from_int32
    source = here.parent / "quantized" / "ct_pack4"
    config = transformers.AutoConfig.from_pretrained(source)
    del config.quantization_config
    model = transformers.LlamaForCausalLM(config).float()
    tensors = load_file(source / "model.safetensors")
    for path in [k.removesuffix(".weight_packed") for k in tensors if k.endswith("weight_packed")]:
        q = unpack_from_int32(tensors.pop(path + ".weight_packed"), 4, torch.Size(tensors.pop(path + ".weight_shape").tolist()))
        scale = tensors.pop(path + ".weight_scale").float()
        tensors[path + ".weight"] = q.float() * scale.repeat_interleave(q.shape[1] // scale.shape[1], 1)
    model.load_state_dict(tensors, strict=False)
    return model


LINEAR = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
adapter("plain", "models/llama_gqa", r=3, lora_alpha=7, target_modules=LINEAR)
adapter("patterns", "models/llama_gqa", r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "down_proj"], use_rslora=True,
        rank_pattern={"q_proj": 2, "layers.1.mlp.down_proj": 5}, alpha_pattern={"model.layers.0.self_attn.v_proj": 3})
adapter("dora", "models/llama_gqa", r=4, lora_alpha=8, target_modules=["q_proj", "o_proj", "up_proj"], use_dora=True)
adapter("gpt2", "models/gpt2", r=4, lora_alpha=8, target_modules=["c_attn", "c_proj", "c_fc"], fan_in_fan_out=True)
adapter("over_quantised", "quantized/ct_pack4", dequantised, r=4, lora_alpha=8, target_modules=LINEAR)

names = dict(zip(LINEAR, ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down"]))
writer = gguf.GGUFWriter(here / "plain.gguf", "llama")
writer.add_type("adapter")
writer.add_string("adapter.type", "lora")
writer.add_float32("adapter.lora.alpha", 7.0)
heads = {"q_proj": 10, "k_proj": 5}
for key, t in load_file(here / "plain" / "adapter_model.safetensors").items():
    parts = key.removeprefix("base_model.model.model.layers.").split(".")
    layer, module, which = parts[0], parts[2], parts[3]
    data = t.numpy()
    if which == "lora_B" and module in heads:  # rotary halves become neighbours, as in llama.cpp's files
        n = heads[module]
        data = data.reshape(n, 2, data.shape[0] // n // 2, -1).swapaxes(1, 2).reshape(data.shape)
    writer.add_tensor(f"blk.{layer}.{names[module]}.weight.{which.lower()}", np.ascontiguousarray(data))
writer.write_header_to_file()
writer.write_kv_data_to_file()
writer.write_tensors_to_file()
writer.close()
