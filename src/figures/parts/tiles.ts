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
 * Returns the tiles on one sheet, row by row: uint8 `[height, width, channels + 1]`, the last channel being opacity. All
 * tiles have the shape of the first.
 */
export function joinTiles(tiles: readonly Image[], { columns, gap = 0 }: TileOptions): Image {
  const [height, width, channels] = tiles[0].shape;
  const numColumns = Math.min(columns, tiles.length);
  const sheetWidth = numColumns * (width + gap) - gap;
  const sheetHeight = Math.ceil(tiles.length / numColumns) * (height + gap) - gap;
  const data = new Uint8Array(sheetWidth * sheetHeight * (channels + 1));
  for (const [index, tile] of tiles.entries()) {
    const top = Math.floor(index / numColumns) * (height + gap);
    const left = (index % numColumns) * (width + gap);
    placeTile(data, tile, { start: top * sheetWidth + left, sheetWidth });
  }
  return { data, shape: [sheetHeight, sheetWidth, channels + 1] };
}

function placeTile(
  sheet: Uint8Array,
  { data, shape }: Image,
  { start, sheetWidth }: { readonly start: number; readonly sheetWidth: number },
): void {
  const [height, width, channels] = shape;
  for (let pixel = 0; pixel < height * width; pixel++) {
    const at = (start + Math.floor(pixel / width) * sheetWidth + (pixel % width)) * (channels + 1);
    for (let channel = 0; channel < channels; channel++)
      sheet[at + channel] = data[pixel * channels + channel];
    sheet[at + channels] = 255;
  }
}
