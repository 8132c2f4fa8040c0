#!/usr/bin/env python3
"""Train, evaluate and export the small story model in stories.gguf.

    train_stories.py train  --grimm GRIMM.txt --tiny TINY.txt --work DIR
    train_stories.py export --work DIR --out stories.gguf
    train_stories.py sample --out stories.gguf [--seed 1 --prompt "Once upon a time"]

`train` cleans the two texts, trains a byte-level BPE tokenizer and a plain Llama on them and
keeps in DIR the weights with the best held-out loss; `export` rounds those to Q8_0, writes the
GGUF file, reads it back and reports the held-out loss of what was written.
Needs torch, numpy, tokenizers and gguf.
"""
import argparse, json, math, pathlib, random, re, time
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

EOT = "<|endoftext|>"  # the only special token: it both begins and ends a story
CONFIG = dict(vocab=2048, dim=256, layers=6, heads=8, kv_heads=4, ffn=512, context=256,
              theta=10000.0, eps=1e-5)


# ---------------------------------------------------------------- data

def tidy(s):
    # The TinyStories file holds some UTF-8 read as Latin-1: "\u00e2\u20ac\u0153" is a quote mark.
    for bad, good in (("\u00e2\u20ac\u0153", '"'), ("\u00e2\u20ac\u2122", "'"),
                      ("\u00e2\u20ac\u02dc", "'"), ("\u00e2\u20ac\u201d", "--"),
                      ("\u00e2\u20ac\u201c", "--"), ("\u00e2\u20ac", '"'),
                      ("\u201c", '"'), ("\u201d", '"'), ("\u2018", "'"), ("\u2019", "'"),
                      ("swimmming", "swimming")):
        s = s.replace(bad, good)
    s = re.sub(r"-{3,}", "--", s)
    return re.sub(r"[ \t]+", " ", s).strip()


def grimm_stories(path):
    """One text per tale: no front matter, no titles, unwrapped paragraphs, verse line by line."""
    text = path.read_text(encoding="utf-8")
    head = re.compile(r"^ *(?:Legend )?\d+\*? +[A-Z].*$", re.M)
    first = [m for m in head.finditer(text) if re.match(r" *1 +The Frog-King", m.group())][0]
    tales = []
    for tale in head.split(text[first.start():])[1:]:
        paragraphs = []
        for block in re.split(r"\n\s*\n", tale.strip("\n")):
            lines, verse = [], False
            for line in block.split("\n"):
                indented = line.startswith("  ")
                if lines and not indented and not verse:
                    lines[-1] += " " + line
                else:
                    lines.append(line)
                verse = indented
            paragraphs.append("\n".join(t for t in map(tidy, lines) if t))
        tales.append("\n\n".join(p for p in paragraphs if p))
    return [t for t in tales if t]


def tiny_stories(path):
    """Both stories and paragraphs are set apart by one blank line there, so a new story is told
    by its opening words and by sharing no name with the story before it."""
    stories, names = [], set()
    for p in (tidy(p) for p in re.split(r"\n\s*\n", path.read_text(encoding="utf-8"))):
        if not p:
            continue
        here = set(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", p))
        known = any(re.search(r"\b%s\b" % n, p) for n in names)
        opening = re.match(r"Once (upon|there)|Once,|There (once )?(was|were|lived) ", p)
        likely = re.match(r"One (\w+ )?(day|morning), (a|an|there|two|the \w+ and) |"
                          r"It was a (\w+ ){1,2}(day|morning)", p)
        if not stories or opening or (likely and not known and len(stories[-1]) > 1):
            stories.append([])
            names = set()
        stories[-1].append(p)
        names |= here
    return ["\n\n".join(s) for s in stories]


def split(stories, seed=1234, part=0.05):
    order = list(range(len(stories)))
    random.Random(seed).shuffle(order)
    held = set(order[:max(1, round(part * len(stories)))])
    return ([s for i, s in enumerate(stories) if i not in held],
            [s for i, s in enumerate(stories) if i in held])


def train_tokenizer(texts, size):
    from tokenizers import Tokenizer, models, pre_tokenizers, decoders, trainers
    tok = Tokenizer(models.BPE())
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=size, special_tokens=[EOT], show_progress=False,
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet())))
    return tok


# ---------------------------------------------------------------- model

class Norm(nn.Module):
    def __init__(self, dim, eps):
        super().__init__()
        self.weight, self.eps = nn.Parameter(torch.ones(dim)), eps

    def forward(self, x):
        return F.rms_norm(x.float(), x.shape[-1:], self.weight, self.eps)


