"""Makes files that are broken, lie, or were written to do harm, for hostile.test.ts.

    python makeFiles.py FOLDER

Whatever runs code from one of them leaves a file `canary` in the folder.
"""

import hashlib
import json
import os
import pickle
import struct
import zipfile
import zlib

import numpy as np

from kerasFiles import make_keras_files
from parts import (
    CANARY,
    ROOT,
    TOUCH,
    archived,
    deflated,
    functional,
    layer,
    no_files,
    node,
    raw_archive,
    sequential,
    sparse,
    write,
)

# .npy: headers


def npy(descr, shape, data=b"", order="False"):
    header = f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x02\x00" + struct.pack("<I", len(header)) + header + data


no_files("npy", "{}.npy")
write("npy/shape-of-10-18.npy", npy("'<f4'", f"({10**18},)", b"1234"))
write("npy/shape-that-wraps.npy", npy("'<f4'", f"({2**32}, {2**32}, 1)"))
write("npy/negative-shape.npy", npy("'<f4'", "(-1,)", b"1234"))
write("npy/shape-of-letters.npy", npy("'<f4'", "(open,)", b"1234"))
write("npy/nested-header.npy", npy("'<f4'", "(" * 30_000 + ")" * 30_000))
write("npy/long-words.npy", npy("'<U1000000000000'", "(1,)", b"1234"))
write("npy/words-of-nothing.npy", npy("'<U0'", f"({10**15},)"))
write("npy/header-of-4-gb.npy", b"\x93NUMPY\x02\x00" + b"\xff" * 4 + b"{" * 100)
write("npy/version-9.npy", b"\x93NUMPY\x09\x09" + b"\0" * 100)
write("npy/cut-header.npy", npy("'<f4'", "(4,)")[:40])
write("npy/cut-numbers.npy", npy("'<f4'", "(4,)", b"123456789"))
write("npy/code-as-type.npy", npy(f"__import__('os').system({TOUCH!r})", "(1,)"))
sparse("npy/terabyte.npy", npy("'|u1'", f"({10**12},)"), 10**12 + 200)

# .npy: pickles. Each operation by its code: https://github.com/python/cpython/blob/main/Lib/pickletools.py


def pickled(name, *parts):
    write(f"npy/{name}.npy", npy("'|O'", "(1,)", b"".join(parts)))


def text(word):
    return b"X" + struct.pack("<I", len(word)) + word.encode()


class Runs:
    def __init__(self, *reduced):
        self.reduced = reduced

    def __reduce__(self):
        return self.reduced


