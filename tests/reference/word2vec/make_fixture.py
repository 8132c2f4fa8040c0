"""Writes words.txt and words.bin, one table of made-up word vectors as gensim writes them, and what gensim and numpy say of it.

    python make_fixture.py            (gensim 4.4, numpy)

The vectors are sums of a few directions (royal, female, young, animal, ...) and noise, so that neighbours and analogies make sense.
expected.json   neighbours: word -> the nearest, with cosines; analogies: terms -> likewise; pca: numpy's SVD of the centred table, signs
                so that each axis's largest number is positive; small: the same of tables with few rows or columns.
"""
import json
from pathlib import Path

import numpy as np
from gensim.models import KeyedVectors

HERE = Path(__file__).parent
random = np.random.default_rng(7)
WORDS = {
    "king": "royal person", "queen": "royal person female", "prince": "royal person young", "princess": "royal person female young",
    "man": "person", "woman": "person female", "boy": "person young", "girl": "person female young",
    "dog": "animal", "puppy": "animal young", "cat": "animal small", "kitten": "animal small young",
    "Paris": "city french", "France": "country french", "Berlin": "city german", "Germany": "country german",
    "Rome": "city italian", "Italy": "country italian", "café": "french drink", "北京": "city chinese", "中国": "country chinese",
    "🐈": "animal small", "<script>alert(1)</script>": "drink", "well-known": "person drink",
}
DIRECTIONS = {name: random.normal(size=10) for name in sorted({d for ds in WORDS.values() for d in ds.split()})}
table = np.array([sum(DIRECTIONS[d] for d in ds.split()) + 0.15 * random.normal(size=10) for ds in WORDS.values()], dtype=np.float32)

vectors = KeyedVectors(vector_size=10)
vectors.add_vectors(list(WORDS), table)
vectors.save_word2vec_format(HERE / "words.txt", binary=False)
vectors.save_word2vec_format(HERE / "words.bin", binary=True)


def pca(x, k):
    """As scikit-learn's PCA: rows of u * s, axes, shares of the variance."""
    x = x.astype(np.float64)
    x = x - x.mean(axis=0)
    u, s, v = np.linalg.svd(x, full_matrices=False)
    signs = np.sign(v[np.arange(len(v)), np.abs(v).argmax(axis=1)])
    return {"rows": x.shape[0], "columns": x.shape[1], "coordinates": ((u * s) * signs)[:, :k].round(7).tolist(),
            "axes": (v * signs[:, None])[:k].round(7).tolist(), "shares": (s**2 / (s**2).sum())[:k].round(9).tolist()}


expected = {
    "neighbours": {w: vectors.most_similar(w, topn=5) for w in ["king", "kitten", "北京"]},
    "analogies": {"king - man + woman": vectors.most_similar(positive=["king", "woman"], negative=["man"], topn=3),
                  "Paris - France + Italy": vectors.most_similar(positive=["Paris", "Italy"], negative=["France"], topn=3)},
    "pca": pca(table, 3),
}
tables = []
for rows, columns in [(5, 40), (60, 4), (90, 33), (7, 7)]:
    x = (random.normal(size=(rows, columns)) * (0.8 ** np.arange(columns)) + 3).astype(np.float32)
    tables.append({"table": x.flatten().tolist(), **pca(x, 3)})
expected["small"] = [{**t, "table": [float(f"{v:.9g}") for v in t["table"]]} for t in tables]
(HERE / "expected.json").write_text(json.dumps(expected, ensure_ascii=False, separators=(",", ":")).replace("},", "},\n") + "\n")
