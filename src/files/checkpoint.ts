import { join } from 'node:path';
import { checkOneOf, checkOptions, checkText } from '../check';
import { checkModel } from '../network/checkExamples';
import type { Chance } from '../data/random';
import { startBackend, tf } from '../network/tensorflow';
import { plural } from '../plural';
import { reasonOf, resolvePath } from '../project';
import { numbersOf, TrainingCallback, type UnresolvedLogs } from '../training/callback';
import { fitOf } from '../training/fit';
import { historyOfEpochs, type EpochLogs, type History } from '../training/history';
import { optimizerState, restoreOptimizer, type OptimizerState } from '../training/optimizerState';
import { readCheckpoint, writeCheckpoint, type CheckpointContent } from './checkpointFile';
import { fieldsOf, isFields } from './plainJson';

const FILE = 'checkpoint.bin';

export interface CheckpointOptions {
  /** Replace the checkpoint of an earlier training that is not gone on with. */
  readonly overwrite?: boolean;
}

/** What a checkpoint holds besides the numbers of tensors. */
interface Details {
  readonly finished: readonly EpochLogs[];
  /** The class and output shape of each layer, to tell networks apart. */
  readonly layers: readonly string[];
  readonly optimizer: Omit<OptimizerState, 'tensors'>;
  readonly chance?: { readonly seed: number; readonly state: ReturnType<Chance['state']> };
}

/** Whether a file tells of a training all that is asked for here: who wrote it may have been anyone. */
function isDetails(details: unknown): details is Details {
  const { finished, layers, optimizer, chance } = fieldsOf(details);
  const { className, numbers, averages } = fieldsOf(optimizer);
  const { seed, state } = fieldsOf(chance);
  return (
    isListOf(finished, isNumbers) &&
    isListOf(layers, (layer) => typeof layer === 'string') &&
    typeof className === 'string' &&
    isNumbers(numbers) &&
    Object.values(fieldsOf(averages)).every((average) => isFields(average)) &&
    isFields(averages) &&
    (chance === undefined || (typeof seed === 'number' && isNumbers(state)))
  );
}

function isListOf(value: unknown, isItem: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isItem);
}

function isNumbers(value: unknown): boolean {
  return (
    isFields(value) &&
    Object.values(value).every((item) => typeof item === 'number' || item === null)
  );
}

class Checkpoint extends TrainingCallback {
  private readonly file: string;
  private finished: EpochLogs[] = [];
  /** What must be restored when the next training begins. */
  private chance: Details['chance'];
  /** Whether the file on the disk is one that this training wrote or goes on from. */
  private isOurs = false;
  private isFirstEpoch = true;

  constructor(
    private readonly folder: string,
    private readonly overwrite: boolean,
  ) {
    super();
    this.file = join(resolvePath(folder), FILE);
  }

  /** Loss and accuracy of each finished epoch, with those before the training was interrupted. */
  get history(): History {
    return historyOfEpochs(this.finished);
  }

  /**
   * Gives the network the weights, and its optimizer the memory, of the checkpoint. Returns how many epochs were finished,
   * for `initialEpoch`; 0 when there is no checkpoint yet.
   */
  async resume(model: tf.LayersModel): Promise<number> {
    checkModel(model);
    await startBackend();
    const content = await this.read();
    if (!content) return 0;
    try {
      this.restore(model, content);
    } finally {
      tf.dispose(content.tensors.map(({ tensor }) => tensor));
    }
    this.finished = [...content.details.finished];
    this.chance = content.details.chance;
    this.isOurs = true;
    return this.finished.length;
  }

  override async onTrainBegin(): Promise<void> {
    this.isFirstEpoch = true;
    const fit = fitOf(this.model);
    if (fit) fit.past = this.finished;
  }

  override async onEpochBegin(epoch: number): Promise<void> {
    if (!this.isFirstEpoch) return;
    this.isFirstEpoch = false;
    if (!this.isOurs) await this.checkFree();
    if (epoch !== this.finished.length) {
      throw new Error(
        `The checkpoint in '${this.folder}' was written after ${plural(this.finished.length, 'epoch')}, but the training begins ` +
          `after ${epoch}; give it initialEpoch: await saved.resume(model)`,
      );
    }
    this.restoreChance();
    // A folder that cannot be written is told of now and not after the first epoch
    if (!this.isOurs) await this.write();
    this.isOurs = true;
  }

  override async onEpochEnd(_epoch: number, logs?: UnresolvedLogs): Promise<void> {
    this.finished.push(await numbersOf(logs));
    try {
      await this.write();
    } catch (error) {
      // The disk may have room again after the next epoch, and the network is not lost
      console.log(
        `${(error as Error).message}. The training goes on; the checkpoint before it stays`,
      );
    }
  }

  private async write(): Promise<void> {
    const { chance } = fitOf(this.model) ?? {};
    const { tensors, ...optimizer } = optimizerState(this.model.optimizer);
    const details: Details = {
      finished: this.finished,
      layers: layersOf(this.model),
      optimizer,
      ...(chance && { chance: { seed: chance.seed, state: chance.state() } }),
    };
    const weights = this.model
      .getWeights()
      .map((tensor, index) => ({ name: `weight ${index}`, tensor }));
    try {
      await writeCheckpoint(this.file, { details, tensors: [...weights, ...tensors] });
    } catch (error) {
      throw new Error(
        `The checkpoint after ${plural(this.finished.length, 'epoch')} could not be written in '${this.folder}': ${reasonOf(error)}`,
        { cause: error },
      );
    }
  }

