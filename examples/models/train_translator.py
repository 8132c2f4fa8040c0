#!/usr/bin/env python3
"""Train, evaluate and export the small French-to-English translator.

    train_translator.py train     --train TRAIN.tsv --valid VALID.tsv --work DIR [--resume]
    train_translator.py train     ... --begin-with OTHER_DIR --more everyday.tsv [--more-times 6]
    train_translator.py evaluate  --valid VALID.tsv --work DIR [--beams 4 --rounding q8_0]
    train_translator.py translate --work DIR [--text "Il fait beau."]
    train_translator.py export    --work DIR [--out FOLDER --dtype float16] [--gguf FILE]

The .tsv files hold one pair a line: English, a tab, French. `train` fits a joint Unigram
vocabulary and the Transformer of 2017 as Marian has it (sinusoidal positions, norm after each
residual sum, one matrix for both embeddings and the output, <pad> begins the translation) and
keeps in DIR the running average of the weights with the best BLEU on VALID.tsv. With --begin-with
it takes vocabulary and weights from a finished run, and with --more another file's pairs some
times an epoch besides. Stopped in any way, `train --resume` goes on from the last saved step with the settings it was started with.
`export` writes a folder that Hugging Face's MarianMTModel and MarianTokenizer load, or (--gguf)
one file for ganymede: config.json's keys under "marian.", the same tensors under the same names,
matrices as Q8_0, and the vocabulary as GGUF's "t5" tokenizer.
Needs torch, numpy, sentencepiece, protobuf and sacrebleu; `export` needs transformers and
tokenizers, `export --gguf` gguf too.
"""
import argparse, json, math, pathlib, random, re, shutil, signal, sys, time
import numpy as np
import sentencepiece
import torch
import torch.nn as nn
import torch.nn.functional as F

EOS, UNK = 0, 1  # as in Marian's vocabularies; <pad> is the last id
CONFIG = dict(vocab=4096, dim=256, heads=4, ffn=1024, encoder_layers=4, decoder_layers=2,
              positions=512)


# ---------------------------------------------------------------- data

