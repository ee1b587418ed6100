"""The network in Keras on TensorFlow. Usage: kerasContender.py FOLDER"""

import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np

from kerasNetwork import build_network
from protocol import Row, answer, serve


def fit(model, images, labels, batch_size):
    model.fit(images, labels, batch_size=batch_size, epochs=1, verbose=0)


def train_on_batch(model, images, labels, batch_size):
    order = np.random.permutation(len(images))
    for start in range(0, len(images), batch_size):
        chosen = order[start : start + batch_size]
        model.train_on_batch(images[chosen], labels[chosen])


def predict(model, images, labels, batch_size):
    return model.predict(images, batch_size=batch_size, verbose=0)


def predict_on_batch(model, images, labels, batch_size):
    starts = range(0, len(images), batch_size)
    return np.concatenate([model.predict_on_batch(images[start : start + batch_size]) for start in starts])


# Which of the two ways is faster depends on how much a step computes, so both are measured
WAYS = {"train": [fit, train_on_batch], "predict": [predict, predict_on_batch]}


def milliseconds(way, model, images, labels, batch_size):
    start = time.perf_counter()
    way(model, images, labels, batch_size)
    return (time.perf_counter() - start) * 1000 / len(images)


def main(folder):
    row = Row(folder)
    model = build_network(row.image_size, row.labels.shape[1])
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    model.set_weights(row.weights)

    def measure(num_images):
        images, labels = row.images[:num_images], row.labels[:num_images]
        return {way.__name__: milliseconds(way, model, images, labels, row.batch_size) for way in WAYS[row.job]}

    answer(predictions=model.predict_on_batch(row.first_batch).ravel().tolist())
    measure(row.num_warm_up)
    answer(ready=True)
    serve(lambda: measure(row.num_images))


main(sys.argv[1])
