import type { Dataset } from '../../data/dataset';
import { resizeImages } from '../../data/resize';
import { loadPretrained } from '../../files/pretrained/loadPretrained';
import { PRETRAINED } from '../../files/pretrained/networks';
import { FOUNDATIONS } from '../../files/transfer/featureSources';
import { loadOrComputeFeatures } from '../../files/transfer/loadOrComputeFeatures';
import { tf } from '../../network/tensorflow';
import { strengthFor } from '../../files/transfer/trainTransfer';
import { addHead } from '../../network/transfer/addHead';
import { featureExtractor } from '../../network/transfer/featureExtractor';
import { headProbabilities } from '../../network/transfer/headProbabilities';
import { trainHead } from '../../training/trainHead';
import type { History } from '../../training/history';
import type { MeasureOptions } from './measure';
import { keepPhotoSize } from './namePhotos';
import type { ClassifyOptions } from './options';
import { knowsClasses, nameByOwnClasses } from './ownClasses';
import type { FeatureSet, PartFeatures } from './photoFeatures';

/** Makes features of photos, and trains networks on them. */
export interface Trainer {
  readonly extract: (photos: Dataset) => Promise<PartFeatures>;
  /** Trains a network to be measured. */
  readonly learn: MeasureOptions['learn'];
  /** Trains the network to be saved, whole: photos in, probabilities out. */
  readonly train: (photos: FeatureSet) => Promise<tf.LayersModel>;
}

/** What decides how photos are read and learned from. */
type TrainerOptions = Pick<ClassifyOptions, 'network' | 'seed' | 'imageSize'>;

/** Small photos are enlarged so many times: more pixels would show a network nothing more. */
const MOST_ENLARGED = 5;

/** Returns how many pixels wide photos are read: no wider than the network was trained with. */
export function readSizeOf({ network, imageSize = Infinity }: TrainerOptions): number {
  return Math.min(imageSize, PRETRAINED[network].imageSize);
}

/** Returns how many pixels wide the network takes photos. */
function networkSizeOf(options: TrainerOptions): number {
  const { imageSize, smallestImage } = PRETRAINED[options.network];
  return Math.min(imageSize, Math.max(smallestImage, MOST_ENLARGED * readSizeOf(options)));
}

/**
 * Loads the pretrained network.
 *
 * @param at told what is being done; may throw to stop it
 * @throws Error when its weights are missing
 */
export async function startTrainer(
  options: TrainerOptions,
  at: (place: string) => void,
): Promise<Trainer> {
  const { network, seed } = options;
  at('starting TensorFlow');
  const imageSize = networkSizeOf(options);
  const pretrained = await loadPretrained(network, { imageSize });
  const extractor = featureExtractor(pretrained, FOUNDATIONS[network]);

  async function extract({ images, classNames }: Dataset): Promise<PartFeatures> {
    const enlarged = images.shape[1] === imageSize ? images : resizeImages(images, { imageSize });
    const features = await loadOrComputeFeatures(extractor, enlarged);
    const ownNames = knowsClasses(classNames)
      ? nameByOwnClasses(await loadOrComputeFeatures(pretrained, enlarged), classNames)
      : new Array<undefined>(features.shape[0]).fill(undefined);
    return { features, ownNames };
  }

  async function fit(
    { features, labels, classNames }: FeatureSet,
    title: string,
    validationData?: FeatureSet,
  ): Promise<{ readonly model: tf.LayersModel; readonly history: History }> {
    const l2 = strengthFor(features);
    const model = addHead(extractor, { numClasses: classNames.length, seed, l2 });
    const onEpochEnd = async (epoch: number) => at(`${title}: epoch ${epoch + 1}`);
    const callbacks = [{ onEpochEnd }];
    const { history } = await trainHead(model, { features, labels }, { validationData, callbacks });
    return { model, history };
  }

  return {
    extract,
    learn: async ({ trainSet, testSet }, title) => {
      const { model, history } = await fit(trainSet, title, testSet);
      return { probabilities: headProbabilities(model, testSet.features), history };
    },
    train: async (photos) => {
      const { model } = await fit(photos, 'the network to save');
      model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
      model.setUserDefinedMetadata({ classNames: [...photos.classNames] });
      keepPhotoSize(model, readSizeOf(options));
      return model;
    },
  };
}
