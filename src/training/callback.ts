import { tf } from '../network/tensorflow';
import { resolveLogs } from './callbackList';
import type { CarefulCallback } from './careful';
// Loaded for what it mends: without it nobody calls the two more moments
import './fitting';
import type { EpochLogs } from './history';

/**
 * A callback for `model.fit` and `model.fitDataset` in TensorFlow.js's own form, with two more moments: `onEpochCut`
 * in place of `onEpochEnd` for an epoch that was cut short, and `release` when the training is over, also by an error.
 */
export abstract class TrainingCallback extends tf.Callback implements CarefulCallback {
  readonly showsProgress: CarefulCallback['showsProgress'] = 'never';

  async onEpochCut(): Promise<void> {}

  release(): void {}
}

/** What TensorFlow.js hands to a callback; `fit` has made numbers of it. */
export type UnresolvedLogs = Parameters<tf.Callback['onBatchEnd']>[1];

/** Returns the numbers that a callback was given. */
export async function numbersOf(logs: UnresolvedLogs): Promise<EpochLogs> {
  await resolveLogs(logs ?? {});
  return { ...(logs as EpochLogs | undefined) };
}
