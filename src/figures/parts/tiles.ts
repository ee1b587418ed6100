import { checkWhole } from '../../check';
import type { Image } from '../../data/arrays';

interface TileOptions {
  /** Tiles in a row. */
  readonly columns: number;
  /** Pixels between tiles, see-through. */
  readonly gap?: number;
}

/** Returns the picture with each pixel `factor` times as wide and high; `factor` is a positive whole number. */
export function enlarge(image: Image, factor: number): Image {
  if (factor === 1) return image;
  const [height, width, channels] = image.shape;
  const data = new Uint8Array(image.data.length * factor * factor);
  let next = 0;
  for (let y = 0; y < height * factor; y++) {
    for (let x = 0; x < width * factor; x++) {
      const start = (Math.floor(y / factor) * width + Math.floor(x / factor)) * channels;
      for (let channel = 0; channel < channels; channel++)
        data[next++] = image.data[start + channel];
    }
  }
  return { data, shape: [height * factor, width * factor, channels] };
}

/**
 * Returns a small picture, each pixel in the color given for it, one or three numbers 0-255, or see-through where none is
 * given: uint8 `[height, width, 2 or 4]`, the last channel being opacity.
 */
export function drawTile(
  [height, width, numLevels]: readonly [height: number, width: number, numLevels: 1 | 3],
  colorAt: (pixel: number) => readonly number[] | undefined,
): Image {
  const data = new Uint8Array(height * width * (numLevels + 1));
  for (let pixel = 0; pixel < height * width; pixel++) {
    const color = colorAt(pixel);
    if (color) data.set([...color, 255], pixel * (numLevels + 1));
  }
  return { data, shape: [height, width, numLevels + 1] };
}

/**
 * Returns the tiles on one sheet, row by row: uint8 `[height, width, 2 or 4]`, the last channel being opacity. All tiles
 * have the shape of the first; those of 1 or 3 channels are opaque.
 *
 * @throws RangeError when columns is no positive whole number
 */
export function joinTiles(tiles: readonly Image[], { columns, gap = 0 }: TileOptions): Image {
  checkWhole('columns', columns);
  const [height, width, channels] = tiles[0].shape;
  const numChannels = channels + (channels % 2);
  const numColumns = Math.min(columns, tiles.length);
  const sheetWidth = numColumns * (width + gap) - gap;
  const sheetHeight = Math.ceil(tiles.length / numColumns) * (height + gap) - gap;
  const data = new Uint8Array(sheetWidth * sheetHeight * numChannels);
  for (const [index, tile] of tiles.entries()) {
    const top = Math.floor(index / numColumns) * (height + gap);
    const left = (index % numColumns) * (width + gap);
    for (let pixel = 0; pixel < height * width; pixel++) {
      const [y, x] = [top + Math.floor(pixel / width), left + (pixel % width)];
      const at = (y * sheetWidth + x) * numChannels;
      data[at + numChannels - 1] = 255;
      data.set(tile.data.subarray(pixel * channels, (pixel + 1) * channels), at);
    }
  }
  return { data, shape: [sheetHeight, sheetWidth, numChannels] };
}
