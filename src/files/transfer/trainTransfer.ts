import { checkOptions, checkWhole } from '../../check';
import { checkDataset, countByClass, type Dataset } from '../../data/dataset';
import { checkSeed } from '../../data/random';
import { splitDataset } from '../../data/split';
import type { tf } from '../../network/tensorflow';
import { addHead } from '../../network/transfer/addHead';
import type { Features } from '../../network/transfer/computeFeatures';
import { featureExtractor } from '../../network/transfer/featureExtractor';
import { fineTune, tune, type FineTuning } from '../../training/fineTune';
import type { TrainingResult } from '../../training/history';
import { trainHead, type FeatureDataset } from '../../training/trainHead';
import type { AnyCallback } from '../../training/train';
import { loadPretrained } from '../pretrained/loadPretrained';
import type { PretrainedName } from '../pretrained/networks';
import { FOUNDATIONS } from './featureSources';
import { loadOrComputeFeatures } from './loadOrComputeFeatures';

export interface TransferOptions {
  /** The network whose layers give the features; `'squeezenet'` unless told. */
  readonly network?: PretrainedName;
  /** Decides the first weights of the head, and in fine-tuning the order of the pictures; 1 unless told. */
  readonly seed?: number;
  /** How often the head sees all features; 200 unless told. */
  readonly epochs?: number;
  /** As a second step the last layers are unfrozen, and all pictures shown so often; 0, which leaves it out, unless told. */
  readonly fineTuneEpochs?: number;
  /** Pictures to judge the network by after each epoch; it does not learn from them. */
  readonly validationData?: Dataset;
  /** Are told how the training of the head goes. */
  readonly callbacks?: readonly AnyCallback[];
  /** Where features are kept; `data/features` of the project unless told. */
  readonly featuresFolder?: string;
}

/** A network for the reader's own classes, and how it came about. */
export interface TransferResult extends TrainingResult {
  /** Compiled, with the names of its classes; takes pictures of the training set's size. Free its memory with `dispose()`. */
  readonly model: tf.LayersModel;
  /** What fine-tuning gave on a fifth of the training set that was held back for it; left out without fine-tuning. */
  readonly fineTuning?: FineTuning;
}

/**
 * Trains a network for the classes of a data set by transfer learning: the layers of a network that has seen a million
 * photos give features, and a head learns on them, within seconds. Features are kept on disk, see
 * `loadOrComputeFeatures`.
 *
 * The result is an ordinary network of both, whose pictures have the size of the training set's. The size that the
 * pretrained network was trained with (227 pixels for SqueezeNet, 224 for EfficientNet-Lite0) serves it best; enlarge
 * smaller pictures with `resizeImages`, those of 32 pixels to about 160.
 *
 * Fine-tuning is tried first on four fifths of the training set and judged by the fifth that is left. Only if the loss
 * there did not become larger, the network that has learned from all pictures is tuned, too.
 *
 * @throws Error when the pretrained network's weights are missing or damaged; `npm run pretrained` fetches them
 * @throws RangeError when a class has no pictures, or a number is out of range
 * @throws TypeError when it is given no data set
 * @example
 * const photos = await loadPhotos('photos', { imageSize: 227 });
 * const { trainSet, testSet } = splitDataset(photos, { seed: 1 });
 * const { model, history } = await trainTransfer(trainSet, { validationData: testSet, epochs: 100 });
 * evaluate(model, testSet).acc // the share of unseen photos it names rightly
 */
export async function trainTransfer(
  trainSet: Dataset,
  options: TransferOptions = {},
): Promise<TransferResult> {
  checkTransfer(trainSet, options);
  const { fineTuneEpochs = 0 } = options;
  const fineTuning = fineTuneEpochs > 0 ? await tryTuning(trainSet, options) : undefined;
  const { model, history } = await trainNewHead(trainSet, options);
  try {
    if (fineTuning?.kept) await tune(model, trainSet, tuneOptions(options));
    model.setUserDefinedMetadata({ classNames: [...trainSet.classNames] });
    return { model, history, ...(fineTuning && { fineTuning }) };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

function checkTransfer(trainSet: Dataset, options: unknown): void {
  checkDataset('the training set', trainSet);
  checkOptions('The options of trainTransfer()', options, "{ network: 'squeezenet' }");
  const { seed = 1, epochs = 1, fineTuneEpochs = 0, validationData } = options as TransferOptions;
  checkSeed(seed);
  checkWhole('epochs', epochs);
  checkWhole('fineTuneEpochs', fineTuneEpochs, { min: 0 });
  if (validationData !== undefined) checkDataset('validationData', validationData);
  const empty = countByClass(trainSet).indexOf(0);
  if (empty === -1) return;
  throw new RangeError(
    `The class ${trainSet.classNames[empty]} has no pictures in the training set, so it cannot be learned; give it some, or leave it out`,
  );
}

/** What fine-tuning gives, in a network that is thrown away afterward. */
async function tryTuning(trainSet: Dataset, options: TransferOptions): Promise<FineTuning> {
  const { seed = 1 } = options;
  const parts = splitDataset(trainSet, { testShare: 0.2, seed });
  const { model } = await trainNewHead(parts.trainSet, { ...options, validationData: undefined });
  try {
    return await fineTune(model, parts.trainSet, {
      ...tuneOptions(options),
      validationData: parts.testSet,
    });
  } finally {
    model.dispose();
  }
}

function tuneOptions({ network = 'squeezenet', fineTuneEpochs, seed = 1 }: TransferOptions) {
  return { fromLayer: FOUNDATIONS[network].tunedFrom, epochs: fineTuneEpochs, seed };
}

/** A pretrained network's layers with a head that has learned the training set. Compiled. */
async function trainNewHead(
  trainSet: Dataset,
  { network = 'squeezenet', seed = 1, featuresFolder, ...options }: TransferOptions,
): Promise<TrainingResult & { readonly model: tf.LayersModel }> {
  const { images, classNames } = trainSet;
  const pretrained = await loadPretrained(network, { imageSize: images.shape[1] });
  try {
    const extractor = featureExtractor(pretrained, FOUNDATIONS[network]);
    const folder = featuresFolder;
    const withFeatures = async (set: Dataset): Promise<FeatureDataset> => ({
      features: await loadOrComputeFeatures(extractor, set.images, { folder }),
      labels: set.labels,
    });
    const examples = await withFeatures(trainSet);
    const validationData = options.validationData && (await withFeatures(options.validationData));
    const l2 = strengthFor(examples.features);
    const model = addHead(extractor, { numClasses: classNames.length, seed, l2 });
    model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy', metrics: ['accuracy'] });
    const { epochs, callbacks } = options;
    return { model, ...(await trainHead(model, examples, { epochs, callbacks, validationData })) };
  } catch (error) {
    pretrained.dispose();
    throw error;
  }
}

/**
 * How strongly a head's weights are held back: less, the more pictures speak for them, and for rows of length 1 the same
 * whatever the number of features. Between a third and three times of it the accuracy is the same within a hundredth.
 */
export function strengthFor({ shape: [numImages, numFeatures] }: Features): number {
  return numFeatures / (40 * numImages);
}
