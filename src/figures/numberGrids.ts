import type { Annotation, Shape } from 'plotly.js';
import { checkOneOf } from '../check';
import { checkItems, checkLength, checkRange, checkRows, hasFields } from './parts/checks';
import { figure, type Figure, type Trace } from './parts/figure';
import { rangeOf, shortNumber } from './parts/numbers';
import { wordsWidth } from './parts/textWidth';
import { BASE_LAYOUT, COLORS, titleAtTop, titleHeight } from './parts/theme';
import {
  describedWords,
  inBoth,
  plotlyLines,
  plotlyText,
  type Bilingual,
  type Words,
} from './parts/words';

/** A rectangle of cells with a frame around it, counted from 0 at the top left. */
export interface GridMark {
  readonly row: number;
  readonly column: number;
  readonly numRows: number;
  readonly numColumns: number;
  readonly color?: string;
}

/** A table of numbers that is drawn as cells. */
export interface NumberGrid {
  /** `[numRows][numColumns]`; `null` leaves a cell empty. */
  readonly values: readonly (readonly (number | null)[])[];
  readonly title?: Words;
  /** Stands before the grid: `×`, `=`, `→`. */
  readonly sign?: string;
  readonly marks?: readonly GridMark[];
  /** `gray` from black to white, `signed` from blue over white (0) to orange, `plain` all the same. */
  readonly colors?: 'gray' | 'signed' | 'plain';
  /** The numbers drawn darkest and brightest; the smallest and largest of the grid if not given. */
  readonly range?: readonly [number, number];
}

export interface NumberGridsOptions {
  readonly title?: Words;
  /** Stands below the grids. */
  readonly caption?: Words;
  readonly alt?: Words;
  /** Screen pixels of a cell's edge. */
  readonly cellSize?: number;
}

const COLOR_SCALES: Record<NonNullable<NumberGrid['colors']>, [number, string][]> = {
  gray: [
    [0, '#000000'],
    [1, '#FFFFFF'],
  ],
  signed: [
    [0, COLORS.blue],
    [0.5, '#FFFFFF'],
    [1, COLORS.orange],
  ],
  plain: [
    [0, '#F1F1F1'],
    [1, '#F1F1F1'],
  ],
};

const MARGIN = { l: 12, r: 12, b: 16 };
const TITLE_FONT = 13;
/** That of `titleAt()`. */
const COMMON_TITLE_FONT = 15;
/** A notebook holds every number as text, and a reader sees no more. */
const MAX_CELLS = 10_000;

/**
 * Returns tables of numbers side by side, each number in its cell: small arithmetic that can be followed by eye.
 *
 * What is no finite number is told as such.
 *
 * @throws TypeError when there are no grids, or one has no cells or rows of different lengths
 * @throws RangeError when there are too many cells to read
 * @example
 * numberGrids([{ values: [[1, 0], [0, 1]] }, { sign: '×', values: [[2, 2], [2, 2]] }, { sign: '=', values: [[2, 0], [0, 2]] }])
 */
export function numberGrids(
  grids: readonly NumberGrid[],
  { title, caption, alt, cellSize = 38 }: NumberGridsOptions = {},
): Figure {
  checkGrids(grids);
  checkLength('cellSize', cellSize);
  const height = Math.max(...grids.map(({ values }) => values.length));
  const places = placeGrids(grids, cellSize, height);
  const width = Math.max(
    places[places.length - 1].end,
    wordsWidth(title, COMMON_TITLE_FONT) / cellSize,
  );
  const top =
    12 + titleHeight(title) + Math.max(0, ...grids.map((grid) => titleHeight(grid.title)));
  const bottom = MARGIN.b + titleHeight(caption);
  const text = {
    en: grids.map((grid) => describeGrid(grid, 'en')).join('; '),
    ja: grids.map((grid) => describeGrid(grid, 'ja')).join('。'),
  };
  return figure({
    data: grids.map((grid, index) => cells(grid, places[index], cellSize)),
    layout: {
      ...BASE_LAYOUT,
      // The grids' own titles stand in the margin too
      ...(title ? titleAtTop(title, height * cellSize + top + bottom) : {}),
      autosize: false,
      width: width * cellSize + MARGIN.l + MARGIN.r,
      height: height * cellSize + top + bottom,
      margin: { l: MARGIN.l, r: MARGIN.r, t: top, b: bottom },
      xaxis: { visible: false, range: [0, width], fixedrange: true },
      yaxis: { visible: false, range: [height, 0], fixedrange: true },
      shapes: grids.flatMap((grid, index) => frames(grid, places[index])),
      annotations: [
        ...grids.flatMap((grid, index) => labels(grid, places[index])),
        ...captionBelow(caption),
      ],
    },
    alt: alt ?? describedWords(title, text),
  });
}

interface CellRect {
  /** The column of the first cell, and the column after the last one, of the common plane. */
  readonly start: number;
  readonly end: number;
  /** The row of the first cell: low grids stand in the middle of the high ones. */
  readonly top: number;
}

