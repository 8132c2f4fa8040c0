"""Makes small random-weight models that see pictures, as make_fixture.py does, one folder each: what their language model says of a text.

    python make_picture_models.py [NAME...]        (torch, transformers 5)
"""
import json
import shutil
import sys

import torch
import transformers as t

from make_fixture import HERE, randomise

TEXT = dict(vocab_size=131, hidden_size=30, intermediate_size=50, num_hidden_layers=2, num_attention_heads=5, num_key_value_heads=1,
            max_position_embeddings=64, bos_token_id=1, eos_token_id=2, pad_token_id=0)
SEES = dict(hidden_size=8, intermediate_size=9, num_hidden_layers=1, num_attention_heads=2, image_size=4, patch_size=2)
MODELS = {
    "gemma3_pictures": lambda: t.Gemma3ForConditionalGeneration(t.Gemma3Config(
        text_config=t.Gemma3TextConfig(**{**TEXT, "hidden_size": 32, "num_attention_heads": 8}, head_dim=8, sliding_window=7, query_pre_attn_scalar=9, layer_types=["sliding_attention", "full_attention"]),
        vision_config=t.SiglipVisionConfig(**SEES), mm_tokens_per_image=4, boi_token_index=127, eoi_token_index=128, image_token_index=129)),
    "llava_llama": lambda: t.LlavaForConditionalGeneration(t.LlavaConfig(text_config=t.LlamaConfig(**TEXT), vision_config=t.CLIPVisionConfig(**SEES, projection_dim=8), image_token_index=129)),
    "mistral3": lambda: t.Mistral3ForConditionalGeneration(t.Mistral3Config(text_config=t.MistralConfig(**TEXT, head_dim=8, sliding_window=None), vision_config=t.PixtralVisionConfig(**SEES), image_token_index=129)),
}


def save(name, model):
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    randomise(model, 7).save_pretrained(folder)
    model = type(model).from_pretrained(folder, dtype=torch.float32).eval()
    ids = torch.randint(3, 127, (1, 13), generator=torch.Generator().manual_seed(7))
    with torch.no_grad():
        logits = model(ids).logits[0]
        for _ in range(24):
            ids = torch.cat([ids, model(ids).logits[:, -1:].argmax(-1)], 1)
    logits.numpy().astype("<f4").tofile(folder / "logits.f32")
    (folder / "expected.json").write_text(json.dumps({"prompt": ids[0, :13].tolist(), "greedy": ids[0, 13:].tolist()}) + "\n")
    if name == "gemma3_pictures":  # as the released models leave out what the class says
        config = json.loads((folder / "config.json").read_text())
        del config["text_config"]["num_attention_heads"]
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in sys.argv[1:] or MODELS:
        save(name, MODELS[name]())