def read_pairs(path):
    """(French, English) of each line."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [tuple(reversed(line.split("\t")[:2])) for line in lines if line.strip()]


def normalization_rules():
    """What SentencePiece rewrites before it looks at a text: typographic apostrophes and quotes,
    the spaces of French typography, and letters whose accent is a character of its own."""
    import unicodedata
    rules = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u201c": '"', "\u201d": '"',
             "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\t": " ", "\n": " ", "\r": " ",
             "\u200b": "", "\ufeff": "", "\u2026": "...", "\u2013": "-", "\u2014": "-"}
    for letter in "ÀÂÄÇÈÉÊËÎÏÔÖÙÛÜŸàâäçèéêëîïôöùûüÿ":
        rules[unicodedata.normalize("NFD", letter)] = letter
    return "".join("%s\t%s\n" % tuple(" ".join("%X" % ord(c) for c in s) for s in rule)
                   for rule in sorted(rules.items()))


def train_vocabulary(texts, size, work):
    """Writes DIR/joint.spm: `size` - 1 pieces; <pad> comes after them."""
    from sentencepiece import sentencepiece_model_pb2 as pb
    (work / "rules.tsv").write_text(normalization_rules())
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(texts), model_prefix=str(work / "joint"), model_type="unigram",
        vocab_size=size - 1, character_coverage=1.0, split_digits=True,
        required_chars="".join(map(chr, range(33, 127))) + "ÀÂÄÇÈÉÊËÎÏÔÖŒÙÛÜŸàâäçèéêëîïôöœùûüÿ«»€",
        normalization_rule_tsv=str(work / "rules.tsv"),
        eos_id=EOS, unk_id=UNK, bos_id=-1, pad_id=-1, minloglevel=2)
    proto = pb.ModelProto.FromString((work / "joint.model").read_bytes())
    proto.trainer_spec.ClearField("model_prefix")  # else the folder's name goes with the model
    proto.normalizer_spec.ClearField("normalization_rule_tsv")
    (work / "joint.spm").write_bytes(proto.SerializeToString())
    for name in ("joint.model", "joint.vocab", "rules.tsv"):
        (work / name).unlink()


class Segmenter:
    """Text to ids. With a rate above 0 that share of the words is cut up at random, likelier cuts
    more often (subword regularisation, Kudo 2018), so that rare pieces are learnt too. No piece
    spans two words, so each word can be cut on its own and its cuts kept."""

    def __init__(self, path, cuts=8, smoothing=0.3):
        self.spm = sentencepiece.SentencePieceProcessor(model_file=str(path))
        self.cuts, self.smoothing, self.words = cuts, smoothing, {}

    def word(self, word):
        if word not in self.words:
            best = self.spm.encode(word)
            # The text is normalised by now, and the leading space is put back by SentencePiece.
            ways = self.spm.nbest_encode_as_ids(word, self.cuts) or [best]
            score = [self.smoothing * sum(self.spm.get_score(i) for i in w) for w in ways]
            weights = np.exp(np.array(score) - max(score))
            self.words[word] = best, ways, np.cumsum(weights / weights.sum()).tolist()
        return self.words[word]

    def __call__(self, text, rate=0.0, rng=None):
        ids = []
        for word in self.spm.normalize(text).replace("\u2581", " ").split():
            best, ways, cumulative = self.word(word)
            if rate and rng.random() < rate:
                p = rng.random()
                ids += next((w for w, c in zip(ways, cumulative) if p < c), best)
            else:
                ids += best
        return ids

    def decode(self, ids):
        return self.spm.decode([i for i in ids if i < self.spm.get_piece_size()])


def careless(french):
    """As it may be typed: no capital, no full stop. The translation keeps its own."""
    return re.sub(r"\s*\.$", "", french[:1].lower() + french[1:])


def epoch_batches(pairs, segment, s, epoch):
    """The batches of one pass over the pairs, the same ones whenever asked for this epoch.
    Some pairs are joined to longer texts, and some sources are made careless."""
    rng = random.Random("%d/%d" % (s["seed"], epoch))
    order = list(range(len(pairs)))
    rng.shuffle(order)
    rows, open_row = [], None
    for i in order:
        french, english = pairs[i]
        if rng.random() < s["careless"]:
            french = careless(french)
        f = segment(french, s["cut_source"], rng)
        e = segment(english, s["cut_target"], rng)
        if open_row and len(open_row[0]) + len(f) < 96:
            f, e = open_row[0] + f, open_row[1] + e
        elif open_row:
            rows.append(open_row)
        open_row = (f, e)
        if rng.random() >= s["join"]:
            rows.append(open_row)
            open_row = None
    if open_row:
        rows.append(open_row)
    rows = [(f + [EOS], e + [EOS]) for f, e in rows]
    rng.shuffle(rows)
    rows.sort(key=lambda r: (len(r[0]), len(r[1])))
    batches, batch, longest = [], [], [0, 0]
    for row in rows:
        grown = [max(n, len(part)) for n, part in zip(longest, row)]
        if batch and sum(grown) * (len(batch) + 1) > s["batch"]:
            batches.append(batch)
            batch, grown = [], [len(part) for part in row]
        batch.append(row)
        longest = grown
    batches.append(batch)
    rng.shuffle(batches)
    return batches


def padded(rows, pad):
    width = max(map(len, rows))
    return torch.tensor([r + [pad] * (width - len(r)) for r in rows])


# ---------------------------------------------------------------- model

class Dropout(nn.Module):
    """Zeroes one value in 256 for each 1/256 of the rate. One random integer decides on eight
    values, which on a CPU is several times as fast as a draw for each."""

    def __init__(self, rate):
        super().__init__()
        self.limit = round(256 * rate)

    def forward(self, x):
        if not self.training or not self.limit:
            return x
        bits = torch.empty((x.numel() + 7) // 8, dtype=torch.int64).random_(-2**63, None)
        keep = bits.view(torch.uint8)[:x.numel()].view(x.shape) >= self.limit
        return x * (keep.to(x.dtype) * (256 / (256 - self.limit)))


class OutputLoss(torch.autograd.Function):
    """Cross-entropy with label smoothing of x @ weight.T, summed; some rows at a time, forwards
    and backwards together, so that the logits never leave the cache."""

    @staticmethod
    def forward(ctx, x, weight, y, smoothing, rows=256):
        x16, w16, vocab = x.bfloat16(), weight.bfloat16(), len(weight)
        dx, dw, total = torch.empty_like(x16), torch.zeros_like(weight), 0.0
        for i in range(0, len(x), rows):
            part, target = x16[i:i + rows], y[i:i + rows, None]
            logp = (part @ w16.T).float().log_softmax(-1)
            total -= (1 - smoothing) * logp.gather(1, target).sum() + smoothing / vocab * logp.sum()
            # d loss / d logits = softmax - (smoothed) target
            grad = logp.exp_().sub_(smoothing / vocab)
            grad.scatter_add_(1, target, torch.full(target.shape, smoothing - 1.0))
            grad = grad.bfloat16()
            dx[i:i + rows] = grad @ w16
            dw += grad.T @ part
        ctx.save_for_backward(dx, dw)
        ctx.dtype = x.dtype
        return total

    @staticmethod
    def backward(ctx, up):
        dx, dw = ctx.saved_tensors
        return (dx * up).to(ctx.dtype), dw * up, None, None, None


class Attention(nn.Module):
    """The three (or, across to the encoder, last two) input projections are one matrix."""

    def __init__(self, dim, heads, cross=False):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(dim, dim) if cross else None
        self.qkv = nn.Linear(dim, (2 if cross else 3) * dim)
        self.out = nn.Linear(dim, dim)

    def split(self, x):
        return x.view(*x.shape[:2], self.heads, -1).transpose(1, 2)

    def forward(self, x, mask, memory=None):
        if memory is None:
            q, k, v = map(self.split, self.qkv(x).chunk(3, -1))
        else:
            q, (k, v) = self.split(self.q(x)), map(self.split, self.qkv(memory).chunk(2, -1))
        score = (q * q.shape[-1] ** -0.5) @ k.transpose(-1, -2)
        if mask is not None:
            score = score + mask.to(score.dtype)
        return self.out((score.softmax(-1).to(v.dtype) @ v).transpose(1, 2).flatten(2))


class Layer(nn.Module):
    def __init__(self, c, rate, decoder):
        super().__init__()
        d = c["dim"]
        self.self_attn, self.self_norm = Attention(d, c["heads"]), nn.LayerNorm(d)
        self.cross_attn = Attention(d, c["heads"], cross=True) if decoder else None
        self.cross_norm = nn.LayerNorm(d) if decoder else None
        self.fc1, self.fc2, self.norm = nn.Linear(d, c["ffn"]), nn.Linear(c["ffn"], d), nn.LayerNorm(d)
        self.drop = Dropout(rate)

    def forward(self, x, mask, memory=None, memory_mask=None):
        x = self.self_norm(x + self.drop(self.self_attn(x, mask)))
        if memory is not None:
            x = self.cross_norm(x + self.drop(self.cross_attn(x, memory_mask, memory)))
        return self.norm(x + self.drop(self.fc2(F.relu(self.fc1(x)))))


class Translator(nn.Module):
    def __init__(self, c, rate=0.0):
        super().__init__()
        self.pad, d = c["vocab"] - 1, c["dim"]
        self.embed, self.drop = nn.Embedding(c["vocab"], d), Dropout(rate)
        self.encoder = nn.ModuleList(Layer(c, rate, False) for _ in range(c["encoder_layers"]))
        self.decoder = nn.ModuleList(Layer(c, rate, True) for _ in range(c["decoder_layers"]))
        angle = torch.outer(torch.arange(c["positions"]).double(),
                            10000.0 ** (-torch.arange(0, d, 2).double() / d))
        self.register_buffer("position", torch.cat((angle.sin(), angle.cos()), 1).float(), False)
        self.register_buffer("causal", torch.full((c["positions"],) * 2, -1e9).triu(1), False)
        for name, p in self.named_parameters():
            if p.dim() < 2:
                continue
            parts = p.shape[0] // d if "qkv" in name else 1  # each fused projection is as one alone
            nn.init.xavier_uniform_(p, gain=math.sqrt((1 + p.shape[0] / d) / (1 + p.shape[0] / parts / d)))
            if name.endswith(("out.weight", "fc2.weight")):  # begin near the identity: else norms after the sums
                p.data.mul_(0.4)  # let the positions of the encoder's output become one and the same
        nn.init.normal_(self.embed.weight, std=d ** -0.5)

    def enter(self, ids):
        x = self.embed(ids) * math.sqrt(self.embed.embedding_dim)
        return self.drop(x + self.position[:ids.shape[1]])

    def encode(self, ids):
        hidden = ids == self.pad
        mask = torch.where(hidden, -1e9, 0.0)[:, None, None] if hidden.any() else None
        x = self.enter(ids)
        for layer in self.encoder:
            x = layer(x, mask)
        return x, mask

    def decode(self, ids, memory, memory_mask):
        x, n = self.enter(ids), ids.shape[1]
        for layer in self.decoder:
            x = layer(x, self.causal[:n, :n], memory, memory_mask)
        return x

    def logits(self, x):
        return F.linear(x, self.embed.weight)

    def loss(self, source, target, smoothing):
        """Sum over the real target tokens, and their number; <pad> is shifted in on the left."""
        begin = torch.full((len(target), 1), self.pad)
        x = self.decode(torch.cat((begin, target[:, :-1]), 1), *self.encode(source))
        real = target != self.pad
        x, y = x[real], target[real]
        if self.training:
            return OutputLoss.apply(x, self.embed.weight, y, smoothing), len(y)
        return F.cross_entropy(self.logits(x).float(), y, reduction="sum"), len(y)


# ---------------------------------------------------------------- search

@torch.no_grad()
def beam_search(model, sources, beams=4, length_penalty=1.0, longest=None):
    """The best translation (ids, without </s>) of each source (ids, with </s>). As Hugging
    Face's generate with early_stopping=False: a finished translation scores its log-probability
    over its length (with </s>) to the power of length_penalty. One beam is greedy search."""
    model.eval()
    B, K, pad = len(sources), beams, model.pad
    memory, mask = model.encode(padded(sources, pad))
    memory = memory.repeat_interleave(K, 0)
    mask = None if mask is None else mask.repeat_interleave(K, 0)
    ids = torch.full((B * K, 1), pad)
    score = torch.full((B, K), -math.inf)
    score[:, 0] = 0
    finished, live = [[] for _ in range(B)], list(range(B))
    longest = longest or min(2 * max(map(len, sources)) + 10, len(model.position) - 1)
    for n in range(1, longest + 1):
        logp = F.log_softmax(model.logits(model.decode(ids, memory, mask)[:, -1]).float(), -1)
        logp[:, pad] = -math.inf
        V = logp.shape[-1]
        top, index = (score[:, :, None] + logp.view(len(live), K, V)).flatten(1).topk(2 * K)
        rows, kept, goes_on = [], [], []
        for b, (values, places) in enumerate(zip(top.tolist(), index.tolist())):
            done, chosen = finished[live[b]], []
            for rank, (value, place) in enumerate(zip(values, places)):
                beam, token = divmod(place, V)
                if token == EOS or n == longest:
                    if rank < K:
                        tokens = ids[b * K + beam, 1:].tolist() + [token] * (token != EOS)
                        done.append((value / n ** length_penalty, tokens))
                elif len(chosen) < K:
                    chosen.append((value, b * K + beam, token))
            done.sort(key=lambda h: -h[0])
            del done[K:]
            hope = chosen[0][0] / n ** length_penalty if chosen else -math.inf
            if len(done) < K or hope > done[-1][0]:
                goes_on.append(b)
                rows += chosen
        if not goes_on or n == longest:
            break
        score = torch.tensor([r[0] for r in rows]).view(-1, K)
        parents = torch.tensor([r[1] for r in rows])
        ids = torch.cat((ids[parents], torch.tensor([[r[2]] for r in rows])), 1)
        if len(goes_on) < len(live):
            memory = memory[parents]
            mask = None if mask is None else mask[parents]
            live = [live[b] for b in goes_on]
    return [max(f, key=lambda h: h[0])[1] for f in finished]


def translate(model, segment, texts, beams=4, batch=128, **options):
    sources = [segment(t) + [EOS] for t in texts]
    order, out = sorted(range(len(texts)), key=lambda i: len(sources[i])), [None] * len(texts)
    for i in range(0, len(order), batch):
        part = order[i:i + batch]
        found = beam_search(model, [sources[j] for j in part], beams, **options)
        for j, ids in zip(part, found):
            out[j] = segment.decode(ids)
    return out


def scores(outputs, references):
    import sacrebleu
    same = sum(o == r for o, r in zip(outputs, references))
    return dict(bleu=sacrebleu.corpus_bleu(outputs, [references]).score,
                chrf=sacrebleu.corpus_chrf(outputs, [references]).score,
                exact=100 * same / len(outputs))


@torch.no_grad()
def held_out_loss(model, segment, pairs, size=128):
    """Nats a token, without label smoothing."""
    model.eval()
    rows = sorted((([*segment(f), EOS], [*segment(e), EOS]) for f, e in pairs),
                  key=lambda r: (len(r[0]), len(r[1])))
    nats = count = 0
    for i in range(0, len(rows), size):
        source, target = (padded(part, model.pad) for part in zip(*rows[i:i + size]))
        loss, n = model.loss(source, target, 0.0)
        nats, count = nats + loss.item(), count + n
    return nats / count


# ---------------------------------------------------------------- training

SETTINGS = dict(epochs=45, batch=2048, lr=1e-3, warmup=800, last_lr=0.02, decay=0.02, dropout=0.25,
                smoothing=0.1, average=0.999, clip=1.0, cut_source=0.15, cut_target=0.05,
                join=0.1, careless=0.04, seed=1)


def save(thing, path):
    part = path.with_suffix(".part")
    torch.save(thing, part)
    part.replace(path)


class Run:
    """All that a run consists of, in the form that is saved and read again."""

    def __init__(self, s):
        torch.manual_seed(s["seed"])
        self.s, self.c = s, dict(CONFIG)
        self.model, self.mean = Translator(self.c, s["dropout"]), Translator(self.c)
        self.mean.load_state_dict(self.model.state_dict())
        matrices = [p for p in self.model.parameters() if p.dim() == 2]
        self.opt = torch.optim.AdamW([
            {"params": matrices, "weight_decay": s["decay"]},
            {"params": [p for p in self.model.parameters() if p.dim() < 2], "weight_decay": 0.0}],
            lr=s["lr"], betas=(0.9, 0.98), eps=1e-9, fused=True)
        self.epoch = self.batch = self.step = self.tokens = 0
        self.loss, self.best, self.seconds = None, -1.0, 0.0

    PLAIN = ("epoch", "batch", "step", "tokens", "loss", "best", "seconds")

    def state(self):
        return dict({k: getattr(self, k) for k in self.PLAIN}, settings=self.s, config=self.c,
                    model=self.model.state_dict(), mean=self.mean.state_dict(),
                    opt=self.opt.state_dict(), random=torch.get_rng_state())

    def restore(self, state):
        for k in self.PLAIN:
            setattr(self, k, state[k])
        self.model.load_state_dict(state["model"])
        self.mean.load_state_dict(state["mean"])
        self.opt.load_state_dict(state["opt"])
        torch.set_rng_state(state["random"])

    def learn(self, rows, batches):
        """One step. The rate rises linearly and falls as a cosine over the epochs planned, both
        told by the steps and epochs done, so that a pause changes nothing."""
        s, progress = self.s, (self.epoch + self.batch / batches) / self.s["epochs"]
        fall = s["last_lr"] + (1 - s["last_lr"]) * (1 + math.cos(math.pi * progress)) / 2
        for group in self.opt.param_groups:
            group["lr"] = s["lr"] * min(1, (self.step + 1) / s["warmup"]) * fall
        self.model.train()
        source, target = (padded(part, self.model.pad) for part in zip(*rows))
        with torch.autocast("cpu", torch.bfloat16):
            loss, n = self.model.loss(source, target, s["smoothing"])
        self.opt.zero_grad()
        (loss / n).backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), s["clip"])
        self.opt.step()
        keep = min(s["average"], (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            torch._foreach_lerp_(list(self.mean.parameters()), list(self.model.parameters()), 1 - keep)
        new = loss.item() / n
        self.loss = new if self.loss is None else 0.99 * self.loss + 0.01 * new
        self.step, self.batch = self.step + 1, self.batch + 1
        self.tokens += source.numel() + n


def train(a):
    a.work.mkdir(parents=True, exist_ok=True)
    last, pairs, valid = a.work / "last.pt", read_pairs(a.train), read_pairs(a.valid)
    pairs += read_pairs(a.more) * a.more_times if a.more else []
    some = random.Random(0).sample(valid, min(500, len(valid)))
    if last.exists() and not a.resume:
        sys.exit(f"{last} is there already: --resume, or another --work")
    state = torch.load(last, weights_only=False) if last.exists() else None
    s = state["settings"] if state else {k: getattr(a, k) for k in SETTINGS}
    if a.begin_with and not state:
        shutil.copy(a.begin_with / "joint.spm", a.work)
    elif not state:
        train_vocabulary([text for pair in pairs for text in pair], CONFIG["vocab"], a.work)
    segment, run = Segmenter(a.work / "joint.spm"), Run(s)
    if state:
        run.restore(state)
    elif a.begin_with:
        weights = torch.load(a.begin_with / a.weights, weights_only=False)["model"]
        run.model.load_state_dict(weights)
        run.mean.load_state_dict(weights)
    print(f"{len(pairs)} pairs, {len(valid)} held out; "
          f"{sum(p.numel() for p in run.model.parameters())} parameters; "
          f"epoch {run.epoch}, step {run.step}; {json.dumps(s)}", flush=True)
    ends = []
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: ends.append(1))
    saved = time.monotonic()
    while run.epoch < s["epochs"]:
        batches = epoch_batches(pairs, segment, s, run.epoch)
        began = time.process_time()
        for rows in batches[run.batch:]:
            run.learn(rows, len(batches))
            now, began = began, time.process_time()
            run.seconds += began - now
            if run.step % 100 == 0:
                print(f"step {run.step} (epoch {run.epoch}, {run.batch}/{len(batches)}) loss {run.loss:.3f} "
                      f"{run.tokens / run.seconds:.0f} tokens a core-second, {run.seconds:.0f} s", flush=True)
            if ends or time.monotonic() - saved > 60 * a.save_minutes:
                save(run.state(), last)
                saved = time.monotonic()
            if ends:
                return print("stopped; go on with --resume", flush=True)
        run.epoch, run.batch, began = run.epoch + 1, 0, time.process_time()
        with torch.autocast("cpu", torch.bfloat16):
            r = scores(translate(run.mean, segment, [f for f, _ in some], 1, batch=250), [e for _, e in some])
            nats = held_out_loss(run.mean, segment, valid)
        print(f"epoch {run.epoch}: train {run.loss:.3f} held-out {nats:.4f}; greedy on {len(some)}: "
              f"BLEU {r['bleu']:.2f} chrF {r['chrf']:.2f} exact {r['exact']:.1f} %; "
              f"{run.seconds:.0f} s + {time.process_time() - began:.0f} s", flush=True)
        if r["bleu"] > run.best:
            run.best = r["bleu"]
            save(dict(config=run.c, settings=s, epoch=run.epoch, model=run.mean.state_dict(), **r), a.work / "best.pt")
        save(run.state(), last)
        saved = time.monotonic()
    save(dict(config=run.c, settings=s, epoch=run.epoch, model=run.mean.state_dict()), a.work / "final.pt")
    print("finished", flush=True)


# ---------------------------------------------------------------- use and export

def q8_0(x):
    """What Q8_0 leaves of a matrix: 32 weights share an f16 scale, each is an 8-bit integer."""
    blocks = x.reshape(-1, 32)
    scale = blocks.abs().amax(1, keepdim=True) / 127
    q = torch.round(blocks / torch.where(scale == 0, 1.0, scale))
    return (q * scale.half().float()).reshape(x.shape)


def load(a):
    kept = torch.load(a.work / a.weights, weights_only=False)
    model = Translator(kept["config"])
    state = kept["model"]
    if a.rounding == "q8_0":
        state = {k: q8_0(v) if v.dim() == 2 else v for k, v in state.items()}
    elif a.rounding == "f16":
        state = {k: v.half().float() for k, v in state.items()}
    model.load_state_dict(state)
    return model.eval(), Segmenter(a.work / "joint.spm"), kept["config"]


def evaluate(a):
    model, segment, _ = load(a)
    french, english = zip(*read_pairs(a.valid))
    print(f"{len(french)} sentences, {held_out_loss(model, segment, list(zip(french, english))):.4f} nats a token")
    for beams in sorted({1, a.beams}):
        r = scores(translate(model, segment, french, beams, length_penalty=a.length_penalty), english)
        print(f"{beams} beam{'s' * (beams > 1)}: BLEU {r['bleu']:.2f} chrF {r['chrf']:.2f} exact {r['exact']:.1f} %", flush=True)


def translate_lines(a):
    model, segment, _ = load(a)
    for line in a.text or (line.rstrip("\n") for line in sys.stdin):
        print(translate(model, segment, [line], a.beams, length_penalty=a.length_penalty)[0], flush=True)


def marian_state(model):
    """Our tensors under Hugging Face's names, the fused projections apart again."""
    out = {"model.shared.weight": model.embed.weight}
    rename = {"self_attn": "self_attn", "cross_attn": "encoder_attn", "self_norm": "self_attn_layer_norm",
              "cross_norm": "encoder_attn_layer_norm", "norm": "final_layer_norm", "fc1": "fc1", "fc2": "fc2"}
    for name, p in model.named_parameters():
        m = re.match(r"(encoder|decoder)\.(\d+)\.(\w+)\.(?:(\w+)\.)?(weight|bias)$", name)
        if not m:
            continue
        side, layer, part, inner, kind = m.groups()
        prefix = f"model.{side}.layers.{layer}.{rename[part]}."
        if inner == "qkv":
            names = "kv" if part == "cross_attn" else "qkv"
            for letter, piece in zip(names, p.chunk(len(names))):
                out[f"{prefix}{letter}_proj.{kind}"] = piece
        elif inner:
            out[f"{prefix}{inner}_proj.{kind}"] = p
        else:
            out[prefix + kind] = p
    return {k: v.detach().clone().contiguous() for k, v in out.items()}


