import { tf } from '../network/tensorflow';
import type { TrainingCallback } from '../training/callback';
import type { CarefulCallback } from '../training/careful';
import type { EpochLogs } from '../training/history';
import { isComplete, type TrainingProgress } from '../training/progress';
import { LiveProgress } from './liveProgress';
import { inNotebook } from './notebook';

/** How many signs wide the bar is. */
const BAR_WIDTH = 20;

class ProgressLine extends LiveProgress {
  override readonly showsProgress: CarefulCallback['showsProgress'] = 'always';

  protected override showRunning(progress: TrainingProgress): void {
    if (inNotebook()) this.board.update(new Line(runningLine(progress)));
    else if (progress.history.loss.length === progress.epoch) console.log(this.epochLine(progress));
  }

  protected override showEnd(progress: TrainingProgress): void {
    if (inNotebook()) this.board.finish(new Line(this.endLine(progress)));
    else if (!isComplete(progress)) console.log(this.endLine(progress));
  }

  private endLine(progress: TrainingProgress): string {
    if (isComplete(progress)) return this.epochLine(progress);
    const { epoch, epochs } = progress;
    return `stopped in epoch ${epoch} of ${epochs}  ${numbersLine(this.lastEpoch)}`.trimEnd();
  }

  private epochLine({ epoch, epochs }: TrainingProgress): string {
    return `epoch ${epoch} of ${epochs}  ${numbersLine(this.lastEpoch)}`;
  }
}

/** What TensorFlow.js makes at its default verbosity: it gives way to whatever else shows progress. */
class DefaultProgressLine extends ProgressLine {
  override readonly showsProgress = 'unless another does';
}

/** Text that is shown as it is, without quotes. */
class Line {
  constructor(private readonly text: string) {}

  [Symbol.for('Jupyter.display')]() {
    return { 'text/plain': this.text };
  }
}

/**
 * Returns a callback that tells in one line how far a training is, in place; outside a notebook in one line an epoch.
 * `fit` and `fitDataset` do so by themselves unless told `verbose: 0` or given `liveCurves()`. Nothing goes to stderr.
 *
 * @example
 * await model.fitDataset(batches(trainSet), { epochs: 10, verbose: 0, callbacks: [progressLine()] });
 */
export function progressLine(): TrainingCallback {
  return new ProgressLine();
}

function runningLine(progress: TrainingProgress): string {
  const { epoch, epochs, batch, numBatches = NaN, loss, acc, secondsLeft } = progress;
  const done = Math.round(((epoch - 1 + batch / numBatches) / epochs) * BAR_WIDTH);
  const bar = Number.isNaN(done) ? '' : `${'█'.repeat(done)}${'░'.repeat(BAR_WIDTH - done)}  `;
  const left = secondsLeft === undefined ? '' : `  ${Math.ceil(secondsLeft)} s left`;
  const values = numbersLine({ loss, ...(acc === undefined ? {} : { acc }) });
  return `${bar}epoch ${epoch} of ${epochs}  ${values}${left}`;
}

function numbersLine(numbers: EpochLogs): string {
  return Object.entries(numbers)
    .map(([name, value]) => `${name} ${value.toFixed(3)}`)
    .join('  ');
}

tf.registerCallbackConstructor(1, DefaultProgressLine);
