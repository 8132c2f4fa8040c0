#!/usr/bin/env python3
"""One run of a rival, timed, for versus.py: prints one JSON object.

    rivals.py llama MODEL.gguf THREADS IDS.json speed|nll|memory [LENGTH...]
    rivals.py ctranslate2 FOLDER THREADS IDS.json speed [LENGTH...]     # FOLDER: a converted model
    rivals.py marian FOLDER                                             # a random Transformer-base, as hf, float32 and int8 in it
    rivals.py translation FOLDER THREADS float32|int8 speed|memory      # ctranslate2 on what `marian` or `embedded` made
    rivals.py products torch|openblas|onnxruntime THREADS
    rivals.py samplers VOCABULARY                                       # llama.cpp's chains on logits that are ready
    rivals.py tokens MODEL.gguf TEXT COUNT                              # ids of a text, an array
    rivals.py quantize IN.gguf OUT.gguf TYPE                            # llama.cpp's own tool
    rivals.py convert IN.gguf FOLDER int8|float32                       # for CTranslate2, by way of transformers
    rivals.py random OUT.gguf                                           # 1.1 billion parameters, Q4_0, TinyLlama's dimensions

llama.cpp is driven through its C API, so that no Python stands between its tokens.
"""
import json, os, statistics, sys, time

DECODED = 64


def resident(key):
    return next(float(line.split()[1]) / 1024 for line in open("/proc/self/status") if line.startswith(key))


class Llama:
    def __init__(self, path, threads, context):
        import ctypes, llama_cpp
        self.c, self.api = ctypes, llama_cpp
        self.silence = llama_cpp.llama_log_callback(lambda *_: None)
        llama_cpp.llama_log_set(self.silence, None)
        llama_cpp.llama_backend_init()
        self.before, begin = resident("VmRSS:"), time.perf_counter()
        params = llama_cpp.llama_model_default_params()
        params.n_gpu_layers = 0
        self.model = llama_cpp.llama_model_load_from_file(path.encode(), params)
        params = llama_cpp.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = context, 512, 512
        params.n_threads = params.n_threads_batch = threads
        self.context = llama_cpp.llama_init_from_model(self.model, params)
        self.load_s = time.perf_counter() - begin
        self.vocabulary = llama_cpp.llama_model_get_vocab(self.model)

    def clear(self):
        self.api.llama_memory_clear(self.api.llama_get_memory(self.context), True)

    def feed(self, ids):
        array = (self.api.llama_token * len(ids))(*ids)
        if self.api.llama_decode(self.context, self.api.llama_batch_get_one(array, len(ids))) != 0:
            raise RuntimeError("llama_decode failed")

    def run(self, ids, length):
        self.clear()
        begin = time.perf_counter()
        for at in range(0, length, 512):
            self.feed(ids[at:min(at + 512, length)])
        self.api.llama_synchronize(self.context)
        middle = time.perf_counter()
        for i in ids[length:length + DECODED]:
            self.feed([i])
        self.api.llama_synchronize(self.context)
        return middle - begin, time.perf_counter() - middle

    def nll(self, ids, window=512):
        import numpy
        size, total, count = self.api.llama_vocab_n_tokens(self.vocabulary), 0.0, 0
        for at in range(0, len(ids) - window + 1, window):
            self.clear()
            batch = self.api.llama_batch_init(window, 0, 1)
            batch.n_tokens = window
            for t, i in enumerate(ids[at:at + window]):
                batch.token[t], batch.pos[t], batch.n_seq_id[t], batch.seq_id[t][0], batch.logits[t] = i, t, 1, 0, 1
            if self.api.llama_decode(self.context, batch) != 0:
                raise RuntimeError("llama_decode failed")
            for t in range(window - 1):
                row = numpy.ctypeslib.as_array(self.api.llama_get_logits_ith(self.context, t), (size,)).astype(numpy.float64)
                top = row.max()
                total += top + numpy.log(numpy.exp(row - top).sum()) - row[ids[at + t + 1]]
                count += 1
            self.api.llama_batch_free(batch)
        return total / count


def llama(path, threads, ids_file, mode, *lengths):
    ids, lengths = json.load(open(ids_file)), [int(n) for n in lengths]
    context = {"nll": 512, "memory": 1024}.get(mode) or max(lengths) + DECODED
    model = Llama(path, int(threads), context)
    out = {"load_s": model.load_s}
    if mode == "nll":
        out["nll"] = model.nll(ids)
    elif mode == "memory":
        model.run(ids, 1024 - DECODED)
        out["memory_mb"] = resident("VmHWM:") - model.before
    else:
        model.run(ids, 32)
        for length in lengths:
            prefill, decode = model.run(ids, length)
            out[f"prefill_{length}"], out[f"decode_{length}"] = length / prefill, DECODED / decode
    return out


