import { checkNumber, checkOptions } from '../check';
import type { tf } from '../network/tensorflow';
import { TrainingCallback } from './callback';

/** The learning rate of an epoch, counted from 0, given that of the epoch before. */
export type LearningRateFunction = (epoch: number, learningRate: number) => number;

/** Learning rates by the epoch from which on they hold, counted from 0: `{ 0: 0.001, 20: 0.0001 }`. */
export type LearningRateTable = Readonly<Record<number, number>>;

/** What the types of TensorFlow.js's optimizers hide. */
interface Rated {
  learningRate: number;
  /** Gradient descent and momentum keep the rate as a tensor too. */
  setLearningRate?(learningRate: number): void;
}

class LearningRateSchedule extends TrainingCallback {
  constructor(private readonly rateOf: LearningRateFunction) {
    super();
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    const optimizer = this.model.optimizer as tf.Optimizer & Rated;
    const learningRate = this.rateOf(epoch, optimizer.learningRate);
    checkRate(`the learning rate of epoch ${epoch}`, learningRate);
    if (optimizer.setLearningRate) optimizer.setLearningRate(learningRate);
    else optimizer.learningRate = learningRate;
  }
}

/**
 * Returns a callback that sets the optimizer's learning rate at the start of each epoch, as Keras's
 * `LearningRateScheduler` does. After the training the last rate stays. Before the first epoch of a table the rate is
 * the one that the network was compiled with.
 *
 * @throws TypeError, RangeError when a rate is not a number of at least 0; those of a function are known only in its epoch
 * @example
 * const callbacks = [learningRateSchedule({ 0: 0.001, 20: 0.0001 })];
 * const halving = [learningRateSchedule((epoch, rate) => (epoch % 10 === 9 ? rate / 2 : rate))];
 * await model.fitDataset(batches(trainSet), { epochs: 40, callbacks });
 */
export function learningRateSchedule(
  schedule: LearningRateFunction | LearningRateTable,
): TrainingCallback {
  return new LearningRateSchedule(typeof schedule === 'function' ? schedule : functionOf(schedule));
}

function functionOf(table: LearningRateTable): LearningRateFunction {
  checkOptions('the schedule of learningRateSchedule()', table, '{ 0: 0.001, 20: 0.0001 }');
  const steps = Object.entries(table).map(([from, rate]) => ({ from: Number(from), rate }));
  for (const { from, rate } of steps) checkRate(`the learning rate from epoch ${from} on`, rate);
  return (epoch, learningRate) =>
    steps.filter(({ from }) => from <= epoch).at(-1)?.rate ?? learningRate;
}

function checkRate(name: string, rate: unknown): void {
  checkNumber(name, rate, {
    allowed: Number(rate) >= 0,
    expected: 'a number of at least 0, such as 0.001',
  });
}
