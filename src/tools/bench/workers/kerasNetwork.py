"""The series' network in Keras: for the benchmark, and as the reference of the tests."""

import keras

layers = keras.layers


def build_network(image_size, num_classes, rates=(0.25, 0.25, 0.5)):
    return keras.Sequential([
        layers.Input((image_size, image_size, 3)),
        layers.Conv2D(32, (3, 3), padding="same"),
        layers.Activation("relu"),
        layers.Conv2D(32, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D((2, 2)),
        layers.Dropout(rates[0]),
        layers.Conv2D(64, (3, 3), padding="same"),
        layers.Activation("relu"),
        layers.Conv2D(64, (3, 3)),
        layers.Activation("relu"),
        layers.MaxPooling2D((2, 2)),
        layers.Dropout(rates[1]),
        layers.Flatten(),
        layers.Dense(512),
        layers.Activation("relu"),
        layers.Dropout(rates[2]),
        layers.Dense(num_classes),
        layers.Activation("softmax"),
    ])
