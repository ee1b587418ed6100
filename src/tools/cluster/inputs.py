"""Reads the two files that a training goes on from. Both may come from anywhere: no value of theirs runs as code."""

import json
import os
import re
import zipfile

import h5py
import numpy as np

LEVELS = 256
NAMES = ("X_train", "Y_train", "x_test", "y_test")
DAMAGED = (ValueError, EOFError, OSError, MemoryError, zipfile.BadZipFile, zipfile.LargeZipFile)


class InputError(Exception):
    """What is wrong with a file or an option, in one sentence for the reader."""


def load_arrays(path):
    """Returns X_train, Y_train, x_test, y_test of an .npz: pictures as they are stored, labels as whole numbers."""
    check_file(path, "data")
    try:
        archive = np.load(path, allow_pickle=False)
        if isinstance(archive, np.ndarray):
            raise InputError(f"{path} holds one array; an .npz with {', '.join(NAMES)} is needed")
        with archive:
            missing = [name for name in NAMES if name not in archive]
            if missing:
                raise InputError(f"{path} lacks {', '.join(missing)}; it holds {', '.join(archive) or 'nothing'}")
            X_train, Y_train, x_test, y_test = (archive[name] for name in NAMES)
    except InputError:
        raise
    except DAMAGED as error:
        raise InputError(
            f"{path} is no .npz of plain numbers, or is damaged; write it anew without pickled objects"
        ) from error
    return *checked_pair(path, X_train, Y_train), *checked_pair(path, x_test, y_test)


def checked_pair(path, images, labels):
    if images.ndim != 4 or images.shape[-1] != 3 or images.dtype.kind not in "uif" or len(images) == 0:
        raise InputError(
            f"{path} holds pictures of the shape {images.shape} and type {images.dtype}; "
            "numbers of the shape (count, height, width, 3) are needed"
        )
    if images.min() < 0 or not images.max() < LEVELS:
        raise InputError(f"{path} holds pixels outside 0 to {LEVELS - 1}")
    if labels.ndim == 2 and labels.shape[1] > 1:
        if not np.isin(labels, (0, 1)).all() or (labels.sum(axis=1) != 1).any():
            raise InputError(f"{path} holds labels that are not one-hot; each row needs a single 1 and zeros")
        labels = labels.argmax(axis=1)
    labels = labels.reshape(-1)
    is_whole = labels.dtype.kind in "uif" and (labels % 1 == 0).all() and (labels >= 0).all()
    if len(labels) != len(images) or not is_whole:
        raise InputError(
            f"{path} holds {len(images)} pictures and {len(labels)} labels; each picture needs its label, a whole number"
        )
    return images, labels.astype("int64")


def scale_of(images):
    """What pictures are divided by: floats up to 1 are so already, others are divided by 256, as in the notebooks."""
    return 1 if images.dtype.kind == "f" and images.max() <= 1 else LEVELS


def check_network(path):
    """Refuses what is no network, and what would run code while it is loaded."""
    check_file(path, "model")
    try:
        with h5py.File(path, "r") as file:
            config = json.loads(file.attrs["model_config"])
    except (OSError, KeyError, ValueError, RuntimeError) as error:
        raise InputError(
            f"{path} is no .h5 file with a whole network; save one with saveKeras(model, 'model.h5')"
        ) from error
    refuse_code(path, config)


def load_network(path, keras):
    """Returns the model in a .h5 file that has been checked."""
    try:
        return keras.models.load_model(path)
    except Exception as error:
        reason = re.split(r"\.\s|\n", str(error).strip())[0]
        raise InputError(f"{path} holds a network that Keras {keras.__version__} cannot load: {reason}") from error


RUNS_CODE = {
    *("Lambda", "TFOpLambda", "SlicingOpLambda", "TFSMLayer"),
    *("ClassMethod", "InstanceMethod", "InstanceProperty", "function"),
}


def refuse_code(path, config):
    """Refuses layers that hold a program, and classes from outside Keras, which it would import."""
    waiting = [config]
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            name, module = part.get("class_name"), part.get("module") or "keras"
            if name in RUNS_CODE or str(module).split(".")[0] not in ("keras", "tf_keras"):
                raise InputError(
                    f"{path} holds {name} of {module}, which could run code, so it is not loaded; use Keras's own layers"
                )
            waiting.extend(part.values())


def check_file(path, what):
    if os.path.isfile(path):
        return
    there = "is a folder" if os.path.isdir(path) else "is no ordinary file"
    state = there if os.path.exists(path) else "does not exist"
    raise InputError(f"--{what} {path} {state}")
