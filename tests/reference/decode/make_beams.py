"""Beam searches over the checkpoints of tests/reference/models, as transformers' generate() does them.

    python tests/reference/decode/make_beams.py     (transformers 5.23, torch 2)

writes beams.json beside itself: cases {model, prompts, config, answers}, answers prompt by prompt, best first, each {ids, score, logprobs}: the
new tokens with an ending eos, generate()'s sequences_scores, and the model's own log-probability of each token. Prompts of several lengths are
padded on the left for transformers. `config` has the keys of a generation_config.json.

Every decision of a kept case is clear by more than MARGIN: which beams go on, which texts are finished, in which order they come, when the search
ends. Otherwise another prompt is drawn. Batched and single prompts must agree, too.
"""

import json
import math
import sys
import warnings
from pathlib import Path

import torch
import transformers
from transformers import AutoModelForCausalLM
from transformers.generation.utils import GenerationMixin

warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
HERE = Path(__file__).parent
MARGIN, GARBAGE = 2e-4, -1e8  # scores below GARBAGE belong to beams that transformers keeps as placeholders
PAD = 0
models = {}
smallest = math.inf


def model(name):
    if name not in models:
        models[name] = AutoModelForCausalLM.from_pretrained(HERE.parent / "models" / name, dtype=torch.float32).eval()
    return models[name]


def clear(a, b):
    global smallest
    if a > GARBAGE and b > GARBAGE and math.isfinite(a) and math.isfinite(b):
        smallest = min(smallest, abs(a - b))


def watch(name, see):
    original, static = getattr(GenerationMixin, name), isinstance(GenerationMixin.__dict__[name], staticmethod)

    def watched(*args, **kwargs):
        see(kwargs)
        return original(*args, **kwargs)

    setattr(GenerationMixin, name, staticmethod(watched) if static else watched)


def see_running(k):
    for scores, hits in zip(k["topk_log_probs"], k["next_token_hits_stopping_criteria"]):
        going = [s.item() for s, h in zip(scores, hits) if not h]
        if len(going) > k["num_beams"]:
            clear(going[k["num_beams"] - 1], going[k["num_beams"]])


def see_finished(k):
    n = k["num_beams"]
    for row, (scores, hits) in enumerate(zip(k["topk_log_probs"], k["next_token_hits_stopping_criteria"])):
        if hits[n - 1] or hits[n]:
            clear(scores[n - 1].item(), scores[n].item())
        length = k["cur_len"] + 1 - k["decoder_prompt_len"]
        new = [scores[i].item() / length ** k["length_penalty"] for i in range(n) if hits[i]]
        merged = sorted([s.item() for s in k["beam_scores"][row]] + new, reverse=True)
        if new:
            for a, b in zip(merged[: n + 1], merged[1 : n + 1]):
                clear(a, b)


def see_stop(k):
    length = (k["max_length"] if k["early_stopping"] == "never" and k["length_penalty"] > 0 else k["cur_len"]) - k["decoder_prompt_len"]
    for running, scores, done in zip(k["running_beam_scores"], k["beam_scores"], k["is_sent_finished"]):
        if done.all() and k["early_stopping"] is not True:
            clear(running[0].item() / length ** k["length_penalty"], scores.min().item())


watch("_get_running_beams_for_next_iteration", see_running)
watch("_update_finished_beams", see_finished)
watch("_check_early_stop_heuristic", see_stop)


