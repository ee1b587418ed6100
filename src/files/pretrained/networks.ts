import { buildEfficientNet } from '../../network/efficientNetLayers';
import { buildSqueezeNet } from '../../network/squeezeNetLayers';
import type { tf } from '../../network/tensorflow';
import { setEfficientNetWeights } from './efficientNetWeights';
import { setSqueezeNetWeights } from './squeezeNetWeights';

/** The networks that `npm run pretrained` fetches, by the names that `loadPretrained` takes. */
export type PretrainedName = 'squeezenet' | 'efficientnet-lite0';

/** What is known of a network whose weights are fetched. Each tells ImageNet's 1,000 classes apart, in ImageNet's order. */
export interface PretrainedNetwork {
  /** What its authors call it. */
  readonly title: string;
  /** Below `data/models`. */
  readonly folder: string;
  /** The file of weights, with the name that it has had since its first release. */
  readonly file: string;
  readonly numBytes: number;
  readonly sha256: string;
  /** Height and width in pixels of the pictures that it was trained with. */
  readonly imageSize: number;
  /** What leaves one pixel in the last maps. */
  readonly smallestImage: number;
  /** The command that fetches its weights. */
  readonly command: string;
  readonly build: (imageSize: number) => tf.LayersModel;
  /** Reads the weights out of the file, which was compared with its SHA-256 before. */
  readonly setWeights: (model: tf.LayersModel, file: string) => Promise<void>;
}

export const PRETRAINED: Readonly<Record<PretrainedName, PretrainedNetwork>> = {
  squeezenet: {
    title: 'SqueezeNet',
    folder: 'squeezenet-imagenet',
    file: 'squeezenet_weights_tf_dim_ordering_tf_kernels.h5',
    numBytes: 5_059_384,
    sha256: '308d1afdb450bd2836240f6cb6fe952cb2e33492fc3564b0c134391614c3dcb5',
    imageSize: 227,
    smallestImage: 31,
    command: 'npm run pretrained',
    build: buildSqueezeNet,
    setWeights: setSqueezeNetWeights,
  },
  'efficientnet-lite0': {
    title: 'EfficientNet-Lite0',
    folder: 'efficientnet-lite0-imagenet',
    file: 'efficientnet-lite0-57934424.pth',
    numBytes: 18_826_032,
    sha256: '579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db',
    imageSize: 224,
    smallestImage: 32,
    command: 'npm run pretrained -- efficientnet-lite0',
    build: buildEfficientNet,
    setWeights: setEfficientNetWeights,
  },
};
