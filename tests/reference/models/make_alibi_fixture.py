"""Writes alibi.json: the slopes that transformers computes for BLOOM and MPT, by number of heads.

BLOOM's tensor is slope * position of the key; MPT's is slope * (position - last position). Both differ from -slope * distance by what is
equal for all keys of a query, which softmax does not see. Run with torch and transformers (5.x) installed.
"""
import json
import pathlib

import torch
from transformers.models.bloom.modeling_bloom import build_alibi_tensor
from transformers.models.mpt.modeling_mpt import build_mpt_alibi_tensor

facts = []
for heads in [1, 2, 3, 4, 6, 8, 12, 16, 25, 71]:
    bloom = build_alibi_tensor(torch.ones(1, 3), heads, torch.float32).reshape(heads, 3)
    mpt = {str(limit): build_mpt_alibi_tensor(heads, 3, limit).reshape(heads, 3)[:, 1].neg().tolist() for limit in (8, 16)}
    facts.append({"heads": heads, "bloom": bloom[:, 1].tolist(), "mpt": mpt})
path = pathlib.Path(__file__).with_name("alibi.json")
path.write_text("[\n" + ",\n".join(json.dumps(f) for f in facts) + "\n]\n")
