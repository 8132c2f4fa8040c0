"""Writes the seeds of the fuzz targets that load models, corpus/<target>/seed_*: one small model a family, described (support/described_file.hpp).

    python make_seeds.py            (torch, transformers; ../reference/ctranslate2 is read)

Names, shapes and settings are those that the reference writes; the numbers are made up by the target itself.
"""
import json
import pathlib
import struct
import tempfile

import transformers
from safetensors import safe_open

HERE = pathlib.Path(__file__).resolve().parent
CORPUS = HERE / "corpus"
WORDS = ["<s>", "</s>", "<unk>", "a", "b", "c", "▁", ".", "ab", "▁a", "é", "1"]
LEVEL = ["<s>", "</s>", "<unk>", "a", "b", "c", "Ġ", ".", "ab", "Ġa", "Ã", "©"]
V = len(WORDS)
TOKENIZER = {"version": "1.0", "added_tokens": [{"id": i, "content": WORDS[i], "single_word": False, "lstrip": False, "rstrip": False,
                                                 "normalized": False, "special": True} for i in range(3)],
             "normalizer": None, "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
             "post_processor": None, "decoder": {"type": "ByteLevel"},
             "model": {"type": "BPE", "unk_token": "<unk>", "vocab": {w: i for i, w in enumerate(LEVEL)}, "merges": [["a", "b"], ["Ġ", "a"]]}}


