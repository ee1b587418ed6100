import { PNG, type ColorType } from 'pngjs';

const COLOR_TYPES: readonly ColorType[] = [0, 4, 2, 6];

/** The bytes of a PNG whose rows are each packed as suits them, which notebooks that store many pictures need. */
export function packPng(
  data: Uint8Array,
  [height, width, channels]: readonly [height: number, width: number, channels: number],
): Uint8Array {
  const colorType = COLOR_TYPES[channels - 1];
  const png = new PNG({ width, height });
  png.data = Buffer.from(data);
  const packed = PNG.sync.write(png, {
    colorType,
    inputColorType: colorType,
    inputHasAlpha: channels % 2 === 0,
    deflateLevel: 9,
  });
  return new Uint8Array(packed);
}
