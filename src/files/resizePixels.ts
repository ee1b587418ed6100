import { totalmem } from 'node:os';
import sharp from 'sharp';
import { emptyImages, type ImageArray } from '../data/arrays';
import { forEachAtOnce } from './concurrently';

/** How a picture of any shape becomes a square: cut to the one in its middle, then resized. */
export function squareOf(imageSize: number) {
  return { width: imageSize, height: imageSize, fit: 'cover', position: 'centre' } as const;
}

/**
 * Throws where pictures take more than the memory: the system would promise it, and end the kernel when it is used.
 *
 * @throws RangeError
 */
export function checkMemory(numImages: number, imageSize: number): void {
  const numBytes = numImages * imageSize * imageSize * 3;
  if (numBytes < totalmem()) return;
  const [needed, there] = [numBytes, totalmem()].map((bytes) => (bytes / 1e9).toFixed(1));
  throw new RangeError(
    `${numImages} pictures of ${imageSize} x ${imageSize} pixels take ${needed} GB, and this machine has ${there} GB of memory; set a smaller imageSize`,
  );
}

/** sharp resizes each in threads of its own; more at once would only wait. */
const RESIZED_AT_ONCE = 4;

/** Returns RGB pictures as squares of `imageSize` pixels, made as photos are; those that are so already stay the same. */
export async function resizePixels(images: ImageArray, imageSize: number): Promise<ImageArray> {
  const [numImages, height, width, channels] = images.shape;
  if (height === imageSize && width === imageSize) return images;
  checkMemory(numImages, imageSize);
  const raw = { width, height, channels: 3 } as const;
  const resized = emptyImages([numImages, imageSize, imageSize, channels]);
  const [oldBytes, newBytes] = [height * width * channels, imageSize * imageSize * channels];
  await forEachAtOnce([...Array(numImages).keys()], RESIZED_AT_ONCE, async (index) => {
    const old = images.data.subarray(index * oldBytes, (index + 1) * oldBytes);
    const pixels = await sharp(old, { raw, limitInputPixels: false })
      .resize(squareOf(imageSize))
      .raw()
      .toBuffer();
    resized.data.set(pixels, index * newBytes);
  });
  return resized;
}
