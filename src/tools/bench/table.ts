import { plural } from '../../plural';
import type { ContenderName } from './contenders';
import type { Measured } from './measureRow';
import { rowName, type Row } from './benchmarks';
import type { Summary } from './statistics';

/** A row of the table with its figures. */
export interface MeasuredRow {
  readonly row: Row;
  readonly measured: readonly Measured[];
}

/** A figure as the list in a file has it. */
export interface BenchRecord extends Row {
  readonly contender: ContenderName;
  readonly msPerImage: number;
}

/** A line of the second table. */
export interface FurtherLine {
  readonly what: string;
  readonly ours: string;
  /** What others need for the same, or what the figure is to be held against. */
  readonly comparison: string;
}

const COLUMNS: readonly [ContenderName, string][] = [
  ['ours', 'ours'],
  ['tfjs-node', 'tfjs-node'],
  ['keras', 'Keras'],
  ['pytorch', 'PyTorch'],
  ['floor', 'floor'],
];
const RATIOS = COLUMNS.slice(1, 4);

/** The table's first two lines, in Markdown. */
export const TABLE_HEAD = [
  markdownLine([
    'job',
    'pixels',
    'batch',
    ...COLUMNS.map(([, title]) => title),
    ...RATIOS.map(([, title]) => `ours / ${title}`),
  ]),
  markdownLine([
    '---',
    ...Array.from({ length: 2 + COLUMNS.length + RATIOS.length }, () => '---:'),
  ]),
].join('\n');

/** A row of the table, in Markdown: medians, in brackets the smallest and the largest; a dash where nobody was measured. */
export function tableLine({ row: { job, imageSize, batchSize }, measured }: MeasuredRow): string {
  const figures = COLUMNS.map(([name]) => summaryText(figureOf(measured, name)));
  const ours = figureOf(measured, 'ours')?.median ?? NaN;
  const ratios = RATIOS.map(([name]) => ours / (figureOf(measured, name)?.median ?? NaN));
  return markdownLine([
    job,
    String(imageSize),
    String(batchSize),
    ...figures,
    ...ratios.map((ratio) => (Number.isNaN(ratio) ? '–' : ratio.toFixed(2))),
  ]);
}

/** What must be known to read the table, in a few lines. */
export function footnotes(
  rows: readonly MeasuredRow[],
  { rounds }: { readonly rounds: number },
): string {
  return [
    `Milliseconds a picture: the median of ${plural(rounds, 'round')}, in brackets the smallest and the largest. A ratio below 1 means that ours is faster.`,
    "Floor: the time that the network's multiplications and additions take at the pace of a big matrix product.",
    `Keras was measured in two ways each, and the table has the faster one: ${rows.flatMap(waysOfKeras).join('; ')}.`,
  ].join('\n');
}

function waysOfKeras({ row, measured }: MeasuredRow): string[] {
  return measured
    .filter(({ contender }) => contender === 'keras')
    .map(({ ways, best }) => {
      const figures = Object.entries(ways).map(
        ([way, { median }]) => `${way} ${digits(median)}${way === best ? '*' : ''}`,
      );
      return `${rowName(row)} ${figures.join(', ')}`;
    });
}

/** The figures as the list that is written to a file. */
export function toRecords(rows: readonly MeasuredRow[]): BenchRecord[] {
  return rows.flatMap(({ row, measured }) =>
    measured.map(({ contender, ways, best }) => ({
      ...row,
      contender,
      msPerImage: ways[best].median,
    })),
  );
}

function figureOf(measured: readonly Measured[], name: ContenderName): Summary | undefined {
  const found = measured.find(({ contender }) => contender === name);
  return found?.ways[found.best];
}

/** A median with its spread: `5.91 (5.88–6.02)`. */
export function summaryText(summary: Summary | undefined): string {
  return summary
    ? `${digits(summary.median)} (${digits(summary.smallest)}–${digits(summary.largest)})`
    : '–';
}

/** Three digits are more than such a measurement holds. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** The table of what is measured beside the rows, in Markdown. */
export function furtherTable(lines: readonly FurtherLine[]): string {
  const cells = lines.map(({ what, ours, comparison }) => [what, ours, comparison]);
  return [['measured', 'ours', 'to compare'], ['---', '---', '---'], ...cells]
    .map(markdownLine)
    .join('\n');
}

/** Returns cells as a line of a Markdown table. */
function markdownLine(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
