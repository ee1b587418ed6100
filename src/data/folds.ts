import { checkOptions, checkWhole } from '../check';
import { countByClass, type Dataset } from './dataset';
import { checkSeed, seededRandom, shuffledIndices } from './random';

export interface FoldOptions {
  /** In how many parts the pictures are dealt out, at least 2; 5 unless told. */
  readonly numFolds?: number;
  /** Decides which pictures go together; 1 unless told. */
  readonly seed?: number;
}

/** One round of a cross-validation: the numbers of the pictures to learn from and of those to be judged by, in order. */
export interface Fold {
  readonly trainIndices: readonly number[];
  readonly testIndices: readonly number[];
}

/**
 * Returns the rounds of a stratified k-fold cross-validation. Each picture is in the test of exactly one round, and in
 * each round a class has its share of the test, as evenly as whole pictures allow. A class with fewer pictures than there
 * are rounds is in the test of some of them only. `pickExamples` makes data sets of the numbers.
 *
 * @throws RangeError when `numFolds` is not a whole number from 2 to the number of pictures, or a class has one picture
 * only: it would be asked for what nobody has learned
 * @throws TypeError when it is given no data set, or an option is of the wrong type
 * @example
 * const folds = stratifiedFolds(trainSet, { numFolds: 5, seed: 1 });
 * folds.map(({ testIndices }) => testIndices.length) //=> [ 288, 288, 288, 288, 288 ]
 * @see Kohavi, A Study of Cross-Validation and Bootstrap for Accuracy Estimation and Model Selection (1995)
 */
export function stratifiedFolds(dataset: Dataset, options: FoldOptions = {}): Fold[] {
  const counts = countByClass(dataset);
  checkOptions('The options of stratifiedFolds()', options, '{ numFolds: 5 }');
  const { numFolds = 5, seed = 1 } = options;
  checkWhole('numFolds', numFolds, { min: 2, max: Math.max(2, dataset.labels.length) });
  checkSeed(seed);
  checkCounts(counts, dataset.classNames);
  const foldOf = dealOut(dataset, { numFolds, seed });
  const indices = Array.from(dataset.labels.keys());
  return Array.from({ length: numFolds }, (_, fold) => ({
    trainIndices: indices.filter((index) => foldOf[index] !== fold),
    testIndices: indices.filter((index) => foldOf[index] === fold),
  }));
}

function checkCounts(counts: readonly number[], classNames: readonly string[]): void {
  const single = counts.indexOf(1);
  if (single === -1) return;
  throw new RangeError(
    `The class ${classNames[single]} has one picture, which cannot be learned and tested at once; give it more, or leave it out`,
  );
}

/** Returns the fold of each picture. Class after class is dealt out like cards, and the next goes on where it ended. */
function dealOut(
  { labels, classNames }: Dataset,
  { numFolds, seed }: Required<FoldOptions>,
): Uint32Array {
  const order = shuffledIndices(labels.length, seededRandom(seed));
  const byClass = classNames.flatMap((_, label) =>
    order.filter((index) => labels[index] === label),
  );
  const foldOf = new Uint32Array(labels.length);
  for (const [position, index] of byClass.entries()) foldOf[index] = position % numFolds;
  return foldOf;
}
