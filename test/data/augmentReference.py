"""What Keras and TensorFlow make of pictures, as the reference for test/data/augment.test.ts.

    python augmentReference.py CASES   where CASES is JSON: [[operation, {amount: number, ...}], ...]

Prints as JSON the pictures (made of noise, the hardest to interpolate) and, for each case, each picture as Keras makes it, unrounded.
"""

import json
import os
import sys

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '3'

import keras
import numpy as np
import tensorflow as tf

SHAPES = [(12, 12, 3), (9, 14, 3), (15, 6, 1), (1, 7, 3), (5, 1, 2)]
NEAREST = {'fill_mode': 'nearest', 'interpolation': 'bilinear'}


def flip(images):
    return tf.image.flip_left_right(images)


def shift(images, x, y):
    return keras.layers.RandomTranslation((y, y), (x, x), **NEAREST)(images, training=True)


def rotate(images, degrees):
    return keras.layers.RandomRotation((degrees / 360, degrees / 360), **NEAREST)(images, training=True)


def zoom(images, factor):
    """Keras counts the other way: 0.25 shows a quarter more of the picture."""
    return keras.layers.RandomZoom((1 / factor - 1, 1 / factor - 1), **NEAREST)(images, training=True)


def brightness(images, delta):
    changed = keras.layers.RandomBrightness((delta, delta))(images, training=True)
    np.testing.assert_allclose(changed, np.clip(tf.image.adjust_brightness(images, delta * 255), 0, 255), atol=1e-3)
    return changed


def contrast(images, factor):
    changed = np.clip(tf.image.adjust_contrast(images, factor), 0, 255)
    layer = keras.layers.RandomContrast(0.5)
    np.testing.assert_allclose(changed, layer.transform_images(images, {'contrast_factor': factor}), atol=1e-3)
    return changed


def move(images, flip, x, y, degrees, factor):
    """The movements as 3x3 matrices, multiplied and inverted; NumPy says the map, Keras looks the pixels up."""
    height, width = images.shape[1:3]
    turn = np.deg2rad(degrees)
    center = np.array([[1, 0, (width - 1) / 2], [0, 1, (height - 1) / 2], [0, 0, 1]])
    mirrored = np.diag([-1 if flip else 1, 1, 1])
    zoomed = np.diag([factor, factor, 1])
    # Counter-clockwise where y points down
    rotated = np.array([[np.cos(turn), np.sin(turn), 0], [-np.sin(turn), np.cos(turn), 0], [0, 0, 1]])
    shifted = np.array([[1, 0, x * width], [0, 1, y * height], [0, 0, 1]])
    inverse = np.linalg.inv(center @ shifted @ rotated @ zoomed @ mirrored @ np.linalg.inv(center))
    return keras.ops.image.affine_transform(images, inverse.ravel()[:8].astype('float32'), **NEAREST)


def vary(images, delta, contrastFactor, **movement):
    moved = np.floor(move(images, **movement) + 0.5).astype('float32')
    return np.clip(tf.image.adjust_contrast(moved, contrastFactor) + delta * 255, 0, 255)


OPERATIONS = {operation.__name__: operation for operation in (flip, shift, rotate, zoom, brightness, contrast, move, vary)}


def main(cases):
    random = np.random.default_rng(1)
    pictures = [random.integers(0, 256, shape).astype('float32') for shape in SHAPES]
    results = [[np.array(OPERATIONS[operation](picture[None], **amounts)).ravel().tolist() for picture in pictures] for operation, amounts in cases]
    print(json.dumps({'pictures': [{'shape': picture.shape, 'pixels': picture.ravel().tolist()} for picture in pictures], 'results': results}))


main(json.loads(sys.argv[1]))
