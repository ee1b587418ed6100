import sharp, { type Sharp } from 'sharp';
import type { Drawing } from '../../../src/tools/drawings/drawing';

/** Pixels of a thumbnail's side: fine enough to tell a duck from a swan. */
const size = 32;

/** A drawing cropped, centered and gray, and the same mirrored. */
export interface Thumbnail {
  readonly plain: Buffer;
  readonly mirrored: Buffer;
}

export async function thumbnails(drawings: readonly Drawing[]): Promise<Map<string, Thumbnail>> {
  const entries = drawings.map(async (drawing) => {
    const gray = cropped(drawing).flatten({ background: '#ffffff' }).greyscale();
    const [plain, mirrored] = await Promise.all([
      gray.clone().raw().toBuffer(),
      gray.clone().flop().raw().toBuffer(),
    ]);
    return [drawing.id, { plain, mirrored }] as const;
  });
  return new Map(await Promise.all(entries));
}

function cropped({ outline, body }: Drawing): Sharp {
  const [xs, ys] = [outline.map(({ x }) => x), outline.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  const side = Math.max(width, height);
  const box = `${left - (side - width) / 2} ${top - (side - height) / 2} ${side} ${side}`;
  const names = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
  return sharp(
    Buffer.from(
      `<svg ${names} width="${size}" height="${size}" viewBox="${box}" color="#999999">${body}</svg>`,
    ),
  );
}

/** How alike two drawings look, whichever way they face: the correlation of their pixels, 1 for the same drawing. */
export function likeness(one: Thumbnail, other: Thumbnail): number {
  return Math.max(correlation(one.plain, other.plain), correlation(one.plain, other.mirrored));
}

function correlation(one: Uint8Array, other: Uint8Array): number {
  const mean = (values: Uint8Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanOne, meanOther] = [mean(one), mean(other)];
  let [together, squareOne, squareOther] = [0, 0, 0];
  for (let pixel = 0; pixel < one.length; pixel++) {
    const [a, b] = [one[pixel] - meanOne, other[pixel] - meanOther];
    together += a * b;
    squareOne += a * a;
    squareOther += b * b;
  }
  return together / Math.sqrt(squareOne * squareOther);
}
