"""Expected logits of every logits processor, alone and combined, as transformers computes them.

    python tests/reference/decode/make_fixture.py     (transformers 5.23, torch 2)

writes processors.json beside itself: `logits` and `histories` once, then cases {name, logits, history, prompt_length, limit, config, set}, where `set` holds
[id, value] of every logit that the case changed, -inf as null. The combined cases come from generate()'s own _get_logits_processor, so the
order is transformers' and not this script's. Frequency and presence penalty, which transformers lacks, follow the formula of the OpenAI API
reference and are put right after the repetition penalty.
"""

import json
import math
from pathlib import Path

import torch
from transformers import GenerationConfig, LogitsProcessor, LogitsProcessorList
from transformers.generation import logits_process as lp
from transformers.generation.utils import GenerationMixin

VOCAB = 517
torch.manual_seed(20)
shapes = [1.5, 4.0, 0.3]
logits = [torch.round(torch.randn(VOCAB) * s * 1024) / 1024 for s in shapes]  # short in decimal, exact in float
for row in logits:
    row[100:104] = row[50]  # some equal logits
histories = [torch.randint(0, VOCAB, (n,)).tolist() for n in (24, 60)]
histories[0][5:8] = histories[0][21:24]  # repeated n-grams
histories[1][10:13] = histories[1][58:60] + [7]
histories[1][30:34] = [9, 9, 9, 9]
EOS = [2, 40]


class OpenAIPenalties(LogitsProcessor):
    def __init__(self, frequency, presence, prompt_length):
        self.frequency, self.presence, self.prompt_length = frequency, presence, prompt_length

    def __call__(self, input_ids, scores):
        counts = torch.bincount(input_ids[0, self.prompt_length :], minlength=VOCAB).double()
        return (scores.double() - counts * self.frequency - (counts > 0) * self.presence).float()


class Model:  # as much of a model as _get_logits_processor looks at
    class config:
        is_encoder_decoder = False

    _merge_criteria_processor_list = GenerationMixin._merge_criteria_processor_list


def processors(config, prompt_length, limit):
    """transformers' own list; ours are inserted after the repetition penalty."""
    own = {k: config.pop(k) for k in ("frequency_penalty", "presence_penalty") if k in config}
    bias = config.pop("logit_bias", None)
    if "sequence_bias" in config:
        config["sequence_bias"] = [[list(ids), float(b)] for ids, b in config["sequence_bias"]]
    c = GenerationConfig(**config)
    c.max_length = prompt_length + limit
    c.eos_token_id = EOS
    c._eos_token_tensor = torch.tensor(EOS)
    c.min_length = 0
    if bias:
        c.sequence_bias = [[[i], b] for i, b in bias]
    result = list(GenerationMixin._get_logits_processor(Model(), c, input_ids_seq_length=prompt_length, device="cpu"))
    if own:
        at = 0
        for i, p in enumerate(result):
            if isinstance(p, (lp.SequenceBiasLogitsProcessor, lp.RepetitionPenaltyLogitsProcessor)):
                at = i + 1
        result.insert(at, OpenAIPenalties(own.get("frequency_penalty", 0), own.get("presence_penalty", 0), prompt_length))
    return LogitsProcessorList(result)


