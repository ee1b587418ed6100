"""Networks that are built in Keras 2 and Keras 3 alike, for the tests that read what Keras saved."""

import numpy as np


def fill(model):
    """Weights that are the same in each run, small enough that nothing saturates."""
    state = np.random.default_rng(3)
    model.set_weights(
        [
            # Variances of batch normalization must not be negative
            (state.uniform(0.3, 0.9, w.shape) if w.ndim == 1 else state.uniform(-0.3, 0.3, w.shape)).astype(w.dtype)
            for w in model.get_weights()
        ]
    )


def series(k):
    """The network of the series, on smaller pictures."""
    layers = k.layers
    model = k.Sequential(
        [
            layers.Input((16, 16, 3)),
            layers.Conv2D(8, (3, 3), padding="same"),
            layers.Activation("relu"),
            layers.Conv2D(8, (3, 3)),
            layers.Activation("relu"),
            layers.MaxPooling2D(pool_size=(2, 2)),
            layers.Dropout(0.0),
            layers.Flatten(),
            layers.Dense(16),
            layers.Activation("relu"),
            layers.Dropout(0.0),
            layers.Dense(6),
            layers.Activation("softmax"),
        ]
    )
    model.compile(optimizer="adam", loss="categorical_crossentropy", metrics=["accuracy"])
    return model


def mobile(k):
    """Separable and depthwise convolutions with batch normalization, as in MobileNet."""
    layers = k.layers
    x = inputs = layers.Input((12, 12, 3), name="photo")
    x = layers.Rescaling(1 / 127.5, offset=-1)(x)
    x = layers.ZeroPadding2D(((0, 1), (0, 1)))(x)
    x = layers.Conv2D(8, 3, strides=2, use_bias=False, kernel_regularizer="l2")(x)
    x = layers.BatchNormalization(momentum=0.9, epsilon=1e-4)(x)
    x = layers.ReLU(max_value=6)(x)
    x = layers.DepthwiseConv2D(3, padding="same", depth_multiplier=2, use_bias=False)(x)
    x = layers.BatchNormalization(scale=False)(x)
    x = layers.LeakyReLU()(x)
    x = layers.SeparableConv2D(6, 3, padding="same", depth_multiplier=2, activation="swish")(x)
    x = layers.GlobalAveragePooling2D()(x)
    x = layers.Dense(4, activation="softmax", kernel_constraint=k.constraints.MaxNorm(3))(x)
    model = k.Model(inputs, x, name="mobile")
    model.compile(k.optimizers.SGD(0.05, momentum=0.9, nesterov=True), "categorical_crossentropy", metrics=["accuracy"])
    return model


def joins(k):
    """Branches that come together in each way, and two inputs and outputs."""
    layers = k.layers
    left, right = layers.Input((8, 8, 4), name="left"), layers.Input((8, 8, 4), name="right")
    a = layers.Conv2D(4, 1, activation="elu", name="a_b")(left)
    b = layers.Conv2D(4, 3, padding="same", dilation_rate=2, activation="tanh")(right)
    shared = layers.Conv2D(4, 1, activation="relu", name="shared")
    s, t = shared(a), shared(b)
    joined = [
        layers.Add()([a, b]),
        layers.Average()([s, t]),
        layers.Multiply()([a, t]),
        layers.Maximum()([s, b]),
        layers.Minimum()([a, b]),
    ]
    c = layers.Concatenate()(joined)
    c = layers.Cropping2D(((1, 0), (2, 1)))(c)
    c = layers.UpSampling2D((2, 1))(c)
    first = layers.GlobalMaxPooling2D()(c)
    second = layers.Flatten()(layers.AveragePooling2D(3, strides=2, padding="same")(c))
    return k.Model([left, right], [layers.Dense(3, activation="sigmoid")(first), layers.Dense(2)(second)])


def nested(k):
    """A network in a network in a network, partly frozen, as in transfer learning."""
    layers = k.layers
    inner = k.Sequential(
        [layers.Input((6, 6, 4)), layers.Conv2D(4, 3, padding="same"), layers.BatchNormalization()], name="inner"
    )
    i = layers.Input((6, 6, 3))
    x = layers.Conv2D(4, 1, name="before")(i)
    x = layers.BatchNormalization(name="bn_frozen")(x)
    base = k.Model(i, layers.PReLU(shared_axes=[1, 2])(inner(x)), name="base")
    base.get_layer("bn_frozen").trainable = False
    model = k.Sequential(
        [layers.Input((6, 6, 3)), base, layers.GlobalAveragePooling2D(), layers.Dense(3, activation="softmax")]
    )
    model.compile(k.optimizers.RMSprop(0.01, momentum=0.5), "categorical_crossentropy")
    return model


def frozen(k):
    """A base that is frozen as a whole, under a head."""
    layers = k.layers
    i = layers.Input((6, 6, 3))
    base = k.Model(i, layers.BatchNormalization()(layers.Conv2D(4, 3)(i)), name="base")
    base.trainable = False
    x = inputs = layers.Input((6, 6, 3))
    x = layers.Flatten()(base(x, training=False))
    model = k.Model(inputs, layers.Dense(3, activation="softmax", name="head")(x))
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def words(k):
    """A recurrent network on words."""
    layers = k.layers
    return k.Sequential(
        [
            layers.Input((7,)),
            layers.Embedding(11, 5),
            layers.LSTM(4, return_sequences=True),
            layers.GRU(3, reset_after=False),
            layers.Dense(2, activation="gelu"),
        ]
    )


def signal(k):
    """One-dimensional convolutions and every layer that only changes the form."""
    layers = k.layers
    return k.Sequential(
        [
            layers.Input((24, 2)),
            layers.Conv1D(6, 5, strides=2, padding="same", activation="softplus"),
            layers.MaxPooling1D(2),
            layers.LayerNormalization(),
            layers.Permute((2, 1)),
            layers.Reshape((3, 2, 6)),
            layers.Conv2DTranspose(3, 3, strides=2, padding="same"),
            layers.Softmax(),
            layers.GaussianNoise(0.1),
            layers.Flatten(),
            layers.RepeatVector(2),
            layers.GlobalAveragePooling1D(),
            layers.Dense(2, activation="selu"),
        ]
    )


MODELS = {
    "series": series,
    "mobile": mobile,
    "joins": joins,
    "nested": nested,
    "frozen": frozen,
    "words": words,
    "signal": signal,
}
