"""What transformers' eager attention weighs in some of the checkpoints that lie here.

    python make_attention_fixture.py            (torch, transformers 5)

Each folder NAME gets
    attention.json   decoder-only models: prompts (token ids) of different lengths; others take sources and targets of expected.json, but the longest
    attentions.f32   little-endian float32, of each prompt or source one after the other: [layer, head, T, S] of self (decoder-only), or of
                     encoder, self and cross; of self-attention only the lower triangles, row after row; of layers without attention nothing
and of ../encoders, of each text of expected.json, [layer, head, T, T].
"""
import json
import sys
from pathlib import Path

import torch
from transformers import AutoModel, AutoModelForCausalLM, AutoModelForSeq2SeqLM

HERE = Path(__file__).parent
ENCODERS = HERE.parent / "encoders"


def triangles(weights):
    """The rows of [heads, T, T] as far as a decoder sees; nothing lies behind."""
    rows = torch.ones(weights.shape[-2:]).tril().bool()
    assert weights[:, ~rows].abs().max() == 0 if weights.shape[-1] > 1 else True
    return torch.cat([head[rows] for head in weights])


def write(folder, facts, tensors):
    torch.cat([t.flatten() for t in tensors]).numpy().astype("<f4").tofile(folder / "attentions.f32")
    if facts:
        (folder / "attention.json").write_text(json.dumps(facts) + "\n")


def causal(name):
    model = AutoModelForCausalLM.from_pretrained(HERE / name, dtype=torch.float32, attn_implementation="eager", experts_implementation="eager").eval()
    generator = torch.Generator().manual_seed(19)
    prompts = [torch.randint(3, model.config.vocab_size, (1, n), generator=generator) for n in (5, 1, 23, 9)]
    with torch.no_grad():
        seen = [model(p, output_attentions=True).attentions for p in prompts]
    write(HERE / name, {"prompts": [p[0].tolist() for p in prompts]}, [triangles(layer[0]) for layers in seen for layer in layers if layer is not None])


def translation(name):
    model = AutoModelForSeq2SeqLM.from_pretrained(HERE / name, dtype=torch.float32, attn_implementation="eager").eval()
    facts = json.loads((HERE / name / "expected.json").read_text())
    tensors = []
    for source, target in list(zip(facts["sources"], facts["targets"]))[:-1]:
        with torch.no_grad():
            out = model(input_ids=torch.tensor([source]), decoder_input_ids=torch.tensor([target]), output_attentions=True)
        tensors += [*out.encoder_attentions, *[triangles(layer[0]) for layer in out.decoder_attentions], *out.cross_attentions]
    write(HERE / name, None, tensors)


def encoder(name):
    model = AutoModel.from_pretrained(ENCODERS / name, dtype=torch.float32, attn_implementation="eager").eval()
    tensors = []
    for text in json.loads((ENCODERS / name / "expected.json").read_text())["texts"]:
        ids = torch.tensor([text["ids"]])
        types = {"token_type_ids": torch.tensor([text["token_types"]])} if "token_types" in text else {}
        with torch.no_grad():
            tensors += model(ids, attention_mask=torch.ones_like(ids), output_attentions=True, **types).attentions
    write(ENCODERS / name, None, tensors)


# Not Falcon with ALiBi, whose eager attention adds the biases twice (transformers 5.24): its logits are those of the other way.
CAUSAL = ("gpt2", "llama_gqa", "mistral_window", "bloom", "cohere2", "gemma2", "gemma3", "gpt_oss", "lfm2", "mpt", "olmo3", "qwen3_moe")
TRANSLATION = ("bart", "t5", "marian")
ENCODER = ("albert_masked", "deberta_v2_masked", "deberta_v2_tokens", "modernbert_masked", "mpnet_masked", "nomic_bert")

if __name__ == "__main__":
    torch.set_num_threads(1)
    chosen = sys.argv[1:]
    for make, names in ((causal, CAUSAL), (translation, TRANSLATION), (encoder, ENCODER)):
        for each in names:
            if not chosen or each in chosen:
                make(each)
