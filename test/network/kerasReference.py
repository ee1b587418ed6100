"""The series' network in Keras itself, as the reference for test/network/keras.test.ts.

Reads `input.json` and `numbers.bin` (float32) from the folder given, prints what Keras makes of them as JSON, and
writes the weights after the training to `trained.bin` (float32).
"""

import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np


def build_network(image_size, num_classes, dropout):
    layers = keras.layers
    rates = (0.25, 0.25, 0.5) if dropout else (0, 0, 0)
    return keras.Sequential([
        layers.Input((image_size, image_size, 3)),
        layers.Conv2D(32, (3, 3), padding="same"),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D((2, 2)),
        layers.Dropout(rates[0]),
        layers.Conv2D(64, (3, 3), padding="same"),
        layers.Activation("relu"),
        layers.Conv2D(64, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D((2, 2)),
        layers.Dropout(rates[1]),
        layers.Flatten(),
        layers.Dense(512),
        layers.Activation("relu"),
        layers.Dropout(rates[2]),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])


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

    model = build_network(given["imageSize"], given["numClasses"], dropout=False)
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    model.set_weights(weights)
    outputs = model.predict(images, verbose=0)
    loss, accuracy = model.evaluate(images, labels, batch_size=given["batchSize"], verbose=0)
    history = model.fit(images, labels, batch_size=len(images), epochs=given["epochs"], verbose=0).history
    np.concatenate([weight.ravel() for weight in model.get_weights()]).tofile(folder / "trained.bin")

    full = build_network(100, 6, dropout=True)
    print(json.dumps({
        "outputs": outputs.ravel().tolist(),
        "loss": loss,
        "accuracy": accuracy,
        "history": history,
        "table": layer_table(full),
        "spread": initial_spread(full),
    }))


main(Path(sys.argv[1]))
