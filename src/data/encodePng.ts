import { packPng } from '#platform';
import type { Image } from './arrays';

/**
 * Returns the bytes of a PNG file. The picture may have 1 channel (gray), 2 (gray and opacity), 3 (RGB) or 4 (RGB and
 * opacity).
 *
 * @param image uint8 `[height, width, channels]`, 0-255
 * @throws TypeError for another number of channels, or data that does not fill the shape
 * @example
 * encodePng({ data: new Uint8Array([255, 0, 0]), shape: [1, 1, 3] }).subarray(1, 4) //=> Uint8Array(3) [ 80, 78, 71 ]
 */
export function encodePng(image: Image): Uint8Array {
  const { data } = image;
  const [height, width, channels] = image.shape;
  const isPicture = Number.isInteger(channels) && channels >= 1 && channels <= 4;
  if (!isPicture || data.length !== height * width * channels) {
    throw new TypeError(
      `A picture has shape [height, width, 1 to 4], but got ${data.length} numbers of shape [${[height, width, channels].join(', ')}]`,
    );
  }
  return packPng(data, image.shape);
}
