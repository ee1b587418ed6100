import { checkOneOf, checkWhole, describe } from '../check';
import { checkRows, hasFields, isText } from './parts/checks';
import type { Figure } from './parts/figure';
import { numberGrids, type GridMark, type NumberGrid } from './numberGrids';
import { rangeOf, shortNumber } from './parts/numbers';
import { sliderFigure } from './sliderFigure';
import { COLORS } from './parts/theme';
import type { Words } from './parts/words';

type Grid = readonly (readonly number[])[];

/** What is made of the numbers under the window. */
export type WindowOperation =
  /** Convolution: each number times the kernel's, and all summed. */
  | { readonly kind: 'sum'; readonly kernel: Grid }
  /** The share of cells that are the same as the feature's. */
  | { readonly kind: 'agreement'; readonly kernel: Grid }
  /** Pooling: the largest number, or the mean. */
  | { readonly kind: 'max' | 'mean'; readonly windowSize: readonly [number, number] };

export interface SlidingWindowOptions {
  /** Cells from one place of the window to the next. */
  readonly stride?: number;
  /** `same` lays zeros around the picture, so that the output has its size. */
  readonly padding?: 'valid' | 'same';
  readonly title?: Words;
  readonly alt?: Words;
  /** Screen pixels of a cell's edge. */
  readonly cellSize?: number;
}

/** Each place is a frame with all numbers. */
const MAX_PLACES = 400;

/** One place of the window: where it lies, what it covers, and what comes out. */
interface WindowStep {
  readonly row: number;
  readonly column: number;
  readonly covered: Grid;
  readonly cells: Grid;
  readonly result: number;
}

const TEXT = {
  picture: { en: 'picture', ja: '画像' },
  padded: { en: 'picture, 0 around it', ja: '周りを 0 で囲んだ画像' },
  kernel: { en: 'filter', ja: 'フィルター' },
  window: { en: 'window', ja: '窓の中' },
  products: { en: 'products', ja: '積' },
  equal: { en: 'equal? 1 : 0', ja: '一致なら 1' },
  output: { en: 'result', ja: '結果' },
};

/**
 * Returns a window that slides over a small picture, one place a step of the slider, with the arithmetic of the place and
 * the results so far. The kernel is laid on as it stands, not turned round: cross-correlation, which is what `conv2d` computes.
 *
 * @throws TypeError when picture or kernel are not rows of one length
 * @throws RangeError when the window does not fit into the picture, or has too many places
 * @example
 * slidingWindow([[1, 2, 3], [4, 5, 6], [7, 8, 9]], { kind: 'sum', kernel: [[1, 0], [0, 1]] })
 */
export function slidingWindow(
  picture: Grid,
  operation: WindowOperation,
  { stride = 1, padding = 'valid', title, alt, cellSize = 32 }: SlidingWindowOptions = {},
): Figure {
  checkRows('The picture of slidingWindow()', picture);
  checkWhole('stride', stride);
  checkOneOf('padding', padding, ['valid', 'same']);
  const size = sizeOf(operation);
  const padded = padding === 'same' ? padWithZeros(picture, size) : picture;
  const rows = places(padded.length, size[0], stride);
  const columns = places(padded[0].length, size[1], stride);
  if (rows.length === 0 || columns.length === 0) {
    throw new RangeError(
      `A window of ${size.join(' x ')} does not fit into a picture of ${padded.length} x ${padded[0].length}`,
    );
  }
  if (rows.length * columns.length > MAX_PLACES) {
    throw new RangeError(
      `slidingWindow() draws at most ${MAX_PLACES} places, but here are ${rows.length} x ${columns.length}; give a smaller picture or a larger stride`,
    );
  }
  const steps = rows.flatMap((row) =>
    columns.map((column) => stepAt(padded, operation, { row, column, size })),
  );
  const drawn = {
    padded,
    size,
    columns: columns.length,
    rows: rows.length,
    inner: padding === 'same' ? picture : undefined,
  };
  return sliderFigure(
    steps.map((step, index) => ({
      label: String(index + 1),
      figure: numberGrids(gridsOf(steps, index, { ...drawn, operation }), {
        title,
        caption: sumWords(step, operation),
        cellSize,
      }),
    })),
    { name: { en: 'Place', ja: '位置' }, alt },
  );
}

function sizeOf(operation: WindowOperation): readonly [number, number] {
  if (!hasFields(operation, { kind: isText }))
    throw new TypeError(
      `slidingWindow() takes an operation such as { kind: 'sum', kernel: [[1, 0], [0, 1]] }, but got ${describe(operation)}`,
    );
  const kinds = 'kernel' in operation ? ['sum', 'agreement'] : ['max', 'mean'];
  checkOneOf('kind', operation.kind, kinds);
  if ('kernel' in operation) {
    checkRows('The kernel of slidingWindow()', operation.kernel);
    return [operation.kernel.length, operation.kernel[0].length];
  }
  const { windowSize } = operation;
  if (Array.isArray(windowSize) && windowSize.length === 2) {
    windowSize.forEach((length) => checkWhole('windowSize', length));
    return windowSize;
  }
  throw new TypeError(`windowSize must be [height, width], but is ${describe(windowSize)}`);
}

