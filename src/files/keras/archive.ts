import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chunksOf } from '../byteSource';
import { withHdf5 } from '../hdf5';
import { withZip, type ZipArchive, type ZipEntry } from '../zip';
import { isFields, type Fields } from '../plainJson';
import { parseObject } from './json';
import { versionOf, type KerasFile } from './kerasFile';
import { archivePaths } from './weightSource';

/** Far more than layers take; text of this size may take some 60 times the memory once it is read. */
const MAX_JSON_BYTES = 3_000_000;

const WEIGHTS = 'model.weights.h5';

/** Beside the weights there may lie three times as much that an optimizer remembers. */
const BYTES_PER_NUMBER = 20;
const OTHER_BYTES = 50_000_000;

/**
 * Opens a `.keras` file, the zip archive of Keras 3.
 *
 * @throws Error when it is missing, damaged or no such archive
 */
export async function withKerasArchive<Result>(
  path: string,
  use: (file: KerasFile) => Promise<Result>,
): Promise<Result> {
  return withZip(path, async (archive) => {
    const model = await jsonOf(archive, 'config.json');
    const { keras_version: version } = await jsonOf(archive, 'metadata.json');
    const training = model.compile_config;
    return use({
      version: versionOf(version),
      model,
      ...(isFields(training) && isCompiled(training) && { training }),
      withWeights: async (size, useWeights) => {
        const entry = entryOf(archive, WEIGHTS);
        const most = BYTES_PER_NUMBER * size.numNumbers + OTHER_BYTES;
        if (entry.numBytes > most)
          throw new Error(
            `Its ${WEIGHTS} has ${entry.numBytes} bytes, more than the layers of the network take`,
          );
        return withUnpacked(archive, entry, (unpacked) =>
          withHdf5(unpacked, (file) =>
            useWeights({
              file,
              paths: (layers) => archivePaths(file, layers),
              memory: file.names('optimizer/vars').map((_, index) => `optimizer/vars/${index}`),
              byKind: false,
              isFlat: true,
            }),
          ),
        );
      },
    });
  });
}

function entryOf({ entries }: ZipArchive, name: string): ZipEntry {
  const found = entries.find((entry) => entry.name === name);
  if (!found) throw new Error(`It is no .keras file: it holds no ${name}`);
  return found;
}

async function jsonOf(archive: ZipArchive, name: string): Promise<Fields> {
  const entry = entryOf(archive, name);
  if (entry.numBytes > MAX_JSON_BYTES)
    throw new Error(
      `Its ${name} has ${entry.numBytes} bytes, more than the layers of a network take`,
    );
  const bytes = new Uint8Array(entry.numBytes);
  await archive.withEntry(entry, (source) => source.fill(bytes));
  return parseObject(new TextDecoder().decode(bytes), name);
}

/** The library of HDF5 reads files alone. */
async function withUnpacked<Result>(
  archive: ZipArchive,
  entry: ZipEntry,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'creatures-keras-'));
  try {
    const path = join(folder, WEIGHTS);
    await archive.withEntry(entry, (source) => writeFile(path, chunksOf(source)));
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Keras 3 leaves the optimizer out of what it writes after it has written an `.h5` file. */
function isCompiled({ optimizer = null }: Fields): boolean {
  return optimizer !== null;
}
