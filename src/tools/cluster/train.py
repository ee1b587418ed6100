"""Goes on training a network of the notebooks in Keras: on one processor, several GPUs, or several machines.

    python train.py --data animals.npz --model network.h5 --out trained.h5 --epochs 10

README.md beside it tells where the files come from, how they come back, and how this runs on a cluster.
"""

import argparse
import json
import os
import sys
import tempfile
import warnings

import numpy as np

from cluster import check_cluster, choose_strategy, start_workers
from inputs import InputError, check_network, load_arrays, load_network, scale_of


def parse_options(argv):
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", required=True, help=".npz with X_train, Y_train, x_test, y_test")
    parser.add_argument("--model", required=True, help=".h5 of saveKeras(), or of Keras")
    parser.add_argument("--out", required=True, help=".h5 for the trained network")
    parser.add_argument("--epochs", type=positive, default=10)
    parser.add_argument("--batch-size", type=positive, default=32, help="of all workers together")
    parser.add_argument("--learning-rate", type=float, help="unless told, that of the model's optimizer")
    parser.add_argument("--seed", type=int, default=1, help="decides the order of the pictures")
    parser.add_argument("--backup", help="folder from which a stopped training goes on (OUT.backup)")
    parser.add_argument("--workers", type=positive, help="start so many processes on this machine")
    options = parser.parse_args(argv)
    options.backup = options.backup or f"{options.out}.backup"
    return options


def positive(text):
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def check_fit(options, model, images, labels, num_replicas):
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        counts = f"{len(model.inputs)} inputs and {len(model.outputs)} outputs"
        raise InputError(f"{options.model} has {counts}; one each is needed")
    shape, num_classes = tuple(model.input_shape[1:]), model.output_shape[-1]
    if shape != images.shape[1:] or labels.max() >= num_classes:
        raise InputError(
            f"{options.model} takes pictures {shape} of {num_classes} classes, "
            f"but {options.data} holds {images.shape[1:]} of {labels.max() + 1}"
        )
    if options.batch_size % num_replicas or len(images) < num_replicas:
        raise InputError(
            f"--batch-size {options.batch_size} must be a multiple of the {num_replicas} processors that share "
            f"each batch, and there must be a picture for each of them; {options.data} holds {len(images)}"
        )


def check_out(options):
    folder = os.path.dirname(os.path.abspath(options.out))
    if not options.out.endswith(".h5") or not os.path.isdir(folder) or os.path.isdir(options.out):
        raise InputError(f"--out {options.out} must be a file that ends in .h5, in a folder that is there")


def claim_backup(options):
    """Refuses the backup of another training, and a folder that holds anything else."""
    folder, marker = options.backup, os.path.join(options.backup, "settings.json")
    names = ("batch_size", "learning_rate", "seed")
    settings = {name: getattr(options, name) for name in names}
    files = (options.data, options.model)
    settings |= {os.path.basename(file): os.path.getsize(file) for file in files}
    text = json.dumps(settings)
    if os.path.isfile(marker):
        with open(marker) as file:
            if file.read() == text:
                return
        raise InputError(f"{folder} belongs to a training with other files or settings; name another with --backup")
    if os.path.exists(folder) and (not os.path.isdir(folder) or os.listdir(folder)):
        raise InputError(f"{folder} is there already and is no backup; name another with --backup")
    os.makedirs(folder, exist_ok=True)
    with open(marker, "w") as file:
        file.write(text)


def free_backup(folder):
    """Keras has removed its own part when the training was done."""
    os.remove(os.path.join(folder, "settings.json"))
    if not os.listdir(folder):
        os.rmdir(folder)


def next_epoch(tf, folder):
    """The epoch with which a stopped training goes on."""
    latest = tf.train.latest_checkpoint(os.path.join(folder, "chief"))
    if latest is None:
        return 0
    return int(tf.train.load_variable(latest, "ckpt_saved_epoch/.ATTRIBUTES/VARIABLE_VALUE")) + 1


def batches_of(order, batch_size):
    return [order[first : first + batch_size] for first in range(0, len(order), batch_size)]


def order_of(epoch, num_images, options, num_replicas):
    """The pictures of an epoch. It depends on nothing before, so that a training goes on as if it had never stopped.
    Processors weigh equally, so each batch must part evenly: up to num_replicas - 1 pictures sit an epoch out."""
    order = np.random.default_rng([options.seed, epoch]).permutation(num_images)
    return order[: num_images - num_images % num_replicas]