ARGUMENT = text(CANARY)
write("npy/system.npy", npy("'|O'", "(1,)", pickle.dumps(Runs(os.system, (TOUCH,)), 2)))
write("npy/exec.npy", npy("'|O'", "(1,)", pickle.dumps([Runs(exec, (CANARY,))], 5)))
chain = Runs(getattr, (Runs(__import__, ("os",)), "system"))
write("npy/chain.npy", npy("'|O'", "(1,)", pickle.dumps(chain, 4)))
pickled("eval-of-protocol-0", b"cbuiltins\neval\n(V", CANARY.encode(), b"\ntR.")
pickled("stack-global", b"\x80\x04", text("builtins"), text("exec"), b"\x93", ARGUMENT, b"\x85R.")
pickled("stack-global-of-attributes", b"\x80\x04", text("numpy"), text("f2py.os.system"), b"\x93", text(TOUCH), b"\x85R.")
pickled("inst", b"(", ARGUMENT, b"ibuiltins\nexec\n.")
pickled("obj", b"(cbuiltins\nexec\n", ARGUMENT, b"o.")
pickled("newobj", b"\x80\x02cbuiltins\nexec\n", ARGUMENT, b"\x85\x81.")
pickled("extension", b"\x80\x02\x82\x01", ARGUMENT, b"\x85R.")
pickled("persistent-id", b"Pos.system\n.")
pickled("binary-persistent-id", text("os.system"), b"Q.")
pickled("prototype", b"c__proto__\nconstructor\n", ARGUMENT, b"\x85R.")
pickled("array-made-by-a-call", b"cnumpy.core.multiarray\n_reconstruct\n(cbuiltins\nexec\n", ARGUMENT, b"\x85RK\0\x85tR.")
pickled("state-of-a-list", b"](dVappend\ncbuiltins\nexec\nsb.")
pickled("deep-lists", b"]" * 300_000 + b"a" * 299_999 + b".")
pickled("deep-tuples", b"(" * 300_000 + b"t" * 300_000 + b".")
pickled("list-in-itself", b"]q\0h\0a.")
pickled("memo-bomb", b"]q\0", *(b"(" + b"h" + bytes([i]) + b"h" + bytes([i]) + b"lq" + bytes([i + 1]) for i in range(60)), b".")
pickled("endless-marks", b"(" * 2_000_000 + b".")
pickled("long-number", b"L" + b"9" * 4_000_000 + b"L\n.")
pickled("long-binary-number", b"\x8b" + struct.pack("<I", 30_000_000) + b"\x7f" * 30_000_000 + b".")
pickled("word-of-2-60", b"\x80\x04\x8d" + struct.pack("<Q", 2**60) + b"x.")
pickled("frame-of-2-60", b"\x80\x04\x95" + struct.pack("<Q", 2**60) + b"N.")
pickled("note-never-taken", b"j\xff\xff\xff\x7f.")
whole = pickle.dumps([np.arange(1000.0), "word", {1: 2}], 4)
for share in (10, 45, 80, 99):
    pickled(f"cut-at-{share}", whole[: len(whole) * share // 100])
pickled("array-of-10-18", pickle.dumps(np.zeros(3), 2).replace(b"K\x03\x85", b"\x8a\x08" + struct.pack("<q", 10**18) + b"\x85"))

# .npz: archives


def archive(name, entries, compression=zipfile.ZIP_DEFLATED):
    packed = archived(entries, compression)
    write(f"npz/{name}.npz", packed)
    return packed


no_files("npz", "{}.npz")
good = npy("'|u1'", "(4,)", b"abcd")
sound = archive("sound", [("a.npy", good)])
(ROOT / "npz/sound.npz").rename(ROOT / "sound.npz")
bomb = deflated(4 * 10**9)
raw_archive("npz/bomb-that-tells.npz", [(b"a.npy", bomb, 4 * 10**9, None)])
raw_archive("npz/bomb-that-lies.npz", [(b"a.npy", bomb, 100, None)])
raw_archive("npz/overlapping.npz", [(b"a.npy", bomb, 4 * 10**9, None)] + [(b"%d.npy" % i, bomb, 4 * 10**9, 0) for i in range(100)])
archive("nested", [("a.npy", archive("inner", [("b.npz", sound)] * 1))])
(ROOT / "npz/inner.npz").unlink()
archive("pickle-inside", [("a.npy", (ROOT / "npy/system.npy").read_bytes())])
archive("shape-of-10-18", [("a.npy", (ROOT / "npy/shape-of-10-18.npy").read_bytes())])
archive("ways-out", [("../../canary.npy", good)])
archive("prototype", [("__proto__.npy", b"no array")])
archive("no-arrays", [("notes.txt", "hello")])
archive("packed-otherwise", [("a.npy", good)], zipfile.ZIP_LZMA)
write("npz/cut.npz", sound[: len(sound) // 2])
write("npz/wrong-sum.npz", sound.replace(zlib.crc32(good).to_bytes(4, "little"), b"\1\2\3\4"))
write("npz/beyond-its-end.npz", sound[:-6] + struct.pack("<I", 2**31) + sound[-2:])
count = 65_535
write("npz/so-many-entries.npz", sound[:-14] + struct.pack("<HH", count, count) + sound[-10:])

# Networks: model.json and weights


def network(name, topology, weights=(), data=b""):
    manifest = [{"paths": ["weights.bin"], "weights": list(weights)}]
    model = {"modelTopology": {"model_config": topology}, "weightsManifest": manifest}
    write(f"network/{name}/model.json", topology if isinstance(topology, str) else json.dumps(model))
    write(f"network/{name}/weights.bin", data)


def weight(name, *shape, dtype="float32"):
    return {"name": name, "shape": list(shape), "dtype": dtype}


INPUT = {"batch_input_shape": [None, 4]}
dense = layer("Dense", units=2, use_bias=False, **INPUT)
kernel = weight("dense/kernel", 4, 2)
no_files("network", "{}/model.json")
network("billions-of-units", sequential(layer("Dense", units=10**12, **INPUT)), [weight("dense/kernel", 4, 10**12)])
network("half-a-unit", sequential(layer("Dense", units=0.5, **INPUT)))
network("minus-one-unit", sequential(layer("Dense", units=-1, **INPUT)))
network("units-of-words", sequential(layer("Dense", units="many", **INPUT)))
network("wide-input", sequential(layer("Dense", units=2, batch_input_shape=[None, 10**12])))
network("hundred-thousand-layers", sequential(*(layer("Dense", units=1, name=f"d{i}", **INPUT) for i in range(10**5))))
network("giant-kernel", sequential(layer("Conv2D", filters=10**5, kernel_size=[10**5, 10**5], batch_input_shape=[None, 8, 8, 3])))
network("window-of-nothing", sequential(layer("MaxPooling2D", pool_size=[0, 0], batch_input_shape=[None, 8, 8, 3])))
network("lambda", sequential(layer("Lambda", function=["print", None, None], **INPUT)))
network("prototype-as-layer", sequential(layer("__proto__", **INPUT)))
network("constructor-as-layer", sequential(layer("constructor", **INPUT)))
network("prototype-pollution", '{"__proto__": {"polluted": true}, "modelTopology": {"__proto__": {"polluted": true}}, "weightsManifest": [{"constructor": {"prototype": {"polluted": true}}}]}')


start = node("InputLayer", "a", batch_input_shape=[None, 4], dtype="float32", sparse=False)
network("cycle", functional(start, node("Add", "b", "a", "c"), node("Dense", "c", "b", units=4)))
network("input-from-nowhere", functional(start, node("Add", "b", "a", "nowhere")))
inside, depth = '{"class_name": "Sequential", "config": {"layers": [', 50_000
deep = inside * depth + json.dumps(dense) + "]}}" * depth
network("networks-in-networks", f'{{"modelTopology": {deep}, "weightsManifest": []}}')
write("network/deep-json/model.json", '{"modelTopology": ' + "[" * 2_000_000 + "]" * 2_000_000 + "}")
write("network/cut-json/model.json", '{"modelTopology": {"class_name": "Sequ')
sparse("network/json-of-a-terabyte/model.json", "{", 10**12)
network("too-few-weights", sequential(dense), [kernel], b"1234")
network("too-many-weights", sequential(dense), [kernel], bytes(1000))
network("weights-of-10-18", sequential(dense), [weight("dense/kernel", 10**9, 10**9)], b"1234")
network("negative-weights", sequential(dense), [weight("dense/kernel", -4, -2)], bytes(32))
network("weights-of-texts", sequential(dense), [weight("dense/kernel", 4, 2, dtype="string")], bytes(32))
network("weights-of-another-layer", sequential(dense), [weight("other/kernel", 4, 2)], bytes(32))
network("weights-of-another-shape", sequential(dense), [weight("dense/kernel", 2, 4)], bytes(32))
model = json.loads((ROOT / "network/too-few-weights/model.json").read_text())
model["weightsManifest"][0]["paths"] = ["../../sound.npz"]
write("network/weights-elsewhere/model.json", json.dumps(model))
for kind, place in (("pipe", None), ("endless", "/dev/zero")):
    network(f"weights-{kind}", sequential(dense), [kernel])
    target = ROOT / f"network/weights-{kind}/weights.bin"
    target.unlink()
    os.mkfifo(target) if place is None else target.symlink_to(place)

# Checkpoints: a line with a hash, a header, numbers


def checkpoint(name, header, numbers=b"", length=None):
    content = (header if isinstance(header, bytes) else json.dumps(header).encode()) + numbers
    header_length = len(content) - len(numbers) if length is None else length
    line = f"creatures checkpoint 1 {hashlib.sha256(content).hexdigest()} {header_length}\n"
    write(f"checkpoint/{name}/checkpoint.bin", line.encode() + content)


no_files("checkpoint", "{}/checkpoint.bin")
sane = {"finished": [{"loss": 1}], "layers": [], "optimizer": {"className": "Adam", "config": {}}}
checkpoint("no-json", b"{" * 50)
checkpoint("deep-json", b"[" * 1_000_000 + b"]" * 1_000_000)
checkpoint("nothing-in-it", {})
checkpoint("null", b"null")
checkpoint("shape-of-10-18", {"details": sane, "specs": [weight("w", 10**9, 10**9)]}, b"1234")
checkpoint("negative-shape", {"details": sane, "specs": [weight("w", -4)]}, b"1234")
checkpoint("tensor-of-texts", {"details": sane, "specs": [weight("w", 10**9, dtype="string")]}, b"\xff\xff\xff\x7f")
checkpoint("prototype", {"details": sane, "specs": [weight("__proto__", 1)]}, b"1234")
checkpoint("header-beyond-the-end", {"details": sane, "specs": []}, b"", 10**15)
checkpoint("no-details", {"details": None, "specs": []})
checkpoint("wrong-hash", {"details": sane, "specs": []})
path = ROOT / "checkpoint/wrong-hash/checkpoint.bin"
path.write_bytes(path.read_bytes() + b"!")

# Pictures


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width, height, *chunks, bits=8, color=2):
    header = struct.pack(">IIBBBBB", width, height, bits, color, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + b"".join(chunks) + chunk(b"IEND", b"")


no_files("photo", "{}.png")
write("photo/huge.png", png(2**31 - 1, 2**31 - 1, chunk(b"IDAT", zlib.compress(b"0"))))
write("photo/wide.png", png(100_000, 100_000, chunk(b"IDAT", zlib.compress(b"0"))))
write("photo/no-size.png", png(0, 0, chunk(b"IDAT", zlib.compress(b"0"))))
write("photo/no-pixels.png", png(64, 64))
write("photo/cut.png", png(64, 64, chunk(b"IDAT", zlib.compress(bytes(64 * 193)))[:-20]))
write("photo/profile-bomb.png", png(64, 64, chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(300_000_000), 9)), chunk(b"IDAT", b"0")))
write("photo/interlaced-bomb.png", png(30_000, 30_000, chunk(b"IDAT", zlib.compress(bytes(10**6)))).replace(b"\0\0\0", b"\0\0\0"))
write("photo/linked.svg.png", f'<svg xmlns="http://www.w3.org/2000/svg"><image href="{ROOT}/sound.npz"/></svg>')
laughs = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
write("photo/laughs.png", f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "ha">{laughs}]><svg xmlns="http://www.w3.org/2000/svg"><text>&l9;</text></svg>')
write("photo/no-pixels.jpg", b"\xff\xd8\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03\x01\x11\x00\x02\x11\x01\x03\x11\x01\xff\xd9")
write("photo/no-frames.gif", b"GIF89a\xff\xff\xff\xff\x00\x00\x00;")
write("photo/huge.webp", b"RIFF\x1e\0\0\0WEBPVP8L\x11\0\0\0\x2f\xff\xff\xff\x0f" + bytes(12))
write("photo/letter.avif", b"\0\0\0\x1cftypavif" + bytes(100))
sparse("photo/terabyte.jpg", b"\xff\xd8\xff\xe0", 10**12)

# Data sets

np.savez(ROOT / "data-words.npz", X_train=np.array(["a"]), x_test=np.array(["a"]), Y_train=np.array([0]), y_test=np.array([0]))


def four(name, *arrays):
    items = np.empty(len(arrays), object)
    items[:] = arrays
    (ROOT / "data").mkdir(exist_ok=True)
    np.save(ROOT / f"data/{name}.npy", items)


pixels, labels = np.zeros((2, 4, 4, 3), "uint8"), np.array([0, 1])
four("three-arrays", pixels, pixels, labels)
four("bright-pixels", pixels, pixels + 1e30, labels, labels)
four("no-number-pixels", pixels, pixels * np.nan, labels, labels)
four("labels-of-10-18", pixels, pixels, labels * 10**18, labels)
four("two-hot", pixels, pixels, np.ones((2, 6)), labels)
four("pictures-without-labels", pixels, pixels, labels[:1], labels)
four("flat-pictures", pixels.reshape(2, -1), pixels, labels, labels)
four("pictures-of-no-pixels", np.zeros((2, 0, 4, 3)), pixels, labels, labels)
four("no-pictures", pixels[:0], pixels[:0], labels[:0], labels[:0])
four("a-million-classes", pixels, pixels, labels, labels, np.array([str(i) for i in range(400_000)]))
write("data/empty-classes/dogs/a.png", "")
write("data/empty-classes/cats/a.png", "no picture")
write("data/pipes/cats/a.png", "no picture")
(ROOT / "data/pipes/dogs").mkdir()
os.mkfifo(ROOT / "data/pipes/dogs/a.png")
write("data/one-class/dogs/a.png", png(1, 1, chunk(b"IDAT", zlib.compress(bytes(4)))))
(ROOT / "data/folders-in-a-circle").mkdir()
for name in ("dogs", "cats"):
    (ROOT / "data/folders-in-a-circle" / name).symlink_to("..")
(ROOT / "data/no-classes").mkdir()

# Credits of collected photos

no_files("credits", "{}/credits.json")
write("credits/deep-json/credits.json", "[" * 1_000_000 + "]" * 1_000_000)
write("credits/no-list/credits.json", '{"__proto__": {"polluted": true}}')
write("credits/list-of-numbers/credits.json", "[1, 2, 3]")
sparse("credits/terabyte/credits.json", "[", 10**12)

# PyTorch's old file format

torch_start = b"".join(pickle.dumps(each, 2) for each in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}))
write("torch/system.pth", pickle.dumps(Runs(os.system, (TOUCH,)), 2))
write("torch/system-inside.pth", torch_start + pickle.dumps({"w": Runs(os.system, (TOUCH,))}, 2) + pickle.dumps([], 2))
write("torch/cut.pth", torch_start[:-5])
storage = b"(X\x07\0\0\0storagectorch\nFloatStorage\nX\x01\0\0\x000X\x03\0\0\0cpu\x8a\x08" + struct.pack("<q", 10**18) + b"NtQ"
tensor = b"ctorch._utils\n_rebuild_tensor_v2\n(" + storage + b"K\0\x8a\x08" + struct.pack("<q", 10**18) + b"\x85K\x01\x85\x89ccollections\nOrderedDict\n)RtR"
write("torch/storage-of-10-18.pth", torch_start + b"\x80\x02}X\x01\0\0\0w" + tensor + b"s." + pickle.dumps(["0"], 2) + struct.pack("<q", 10**18))

# Networks of Keras

make_keras_files()
