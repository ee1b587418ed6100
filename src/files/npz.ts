import { checkOneOf, checkOptions, checkText, oneLine } from '../check';
import type { NdArray } from '../data/arrays';
import { reasonOf } from '../project';
import { isNdArray, readNpy, type NpyContent } from './numpy/npyReader';
import { encodeArray, type NpyArray } from './numpy/npyWriter';
import { replaceFile } from './replaceFile';
import { withZip, zipped, type ZipArchive, type ZipEntry, type ZipItem } from './zip';

/**
 * The arrays in a NumPy `.npz` file by name, as `numpy.savez` and `numpy.savez_compressed` write it: each as `loadNpy` gives
 * it, arrays of words as lists.
 *
 * With `holds` the result has the type the caller expects, so that it can be taken apart at once.
 *
 * @param path relative to the working folder, or with `~` for the home folder
 * @throws Error when the file is missing, damaged, cut short, or holds other things than data
 * @throws TypeError when it does not hold what `holds` says
 * @example
 * const { pixels } = await loadNpz('pixels.npz', { holds: 'arrays' });
 * pixels.shape //=> [ 8, 8 ]
 */
export function loadNpz(path: string): Promise<Readonly<Record<string, NpyContent>>>;
export function loadNpz(
  path: string,
  options: { readonly holds: 'arrays' },
): Promise<Readonly<Record<string, NdArray>>>;
export async function loadNpz(
  path: string,
  options: { readonly holds?: 'arrays' } = {},
): Promise<Readonly<Record<string, NpyContent>>> {
  checkText('path', path, "the path of an .npz file, such as 'animals.npz'");
  checkOptions('The options of loadNpz()', options, "{ holds: 'arrays' }");
  const { holds } = options;
  if (holds !== undefined) checkOneOf('holds', holds, ['arrays']);
  const arrays = await readNpz(path, (names) => names);
  const other = Object.keys(arrays).find((name) => !isNdArray(arrays[name]));
  if (holds === 'arrays' && other !== undefined)
    throw new TypeError(
      `${oneLine(other)} in ${path} is no array of numbers: load the file without "holds" and look at each value`,
    );
  return arrays;
}

/**
 * Writes arrays by name into an `.npz` file, as `numpy.savez` does, or `numpy.savez_compressed` with `compress`; lists of
 * words become arrays of text. NumPy reads it with `numpy.load(path)`.
 * The folder is made if it is not there, and an older file stays until the new one is whole.
 *
 * @throws TypeError when the numbers of an array do not fill its shape
 * @throws Error when the file cannot be written
 * @example
 * const pixels = { data: new Uint8Array([0, 128, 255, 64]), shape: [2, 2] };
 * await saveNpz('words.npz', { pixels, names: ['cat', 'dog'] }, { compress: true });
 */
export async function saveNpz(
  path: string,
  arrays: Readonly<Record<string, NpyArray>>,
  options: { readonly compress?: boolean } = {},
): Promise<void> {
  checkText('path', path, "the path of an .npz file, such as 'animals.npz'");
  checkOptions('The arrays of saveNpz()', arrays, '{ pixels: { data, shape } }');
  checkOptions('The options of saveNpz()', options, '{ compress: true }');
  const items = Object.entries(arrays).map(([name, array]) => toItem(name, array));
  try {
    await replaceFile(path, zipped(items, options));
  } catch (error) {
    throw new Error(`Cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function toItem(name: string, array: NpyArray): ZipItem {
  const content = encodeArray(array);
  const numBytes = content.reduce((sum, { length }) => sum + length, 0);
  return { name: `${name}.npy`, numBytes, content };
}

/**
 * Reads those arrays of an `.npz` file that `choose` picks from their names, and no others.
 *
 * @throws Error when the file, or one of these arrays, is damaged or holds other things than data
 */
export async function readNpz(
  path: string,
  choose: (names: readonly string[]) => readonly string[],
): Promise<Readonly<Record<string, NpyContent>>> {
  try {
    return await withZip(path, async (archive) => {
      const entries = entriesByName(archive);
      const arrays: [string, NpyContent][] = [];
      for (const name of choose([...entries.keys()]))
        arrays.push([name, await readEntry(archive, entries.get(name))]);
      return Object.fromEntries(arrays);
    });
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** NumPy knows an array by the name of its entry without the ending. */
function entriesByName({ entries }: ZipArchive): ReadonlyMap<string, ZipEntry> {
  const byName = new Map<string, ZipEntry>();
  for (const entry of entries) {
    const name = entry.name.replace(/\.npy$/, '');
    if (byName.has(name)) throw new Error(`It holds two arrays named "${oneLine(name)}"`);
    byName.set(name, entry);
  }
  return byName;
}

async function readEntry({ withEntry }: ZipArchive, entry?: ZipEntry): Promise<NpyContent> {
  if (!entry) throw new Error('It lacks an array that was asked for');
  try {
    return await withEntry(entry, readNpy);
  } catch (error) {
    throw new Error(`Its entry "${oneLine(entry.name)}" is not readable: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}
