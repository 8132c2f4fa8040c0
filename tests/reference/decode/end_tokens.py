"""Which tokens llama.cpp takes for ends of generation: what tests/io/gguf_end_tokens.cpp expects.

Needs the packages gguf and xllamacpp (2026.10.11549: llama_model_params.vocab_only is its byte 72), whose library is asked directly.
    end_tokens.py SPELLING...  -> those of the spellings, of ids 1 and on, that end generation in a vocabulary whose eos is id 0, "<X>"
"""
import ctypes
import glob
import os
import sys
import tempfile

import gguf
import xllamacpp

VOCAB_ONLY = 72


class Params(ctypes.Structure):
    _fields_ = [("bytes", ctypes.c_ubyte * 256)]  # more than it has: the callee reads its own part


library = ctypes.CDLL(glob.glob(os.path.dirname(xllamacpp.__file__) + "/*.so")[0])
library.llama_model_default_params.restype = Params
library.llama_model_load_from_file.restype = ctypes.c_void_p
library.llama_model_load_from_file.argtypes = [ctypes.c_char_p, Params]
library.llama_model_get_vocab.restype = ctypes.c_void_p
library.llama_model_get_vocab.argtypes = [ctypes.c_void_p]
library.llama_vocab_is_eog.restype = ctypes.c_bool
library.llama_vocab_is_eog.argtypes = [ctypes.c_void_p, ctypes.c_int32]
quiet = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(lambda *_: None)
library.llama_log_set(quiet, None)


def end_tokens(tokens, keys):
    """The ids in a byte-pair vocabulary of `tokens` with the id keys `keys`."""
    tokens = tokens + ["a", "b", "ab"]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "vocabulary.gguf")
        writer = gguf.GGUFWriter(path, "llama")
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("default")
        writer.add_token_list(tokens)
        writer.add_token_types([3 if t[:1] in "<[_" else 1 for t in tokens])
        writer.add_token_merges(["a b"])
        for key, value in (("block_count", 1), ("context_length", 64), ("embedding_length", 32), ("feed_forward_length", 64)):
            writer.add_uint32("llama." + key, value)
        writer.add_head_count(2)
        for key, value in keys.items():
            writer.add_uint32(f"tokenizer.ggml.{key}_token_id", value)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.close()
        params = library.llama_model_default_params()
        params.bytes[VOCAB_ONLY] = 1
        vocabulary = library.llama_model_get_vocab(library.llama_model_load_from_file(path.encode(), params))
        return [i for i in range(len(tokens)) if library.llama_vocab_is_eog(vocabulary, i)]


names = ["<X>"] + sys.argv[1:]
print([names[i] for i in end_tokens(names, {"eos": 0})])
