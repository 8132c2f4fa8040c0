"""Makes small random-weight LSTM language models and what torch.nn.LSTM computes with them in float32.

    python make_lstm_fixture.py                 (torch, gguf)

Each folder holds model.gguf as examples/models/train_rnn.py lays such models out, and
    expected.json   a prompt (token ids), and the most probable ids after it, one after the other
    logits.f32      of every position of the prompt, [tokens, vocabulary]
    state.f32       after the prompt: of each layer h, then c
torch's two biases stand in the file as their sum. Dimensions are odd on purpose, where Q8_0 does not ask for blocks of 32.
"""
import json
import pathlib

import gguf
import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent
Q8_0 = gguf.GGMLQuantizationType.Q8_0


@torch.no_grad()
def lstm(name, vocab, dim, hidden, tied, quantised, seed):
    torch.manual_seed(seed)
    folder = HERE / name
    folder.mkdir(exist_ok=True)
    w = gguf.GGUFWriter(str(folder / "model.gguf"), "lstm")
    w.add_block_count(len(hidden))
    w.add_embedding_length(dim)
    w.add_context_length(48)
    w.add_array("lstm.hidden_length", hidden)

    def store(key, tensor):
        data = tensor.contiguous().numpy()
        if quantised and data.ndim == 2:
            blocks = gguf.quants.quantize(data, Q8_0)
            tensor.copy_(torch.from_numpy(gguf.quants.dequantize(blocks, Q8_0)))
            w.add_tensor(key, blocks, raw_dtype=Q8_0)
        else:
            w.add_tensor(key, data)

    embed = torch.randn(vocab, dim)
    head = embed if tied else torch.randn(vocab, dim)
    store("token_embd.weight", embed)
    layers = []
    for i, (before, size) in enumerate(zip([dim, *hidden], hidden)):
        layer = torch.nn.LSTM(before, size, batch_first=True)
        for p in layer.parameters():
            p.mul_(2)  # gates that do more than stay half open
        store(f"blk.{i}.lstm_ih.weight", layer.weight_ih_l0)
        store(f"blk.{i}.lstm_hh.weight", layer.weight_hh_l0)
        store(f"blk.{i}.lstm_ih.bias", layer.bias_ih_l0 + layer.bias_hh_l0)
        layers.append(layer)
    if not tied:
        store("output.weight", head)
    w.write_header_to_file()
    w.write_kv_data_to_file()
    w.write_tensors_to_file()
    w.close()

    def run(ids):
        x, states = embed[torch.tensor([ids])], []
        for layer in layers:
            x, state = layer(x)
            states += [s.flatten() for s in state]
        return x[0] @ head.t(), torch.cat(states)

    prompt = torch.randint(0, vocab, (21,)).tolist()
    logits, state = run(prompt)
    greedy = []
    for _ in range(12):
        greedy.append(int(run(prompt + greedy)[0][-1].argmax()))
    (folder / "expected.json").write_text(json.dumps(dict(prompt=prompt, greedy=greedy)) + "\n")
    logits.numpy().astype(np.float32).tofile(folder / "logits.f32")
    state.numpy().astype(np.float32).tofile(folder / "state.f32")


if __name__ == "__main__":
    lstm("lstm", vocab=131, dim=29, hidden=[37, 17, 29], tied=False, quantised=False, seed=1)
    lstm("lstm_tied", vocab=67, dim=20, hidden=[20], tied=True, quantised=False, seed=2)
    lstm("lstm_q8_0", vocab=67, dim=32, hidden=[64, 32], tied=True, quantised=True, seed=3)