def generate(name, prompts, config):
    m = model(name)
    width = max(map(len, prompts))
    ids = torch.tensor([[PAD] * (width - len(p)) + p for p in prompts])
    mask = torch.tensor([[0] * (width - len(p)) + [1] * len(p) for p in prompts])
    with torch.no_grad():
        out = m.generate(ids, attention_mask=mask, pad_token_id=PAD, return_dict_in_generate=True, output_scores=True, output_logits=True, **config)
    answers = []
    per_prompt = config.get("num_return_sequences", 1)
    for i in range(len(out.sequences)):
        prompt = prompts[i // per_prompt]
        length = int((out.beam_indices[i] >= 0).sum())
        new = out.sequences[i, width : width + length].tolist()
        with torch.no_grad():
            logprobs = m(torch.tensor([prompt + new])).logits[0].log_softmax(-1)
        own = [round(logprobs[len(prompt) - 1 + t, id].item(), 6) for t, id in enumerate(new)]
        answers.append({"ids": new, "score": float(f"{out.sequences_scores[i].item():.8g}"), "logprobs": own})
    return answers


wanted = []  # (model, lengths of prompts, config, bias of end tokens)


def want(name, lengths, bias=None, **config):
    wanted.append((name, lengths, {"max_new_tokens": 16, **config}, bias))


for early in (False, True, "never"):  # the search's own settings, ends being likely
    for penalty in (1.0, 0.0, -1.0, 2.0, 0.6):
        beams = 2 + len(wanted) % 5
        want(["gpt2", "llama_gqa", "mistral_window", "gpt2_variants"][len(wanted) % 4], [7], 6.0, num_beams=beams, early_stopping=early,
             length_penalty=penalty, num_return_sequences=min(beams, 3))
for early in (False, True, "never"):  # several prompts, several end tokens
    for ends in ([2], [2, 40], [2, 40, 77, 100]):
        beams = 3 + len(wanted) % 4
        want(["llama_gqa", "gpt2", "mistral_window"][len(wanted) % 3], [3, 11, 6, 1], 5.0, num_beams=beams, early_stopping=early,
             eos_token_id=ends, num_return_sequences=2, max_new_tokens=12)
for beams in range(2, 7):  # no end in sight
    want("llama_gqa", [5], num_beams=beams, num_return_sequences=beams)
    want("gpt2", [4, 9], num_beams=beams, length_penalty=0.3)
for name in ("gpt2", "llama_gqa", "mistral_window", "llama_bf16"):  # processors, each alone and together
    want(name, [6], num_beams=4, no_repeat_ngram_size=2)
    want(name, [6, 2, 9], 4.0, num_beams=3, repetition_penalty=1.4)
    want(name, [8], 7.0, num_beams=4, min_new_tokens=7, num_return_sequences=4)
    want(name, [5], num_beams=4, forced_eos_token_id=2, max_new_tokens=9, num_return_sequences=2)
    want(name, [1], num_beams=3, forced_bos_token_id=17, num_return_sequences=3)
    want(name, [6], 6.0, num_beams=5, renormalize_logits=True, bad_words_ids="likely", num_return_sequences=2)
    want(name, [6], 5.0, num_beams=4, suppress_tokens="likely", begin_suppress_tokens="likely", early_stopping=True)
    want(name, [5], 5.0, num_beams=4, sequence_bias="likely", length_penalty=1.5)
    want(name, [4, 7], 6.0, num_beams=4, repetition_penalty=1.2, no_repeat_ngram_size=3, bad_words_ids="likely", min_new_tokens=3,
         forced_eos_token_id=[2, 40], eos_token_id=[2, 40], renormalize_logits=True, early_stopping="never", length_penalty=0.8, num_return_sequences=2)
    want(name, [1], 6.0, num_beams=6, forced_bos_token_id=5, begin_suppress_tokens="likely", max_length=11, min_length=4, early_stopping=True,
         num_return_sequences=6)

cases = []
for number, (name, lengths, template, bias) in enumerate(wanted):
    for attempt in range(100):
        g = torch.Generator().manual_seed(1000 * number + attempt)
        vocab = model(name).config.vocab_size
        prompts = [torch.randint(3, vocab, (n,), generator=g).tolist() for n in lengths]
        config = dict(template)
        if "max_length" in config:
            del config["max_new_tokens"]
        ends = config.get("eos_token_id", 2)
        biases = [[[e], bias] for e in (ends if isinstance(ends, list) else [ends])] if bias else []
        if "likely" in config.values():  # forbid or wish for what would come without
            plain = {k: v for k, v in config.items() if v != "likely"}
            expected = generate(name, prompts, {**plain, **({"sequence_bias": biases} if biases else {})})[0]["ids"]
            expected = [i for i in expected if i != 2] or [9]
            for key, value in {"bad_words_ids": [expected[-2:], expected[:1], [2], [9, 9, 9]], "suppress_tokens": expected[-1:],
                               "begin_suppress_tokens": expected[:2], "sequence_bias": [[expected[:2], -2.5], [expected[:1] + [12], 5.0]]}.items():
                if config.get(key) == "likely":
                    config[key] = value
        if biases:
            config["sequence_bias"] = biases + config.get("sequence_bias", [])
        smallest = math.inf
        answers = generate(name, prompts, config)
        if smallest < MARGIN or any(not GARBAGE < a["score"] for a in answers):
            continue
        n = config.get("num_return_sequences", 1)
        alone = [a for p in prompts for a in generate(name, [p], config)]
        if smallest < MARGIN or [a["ids"] for a in alone] != [a["ids"] for a in answers]:
            continue
        cases.append({"model": name, "prompts": prompts, "config": config, "margin": float(f"{smallest:.3g}") if math.isfinite(smallest) else None,
                      "answers": answers})
        print(number, name, attempt, cases[-1]["margin"], file=sys.stderr)
        break
    else:
        raise SystemExit(f"no clear case for {name} {template}")

out = HERE / "beams.json"
out.write_text("[\n" + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]\n")
finished = sum(len(a["ids"]) < c["config"].get("max_new_tokens", 10) for c in cases for a in c["answers"])
print(len(cases), "cases,", sum(len(c["answers"]) for c in cases), "answers,", finished, "ended early,", out.stat().st_size, "bytes")
