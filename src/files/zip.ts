import { Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import { unsigned } from 'buffer-crc32';
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl';
import { ZipFile as ZipWriter } from 'yazl';
import { oneLine } from '../check';
import { reasonOf } from '../project';
import {
  CHUNK_BYTES,
  FileSource,
  readAt,
  withFile,
  type ByteSource,
  type OpenFile,
} from './byteSource';
import { InflateSource } from './inflate';

/** A file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** How many bytes it holds, unpacked. */
  readonly numBytes: number;
}

/** A zip archive that is open. */
export interface ZipArchive {
  /** All files in it; no two have the same name, and none leads out of the archive. */
  readonly entries: readonly ZipEntry[];
  /** Lets `use` read an entry from its beginning. Whoever reads to the end knows that the archive said the truth on it. */
  readonly withEntry: <Result>(
    entry: ZipEntry,
    use: (source: ByteSource) => Promise<Result>,
  ) => Promise<Result>;
}

/** A file to put into a zip archive. */
export interface ZipItem {
  readonly name: string;
  readonly numBytes: number;
  readonly content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

const STORED = 0;
const MAX_ENTRIES = 10_000;
const MAX_NAME_CHARACTERS = 1000;
/** Deflate cannot pack tighter. */
const MAX_DEFLATE_RATIO = 1032;
/** Entries packed tighter than photos, arrays and weights ever are may unfold into so many bytes, all together. */
const TIGHT_RATIO = 200;
const MAX_TIGHT_BYTES = 2 ** 27;

/** Older versions of Node 20 have none of their own, which is ten times as fast. */
const crc32 = (zlib.crc32 as typeof zlib.crc32 | undefined) ?? slowCrc32;

function slowCrc32(bytes: Uint8Array, before: number): number {
  return unsigned(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), before);
}

/**
 * Opens a zip archive (stored or deflated entries, also of more than 4 gigabytes), and closes it after `use`. Nothing is
 * unpacked before it is asked for, and nothing is written anywhere.
 *
 * @param path relative to the working folder, or with `~` for the home folder
 * @throws Error when the file is missing, no zip archive or damaged; when two entries have one name or share bytes, a name
 * leads out of the archive, or the entries unfold into absurdly more than the archive holds
 * @example
 * const names = await withZip('animals.npz', async ({ entries }) => entries.map(({ name }) => name));
 */
export async function withZip<Result>(
  path: string,
  use: (archive: ZipArchive) => Promise<Result>,
): Promise<Result> {
  return withFile(path, async (file) => {
    const { zip, entries } = await readDirectory(file);
    return use({
      entries: entries.map(({ fileName, uncompressedSize }) => ({
        name: fileName,
        numBytes: uncompressedSize,
      })),
      withEntry: async ({ name }, useSource) => {
        const entry = entries.find(({ fileName }) => fileName === name);
        if (!entry) throw new Error(`It holds no entry ${shown(name)}`);
        return withEntry(entry, { zip, file, use: useSource });
      },
    });
  });
}

type ReadArguments = [
  buffer: Buffer,
  offset: number,
  length: number,
  position: number,
  callback: (error: Error | null, bytesRead?: number) => void,
];

/** yauzl's own reader of files throws, out of reach, at positions that no file has. */
class FileReader extends RandomAccessReader {
  constructor(readonly file: OpenFile) {
    super();
  }

  override read(...[buffer, offset, length, position, callback]: ReadArguments): void {
    if (!(position + length <= this.file.size)) {
      setImmediate(callback, new Error('It is cut short or damaged'));
      return;
    }
    readAt(this.file.handle, buffer.subarray(offset, offset + length), position).then(
      () => callback(null, length),
      (error: unknown) => callback(error as Error),
    );
  }
}

async function readDirectory(
  file: OpenFile,
): Promise<{ readonly zip: ZipFile; readonly entries: readonly Entry[] }> {
  try {
    const zip = await fromRandomAccessReaderPromise(new FileReader(file), file.size, {
      autoClose: false,
    });
    if (zip.entryCount > MAX_ENTRIES)
      throw new Error(`It claims ${zip.entryCount} entries; at most ${MAX_ENTRIES} are read`);
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry())
      if (!entry.fileName.endsWith('/')) entries.push(entry);
    checkNames(entries);
    checkPlaces(entries, file.size);
    checkSizes(entries);
    return { zip, entries };
  } catch (error) {
    throw new Error(plainReason(reasonOf(error)), { cause: error });
  }
}

/** What yauzl says, in our words. */
function plainReason(message: string): string {
  if (/^Its? /.test(message)) return message;
  const unsafe = /^(?:absolute path|invalid relative path|invalid characters in fileName): (.*)$/s;
  const name = unsafe.exec(message)?.[1];
  if (name !== undefined)
    return `It holds an entry named ${shown(name)}, which leads out of the archive`;
  if (message.startsWith('End of central directory'))
    return 'It is no zip archive, or it is cut short';
  if (message.startsWith('strong encryption')) return 'It is encrypted: save it without a password';
  return `It is a damaged zip archive (${oneLine(message)})`;
}

/** Names may be as long as 65,535 bytes. */
function shown(name: string): string {
  return `"${oneLine(name.length > 60 ? `${name.slice(0, 60)}…` : name)}"`;
}

