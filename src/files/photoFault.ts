import * as zlib from 'node:zlib';

/** How files of the formats that are read begin. */
const SIGNATURES: Readonly<Record<string, RegExp>> = {
  JPEG: /^\xff\xd8\xff/,
  PNG: /^\x89PNG\r\n\x1a\n/,
  GIF: /^GIF8[79]a/,
  WebP: /^RIFF[^]{4}WEBP/,
  AVIF: /^[^]{4}ftypavi[fs]/,
  HEIC: /^[^]{4}ftyp(hei[cxms]|hev[cxms])/,
};

/** Returns the format of a picture by its first bytes, if it is one that photos often have. */
export function formatOf(bytes: Buffer): string | undefined {
  const start = bytes.toString('latin1', 0, 12);
  return Object.keys(SIGNATURES).find((format) => SIGNATURES[format].test(start));
}

/** Returns what is wrong with a picture that sharp refused, in one sentence. */
export function photoFault(message: string, bytes: Buffer): string {
  const format = formatOf(bytes);
  if (format === undefined) {
    return /unsupported image format/.test(message)
      ? 'It is no JPEG, PNG, WebP, GIF or AVIF picture'
      : 'It is no JPEG, PNG, WebP, GIF or AVIF picture, or a damaged one';
  }
  const detail = format === 'PNG' ? pngFault(bytes) : libraryFault(message);
  return `The ${format} picture is damaged: ${detail ?? 'its pixels cannot be unfolded'}`;
}

/** What the library for the format says last, without its own name and numbers. */
function libraryFault(message: string): string | undefined {
  if (/premature end|unexpected end|insufficient|outside of file|empty data/i.test(message))
    return 'it is cut off';
  const words = message
    .split('\n')
    .filter((line) => /^(Input buffer has|VipsJpeg|gif|heif)/.test(line))
    .at(-1)
    ?.replace(/^Input buffer has corrupt header:/, '')
    .replace(/^ *(VipsJpeg|gifload_buffer|heif|webp): /, '')
    .replace(/\([\d.]+\)|Invalid input: |Unspecified: /g, '')
    .trim();
  return words || undefined;
}

const SIGNATURE_BYTES = 8;

/** The first part of a PNG that is not as it should be. Each has its length, its name, contents and a checksum. */
function pngFault(bytes: Buffer): string | undefined {
  for (let start = SIGNATURE_BYTES; ;) {
    if (start + 12 > bytes.length) return 'it is cut off';
    const end = start + 12 + bytes.readUInt32BE(start);
    const name = bytes.toString('latin1', start + 4, start + 8);
    if (!/^[A-Za-z]{4}$/.test(name)) return `at byte ${start} it is no PNG any more`;
    if (end > bytes.length) return `it is cut off, or the length of its part ${name} is wrong`;
    if (!hasChecksum(bytes, start, end)) return `the checksum of its part ${name} does not fit`;
    if (name === 'IEND') return undefined;
    start = end;
  }
}

/** True as well where Node does not know this sum yet, which is so before 20.15. */
function hasChecksum(bytes: Buffer, start: number, end: number): boolean {
  if (typeof zlib.crc32 !== 'function') return true;
  return zlib.crc32(bytes.subarray(start + 4, end - 4)) === bytes.readUInt32BE(end - 4);
}
