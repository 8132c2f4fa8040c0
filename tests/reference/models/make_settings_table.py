"""Writes settings.json, here and beside the encoders: what each setting of config.json that transformers writes does to a model, when it
has another value.

    python make_settings_table.py KEYS4.json [NAME...]  (torch, transformers 5; with names, of these models alone)
    python make_settings_table.py --keys > KEYS4.json   (transformers 4: the keys and defaults that it writes)

For a small model of each family, or some: every key of its own config.json, of its family's configuration in transformers 5 and in
transformers 4, and names that stand for others, each set to values other than its own (what all configurations have alike, in three of the
models). With each comes what transformers 5 does with the file: `logits` (log-probabilities of some ids after the prompt; of an encoder the
first numbers of its head's), nothing where they stay those of the unchanged model, or `error` where it does not load, or loads weights that
are not the file's.
"""
import json
import logging
import shutil
import sys
import tempfile
import warnings
from pathlib import Path

import torch
import transformers
from transformers import CONFIG_MAPPING

HERE = Path(__file__).parent
ENCODERS = HERE.parent / "encoders"
# Those before the bar are asked what names of other families would do to them too.
MODELS = """gpt2_variants llama_untied_old mistral_window marian bart mbart m2m100 pegasus t5 mt5 |
    bloom cohere cohere2 cohere_qk_norm falcon_11b falcon_40b falcon_7b falcon_alibi falcon_rw gemma gemma2 gemma3 gemma3_old gemma_old glm
    glm4 gpt_neox gpt_neox_sequential gpt_oss gptj granite lfm2 lfm2_old ministral mixtral mpt_clipped olmo olmo2 olmo3 opt opt_350m phi
    phi3 phi3_longrope qwen2 qwen2_window qwen2_moe qwen3 qwen3_moe smollm3 smollm3_window stablelm stablelm_parallel starcoder2
    albert_sequence bert_sequence deberta_v2_absolute deberta_v2_sequence deberta_v2_tokens distilbert_sequence electra_sequence
    modernbert_masked modernbert_sequence mpnet_sequence nomic_bert roberta_masked xlm_roberta_tokens"""
