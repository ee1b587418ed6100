"""SqueezeNet v1.1 in Keras itself, as the reference for test/files/pretrained/squeezeNet.test.ts.

Reads the file of weights, the size of a square picture and its bytes (RGB, in `image.bin`) from the folder given, and
prints what Keras makes of them as JSON.
"""

import json
import os
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import h5py
import keras
import numpy as np
from keras import layers


class Network:
    """Builds the layers one after the other, each with its weights out of the file. Keras 3 refuses names with a slash."""

    def __init__(self, file, image_size):
        self.file = file
        self.input = keras.Input((image_size, image_size, 3))
        self.weights = {}

    def convolution(self, maps, name, **options):
        group = self.file[name]
        kernel, bias = (group[f"{name}_{kind}:0"][()] for kind in "Wb")
        layer_name = name.replace("/", "_")
        self.weights[layer_name] = [kernel, bias]
        filters, size = kernel.shape[-1], kernel.shape[0]
        return layers.Conv2D(filters, size, activation="relu", name=layer_name, **options)(maps)

    def fire(self, maps, name):
        maps = self.convolution(maps, f"{name}/squeeze1x1")
        points = self.convolution(maps, f"{name}/expand1x1")
        windows = self.convolution(maps, f"{name}/expand3x3", padding="same")
        return layers.Concatenate(name=f"{name}_concat")([points, windows])

    def build(self):
        maps = self.convolution(self.input, "conv1", strides=2)
        maps = layers.MaxPooling2D(3, 2, name="pool1")(maps)
        for number in range(2, 10):
            maps = self.fire(maps, f"fire{number}")
            if number in (3, 5):
                maps = layers.MaxPooling2D(3, 2)(maps)
        scores = layers.GlobalAveragePooling2D(name="pool10")(self.convolution(maps, "conv10"))
        model = keras.Model(self.input, layers.Softmax(name="softmax")(scores))
        for name, weights in self.weights.items():
            model.get_layer(name).set_weights(weights)
        return model


def main(folder):
    given = json.loads((folder / "input.json").read_text())
    size = given["imageSize"]
    with h5py.File(given["weights"]) as file:
        model = Network(file, size).build()
    image = np.fromfile(folder / "image.bin", dtype=np.uint8).reshape(1, size, size, 3)
    prepared = keras.applications.imagenet_utils.preprocess_input(image.astype("float32"), mode="caffe")
    several = keras.Model(model.inputs, [model.get_layer(name).output for name in given["layers"]])
    outputs = several.predict(prepared, verbose=0)
    print(json.dumps({
        "parameters": model.count_params(),
        "outputs": {name: output.ravel().tolist() for name, output in zip(given["layers"], outputs)},
        "kernel": model.get_layer("conv1").get_weights()[0].ravel().tolist(),
    }))


main(Path(sys.argv[1]))