def ctranslate2(folder, threads, ids_file, _mode, *lengths):
    import ctranslate2 as ct2
    vocabulary = json.load(open(os.path.join(folder, "vocabulary.json")))
    tokens = [vocabulary[i] for i in json.load(open(ids_file))]
    begin = time.perf_counter()
    model = ct2.Generator(folder, intra_threads=int(threads), inter_threads=1, compute_type="default")
    out = {"load_s": time.perf_counter() - begin}

    def seconds(length, new):
        begin = time.perf_counter()
        model.generate_batch([tokens[:length]], max_length=new, min_length=new, sampling_topk=1, include_prompt_in_result=False)
        return time.perf_counter() - begin

    seconds(32, 4)
    for length in map(int, lengths):
        first = seconds(length, 1)
        out[f"prefill_{length}"] = length / first
        out[f"decode_{length}"] = DECODED / (seconds(length, DECODED + 1) - first)
    return out


def convert_marian(folder, pad):
    """What CTranslate2 makes of FOLDER/hf, in f32 and in int8; token i is named "t<i>"."""
    import ctranslate2 as ct2

    class Tokenizer:
        """What the converter asks a tokenizer for."""
        unk_token, bos_token, eos_token, pad_token = "<unk>", None, "</s>", "<pad>"

        def __len__(self):
            return pad + 1

        def get_vocab(self):
            return {"</s>": 0, "<unk>": 1, "<pad>": pad, **{f"t{i}": i for i in range(2, pad)}}

    class Converter(ct2.converters.TransformersConverter):
        def load_tokenizer(self, tokenizer_class, path, **kwargs):
            return Tokenizer()

    for kind in ("float32", "int8"):
        Converter(os.path.join(folder, "hf")).convert(os.path.join(folder, kind), quantization=kind)
    return {"folder": folder}


def marian(folder):
    """Transformer-base (Vaswani et al. 2017, table 3) with random weights and a vocabulary of 32,000."""
    import torch, transformers
    pad = 31999
    torch.manual_seed(1)
    model = transformers.MarianMTModel(transformers.MarianConfig(
        vocab_size=pad + 1, d_model=512, encoder_layers=6, decoder_layers=6, encoder_attention_heads=8, decoder_attention_heads=8,
        encoder_ffn_dim=2048, decoder_ffn_dim=2048, max_position_embeddings=512, activation_function="swish", scale_embedding=True,
        pad_token_id=pad, eos_token_id=0, decoder_start_token_id=pad, forced_eos_token_id=0))
    model.save_pretrained(os.path.join(folder, "hf"))
    return convert_marian(folder, pad)


def embedded(file, folder):
    """The embedded translator's one-file form as a folder, with the values that its Q8_0 weights have."""
    import gguf, torch, transformers
    reader, config = gguf.GGUFReader(file), {}
    for name, field in reader.fields.items():
        if name.startswith("marian."):
            config[name.removeprefix("marian.")] = field.contents()
    config.pop("suppress_tokens", None)
    model = transformers.MarianMTModel(transformers.MarianConfig(**config))
    state = {t.name: torch.from_numpy(gguf.quants.dequantize(t.data, t.tensor_type).copy()) for t in reader.tensors}
    if model.load_state_dict(state, strict=False).unexpected_keys:
        raise RuntimeError("tensors that Marian does not have")
    model.save_pretrained(os.path.join(folder, "hf"))
    return convert_marian(folder, config["pad_token_id"])


