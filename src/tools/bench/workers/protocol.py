"""What the programs in Python share: the protocol of protocol.ts, and what prepare.ts has written."""

import json
import sys
from pathlib import Path

import numpy as np

MARK = "creatures-bench "
WARM_UP_BATCHES = 3


def answer(**fields):
    print(f"\n{MARK}{json.dumps(fields)}", flush=True)


def serve(respond):
    """Answers each request, whatever it says, with the fields that `respond` returns, until no more can come."""
    for _ in sys.stdin:
        answer(**respond())


class Row:
    """The row and the arrays of a folder: `images` [numImages, size, size, 3], `labels` one-hot, `weights` as in Keras."""

    def __init__(self, folder):
        folder = Path(folder)
        given = json.loads((folder / "row.json").read_text())
        self.job = given["job"]
        self.image_size = given["imageSize"]
        self.batch_size = given["batchSize"]
        self.num_images = given["numImages"]
        self.flop_per_image = given["flopPerImage"]
        self.images = np.load(folder / "images.npy")
        self.labels = np.load(folder / "labels.npy")
        self.weights = [np.load(folder / f"weights-{index}.npy") for index in range(given["numWeights"])]
        self.first_batch = self.images[: self.batch_size]
        self.num_warm_up = WARM_UP_BATCHES * self.batch_size
