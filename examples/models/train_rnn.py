#!/usr/bin/env python3
"""Train, evaluate and export the recurrent story model in stories_lstm.gguf.

    train_rnn.py train  --grimm GRIMM.txt --tiny TINY.txt --work DIR
    train_rnn.py export --grimm GRIMM.txt --tiny TINY.txt --work DIR --out stories_lstm.gguf
    train_rnn.py sample --out stories_lstm.gguf [--seed 1 --prompt "Once upon a time"]

The counterpart of stories.gguf for rnn_vs_transformer: an LSTM with as many parameters, the same
tokenizer (read from stories.gguf), the same texts, cleaned, weighted and split by train_stories.py,
and the same held-out measurement. `export` rounds the weights that have the best held-out loss, writes
them, reads the file back and reports the loss of what was written. Needs torch, numpy, tokenizers and gguf.
"""
import argparse, json, math, pathlib, random, time
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
import train_stories as stories

CONFIG = dict(vocab=2048, dim=416, hidden=[480, 416], context=256)


# ---------------------------------------------------------------- model

def locked(x, p, training):
    """Dropout with one mask for all steps of a sequence (Gal and Ghahramani 2016); x is [T, B, D]."""
    if not training or p == 0:
        return x
    return x * (torch.rand(1, *x.shape[1:]) >= p) / (1 - p)


class Lstm(nn.Module):
    """Embedding, LSTM layers, and the embedding again as the head (Hochreiter and Schmidhuber 1997;
    Press and Wolf 2017). Each layer has one bias; torch's second one is passed as zeros."""

    def __init__(self, c, drop=(0.0, 0.0, 0.0, 0.0)):
        super().__init__()
        self.input_drop, self.layer_drop, self.output_drop, self.weight_drop = drop
        self.hidden = c["hidden"]
        self.embed = nn.Embedding(c["vocab"], c["dim"])
        nn.init.normal_(self.embed.weight, std=0.05)
        self.ih, self.hh, self.bias = nn.ParameterList(), nn.ParameterList(), nn.ParameterList()
        for i, h in zip([c["dim"], *self.hidden], self.hidden):
            bound = h ** -0.5
            self.ih.append(nn.Parameter(torch.empty(4 * h, i).uniform_(-bound, bound)))
            self.hh.append(nn.Parameter(torch.empty(4 * h, h).uniform_(-bound, bound)))
            bias = torch.zeros(4 * h)
            bias[h:2 * h] = 1.0  # the forget gate begins open
            self.bias.append(nn.Parameter(bias))

    def new_state(self, batch):
        return [(torch.zeros(1, batch, h), torch.zeros(1, batch, h)) for h in self.hidden]

    def steps(self, ids, state):
        """ids [B, T] -> hidden vectors [T, B, D] and the state after them."""
        x = locked(self.embed(ids.t()), self.input_drop, self.training)
        after = []
        for l, hc in enumerate(state):
            # DropConnect on the recurrent weights (Merity et al. 2018), one mask a window.
            hh = F.dropout(self.hh[l], self.weight_drop, self.training)
            x, h, c = torch.lstm(x, hc, (self.ih[l], hh, self.bias[l], torch.zeros_like(self.bias[l])),
                                 True, 1, 0.0, self.training, False, False)
            last = l + 1 == len(state)
            x = locked(x, self.output_drop if last else self.layer_drop, self.training)
            after.append((h, c))
        return x, after

    def forward(self, ids):
        """Logits [B, T, V] from an empty state: what train_stories.evaluate asks for."""
        x, _ = self.steps(ids, self.new_state(len(ids)))
        return F.linear(x, self.embed.weight).transpose(0, 1)


# ---------------------------------------------------------------- training