def translation(folder, threads, kind, mode):
    import ctranslate2 as ct2
    before, begin = resident("VmRSS:"), time.perf_counter()
    model = ct2.Translator(os.path.join(folder, kind), compute_type=kind, inter_threads=1, intra_threads=int(threads))
    out = {"load_s": time.perf_counter() - begin}
    tokens, new = 20, 24
    names = len(json.load(open(os.path.join(folder, kind, "shared_vocabulary.json")))) - 1000

    def run(count, beams):
        texts = [[f"t{2 + (s * 977 + t * 131) % names}" for t in range(tokens - 1)] + ["</s>"] for s in range(count)]
        begin = time.perf_counter()
        answers = model.translate_batch(texts, beam_size=beams, min_decoding_length=new, max_decoding_length=new)
        seconds = time.perf_counter() - begin
        if any(len(answer.hypotheses[0]) != new for answer in answers):
            raise RuntimeError("not the number of tokens that was asked for")
        return seconds

    for count, beams in ((1, 1), (1, 4), (16, 1)):
        run(count, beams)
        if mode == "speed":
            times, until = [], time.perf_counter() + 1
            while len(times) < 3 or time.perf_counter() < until:
                times.append(run(count, beams))
            out[f"{count}x{beams}"] = count * new / sorted(times)[len(times) // 2]
    if mode == "memory":
        out["memory_mb"] = resident("VmHWM:") - before
    return out


def products(library, threads):
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = threads
    import numpy
    threads, out = int(threads), {}
    for rows, cols in ((1536, 576), (5632, 2048)):
        weights = numpy.random.rand(rows, cols).astype(numpy.float32)
        for T in (1, 4, 8, 32, 512):
            x = numpy.random.rand(T, cols).astype(numpy.float32)
            y = numpy.empty((T, rows), numpy.float32)
            if library == "torch":
                import torch
                torch.set_num_threads(threads)
                w, i = torch.from_numpy(weights), torch.from_numpy(x)
                run = lambda: torch.nn.functional.linear(i, w)
            elif library == "onnxruntime":
                run = onnx_product(weights, x, threads)
            else:
                w = weights.T
                run = lambda: numpy.matmul(x, w, out=y)
            for _ in range(3):
                run()
            seconds, until = [], time.perf_counter() + 0.15
            while time.perf_counter() < until or len(seconds) < 5:
                begin = time.perf_counter()
                run()
                seconds.append(time.perf_counter() - begin)
            out[f"{rows}x{cols}/T:{T}"] = 2e-9 * T * rows * cols / statistics.median(seconds)
    return {library: out}


def onnx_product(weights, x, threads):
    import onnx, onnxruntime
    from onnx import TensorProto, helper, numpy_helper
    graph = helper.make_graph([helper.make_node("MatMul", ["x", "w"], ["y"])], "product",
                              [helper.make_tensor_value_info("x", TensorProto.FLOAT, list(x.shape))],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, [x.shape[0], weights.shape[0]])],
                              [numpy_helper.from_array(weights.T.copy(), "w")])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, {"x": x})


def samplers(vocabulary):
    """Microseconds a token of llama.cpp's chains, on logits that fall with the rank as those of bench/sampling_settings.hpp do. What a
    program does for each token is timed: the array of candidates is filled, the chain applied, a token taken and told to the chain."""
    import ctypes, math, random, llama_cpp as api
    words = int(vocabulary)
    logits = [12 - 1.6 * math.log(rank + 1) for rank in range(words)]
    random.Random(1).shuffle(logits)
    ready = (api.llama_token_data * words)(*((i, logit, 0.0) for i, logit in enumerate(logits)))
    data = (api.llama_token_data * words)()
    draw = lambda: api.llama_sampler_init_dist(1)
    penalties = lambda: api.llama_sampler_init_penalties(64, 1.1, 0, 0)
    heat, top_k = lambda t: api.llama_sampler_init_temp(t), lambda k: api.llama_sampler_init_top_k(k)
    top_p, min_p = lambda p: api.llama_sampler_init_top_p(p, 1), lambda p: api.llama_sampler_init_min_p(p, 1)
    typical = lambda p: api.llama_sampler_init_typical(p, 1)
    chains = {"greedy": [api.llama_sampler_init_greedy()], "repetition_penalty_1.1": [penalties(), api.llama_sampler_init_greedy()],
              "sampled": [draw()], "temperature_0.8": [heat(0.8), draw()], "top_k_40": [top_k(40), draw()], "top_k_50": [top_k(50), draw()],
              "top_p_0.9": [top_p(0.9), draw()], "top_p_0.95": [top_p(0.95), draw()], "min_p_0.05": [min_p(0.05), draw()],
              "typical_p_0.95": [typical(0.95), draw()],
              "all": [penalties(), heat(0.8), top_k(50), typical(0.95), top_p(0.95), min_p(0.05), draw()]}
    out = {}
    for name, samplers_ in chains.items():
        chain = api.llama_sampler_chain_init(api.llama_sampler_chain_default_params())
        for sampler in samplers_:
            api.llama_sampler_chain_add(chain, sampler)
        times, until = [], time.perf_counter() + 0.3
        while len(times) < 20 or time.perf_counter() < until:
            candidates = api.llama_token_data_array(data, words, -1, False)
            begin = time.perf_counter()
            ctypes.memmove(data, ready, ctypes.sizeof(ready))
            api.llama_sampler_apply(chain, ctypes.byref(candidates))
            api.llama_sampler_accept(chain, candidates.data[candidates.selected].id)
            times.append(time.perf_counter() - begin)
        out[name] = 1e6 * statistics.median(times)
    return out


