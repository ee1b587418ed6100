import { checkOptions, checkWhole, describe } from '../check';
import type { Evaluation } from './evaluate';

/** A picture that the network took for something else. */
export interface Mistake {
  /** Its place in the test set. */
  readonly index: number;
  readonly trueClass: string;
  readonly predictedClass: string;
  /** How sure the network was of the wrong class (0-1). */
  readonly probability: number;
}

/**
 * Returns the mistakes that the network was surest of, surest first.
 *
 * @example
 * surestMistakes(evaluate(model, testSet), { count: 1 }) // [ { index: 3, trueClass: 'cats', predictedClass: 'dogs', probability: 0.98 } ]
 */
export function surestMistakes(
  evaluation: Evaluation,
  options: { readonly count?: number } = {},
): Mistake[] {
  checkEvaluation(evaluation);
  checkOptions('The options of surestMistakes()', options, '{ count: 12 }');
  const { count = 12 } = options;
  checkWhole('count', count);
  const { labels, predictions, probabilities, classNames } = evaluation;
  const wrong = [...labels.keys()].filter((index) => labels[index] !== predictions[index]);
  const mistakes = wrong.map((index) => ({
    index,
    trueClass: classNames[labels[index]],
    predictedClass: classNames[predictions[index]],
    probability: probabilities.data[index * classNames.length + predictions[index]],
  }));
  return mistakes.sort((a, b) => b.probability - a.probability).slice(0, count);
}

function checkEvaluation(value: unknown): void {
  if (typeof value === 'object' && value !== null && 'predictions' in value) return;
  throw new TypeError(`The evaluation must be what evaluate() returns, but is ${describe(value)}`);
}
