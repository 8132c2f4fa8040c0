"""Writes translations.json: what ctranslate2 computes with the folders that make_fixture.py made. Needs ctranslate2 and numpy."""
import json
import pathlib

import ctranslate2
import numpy

HERE = pathlib.Path(__file__).parent
TOKENS = json.loads((HERE / "f32/shared_vocabulary.json").read_text())
SOURCES = [["▁a", "c", "</s>"], ["▁b", "é", "ab", "z", "x", ".", "</s>"], ["bc", "</s>"]]
TARGETS = [["x", "y", "▁a"], ["z"], ["ab", "é", "▁b", "c", "x", "y", "."]]


def ids(tokens):
    return [TOKENS.index(token) for token in tokens]


expected = {"version": ctranslate2.__version__, "sources": [ids(s) for s in SOURCES], "targets": [ids(t) for t in TARGETS], "models": []}
for folder, compute in (("f32", "float32"), ("f16", "float32"), ("int8", "float32"), ("int8", "int8")):
    model = ctranslate2.Translator(str(HERE / folder), compute_type=compute)
    scores = model.score_batch(SOURCES, TARGETS)
    greedy = model.translate_batch(SOURCES, beam_size=1, min_decoding_length=8, max_decoding_length=8, return_logits_vocab=True)
    expected["models"].append({
        "folder": folder, "compute": compute, "log_probabilities": [s.log_probs for s in scores],  # the last is that of </s>
        "greedy": [ids(g.hypotheses[0]) for g in greedy],
        "logits": [numpy.array([numpy.array(step) for step in g.logits[0]])[:, 1:].tolist() for g in greedy]})  # without </s>: forbidden
(HERE / "translations.json").write_text(json.dumps(expected) + "\n")
