"""Writes archives of Python's zipfile, sound and hostile, into a folder, and reads ours back."""

import json
import struct
import sys
import warnings
import zipfile
from pathlib import Path

TEXT = b"one cat, two dogs, three birds\n" * 1000


def write(folder):
    with zipfile.ZipFile(folder / "sound.zip", "w") as archive:
        archive.writestr("stored.txt", TEXT, zipfile.ZIP_STORED)
        archive.writestr("deep/ネコ.txt", TEXT, zipfile.ZIP_DEFLATED)
        archive.writestr("deep/", b"")
        archive.writestr("empty", b"", zipfile.ZIP_DEFLATED)
        with archive.open("zip64", "w", force_zip64=True) as entry:
            entry.write(TEXT)
    with zipfile.ZipFile(folder / "empty.zip", "w"):
        pass
    hostile(folder)


def hostile(folder):
    def save(name, data):
        (folder / f"{name}.zip").write_bytes(data)

    def one(name="a", data=TEXT, method=zipfile.ZIP_DEFLATED):
        path = folder / "one.tmp"
        with zipfile.ZipFile(path, "w", method) as archive:
            archive.writestr(name, data)
        return bytearray(path.read_bytes())

    def changed(data, signature, offset, layout, value):
        start = data.rindex(signature)
        struct.pack_into(layout, data, start + offset, value)
        return data

    central, local, end = b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06"
    save("no", TEXT)
    save("nothing", b"")
    save("cut", one()[:-30])
    save("longer", one() + b"more")
    save("up", one("../../etc/passwd"))
    save("absolute", one("/etc/passwd"))
    save("drive", one("C:/windows"))
    save("long", one("a" * 60_000))
    save("method", one(method=zipfile.ZIP_BZIP2))
    save("encrypted", changed(changed(one(), central, 8, "<H", 1), local, 6, "<H", 1))
    save("strong", changed(one(), central, 8, "<H", 0x41))
    save("many", changed(one(), end, 10, "<H", 60_000))
    save("shorter", changed(one(), central, 24, "<I", len(TEXT) + 5))
    save("lying", changed(one(), central, 24, "<I", len(TEXT) - 5))
    save("huge", changed(one(), central, 24, "<I", 0xFFFFFFF0))
    save("storedHuge", changed(one(method=zipfile.ZIP_STORED), central, 24, "<I", 0x7FFFFFFF))
    save("far", changed(one(), central, 42, "<I", 0x7FFFFFFF))
    save("farDirectory", changed(one(), end, 16, "<I", 0x7FFFFFF0))
    save("checksum", changed(one(), central, 16, "<I", 1))
    broken = one()
    broken[60:90] = bytes(range(200, 230))
    save("broken", broken)
    with warnings.catch_warnings(), zipfile.ZipFile(folder / "twice.zip", "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for index in range(3):
            archive.writestr(str(index), bytes(50_000_000))
    overlapping(folder / "overlapping.zip")
    # Positions that no file has
    far64 = b"PK\x06\x07" + struct.pack("<IQI", 0, 2**64 - 5, 1)
    plain = one()
    place = plain.rindex(end)
    save("far64", plain[:place] + far64 + plain[place:])


def overlapping(path):
    """Many names for the bytes of one entry."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("0", bytes(100_000))
        for index in range(1, 500):
            info = zipfile.ZipInfo(str(index))
            first = archive.filelist[0]
            for field in ("compress_type", "CRC", "compress_size", "file_size", "header_offset"):
                setattr(info, field, getattr(first, field))
            archive.filelist.append(info)


def read(folder):
    found = {}
    for path in sorted(folder.glob("ours*.zip")):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None
            found[path.name] = {
                entry.filename: [entry.file_size, entry.compress_type, archive.read(entry)[:20].hex()]
                for entry in archive.infolist()
            }
    print(json.dumps(found))


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](Path(sys.argv[2]))
