import type { Evaluation } from '../../insight/evaluate';
import type { History } from '../../training/history';

/** How a trained network did on photos that it has not learned from. */
export interface Measurement {
  /** Of all photos that were measured with. */
  readonly evaluation: Evaluation;
  /** The absolute path of each of these photos. */
  readonly files: readonly string[];
  /** Photos of a folder of their own, a share that was held back, or each share in turn. */
  readonly way: 'test folder' | 'held back' | 'folds';
  /** The accuracy of each network that was trained to be measured: one, or one for each fold. */
  readonly accuracies: readonly number[];
  /** How the training of the first of them went. */
  readonly history: History;
  /** How many photos summing up the pretrained network's own thousand classes names rightly, where it knows the classes. */
  readonly numOwnRight?: number;
}

/** Returns the accuracy to name: the mean of the folds, or of the one network. */
export function meanAccuracy({ accuracies }: Pick<Measurement, 'accuracies'>): number {
  return accuracies.reduce((sum, acc) => sum + acc, 0) / accuracies.length;
}

/** The 97.5 % point of the normal distribution. */
const Z = 1.96;

/**
 * Returns between what two shares the true one lies with 95 % confidence, when so many of so many were right.
 *
 * @see Wilson, Probable inference, the law of succession, and statistical inference, https://doi.org/10.2307/2276774
 */
export function wilsonInterval(numRight: number, num: number): readonly [number, number] {
  const share = numRight / num;
  const middle = share + Z ** 2 / (2 * num);
  const half = Z * Math.sqrt((share * (1 - share)) / num + (Z / (2 * num)) ** 2);
  const whole = 1 + Z ** 2 / num;
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)];
}

/** Returns what always naming one class gives at best. Classes without photos to measure with count as 0. */
export function largestClass({
  confusionMatrix,
  classNames,
}: Pick<Evaluation, 'confusionMatrix' | 'classNames'>): {
  readonly className: string;
  readonly acc: number;
} {
  const counts = confusionMatrix.map((row) => row.reduce((sum, count) => sum + count, 0));
  const total = counts.reduce((sum, count) => sum + count, 0);
  const most = Math.max(...counts);
  return { className: classNames[counts.indexOf(most)], acc: most / total };
}