function checkNames(entries: readonly Entry[]): void {
  const known = new Set<string>();
  for (const { fileName } of entries) {
    if (fileName === '' || fileName.length > MAX_NAME_CHARACTERS || fileName.includes('\0'))
      throw new Error(`It holds an entry with the impossible name ${shown(fileName)}`);
    if (known.has(fileName))
      throw new Error(`It holds two entries named ${shown(fileName)}: which one counts?`);
    known.add(fileName);
  }
}

/** Each entry lies in bytes of its own: bombs let many entries share those of one. */
function checkPlaces(entries: readonly Entry[], fileBytes: number): void {
  const inOrder = [...entries].sort(
    (a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader,
  );
  for (const [
    index,
    { fileName, relativeOffsetOfLocalHeader, compressedSize },
  ] of inOrder.entries()) {
    const end = relativeOffsetOfLocalHeader + 30 + compressedSize;
    const next = inOrder[index + 1]?.relativeOffsetOfLocalHeader ?? fileBytes;
    if (end > next)
      throw new Error(
        `Its entry ${shown(fileName)} reaches into what follows: it is cut short, damaged or a zip bomb`,
      );
  }
}

function checkSizes(entries: readonly Entry[]): void {
  const isTight = ({ uncompressedSize, compressedSize }: Entry) =>
    uncompressedSize > TIGHT_RATIO * compressedSize;
  const tight = entries.filter(isTight);
  for (const { fileName, uncompressedSize, compressedSize } of tight) {
    if (uncompressedSize > MAX_DEFLATE_RATIO * (compressedSize + 1))
      throw new Error(
        `Its entry ${shown(fileName)} claims to unfold from ${compressedSize} into ${uncompressedSize} bytes, which is impossible`,
      );
  }
  const numBytes = tight.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (numBytes > MAX_TIGHT_BYTES)
    throw new Error(
      `It unfolds into ${numBytes} bytes, more than ${TIGHT_RATIO} times what it holds, as a zip bomb does; if it is yours, save it without compression`,
    );
}

interface EntryUse<Result> {
  readonly zip: ZipFile;
  readonly file: OpenFile;
  readonly use: (source: ByteSource) => Promise<Result>;
}

async function withEntry<Result>(
  entry: Entry,
  { zip, file, use }: EntryUse<Result>,
): Promise<Result> {
  if (entry.isEncrypted()) throw new Error('It is encrypted: save it without a password');
  if (!entry.canDecodeFileData())
    throw new Error(
      `It is packed by method ${entry.compressionMethod} of the zip format; stored and deflated entries are read`,
    );
  const { fileDataStart: start } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  const stored = new FileSource(file, { start, end: start + entry.compressedSize });
  if (entry.compressionMethod === STORED) return checkedUse(entry, stored, use);
  const unfolded = new InflateSource(stored, entry.uncompressedSize);
  try {
    return await checkedUse(entry, unfolded, use);
  } finally {
    await unfolded.close();
  }
}

async function checkedUse<Result>(
  entry: Entry,
  bytes: FileSource | InflateSource,
  use: (source: ByteSource) => Promise<Result>,
): Promise<Result> {
  const summed = new SummedSource(bytes);
  const result = await use(summed);
  if (summed.remaining > 0) return result;
  await bytes.checkEnd();
  if (summed.sum !== entry.crc32)
    throw new Error('It is damaged: its checksum is not the one that the archive names');
  return result;
}

/** So many bytes are summed up in one go, which takes some milliseconds, and are read faster the more they are. */
const SUMMED_BYTES = 2 ** 25;

/** Forms the checksum of what is read. */
class SummedSource implements ByteSource {
  readonly #bytes: ByteSource;
  sum = 0;

  constructor(bytes: ByteSource) {
    this.#bytes = bytes;
  }

  get remaining(): number {
    return this.#bytes.remaining;
  }

  async fill(target: Uint8Array): Promise<void> {
    if (target.length > this.remaining) throw new Error('It ends before all was read');
    for (let filled = 0; filled < target.length;) {
      const some = target.subarray(filled, filled + SUMMED_BYTES);
      await this.#bytes.fill(some);
      this.sum = crc32(some, this.sum);
      filled += some.length;
    }
  }
}

/**
 * The bytes of a zip archive, made while they are written: `replaceFile(path, zipped(items))`. Equal items give equal bytes.
 * Of more than 4 gigabytes it becomes an archive in the format zip64, which Python reads too.
 *
 * @throws Error when an item gives another number of bytes than it says, or its name leads out of the archive
 */
export async function* zipped(
  items: readonly ZipItem[],
  { compress = false }: { readonly compress?: boolean } = {},
): AsyncGenerator<Uint8Array> {
  const zip = new ZipWriter();
  const output = zip.outputStream as Readable;
  const fail = (error: unknown): void => void output.destroy(error as Error);
  zip.on('error', fail);
  for (const { name, numBytes, content } of items) {
    zip.addReadStreamLazy(name, { compress, size: numBytes, ...SAME_TIME }, (give) => {
      const input = Readable.from(inChunks(content)).on('error', fail);
      output.once('close', () => input.destroy());
      give(null, input);
    });
  }
  zip.end();
  yield* output as AsyncIterable<Uint8Array>;
}

/** NumPy's own archives are as old as the format allows. */
const SAME_TIME = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true };

async function* inChunks(content: ZipItem['content']): AsyncGenerator<Uint8Array> {
  for await (const piece of content)
    for (let start = 0; start < piece.length; start += CHUNK_BYTES)
      yield piece.subarray(start, start + CHUNK_BYTES);
}
