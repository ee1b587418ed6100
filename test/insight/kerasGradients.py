"""Grad-CAM and gradient ascent in Keras itself, as the reference for test/insight/kerasGradients.test.ts.

Reads `input.json` from the folder given: networks with their weights, and what is asked of each. Prints the answers as JSON.
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
import tensorflow as tf

from kerasNetwork import build_network

layers = keras.layers

WHITE = 255 / 256


def series_network(image_size):
    model = build_network(image_size, 3)
    return model, model.layers[-1].input


def branching_network(image_size):
    """The network of test/insight/networks.ts. Its scores are read with the softmax taken out of the dense layer."""
    picture = layers.Input((image_size, image_size, 3))
    first = layers.Activation("relu")(layers.Conv2D(16, 3, padding="same", name="first")(picture))
    points = layers.Conv2D(8, 1, activation="relu", name="points")(first)
    windows = layers.Conv2D(8, 3, padding="same", activation="relu", name="windows")(first)
    joined = layers.Concatenate(name="joined")([points, windows])
    pooled = layers.MaxPooling2D(2)(layers.Dropout(0.5)(joined))
    last = layers.Conv2D(8, 3, strides=2, name="last")(pooled)
    scores = layers.Dense(3, activation="linear", name="classes")(layers.GlobalAveragePooling2D()(last))
    return keras.Model(picture, scores), scores


NETWORKS = {"series": series_network, "branching": branching_network}


def chosen_layer(model, choice):
    return model.get_layer(choice) if isinstance(choice, str) else model.layers[choice]


def set_weights(model, weights):
    for layer in weights:
        arrays = [np.float32(array["data"]).reshape(array["shape"]) for array in layer["arrays"]]
        chosen_layer(model, layer["choice"]).set_weights(arrays)


def grad_cam(model, scores, picture, case):
    maps_and_scores = keras.Model(model.inputs, [chosen_layer(model, case["choice"]).output, scores])
    with tf.GradientTape() as tape:
        maps, answers = maps_and_scores(picture, training=False)
        class_index = case.get("classIndex", int(tf.argmax(answers[0])))
        score = answers[:, class_index]
    weights = tf.reduce_mean(tape.gradient(score, maps), axis=(0, 1, 2))
    heat = tf.nn.relu(tf.reduce_sum(maps[0] * weights, axis=-1)).numpy()
    return {"classIndex": class_index, "heatmap": (heat / max(heat.max(), 1e-30)).ravel().tolist()}


def gradient_ascent(model, scores, case):
    is_scores = case["choice"] == -1
    answers_of = keras.Model(model.inputs, scores if is_scores else chosen_layer(model, case["choice"]).output)
    picture = tf.constant(np.float32(case["noise"]["data"]).reshape([1, *case["noise"]["shape"]]))
    activations = []
    for _ in range(case["steps"] + 1):
        with tf.GradientTape() as tape:
            tape.watch(picture)
            activation = tf.reduce_mean(answers_of(picture, training=False)[..., case["filter"]])
        activations.append(float(activation))
        before, slopes = picture, tape.gradient(activation, picture)
        length = tf.sqrt(tf.reduce_mean(tf.square(slopes)))
        picture = tf.clip_by_value(picture + case["stepSize"] * slopes / length, 0, WHITE)
    return {"activations": activations, "pixels": np.round(before.numpy() * 256).ravel().tolist()}


def main(folder):
    answers = {}
    for name, given in json.loads((folder / "input.json").read_text()).items():
        model, scores = NETWORKS[name](given["imageSize"])
        set_weights(model, given["weights"])
        picture = tf.constant(np.float32(given["picture"]).reshape([1, given["imageSize"], given["imageSize"], 3]) / 256)
        answers[name] = {
            "gradCam": [grad_cam(model, scores, picture, case) for case in given["gradCam"]],
            "ascent": [gradient_ascent(model, scores, case) for case in given["ascent"]],
        }
    print(json.dumps(answers))


main(Path(sys.argv[1]))