def streams(docs, batch, rng):
    """One epoch: the stories in a new order, joined, cut into `batch` long rows that are read side by side."""
    order = list(range(len(docs)))
    rng.shuffle(order)
    flat = [t for i in order for t in docs[i]]
    shift = rng.randrange(len(flat))
    flat = np.array(flat[shift:] + flat[:shift])
    length = len(flat) // batch
    return torch.from_numpy(flat[:length * batch].reshape(batch, length).copy())


@torch.no_grad()
def whole_stories(model, docs):
    """Nats and tokens when every story is read once from its beginning, the state carried through."""
    model.eval()
    longest = max(map(len, docs))
    ids = torch.tensor([d + [0] * (longest - len(d)) for d in docs])
    there = torch.tensor([[i < len(d) for i in range(1, longest)] for d in docs])
    state, nats = model.new_state(len(docs)), 0.0
    for i in range(0, longest - 1, 512):
        part = ids[:, i:i + 513]
        x, state = model.steps(part[:, :-1], state)
        logp = F.log_softmax(F.linear(x, model.embed.weight).transpose(0, 1), -1)
        loss = -logp.gather(2, part[:, 1:, None])[..., 0]
        nats += loss[there[:, i:i + 512]].sum().item()
    return nats, int(there.sum())


def corpus(a):
    _, tok = stories.load_gguf(a.stories)
    g, gh = stories.split(stories.grimm_stories(a.grimm))
    t, th = stories.split(stories.tiny_stories(a.tiny))
    return tok, g, t, {"grimm": gh, "tinystories": th}


def train(a):
    torch.manual_seed(a.seed)
    rng = random.Random(a.seed)
    a.work.mkdir(parents=True, exist_ok=True)
    tok, g, t, held = corpus(a)
    held = {k: stories.encode(tok, v) for k, v in held.items()}
    docs = stories.encode(tok, g) + stories.encode(tok, t) * a.tiny_weight
    model, ema = Lstm(CONFIG, a.dropout), Lstm(CONFIG)
    ema.load_state_dict(model.state_dict())
    opt = torch.optim.AdamW(
        [{"params": [p for p in model.parameters() if p.dim() == 2], "weight_decay": a.decay},
         {"params": [p for p in model.parameters() if p.dim() < 2], "weight_decay": 0.0}],
        lr=a.lr, betas=(0.9, 0.98))
    best, step, epoch, spent, waited = float("inf"), 0, 0, 0.0, 0.0
    if a.resume:
        at = torch.load(a.work / "last.pt", weights_only=False)
        model.load_state_dict(at["model"]), ema.load_state_dict(at["ema"]), opt.load_state_dict(at["opt"])
        best, step, epoch, spent, waited = at["counts"]
        rng = random.Random(a.seed + epoch)
        torch.manual_seed(a.seed + epoch)
    print(f"{sum(map(len, docs))} tokens an epoch; {sum(p.numel() for p in model.parameters())} parameters", flush=True)
    began, cpu, lost, progress = time.time() - waited, time.process_time() - spent, 0.0, 0.0
    while progress < 1:
        rows, state, i = streams(docs, a.batch, rng), model.new_state(a.batch), 0
        while i < rows.shape[1] - 1 and progress < 1:
            window = min(a.window + rng.randrange(-8, 9), rows.shape[1] - 1 - i)
            part = rows[:, i:i + window + 1]
            i += window
            progress = (time.process_time() - cpu) / 60 / a.minutes
            if a.deadline:
                progress = max(progress, (time.time() - began) / 60 / a.deadline)
            rate = a.lr * min(1, (step + 1) / 100) * (1 + math.cos(math.pi * min(progress, 1))) / 2
            for group in opt.param_groups:
                group["lr"] = rate
            # Now and then a row begins with an empty state in the middle of a story, so that the model knows what to do with a
            # text that it has not seen the beginning of. The Transformer's windows begin in the middle too.
            carry = (torch.rand(1, a.batch, 1) >= a.reset).float()
            state = [(h.detach() * carry, c.detach() * carry) for h, c in state]
            model.train()
            x, state = model.steps(part[:, :-1], state)
            logits = F.linear(x.bfloat16(), model.embed.weight.bfloat16()).float()
            loss = F.cross_entropy(logits.flatten(0, 1), part[:, 1:].t().flatten())
            opt.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            opt.step()
            keep = min(a.average, (1 + step) / (10 + step))
            with torch.no_grad():
                torch._foreach_lerp_(list(ema.parameters()), list(model.parameters()), 1 - keep)
            lost = loss.item() if not lost else 0.98 * lost + 0.02 * loss.item()
            step += 1
            if step % 100 == 0:
                print(f"step {step} ({100 * progress:.0f} %) loss {lost:.3f} {time.time() - began:.0f} s", flush=True)
        epoch += 1
        each = {k: whole_stories(ema, v) for k, v in held.items()}
        score = sum(n for n, _ in each.values()) / sum(n for _, n in each.values())
        print(f"epoch {epoch}: train {lost:.3f} held-out {score:.4f} ("
              + ", ".join(f"{k} {n / c:.4f}" for k, (n, c) in each.items())
              + f") {time.process_time() - cpu:.0f} s of a core, {time.time() - began:.0f} s", flush=True)
        if score < best:
            best = score
            keep_file(ema.state_dict(), a.work / "best.pt")
        counts = (best, step, epoch, time.process_time() - cpu, time.time() - began)
        keep_file({"model": model.state_dict(), "ema": ema.state_dict(), "opt": opt.state_dict(), "counts": counts},
                  a.work / "last.pt")


