"""Writes settings.json: what each setting of config.json that transformers writes does to a model, when it has another value.

    python make_settings_table.py KEYS4.json            (torch, transformers 5)
    python make_settings_table.py --keys > KEYS4.json   (transformers 4: the keys and defaults that it writes)

For each of the small models of make_fixture.py and make_translation_fixture.py: every key of its own config.json, of its family's
configuration in transformers 5 and in transformers 4, and names that stand for others, each set to values other than its own (what all
configurations have alike, in two of the models). With each comes what transformers 5 does with the file: `logits` (log-probabilities of some ids after the prompt), nothing where they stay those of
the unchanged model, or `error` where it does not load, or loads weights that are not the file's.
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
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

HERE = Path(__file__).parent
DECODERS = {"gpt2_variants": "GPT2Config", "llama_untied_old": "LlamaConfig", "mistral_window": "MistralConfig"}
TRANSLATORS = {"marian": "MarianConfig", "bart": "BartConfig", "mbart": "MBartConfig", "m2m100": "M2M100Config", "pegasus": "PegasusConfig",
               "t5": "T5Config", "mt5": "MT5Config"}
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
}


def other_values(key, value):
    if key in SPECIAL:
        return SPECIAL[key]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, 0]
    if isinstance(value, float):
        return [value + 0.1]
    return [3] if value is None else [] if isinstance(value, dict) else [value + "x"] if isinstance(value, str) else []


def log_probabilities(folder, translates, prompt):
    auto = AutoModelForSeq2SeqLM if translates else AutoModelForCausalLM
    model, info = auto.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    wrong = [k for k in info["missing_keys"] if not k.endswith("inv_freq")] + list(info["mismatched_keys"]) + list(info["unexpected_keys"])
    if wrong:
        return None
    with torch.no_grad():
        row = model.eval()(**prompt, return_dict=True).logits[0, -1].log_softmax(-1)
    found = [round(float(row[i]), 5) for i in IDS if i < len(row)]
    return found if all(abs(x) < 1e9 for x in found) else None


def keys_of(name):
    return getattr(transformers, name)().to_dict()


def main():
    keys4, table = json.loads(Path(sys.argv[1]).read_text()), []
    common = set.intersection(*map(set, keys4.values())) - {"vocab_size", "tie_word_embeddings", "is_decoder", "is_encoder_decoder"}
    for name, config_class in {**DECODERS, **TRANSLATORS}.items():
        config, facts = json.loads((HERE / name / "config.json").read_text()), json.loads((HERE / name / "expected.json").read_text())
        if name in TRANSLATORS:
            prompt = dict(input_ids=torch.tensor([facts["sources"][2]]), decoder_input_ids=torch.tensor([facts["targets"][2]]))
        else:
            prompt = dict(input_ids=torch.tensor([facts["prompt"]]))
        if name not in ("llama_untied_old", "bart"):
            keys4[config_class] = {k: v for k, v in keys4[config_class].items() if k not in common}
        defaults = {**dict.fromkeys(ALIASES, 7), **dict.fromkeys(SPECIAL), **keys4[config_class], **{k: v for k, v in keys_of(config_class).items() if k not in common}, **config}
        entries = []
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(HERE / name / "model.safetensors", folder)

            def run(changed):
                (Path(folder) / "config.json").write_text(json.dumps(changed))
                try:
                    return log_probabilities(folder, name in TRANSLATORS, prompt)
                except Exception:
                    return None

            base = run(config)
            for key, value in sorted(defaults.items()):
                for other in other_values(key, value):
                    if key in config and config[key] == other and type(config[key]) is type(other):
                        continue
                    dropped = {"rope_scaling": ["rope_parameters"], "rope_parameters": ["rope_scaling", "rope_theta"]}.get(key, [])
                    found = run({k: v for k, v in config.items() if k not in dropped} | {key: other})
                    entry = dict(set={key: other}, drop=dropped)
                    if not dropped:
                        del entry["drop"]
                    if found is None:
                        entry["error"] = True
                    elif max(abs(a - b) for a, b in zip(found, base)) > 2e-5:
                        entry["logits"] = found
                    entries.append(entry)
        table.append(dict(model=name, ids=IDS, logits=base, entries=entries))
        print(name, len(entries), sum("logits" in e for e in entries), sum("error" in e for e in entries), flush=True)
    lines = []
    for model in table:
        entries = ",\n  ".join(json.dumps(e, separators=(",", ":")) for e in model.pop("entries"))
        lines.append(json.dumps(model)[:-1] + ', "entries": [\n  ' + entries + "\n]}")
    (HERE / "settings.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    transformers.logging.disable_progress_bar()
    logging.disable(logging.CRITICAL)
    if sys.argv[1] == "--keys":
        print(json.dumps({name: keys_of(name) for name in {*DECODERS.values(), *TRANSLATORS.values()}}))
    else:
        torch.set_num_threads(1)
        main()
