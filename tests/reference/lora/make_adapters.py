"""Makes small random LoRA adapters of the checkpoints beside here, as PEFT saves them, and what PEFT computes with them, unmerged, in float32.

    python make_adapters.py [NAME...]            (torch, transformers 5, peft, gguf)

Each folder NAME holds adapter_config.json and adapter_model.safetensors (NAME_gguf: adapter.gguf, as llama.cpp's convert_lora_to_gguf.py lays it
out), and
    expected.json   bases: folders of tests/reference that it fits; ids (or source and target); the scale that it is loaded with
    logits.f32      little-endian float32, of all rows
"""
import json
import re
import shutil
import sys
from pathlib import Path

import gguf
import numpy as np
import torch
import transformers as t
from peft import LoraConfig, get_peft_model
from safetensors.torch import load_file, save_file

HERE = Path(__file__).parent
REFERENCE = HERE.parent
LLAMA, GPT2 = ["models/llama_gqa", "models/llama_gguf"], ["models/gpt2"]
CASES = {
    "llama_linear": (LLAMA, dict(r=4, lora_alpha=6, target_modules="all-linear", rank_pattern={"k_proj": 2, "layers.0.mlp.down_proj": 5},
                                 alpha_pattern={"model.layers.1.mlp.up_proj": 3, r"^model\.layers\.0\.self_attn\.v_proj": 5})),
    "llama_scaled": (LLAMA, dict(r=3, lora_alpha=4, use_rslora=True, target_modules=["q_proj", "down_proj"], layers_to_transform=[1])),
    "llama_table": (LLAMA, dict(r=3, target_modules=["embed_tokens", "o_proj"])),
    "llama_head": (LLAMA, dict(r=3, target_modules=["lm_head"])),
    "llama_dora": (LLAMA, dict(r=3, use_dora=True, target_modules=r"model\.layers\.1\..*(q_proj|k_proj|down_proj)|.*embed_tokens")),
    "llama_saved": (LLAMA, dict(r=2, target_modules=["v_proj"], modules_to_save=["lm_head", "input_layernorm"])),
    "llama_bf16": (["models/llama_bf16"], dict(r=2, target_modules=["q_proj", "v_proj", "gate_proj"])),
    "llama_untied": (["models/llama_untied_old"], dict(r=2, target_modules=["embed_tokens", "lm_head", "k_proj"])),
    "gpt2_conv1d": (GPT2, dict(r=4, fan_in_fan_out=True, bias="all", target_modules=["c_attn", "c_proj", "c_fc"])),
    "gpt2_dora": (GPT2, dict(r=4, fan_in_fan_out=True, use_dora=True, bias="lora_only", target_modules=["c_attn", "c_proj", "wte"])),
    "gpt2_bias": (GPT2, dict(r=4, fan_in_fan_out=True, lora_bias=True, target_modules=["c_attn"])),
    "marian": (["models/marian"], dict(r=2, task_type="SEQ_2_SEQ_LM", target_modules=["q_proj", "v_proj", "fc1", "out_proj"])),
    "bert": (["encoders/bert_sequence"], dict(r=2, task_type="SEQ_CLS", target_modules=["query", "value"])),
}


def base_model(folder):
    kind = json.loads((folder / "config.json").read_text())["architectures"][0]
    return getattr(t, kind).from_pretrained(folder, dtype=torch.float32).eval()


def inputs(folder, model):
    facts = json.loads((folder / "expected.json").read_text())
    if "sources" in facts:
        return {"source": facts["sources"][2], "target": facts["targets"][2]}
    if "texts" in facts:
        return {"ids": facts["texts"][0]["ids"], "token_types": facts["texts"][0]["token_types"]}
    return {"ids": facts["prompt"][:7]}


def run(model, given):
    with torch.no_grad():
        if "source" in given:
            return model(input_ids=torch.tensor([given["source"]]), decoder_input_ids=torch.tensor([given["target"]])).logits[0]
        more = {"token_type_ids": torch.tensor([given["token_types"]])} if "token_types" in given else {}
        return model(input_ids=torch.tensor([given["ids"]]), **more).logits[0]


def make(name, bases, config):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    base = base_model(REFERENCE / bases[0])
    model = get_peft_model(base, LoraConfig(**{"task_type": "CAUSAL_LM", **config})).eval()
    generator = torch.Generator().manual_seed(len(name))
    for p in model.parameters():
        if p.requires_grad:
            noise = torch.randn(p.shape, generator=generator)
            p.data = p.data + (0.3 * noise if p.dim() == 1 else noise * (0.6 / p.shape[-1] ** 0.5))
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)
    path = folder / "adapter_config.json"
    saved = json.loads(path.read_text())
    saved["base_model_name_or_path"] = bases[0]
    path.write_text(json.dumps(saved, indent=2, sort_keys=True) + "\n")
    finish(folder, bases, inputs(REFERENCE / bases[0], model), model)


