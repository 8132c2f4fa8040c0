"""Expected values for core/quantized_blocks: python3 make_fixture.py, with the `gguf` (0.19.0) and `numpy` packages.

blocks_<type>.bin       random bytes as blocks, their f16 scales finite, among them the extreme ones
floats_<type>.bin       what gguf.quants.dequantize makes of them (float32)
source.bin              rows of float32: normal, tiny, huge, constant, zero, mixed signs of zero, ties, one-sided, outliers
quantized_<type>.bin    what gguf.quants.quantize makes of source.bin
"""
import pathlib

import gguf
import numpy as np
from gguf import GGMLQuantizationType as Type

here = pathlib.Path(__file__).parent
random = np.random.default_rng(20)
BLOCKS = 24

# where the f16 scales of a block lie
scales_at = {
    Type.Q8_0: [0], Type.Q4_0: [0], Type.Q4_1: [0, 2], Type.Q5_0: [0], Type.Q5_1: [0, 2],
    Type.Q2_K: [80, 82], Type.Q3_K: [108], Type.Q4_K: [0, 2], Type.Q5_K: [0, 2], Type.Q6_K: [208],
    Type.IQ4_NL: [0], Type.IQ4_XS: [0], Type.IQ2_XXS: [0], Type.IQ2_XS: [0], Type.IQ2_S: [0], Type.IQ3_XXS: [0], Type.IQ3_S: [0],
    Type.IQ1_S: [0], Type.TQ1_0: [52], Type.TQ2_0: [64], Type.MXFP4: [], Type.IQ1_M: [],
}
extremes = np.array([0x0000, 0x8000, 0x0001, 0x8001, 0x03FF, 0x0400, 0x3C00, 0x7BFF, 0xFBFF], dtype=np.uint16)


def finite_halves(count):
    bits = random.integers(0, 1 << 16, count).astype(np.uint16)
    return np.where((bits & 0x7C00) == 0x7C00, bits & 0xBFFF, bits).astype(np.uint16)


for kind, offsets in scales_at.items():
    if kind is Type.IQ4_NL:  # what was made before stays as it was
        state, random = random, np.random.default_rng(21)
    _, size = gguf.GGML_QUANT_SIZES[kind]
    blocks = random.integers(0, 256, (BLOCKS, size)).astype(np.uint8)
    for n, offset in enumerate(offsets):
        halves = finite_halves(BLOCKS)
        halves[: len(extremes)] = np.roll(extremes, n)
        blocks[:, offset : offset + 2] = halves.view(np.uint8).reshape(-1, 2)
    if kind is Type.IQ1_M:  # four bits of the scale in each of four numbers
        halves = finite_halves(BLOCKS)
        halves[: len(extremes)] = extremes
        for i in range(4):
            high = blocks[:, 49 + 2 * i]
            blocks[:, 49 + 2 * i] = (high & 15) | ((halves >> 4 * i & 15) << 4).astype(np.uint8)
    if kind is Type.MXFP4:
        blocks[:4, 0] = [0, 1, 2, 252]
        blocks[4:, 0] %= 253  # from 253 on, values overflow
    name = kind.name.lower()
    blocks.tofile(here / f"blocks_{name}.bin")
    gguf.quants.dequantize(blocks, kind).astype(np.float32).tofile(here / f"floats_{name}.bin")

random = state
rows = [
    *random.normal(0, 1, (8, 32)), *random.normal(0, 1e-6, (4, 32)), *random.normal(0, 1e4, (4, 32)),
    np.zeros(32), np.full(32, 0.75), np.full(32, -3.0), np.where(np.arange(32) % 2, -0.0, -1.0),
    np.arange(32) - 16, np.arange(32) / 31, (np.arange(32) - 16) / 2 + 0.25,   # ties
    np.abs(random.normal(0, 1, 32)), -np.abs(random.normal(0, 1, 32)),           # one-sided
    np.where(np.arange(32) == 7, 60000.0, random.normal(0, 1, 32)),               # an outlier
    np.where(np.arange(32) == 31, -1e-7, 1e-8), np.full(32, 65519.0), np.full(32, 5.9e-8), np.full(32, 2.9e-8),
    random.uniform(-127.5, 127.5, 32).round(1), np.sign(random.normal(0, 1, 32)),
]


def fused_differs(x, levels):
    """Rows whose q4_0 (8) or q5_0 (16) integers change if quantize's product and sum are fused, as compilers like to do."""
    d = np.take_along_axis(x, abs(x).argmax(axis=1, keepdims=True), 1) / np.float32(-levels)
    inverse, offset = np.float32(1) / d, np.float32(levels + 0.5)
    apart = np.trunc(x * inverse + offset)
    fused = np.trunc((x.astype(np.float64) * inverse + offset).astype(np.float32))
    return x[(apart != fused).any(axis=1)]


for levels in (8, 16):
    for _ in range(8):
        rows += list(fused_differs(random.normal(0, 1, (1 << 17, 32)).astype(np.float32), levels))
source = np.array(rows, dtype=np.float32)
assert len(source) > 32
source.tofile(here / "source.bin")
for kind in (Type.F16, Type.BF16, Type.Q8_0, Type.Q4_0, Type.Q4_1, Type.Q5_0, Type.Q5_1):
    np.ascontiguousarray(gguf.quants.quantize(source, kind)).tofile(here / f"quantized_{kind.name.lower()}.bin")
