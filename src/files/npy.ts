import { checkOneOf, checkOptions, checkText, checkWhole, describe } from '../check';
import type { NdArray } from '../data/arrays';
import { reasonOf } from '../project';
import { FileSource, withFile } from './byteSource';
import { isNdArray, readNpy, readNpyRows, type NpyContent, type RowRange } from './numpy/npyReader';
import { encodeNpy, type NpyArray } from './numpy/npyWriter';
import { replaceFile } from './replaceFile';

/** What the caller expects in the file. */
export type NpyHolds = 'array' | 'arrays';

/**
 * The contents of a NumPy `.npy` file.
 *
 * A plain file gives one array, row-major whatever the order in the file: `|u1` as Uint8Array, `<i8` as BigInt64Array,
 * `<f4` as Float32Array and so on; float16 becomes Float32Array and booleans become Uint8Array of 0 and 1.
 * An array of words gives the list of them, lists inside lists if it has several axes.
 * An object array, such as NumPy makes of four arrays of different shapes, gives the list of what it holds. It is a
 * pickle, which could ask Python to run anything; here it is only read, and whatever is not data is refused by name.
 *
 * With `holds` the result has the type the caller expects, so that it can be taken apart at once. With `rows`, such as
 * `[0, 1000]`, only those places of the first axis are read: the first one up to the end, which is not among them. An array
 * larger than the memory can be gone through like this.
 *
 * Whole numbers of 64 bits stay exact as bigints; `Number(data[0])` makes a number of one.
 *
 * @param path relative to the working folder, or with `~` for the home folder
 * @throws Error when the file is missing, damaged, cut short, or holds other things than data
 * @throws TypeError when it does not hold what `holds` says
 * @throws RangeError when it has no such rows
 * @example
 * const pixels = await loadNpy('pixels.npy', { holds: 'array' });
 * pixels.shape //=> [ 8, 8 ]
 * @example
 * const [trainImages, testImages, trainLabels, testLabels] = await loadNpy('animals.npy', { holds: 'arrays' });
 * trainImages.shape //=> [ 1440, 100, 100, 3 ]
 */
export function loadNpy(path: string, options?: { readonly rows?: RowRange }): Promise<NpyContent>;
export function loadNpy(
  path: string,
  options: { readonly holds: 'array'; readonly rows?: RowRange },
): Promise<NdArray>;
export function loadNpy(
  path: string,
  options: { readonly holds: 'arrays' },
): Promise<readonly NdArray[]>;
export async function loadNpy(
  path: string,
  options: { readonly holds?: NpyHolds; readonly rows?: RowRange } = {},
): Promise<NpyContent> {
  checkText('path', path, "the path of an .npy file, such as 'animals.npy'");
  checkOptions('The options of loadNpy()', options, "{ holds: 'arrays' }");
  const { holds, rows } = options;
  if (holds !== undefined) checkOneOf('holds', holds, ['array', 'arrays']);
  if (rows !== undefined) checkRows(rows);
  const content = await readContent(path, rows);
  if (holds === 'array' && !isNdArray(content)) {
    throw new TypeError(
      `${path} holds a list of ${content.length} values, not one array: load it with { holds: 'arrays' }`,
    );
  }
  if (holds === 'arrays' && isNdArray(content)) {
    throw new TypeError(
      `${path} holds one array of shape (${content.shape.join(', ')}), not a list of arrays: load it with { holds: 'array' }`,
    );
  }
  if (holds === 'arrays' && !isNdArray(content) && !content.every(isNdArray)) {
    throw new TypeError(
      `${path} holds a list in which not everything is an array of numbers: load it without "holds" and look at each value`,
    );
  }
  return content;
}

/**
 * Writes one array as a plain `.npy` file, a list of words as an array of text, or a list of arrays as an object array, as
 * `numpy.save` does. The folder is made if it is not there, and an older file stays until the new one is whole. NumPy reads
 * the plain file with `numpy.load(path)` and the list of arrays with `numpy.load(path, allow_pickle=True)`; `saveNpz` writes
 * several arrays so that NumPy reads them without.
 *
 * @throws TypeError when the numbers of an array do not fill its shape
 * @throws Error when the file cannot be written
 * @example
 * await saveNpy('pixels.npy', { data: new Uint8Array([0, 128, 255, 64]), shape: [2, 2] });
 */
export async function saveNpy(path: string, content: NpyArray | readonly NdArray[]): Promise<void> {
  checkText('path', path, "the path of an .npy file, such as 'pixels.npy'");
  const pieces = encodeNpy(content);
  try {
    await replaceFile(path, pieces);
  } catch (error) {
    throw new Error(`Cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

async function readContent(path: string, rows?: RowRange): Promise<NpyContent> {
  try {
    return await withFile(path, (file) => {
      const source = new FileSource(file);
      return rows ? readNpyRows(source, rows) : readNpy(source);
    });
  } catch (error) {
    const isAsked = rows && (error instanceof RangeError || error instanceof TypeError);
    const ErrorType = isAsked ? (error.constructor as ErrorConstructor) : Error;
    throw new ErrorType(`Cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

function checkRows(rows: RowRange): void {
  if (!Array.isArray(rows) || rows.length !== 2)
    throw new TypeError(
      `rows must be the first row and the one after the last, such as [0, 1000], but is ${describe(rows)}`,
    );
  checkWhole('the first of the rows', rows[0], { min: 0 });
  checkWhole('the end of the rows', rows[1], { min: rows[0] });
}