def finish(folder, bases, given, model):
    (folder / "expected.json").write_text(json.dumps({"bases": bases, **given}) + "\n")
    run(model, given).numpy().astype("<f4").tofile(folder / "logits.f32")


def permute(weights, heads):
    """convert_hf_to_gguf.py's LlamaModel.permute: the two halves of each head become neighbours."""
    return weights.reshape(heads, 2, weights.shape[0] // heads // 2, *weights.shape[1:]).swapaxes(1, 2).reshape(weights.shape)


def make_gguf(name, source, bases, architecture, mapping, heads={}, transposed_table=()):
    """The adapter `source` in GGUF, under the names of `mapping`."""
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    config = json.loads((HERE / source / "adapter_config.json").read_text())
    writer = gguf.GGUFWriter(folder / "adapter.gguf", architecture)
    writer.add_type("adapter")
    writer.add_string("adapter.type", "lora")
    writer.add_float32("adapter.lora.alpha", float(config["lora_alpha"]))
    for key, value in sorted(load_file(HERE / source / "adapter_model.safetensors").items()):
        found = re.fullmatch(r"base_model\.model\.(.*?)\.lora_(?:embedding_)?([AB])(?:\.weight)?", key)
        if found is None:
            assert "base_layer" in key, key
            continue
        module, part = found.groups()
        layer = re.search(r"\.(\d+)\.", module)
        own = mapping[re.sub(r"\.\d+\.", ".{}.", module)].format(layer and layer.group(1))
        value = value.numpy()
        if part == "B" and own.split(".")[-1] in heads:
            value = permute(value, heads[own.split(".")[-1]])
        if part == "A" and own == "token_embd":
            value = value.T
        writer.add_tensor(f"{own}.weight.lora_{part.lower()}", np.ascontiguousarray(value))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    facts = json.loads((HERE / source / "expected.json").read_text())
    (folder / "expected.json").write_text(json.dumps({**facts, "bases": bases}) + "\n")
    shutil.copy(HERE / source / "logits.f32", folder / "logits.f32")


LLAMA_NAMES = {"model.embed_tokens": "token_embd", "lm_head": "output",
               **{f"model.layers.{{}}.{hf}": f"blk.{{}}.{own}" for hf, own in {
                   "self_attn.q_proj": "attn_q", "self_attn.k_proj": "attn_k", "self_attn.v_proj": "attn_v", "self_attn.o_proj": "attn_output",
                   "mlp.gate_proj": "ffn_gate", "mlp.up_proj": "ffn_up", "mlp.down_proj": "ffn_down"}.items()}}
GPT2_NAMES = {f"transformer.h.{{}}.{hf}": f"blk.{{}}.{own}" for hf, own in {"attn.c_attn": "attn_qkv", "attn.c_proj": "attn_output", "mlp.c_fc": "ffn_up",
                                                                              "mlp.c_proj": "ffn_down"}.items()}

# Sources of what only the GGUF form of is kept beside the others: one alpha and rank for all, no biases.
PLAIN = {
    "llama_plain": (LLAMA, dict(r=3, lora_alpha=5, target_modules="all-linear")),
    "gpt2_plain": (GPT2, dict(r=3, lora_alpha=5, fan_in_fan_out=True, target_modules=["c_attn", "c_proj", "c_fc"])),
}


def make_stories():
    """One for examples/models/stories.gguf, which the documentation shows; made by hand, without what PEFT would compute."""
    folder = HERE / "stories"
    folder.mkdir(exist_ok=True)
    rows = {r.name: r.shape for r in gguf.GGUFReader(REFERENCE.parent.parent / "examples/models/stories.gguf").tensors}
    generator = torch.Generator().manual_seed(5)
    tensors = {}
    for layer in range(2):
        width, out = map(int, rows[f"blk.{layer}.ffn_up.weight"])
        for part, shape in {"A": (1, width), "B": (out, 1)}.items():
            tensors[f"base_model.model.model.layers.{layer}.mlp.up_proj.lora_{part}.weight"] = 0.3 * torch.randn(shape, generator=generator)
    save_file(tensors, folder / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": 1, "lora_alpha": 1, "target_modules": ["up_proj"]}
    (folder / "adapter_config.json").write_text(json.dumps(config) + "\n")


def main():
    torch.set_num_threads(1)
    names = sys.argv[1:]
    for name, (bases, config) in {**CASES, **PLAIN}.items():
        if not names or name in names:
            make(name, bases, config)
    if not names:
        make_stories()
        heads = {"attn_q": 10, "attn_k": 5}
        make_gguf("llama_plain_gguf", "llama_plain", LLAMA, "llama", LLAMA_NAMES, heads)
        make_gguf("llama_table_gguf", "llama_table", LLAMA, "llama", LLAMA_NAMES, heads)
        make_gguf("gpt2_plain_gguf", "gpt2_plain", GPT2, "gpt2", GPT2_NAMES)
        for name in PLAIN:
            shutil.rmtree(HERE / name)


main()