def deal(tf, strategy, images, labels, batches, num_classes):
    """Batches in the given order, each parted among the processors; floats are made when their turn comes."""
    scale, targets = scale_of(images), np.eye(num_classes, dtype="float32")

    def read(context):
        num_local = context.num_replicas_in_sync // context.num_input_pipelines
        first = context.input_pipeline_id * num_local

        def parts():
            for batch in batches:
                for part in np.array_split(batch, context.num_replicas_in_sync)[first : first + num_local]:
                    yield images[part].astype("float32") / scale, targets[labels[part]]

        signature = (tf.TensorSpec((None, *images.shape[1:])), tf.TensorSpec((None, num_classes)))
        return tf.data.Dataset.from_generator(parts, output_signature=signature).repeat().prefetch(2)

    return strategy.distribute_datasets_from_function(read)


def save(model, options, is_chief):
    """All workers take part, as Keras asks, and the file of one stays, whole or not at all."""
    beside = os.path.dirname(os.path.abspath(options.out)) if is_chief else None
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=beside) as folder:
        file = os.path.join(folder, "model.h5")
        model.save(file)
        if is_chief:
            os.replace(file, options.out)


def train(options, arrays, tf, keras):
    strategy = choose_strategy(tf)
    num_replicas, is_chief = strategy.num_replicas_in_sync, strategy.extended.should_checkpoint
    X_train, Y_train, x_test, y_test = arrays
    with strategy.scope():
        model = load_network(options.model, keras)
        optimizer = model.optimizer or keras.optimizers.Adam()
        model.compile(optimizer, "categorical_crossentropy", ["accuracy"])
    check_fit(options, model, X_train, np.concatenate([Y_train, y_test]), num_replicas)
    if options.learning_rate is not None:
        optimizer.learning_rate = options.learning_rate
    if is_chief:
        claim_backup(options)
    first = next_epoch(tf, options.backup)
    if first >= options.epochs:
        raise InputError(f"{options.backup} has done {first} epochs already; ask for more with --epochs")
    say = print if is_chief else lambda *_, **__: None
    counts = f"{len(X_train)} pictures to learn from, {len(x_test)} to test"
    say(f"{counts}, shared by {num_replicas} processors", flush=True)
    if first > 0:
        say(f"Goes on after epoch {first}, as {options.backup} holds it", flush=True)

    orders = [order_of(epoch, len(X_train), options, num_replicas) for epoch in range(first, options.epochs)]
    steps = [batch for order in orders for batch in batches_of(order, options.batch_size)]
    tests = batches_of(np.arange(len(x_test)), options.batch_size)
    num_classes = model.output_shape[-1]

    def report(epoch, logs):
        numbers = "  ".join(f"{name} {value:.7f}" for name, value in logs.items())
        say(f"Epoch {epoch + 1}/{options.epochs}  {numbers}", flush=True)

    model.fit(
        deal(tf, strategy, X_train, Y_train, steps, num_classes),
        validation_data=deal(tf, strategy, x_test, y_test, tests, num_classes),
        steps_per_epoch=len(steps) // len(orders),
        validation_steps=len(tests),
        epochs=options.epochs,
        verbose=0,
        callbacks=[
            keras.callbacks.LambdaCallback(
                on_epoch_end=report, on_train_end=lambda _: save(model, options, is_chief)
            ),
            # After the other, so that the backup is removed when the network is saved
            keras.callbacks.BackupAndRestore(options.backup),
        ],
    )
    if is_chief:
        free_backup(options.backup)
    say(f"Saved {options.out}", flush=True)


def main(argv):
    options = parse_options(argv)
    if options.workers and options.workers > 1 and "TF_CONFIG" not in os.environ:
        return start_workers([__file__, *argv], options.workers)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    # The notebooks and both Keras 2 and 3 read this format
    warnings.filterwarnings("ignore", message="You are saving your model as an HDF5")
    try:
        # What is wrong with the files is told before the libraries take their seconds to load
        check_cluster()
        check_out(options)
        arrays = load_arrays(options.data)
        check_network(options.model)
        train(options, arrays, *load_libraries())
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def load_libraries():
    try:
        import tensorflow as tf
        import tf_keras as keras
    except ImportError as error:
        raise InputError(
            "TensorFlow and tf-keras, which is Keras 2, are needed, since fit() of Keras 3 does not run on several "
            f"machines: pip install tensorflow tf-keras ({error})"
        ) from error
    return tf, keras


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
