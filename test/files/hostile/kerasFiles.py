"""Makes networks of Keras that are broken, lie, or were written to do harm, for hostile.test.ts.

Each is a sound network but for one thing; the sound ones lie beside them.
"""

import base64
import json
import marshal
import os
import struct
import zlib

import h5py
import numpy as np

from parts import CANARY, ROOT, archived, deflated, functional, layer, no_files, node, raw_archive, sequential, write

INPUT = {"batch_input_shape": [None, 4]}
DENSE = layer("Dense", units=2, **INPUT)
SHAPES = {"kernel": (4, 2), "bias": (2,)}
KERNEL = "model_weights/dense/dense/kernel:0"


def whole(name, config=sequential(DENSE), change=None, training=None):
    """An `.h5` file: with a configuration, a text in its place or none, and what `change` does to the open file."""
    path = ROOT / f"{name}.h5"
    path.parent.mkdir(parents=True, exist_ok=True)
    with h5py.File(path, "w") as file:
        if config is not None:
            attribute(file, "model_config", config if isinstance(config, str) else json.dumps(config))
        if training is not None:
            attribute(file, "training_config", training if isinstance(training, str) else json.dumps(training))
        file.attrs["keras_version"] = "2.15.0"
        group = file.create_group("model_weights/dense")
        group.attrs["weight_names"] = [b"dense/kernel:0", b"dense/bias:0"]
        for weight, shape in SHAPES.items():
            group[f"dense/{weight}:0"] = np.ones(shape, "f4")
        if change:
            change(file)
    return path.read_bytes()


def attribute(file, name, text):
    """As Keras writes it, also one of more than 64 kilobytes."""
    file.attrs.create(name, text.encode(), dtype=h5py.string_dtype("utf-8"))


def config(name, value):
    whole(f"keras/config-{name}", value)


def change(name):
    """Makes a file of what the function below does to the sound one."""
    return lambda function: whole(f"keras/{name}", change=function)


def kernel(name, make):
    """A file whose kernel is something else: `make(group, name)`."""

    def put(file):
        del file[KERNEL]
        make(file["model_weights/dense/dense"], "kernel:0")

    return whole(f"keras/kernel-{name}", change=put)


def patched(name, content, before, after):
    """Numbers that tell of a size, changed behind the library's back."""
    assert before in content, name
    write(f"keras/{name}.h5", content.replace(before, after))


def archive(name, **entries):
    given = {"metadata_json": json.dumps({"keras_version": "3.0.0"}), "config_json": json.dumps(sequential(DENSE)), **entries}
    names = {"metadata_json": "metadata.json", "config_json": "config.json", "weights": "model.weights.h5"}
    write(f"{name}.keras", archived([(names.get(key, key), value) for key, value in given.items() if value is not None]))


def weights_only(change=None):
    """What lies in a `.keras` archive."""
    path = ROOT / "weights.h5"
    with h5py.File(path, "w") as file:
        for index, shape in enumerate(SHAPES.values()):
            file[f"layers/dense/vars/{index}"] = np.ones(shape, "f4")
        if change:
            change(file)
    return path.read_bytes()


