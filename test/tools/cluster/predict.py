"""What Keras 3 answers with a network for the test pictures: python predict.py FOLDER NETWORK.h5 writes predictions.npy."""

import sys
from pathlib import Path

import keras
import numpy as np

folder = Path(sys.argv[1])
model = keras.models.load_model(folder / sys.argv[2])
pictures = np.load(folder / "animals.npz")["x_test"].astype("float32") / 256
np.save(folder / "predictions.npy", model.predict(pictures, verbose=0))