def rotate(x, cos, sin):
    # Neighbouring pairs rotate together. That is the order GGUF files of Llama models are kept
    # in, so no row of q or k has to be permuted at export.
    a, b = x.float()[..., 0::2], x.float()[..., 1::2]
    return torch.stack((a * cos - b * sin, a * sin + b * cos), -1).flatten(-2).to(x.dtype)


class Block(nn.Module):
    def __init__(self, c, drop):
        super().__init__()
        d, hd = c["dim"], c["dim"] // c["heads"]
        self.h, self.kv, self.hd, self.drop = c["heads"], c["kv_heads"], hd, drop
        self.attn_norm, self.ffn_norm = Norm(d, c["eps"]), Norm(d, c["eps"])
        self.q, self.k, self.v, self.o = (nn.Linear(i, o, bias=False) for i, o in (
            (d, d), (d, self.kv * hd), (d, self.kv * hd), (d, d)))
        self.gate, self.up, self.down = (nn.Linear(i, o, bias=False) for i, o in (
            (d, c["ffn"]), (d, c["ffn"]), (c["ffn"], d)))

    def forward(self, x, cos, sin):
        B, T, D = x.shape
        n = self.attn_norm(x)
        q, k, v = (f(n).view(B, T, -1, self.hd).transpose(1, 2) for f in (self.q, self.k, self.v))
        q, k = rotate(q, cos, sin), rotate(k, cos, sin)
        k, v = (t.repeat_interleave(self.h // self.kv, 1) for t in (k, v))
        a = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + F.dropout(self.o(a.transpose(1, 2).reshape(B, T, D)), self.drop, self.training)
        n = self.ffn_norm(x)
        return x + F.dropout(self.down(F.silu(self.gate(n)) * self.up(n)), self.drop, self.training)


class Llama(nn.Module):
    def __init__(self, c, drop=0.0):
        super().__init__()
        self.drop = drop
        self.embed = nn.Embedding(c["vocab"], c["dim"])
        self.blocks = nn.ModuleList(Block(c, drop) for _ in range(c["layers"]))
        self.norm = Norm(c["dim"], c["eps"])
        hd = c["dim"] // c["heads"]
        angle = torch.outer(torch.arange(c["context"]).float(),
                            c["theta"] ** (-torch.arange(0, hd, 2).float() / hd))
        self.register_buffer("cos", angle.cos(), persistent=False)
        self.register_buffer("sin", angle.sin(), persistent=False)
        for name, p in self.named_parameters():
            if p.dim() == 2:
                last = name.endswith(("o.weight", "down.weight"))
                nn.init.normal_(p, std=0.02 / (math.sqrt(2 * c["layers"]) if last else 1))

    def forward(self, ids):
        T = ids.shape[1]
        x = F.dropout(self.embed(ids), self.drop, self.training)
        for b in self.blocks:
            x = b(x, self.cos[:T], self.sin[:T])
        return F.linear(self.norm(x), self.embed.weight)  # tied embeddings


# ---------------------------------------------------------------- training

def windows(docs, context, rng):
    """One epoch: the stories in a new order, joined, cut into windows from a random offset."""
    order = list(range(len(docs)))
    rng.shuffle(order)
    flat = [t for i in order for t in docs[i]]
    shift = rng.randrange(context)
    flat = np.array(flat[shift:] + flat[:shift + 1])
    rows = [flat[i:i + context + 1] for i in range(0, len(flat) - context, context)]
    rng.shuffle(rows)
    return torch.from_numpy(np.stack(rows))


@torch.no_grad()
def evaluate(model, docs, context):
    """Sum of the negative log-probabilities (nats) and tokens. Every token after the first
    is predicted once, from at least half a context where the story has that much."""
    model.eval()
    nats = count = 0
    for doc in docs:
        ids = torch.tensor(doc)
        done = 1
        while done < len(ids):
            start = max(0, done - context // 2) if done > 1 else 0
            part = ids[start:start + context + 1]
            logp = F.log_softmax(model(part[None, :-1])[0].float(), -1)
            loss = -logp.gather(1, part[1:, None])[:, 0]
            fresh = loss[done - 1 - start:]
            nats, count, done = nats + fresh.sum().item(), count + len(fresh), start + len(part)
    return nats, count


def encode(tok, stories):
    e = tok.token_to_id(EOT)
    return [[e] + tok.encode(s).ids + [e] for s in stories]


def report(model, tok, held, context):
    out, total = {}, [0, 0, 0]
    for name, stories in held.items():
        nats, n = evaluate(model, encode(tok, stories), context)
        size = sum(len(s.encode()) for s in stories)
        total = [a + b for a, b in zip(total, (nats, n, size))]
        out[name] = (nats, n, size)
    out["all"] = tuple(total)
    return {k: dict(stories=len(held.get(k, sum(held.values(), []))), tokens=n, bytes=size,
                    per_token=nats / n, per_byte=nats / size, perplexity=math.exp(nats / n))
            for k, (nats, n, size) in out.items()}


def train(a):
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    a.work.mkdir(parents=True, exist_ok=True)
    g, gh = split(grimm_stories(a.grimm))
    t, th = split(tiny_stories(a.tiny))
    held = {"grimm": gh, "tinystories": th}
    (a.work / "held.json").write_text(json.dumps(held))
    tok = train_tokenizer(g + t * a.tiny_weight, CONFIG["vocab"])
    tok.save(str(a.work / "tokenizer.json"))
    docs = encode(tok, g) + encode(tok, t) * a.tiny_weight
    tokens = sum(map(len, docs))
    model, ema = Llama(CONFIG, a.dropout), Llama(CONFIG)
    if a.resume:
        model.load_state_dict(torch.load(a.work / "best.pt"))
    ema.load_state_dict(model.state_dict())
    print(f"{len(g)}+{len(t)} stories, {tokens} tokens an epoch; held out {len(gh)}+{len(th)}; "
          f"{sum(p.numel() for p in model.parameters())} parameters", flush=True)
    matrices = [p for p in model.parameters() if p.dim() == 2]
    opt = torch.optim.AdamW([
        {"params": matrices, "weight_decay": a.decay},
        {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0}],
        lr=a.lr, betas=(0.9, 0.98))
    per_epoch = tokens // CONFIG["context"] // a.batch
    total = a.epochs * per_epoch
    best, step, epoch, began, lost, progress = float("inf"), 0, 0, time.time(), 0.0, 0.0
    while progress < 1:
        rows = windows(docs, CONFIG["context"], rng)
        for i in range(0, len(rows) - a.batch + 1, a.batch):
            batch = rows[i:i + a.batch]
            progress = (time.time() - began) / 60 / a.minutes if a.minutes else step / total
            if progress >= 1:
                break
            rate = a.lr * min(1, (step + 1) / 100) * (1 + math.cos(math.pi * progress)) / 2
            for group in opt.param_groups:
                group["lr"] = rate
            model.train()
            with torch.autocast("cpu", torch.bfloat16):
                logits = model(batch[:, :-1])
            loss = F.cross_entropy(logits.float().flatten(0, 1), batch[:, 1:].flatten())
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            keep = min(a.average, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(list(ema.parameters()), list(model.parameters()), 1 - keep)
            lost = loss.item() if not lost else 0.98 * lost + 0.02 * loss.item()
            step += 1
            if step % 50 == 0:
                print(f"step {step} ({100 * progress:.0f} %) loss {lost:.3f} {time.time() - began:.0f} s", flush=True)
        epoch += 1
        r = report(ema, tok, held, CONFIG["context"])
        score = r["all"]["per_token"]
        print(f"epoch {epoch}: train {lost:.3f} held-out {score:.4f} "
              f"(grimm {r['grimm']['per_token']:.4f}, tiny {r['tinystories']['per_token']:.4f}) "
              f"{time.time() - began:.0f} s", flush=True)
        if score < best:
            best = score
            torch.save(ema.state_dict(), a.work / "best.part")
            (a.work / "best.part").replace(a.work / "best.pt")
        elif progress > 0.5 and score > best + 0.05:
            break  # overfitting: it will not come back


# ---------------------------------------------------------------- export and sampling

def load(work):
    from tokenizers import Tokenizer
    model = Llama(CONFIG)
    model.load_state_dict(torch.load(work / "best.pt"))
    return model.eval(), Tokenizer.from_file(str(work / "tokenizer.json"))


def tensor_name(name):
    m = re.match(r"blocks\.(\d+)\.(\w+)\.weight", name)
    if not m:
        return {"embed.weight": "token_embd.weight", "norm.weight": "output_norm.weight"}[name]
    part = {"q": "attn_q", "k": "attn_k", "v": "attn_v", "o": "attn_output", "gate": "ffn_gate",
            "up": "ffn_up", "down": "ffn_down"}.get(m[2], m[2])
    return f"blk.{m[1]}.{part}.weight"


def export(a):
    import gguf
    model, tok = load(a.work)
    c, w = CONFIG, gguf.GGUFWriter(str(a.out), "llama")
    w.add_name("Ganymede stories")
    w.add_description("A small story model trained on Grimm's Household Tales and TinyStories")
    w.add_license("mit")
    w.add_languages(["en"])
    w.add_context_length(c["context"])
    w.add_embedding_length(c["dim"])
    w.add_block_count(c["layers"])
    w.add_feed_forward_length(c["ffn"])
    w.add_head_count(c["heads"])
    w.add_head_count_kv(c["kv_heads"])
    w.add_layer_norm_rms_eps(c["eps"])
    w.add_rope_dimension_count(c["dim"] // c["heads"])
    w.add_rope_freq_base(c["theta"])
    w.add_vocab_size(c["vocab"])
    w.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    w.add_quantization_version(gguf.GGML_QUANT_VERSION)
    bpe = json.loads(tok.to_str())["model"]
    w.add_tokenizer_model("gpt2")
    w.add_tokenizer_pre("gpt-2")
    w.add_token_list([tok.id_to_token(i) for i in range(c["vocab"])])
    eot = tok.token_to_id(EOT)
    w.add_token_types([3 if i == eot else 1 for i in range(c["vocab"])])
    w.add_token_merges([m if isinstance(m, str) else " ".join(m) for m in bpe["merges"]])
    w.add_bos_token_id(eot)
    w.add_eos_token_id(eot)
    w.add_add_bos_token(True)
    w.add_sampling_temp(a.temp)
    w.add_sampling_top_k(a.top_k)
    w.add_sampling_top_p(a.top_p)
    for name, p in model.state_dict().items():
        x, q8 = p.float().numpy(), gguf.GGMLQuantizationType.Q8_0
        if x.ndim == 2:
            x = gguf.quants.quantize(x, q8)
            w.add_tensor(tensor_name(name), x, raw_dtype=q8)
        else:
            w.add_tensor(tensor_name(name), x)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()
    held = json.loads((a.work / "held.json").read_text())
    print("trained", json.dumps(report(model, tok, held, c["context"])["all"]))
    print(json.dumps(report(*load_gguf(a.out), held, c["context"]), indent=1))
    print(a.out.stat().st_size, "bytes")


def load_gguf(path):
    import gguf
    from tokenizers import Tokenizer, models, pre_tokenizers, decoders
    reader, model = gguf.GGUFReader(str(path)), Llama(CONFIG)
    tensors = {t.name: t for t in reader.tensors}
    model.load_state_dict({n: torch.from_numpy(gguf.quants.dequantize(
        tensors[tensor_name(n)].data, tensors[tensor_name(n)].tensor_type).copy())
        for n in model.state_dict()})
    tokens, merges = (reader.fields["tokenizer.ggml." + k].contents() for k in ("tokens", "merges"))
    tok = Tokenizer(models.BPE({t: i for i, t in enumerate(tokens)},
                               [tuple(m.split(" ")) for m in merges]))
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    tok.add_special_tokens([EOT])
    return model.eval(), tok


@torch.no_grad()
def sample(a):
    model, tok = load_gguf(a.out)
    eot, rng = tok.token_to_id(EOT), torch.Generator().manual_seed(a.seed)
    ids = [eot] + tok.encode(a.prompt).ids
    while len(ids) < min(a.tokens, CONFIG["context"]):
        logp = F.log_softmax(model(torch.tensor([ids]))[0, -1] / a.temp, -1)
        p, order = logp.exp().sort(descending=True)
        p[(p.cumsum(0) - p >= a.top_p) | (torch.arange(len(p)) >= a.top_k)] = 0
        ids.append(int(order[torch.multinomial(p, 1, generator=rng)]))
        if ids[-1] == eot:
            break
    print(tok.decode(ids, skip_special_tokens=True) + ("\n[end]" if ids[-1] == eot else " ..."))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("command", choices=("train", "export", "sample"))
    for name in ("grimm", "tiny", "work", "out"):
        p.add_argument("--" + name, type=pathlib.Path)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--epochs", type=int, default=20)
    p.add_argument("--minutes", type=float, default=0,
                   help="spread the schedule over this much time, not over --epochs")
    p.add_argument("--resume", action="store_true", help="begin with the weights kept in DIR")
    p.add_argument("--average", type=float, default=0.99, help="decay of the weight average")
    p.add_argument("--batch", type=int, default=8)
    p.add_argument("--lr", type=float, default=2e-3)
    p.add_argument("--decay", type=float, default=0.3)
    p.add_argument("--dropout", type=float, default=0.15)
    p.add_argument("--tiny-weight", type=int, default=1, help="copies of TinyStories in an epoch")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--temp", type=float, default=0.7)
    p.add_argument("--top-k", type=int, default=40)
    p.add_argument("--top-p", type=float, default=0.9)
    p.add_argument("--prompt", default="")
    p.add_argument("--tokens", type=int, default=300)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    {"train": train, "export": export, "sample": sample}[a.command](a)


if __name__ == "__main__":
    main()