IDS = [0, 3, 17, 45, 77, 101, 130]
ACTIVATIONS = ["relu", "gelu", "gelu_new", "silu", "gelu_pytorch_tanh", "gelu_fast", "quick_gelu", "mish", "tanh", "gelu_10"]
ALIASES = ["hidden_size", "num_attention_heads", "num_hidden_layers", "max_position_embeddings", "head_dim", "num_key_value_heads"]
LLAMA3 = dict(rope_type="llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=32)
YARN = dict(rope_type="yarn", factor=4.0, original_max_position_embeddings=16)
ROPE = [dict(rope_type="default"), dict(rope_type="linear", factor=3.0), dict(type="linear", factor=3.0), dict(rope_type="linear", type="dynamic", factor=3.0),
        dict(rope_type="dynamic", factor=2.0), LLAMA3, dict(LLAMA3, low_freq_factor=2.0), dict(LLAMA3, high_freq_factor=8.0), YARN,
        dict(YARN, beta_fast=16.0), dict(YARN, beta_slow=3.0), dict(YARN, attention_factor=0.7), dict(YARN, mscale=2.0, mscale_all_dim=0.5),
        dict(YARN, mscale=2.0), dict(YARN, truncate=False), dict(YARN, finetuned=True), dict(YARN, original_max_position_embeddings=8),
        dict(rope_type="yarn", factor=4.0), dict(rope_type="linear", factor=3.0, rope_theta=300.0), dict(rope_type="default", factor=3.0),
        dict(rope_type="linear", factor=3.0, low_freq_factor=2.0), dict(rope_type="linear", factor=3.0, partial_rotary_factor=0.5),
        dict(rope_type="longrope", short_factor=[1.0, 1.0, 1.0], long_factor=[2.0, 2.0, 2.0], factor=2.0, original_max_position_embeddings=16),
        dict(rope_type="proportional", factor=2.0), dict(rope_type="default", mrope_section=[1, 1, 1]), dict(rope_type="nonsense", factor=2.0),
        dict(full_attention=dict(rope_type="linear", factor=2.0, rope_theta=10000.0)), {}]
SPECIAL = {
    "rope_scaling": ROPE, "rope_parameters": ROPE, "rope_theta": [300.0, 1e6], "partial_rotary_factor": [0.5, 2, 1.0, 0, 8000],
    "original_max_position_embeddings": [8, 128], "activation_function": ACTIVATIONS, "hidden_act": ACTIVATIONS, "dense_act_fn": ACTIVATIONS,
    "feed_forward_proj": ["relu", "gelu", "gated-gelu", "gated-silu", "gated-relu", "silu"], "dtype": ["float16", "bfloat16"],
    "torch_dtype": ["float16", "bfloat16"], "quantization_config": [{"quant_method": "gptq", "bits": 4}], "pruned_heads": [{"0": [1]}],
    "id2label": [{"0": "a"}], "label2id": [{"a": 0}], "model_type": ["opt", "nonsense"], "architectures": [["OtherModel"]],
    "layer_types": [["full_attention", "sliding_attention"], ["full_attention"] * 2, ["sliding_attention"] * 2, ["full_attention"],
                    ["chunked_attention"] * 2, None],
    "sliding_window": [3, None, 0, -1, 40], "task_specific_params": [{"summarization": {"num_beams": 6}}], "transformers_version": ["4.0.0"],
    "tokenizer_class": ["OtherTokenizer"], "prefix": ["text: "], "bad_words_ids": [[[4]]], "suppress_tokens": [[4]], "begin_suppress_tokens": [[4]],
    "exponential_decay_length_penalty": [[2, 1.5]], "problem_type": ["regression"], "finetuning_task": ["mnli"], "summary_activation": ["tanh"],
    "pad_token_id": [3, 0, -1, 5000],
    "qk_norm": [True], "attn_logit_softcapping": [30.0], "final_logit_softcapping": [3.0], "logit_scale": [0.5], "residual_multiplier": [0.5],
    "attention_multiplier": [0.5], "embedding_multiplier": [2.0], "logits_scaling": [2.0], "attention_out_bias": [True], "qkv_bias": [True],
    "num_local_experts": [4], "num_experts_per_tok": [2], "use_sliding_window": [True], "max_window_layers": [1], "no_rope_layers": [[0, 1]],
    "query_pre_attn_scalar": [4], "alibi": [True], "n_ctx": [7], "auto_map": [{"AutoConfig": "x.Y"}], "_attn_implementation": ["eager"],
    "normalize_before": [True], "normalize_embedding": [True], "add_final_layer_norm": [True], "static_position_embeddings": [False],
    "extra_pos_embeddings": [5], "add_bias_logits": [True], "n_positions": [20, 300], "eos_token_id": [5, [5, 6]], "unheard_of": [1], "num_return_sequences": [], "return_dict": [],
    "classifier_dropout": [0.3], "cache_implementation": ["static"], "full_attn_idxs": [[0], [1]],
}


def other_values(key, value):
    if key == "rope_parameters" and isinstance(value, dict) and "full_attention" in value:  # one for each kind of layer
        return [{**value, kind: {**value[kind], **other}} for kind in value for other in ROPE[1:9]] + [value["full_attention"], {}]
    if key in SPECIAL:
        return SPECIAL[key]
    if isinstance(value, dict):
        return [{**value, inner: other} for inner, old in value.items() for other in other_values(inner, old)]
    if isinstance(value, list):
        return [value[:-1], value[::-1]] if value else []
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, 0]
    if isinstance(value, float):
        return [value + 0.1]
    return [3] if value is None else [] if isinstance(value, dict) else [value + "x"] if isinstance(value, str) else []


class Reference:
    """A model of tests/reference, whose class in transformers is asked what other settings do."""

    def __init__(self, name):
        self.name, self.home = name, ENCODERS if (ENCODERS / name).exists() else HERE
        read = lambda file: json.loads((self.home / name / file).read_text())
        self.config, facts = read("config.json"), read("expected.json")
        if self.config.get("head_dim", 0) is None:  # what the class makes of it, but for scaled rotary positions
            self.config["head_dim"] = self.config["hidden_size"] // self.config["num_attention_heads"]
        self.auto = getattr(transformers, self.config["architectures"][0], None)
        if self.home == ENCODERS:
            text = facts["texts"][0]
            self.prompt = dict(input_ids=torch.tensor([text["ids"]]))
            if "token_types" in text:
                self.prompt["token_type_ids"] = torch.tensor([text["token_types"]])
        elif "sources" in facts:
            self.prompt = dict(input_ids=torch.tensor([facts["sources"][2]]), decoder_input_ids=torch.tensor([facts["targets"][2]]))
        else:
            self.prompt = dict(input_ids=torch.tensor([facts["prompt"]]))
        self.folder = tempfile.TemporaryDirectory()
        for file in (self.home / name).glob("*.safetensors*"):
            shutil.copy(file, self.folder.name)

    def answer(self, config):
        """None where transformers has none, or none that is the file's."""
        (Path(self.folder.name) / "config.json").write_text(json.dumps(config))
        try:
            # Falcon's eager attention adds ALiBi twice since transformers 5.
            kernels = dict(attn_implementation="sdpa" if self.config["model_type"] == "falcon" else "eager", experts_implementation="eager")
            model, info = self.auto.from_pretrained(self.folder.name, dtype=torch.float32, output_loading_info=True, **kernels)
            # A head that the file has not is the embedding's copy.
            wrong = [k for k in info["missing_keys"] if not k.endswith("inv_freq")] + list(info["mismatched_keys"]) + list(info["unexpected_keys"])
            if wrong:
                return None
            with torch.no_grad():
                out = model.eval()(**self.prompt, return_dict=True)
            if self.home == ENCODERS:
                row = (out.logits if "logits" in out else torch.stack([out.start_logits, out.end_logits], -1)).flatten()[:len(IDS)]
                found = [round(float(x), 5) for x in row]
            else:
                row = out.logits[0, -1].log_softmax(-1)
                found = [round(float(row[i]), 5) for i in IDS if i < len(row)]
            return found if all(abs(x) < 1e9 for x in found) else None
        except Exception:
            return None


