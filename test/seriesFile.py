"""Writes `augumented_images.npy` as the series does: one object array of X_train, x_test, Y_train, y_test, pictures as
floats divided by 256, labels one-hot.

    python seriesFile.py SOURCE TARGET    SOURCE holds the same four arrays as bytes and label numbers
"""

import sys

import numpy as np

NUM_CLASSES = 6

source, target = sys.argv[1:]
X_train, x_test, Y_train, y_test = np.load(source, allow_pickle=True)
xy = np.empty(4, dtype=object)
xy[:] = [
    X_train.astype("float") / 256,
    x_test.astype("float") / 256,
    np.eye(NUM_CLASSES)[Y_train],
    np.eye(NUM_CLASSES)[y_test],
]
np.save(target, xy)
