import { capitalized, checkClass, checkOptions, checkWhole, describe } from '../check';

/** How well one class is told from the others. */
export interface ClassMetrics {
  readonly className: string;
  /** Of the pictures that the network named so, the share that are (0-1); 0 when it named none so. */
  readonly precision: number;
  /** Of the pictures that are of the class, the share that the network named so (0-1); 0 when there are none. */
  readonly recall: number;
  /** The harmonic mean of precision and recall (0-1); 0 when both are. */
  readonly f1: number;
  /** How many pictures are of the class. */
  readonly support: number;
}

/** Rows are the true classes, columns the predicted ones: `[i][j]` counts the pictures of class i that were named j. */
export type ConfusionMatrix = readonly (readonly number[])[];

/**
 * Returns how often each class was taken for which.
 *
 * @throws TypeError when labels and predictions differ in number
 * @throws RangeError when one of them is not a class
 * @example
 * confusionMatrix([0, 0, 1], { predictions: [0, 1, 1], numClasses: 2 }) //=> [ [ 1, 1 ], [ 0, 1 ] ]
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  options: { readonly predictions: ArrayLike<number>; readonly numClasses: number },
): ConfusionMatrix {
  checkOptions('The options of confusionMatrix()', options, '{ predictions, numClasses: 6 }');
  const { predictions, numClasses } = options;
  checkWhole('numClasses', numClasses);
  checkList('labels', labels);
  checkList('predictions', predictions);
  if (labels.length !== predictions.length) {
    throw new TypeError(
      `Each label needs one prediction, but there are ${labels.length} labels and ${predictions.length} predictions`,
    );
  }
  const counts = Array.from({ length: numClasses }, () => new Array<number>(numClasses).fill(0));
  for (let index = 0; index < labels.length; index++) {
    checkClass(`label ${index}`, labels[index], numClasses);
    checkClass(`prediction ${index}`, predictions[index], numClasses);
    counts[labels[index]][predictions[index]]++;
  }
  return counts;
}

function checkList(name: string, value: unknown): void {
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return;
  throw new TypeError(`${capitalized(name)} must be a list, but is ${describe(value)}`);
}

/**
 * Returns precision, recall, F1 and support of each class, as scikit-learn defines them. A share of nothing counts as 0.
 *
 * @throws TypeError when rows, columns and names differ in number
 * @example
 * classMetrics([[1, 1], [0, 1]], { classNames: ['dogs', 'cats'] })[1] //=> { className: 'cats', precision: 0.5, recall: 1, f1: 0.6666666666666666, support: 1 }
 */
export function classMetrics(
  matrix: ConfusionMatrix,
  options: { readonly classNames: readonly string[] },
): ClassMetrics[] {
  checkOptions('The options of classMetrics()', options, '{ classNames: testSet.classNames }');
  const { classNames } = options;
  checkList('classNames', classNames);
  checkList('the confusion matrix', matrix);
  matrix.forEach((row, index) => checkList(`row ${index} of the confusion matrix`, row));
  if (
    matrix.length !== classNames.length ||
    matrix.some((row) => row.length !== classNames.length)
  ) {
    throw new TypeError(
      `A confusion matrix of ${classNames.length} classes has as many rows and columns, but got ${matrix.length} rows of ${matrix[0]?.length ?? 0}`,
    );
  }
  return classNames.map((className, index) => {
    const right = matrix[index][index];
    const support = sum(matrix[index]);
    const named = sum(matrix.map((row) => row[index]));
    return {
      className,
      precision: share(right, named),
      recall: share(right, support),
      f1: share(2 * right, support + named),
      support,
    };
  });
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
