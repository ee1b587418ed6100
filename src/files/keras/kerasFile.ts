import type { WeightsSize } from '../buildSaved';
import type { Hdf5Reader } from '../hdf5';
import type { KerasLayer } from './fromKeras';
import type { Fields } from '../plainJson';

/** Tells for each layer of a network where its weights lie in the file, in Keras's order. */
export type WeightPaths = (layer: KerasLayer) => readonly string[];

/** What a file of either kind says of a network. */
export interface KerasFile {
  /** 2 or 3; older files are like those of Keras 2. */
  readonly version: number;
  readonly model: Fields;
  readonly training?: Fields;
  readonly classNames?: readonly string[];
  /** Opens the weights, of which the layers need so many. */
  readonly withWeights: <Result>(
    size: WeightsSize,
    use: (weights: KerasWeights) => Promise<Result>,
  ) => Promise<Result>;
}

export interface KerasWeights {
  readonly file: Hdf5Reader;
  readonly paths: (layers: readonly KerasLayer[]) => WeightPaths;
  /** Where what the optimizer remembers lies, in Keras's order. */
  readonly memory: readonly string[];
  /** Whether averages of one kind lie together there, as the first optimizers of Keras 2 keep them. */
  readonly byKind: boolean;
  /** Whether the weights of a network within the network lie layer by layer. */
  readonly isFlat: boolean;
}

export function versionOf(version: unknown): number {
  return Number.parseInt(String(version), 10) >= 3 ? 3 : 2;
}
