"""Does the jobs of dataPath.ts with NumPy and Pillow. Usage: dataPath.py FOLDER; takes a job's key a line."""

import sys
import time
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parent / "workers"))

from protocol import answer

try:
    from PIL import Image, ImageDraw, ImageFilter, ImageOps
except ImportError:
    Image = None

SIZE = (100, 100)
FOLDER = Path(sys.argv[1])


def load_pictures(folder):
    def load():
        files = sorted(file for file in folder.rglob("*") if file.suffix in (".png", ".jpg"))
        return np.stack([load_picture(file) for file in files])

    return load


def load_picture(file):
    with Image.open(file) as image:
        image.draft("RGB", SIZE)
        upright = ImageOps.exif_transpose(image).convert("RGB")
        return np.asarray(ImageOps.fit(upright, SIZE, Image.Resampling.LANCZOS))


def to_pixels(images):
    return np.clip(np.rint(images * 256), 0, 255).astype(np.uint8)


def load_four_arrays():
    train_images, test_images, *labels = np.load(FOLDER / "four.npy", allow_pickle=True)
    return to_pixels(train_images), to_pixels(test_images), [each.argmax(axis=1) for each in labels]


def save_four_arrays():
    arrays = np.empty(len(four), object)
    arrays[:] = four
    np.save(FOLDER / "saved.npy", arrays, allow_pickle=True)


def split():
    order = np.random.default_rng(1).permutation(len(images))
    num_test = len(images) // 5
    return images[np.sort(order[num_test:])], images[np.sort(order[:num_test])]


def compose():
    """One raster creature on a plain ground, as often as ours composes; Pillow can't draw the SVG that ours is made of."""
    creature = Image.new("RGBA", (200, 200))
    ImageDraw.Draw(creature).ellipse((40, 60, 160, 140), fill=(180, 120, 60, 255))
    ground = Image.linear_gradient("L").resize((200, 200)).convert("RGBA")
    for index in range(int((FOLDER / "numComposed.txt").read_text())):
        picture = ground.copy()
        turned = creature.rotate(index, Image.Resampling.BICUBIC)
        shadow = Image.new("RGBA", picture.size, (32, 36, 58, 90))
        picture.paste(shadow, (1, 2), turned.getchannel("A").filter(ImageFilter.GaussianBlur(2)))
        picture.alpha_composite(turned)
        picture.convert("RGB").resize(SIZE, Image.Resampling.LANCZOS).save(FOLDER / "composed.png", compress_level=9)


images = np.load(FOLDER / "bytes.npy")
four = [images, images[:360], np.arange(len(images)) % 6, np.arange(360) % 6]
JOBS = {
    "readBytes": lambda: np.load(FOLDER / "bytes.npy"),
    "readFloats": lambda: np.load(FOLDER / "floats.npy"),
    "readFour": load_four_arrays,
    "writeBytes": lambda: np.save(FOLDER / "saved.npy", images),
    "writeFour": save_four_arrays,
    "readStored": lambda: np.load(FOLDER / "stored.npz")["images"],
    "readPacked": lambda: np.load(FOLDER / "packed.npz")["images"],
    "writeStored": lambda: np.savez(FOLDER / "saved.npz", images=images),
    "writePacked": lambda: np.savez_compressed(FOLDER / "saved.npz", images=images),
    "split": split,
    "toFloats": lambda: images[:320].astype(np.float32) / 256,
}
if Image:
    JOBS["compose"] = compose
    JOBS["readDrawings"] = load_pictures(FOLDER / "drawings")
    for folder in sorted(FOLDER.glob("photos-*")):
        JOBS[folder.name] = load_pictures(folder)

answer(keys=list(JOBS))
for line in sys.stdin:
    start = time.perf_counter()
    result = JOBS[line.strip()]()
    milliseconds = (time.perf_counter() - start) * 1000
    del result
    answer(milliseconds=milliseconds)