def keep_file(what, path):
    torch.save(what, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


# ---------------------------------------------------------------- export and sampling

def tensors(model):
    """Name in the file, tensor, GGUF type. What meets the state, step after step, keeps the finer type; the matrices of the inputs are
    rounded once a step and make the file small enough."""
    q8_0, q5_1 = (getattr(gguf().GGMLQuantizationType, t) for t in ("Q8_0", "Q5_1"))
    yield "token_embd.weight", model.embed.weight, q8_0
    for l in range(len(model.hidden)):
        yield f"blk.{l}.lstm_ih.weight", model.ih[l], q5_1
        yield f"blk.{l}.lstm_ih.bias", model.bias[l], None
        yield f"blk.{l}.lstm_hh.weight", model.hh[l], q8_0


def gguf():
    import gguf
    return gguf


def export(a):
    tok, _, _, held = corpus(a)
    model = Lstm(CONFIG).eval()
    model.load_state_dict(torch.load(a.work / "best.pt"))
    w = gguf().GGUFWriter(str(a.out), "lstm")
    w.add_name("Ganymede stories, recurrent")
    w.add_description("A small LSTM story model trained on Grimm's Household Tales and TinyStories")
    w.add_license("mit")
    w.add_languages(["en"])
    w.add_context_length(CONFIG["context"])
    w.add_embedding_length(CONFIG["dim"])
    w.add_block_count(len(CONFIG["hidden"]))
    w.add_array("lstm.hidden_length", CONFIG["hidden"])
    w.add_vocab_size(CONFIG["vocab"])
    w.add_quantization_version(gguf().GGML_QUANT_VERSION)
    fields = gguf().GGUFReader(str(a.stories)).fields
    for add, key in ((w.add_tokenizer_model, "model"), (w.add_tokenizer_pre, "pre"), (w.add_token_list, "tokens"),
                     (w.add_token_types, "token_type"), (w.add_token_merges, "merges"), (w.add_bos_token_id, "bos_token_id"),
                     (w.add_eos_token_id, "eos_token_id"), (w.add_add_bos_token, "add_bos_token")):
        add(fields["tokenizer.ggml." + key].contents())
    for add, key in ((w.add_sampling_temp, "temp"), (w.add_sampling_top_k, "top_k"), (w.add_sampling_top_p, "top_p")):
        add(fields["general.sampling." + key].contents())
    for name, p, dtype in tensors(model):
        x = p.detach().numpy()
        if dtype is None:
            w.add_tensor(name, x)
        else:
            w.add_tensor(name, gguf().quants.quantize(x, dtype), raw_dtype=dtype)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()
    for name, m in ("trained", model), ("written", load_gguf(a.out)):
        print(name, json.dumps(stories.report(m, tok, held, CONFIG["context"]), indent=1))
        each = {k: whole_stories(m, stories.encode(tok, v)) for k, v in held.items()}
        print("whole stories, the state carried through:", {k: round(n / c, 4) for k, (n, c) in each.items()},
              round(sum(n for n, _ in each.values()) / sum(c for _, c in each.values()), 4))
    print(a.out.stat().st_size, "bytes")


def load_gguf(path):
    stored, model = {t.name: t for t in gguf().GGUFReader(str(path)).tensors}, Lstm(CONFIG)
    with torch.no_grad():
        for name, p, _ in tensors(model):
            p.copy_(torch.from_numpy(gguf().quants.dequantize(stored[name].data, stored[name].tensor_type).copy()))
    return model.eval()


@torch.no_grad()
def sample(a):
    model, (_, tok) = load_gguf(a.out), stories.load_gguf(a.stories)
    eot, rng = tok.token_to_id(stories.EOT), torch.Generator().manual_seed(a.seed)
    ids = [eot] + tok.encode(a.prompt).ids
    x, state = model.steps(torch.tensor([ids]), model.new_state(1))
    while len(ids) < a.tokens:
        p, order = (F.linear(x[-1, 0], model.embed.weight) / a.temp).softmax(-1).sort(descending=True)
        p[(p.cumsum(0) - p >= a.top_p) | (torch.arange(len(p)) >= a.top_k)] = 0
        ids.append(int(order[torch.multinomial(p, 1, generator=rng)]))
        if ids[-1] == eot:
            break
        x, state = model.steps(torch.tensor([ids[-1:]]), state)
    print(tok.decode(ids, skip_special_tokens=True) + ("\n[end]" if ids[-1] == eot else " ..."))


def main():
    here = pathlib.Path(__file__).resolve().parent
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("command", choices=("train", "export", "sample"))
    for name in ("grimm", "tiny", "work", "out"):
        p.add_argument("--" + name, type=pathlib.Path)
    p.add_argument("--stories", type=pathlib.Path, default=here / "stories.gguf", help="where the tokenizer is")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--minutes", type=float, default=45, help="processor time that the schedule is spread over")
    p.add_argument("--deadline", type=float, default=0, help="minutes on the clock after which it ends all the same")
    p.add_argument("--resume", action="store_true", help="go on from the last checkpoint in DIR")
    p.add_argument("--average", type=float, default=0.995, help="decay of the weight average")
    p.add_argument("--batch", type=int, default=16)
    p.add_argument("--window", type=int, default=128, help="steps that gradients go back; the state goes further")
    p.add_argument("--reset", type=float, default=0.1, help="how often a window begins with an empty state")
    p.add_argument("--lr", type=float, default=3e-3)
    p.add_argument("--decay", type=float, default=0.1)
    p.add_argument("--dropout", type=float, nargs=4, default=(0.2, 0.2, 0.3, 0.3),
                   metavar=("INPUT", "LAYERS", "OUTPUT", "RECURRENT"))
    p.add_argument("--tiny-weight", type=int, default=3, help="copies of TinyStories in an epoch")
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--temp", type=float, default=0.7)
    p.add_argument("--top-k", type=int, default=40)
    p.add_argument("--top-p", type=float, default=0.9)
    p.add_argument("--prompt", default="")
    p.add_argument("--tokens", type=int, default=256)
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    {"train": train, "export": export, "sample": sample}[a.command](a)


if __name__ == "__main__":
    main()