def keys_of(model_type):
    return CONFIG_MAPPING[model_type]().to_dict() if model_type in CONFIG_MAPPING else {}


def model_types():
    return {Reference(name).config["model_type"] for name in MODELS.replace("|", "").split()}


def table_of(name, keys4, common, of_others):
    model = Reference(name)
    config, kind = model.config, model.config["model_type"]
    class_keys = {**keys4.get(kind, {}), **keys_of(kind)}
    if name not in ("llama_untied_old", "bart", "bert_sequence"):
        class_keys = {k: v for k, v in class_keys.items() if k not in common}
    others = {**dict.fromkeys(ALIASES, 7), **dict.fromkeys(SPECIAL)} if of_others else dict.fromkeys(ALIASES, 7)
    if "rope_theta" in class_keys or "rope_parameters" in class_keys:
        others = {**others, **dict.fromkeys(["rope_scaling", "rope_parameters", "rope_theta", "partial_rotary_factor"])}
    fixed = {k for k, v in vars(CONFIG_MAPPING[kind]).items() if isinstance(v, property) and v.fset is None}
    others = {k: v for k, v in others.items() if k not in fixed}  # nobody can have written them
    base, entries = model.answer(config), []
    for key, value in sorted({**others, **class_keys, **config}.items()):
        for other in other_values(key, value):
            if model.home == ENCODERS and key == "eos_token_id" and isinstance(other, list):
                continue  # one that ends nothing
            if key in config and config[key] == other and type(config[key]) is type(other):
                continue
            dropped = {"rope_scaling": ["rope_parameters"], "rope_parameters": ["rope_scaling", "rope_theta"]}.get(key, [])
            found = model.answer({k: v for k, v in config.items() if k not in dropped} | {key: other})
            entry = dict(set={key: other}, drop=dropped)
            if not dropped:
                del entry["drop"]
            if found is None:
                entry["error"] = True
            elif max(abs(a - b) for a, b in zip(found, base)) > 2e-5:
                entry["logits"] = found
            entries.append(entry)
    print(name, len(entries), sum("logits" in e for e in entries), sum("error" in e for e in entries), flush=True)
    return dict(model=name, ids=IDS, logits=base, entries=entries)


def main():
    keys4 = json.loads(Path(sys.argv[1]).read_text())
    common = set.intersection(*map(set, keys4.values())) - {"vocab_size", "tie_word_embeddings", "is_decoder", "is_encoder_decoder"}
    with_others, alone = (part.split() for part in MODELS.split("|"))
    wanted = sys.argv[2:] or with_others + alone
    for home in (HERE, ENCODERS):
        path = home / "settings.json"
        tables = {t["model"]: t for t in json.loads(path.read_text())} if path.exists() else {}
        for name in wanted:
            if (home / name).exists():
                tables[name] = table_of(name, keys4, common, name in with_others)
        lines = []
        for model in tables.values():
            entries = ",\n  ".join(json.dumps(e, separators=(",", ":")) for e in model.pop("entries"))
            lines.append(json.dumps(model)[:-1] + ', "entries": [\n  ' + entries + "\n]}")
        path.write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    transformers.logging.disable_progress_bar()
    logging.disable(logging.CRITICAL)
    if sys.argv[1] == "--keys":
        print(json.dumps({kind: keys_of(kind) for kind in model_types() if keys_of(kind)}, default=str))
    else:
        torch.set_num_threads(1)
        main()
