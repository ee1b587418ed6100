import { numbersOf, TrainingCallback, type UnresolvedLogs } from './callback';
import { fitOf, numBatchesOf } from './fit';
import { historyOfEpochs, type EpochLogs, type History } from './history';

/** How far a training is. */
export interface TrainingProgress {
  /** The running epoch, from 1; in a training that goes on from a checkpoint, the epochs before are counted too. */
  readonly epoch: number;
  readonly epochs: number;
  /** How many batches of the running epoch are done, from 1. */
  readonly batch: number;
  /** How many batches an epoch has, if that is known. */
  readonly numBatches?: number;
  /** The mean over the running epoch so far. */
  readonly loss: number;
  /** The mean over the running epoch so far; `undefined` where the network was compiled without accuracy. */
  readonly acc?: number;
  /** The finished epochs; the running one is among them once its validation is done. */
  readonly history: History;
  /** Seconds until the end, judged by the pace so far; `undefined` where the number of batches is not known. */
  readonly secondsLeft?: number;
}

/** A callback that is told after each batch, and after each epoch, how far the training is. */
export abstract class ProgressCallback extends TrainingCallback {
  private finished: EpochLogs[] = [];
  private numPast = 0;
  private firstEpoch: number | undefined;
  private startedAt = 0;
  private epoch = 0;
  private batch = 0;
  private numExamples = 0;
  private totals: Record<string, number> = {};
  private means: EpochLogs = {};

  /** The last finished epoch, with all that the network measures. */
  protected get lastEpoch(): EpochLogs {
    return this.finished[this.finished.length - 1] ?? {};
  }

  protected abstract report(progress: TrainingProgress): void | Promise<void>;

  override async onTrainBegin(): Promise<void> {
    this.firstEpoch = undefined;
    this.startedAt = performance.now();
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    if (this.firstEpoch === undefined) {
      // A checkpoint may stand behind this one in the list of callbacks
      this.finished = [...(fitOf(this.model)?.past ?? [])];
      this.numPast = this.finished.length;
      this.firstEpoch = epoch;
    }
    this.epoch = this.numPast + epoch - this.firstEpoch + 1;
    this.batch = 0;
    this.numExamples = 0;
    this.totals = {};
  }

  override async onBatchEnd(_batch: number, logs?: UnresolvedLogs): Promise<void> {
    const { batch: _, size = 1, ...values } = await numbersOf(logs);
    this.batch++;
    this.numExamples += size;
    for (const [key, value] of Object.entries(values))
      this.totals[key] = (this.totals[key] ?? 0) + value * size;
    this.means = Object.fromEntries(
      Object.entries(this.totals).map(([key, total]) => [key, total / this.numExamples]),
    );
    // The last one is told with its validation
    if (this.batch !== numBatchesOf(this.params)) await this.report(this.progress());
  }

  override async onEpochEnd(_epoch: number, logs?: UnresolvedLogs): Promise<void> {
    this.finished.push(await numbersOf(logs));
    await this.report(this.progress());
  }

  override async onEpochCut(): Promise<void> {
    await this.report(this.progress());
  }

  private progress(): TrainingProgress {
    const { loss, acc } = this.means;
    return {
      epoch: this.epoch,
      epochs: Number(this.params.epochs) - (this.firstEpoch ?? 0) + this.numPast,
      batch: this.batch,
      numBatches: numBatchesOf(this.params),
      loss,
      acc,
      history: historyOfEpochs(this.finished),
      secondsLeft: this.secondsLeft(),
    };
  }

  private secondsLeft(): number | undefined {
    const numBatches = numBatchesOf(this.params);
    if (numBatches === undefined) return undefined;
    const numEpochs = Number(this.params.epochs) - (this.firstEpoch ?? 0);
    const shareDone = (this.epoch - this.numPast - 1 + this.batch / numBatches) / numEpochs;
    return ((performance.now() - this.startedAt) / 1000) * (1 / shareDone - 1);
  }
}

/** Returns whether the training has finished all its epochs. */
export function isComplete({ history, epochs }: TrainingProgress): boolean {
  return history.loss.length >= epochs;
}
