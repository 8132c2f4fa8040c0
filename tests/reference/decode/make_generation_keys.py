"""Writes generation_keys.json: every key that transformers' GenerationConfig knows, with a value that is not its default.

Needs the sources of transformers/generation/configuration_utils.py of each version, as VERSION.py in a folder:
    make_generation_keys.py FOLDER > generation_keys.json
The keys are read off the calls kwargs.pop(...) of GenerationConfig.__init__; values away from the defaults are chosen by hand below where
a number does not do.
"""
import json
import os
import re
import sys

LISTS = {key: [7] for key in ("eos_token_id", "suppress_tokens", "begin_suppress_tokens", "forced_eos_token_id")}
OTHERS = {
    "early_stopping": "never", "stop_strings": ["x"], "bad_words_ids": [[3, 4]], "force_words_ids": [[3]], "constraints": [{}],
    "sequence_bias": [[[3, 4], -1.5]], "forced_decoder_ids": [[1, 3]], "exponential_decay_length_penalty": [5, 1.1], "dola_layers": "high",
    "cache_implementation": "static", "cache_config": {"nbits": 4}, "watermarking_config": {"bias": 2.0}, "compile_config": {"mode": "default"},
    "num_assistant_tokens_schedule": "heuristic", "speculation_type": "lookup", "continuous_batching_config": {"block_size": 32},
    "generation_kwargs": {"x": 1}, "_commit_hash": "abc", "transformers_version": "4.0.0", "do_sample": True, "renormalize_logits": True,
    "token_healing": True, "remove_invalid_values": True, "use_cache": False, "low_memory": True, "is_assistant": True, "use_mtp": True,
    "disable_compile": True, "return_legacy_cache": True, "_from_model_config": True, "temperature": 0.5, "top_p": 0.5, "min_p": 0.5,
    "typical_p": 0.5, "top_h": 0.5, "repetition_penalty": 1.5, "length_penalty": 0.5, "num_return_sequences": 1, "epsilon_cutoff": 0.5,
    "output_attentions": True, "output_hidden_states": True, "output_scores": True, "output_logits": True, "return_dict_in_generate": True,
} | LISTS

keys = {}
for name in sorted(os.listdir(sys.argv[1])):
    source = open(os.path.join(sys.argv[1], name), encoding="utf-8").read()
    body = source[source.index("def __init__(self, **kwargs)"):source.index("def __hash__")]
    for key in re.findall(r'kwargs\.pop\(\s*"(\w+)"', body):
        keys.setdefault(key, {"value": OTHERS.get(key, 5), "versions": []})["versions"].append(name.removesuffix(".py"))
keys["num_return_sequences"]["value"] = 3
print("{\n" + ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in sorted(keys.items())) + "\n}")