def make_whole_files():
    no_files("keras", "{}.h5")
    sound = whole("sound")
    for count in (10, 100, 2000, len(sound) // 2, len(sound) - 10):
        write(f"keras/cut-at-{count}.h5", sound[:count])
    make_links()
    make_kernels()
    make_configs()
    make_trainings()


def make_links():
    """What leads out of the file, or nowhere."""
    other = str(ROOT / "sound.h5")

    @change("link-to-a-file")
    def _(file):
        del file["model_weights"]
        file["model_weights"] = h5py.ExternalLink(other, "/model_weights")

    @change("link-of-the-kernel")
    def _(file):
        del file[KERNEL]
        file[KERNEL] = h5py.ExternalLink(other, f"/{KERNEL}")

    @change("link-to-a-device")
    def _(file):
        del file[KERNEL]
        file[KERNEL] = h5py.ExternalLink("/dev/zero", "/a")

    @change("link-to-itself")
    def _(file):
        del file["model_weights"]
        file["model_weights"] = h5py.SoftLink("/model_weights")

    @change("link-to-its-own")
    def _(file):
        file.move("model_weights", "elsewhere")
        file["model_weights"] = h5py.SoftLink("/elsewhere")

    @change("weights-above-the-file")
    def _(file):
        file["model_weights/dense"].attrs["weight_names"] = [b"../../../etc/passwd", b"/dev/zero"]

    @change("weights-that-are-numbers")
    def _(file):
        del file["model_weights"]
        file["model_weights"] = np.ones(3)

    @change("weights-missing")
    def _(file):
        del file["model_weights"]

    @change("weights-without-names")
    def _(file):
        del file["model_weights/dense"].attrs["weight_names"]

    @change("names-of-numbers")
    def _(file):
        file["model_weights/dense"].attrs["weight_names"] = np.arange(2.0)

    @change("names-of-references")
    def _(file):
        file["model_weights/dense"].attrs["weight_names"] = np.array([file.ref, file.ref], h5py.ref_dtype)

    @change("names-that-are-empty")
    def _(file):
        file["model_weights/dense"].attrs["weight_names"] = h5py.Empty("S10")

    def many(file):
        file["model_weights/dense"].attrs["weight_names"] = np.zeros(12_345, "S1")

    patched("names-of-10-12", whole("many", change=many), struct.pack("<Q", 12_345), struct.pack("<Q", 10**12))

    whole("keras/no-network", None, lambda file: file.pop("model_weights"))
    whole("keras/weights-alone", None, lambda file: file.attrs.update(layer_names=[b"dense"]))
    whole("keras/weights-of-keras-3-alone", None, lambda file: file.create_group("layers"))


def make_kernels():
    def stored(place, size=h5py.h5f.UNLIMITED):
        return lambda group, name: group.create_dataset(name, (4, 2), "f4", external=[(place, 0, size)])

    pipe = ROOT / "pipe"
    os.mkfifo(pipe)
    for name, place in {"passwords": "/etc/passwd", "device": "/dev/zero", "pipe": str(pipe), "nowhere": "absent"}.items():
        kernel(f"in-{name}", stored(place))

    def virtual(place, source):
        def make(group, name):
            layout = h5py.VirtualLayout((4, 2), "f4")
            layout[:] = h5py.VirtualSource(place, source, (4, 2))
            group.create_virtual_dataset(name, layout)

        return make

    kernel("virtual", virtual(str(ROOT / "sound.h5"), KERNEL))
    kernel("virtual-nowhere", virtual("absent.h5", "a"))
    kernel("virtual-itself", virtual(".", KERNEL))
    kernel("huge", lambda group, name: group.create_dataset(name, (10**9, 10**9), "f4", chunks=(1000, 1000)))
    kernel("turned", lambda group, name: group.create_dataset(name, (2, 4), "f4"))
    kernel("flat", lambda group, name: group.create_dataset(name, (), "f4"))
    kernel("null", lambda group, name: group.create_dataset(name, data=h5py.Empty("f4")))
    kernel("group", lambda group, name: group.create_group(name))
    kernel("float16", lambda group, name: group.create_dataset(name, (4, 2), "f2"))
    kernel("big-endian", lambda group, name: group.create_dataset(name, (4, 2), ">f4"))
    kernel("words", lambda group, name: group.create_dataset(name, (4, 2), "S9"))
    kernel("texts", lambda group, name: group.create_dataset(name, (4, 2), h5py.string_dtype()))
    kernel("records", lambda group, name: group.create_dataset(name, (4, 2), [("a", "f4"), ("b", "i4")]))
    kernel("references", lambda group, name: group.create_dataset(name, (4, 2), h5py.ref_dtype))
    kernel("lists", lambda group, name: group.create_dataset(name, (4, 2), h5py.vlen_dtype(np.float32)))
    kernel("packed-otherwise", lambda group, name: group.create_dataset(name, data=np.ones((4, 2), "f4"), chunks=(4, 2), compression="lzf"))

    def chunk(content):
        def make(group, name):
            made = group.create_dataset(name, (4, 2), "f4", chunks=(64, 64), maxshape=(64, 64), compression="gzip")
            made.id.write_direct_chunk((0, 0), content)

        return make

    kernel("chunk-of-noise", chunk(bytes(range(200))))
    kernel("chunk-too-short", chunk(zlib.compress(b"1234")))
    kernel("chunk-bomb", chunk(zlib_of_zeros(2 * 10**9)))

    def odd(group, name):
        group.create_dataset(name, data=np.ones((4, 2), "f4"), chunks=(4, 2), maxshape=(771, 773))

    sizes = struct.pack("<II", 4, 2) + struct.pack("<I", 4)
    content = kernel("chunks-of-10-9", odd)
    patched("kernel-chunks-of-10-9", content, sizes, struct.pack("<III", 10**9, 10**9, 4))


def zlib_of_zeros(count):
    """So many zeros as zlib packs them, but for the sum at the end."""
    return b"\x78\xda" + deflated(count) + struct.pack(">I", 1)


def make_configs():
    for name, text in {
        "no-json": "{",
        "null": "null",
        "text": '"Sequential"',
        "deep-lists": "[" * 100_000 + "]" * 100_000,
        "deepest-lists": "[" * 500_000 + "]" * 500_000,
        "deep-networks": '{"class_name":"Sequential","config":{"layers":[' * 20_000 + "]}}" * 20_000,
        "deep-setting": json.dumps(sequential(layer("Dense", units=2, groups="DEEP", **INPUT))).replace('"DEEP"', "[" * 50_000 + "]" * 50_000),
        "long": json.dumps({"a": "x" * 3_100_000}),
        "many-numbers": '{"a":[' + "1," * 300_000 + "1]}",
        "prototype": '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}',
    }.items():
        config(name, text)
    whole("keras/config-numbers", None, lambda file: file.attrs.create("model_config", [1.0, 2.0]))
    whole("keras/config-broken-text", None, lambda file: file.attrs.create("model_config", np.bytes_(b"\xff\xfe{\x80")))
    for name, units in {"10-12": 10**12, "10-300": 1e300, "half": 0.5, "minus-3": -3, "words": "many", "none": None, "lists": [[2]]}.items():
        config(f"units-{name}", sequential(layer("Dense", units=units, **INPUT)))
    for name, shape in {"10-18": [None, 10**18], "minus": [None, -4], "words": "four", "long": [None] + [1] * 10**5}.items():
        config(f"input-{name}", sequential(layer("Dense", units=2, batch_input_shape=shape)))
    code = base64.b64encode(marshal.dumps(compile(CANARY, "lambda", "exec"))).decode()
    others = {
        "lambda": layer("Lambda", function=[code, None, None], function_type="lambda"),
        "custom": {**layer("Custom>Mine"), "module": "os", "registered_name": "Custom>Mine"},
        "module": {**layer("Dense", name="d", units=2), "module": f"__import__('os').system({CANARY!r})"},
        "prototype-class": layer("__proto__"),
        "constructor-class": layer("constructor"),
        "long-class": layer("D" * 1_000_000, name="d"),
        "lines-in-the-name": layer("Lambda", name="a\n    at b\n" * 100),
        "prototype-name": layer("Dense", name="__proto__", units=2),
        "own-initializer": layer("Dense", name="__proto__", units=2, kernel_initializer={"class_name": "__proto__", "config": {}}),
        "own-activation": layer("Dense", name="d", units=2, activation={"class_name": "function", "config": "eval"}),
        "dtype": layer("Dense", name="d", units=2, dtype={"class_name": "__proto__", "config": {"name": {"__proto__": 1}}}),
        "twice": DENSE,
        "window-of-nothing": layer("MaxPooling1D", pool_size=[0], strides=[0]),
        "rate": layer("Dropout", rate="much"),
        "nothing": None,
    }
    for name, value in others.items():
        config(f"layer-{name}", sequential(DENSE, value))
    config("so-many-layers", sequential(*(layer("Dense", units=2, name=f"d{i}") for i in range(40_000))))
    config("layers-none", sequential())
    config("layers-text", {"class_name": "Sequential", "config": {"layers": "many"}})
    config("class-model", {"class_name": "os.system", "config": {"layers": [DENSE]}})
    inner = sequential(DENSE)
    for index in range(50):
        inner = {**sequential(inner), "name": f"s{index}"}
    config("networks-in-networks", inner)
    make_graphs()


def make_graphs():
    start = node("InputLayer", "a", batch_input_shape=[None, 4], dtype="float32", sparse=False)
    sources = {"cycle": ["b"], "nowhere": ["absent"], "prototype": ["__proto__"]}
    for name, inputs in sources.items():
        config(f"graph-{name}", functional(start, node("Dense", "b", *inputs, units=2)))
    config("graph-circle", functional(start, node("Add", "b", "a", "c"), node("Dense", "c", "b", units=4)))
    one = node("Dense", "b", "a", units=2)
    for name, inbound in {
        "call-10-15": [[["a", 10**15, 0, {}]]],
        "output-10-15": [[["a", 0, 10**15, {}]]],
        "call-minus": [[["a", -1, 0, {}]]],
        "words": "a",
        "settings": [[["a", 0, 0, {"__class__": "os.system"}]]],
        "so-many-calls": [[["a", 0, 0, {}]]] * 30_000,
        "so-many-inputs": [[["a", 0, 0, {}]] * 30_000],
    }.items():
        config(f"graph-{name}", functional(start, {**one, "inbound_nodes": inbound}))
    for name, ends in {"objects": {"a": ["b", 0, 0]}, "nowhere": [["absent", 0, 0]], "none": [], "10-9": [["b", 10**9, 0]]}.items():
        given = functional(start, one)
        given["config"]["output_layers"] = ends
        config(f"ends-{name}", given)


def make_trainings():
    adam = {"class_name": "Adam", "config": {"learning_rate": 0.1}}
    for name, training in {
        "no-json": "{",
        "list": "[]",
        "deep": "[" * 500_000 + "]" * 500_000,
        "deep-loss": '{"loss": ' + "[" * 50_000 + "]" * 50_000 + "}",
        "no-optimizer": {"loss": "mse"},
        "prototype-optimizer": {"loss": "mse", "optimizer_config": {"class_name": "__proto__", "config": {}}},
        "rate-in-words": {"loss": "mse", "optimizer_config": {"class_name": "Adam", "config": {"learning_rate": "fast"}}},
        "schedule": {"loss": "mse", "optimizer_config": {"class_name": "Adam", "config": {"learning_rate": {"class_name": "Custom>S", "config": {}}}}},
        "own-loss": {"loss": {"class_name": "function", "config": "eval"}, "optimizer_config": adam},
        "prototype-loss": {"loss": "__proto__", "optimizer_config": adam},
        "loss-of-another": {"loss": {"absent": "mse"}, "optimizer_config": adam},
        "prototype-metric": {"loss": "mse", "metrics": ["constructor"], "optimizer_config": adam},
        "metrics-10-5": {"loss": "mse", "metrics": [[["own"]]] * 100_000, "optimizer_config": adam},
    }.items():
        whole(f"keras/training-{name}", training=training)


def make_archives():
    no_files("keras", "{}.keras")
    weights = weights_only()
    sound = archived([("metadata.json", "{}"), ("config.json", json.dumps(sequential(DENSE))), ("model.weights.h5", weights)])
    write("sound.keras", sound)
    for share in (10, 50, 99):
        write(f"keras/cut-at-{share}.keras", sound[: len(sound) * share // 100])
    write("keras/whole.keras", (ROOT / "sound.h5").read_bytes())
    write("keras/archive.h5", sound)

    def lies(name, target, packed, size):
        plain = {"metadata.json": b"{}", "config.json": json.dumps(sequential(DENSE)).encode(), "model.weights.h5": weights}
        entries = [(key.encode(), *((packed, size) if key == target else (raw(value), len(value))), None) for key, value in plain.items()]
        raw_archive(f"keras/{name}.keras", entries)

    bomb = deflated(2 * 10**9)
    for target in ("config.json", "metadata.json", "model.weights.h5"):
        lies(f"bomb-that-tells-{target[:5]}", target, bomb, 2 * 10**9)
        lies(f"bomb-that-lies-{target[:5]}", target, bomb, 1000)
    text = json.dumps(sequential(DENSE)).encode()
    lies("size-too-large", "config.json", raw(text), len(text) + 50)
    lies("size-too-small", "config.json", raw(text), len(text) - 50)
    lies("sum-wrong", "model.weights.h5", raw(weights), len(weights))

    archive("keras/ways-out", **{"../../canary": "open"}, weights=weights)
    archive("keras/absolute-way-out", **{"/tmp/canary": "open"}, weights=weights)
    archive("keras/no-config", config_json=None, weights=weights)
    archive("keras/no-metadata", metadata_json=None, weights=weights)
    archive("keras/no-weights")
    archive("keras/config-of-spaces", config_json=" " * 100_000_000, weights=weights)
    archive("keras/config-deep", config_json="[" * 500_000 + "]" * 500_000, weights=weights)
    archive("keras/config-deep-networks", config_json='{"class_name":"Sequential","config":{"layers":[' * 20_000, weights=weights)
    archive("keras/config-broken-text", config_json=b"\xff\xfe{\x80", weights=weights)
    archive("keras/metadata-deep", metadata_json='{"keras_version":' + "[" * 500_000 + "]" * 500_000 + "}", weights=weights)
    archive("keras/metadata-list", metadata_json="[1, 2]", weights=weights)
    lambda_layer = layer("Lambda", function={"class_name": "__lambda__", "config": {"code": "4wEAAA==", "defaults": None, "closure": None}})
    archive("keras/lambda", config_json=json.dumps(sequential(DENSE, lambda_layer)), weights=weights)
    three = {"class_name": "Adam", "module": "os", "config": {"learning_rate": {"class_name": "system", "module": "os", "config": {"command": CANARY}}}}
    compiled = {**sequential(DENSE), "compile_config": {"optimizer": three, "loss": "mse"}}
    archive("keras/optimizer-of-code", config_json=json.dumps(compiled), weights=weights)
    make_archived_weights(weights)


def make_archived_weights(weights):
    archive("keras/weights-cut", weights=weights[: len(weights) // 2])
    archive("keras/weights-empty", weights=b"")
    archive("keras/weights-text", weights="Dear reader, this is a letter.")
    archive("keras/weights-of-a-whole-network", weights=(ROOT / "sound.h5").read_bytes())

    def link(file):
        del file["layers/dense/vars/0"]
        file["layers/dense/vars/0"] = h5py.ExternalLink(str(ROOT / "sound.h5"), f"/{KERNEL}")

    def stored(file):
        del file["layers/dense/vars/0"]
        file.create_dataset("layers/dense/vars/0", (4, 2), "f4", external=[("/etc/passwd", 0, h5py.h5f.UNLIMITED)])

    def missing(file):
        del file["layers/dense/vars/1"]

    def named(file):
        file.move("layers/dense/vars/1", "layers/dense/vars/__proto__")

    for change in (link, stored, missing, named):
        archive(f"keras/weights-{change.__name__}", weights=weights_only(change))


def raw(content):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


def make_keras_files():
    make_whole_files()
    make_archives()