def tokens(path, text, count):
    import llama_cpp
    model = llama_cpp.Llama(path, vocab_only=True, verbose=False)
    return model.tokenize(open(text, "rb").read()[:20 * int(count)], add_bos=False)[:int(count)]


def quantize(source, target, kind):
    import llama_cpp
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = {"f32": 0, "f16": 1, "q4_0": 2, "q8_0": 7, "q4_k_m": 15}[kind]
    params.allow_requantize, params.nthread = True, 2
    if llama_cpp.llama_model_quantize(source.encode(), target.encode(), params) != 0:
        raise RuntimeError("llama_model_quantize failed")
    return {"file": target}


def convert(source, folder, kind):
    import ctranslate2 as ct2, tempfile, transformers
    with tempfile.TemporaryDirectory() as plain:
        where = os.path.split(source)
        model, tokenizer = (part.from_pretrained(where[0], gguf_file=where[1])
                            for part in (transformers.AutoModelForCausalLM, transformers.AutoTokenizer))
        model.hf_quantizer = None  # the weights are floats by now, which save_pretrained does not believe
        if hasattr(model.config, "quantization_config"):
            del model.config.quantization_config
        model.save_pretrained(plain), tokenizer.save_pretrained(plain)
        ct2.converters.TransformersConverter(plain).convert(folder, quantization=kind, force=True)
    return {"folder": folder}


def random(path):
    import gguf, numpy
    hidden, inner, layers, heads, groups, vocabulary = 2048, 5632, 22, 32, 4, 32000
    writer, generator = gguf.GGUFWriter(path, "llama"), numpy.random.default_rng(1)
    writer.add_context_length(2048), writer.add_embedding_length(hidden), writer.add_block_count(layers)
    writer.add_feed_forward_length(inner), writer.add_head_count(heads), writer.add_head_count_kv(groups)
    writer.add_layer_norm_rms_eps(1e-5), writer.add_rope_dimension_count(hidden // heads), writer.add_rope_freq_base(10000.0)
    writer.add_vocab_size(vocabulary), writer.add_file_type(2), writer.add_tokenizer_model("none")

    def matrix(name, rows, cols):
        blocks = generator.integers(0, 256, (rows, cols // 32, 18), dtype=numpy.uint8)
        blocks[..., :2] = numpy.full((rows, cols // 32, 1), 0.6 / (8 * cols ** 0.5), numpy.float16).view(numpy.uint8)
        writer.add_tensor(name, blocks.reshape(rows, -1), raw_dtype=gguf.GGMLQuantizationType.Q4_0)

    ones = numpy.ones(hidden, numpy.float32)
    matrix("token_embd.weight", vocabulary, hidden), matrix("output.weight", vocabulary, hidden)
    writer.add_tensor("output_norm.weight", ones)
    kv = hidden // heads * groups
    for layer in range(layers):
        for name in ("attn_norm", "ffn_norm"):
            writer.add_tensor(f"blk.{layer}.{name}.weight", ones)
        for name, rows, cols in (("attn_q", hidden, hidden), ("attn_k", kv, hidden), ("attn_v", kv, hidden), ("attn_output", hidden, hidden),
                                 ("ffn_gate", inner, hidden), ("ffn_up", inner, hidden), ("ffn_down", hidden, inner)):
            matrix(f"blk.{layer}.{name}.weight", rows, cols)
    writer.write_header_to_file(), writer.write_kv_data_to_file(), writer.write_tensors_to_file(), writer.close()
    return {"file": path}


if __name__ == "__main__":
    jobs = {f.__name__: f for f in (llama, ctranslate2, marian, embedded, translation, products, samplers, tokens, quantize, convert, random)}
    if len(sys.argv) < 2 or sys.argv[1] not in jobs:
        sys.exit(__doc__)
    print(json.dumps(jobs[sys.argv[1]](*sys.argv[2:])))
