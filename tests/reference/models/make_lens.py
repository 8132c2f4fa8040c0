"""What every layer of some checkpoints of this folder would have said (the logit lens), computed by transformers in float32.

    python make_lens.py            (torch, transformers 5)

    NAME/lens.f32   little-endian float32: last norm and head of the hidden states after the embedding and after each block but the last,
                    [layers, tokens, vocab_size], of the prompt, or of an encoder-decoder's last target (see the other scripts for both)
"""
import json
from pathlib import Path

import torch
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM

HERE = Path(__file__).parent


def write(name, layers):
    torch.stack(layers).numpy().astype("<f4").tofile(HERE / name / "lens.f32")


def causal(name, norm):
    model = AutoModelForCausalLM.from_pretrained(HERE / name, dtype=torch.float32).eval()
    prompt = torch.tensor([json.loads((HERE / name / "expected.json").read_text())["prompt"]])
    with torch.no_grad():
        states = model(prompt, output_hidden_states=True).hidden_states
        write(name, [model.lm_head(norm(model)(x))[0] for x in states[:-1]])


def translation(name, norm=lambda decoder: lambda x: x):
    model = AutoModelForSeq2SeqLM.from_pretrained(HERE / name, dtype=torch.float32).eval()
    facts = json.loads((HERE / name / "expected.json").read_text())
    scale = model.config.d_model ** -0.5 if getattr(model.config, "scale_decoder_outputs", False) else 1
    bias = getattr(model, "final_logits_bias", torch.zeros(1))
    with torch.no_grad():
        out = model(input_ids=torch.tensor([facts["sources"][-1]]), decoder_input_ids=torch.tensor([facts["targets"][-1]]),
                    output_hidden_states=True)
        decoder = model.get_decoder()
        write(name, [(model.lm_head(norm(decoder)(x) * scale) + bias)[0] for x in out.decoder_hidden_states[:-1]])
        last = model.lm_head(decoder_output(model, facts) * scale) + bias
        assert torch.equal(last, out.logits), name


def decoder_output(model, facts):
    source, target = torch.tensor([facts["sources"][-1]]), torch.tensor([facts["targets"][-1]])
    encoder = model.get_encoder()(source).last_hidden_state
    return model.get_decoder()(input_ids=target, encoder_hidden_states=encoder).last_hidden_state


if __name__ == "__main__":
    torch.set_num_threads(1)
    causal("gpt2", lambda m: m.transformer.ln_f)
    causal("llama_gqa", lambda m: m.model.norm)
    causal("mistral_window", lambda m: m.model.norm)
    translation("marian")
    translation("bart")
    translation("mbart", lambda d: d.layer_norm)
    translation("t5", lambda d: d.final_layer_norm)
