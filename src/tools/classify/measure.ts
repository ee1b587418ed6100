import { countByClass } from '../../data/dataset';
import { stratifiedFolds } from '../../data/folds';
import { chooseParts } from '../../data/split';
import { judge } from '../../insight/evaluate';
import type { Probabilities } from '../../insight/probabilities';
import type { History } from '../../training/history';
import type { Measurement } from './measurement';
import { joinRows, pickPhotos, withoutPixels, type FeatureSet } from './photoFeatures';

/** What a network that was trained to be measured says. */
interface Said {
  /** Of the photos that it has not learned from, in their order. */
  readonly probabilities: Probabilities;
  readonly history: History;
}

/** What one network learns from, and what it is asked about. */
interface Parts {
  readonly trainSet: FeatureSet;
  readonly testSet: FeatureSet;
}

export interface MeasureOptions {
  /** Photos to measure with; else a share of those to learn from is held back. */
  readonly testSet?: FeatureSet;
  readonly folds?: number;
  readonly seed: number;
  /** Trains a network on one part and asks it about the other. `title` says which of several it is. */
  readonly learn: (parts: Parts, title: string) => Promise<Said>;
}

/** The share of each class that is held back unless told otherwise. */
const TEST_SHARE = 0.2;

/**
 * Measures how well a network does on photos that it has not learned from: those of a test set, or each of the folds in
 * turn, or a fifth of each class.
 *
 * @throws RangeError when there are too few photos to hold any back
 */
export async function measure(photos: FeatureSet, options: MeasureOptions): Promise<Measurement> {
  const { learn } = options;
  const { way, rounds } = planRounds(photos, options);
  const answers: Answer[] = [];
  for (const [index, parts] of rounds.entries()) {
    const title = rounds.length === 1 ? 'measuring' : `fold ${index + 1} of ${rounds.length}`;
    answers.push({ testSet: parts().testSet, said: await learn(parts(), title) });
  }
  return joinAnswers(answers, way);
}

interface Plan {
  readonly way: Measurement['way'];
  /** Made when their turn comes: features of many photos are large. */
  readonly rounds: readonly (() => Parts)[];
}

function planRounds(photos: FeatureSet, { testSet, folds, seed }: MeasureOptions): Plan {
  if (testSet) return { way: 'test folder', rounds: [() => ({ trainSet: photos, testSet })] };
  const parts = (train: readonly number[], test: readonly number[]) => (): Parts => ({
    trainSet: pickPhotos(photos, train),
    testSet: pickPhotos(photos, test),
  });
  const labels = withoutPixels(photos);
  if (folds === undefined) {
    const { train, test } = chooseParts(labels, { testShare: TEST_SHARE, seed });
    checkHeldBack(test.length);
    return { way: 'held back', rounds: [parts(train, test)] };
  }
  checkFolds(photos, folds);
  const rounds = stratifiedFolds(labels, { numFolds: folds, seed });
  return {
    way: 'folds',
    rounds: rounds.map(({ trainIndices, testIndices }) => parts(trainIndices, testIndices)),
  };
}

function checkHeldBack(numTest: number): void {
  if (numTest > 0) return;
  throw new RangeError(
    'Each class has one photo, so that none can be held back to measure with; give some of them two or more, or a --test folder',
  );
}

function checkFolds(photos: FeatureSet, folds: number): void {
  const numPhotos = photos.labels.length;
  if (folds > numPhotos)
    throw new RangeError(
      `--folds ${folds} needs as many photos at least, but there are ${numPhotos}`,
    );
  const single = countByClass(withoutPixels(photos)).indexOf(1);
  if (single === -1) return;
  throw new RangeError(
    `The class ${photos.classNames[single]} has one photo, which cannot be learned and held back at once; give it more, or measure without --folds`,
  );
}

interface Answer {
  readonly testSet: FeatureSet;
  readonly said: Said;
}

/** Puts the answers to all parts side by side and judges them as one. */
function joinAnswers(answers: readonly Answer[], way: Measurement['way']): Measurement {
  const { classNames } = answers[0].testSet;
  const labels = Uint8Array.from(answers.flatMap(({ testSet }) => [...testSet.labels]));
  const probabilities = joinRows(answers.map(({ said }) => said.probabilities));
  return {
    evaluation: judge({ labels, classNames }, probabilities),
    files: answers.flatMap(({ testSet }) => testSet.files),
    way,
    accuracies: answers.map(({ testSet, said }) => judge(testSet, said.probabilities).acc),
    history: answers[0].said.history,
    numOwnRight: countOwnRight(answers.map(({ testSet }) => testSet)),
  };
}

/** Returns how many photos bear the name that the pretrained network's own classes give; nothing where it knows no such classes. */
function countOwnRight(sets: readonly FeatureSet[]): number | undefined {
  const knows = sets.every(({ ownNames }) => ownNames.every((name) => name !== undefined));
  if (!knows) return undefined;
  const right = sets.map(
    ({ labels, classNames, ownNames }) =>
      ownNames.filter((name, index) => name === classNames[labels[index]]).length,
  );
  return right.reduce((sum, count) => sum + count, 0);
}
