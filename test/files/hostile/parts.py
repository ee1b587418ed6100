"""What the files for hostile.test.ts are made of."""

import io
import os
import struct
import sys
import zipfile
import zlib
from pathlib import Path

ROOT = Path(sys.argv[1])
CANARY = f"open({str(ROOT / 'canary')!r}, 'w')"
TOUCH = f"touch '{ROOT / 'canary'}'"


def write(name, content):
    path = ROOT / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def no_files(folder, file):
    """What stands where a file should: nothing to read, or no end of it."""
    for kind in ("empty", "text", "folder", "pipe", "endless", "loop"):
        place = ROOT / folder / file.format(kind)
        place.parent.mkdir(parents=True, exist_ok=True)
        if kind == "empty":
            place.write_bytes(b"")
        elif kind == "text":
            place.write_text("Dear reader,\nthis is a letter.\n" * 40)
        elif kind == "folder":
            place.mkdir()
        elif kind == "pipe":
            os.mkfifo(place)
        elif kind == "endless":
            place.symlink_to("/dev/zero")
        else:
            place.symlink_to(place.name)


def sparse(name, start, length):
    write(name, start)
    os.truncate(ROOT / name, length)


def archived(entries, compression=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as file:
        for entry, content in entries:
            file.writestr(entry, content)
    return packed.getvalue()


def deflated(count):
    """So many zero bytes, deflated: the same block again and again."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(10**7)) + packer.flush(zlib.Z_FULL_FLUSH)
    return block * (count // 10**7) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()


def raw_archive(file, entries):
    """An archive whose entries (name, packed bytes, size that is told, where or None for behind the last) may lie."""
    body, central = b"", b""
    for name, packed, size, at in entries:
        offset = len(body) if at is None else at
        if at is None:
            body += b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, 0, len(packed), size, len(name), 0) + name + packed
        central += b"PK\x01\x02" + struct.pack(
            "<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 33, 0, len(packed), size, len(name), 0, 0, 0, 0, 0, offset
        ) + name
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(central), len(body), 0)
    write(file, body + central + end)


def layer(kind, **config):
    return {"class_name": kind, "config": {"name": config.pop("name", kind.lower()), **config}}


def sequential(*layers):
    return {"class_name": "Sequential", "config": {"name": "s", "layers": list(layers)}}


def functional(*layers):
    return {"class_name": "Model", "config": {"name": "m", "layers": list(layers), "input_layers": [["a", 0, 0]], "output_layers": [["b", 0, 0]]}}


def node(kind, name, *inputs, **config):
    inbound = [[[each, 0, 0, {}] for each in inputs]] if inputs else []
    return {"class_name": kind, "name": name, "config": {"name": name, **config}, "inbound_nodes": inbound}
