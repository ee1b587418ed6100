import type { TrainingProgress } from './train';

type OnProgress = (progress: TrainingProgress) => void | Promise<void>;

/**
 * Returns one callback for `train` that calls several, one after the other.
 *
 * @example
 * await train(model, trainSet, { epochs: 10, onProgress: inTurn(recorder.onProgress, liveCurves()) });
 */
export function inTurn(
  ...callbacks: readonly OnProgress[]
): (progress: TrainingProgress) => Promise<void> {
  return async (progress) => {
    for (const callback of callbacks) await callback(progress);
  };
}
