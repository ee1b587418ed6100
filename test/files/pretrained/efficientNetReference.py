"""EfficientNet-Lite0 in Keras itself, as the reference for test/files/pretrained/efficientNet.test.ts: built a second time,
with batch normalization in layers of its own, from PyTorch's file read a second time.

Reads the file of weights, the size of a square picture and its bytes (RGB, in `image.bin`) from the folder given, and
prints what Keras makes of them as JSON.
"""

import json
import os
import pickle
import sys
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
import tensorflow as tf
from keras import layers

STAGES = [(1, 3, 1, 1, 16), (2, 3, 2, 6, 24), (2, 5, 2, 6, 40), (3, 3, 2, 6, 80), (3, 5, 1, 6, 112), (4, 5, 2, 6, 192), (1, 3, 1, 6, 320)]


class Weights(dict):
    """A dictionary that may carry the attributes that PyTorch gives it."""


class TorchReader(pickle.Unpickler):
    """Keeps of each tensor the key of its storage, its place there, its shape and its strides."""

    def persistent_load(self, storage):
        return storage[1], storage[2]

    def find_class(self, module, name):
        if name == "OrderedDict":
            return Weights
        return (lambda storage, *layout: (storage, *layout)) if name == "_rebuild_tensor_v2" else name


def read_weights(path):
    with open(path, "rb") as file:
        for _ in range(3):
            pickle.load(file)
        tensors = TorchReader(file).load()
        storages = {}
        sizes = {key: 8 if kind == "LongStorage" else 4 for (kind, key), *_ in tensors.values()}
        for key in pickle.load(file):
            (length,) = np.frombuffer(file.read(8), "<i8")
            storages[key] = file.read(length * sizes[key])
    arrays = {}
    for name, ((kind, key), offset, shape, strides, *_) in tensors.items():
        if kind == "FloatStorage":
            numbers = np.frombuffer(storages[key], "<f4")[offset:]
            arrays[name] = np.lib.stride_tricks.as_strided(numbers, shape, [4 * stride for stride in strides])
    return arrays


class Network:
    """Builds the layers one after the other, each with its weights out of the file."""

    def __init__(self, arrays, image_size):
        self.arrays = arrays
        self.input = keras.Input((image_size, image_size, 3))
        self.weights = {}

    def normalized(self, maps, name, source):
        names = ["weight", "bias", "running_mean", "running_var"]
        self.weights[f"{name}_bn"] = [self.arrays[f"{source}.{each}"] for each in names]
        return layers.BatchNormalization(epsilon=1e-3, name=f"{name}_bn")(maps)

    def convolution(self, maps, name, source, normalization, strides=1):
        kernel = self.arrays[f"{source}.weight"].transpose(2, 3, 1, 0)
        self.weights[name] = [kernel]
        convolution = layers.Conv2D(kernel.shape[-1], kernel.shape[0], strides, padding="same", use_bias=False, name=name)
        return self.normalized(convolution(maps), name, normalization)

    def block(self, maps, index, name, strides, expand, filters):
        source = f"_blocks.{index}"
        inner = maps
        if expand > 1:
            inner = self.convolution(inner, f"{name}_expand_conv", f"{source}._expand_conv", f"{source}._bn0")
            inner = layers.ReLU(6)(inner)
        kernel = self.arrays[f"{source}._depthwise_conv.weight"].transpose(2, 3, 0, 1)
        self.weights[f"{name}_dwconv"] = [kernel]
        depthwise = layers.DepthwiseConv2D(kernel.shape[0], strides, padding="same", use_bias=False, name=f"{name}_dwconv")
        inner = layers.ReLU(6)(self.normalized(depthwise(inner), f"{name}_dwconv", f"{source}._bn1"))
        inner = self.convolution(inner, f"{name}_project_conv", f"{source}._project_conv", f"{source}._bn2")
        if strides == 1 and maps.shape[-1] == filters:
            return layers.Add(name=f"{name}_add")([inner, maps])
        return inner

    def build(self):
        maps = self.convolution(self.input, "stem_conv", "_conv_stem", "_bn0", strides=2)
        maps = layers.ReLU(6, name="stem_activation")(maps)
        index = 0
        for stage, (repeats, _, strides, expand, filters) in enumerate(STAGES):
            for repeat in range(repeats):
                name = f"block{stage + 1}{'abcd'[repeat]}"
                maps = self.block(maps, index, name, strides if repeat == 0 else 1, expand, filters)
                index += 1
        maps = layers.ReLU(6, name="top_activation")(self.convolution(maps, "top_conv", "_conv_head", "_bn1"))
        means = layers.GlobalAveragePooling2D(name="avg_pool")(maps)
        scores = layers.Dense(1000, name="predictions")(means)
        self.weights["predictions"] = [self.arrays["_fc.weight"].T, self.arrays["_fc.bias"]]
        model = keras.Model(self.input, layers.Softmax(name="softmax")(scores))
        for name, weights in self.weights.items():
            model.get_layer(name).set_weights(weights)
        return model


def output_of(model, name):
    """What a folded convolution gives, its batch normalization gives here."""
    return model.get_layer(f"{name}_bn" if name.endswith("conv") else name).output


def gradients(model, prepared, class_index, convolutions):
    """How the loss for a class changes with the biases of the convolutions, which are the betas here, and the depthwise kernels."""
    betas = [model.get_layer(f"{name}_bn").beta for name in convolutions]
    kernels = [model.get_layer(name).trainable_variables[0] for name in convolutions if name.endswith("dwconv")]
    with tf.GradientTape() as tape:
        loss = -tf.math.log(model(prepared, training=False)[0, class_index])
    sought = {f"{name}/bias": beta for name, beta in zip(convolutions, betas)}
    sought |= {f"{name}/kernel": kernel for name, kernel in zip([n for n in convolutions if n.endswith("dwconv")], kernels)}
    found = tape.gradient(loss, list(sought.values()))
    scaled = {}
    for name, gradient in zip(sought, found):
        gradient = gradient.numpy()
        if name.endswith("/kernel"):
            # The folded kernel is the kernel times this, so its gradient is smaller by as much
            normalization = model.get_layer(f"{name[:-7]}_bn")
            scale = normalization.gamma / np.sqrt(normalization.moving_variance + 1e-3)
            gradient = gradient / np.asarray(scale)[:, np.newaxis]
        scaled[name] = gradient.ravel().tolist()
    return scaled


def main(folder):
    given = json.loads((folder / "input.json").read_text())
    size = given["imageSize"]
    model = Network(read_weights(given["weights"]), size).build()
    image = np.fromfile(folder / "image.bin", dtype=np.uint8).reshape(1, size, size, 3)
    prepared = (image.astype("float32") - 127) / 128
    several = keras.Model(model.inputs, [output_of(model, name) for name in given["layers"]])
    outputs = [output.numpy() for output in several(prepared, training=False)]
    print(json.dumps({
        "outputs": {name: output.ravel().tolist() for name, output in zip(given["layers"], outputs)},
        "gradients": gradients(model, prepared, given["classIndex"], given["convolutions"]),
    }))


main(Path(sys.argv[1]))