def folder(name, config, kind, **generation):
    """A folder as transformers saves a model of this config."""
    with tempfile.TemporaryDirectory() as place:
        place = pathlib.Path(place)
        kind(config).save_pretrained(place)
        tensors = safe_open(place / "model.safetensors", "pt")
        lines = []
        for key in tensors.keys():
            t = tensors.get_slice(key)
            lines.append("!" + " ".join([key, t.get_dtype(), *map(str, t.get_shape())]))
        files = {"config.json": json.dumps(json.loads((place / "config.json").read_text())),
                 "generation_config.json": json.dumps(json.loads((place / "generation_config.json").read_text()) | generation),
                 "tokenizer_config.json": json.dumps({"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}),
                 "tokenizer.json": json.dumps(TOKENIZER), "model.safetensors": "\n".join(lines)}
    write("hf_folder", name, pack(files))


def quantised_folders():
    """The llama with each of its linear layers as other programs store it."""
    D = 32
    config = dict(vocab_size=V, hidden_size=D, intermediate_size=D, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=2,
                  max_position_embeddings=24, bos_token_id=0, eos_token_id=1, tie_word_embeddings=True, model_type="llama", rms_norm_eps=1e-5)
    layers = [f"model.layers.0.{part}" for part in ("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
                                                    "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj")]
    others = [f"!model.embed_tokens.weight F32 {V} {D}"] + [
        f"!model.{norm}.weight F32 {D}" for norm in ("norm", "layers.0.input_layernorm", "layers.0.post_attention_layernorm")]
    channel = {"num_bits": 8, "type": "int", "strategy": "channel"}
    compressed = lambda form, weights: {"quant_method": "compressed-tensors", "format": form,
                                        "config_groups": {"group_0": {"targets": ["Linear"], "weights": weights}}}
    methods = {
        "gptq": ({"quant_method": "gptq", "bits": 4, "group_size": D},
                 [f".qweight I32 {D // 8} {D}", f".qzeros I32 1 {D // 8}", f".scales F16 1 {D}"]),
        "gptq_3bit": ({"quant_method": "gptq", "bits": 3, "group_size": 16, "checkpoint_format": "gptq_v2"},
                      [f".qweight I32 {D // 32 * 3} {D}", f".qzeros I32 2 {D // 32 * 3}", f".scales F16 2 {D}"]),
        "awq": ({"quant_method": "awq", "bits": 4, "group_size": 16},
                [f".qweight I32 {D} {D // 8}", f".qzeros I32 2 {D // 8}", f".scales F16 2 {D}"]),
        "compressed_int8": (compressed("int-quantized", channel), [f".weight I8 {D} {D}", f".weight_scale F32 {D} 1"]),
        "compressed_fp8": (compressed("float-quantized", channel | {"type": "float"}),
                           [f".weight F8_E4M3 {D} {D}", f".weight_scale BF16 {D} 1"]),
        "fp8": ({"quant_method": "fp8", "weight_block_size": [16, 16]}, [f".weight F8_E4M3 {D} {D}", ".weight_scale_inv F32 2 2"]),
        "bnb_int8": ({"quant_method": "bitsandbytes", "load_in_8bit": True}, [f".weight I8 {D} {D}", f".SCB F32 {D}"]),
    }
    for name, (settings, parts) in methods.items():
        lines = others + [f"!{layer}{part}" for layer in layers for part in parts]
        write("hf_folder", name, pack({"config.json": json.dumps(config | {"quantization_config": settings}),
                                       "tokenizer.json": json.dumps(TOKENIZER), "model.safetensors": "\n".join(lines)}))
    nf4 = HERE.parent / "reference" / "quantized" / "bnb_nf4_double"  # as it is, but for two layers: quant_state is a text in a tensor
    import torch
    from safetensors.torch import load_file, save
    tensors = {k: v for k, v in load_file(nf4 / "model.safetensors").items() if "q_proj" in k or "k_proj" in k}
    tensors |= {"model.norm.weight": torch.ones(64)}
    write("hf_folder", "bnb_nf4", b"\n".join([b"=== config.json", json.dumps(json.loads((nf4 / "config.json").read_text())).encode(),
                                              b"=== model.safetensors", save(tensors)]))


def pack(files):
    return "\n".join(f"=== {name}\n{content}" for name, content in files.items()).encode()


def write(target, name, content):
    path = CORPUS / target / f"seed_{name}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    assert len(content) < 20000, (name, len(content))


def folders():
    T = transformers
    llama = dict(vocab_size=V, hidden_size=8, intermediate_size=6, num_hidden_layers=1, num_attention_heads=2, num_key_value_heads=1,
                 max_position_embeddings=24, bos_token_id=0, eos_token_id=1)
    folder("llama", T.LlamaConfig(**llama, tie_word_embeddings=True), T.LlamaForCausalLM)
    folder("llama_yarn", T.LlamaConfig(**llama, rope_parameters={"rope_type": "yarn", "factor": 4.0, "rope_theta": 10000.0,
                                                                 "original_max_position_embeddings": 6}), T.LlamaForCausalLM, num_beams=2)
    folder("llama3", T.LlamaConfig(**llama, attention_bias=True, mlp_bias=True, rope_parameters={
        "rope_type": "llama3", "factor": 8.0, "rope_theta": 500.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
        "original_max_position_embeddings": 8}), T.LlamaForCausalLM, do_sample=True, top_p=0.9, min_p=0.1, repetition_penalty=1.1)
    folder("mistral", T.MistralConfig(**llama, sliding_window=3), T.MistralForCausalLM, temperature=0.5, top_k=3, do_sample=True)
    folder("gpt2", T.GPT2Config(vocab_size=V, n_positions=24, n_embd=8, n_layer=1, n_head=2, bos_token_id=0, eos_token_id=1), T.GPT2LMHeadModel,
           no_repeat_ngram_size=2, bad_words_ids=[[3, 4]], stop_strings=["b"])
    bart = dict(vocab_size=V, d_model=8, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2, decoder_attention_heads=2,
                encoder_ffn_dim=6, decoder_ffn_dim=6, max_position_embeddings=24, pad_token_id=2, bos_token_id=0, eos_token_id=1,
                decoder_start_token_id=1)
    folder("bart", T.BartConfig(**bart), T.BartForConditionalGeneration, num_beams=2, length_penalty=0.5)
    folder("mbart", T.MBartConfig(**bart), T.MBartForConditionalGeneration, forced_bos_token_id=4)
    folder("m2m100", T.M2M100Config(**bart), T.M2M100ForConditionalGeneration)
    folder("marian", T.MarianConfig(**bart, scale_embedding=True), T.MarianMTModel, num_beams=2, forced_eos_token_id=1)
    folder("pegasus", T.PegasusConfig(**bart), T.PegasusForConditionalGeneration)
    t5 = dict(vocab_size=V, d_model=8, d_kv=4, d_ff=6, num_layers=1, num_heads=2, pad_token_id=2, eos_token_id=1, decoder_start_token_id=2,
              relative_attention_num_buckets=4, relative_attention_max_distance=8)
    folder("t5", T.T5Config(**t5), T.T5ForConditionalGeneration)
    folder("mt5", T.MT5Config(**t5, feed_forward_proj="gated-gelu", tie_word_embeddings=False), T.MT5ForConditionalGeneration, num_beams=3)


def gguf(name, values, tensors):
    lines = ["#gguf"] + [f"{key} {kind} {value}" for key, kind, value in values]
    write("gguf", name, ("\n".join(lines) + "\n" + "\n".join("!" + " ".join(map(str, t)) for t in tensors)).encode())


def vocabulary(model):
    words = WORDS if model == "llama" else LEVEL
    return [("tokenizer.ggml.model", "str", model), ("tokenizer.ggml.tokens", "[str]", "|".join(words)),
            ("tokenizer.ggml.scores", "[f32]", "|".join(str(-i) for i in range(V))),
            ("tokenizer.ggml.token_type", "[i32]", "|".join(["3", "3", "2"] + ["1"] * (V - 3))),
            ("tokenizer.ggml.bos_token_id", "u32", 0), ("tokenizer.ggml.eos_token_id", "u32", 1),
            ("tokenizer.ggml.unknown_token_id", "u32", 2)] + (
        [("tokenizer.ggml.add_bos_token", "bool", 1)] if model == "llama" else
        [("tokenizer.ggml.pre", "str", "gpt-2"), ("tokenizer.ggml.merges", "[str]", "a b|Ġ a")])


def ggufs():
    def llama(name, kind, D, matrix, extra=(), rope=False):
        keys = [("general.architecture", "str", "llama"), ("llama.block_count", "u32", 1), ("llama.context_length", "u32", 24),
                ("llama.embedding_length", "u32", D), ("llama.feed_forward_length", "u32", D), ("llama.attention.head_count", "u32", 2),
                ("llama.attention.head_count_kv", "u32", 1), ("llama.attention.layer_norm_rms_epsilon", "f32", 1e-5),
                ("llama.rope.dimension_count", "u32", D // 2), ("llama.rope.freq_base", "f32", 10000)]
        tensors = [("token_embd.weight", matrix, D, V), ("output_norm.weight", 0, D)]
        for tensor, rows in (("attn_q", D), ("attn_k", D // 2), ("attn_v", D // 2), ("attn_output", D), ("ffn_gate", D), ("ffn_up", D), ("ffn_down", D)):
            tensors.append((f"blk.0.{tensor}.weight", matrix, D, rows))
        tensors += [("blk.0.attn_norm.weight", 0, D), ("blk.0.ffn_norm.weight", 0, D)]
        tensors += [("rope_freqs.weight", 0, D // 4)] if rope else []
        gguf(name, keys + list(extra) + vocabulary(kind), tensors)

    llama("llama", "llama", 8, 0)
    llama("llama_linear", "gpt2", 8, 1, [("llama.rope.scaling.type", "str", "linear"), ("llama.rope.scaling.factor", "f32", 2)], rope=True)
    llama("llama_q8_0", "llama", 32, 8, [("general.sampling.temp", "f32", 0.7), ("general.sampling.top_k", "i32", 3)])
    llama("llama_q4_k", "gpt2", 256, 12, [("llama.rope.scaling.type", "str", "yarn"), ("llama.rope.scaling.factor", "f32", 4),
                                         ("llama.rope.scaling.original_context_length", "u32", 4)])
    for name, number, D in (("iq4_nl", 20, 32), ("mxfp4", 39, 32), ("iq4_xs", 23, 256), ("iq2_xxs", 16, 256), ("iq1_m", 29, 256), ("tq1_0", 34, 256)):
        llama("llama_" + name, "llama", D, number)
    D = 8
    gpt2 = [("token_embd.weight", 0, D, V), ("position_embd.weight", 0, D, 24), ("output_norm.weight", 0, D), ("output_norm.bias", 0, D)]
    for tensor, width, rows in (("attn_qkv", D, 3 * D), ("attn_output", D, D), ("ffn_up", D, 4 * D), ("ffn_down", 4 * D, D)):
        gpt2 += [(f"blk.0.{tensor}.weight", 0, width, rows), (f"blk.0.{tensor}.bias", 0, rows)]
    gpt2 += [(f"blk.0.{norm}.{part}", 0, D) for norm in ("attn_norm", "ffn_norm") for part in ("weight", "bias")]
    gguf("gpt2", [("general.architecture", "str", "gpt2"), ("gpt2.block_count", "u32", 1), ("gpt2.context_length", "u32", 24),
                  ("gpt2.embedding_length", "u32", D), ("gpt2.feed_forward_length", "u32", 4 * D), ("gpt2.attention.head_count", "u32", 2),
                  ("gpt2.attention.layer_norm_epsilon", "f32", 1e-5)] + vocabulary("gpt2"), gpt2)
    gguf("lstm", [("general.architecture", "str", "lstm"), ("lstm.block_count", "u32", 2), ("lstm.context_length", "u32", 24),
                  ("lstm.embedding_length", "u32", 4), ("lstm.hidden_length", "[u32]", "6|4")] + vocabulary("llama"),
         [("token_embd.weight", 0, 4, V), ("blk.0.lstm_ih.weight", 0, 4, 24), ("blk.0.lstm_hh.weight", 0, 6, 24), ("blk.0.lstm_ih.bias", 0, 24),
          ("blk.1.lstm_ih.weight", 0, 6, 16), ("blk.1.lstm_hh.weight", 0, 4, 16), ("blk.1.lstm_ih.bias", 0, 16)])
    # As app/export_gguf.hpp writes a translation model: config.json's keys under the architecture, tensors under Hugging Face's names.
    source = (CORPUS / "hf_folder" / "seed_marian").read_text().split("\n=== ")
    config = json.loads(source[0].split("\n", 1)[1])
    kinds = {bool: "bool", int: "i64", float: "f64", str: "str"}
    keys = [("general.architecture", "str", "marian")]
    keys += [(f"marian.{k}", kinds[type(v)], int(v) if isinstance(v, bool) else v) for k, v in config.items() if type(v) in kinds]
    tensors = []
    for line in source[-1].split("\n")[1:]:
        name, _, *extents = line[1:].split(" ")
        tensors.append((name, 0, *reversed(extents)))
    gguf("marian", keys + vocabulary("llama"), tensors)
    string = lambda s: struct.pack("<Q", len(s)) + s.encode()
    raw = b"GGUF" + struct.pack("<IQQ", 3, 1, 2) + string("general.architecture") + struct.pack("<I", 8) + string("llama")
    raw += string("a") + struct.pack("<IIQ", 9, 8, 2) + string("x") + string("") + string("t") + struct.pack("<IQQIQ", 2, 4, 2, 0, 0)
    write("gguf", "as_it_is", raw + b"\0" * (-len(raw) % 32) + b"\0\0\x80\x3f" * 8)


def described_model_bin(path):
    """The description of a model.bin of version 6."""
    data, at, lines = path.read_bytes(), 0, []

    def number(form):
        nonlocal at
        value, = struct.unpack_from("<" + form, data, at)
        at += struct.calcsize("<" + form)
        return value

    def string():
        nonlocal at
        length = number("H")
        at += length
        return data[at - length:at - 1].decode()

    assert number("I") == 6
    spec, revision = string(), number("I")
    for _ in range(number("I")):
        name, rank = string(), number("B")
        extents = [number("I") for _ in range(rank)]
        kind, size = number("B"), number("I")
        if rank == 0:
            value, = struct.unpack_from("<" + "fbhiee"[kind], data, at)
            lines.append(f"{name} {kind} {value}")
        else:
            lines.append("!" + " ".join([name, str(kind), *map(str, extents)]))
        at += size
    lines += ["alias " + string() + " " + string() for _ in range(number("I"))]
    lines.sort(key=lambda line: not line.startswith("!"))
    return "\n".join(lines + [f"spec {spec} {revision}"])


def ctranslate2():
    for name in ("f32", "f16", "int8"):
        source = HERE.parent / "reference" / "ctranslate2" / name
        files = {"model.bin": described_model_bin(source / "model.bin"), "config.json": (source / "config.json").read_text(),
                 "shared_vocabulary.json": json.dumps(json.loads((source / "shared_vocabulary.json").read_text()), ensure_ascii=False)}
        write("ctranslate2", name, pack(files))
        if name == "f32":
            words = [word.replace("▁", "w") for word in json.loads(files.pop("shared_vocabulary.json"))]  # so that texts can be cut
            files |= {"source_vocabulary.txt": "\n".join(words), "target_vocabulary.txt": "\n".join(words)}
            norms = [f"!{side}/layer_norm/{part} 0 12" for side in ("encoder", "decoder") for part in ("gamma", "beta")]
            files["model.bin"] = "\n".join(norms) + "\n" + files["model.bin"].replace("pre_norm 1 0", "pre_norm 1 1")
            write("ctranslate2", "two_vocabularies", pack(files))


def adapters():
    """A few tensors of a base, and adapters of them with all that one may have."""
    config = {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8, "num_attention_heads": 2, "tie_word_embeddings": True}
    base = {"model.embed_tokens.weight": (12, 8), "model.layers.0.self_attn.q_proj.weight": (8, 8), "model.layers.0.self_attn.q_proj.bias": (8,),
            "model.layers.0.mlp.up_proj.weight": (6, 8), "model.norm.weight": (8,)}
    own = {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "rank_pattern": {"up_proj": 1}, "alpha_pattern": {"^model.layers.0.mlp.up_proj": 3}}
    q, up = "base_model.model.model.layers.0.self_attn.q_proj", "base_model.model.model.layers.0.mlp.up_proj"
    pairs = {f"{q}.lora_A.default.weight": (2, 8), f"{q}.lora_B.weight": (8, 2), f"{up}.lora_A.weight": (1, 8), f"{up}.lora_B.weight": (6, 1)}
    tables = {"model.embed_tokens.lora_embedding_A": (2, 12), "model.embed_tokens.lora_embedding_B": (8, 2)}
    seeds = {"linear": ({**own, "use_rslora": True}, {**pairs, **tables, "model.norm.weight": (8,), f"{q}.base_layer.bias": (8,)}),
             "dora": ({**own, "use_dora": True}, {**pairs, f"{q}.lora_magnitude_vector": (8,), f"{up}.lora_magnitude_vector": (6,)}),
             "bias": ({**own, "lora_bias": True}, {f"{q}.lora_A.weight": (2, 8), f"{q}.lora_B.weight": (8, 2), f"{q}.lora_B.bias": (8,)})}
    described = lambda tensors: "\n".join("!" + " ".join([name, "F32", *map(str, shape)]) for name, shape in tensors.items())
    for name, (settings, tensors) in seeds.items():
        write("lora_adapter", name, pack({"config.json": json.dumps(config), "model.safetensors": described(base),
                                          "adapter_config.json": json.dumps(settings), "adapter_model.safetensors": described(tensors)}))


def prompts():
    """States of the shape in prompt_file.cpp; the target puts the hash at the end right."""
    def seed(name, of=0, isa="avx512vnni", cache="f32", tokens=(5, 6, 7), page=512, extra=b"", count=None):
        facts = f"version 0.1.0\nisa {isa}\ncache {cache}\nlayers 1x2\nrecurrent 8\nadapter \n".encode()
        n = len(tokens)
        state = bytes(i % 7 for i in range(page * ((n + 31) // 32) + 8))
        (CORPUS / "prompt_file" / name).write_bytes(b"GNYPMT1\n" + struct.pack("<QQ", of, len(facts)) + facts
                                                    + struct.pack("<Q", n if count is None else count) + struct.pack(f"<{n}i", *tokens)
                                                    + state + extra + bytes(8))
    for isa in ("plain", "avx2", "avx512vnni"):
        seed("isa_" + isa, isa=isa)
    seed("int8", of=1, cache="int8", page=384)
    seed("two_pages", tokens=range(40))
    seed("too_long", tokens=range(101))
    seed("too_large", extra=b"abcd")
    seed("huge", count=1 << 61)


if __name__ == "__main__":
    prompts()
    adapters()
    folders()
    quantised_folders()
    ggufs()
    ctranslate2()
