import { PNG } from 'pngjs';

/**
 * The pixels of a PNG that is just as wanted already, such as the composed drawings are: uint8 `[imageSize, imageSize, 3]`.
 * Undefined for any other file, a damaged one too: sharp reads it, or says what is wrong. It gives the same pixels, but to
 * set up its work takes several times as long as the work.
 *
 * @see https://www.w3.org/TR/png-3/ for the format
 */
export function readPlainPng(bytes: Buffer, imageSize: number): Uint8Array | undefined {
  if (!bytes.subarray(0, HEADER.length).equals(headerOf(imageSize)) || !hasOnlyPixels(bytes))
    return undefined;
  try {
    return withoutAlpha(PNG.sync.read(bytes).data);
  } catch {
    return undefined;
  }
}

/** How these files begin, but for width and height: 8 bits a color, no alpha, the only packing there is, not interlaced. */
const HEADER = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\0\x08\x02\0\0\0', 'latin1');

function headerOf(imageSize: number): Buffer {
  const header = Buffer.from(HEADER);
  header.writeUInt32BE(imageSize, 16);
  header.writeUInt32BE(imageSize, 20);
  return header;
}

const SIGNATURE_BYTES = 8;

/** The pixels, and parts without a say in them: size, resolution, time, and the end. */
const PLAIN_PARTS: ReadonlySet<string> = new Set(['IDAT', 'IHDR', 'pHYs', 'tIME', 'IEND']);

/** Each part has its length, its name, contents and a checksum. Color profiles and the like are left to sharp. */
function hasOnlyPixels(bytes: Buffer): boolean {
  let start = SIGNATURE_BYTES;
  while (
    start + 12 <= bytes.length &&
    PLAIN_PARTS.has(bytes.toString('latin1', start + 4, start + 8))
  ) {
    start += 12 + bytes.readUInt32BE(start);
  }
  return start === bytes.length;
}

function withoutAlpha(rgba: Buffer): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from];
    rgb[to + 1] = rgba[from + 1];
    rgb[to + 2] = rgba[from + 2];
  }
  return rgb;
}
