"""Makes the checkpoints of docs/add-a-family.md, small models with random weights, and what transformers answers: python3 make_fixtures.py"""
import pathlib
import sys

import torch
from transformers import PhiConfig, PhiForCausalLM, RobertaPreLayerNormConfig, RobertaPreLayerNormForMaskedLM, SeedOssConfig, SeedOssForCausalLM

here = pathlib.Path(__file__).parent
sizes = dict(vocab_size=32, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
             max_position_embeddings=64, bos_token_id=0, eos_token_id=1, tie_word_embeddings=False)
models = {"phi": PhiForCausalLM(PhiConfig(partial_rotary_factor=0.5, pad_token_id=None, **sizes)),
          "roberta_prelayernorm": RobertaPreLayerNormForMaskedLM(RobertaPreLayerNormConfig(
              vocab_size=32, hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=4, max_position_embeddings=20, type_vocab_size=1)),
          "seed_oss": SeedOssForCausalLM(SeedOssConfig(**sizes, head_dim=6, attention_out_bias=True, pad_token_id=None))}
ids = [5, 17, 3, 30, 8, 21, 11]  # as tests/documentation/add_a_family.cpp has them
for name, model in models.items():
    if sys.argv[1:] and name not in sys.argv[1:]:
        continue
    torch.manual_seed(15)
    with torch.no_grad():
        for path, tensor in model.named_parameters():
            tensor.copy_(torch.randn_like(tensor) * 0.3 + (1 if path.endswith("norm.weight") else 0))
    model.eval().save_pretrained(here / name)
    with torch.no_grad():
        logits = model(torch.tensor([ids])).logits[0, -1]
    (here / name / "logits.txt").write_text("\n".join(f"{x:.7g}" for x in logits.tolist()) + "\n")
