"""Small networks trained in Keras itself, as the reference for test/network/tfjsMends.

Reads a list of `{name, images, labels, weights: [[{shape, data}]], steps}` as JSON from standard input, and prints for
each the weights of every layer after the steps.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
from keras import constraints, layers, optimizers


def conv(**options):
    return layers.Conv2D(4, 3, **options)


def frozen(layer):
    layer.trainable = False
    return layer


CASES = {
    "maxNorm": lambda: ([conv(kernel_constraint=constraints.MaxNorm(0.5), bias_constraint=constraints.MaxNorm(0.01))], optimizers.SGD(0.2)),
    "nonNeg": lambda: ([conv(kernel_constraint=constraints.NonNeg())], optimizers.SGD(0.2)),
    "unitNorm": lambda: ([conv(kernel_constraint=constraints.UnitNorm())], optimizers.Adam(0.01)),
    "minMaxNorm": lambda: ([conv(kernel_constraint=constraints.MinMaxNorm(0.2, 0.6, rate=0.5))], optimizers.RMSprop(0.01)),
    "depthwise maxNorm": lambda: (
        [layers.SeparableConv2D(4, 3, depthwise_constraint=constraints.MaxNorm(0.3), pointwise_constraint=constraints.MaxNorm(0.4))],
        optimizers.SGD(0.2),
    ),
    "gamma nonNeg": lambda: ([conv(), layers.BatchNormalization(gamma_constraint=constraints.MaxNorm(0.9))], optimizers.SGD(0.2)),
    "no scale": lambda: ([conv(), layers.BatchNormalization(scale=False)], optimizers.SGD(0.1)),
    "no center": lambda: ([conv(), layers.BatchNormalization(center=False)], optimizers.SGD(0.1)),
    "neither": lambda: ([conv(), layers.BatchNormalization(scale=False, center=False)], optimizers.SGD(0.1)),
    "frozen normalization": lambda: ([conv(), frozen(layers.BatchNormalization())], optimizers.SGD(0.1)),
    "dilated": lambda: ([conv(dilation_rate=2, padding="same")], optimizers.SGD(0.1)),
    "dilated valid": lambda: ([conv(dilation_rate=(3, 2), activation="relu")], optimizers.SGD(0.1)),
    "dilated twice": lambda: ([conv(dilation_rate=2, padding="same"), conv(dilation_rate=(1, 2), activation="tanh")], optimizers.SGD(0.1)),
    "dilated without bias": lambda: ([conv(dilation_rate=2, use_bias=False)], optimizers.SGD(0.1)),
    "separable": lambda: ([conv(), layers.SeparableConv2D(5, 3, padding="same")], optimizers.SGD(0.1)),
    "separable dilated": lambda: ([conv(), layers.SeparableConv2D(5, 3, dilation_rate=2, padding="same")], optimizers.SGD(0.1)),
    "depthwise": lambda: ([conv(), layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same")], optimizers.SGD(0.1)),
    "depthwise strides": lambda: ([conv(), layers.DepthwiseConv2D(3, strides=2)], optimizers.SGD(0.1)),
    "depthwise dilated": lambda: ([conv(), layers.DepthwiseConv2D(3, depth_multiplier=2, dilation_rate=2)], optimizers.SGD(0.1)),
    "transposed": lambda: ([conv(), layers.Conv2DTranspose(3, 3, strides=2, padding="same")], optimizers.SGD(0.1)),
    "average pooling": lambda: ([conv(), layers.AveragePooling2D(2)], optimizers.SGD(0.1)),
    "global pooling": lambda: ([conv(), layers.UpSampling2D(2), layers.GlobalAveragePooling2D()], optimizers.SGD(0.1)),
    "overlapping pooling": lambda: ([conv(), layers.MaxPooling2D(3, strides=2, padding="same")], optimizers.SGD(0.1)),
    "layer normalization": lambda: ([conv(), layers.LayerNormalization()], optimizers.SGD(0.1)),
    "activations": lambda: ([conv(activation="elu"), layers.PReLU(), layers.LeakyReLU(negative_slope=0.3), conv(activation="selu")], optimizers.SGD(0.1)),
    "adam": lambda: ([conv()], optimizers.Adam(0.01)),
    "small gradients": lambda: ([conv(), layers.Rescaling(1e-5)], optimizers.Adam(0.01)),
    "centered rmsprop": lambda: ([conv()], optimizers.RMSprop(0.01, centered=True)),
    "adamax": lambda: ([conv()], optimizers.Adamax(0.01)),
    "adagrad": lambda: ([conv()], optimizers.Adagrad(0.01)),
    "momentum": lambda: ([conv()], optimizers.SGD(0.05, momentum=0.9)),
}


def trained(case):
    images = np.array(case["images"]["data"], "float32").reshape(case["images"]["shape"])
    parts, optimizer = CASES[case["name"]]()
    model = keras.Sequential([layers.Input(images.shape[1:]), *parts, layers.Flatten(), layers.Dense(2, activation="softmax")])
    for layer, weights in zip(model.layers, case["weights"]):
        layer.set_weights([np.array(weight["data"], "float32").reshape(weight["shape"]) for weight in weights])
    model.compile(optimizer=optimizer, loss="categorical_crossentropy")
    for _ in range(case["steps"]):
        model.train_on_batch(images, np.array(case["labels"], "float32"))
    return [[weight.ravel().tolist() for weight in layer.get_weights()] for layer in model.layers]


print(json.dumps([trained(case) for case in json.load(sys.stdin)]))
