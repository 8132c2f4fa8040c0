"""Makes small random-weight encoder-decoder checkpoints and what transformers computes with them in float32.

    python make_translation_fixture.py [NAME...]            (torch, transformers 5)

Each folder NAME holds the checkpoint as transformers saves it, and
    expected.json   sources and targets (token ids; a target begins with the decoder's start), and of each source, searched alone:
                    greedy (new ids, no two tokens in a row twice), searches: settings under transformers' names, with ids and scores of the best answer
    encoder.f32     the encoder's output, [tokens of all sources, d_model]
    logits.f32      teacher-forced, [tokens of all targets, vocab_size]
    attention.f32   some: of the longest source, encoder [layer, head, S, S], self [layer, head, T, T], cross [layer, head, T, S]
relative_buckets.json holds T5's buckets of the distances from -400 to 400.
Dimensions are odd on purpose, weights and positions random where a checkpoint has them.
"""
import json
import shutil
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import (BartConfig, BartForConditionalGeneration, GenerationConfig, M2M100Config, M2M100ForConditionalGeneration, MarianConfig,
                          MarianMTModel, MBartConfig, MBartForConditionalGeneration, MT5Config, MT5ForConditionalGeneration, PegasusConfig,
                          PegasusForConditionalGeneration, T5Config, T5ForConditionalGeneration)
from transformers.models.t5.modeling_t5 import T5Attention

HERE = Path(__file__).parent
LENGTHS = [1, 5, 13, 2, 41]
EOS = 2
BART = dict(vocab_size=131, d_model=30, encoder_layers=2, decoder_layers=1, encoder_attention_heads=5, decoder_attention_heads=3,
            encoder_ffn_dim=50, decoder_ffn_dim=34, max_position_embeddings=48, pad_token_id=1, bos_token_id=0, eos_token_id=EOS,
            decoder_start_token_id=EOS, forced_eos_token_id=None)
T5 = dict(vocab_size=131, d_model=30, d_kv=7, d_ff=50, num_layers=2, num_decoder_layers=1, num_heads=5, pad_token_id=0, eos_token_id=EOS,
          decoder_start_token_id=0, relative_attention_num_buckets=12, relative_attention_max_distance=20)
PLAIN = dict(num_beams=4, no_repeat_ngram_size=2)


def randomise(model, seed=7):
    generator = torch.Generator().manual_seed(seed)
    for name, p in model.named_parameters():
        noise = torch.randn(p.shape, generator=generator)
        norm_weight = p.dim() == 1 and "norm" in name
        p.data = (1 + 0.1 * noise) if norm_weight and name.endswith("weight") else 0.2 * noise if p.dim() == 1 else noise * (1.2 / p.shape[-1] ** 0.5)
    if hasattr(model, "final_logits_bias"):
        model.final_logits_bias.copy_(torch.randn(model.final_logits_bias.shape, generator=generator))
        model.final_logits_bias[0, EOS] = 4
    return model


def search(model, source, start, **settings):
    plain = dict(max_new_tokens=17, do_sample=False, eos_token_id=EOS, pad_token_id=model.config.pad_token_id, decoder_start_token_id=start)
    out = model.generate(source, attention_mask=torch.ones_like(source), generation_config=GenerationConfig(**plain, **settings),
                         return_dict_in_generate=True, output_scores=True)
    score = float(out.sequences_scores[0]) if settings.get("num_beams", 1) > 1 else None
    return out.sequences[0, 1:].tolist(), score


def expected(folder, model, start, searches, attention):
    generator = torch.Generator().manual_seed(11)
    vocab, target_vocab = model.config.vocab_size, model.lm_head.weight.shape[0]
    sources = [torch.randint(3, vocab, (1, n), generator=generator) for n in LENGTHS]
    targets = [torch.cat([torch.tensor([[start]]), torch.randint(3, target_vocab, (1, 5 + n % 7), generator=generator)], 1) for n in LENGTHS]
    facts = dict(sources=[s[0].tolist() for s in sources], targets=[t[0].tolist() for t in targets], start=start)
    with torch.no_grad():
        outs = [model(input_ids=s, decoder_input_ids=t, output_attentions=True) for s, t in zip(sources, targets)]
        facts["greedy"] = [search(model, s, start, no_repeat_ngram_size=2)[0] for s in sources]
        facts["searches"] = []
        for settings in searches:
            found = [search(model, s, start, **settings) for s in sources]
            facts["searches"].append(dict(settings=settings, ids=[f[0] for f in found], scores=[f[1] for f in found]))

    def write(name, tensors):
        torch.cat([t.flatten() for t in tensors]).numpy().astype("<f4").tofile(folder / name)

    write("encoder.f32", [o.encoder_last_hidden_state[0] for o in outs])
    write("logits.f32", [o.logits[0] for o in outs])
    if attention:
        write("attention.f32", [*outs[-1].encoder_attentions, *outs[-1].decoder_attentions, *outs[-1].cross_attentions])
    (folder / "expected.json").write_text(json.dumps(facts) + "\n")


