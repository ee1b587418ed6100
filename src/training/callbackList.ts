import { tf } from '../network/tensorflow';
import { isCarefulCallback } from './careful';
import { Fit, type Logs } from './fit';
import type { EpochLogs } from './history';

export type AnyCallback = tf.CustomCallback | tf.Callback;

export interface CallbackList {
  callbacks: AnyCallback[];
  setParams: (this: CallbackList, params: object) => void;
  onBatchEnd: (this: CallbackList, batch: number, logs?: Logs) => Promise<void>;
  onEpochEnd: (this: CallbackList, epoch: number, logs?: Logs) => Promise<void>;
}

/** Makes numbers of the scalars in TensorFlow.js's logs, in place, and frees them. */
export async function resolveLogs(logs: Logs): Promise<void> {
  for (const [key, value] of Object.entries(logs)) {
    if (value === undefined) delete logs[key];
    else if (typeof value !== 'number') {
      [logs[key]] = await value.data();
      value.dispose();
    }
  }
}

/** Gives callbacks numbers, one display of progress, and whole epochs only. */
export function mendCallbackList(list: CallbackList): void {
  const { setParams, onBatchEnd, onEpochEnd } = list;
  list.setParams = function (params) {
    this.callbacks = withOneProgress(this.callbacks);
    setParams.call(this, params);
  };
  list.onBatchEnd = async function (batch, logs = {}) {
    await resolveLogs(logs);
    await onBatchEnd.call(this, batch, logs);
  };
  list.onEpochEnd = async function (epoch, logs = {}) {
    await resolveLogs(logs);
    const fit = this.callbacks.find((callback) => callback instanceof Fit);
    if (fit?.isCut(logs)) await endCutEpoch(this.callbacks, fit, epoch, logs as EpochLogs);
    else await onEpochEnd.call(this, epoch, logs);
  };
}

/** tfjs-node's own bar writes to stderr, which a notebook shows in red, one bar an epoch. */
function withOneProgress(callbacks: readonly AnyCallback[]): AnyCallback[] {
  const others = callbacks.filter(({ constructor }) => constructor.name !== 'ProgbarLogger');
  const shown = (callback: AnyCallback) =>
    isCarefulCallback(callback) ? callback.showsProgress : 'never';
  if (!others.some((callback) => shown(callback) === 'always')) return others;
  return others.filter((callback) => shown(callback) !== 'unless another does');
}

async function endCutEpoch(
  callbacks: readonly AnyCallback[],
  fit: Fit,
  epoch: number,
  logs: EpochLogs,
): Promise<void> {
  const trained = Object.fromEntries(
    Object.entries(logs).filter(([key]) => !key.startsWith('val_')),
  );
  for (const callback of callbacks) {
    if (isCarefulCallback(callback)) await callback.onEpochCut();
    else if (callback instanceof tf.History)
      Object.assign(callback, { partialEpoch: fit.partialEpoch(epoch, trained) });
    else await callback.onEpochEnd(epoch, trained);
  }
}
