"""A small HDF5 file for test/network/hdf5.test.ts, written by h5py to the path given."""

import sys

import h5py
import numpy as np


def counting(*shape):
    return (np.arange(np.prod(shape), dtype="<f4") / 4 - 1).reshape(shape)


with h5py.File(sys.argv[1], "w") as file:
    file["conv1/conv1_W:0"] = counting(2, 2, 3, 5)
    file["conv1/conv1_b:0"] = counting(5)
    file["doubles"] = np.zeros(3)
    file.create_dataset("packed/numbers", data=counting(40, 30), chunks=(40, 30), compression="gzip")
