"""Sentence vectors of some checkpoints of this folder: hidden states of transformers in float32, pooled by hand, each text alone.

    python make_sentence_vectors.py            (torch, transformers 5)

    sentence_vectors.json   for each checkpoint the ids of some texts and, by name, their vectors [texts, D]: mean, last, cls and max of the
                            last hidden states (of an encoder-decoder, the encoder's), mean_normalized, and first_block: the mean after the
                            first block
"""
import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

HERE = Path(__file__).parent


def states_of(name, kind):
    model = kind.from_pretrained(HERE / name, dtype=torch.float32).eval()
    encoder = model.get_encoder() if model.config.is_encoder_decoder else model.base_model
    return lambda ids: [x[0] for x in encoder(torch.tensor([ids]), output_hidden_states=True).hidden_states]


def vectors(states, texts):
    rows = {key: [] for key in ("mean", "last", "cls", "max", "mean_normalized", "first_block")}
    for text in texts:
        layers = states(text)
        x = layers[-1]
        rows["mean"].append(x.mean(0))
        rows["last"].append(x[-1])
        rows["cls"].append(x[0])
        rows["max"].append(x.max(0).values)
        rows["mean_normalized"].append(torch.nn.functional.normalize(x.mean(0), dim=0))
        rows["first_block"].append(layers[1].mean(0))
    return {key: [[round(v, 6) for v in row.tolist()] for row in value] for key, value in rows.items()}


if __name__ == "__main__":
    torch.set_num_threads(1)
    all_of = {}
    with torch.no_grad():
        for name, kind in (("gpt2", AutoModelForCausalLM), ("llama_gqa", AutoModelForCausalLM), ("t5", AutoModelForSeq2SeqLM)):
            facts = json.loads((HERE / name / "expected.json").read_text())
            ids = facts["prompt"] if "prompt" in facts else facts["sources"][-1]
            texts = [ids[:7], ids[:1], ids[2:14]]
            all_of[name] = {"texts": texts, **vectors(states_of(name, kind), texts)}
    (HERE / "sentence_vectors.json").write_text(json.dumps(all_of) + "\n")
