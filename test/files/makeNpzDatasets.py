"""Data sets as .npz files from NumPy, and what NumPy finds in ours.

    python makeNpzDatasets.py write FOLDER   writes files
    python makeNpzDatasets.py read FILE      prints as JSON what is in a file, without allow_pickle
"""

import json
import sys
from pathlib import Path

import numpy as np

from makeNpyFixtures import described, series_arrays


def write(folder):
    pixels, test_pixels, labels, test_labels = series_arrays('u1', 'numbers')
    names = np.array(['いぬ', 'قط', 'monkeys', '<b>鳥', 'fish 🐟', 'lizards'])
    np.savez(folder / 'numbers.npz', X_train=pixels, Y_train=labels, x_test=test_pixels, y_test=test_labels)
    # As Keras's own data sets spell them, with floats and one-hot rows
    np.savez_compressed(
        folder / 'keras.npz', x_train=(pixels / 256).astype('f4'), y_train=np.eye(6)[labels],
        x_test=test_pixels / 256, y_test=np.eye(6)[test_labels], class_names=names,
        weights=np.zeros(3), history=np.zeros(3))
    np.savez(folder / 'lacking.npz', X_train=pixels, Y_train=labels, images=test_pixels)
    np.savez(folder / 'half.npz', X_train=pixels, Y_train=labels, x_test=test_pixels, y_test=test_labels, x_unseen=pixels)
    np.savez(folder / 'both.npz', X_train=pixels, x_train=pixels, Y_train=labels)
    np.savez(folder / 'words.npz', X_train=pixels, Y_train=names[labels], x_test=test_pixels, y_test=test_labels)
    np.savez(folder / 'numbered.npz', X_train=pixels, Y_train=labels, x_test=test_pixels, y_test=test_labels,
             class_names=np.arange(6))


def read(path):
    with np.load(path) as arrays:
        print(json.dumps({name: described(arrays[name]) for name in arrays}))


if __name__ == '__main__':
    {'write': write, 'read': read}[sys.argv[1]](Path(sys.argv[2]))
