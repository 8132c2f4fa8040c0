"""Writes tiny CTranslate2 folders: a random Marian model (odd dimensions, tied embeddings) converted to the newest model.bin in f32, f16
and int8, and the values that the tests expect. Needs ctranslate2, transformers, torch: the fixtures are committed, so that tests need none."""
import json
import pathlib
import shutil
import tempfile

import ctranslate2
import torch
import transformers

HERE = pathlib.Path(__file__).parent
VOCABULARY = ["</s>", "<unk>", "▁a", "▁b", "c", "é", "▁", ".", "ab", "bc", "x", "y", "z", "<pad>"]

torch.manual_seed(7)
config = transformers.MarianConfig(
    vocab_size=len(VOCABULARY), d_model=12, encoder_layers=2, decoder_layers=1, encoder_attention_heads=3, decoder_attention_heads=3,
    encoder_ffn_dim=20, decoder_ffn_dim=20, max_position_embeddings=9, activation_function="swish", scale_embedding=True, pad_token_id=13,
    eos_token_id=0, decoder_start_token_id=13, forced_eos_token_id=0)
model = transformers.MarianMTModel(config)
with torch.no_grad():
    for parameter in model.parameters():
        parameter.copy_(torch.randn_like(parameter) * 0.3)
    model.final_logits_bias.copy_(torch.randn_like(model.final_logits_bias))


class Tokenizer:
    """What the converter asks a tokenizer for."""
    unk_token, bos_token, eos_token, pad_token = "<unk>", None, "</s>", "<pad>"

    def __len__(self):
        return len(VOCABULARY)

    def get_vocab(self):
        return {token: i for i, token in enumerate(VOCABULARY)}


class Converter(ctranslate2.converters.TransformersConverter):
    def load_model(self, model_class, path, **kwargs):
        return model

    def load_tokenizer(self, tokenizer_class, path, **kwargs):
        return Tokenizer()


# Before converting: quantising scales the weights in place.
state = model.state_dict()
expected = {
    "embedding_row": state["model.shared.weight"][3].tolist(),
    "q_proj_row": state["model.encoder.layers.1.self_attn.q_proj.weight"][5].tolist(),
    "v_proj_bias": state["model.encoder.layers.1.self_attn.v_proj.bias"].tolist(),
    "fc1_row": state["model.decoder.layers.0.fc1.weight"][19].tolist(),
}
(HERE / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")

with tempfile.TemporaryDirectory() as folder:
    model.save_pretrained(folder)
    for name, quantization in (("f32", "float32"), ("f16", "float16"), ("int8", "int8")):
        shutil.rmtree(HERE / name, ignore_errors=True)
        Converter(folder).convert(str(HERE / name), quantization=quantization)