function places(length: number, windowLength: number, stride: number): number[] {
  return Array.from(
    { length: Math.max(0, Math.floor((length - windowLength) / stride) + 1) },
    (_, index) => index * stride,
  );
}

/** As TensorFlow does: of an odd number of zeros, one more goes below and to the right. */
function padWithZeros(picture: Grid, [height, width]: readonly [number, number]): number[][] {
  const [top, left] = [Math.floor((height - 1) / 2), Math.floor((width - 1) / 2)];
  return Array.from({ length: picture.length + height - 1 }, (_, row) =>
    Array.from(
      { length: picture[0].length + width - 1 },
      (_unused, column) => picture[row - top]?.[column - left] ?? 0,
    ),
  );
}

interface StepPlace {
  readonly row: number;
  readonly column: number;
  readonly size: readonly [number, number];
}

function stepAt(
  padded: Grid,
  operation: WindowOperation,
  { row, column, size: [height, width] }: StepPlace,
): WindowStep {
  const covered = padded.slice(row, row + height).map((line) => line.slice(column, column + width));
  const cells =
    'kernel' in operation
      ? covered.map((line, y) =>
          line.map((value, x) => combine(value, operation.kernel[y][x], operation.kind)),
        )
      : covered;
  return { row, column, covered, cells, result: resultOf(cells.flat(), operation.kind) };
}

function combine(value: number, weight: number, kind: 'sum' | 'agreement'): number {
  return kind === 'sum' ? value * weight : Number(value === weight);
}

function resultOf(cells: readonly number[], kind: WindowOperation['kind']): number {
  if (kind === 'max') return cells.reduce((most, value) => Math.max(most, value));
  const sum = cells.reduce((total, value) => total + value, 0);
  return kind === 'sum' ? sum : sum / cells.length;
}

interface DrawingOptions {
  readonly padded: Grid;
  readonly size: readonly [number, number];
  readonly rows: number;
  readonly columns: number;
  /** The picture without its zeros, if there are any. */
  readonly inner?: Grid;
  readonly operation: WindowOperation;
}

function gridsOf(
  steps: readonly WindowStep[],
  index: number,
  { padded, size, rows, columns, inner, operation }: DrawingOptions,
): NumberGrid[] {
  const { row, column, covered, cells } = steps[index];
  const range = fromZero(padded.flat());
  const window: GridMark = { row, column, numRows: size[0], numColumns: size[1] };
  const results = steps.map(({ result }, at) => (at <= index ? result : null));
  const output = Array.from({ length: rows }, (_, y) =>
    results.slice(y * columns, (y + 1) * columns),
  );
  return [
    {
      values: padded,
      title: inner ? TEXT.padded : TEXT.picture,
      colors: 'gray',
      range,
      marks: [...edgeOf(inner, size), window],
    },
    { values: covered, title: TEXT.window, colors: 'gray', range, sign: '▸' },
    ...('kernel' in operation ? kernelGrids(operation, cells) : []),
    {
      values: output,
      title: TEXT.output,
      colors: 'gray',
      range: fromZero(steps.map(({ result }) => result)),
      sign: '→',
      marks: [
        { row: Math.floor(index / columns), column: index % columns, numRows: 1, numColumns: 1 },
      ],
    },
  ];
}

/** 0 is drawn black unless some numbers are smaller. */
function fromZero(numbers: readonly number[]): [number, number] {
  const [smallest, largest] = rangeOf(numbers);
  return [Math.min(0, smallest), largest];
}

function kernelGrids(
  { kind, kernel }: Extract<WindowOperation, { kernel: Grid }>,
  cells: Grid,
): NumberGrid[] {
  return [
    {
      values: kernel,
      title: TEXT.kernel,
      colors: kind === 'sum' ? 'signed' : 'gray',
      sign: kind === 'sum' ? '×' : '≟',
    },
    { values: cells, title: kind === 'sum' ? TEXT.products : TEXT.equal, sign: '=' },
  ];
}

/** Where the picture itself lies among the zeros. */
function edgeOf(inner: Grid | undefined, [height, width]: readonly [number, number]): GridMark[] {
  if (!inner) return [];
  const [row, column] = [Math.floor((height - 1) / 2), Math.floor((width - 1) / 2)];
  return [{ row, column, numRows: inner.length, numColumns: inner[0].length, color: COLORS.sky }];
}

/** The arithmetic of a place in one line, the same in both languages. */
function sumWords({ cells, result }: WindowStep, { kind }: WindowOperation): string {
  const numbers = cells.flat().map(shortNumber);
  if (kind === 'max') return `max(${numbers.join(', ')}) = ${shortNumber(result)}`;
  const sum = numbers.join(' + ').replaceAll('+ −', '− ');
  return kind === 'sum'
    ? `${sum} = ${shortNumber(result)}`
    : `(${sum}) / ${numbers.length} = ${shortNumber(result)}`;
}