def make(name, model, start=EOS, searches=(PLAIN,), attention=False, dtype=torch.float16, extra={}, config={}):
    if len(sys.argv) > 1 and name not in sys.argv[1:]:
        return
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    randomise(model).to(dtype).save_pretrained(folder)
    if extra:
        tensors = load_file(folder / "model.safetensors")
        generator = torch.Generator().manual_seed(5)
        tensors |= {key: (torch.randn(shape, generator=generator) * 0.3).to(dtype) for key, shape in extra.items()}
        save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    if config:
        path = folder / "config.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | config, indent=2) + "\n")
    model = type(model).from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()
    for key in extra:
        assert model.state_dict()[key].flatten()[0] == load_file(folder / "model.safetensors")[key].flatten()[0], key
    expected(folder, model, start, searches, attention)


def buckets():
    facts = []
    for bidirectional in (True, False):
        for count, most in ((32, 128), (12, 20), (8, 16), (33, 1000), (64, 256), (17, 100), (6, 64)):
            distances = torch.arange(-400, 401)
            found = T5Attention._relative_position_bucket(distances, bidirectional, count, most).tolist()
            facts.append(dict(bidirectional=bidirectional, num_buckets=count, max_distance=most, buckets=found))
    (HERE / "relative_buckets.json").write_text(json.dumps(facts, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    buckets()
    pad = 130
    marian = dict(BART, pad_token_id=pad, decoder_start_token_id=pad, bos_token_id=None)
    make("marian", MarianMTModel(MarianConfig(**marian, scale_embedding=True, activation_function="swish")), start=pad,
         attention=True, searches=[PLAIN, dict(num_beams=4), dict(num_beams=4, length_penalty=0.6, early_stopping=True, bad_words_ids=[[pad]]),
                                   dict(num_beams=3, length_penalty=2.0, early_stopping="never", no_repeat_ngram_size=2, min_new_tokens=4),
                                   dict(num_beams=4, forced_eos_token_id=EOS, forced_bos_token_id=9)])
    separate = dict(marian, decoder_vocab_size=97, share_encoder_decoder_embeddings=False, pad_token_id=96, decoder_start_token_id=96)
    make("marian_separate", MarianMTModel(MarianConfig(**separate, tie_word_embeddings=False)), start=96, dtype=torch.float32)
    make("bart", BartForConditionalGeneration(BartConfig(**dict(BART, encoder_layers=1, decoder_layers=2))), attention=True)
    make("bart_untied", BartForConditionalGeneration(BartConfig(**BART, scale_embedding=True, activation_function="relu", tie_word_embeddings=False)))
    make("mbart", MBartForConditionalGeneration(MBartConfig(**BART, scale_embedding=True)), start=7, searches=[dict(num_beams=4, forced_bos_token_id=9)])
    make("m2m100", M2M100ForConditionalGeneration(M2M100Config(**dict(BART, d_model=45, encoder_ffn_dim=30))),
         searches=[dict(num_beams=4, forced_bos_token_id=9)])
    pegasus = dict(BART, pad_token_id=0, decoder_start_token_id=0)
    make("pegasus", PegasusForConditionalGeneration(PegasusConfig(**pegasus, scale_embedding=True, activation_function="relu")), start=0)
    make("t5", T5ForConditionalGeneration(T5Config(**T5)), start=0)
    make("t5_gated", T5ForConditionalGeneration(T5Config(**dict(T5, num_decoder_layers=None), feed_forward_proj="gated-gelu")), start=0,
         extra={"lm_head.weight": (131, 30)}, config=dict(tie_word_embeddings=False, scale_decoder_outputs=False))
    make("mt5", MT5ForConditionalGeneration(MT5Config(**T5)), start=0, extra={"lm_head.weight": (131, 30)})
