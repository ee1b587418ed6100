import Module from 'node:module';
import type { Host } from '../host';
import type { EventLoop } from './cell/eventLoop';
import { Interrupted } from './cell/interrupted';

/** The parts of a model of TensorFlow.js that are watched; known by their names, so that it need not be loaded. */
interface Model {
  isTraining?: boolean;
  /** What the loops of a training look at after each batch. */
  stopTraining_?: boolean;
  fit: Training;
  fitDataset: Training;
  evaluateDataset: (dataset: Dataset, ...rest: unknown[]) => Promise<unknown>;
}

type Training = (this: Model, ...args: unknown[]) => Promise<unknown>;

interface Dataset {
  iterator(): Promise<{ next(): Promise<unknown> }>;
}

/** Node's own function for `require`, by which every module comes. */
interface Loader {
  _load: (this: unknown, request: string, ...rest: unknown[]) => unknown;
}

/**
 * Lets the stop button end what TensorFlow.js does in cells, whoever has called it: a training after its batch, with
 * the model and its history, an evaluation by an error. Must be called before TensorFlow.js is loaded.
 */
export function stopTrainings(host: Host, eventLoop: EventLoop): void {
  const watched = new WeakSet<Model>();
  const loader = Module as unknown as Loader;
  const { _load: load } = loader;
  loader._load = function (request, ...rest) {
    const loaded: unknown = Reflect.apply(load, this, [request, ...rest]);
    if (request.includes('tfjs')) watch(loaded);
    return loaded;
  };

  function watch(loaded: unknown): void {
    const { LayersModel } = (loaded ?? {}) as { LayersModel?: { prototype?: Model } };
    const model = LayersModel?.prototype;
    if (!model || watched.has(model)) return;
    watched.add(model);
    model.fit = stoppableTraining(host, model.fit);
    model.fitDataset = stoppableTraining(host, model.fitDataset);
    model.evaluateDataset = stoppableEvaluation(host, eventLoop, model.evaluateDataset);
  }
}

function stoppableTraining(host: Host, train: Training): Training {
  return async function (...args) {
    let isPressed = false;
    let wish: boolean | undefined = this.stopTraining_;
    const takeBack = host.onInterrupt(() => void (isPressed = true));
    // TensorFlow.js takes the wish to stop back when a training begins, which may be after the press
    Object.defineProperty(this, 'stopTraining_', {
      get: () => isPressed || wish,
      set: (value: boolean) => void (wish = value),
      configurable: true,
      enumerable: true,
    });
    try {
      return await train.apply(this, args);
    } finally {
      takeBack();
      const value = this.stopTraining_;
      Object.defineProperty(this, 'stopTraining_', {
        value,
        writable: true,
        configurable: true,
        enumerable: true,
      });
    }
  };
}

function stoppableEvaluation(
  host: Host,
  eventLoop: EventLoop,
  evaluate: Model['evaluateDataset'],
): Model['evaluateDataset'] {
  return async function (this: Model, dataset, ...rest) {
    // The one at the end of an epoch belongs to a training, which stops after it
    if (this.isTraining) return evaluate.call(this, dataset, ...rest);
    let isPressed = false;
    const takeBack = host.onInterrupt(() => void (isPressed = true));
    const iterator = async () => {
      const values = await dataset.iterator();
      const next = async () => {
        // TensorFlow.js itself never lets the stop button have its turn here
        if (eventLoop.isDue) await eventLoop.turn();
        if (isPressed) throw new Interrupted();
        return values.next();
      };
      return Object.create(values, { next: { value: next } }) as typeof values;
    };
    try {
      const stoppable = Object.create(dataset, { iterator: { value: iterator } }) as Dataset;
      return await evaluate.call(this, stoppable, ...rest);
    } finally {
      takeBack();
    }
  };
}
