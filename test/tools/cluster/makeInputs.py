"""Makes what the training script is tried on.

    python makeInputs.py FOLDER

writes files that it must refuse, without running what is in them.
"""

import json
import sys
from pathlib import Path

import h5py
import numpy as np

folder = Path(sys.argv[1])


class RunsCode:
    def __reduce__(self):
        return (exec, (f"open({str(folder / 'canary')!r}, 'w')",))


def good(**changed):
    pixels, labels = np.zeros((4, 8, 8, 3), "uint8"), np.array([0, 1, 2, 0])
    arrays = {"X_train": pixels, "Y_train": labels, "x_test": pixels, "y_test": labels, **changed}
    return {name: array for name, array in arrays.items() if array is not None}


def network(name, config):
    with h5py.File(folder / name, "w") as file:
        file.attrs["model_config"] = json.dumps(config)
        file.create_group("model_weights")


np.savez(folder / "good.npz", **good())
np.savez(folder / "pickled.npz", **good(X_train=np.array([RunsCode()], object)))
np.savez(folder / "no-labels.npz", **good(Y_train=None))
np.savez(folder / "other-labels.npz", **good(y_test=np.array([[1, 0], [1, 1], [0, 1], [0, 1]])))
np.savez(folder / "negative.npz", **good(Y_train=np.array([0, -1, 0, 0])))
np.savez(folder / "bright.npz", **good(x_test=np.full((4, 8, 8, 3), 300.0)))
np.savez(folder / "flat.npz", **good(X_train=np.zeros((4, 8))))
np.savez(folder / "fewer.npz", **good(X_train=np.zeros((3, 8, 8, 3))))
np.save(folder / "one.npz.npy", np.zeros(3))
(folder / "one.npz.npy").rename(folder / "one.npz")
(folder / "cut.npz").write_bytes((folder / "good.npz").read_bytes()[:400])
(folder / "text.h5").write_text("no network")
network("lambda.h5", {"class_name": "Sequential", "config": {"layers": [{"class_name": "Lambda", "config": {"function": ["x"]}}]}})
network("foreign.h5", {"class_name": "Sequential", "module": "os", "config": {"layers": []}})
network("odd.h5", {"class_name": "Sequential", "config": {"name": "a", "layers": [{"class_name": "Nothing", "config": {}}]}})
with h5py.File(folder / "weights-alone.h5", "w") as file:
    file.create_dataset("kernel", data=np.zeros(3))