single = [
    {"temperature": 0.7}, {"temperature": 1.9},
    {"top_k": 1}, {"top_k": 10}, {"top_k": 1000},
    {"top_p": 0.0}, {"top_p": 0.5}, {"top_p": 0.95},
    {"min_p": 0.05}, {"min_p": 1.0},
    {"typical_p": 0.2}, {"typical_p": 0.9},
    {"repetition_penalty": 1.3}, {"repetition_penalty": 0.8},
    {"frequency_penalty": 0.6}, {"presence_penalty": 0.9}, {"frequency_penalty": -0.4, "presence_penalty": 1.1},
    {"no_repeat_ngram_size": 1}, {"no_repeat_ngram_size": 2}, {"no_repeat_ngram_size": 3},
    {"logit_bias": [[3, 2.5], [77, -100.0], [516, 0.125]]},
    {"suppress_tokens": [0, 5, 516]},
    {"min_new_tokens": 30},
    {"min_new_tokens": 4},
]
combined = [
    {"temperature": 0.8, "top_k": 40, "top_p": 0.9},
    {"temperature": 1.4, "top_k": 50, "top_p": 0.95, "min_p": 0.02, "typical_p": 0.8},
    {"temperature": 0.6, "top_p": 0.9, "repetition_penalty": 1.2, "no_repeat_ngram_size": 2},
    {"repetition_penalty": 1.3, "frequency_penalty": 0.5, "presence_penalty": 0.7, "logit_bias": [[9, 4.0], [2, 30.0]], "min_new_tokens": 40,
     "suppress_tokens": [11], "no_repeat_ngram_size": 3},
    {"repetition_penalty": 1.3, "frequency_penalty": 0.5, "presence_penalty": 0.7, "logit_bias": [[9, 4.0], [2, 30.0]], "min_new_tokens": 40,
     "suppress_tokens": [11], "no_repeat_ngram_size": 3, "temperature": 1.1, "top_k": 60, "top_p": 0.97, "min_p": 0.01, "typical_p": 0.95},
]
last, two = histories[0][-1], histories[1][-2:]
for_beams = [
    {"sequence_bias": [[[3], 2.5], [[last, 8], -4.0], [two + [9], 3.0], [[1, 2, 3], 5.0]]},
    {"bad_words_ids": [[3], [2], [last, 8], two + [9], [40, 2]]},
    {"begin_suppress_tokens": [0, 5, 2]},
    {"forced_eos_token_id": [2, 40]},
    {"forced_eos_token_id": [2], "suppress_tokens": [7], "bad_words_ids": [[7]], "min_new_tokens": 40},
    {"renormalize_logits": True},
    {"renormalize_logits": True, "bad_words_ids": [[50]], "repetition_penalty": 1.2},
    {"num_beams": 3, "top_k": 1}, {"num_beams": 3, "top_p": 0.01}, {"num_beams": 3, "min_p": 1.0}, {"num_beams": 3, "min_p": 0.02},
    {"num_beams": 3, "typical_p": 0.01},
    {"num_beams": 2, "temperature": 0.3, "top_k": 5, "top_p": 0.1, "min_p": 0.5, "typical_p": 0.1, "renormalize_logits": True},
]
warpers = {"temperature", "top_k", "top_p", "min_p", "typical_p"}
number = lambda v: None if math.isinf(v) else float(f"{v:.9g}")

cases = []
for config in single + combined + for_beams:
    for li in range(len(logits)):
        if li == 2 and {"num_beams", "temperature"} <= set(config):
            continue  # two equal logits where three tokens are kept: torch may take either
        hi = li % 2
        if len(config) > 2 and li == 2:
            hi = 1
        prompt_length = [10, 45][hi]
        do_sample = bool(warpers & set(config))
        before = logits[li]
        limit = len(histories[hi]) - prompt_length + 1 if "forced_eos_token_id" in config else 1000
        if "begin_suppress_tokens" in config:
            prompt_length = len(histories[hi])
        list_ = processors({"top_k": 0, **config, "do_sample": do_sample}, prompt_length, limit)
        after = list_(torch.tensor([histories[hi]]), before[None].clone())[0]
        if set(config) == {"temperature"}:
            changed = list(range(0, VOCAB, 7))  # a sample: every logit changes alike
        else:
            changed = [i for i in range(VOCAB) if after[i] != before[i]]
        kept = [i for i in range(VOCAB) if not math.isinf(after[i])]
        case = {"name": "+".join(config), "logits": li, "history": hi, "prompt_length": prompt_length, "do_sample": do_sample, "config": config}
        if limit < 1000:
            case["limit"] = limit
        if do_sample and set(config) != {"temperature"} and len(kept) < VOCAB:  # most are -inf: name those that are left
            case["left"] = [[i, number(after[i].item())] for i in kept]
        else:
            case["set"] = [[i, number(after[i].item())] for i in changed]
        cases.append(case)

out = Path(__file__).with_name("processors.json")
one = lambda v: json.dumps(v, separators=(",", ":"))
out.write_text(
    '{"logits":[\n' + ",\n".join(one([v.item() for v in row]) for row in logits) + '\n],"histories":' + one(histories) + ',"eos_token_id":' + one(EOS)
    + ',"cases":[\n' + ",\n".join(one(c) for c in cases) + "\n]}\n")
print(len(cases), out.stat().st_size)