/** Each grid gets the width of its cells, or that of its title; the highest one has so many rows. */
function placeGrids(grids: readonly NumberGrid[], cellSize: number, height: number): CellRect[] {
  let end = 0;
  return grids.map(({ values, title, sign }, index) => {
    const start = end + (sign ? 1 : index > 0 ? 0.6 : 0);
    end = start + Math.max(values[0].length, wordsWidth(title, TITLE_FONT) / cellSize);
    return { start, end, top: (height - values.length) / 2 };
  });
}

function cells(
  { values, colors = 'plain', range }: NumberGrid,
  { start, top }: CellRect,
  cellSize: number,
): Trace {
  const [lowest, largest] = range ?? colorRange(values, colors);
  const smallest = lowest < largest ? lowest : largest - 1;
  const isEmpty = values.flat().every((value) => value === null);
  // What is no number has the color of the middle, what is infinite that of the end
  const drawn = (value: number | null) => {
    if (value === null || Number.isFinite(value)) return value;
    return Number.isNaN(value) ? (smallest + largest) / 2 : value > 0 ? largest : smallest;
  };
  return {
    type: 'heatmap',
    x: values[0].map((_, column) => start + column + 0.5),
    y: values.map((_, row) => top + row + 0.5),
    z: values.map((row) => row.map((value) => (isEmpty ? 0 : drawn(value)))),
    // Plotly refuses cells that are all empty
    opacity: isEmpty ? 0 : 1,
    text: values.map((row) => row.map((value) => (value === null ? '' : shortNumber(value)))),
    texttemplate: '%{text}',
    textfont: { size: Math.min(14, Math.round(cellSize * 0.38)) },
    hovertemplate: '%{text}<extra></extra>',
    colorscale: COLOR_SCALES[colors],
    zmin: smallest,
    zmax: largest,
    showscale: false,
    xgap: 1,
    ygap: 1,
  };
}

function colorRange(
  values: NumberGrid['values'],
  colors: NonNullable<NumberGrid['colors']>,
): [number, number] {
  const [smallest, largest] = rangeOf(values.flat());
  const size = Math.max(-smallest, largest) || 1;
  if (colors === 'signed') return [-size, size];
  return [smallest, largest];
}

/** The outline of all cells, then the marks. */
function frames({ values, marks = [] }: NumberGrid, place: CellRect): Shape[] {
  const outline = { row: 0, column: 0, numRows: values.length, numColumns: values[0].length };
  return [
    rectangle(outline, { ...place, color: COLORS.gray, width: 1 }),
    ...marks.map((mark) =>
      rectangle(mark, { ...place, color: mark.color ?? COLORS.vermilion, width: 3 }),
    ),
  ];
}

interface LineOptions extends CellRect {
  readonly color: string;
  readonly width: number;
}

function rectangle(
  { row, column, numRows, numColumns }: GridMark,
  { start, top, color, width }: LineOptions,
): Shape {
  const [x0, y0] = [start + column, top + row];
  return { type: 'rect', x0, y0, x1: x0 + numColumns, y1: y0 + numRows, line: { color, width } };
}

function labels({ values, title, sign }: NumberGrid, { start, top }: CellRect): Annotation[] {
  const plain = { showarrow: false, xanchor: 'left' as const };
  const titles = title
    ? [
        {
          ...plain,
          text: plotlyLines(title),
          x: start,
          y: top,
          yanchor: 'bottom' as const,
          align: 'left' as const,
          font: { size: TITLE_FONT },
        },
      ]
    : [];
  const signs = sign
    ? [
        {
          ...plain,
          xanchor: 'center' as const,
          text: plotlyText(sign),
          x: start - 0.5,
          y: top + values.length / 2,
          font: { size: 22 },
        },
      ]
    : [];
  return [...titles, ...signs];
}

function captionBelow(caption: Words | undefined): Annotation[] {
  if (!caption) return [];
  return [
    {
      text: plotlyLines(caption),
      x: 0,
      xref: 'paper',
      xanchor: 'left',
      y: 0,
      yref: 'paper',
      yanchor: 'top',
      yshift: -6,
      align: 'left',
      showarrow: false,
    },
  ];
}

function describeGrid({ values, title, sign = '' }: NumberGrid, language: keyof Bilingual): string {
  const name = title && inBoth(title)[language];
  const rows = values
    .map((row) => row.map((value) => (value === null ? '–' : shortNumber(value))).join(' '))
    .join(' / ');
  return [sign, name && `${name}:`, rows].filter(Boolean).join(' ');
}

function checkGrids(grids: readonly NumberGrid[]): void {
  checkItems('numberGrids', grids, {
    noun: 'grid',
    example: '[{ values: [[1, 0], [0, 1]] }]',
    isRight: (grid) => hasFields(grid, { values: Array.isArray }),
  });
  grids.forEach(({ values, colors = 'plain', range }, index) => {
    checkRows(`values of grid ${index}`, values);
    checkOneOf('colors', colors, Object.keys(COLOR_SCALES));
    checkRange('range', range);
  });
  const numCells = grids.reduce((sum, { values }) => sum + values.length * values[0].length, 0);
  if (numCells > MAX_CELLS)
    throw new RangeError(
      `numberGrids() draws at most ${MAX_CELLS} cells, but got ${numCells}; draw so many numbers as pixels, by featureMapGrid()`,
    );
}
