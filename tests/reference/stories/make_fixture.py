#!/usr/bin/env python3
"""Write greedy.json: what examples/models/stories.gguf says with greedy decoding.

    make_fixture.py MODEL.gguf greedy.json

Everything, the tokenizer too, is rebuilt from the GGUF file alone; the Q8_0 weights are
dequantised and the forward pass runs in float32 without a cache. For every step the file holds
the chosen id, its log-probability and how far (in logits) it stands above the second best: a
step with a tiny margin may fall otherwise under another order of summation.
Needs torch, numpy, tokenizers and gguf.
"""
import hashlib, json, pathlib, sys
import gguf
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

PROMPTS = ["", "Once upon a time", "There was once a king who had", "One day, a little girl named Lily",
           "\"Who is there?\" said the wolf.", "The old woman's house\n\nIn 1812, the fox"]
STEPS = 64


def tokenizer(field):
    tokens = field("tokenizer.ggml.tokens")
    tok = Tokenizer(models.BPE({t: i for i, t in enumerate(tokens)},
                               [tuple(m.split(" ")) for m in field("tokenizer.ggml.merges")]))
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    return tok


class Model:
    def __init__(self, reader):
        self.field = lambda key: reader.fields[key].contents()
        self.w = {t.name: torch.from_numpy(gguf.quants.dequantize(t.data, t.tensor_type).copy())
                  for t in reader.tensors}
        key = lambda k: self.field("llama." + k)
        self.layers, self.eps = key("block_count"), key("attention.layer_norm_rms_epsilon")
        self.heads, self.kv = key("attention.head_count"), key("attention.head_count_kv")
        self.theta, self.hd = key("rope.freq_base"), key("rope.dimension_count")

    def rotate(self, x):  # pairs of neighbours, as GGUF keeps the rows of Llama's q and k
        freq = self.theta ** (-torch.arange(0, self.hd, 2, dtype=torch.float64) / self.hd)
        angle = torch.outer(torch.arange(x.shape[1], dtype=torch.float64), freq)
        cos, sin = angle.cos().float(), angle.sin().float()
        a, b = x[..., 0::2], x[..., 1::2]
        return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2)

    def norm(self, x, name):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + self.eps) * self.w[name]

    def __call__(self, ids):
        x, T = self.w["token_embd.weight"][torch.tensor(ids)], len(ids)
        mask = torch.full((T, T), float("-inf")).triu(1)
        for i in range(self.layers):
            w = lambda n: self.w[f"blk.{i}.{n}.weight"]
            n = self.norm(x, f"blk.{i}.attn_norm.weight")
            q, k, v = ((n @ w("attn_" + c).T).view(T, -1, self.hd).transpose(0, 1) for c in "qkv")
            q, k = self.rotate(q), self.rotate(k)
            k, v = (t.repeat_interleave(self.heads // self.kv, 0) for t in (k, v))
            p = (q @ k.transpose(1, 2) / self.hd ** 0.5 + mask).softmax(-1)
            x = x + (p @ v).transpose(0, 1).reshape(T, -1) @ w("attn_output").T
            n = self.norm(x, f"blk.{i}.ffn_norm.weight")
            x = x + (F.silu(n @ w("ffn_gate").T) * (n @ w("ffn_up").T)) @ w("ffn_down").T
        return self.norm(x, "output_norm.weight") @ self.w["token_embd.weight"].T


@torch.no_grad()
def main():
    source, out = map(pathlib.Path, sys.argv[1:3])
    model = Model(gguf.GGUFReader(str(source)))
    tok, bos = tokenizer(model.field), model.field("tokenizer.ggml.bos_token_id")
    cases = []
    for prompt in PROMPTS:
        ids = [bos] + tok.encode(prompt).ids
        case = dict(prompt=prompt, prompt_ids=ids[:], greedy_ids=[], logprob=[], margin=[])
        for _ in range(STEPS):  # runs on past an end of text, for a plain fixed length
            logits = model(ids)[-1]
            (first, second), (best, _) = logits.topk(2)
            case["greedy_ids"].append(int(best))
            case["logprob"].append(round(float(first - logits.logsumexp(-1)), 5))
            case["margin"].append(round(float(first - second), 5))
            ids.append(int(best))
        case["text"] = tok.decode(case["greedy_ids"])
        cases.append(case)
    head = dict(sha256=hashlib.sha256(source.read_bytes()).hexdigest(), bos=bos, steps=STEPS)
    rows = ",\n".join(json.dumps(c) for c in cases)
    out.write_text(json.dumps(head)[:-1] + ', "cases": [\n' + rows + "\n]}\n")


if __name__ == "__main__":
    main()