def fast_tokenizer(spm_path, pad):
    """The same tokenizer as one tokenizer.json."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
    from sentencepiece import sentencepiece_model_pb2 as pb
    proto = pb.ModelProto.FromString(spm_path.read_bytes())
    pieces = [(p.piece, p.score) for p in proto.pieces] + [("<pad>", 0.0)]
    tok = Tokenizer(models.Unigram(pieces, unk_id=UNK, byte_fallback=False))
    tok.normalizer = normalizers.Sequence([
        normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap),
        normalizers.Strip(), normalizers.Replace(Regex(" {2,}"), " ")])
    tok.pre_tokenizer = pre_tokenizers.Metaspace(replacement="\u2581", prepend_scheme="always")
    tok.decoder = decoders.Metaspace(replacement="\u2581", prepend_scheme="always")
    tok.post_processor = processors.TemplateProcessing("$A </s>", "$A $B </s>", [("</s>", EOS)])
    tok.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in ("</s>", "<unk>", "<pad>")])
    assert tok.token_to_id("<pad>") == pad
    return tok


def export(a):
    if not (a.out or a.gguf):
        sys.exit("export: --out FOLDER or --gguf FILE")
    if a.out:
        export_folder(a)
    if a.gguf:
        export_gguf(a)


def export_folder(a):
    from transformers import GenerationConfig, MarianConfig, MarianMTModel
    model, segment, c = load(a)
    a.out.mkdir(parents=True, exist_ok=True)
    pad, d = model.pad, c["dim"]
    side = dict(attention_heads=c["heads"], ffn_dim=c["ffn"])
    config = MarianConfig(
        vocab_size=c["vocab"], decoder_vocab_size=c["vocab"], d_model=d, max_position_embeddings=c["positions"],
        encoder_layers=c["encoder_layers"], decoder_layers=c["decoder_layers"],
        **{f"{s}_{k}": v for s in ("encoder", "decoder") for k, v in side.items()},
        activation_function="relu", scale_embedding=True, static_position_embeddings=True,
        share_encoder_decoder_embeddings=True, tie_word_embeddings=True, dropout=0.1,
        eos_token_id=EOS, forced_eos_token_id=None, bos_token_id=None, pad_token_id=pad,
        decoder_start_token_id=pad)
    marian = MarianMTModel(config)
    missing, unexpected = marian.load_state_dict(marian_state(model), strict=False)
    tied = {"model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight",
            "model.encoder.embed_positions.weight", "model.decoder.embed_positions.weight", "final_logits_bias"}
    assert not unexpected and set(missing) <= tied, (missing, unexpected)
    marian.generation_config = GenerationConfig(
        num_beams=4, max_length=256, eos_token_id=EOS, pad_token_id=pad,
        decoder_start_token_id=pad, bad_words_ids=[[pad]])
    marian.to(getattr(torch, a.dtype)).save_pretrained(a.out)
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(a.work / "joint.spm", a.out / name)
    pieces = [segment.spm.id_to_piece(i) for i in range(pad)] + ["<pad>"]
    (a.out / "vocab.json").write_text(json.dumps({p: i for i, p in enumerate(pieces)}, ensure_ascii=False, indent=0))
    special = dict(eos_token="</s>", unk_token="<unk>", pad_token="<pad>")
    (a.out / "tokenizer_config.json").write_text(json.dumps(dict(
        special, tokenizer_class="MarianTokenizer", source_lang="fra", target_lang="eng",
        model_max_length=c["positions"], separate_vocabs=False), indent=2))
    fast_tokenizer(a.work / "joint.spm", pad).save(str(a.out / "tokenizer.json"))
    print(json.dumps({f.name: f.stat().st_size for f in sorted(a.out.iterdir())}, indent=1))


def export_gguf(a):
    """What `export_folder` writes, as one file. The sinusoids are left out, as they are computed;
    sentences are cut so that none is longer than what the model has seen (model_max_length)."""
    import gguf
    from sentencepiece import sentencepiece_model_pb2 as pb
    model, _, c = load(a)
    proto, pad = pb.ModelProto.FromString((a.work / "joint.spm").read_bytes()), model.pad
    w = gguf.GGUFWriter(str(a.gguf), "marian")
    w.add_name("Ganymede French to English")
    w.add_description("A small translator trained on short sentence pairs of Tatoeba")
    w.add_languages(["fr", "en"])
    w.add_file_type(gguf.LlamaFileType.MOSTLY_Q8_0)
    w.add_quantization_version(gguf.GGML_QUANT_VERSION)
    config = dict(
        model_type="marian", vocab_size=c["vocab"], d_model=c["dim"], max_position_embeddings=c["positions"],
        encoder_layers=c["encoder_layers"], decoder_layers=c["decoder_layers"],
        encoder_attention_heads=c["heads"], decoder_attention_heads=c["heads"],
        encoder_ffn_dim=c["ffn"], decoder_ffn_dim=c["ffn"], activation_function="relu",
        scale_embedding=True, share_encoder_decoder_embeddings=True, tie_word_embeddings=True,
        eos_token_id=EOS, pad_token_id=pad, decoder_start_token_id=pad, num_beams=4, max_length=256,
        suppress_tokens=[pad], source_lang="fr", target_lang="en", model_max_length=96)
    for key, value in config.items():
        add = {bool: w.add_bool, int: w.add_uint32, str: w.add_string, list: w.add_array}[type(value)]
        add("marian." + key, value)
    w.add_tokenizer_model("t5")
    w.add_token_list([piece.piece for piece in proto.pieces] + ["<pad>"])
    w.add_token_scores([piece.score for piece in proto.pieces] + [0.0])
    w.add_token_types([int(piece.type) for piece in proto.pieces] + [3])  # numbered alike; 3: control
    w.add_precompiled_charsmap(proto.normalizer_spec.precompiled_charsmap)
    w.add_add_space_prefix(proto.normalizer_spec.add_dummy_prefix)
    w.add_remove_extra_whitespaces(proto.normalizer_spec.remove_extra_whitespaces)
    w.add_eos_token_id(EOS)
    w.add_unk_token_id(UNK)
    w.add_pad_token_id(pad)
    for name, x in marian_state(model).items():
        x = x.float().numpy()
        if x.ndim == 2:
            q8 = gguf.GGMLQuantizationType.Q8_0
            w.add_tensor(name, gguf.quants.quantize(x, q8), raw_dtype=q8)
        else:
            w.add_tensor(name, x)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()
    print(a.gguf.stat().st_size, "bytes")


def keep_memory():
    """Tells glibc to keep freed memory: giving pages back after each step costs a fifth of it."""
    import ctypes
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except AttributeError:
        return
    mallopt(-4, 0)            # M_MMAP_MAX: no mapping of its own for a large tensor
    mallopt(-1, 2**31 - 1)    # M_TRIM_THRESHOLD


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    p.add_argument("command", choices=("train", "evaluate", "translate", "export"))
    for name in ("train", "valid", "work", "out", "gguf", "begin-with", "more"):
        p.add_argument("--" + name, type=pathlib.Path)
    p.add_argument("--resume", action="store_true", help="go on from DIR/last.pt, if there is one, with its settings")
    for name, value in SETTINGS.items():
        p.add_argument("--" + name.replace("_", "-"), type=type(value), default=value)
    p.add_argument("--more-times", type=int, default=6)
    p.add_argument("--save-minutes", type=float, default=2.5)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--weights", default="best.pt", help="which of DIR's files to use")
    p.add_argument("--rounding", choices=("none", "f16", "q8_0"), default="none",
                   help="evaluate as if the weights were stored so")
    p.add_argument("--beams", type=int, default=4)
    p.add_argument("--length-penalty", type=float, default=1.0)
    p.add_argument("--text", action="append", help="instead of the lines of standard input")
    p.add_argument("--dtype", choices=("float32", "float16"), default="float16")
    a = p.parse_args()
    torch.set_num_threads(a.threads)
    keep_memory()
    {"train": train, "evaluate": evaluate, "translate": translate_lines, "export": export}[a.command](a)


if __name__ == "__main__":
    main()
