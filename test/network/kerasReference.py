"""The series' network in Keras itself, as the reference for test/network/keras.test.ts.

Reads `input.json` and `numbers.bin` (float32) from the folder given, prints what Keras makes of them as JSON, and
writes the weights after the training to `trained.bin` (float32).
"""

import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

# Compiled files beside the sources would look like changed sources to the set-up
sys.dont_write_bytecode = True
sys.path.append(str(Path(__file__).parents[2] / "src" / "tools" / "bench" / "workers"))

import keras
import numpy as np

from kerasNetwork import build_network


def layer_table(model):
    return [
        {"type": type(layer).__name__, "shape": list(layer.output.shape[1:]), "parameters": layer.count_params()}
        for layer in model.layers
    ]


def initial_spread(model):
    """The largest first weight of each layer that has weights, and its Glorot limit."""
    return [
        {"largest": float(np.abs(kernel).max()), "zeroBias": not bias.any()}
        for kernel, bias in (layer.get_weights() for layer in model.layers if layer.get_weights())
    ]


def read_arrays(folder, shapes):
    numbers = np.fromfile(folder / "numbers.bin", dtype="<f4")
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    assert ends[-1] == numbers.size
    return [part.reshape(shape) for part, shape in zip(np.split(numbers, ends[:-1]), shapes)]


def main(folder):
    given = json.loads((folder / "input.json").read_text())
    *weights, images = read_arrays(folder, given["shapes"])
    labels = keras.utils.to_categorical(given["labels"], given["numClasses"])

    model = build_network(given["imageSize"], given["numClasses"], rates=(0, 0, 0))
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    model.set_weights(weights)
    outputs = model.predict(images, verbose=0)
    loss, accuracy = model.evaluate(images, labels, batch_size=given["batchSize"], verbose=0)
    history = model.fit(images, labels, batch_size=len(images), epochs=given["epochs"], verbose=0).history
    np.concatenate([weight.ravel() for weight in model.get_weights()]).tofile(folder / "trained.bin")

    full = build_network(100, 6)
    print(json.dumps({
        "outputs": outputs.ravel().tolist(),
        "loss": loss,
        "accuracy": accuracy,
        "history": history,
        "table": layer_table(full),
        "spread": initial_spread(full),
    }))


main(Path(sys.argv[1]))
