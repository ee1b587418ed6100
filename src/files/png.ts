import { PNG, type ColorType } from 'pngjs';
import type { Image } from '../data/arrays';

const COLOR_TYPES: Readonly<Record<number, ColorType>> = { 1: 0, 2: 4, 3: 2, 4: 6 };

/**
 * Returns the bytes of a PNG file. The picture may have 1 channel (gray), 2 (gray and opacity), 3 (RGB) or 4 (RGB and
 * opacity).
 *
 * @throws TypeError for another number of channels, or data that does not fill the shape
 */
export function encodePng({ data, shape: [height, width, channels] }: Image): Buffer {
  const colorType = COLOR_TYPES[channels];
  if (colorType === undefined || data.length !== height * width * channels) {
    throw new TypeError(
      `A picture has shape [height, width, 1 to 4], but got ${data.length} numbers of shape [${[height, width, channels].join(', ')}]`,
    );
  }
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  const hasAlpha = channels % 2 === 0;
  return PNG.sync.write(png, {
    colorType,
    inputColorType: colorType,
    inputHasAlpha: hasAlpha,
    deflateLevel: 9,
  });
}
