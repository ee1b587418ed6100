import { PNG } from 'pngjs';
import type { Image } from '../../src/data/arrays';
import type { Figure, Trace } from '../../src/figures/parts/figure';

/** A picture whose numbers count up from a start. */
export function countingImage(shape: readonly [number, number, number], start = 0): Image {
  const size = shape[0] * shape[1] * shape[2];
  return { data: Uint8Array.from({ length: size }, (_, index) => (start + index) % 256), shape };
}

export interface DecodedImage {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity of each pixel. */
  readonly pixels: number[][];
  readonly tag: string;
}

/** Reads the pixels back from all `<img>` of some HTML. */
export function decodeImages(html: string): DecodedImage[] {
  return [...html.matchAll(/<img src="data:image\/png;base64,([^"]+)"[^>]*>/g)].map(
    ([tag, base64]) => {
      const { width, height, data } = PNG.sync.read(Buffer.from(base64, 'base64'));
      return {
        width,
        height,
        pixels: Array.from({ length: width * height }, (_, pixel) => [
          ...data.subarray(pixel * 4, pixel * 4 + 4),
        ]),
        tag: tag.replace(base64, '…'),
      };
    },
  );
}

/** The traces of a figure that are of one kind. */
export function tracesOf<Kind extends Trace['type']>({ data }: Figure, kind: Kind) {
  return data.filter((trace): trace is Extract<Trace, { type?: Kind }> => trace.type === kind);
}
