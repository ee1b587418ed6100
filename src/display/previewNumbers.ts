type Numbers = ArrayLike<number | bigint | string | boolean>;

/** So many rows or columns are written out in full; of more, only the first and last `EDGE`. */
const MAX_SIDE = 8;
const EDGE = 3;
/** So many numbers of an array of more than two dimensions are written. */
const MAX_FLAT = 8;

/**
 * Returns a few of the numbers as text: a vector in one line, a matrix row by row, of anything deeper the first
 * numbers in row-major order.
 *
 * @example
 * previewNumbers([1, 2, 3, 4], [2, 2]) //=> '[[1, 2],\n [3, 4]]'
 */
export function previewNumbers(data: Numbers, shape: readonly number[]): string {
  if (shape.length === 0) return formatNumber(data[0]);
  if (shape.length === 1) return formatRow(data, 0, shape[0]);
  if (shape.length === 2) return formatMatrix(data, shape[0], shape[1]);
  const numbers = Array.from({ length: Math.min(MAX_FLAT, data.length) }, (_, i) =>
    formatNumber(data[i]),
  );
  return numbers.join(', ') + (data.length > MAX_FLAT ? ', …' : '');
}

function formatMatrix(data: Numbers, numRows: number, numColumns: number): string {
  const rows = shownIndices(numRows).map((row) =>
    row === undefined ? '…' : formatRow(data, row * numColumns, numColumns),
  );
  return `[${rows.join(',\n ')}]`;
}

function formatRow(data: Numbers, start: number, length: number): string {
  const cells = shownIndices(length).map((i) =>
    i === undefined ? '…' : formatNumber(data[start + i]),
  );
  return `[${cells.join(', ')}]`;
}

/** The places that are written out; `undefined` stands for those left out between them. */
function shownIndices(length: number): (number | undefined)[] {
  if (length <= MAX_SIDE) return Array.from({ length }, (_, i) => i);
  const edge = Array.from({ length: EDGE }, (_, i) => i);
  return [...edge, undefined, ...edge.map((i) => length - EDGE + i)];
}

/** Five digits: enough to read, and a float32 0.1 stays 0.1. */
function formatNumber(value: number | bigint | string | boolean | undefined): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value);
  return String(Number(value.toPrecision(5)));
}
