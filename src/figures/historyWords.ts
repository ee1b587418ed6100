import type { History } from '../training/history';
import type { TrainingProgress } from '../training/train';
import { plural } from './plural';

/**
 * Returns in one sentence what the curves show.
 *
 * @example
 * describeHistory({ loss: [1.5, 0.9], acc: [0.4, 0.7], val_loss: [], val_acc: [] }) //=> 'Over 2 epochs, training loss falls from 1.50 to 0.90 and training accuracy rises from 0.40 to 0.70'
 */
export function describeHistory({ loss, acc, val_loss, val_acc }: History): string {
  if (loss.length === 0) return 'Curves of loss and accuracy; no epoch is finished yet';
  const parts = [
    describeChange('training loss', loss),
    describeChange('training accuracy', acc),
    ...(val_loss.length > 0 ? [describeChange('validation loss', val_loss), describeChange('validation accuracy', val_acc)] : []),
  ];
  return `Over ${plural(loss.length, 'epoch')}, ${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function describeChange(name: string, values: readonly number[]): string {
  const [first, last] = [values[0].toFixed(2), (values.at(-1) as number).toFixed(2)];
  if (values.length === 1) return `${name} is ${first}`;
  if (first === last) return `${name} ends where it began, at ${last}`;
  return `${name} ${Number(last) > Number(first) ? 'rises' : 'falls'} from ${first} to ${last}`;
}

/**
 * Returns how far a training is, as a title over its curves.
 *
 * @example
 * describeProgress(progress) //=> 'Epoch 3 of 8 · batch 12 of 40 · 2 min left'
 */
export function describeProgress({ epoch, epochs, batch, numBatches, secondsLeft }: TrainingProgress): string {
  if (epoch === epochs && batch === numBatches) return plural(epochs, 'epoch');
  return `Epoch ${epoch} of ${epochs} · batch ${batch} of ${numBatches} · ${describeSeconds(secondsLeft)} left`;
}

function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
