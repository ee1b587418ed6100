"""Runs jobs in Keras 3 and Keras 2, given as JSON on standard input, and prints what came of each as JSON.

A job loads the network at `path`, or builds one of MODELS by its name in `build`, predicts the numbers in `inputs`, trains
it for `steps` steps if told, saves it at `save`, and trains it `more`. One process for all, since the imports take seconds.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
real_stdout = os.dup(1)
os.dup2(2, 1)

import keras  # noqa: E402
import numpy as np  # noqa: E402
import tf_keras  # noqa: E402

from kerasModels import MODELS, fill  # noqa: E402

LIBRARIES = {"keras3": keras, "keras2": tf_keras}


def numbers_of(shape, seed=0):
    """The same numbers as in the tests: from -1 to 1, no two near each other alike."""
    count = int(np.prod(shape))
    return np.sin(np.arange(count, dtype=np.float64) * 0.7 + seed).astype("float32").reshape(shape)


def inputs_of(job):
    if "integers" in job:
        return [np.arange(np.prod(shape)).reshape(shape) % job["integers"] for shape in job["inputs"]]
    return [numbers_of(shape, seed) for seed, shape in enumerate(job["inputs"])]


def plain(outputs):
    outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
    return [[float(number) for number in np.asarray(output).ravel()] for output in outputs]


def run(job):
    library = LIBRARIES[job["library"]]
    if "build" in job:
        model = MODELS[job["build"]](library)
        fill(model)
    else:
        model = library.models.load_model(job["path"])
    inputs = inputs_of(job)
    result = {"outputs": plain(model.predict(inputs if len(inputs) > 1 else inputs[0], verbose=0))}
    if "steps" in job:
        one_hot = np.eye(model.output_shape[-1], dtype="float32")
        labels = one_hot[np.arange(len(inputs[0])) % len(one_hot)]
        history = model.fit(inputs[0], labels, epochs=job["steps"], batch_size=len(labels), shuffle=False, verbose=0)
        result["losses"] = history.history["loss"]
        result["metrics"] = sorted(history.history)
        result["trained"] = plain(model.predict(inputs[0], verbose=0))
    for path in job.get("save", []):
        model.save(path)
    if "more" in job:
        history = model.fit(inputs[0], labels, epochs=job["more"], batch_size=len(labels), shuffle=False, verbose=0)
        result["more"] = history.history["loss"]
    result["names"] = [layer.name for layer in model.layers]
    return result


def attempt(job):
    try:
        return run(job)
    except Exception as error:  # the test tells what it expected
        return {"error": f"{type(error).__name__}: {error}"}


results = [attempt(job) for job in json.load(sys.stdin)]
with os.fdopen(real_stdout, "w") as out:
    json.dump(results, out)
