"""Prints the standard error of a mean with and without clusters, in the matrix form of least squares on a constant."""

import json
import sys

import numpy as np

for case in json.load(sys.stdin):
    hits = np.equal(case["labels"], case["predictions"]).astype(float)
    _, clusters = np.unique(case["sources"], return_inverse=True)
    ones = np.ones((len(hits), 1))
    residuals = hits - hits.mean()
    bread = np.linalg.inv(ones.T @ ones)
    scores = np.array(
        [ones[clusters == g].T @ residuals[clusters == g] for g in range(clusters.max() + 1)]
    )
    correction = len(scores) / (len(scores) - 1)
    variance = correction * (bread @ (scores.T @ scores) @ bread)[0, 0]
    by_image = np.std(hits, ddof=1) / np.sqrt(len(hits))
    print(json.dumps({"standardError": np.sqrt(variance), "standardErrorByImage": by_image}))
