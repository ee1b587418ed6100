import { checkNumber, checkOneOf, checkWhole } from '../check';
import { tf } from '../network/tensorflow';
import { numbersOf, TrainingCallback, type UnresolvedLogs } from './callback';

export interface EarlyStoppingOptions {
  /** What is watched: `val_loss`, `val_acc`, `loss`, `acc`, or any metric of the network. */
  readonly monitor?: string;
  /** How many epochs without a better value are waited for. */
  readonly patience?: number;
  /** How much better a value must be to count as better. */
  readonly minDelta?: number;
  /** Whether small or large values are good; `auto` takes large ones for a metric with `acc` in its name. */
  readonly mode?: 'auto' | 'min' | 'max';
  /** A value that must be beaten from the start. */
  readonly baseline?: number;
  /** Give the network back the weights of its best epoch when the training ends. */
  readonly restoreBestWeights?: boolean;
  /** 1 prints when the training was stopped. */
  readonly verbose?: number;
}

type Settings = Required<Omit<EarlyStoppingOptions, 'mode' | 'baseline'>> & {
  readonly largeIsGood: boolean;
  readonly baseline: number;
};

class EarlyStopping extends TrainingCallback {
  /** The best epoch so far, from 1; 0 when there is none. */
  bestEpoch = 0;
  private best = 0;
  private wait = 0;
  private bestWeights: tf.Tensor[] = [];

  constructor(private readonly settings: Settings) {
    super();
  }

  override async onTrainBegin(): Promise<void> {
    this.release();
    this.best = this.settings.baseline;
    this.wait = 0;
    this.bestEpoch = 0;
  }

  override async onEpochEnd(epoch: number, logs?: UnresolvedLogs): Promise<void> {
    const { monitor, patience, verbose } = this.settings;
    const numbers = await numbersOf(logs);
    const value = numbers[monitor];
    if (value === undefined) throw new Error(missing(monitor, Object.keys(numbers)));
    if (this.isBetter(value)) {
      this.keepBest(epoch, value);
      return;
    }
    // An epoch that beats no baseline is still the best of those that there were
    if (this.bestEpoch === 0) this.keepWeights();
    if (++this.wait < patience) return;
    this.model.stopTraining = true;
    if (verbose) console.log(`Epoch ${epoch + 1}: early stopping`);
  }

  override async onTrainEnd(): Promise<void> {
    if (this.bestWeights.length > 0) this.model.setWeights(this.bestWeights);
    this.release();
  }

  override release(): void {
    tf.dispose(this.bestWeights);
    this.bestWeights = [];
  }

  private isBetter(value: number): boolean {
    const { minDelta, largeIsGood } = this.settings;
    return largeIsGood ? value - minDelta > this.best : value + minDelta < this.best;
  }

  private keepBest(epoch: number, value: number): void {
    this.best = value;
    this.bestEpoch = epoch + 1;
    this.wait = 0;
    this.keepWeights(true);
  }

  /** Copies share their numbers with the weights until the next step makes new ones. */
  private keepWeights(replace = false): void {
    if (!this.settings.restoreBestWeights || (this.bestWeights.length > 0 && !replace)) return;
    this.release();
    this.bestWeights = this.model.getWeights().map((weight) => tf.keep(weight.clone()));
  }
}

export type { EarlyStopping };

/**
 * Returns a callback that ends a training when a value has not become better for some epochs. With `restoreBestWeights`
 * the network has the weights of its best epoch when the training ends, in whatever way: also by the stop button or
 * after the last epoch, as in Keras. `bestEpoch` tells which it was. A training that goes on from a checkpoint waits
 * anew.
 *
 * Takes the same options as `tf.callbacks.earlyStopping`, which it replaces: TensorFlow.js's own does not restore.
 *
 * @throws TypeError, RangeError when an option is not what it should be
 * @throws Error at the end of the first epoch when there is no such value
 * @example
 * const stopping = earlyStopping({ patience: 3, restoreBestWeights: true });
 * await model.fitDataset(batches(trainSet), { epochs: 100, validationData: batches(testSet), callbacks: [stopping] });
 * stopping.bestEpoch // the epoch whose weights the network has now
 */
export function earlyStopping({
  monitor = 'val_loss',
  patience = 0,
  minDelta = 0,
  mode = 'auto',
  baseline,
  restoreBestWeights = false,
  verbose = 0,
}: EarlyStoppingOptions = {}): EarlyStopping {
  checkWhole('patience', patience, { min: 0 });
  checkNumber('minDelta', minDelta, { allowed: true, expected: 'a number such as 0.01' });
  checkOneOf('mode', mode, ['auto', 'min', 'max']);
  const largeIsGood = mode === 'max' || (mode === 'auto' && monitor.includes('acc'));
  return new EarlyStopping({
    monitor,
    patience,
    minDelta: Math.abs(minDelta),
    largeIsGood,
    baseline: baseline ?? (largeIsGood ? -Infinity : Infinity),
    restoreBestWeights,
    verbose,
  });
}

function missing(monitor: string, keys: readonly string[]): string {
  const known = keys.filter((key) => key !== 'batch' && key !== 'size').join(', ');
  const advice = monitor.startsWith('val_') ? 'give validationData, or monitor' : 'monitor';
  return `earlyStopping() monitors '${monitor}', but the training has ${known}; ${advice} one of these`;
}

// TensorFlow.js's own says "not implemented" to restoreBestWeights
tf.callbacks.earlyStopping = earlyStopping as unknown as typeof tf.callbacks.earlyStopping;
