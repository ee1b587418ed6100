import { oneLine } from '../../check';
import type { ClassMetrics } from '../../insight/confusionMatrix';
import type { Evaluation } from '../../insight/evaluate';
import { plural } from '../../plural';
import { largestClass, meanAccuracy, wilsonInterval, type Measurement } from './measurement';

/** With more classes a row is wider than a terminal. */
const MAX_CLASSES = 20;
const SHOWN_MISTAKES = 20;

const WAYS: Readonly<Record<Measurement['way'], string>> = {
  'test folder': 'of the test folder',
  'held back': 'that were held back',
  folds: 'each held back once',
};

/**
 * Returns the text on how often the network was right, and what that is worth.
 *
 * @internal
 */
export function describeMeasurement(measurement: Measurement): string {
  const { evaluation, way, numOwnRight } = measurement;
  const largest = largestClass(evaluation);
  const num = evaluation.labels.length;
  const numRight = Math.round(evaluation.acc * num);
  const [low, high] = wilsonInterval(numRight, num).map((share) => share.toFixed(2));
  const lines = [
    `Accuracy ${meanAccuracy(measurement).toFixed(3)}: ${numRight} of ${plural(num, 'photo')} ${WAYS[way]} named rightly (from so many photos, ${low} to ${high} is what is known for 95 %)`,
    `To compare: always saying ${oneLine(largest.className)} gives ${largest.acc.toFixed(3)}`,
  ];
  if (numOwnRight !== undefined)
    lines.push(
      `To compare: summing up the thousand classes that the pretrained network was made for gives ${(numOwnRight / num).toFixed(3)}, without any training; that works only for what these thousand hold, as the six creatures`,
    );
  return `${lines.join('\n')}\n`;
}

/**
 * Returns the confusion matrix as text. Names stand last in their lines, since how wide a terminal shows Japanese or an
 * emoji is not known.
 *
 * @internal
 */
export function confusionText({ confusionMatrix, classNames }: Evaluation): string {
  if (classNames.length > MAX_CLASSES) return mistakesText({ confusionMatrix, classNames });
  const numbers = [
    classNames.map((_, index) => String(index + 1)),
    ...confusionMatrix.map((row) => row.map((count) => (count === 0 ? '·' : String(count)))),
  ];
  const width = Math.max(...numbers.flat().map(({ length }) => length)) + 2;
  const [head, ...rows] = numbers.map((row) => row.map((text) => text.padStart(width)).join(''));
  const lines = rows.map((row, index) => `${row}   ${index + 1} ${oneLine(classNames[index])}`);
  return `Confusion matrix: a line for each true class, a column for what the network said\n${head}\n${lines.join('\n')}\n`;
}

function mistakesText({
  confusionMatrix,
  classNames,
}: Pick<Evaluation, 'confusionMatrix' | 'classNames'>): string {
  const mistakes = confusionMatrix
    .flatMap((row, from) => row.map((count, to) => ({ count, from, to })))
    .filter(({ count, from, to }) => count > 0 && from !== to)
    .sort((a, b) => b.count - a.count)
    .slice(0, SHOWN_MISTAKES)
    .map(
      ({ count, from, to }) =>
        `${String(count).padStart(5)}  ${oneLine(classNames[from])} taken for ${oneLine(classNames[to])}`,
    );
  return `Most frequent mistakes\n${mistakes.join('\n') || '    0'}\n`;
}

/**
 * Returns precision, recall and F1 of each class as text.
 *
 * @internal
 */
export function metricsText(classMetrics: readonly ClassMetrics[]): string {
  const lines = classMetrics.map(({ className, precision, recall, f1, support }) =>
    support === 0
      ? `${line(['–', '–', '–', '0'])}  ${oneLine(className)} (none to measure with)`
      : `${line([...[precision, recall, f1].map((share) => share.toFixed(2)), String(support)])}  ${oneLine(className)}`,
  );
  return `${line(['precision', 'recall', 'F1', 'photos'])}  class\n${lines.join('\n')}\n`;
}

function line(cells: readonly string[]): string {
  return cells.map((cell) => cell.padStart(11)).join('');
}

/** Returns what was learned and measured, and where it lies. */
export function describeResult(
  measurement: Measurement,
  {
    numLearned,
    path,
    page,
  }: { readonly numLearned: number; readonly path: string; readonly page: string },
): string {
  const { evaluation, way } = measurement;
  const saved =
    way === 'test folder'
      ? `The network learned from all ${numLearned} photos of the folder`
      : `The network that is saved learned from all ${numLearned} photos, those to measure with too: it has seen more than the measured ones, and was not measured itself`;
  return `
${confusionText(evaluation)}
${metricsText(evaluation.classMetrics)}
${describeMeasurement(measurement)}${saved}
Written into ${path}: ${page}, report.json and the network
`;
}

/** Returns the line that ends a measurement by folds, and nothing else does. */
export function foldsLine(accuracies: readonly number[]): string {
  return `Mean accuracy ${meanAccuracy({ accuracies }).toFixed(3)} (${accuracies.length} folds)\n`;
}