  private async read(): Promise<CheckpointContent<Details> | undefined> {
    try {
      const { details, tensors } = await readCheckpoint(this.file);
      if (isDetails(details)) return { details, tensors };
      tf.dispose(tensors.map(({ tensor }) => tensor));
      throw new Error('It does not tell what was trained');
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      const advice = codeOf(error) === 'ENOTDIR' ? '' : `; delete ${FILE} there to begin anew`;
      throw new Error(
        `The checkpoint in '${this.folder}' cannot be read: ${reasonOf(error)}${advice}`,
        { cause: error },
      );
    }
  }

  /** An hour of training must not be replaced by a new one that was started without a thought. */
  private async checkFree(): Promise<void> {
    if (this.overwrite) return;
    const content = await this.read();
    if (!content) return;
    tf.dispose(content.tensors.map(({ tensor }) => tensor));
    const numEpochs = content.details.finished.length;
    if (numEpochs === 0) return;
    throw new Error(
      `In '${this.folder}' there is a checkpoint after ${plural(numEpochs, 'epoch')} already; go on from it by ` +
        'initialEpoch: await saved.resume(model), give checkpoint() another folder, or overwrite: true',
    );
  }

  private restore(model: tf.LayersModel, { details, tensors }: CheckpointContent<Details>): void {
    const layers = layersOf(model);
    const odd = layers.findIndex((layer, index) => layer !== details.layers[index]);
    if (odd >= 0 || layers.length !== details.layers.length) {
      const index = odd >= 0 ? odd : layers.length;
      throw new TypeError(
        `The checkpoint in '${this.folder}' is of another network: its layer ${index} is ${details.layers[index] ?? 'missing'}, ` +
          `and that of this network is ${layers[index] ?? 'missing'}`,
      );
    }
    if (!model.optimizer)
      throw new Error('The network is not compiled yet; call model.compile() before resume()');
    const numWeights = model.getWeights().length;
    const { className, numbers, averages } = details.optimizer;
    const memory = { className, numbers, averages, tensors: tensors.slice(numWeights) };
    restoreOptimizer(model.optimizer, memory);
    model.setWeights(tensors.slice(0, numWeights).map(({ tensor }) => tensor));
  }

  private restoreChance(): void {
    if (!this.chance) return;
    const { seed, state } = this.chance;
    const chance = fitOf(this.model)?.chance;
    if (chance?.seed !== seed) {
      throw new Error(
        `The checkpoint in '${this.folder}' is of a training by batches(…, { seed: ${seed} }); go on with the same seed, ` +
          `not with ${chance ? `seed: ${chance.seed}` : 'none'}`,
      );
    }
    chance.restore(state);
    this.chance = undefined;
  }
}

export type { Checkpoint };

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown }).code;
}

/**
 * Returns a callback that keeps a training from being lost: after each epoch it writes weights, the optimizer's memory,
 * the history and the state of chance into the folder, each time in place of the last, whole or not at all. Whatever
 * ends the program, the training goes on from there, and ends with the very digits of one that was never interrupted, if
 * `batches` has a seed. Only `checkpoint.bin` in the folder is ever touched.
 *
 * A full disk does not end a training: a line tells of it, and the checkpoint before stays. The optimizer gets back the
 * learning rate that it had. The file is about three times as large as the network with Adam: 209 MB for the series' one.
 *
 * @param folder relative to the working folder, or with `~` for the home folder; made if it is not there
 * @throws TypeError when `folder` is no text; from `resume` when the checkpoint is of another network or optimizer
 * @throws Error when it cannot be written at the start, is damaged, or an earlier training's checkpoint lies there
 * @example
 * const saved = checkpoint('../data/models/cats');
 * await model.fitDataset(batches(trainSet, { seed: 1 }), {
 *   epochs: 100,
 *   initialEpoch: await saved.resume(model), // 0 at the first time
 *   callbacks: [saved, liveCurves()],
 * });
 * saved.history.loss.length //=> 100
 */
export function checkpoint(folder: string, options: CheckpointOptions = {}): Checkpoint {
  checkText('folder', folder, 'the path of a folder');
  checkOptions('The options of checkpoint()', options, '{ overwrite: true }');
  const { overwrite = false } = options;
  checkOneOf('overwrite', overwrite, [true, false]);
  return new Checkpoint(folder, overwrite);
}

/** A sequential network and the one it hands over to differ by the layer of the input. */
function layersOf(model: tf.LayersModel): string[] {
  const layers = model.layers.filter((layer) => layer.getClassName() !== 'InputLayer');
  return layers.map((layer) => {
    const weights = layer.getWeights().map(({ shape }) => `[${shape.join(', ')}]`);
    return `${layer.getClassName()}${weights.length > 0 ? ` ${weights.join(' ')}` : ''}`;
  });
}
